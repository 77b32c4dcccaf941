"""A server of OpenAI's chat completions on loopback, as strict as https://platform.openai.com/docs/api-reference/chat.

It wants the key, a model, messages and a schema that `strict` allows (all properties required, nothing else allowed), and keeps
to the schema itself. Tokens are counted as four characters each; what it thinks is up to the test.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs
from aiohttp import web

from tests.platforms import trouble
from tests.platforms.shop_server import Asked, ShopServer

KEY, MODEL = "sk-never-in-a-log", "small-1"
_TOKEN = re.compile(r"\w{1,4}|\W", re.DOTALL)
Mind = Callable[[str], dict[str, Any]]


def undecided(_text: str) -> dict[str, Any]:
    """A model that is not certain."""
    return {"intent": "none"}


@dataclass
class ChatEmulator(ShopServer):
    """`mind` is what the model makes of a message; `logprob` that of each of its tokens, None where the server tells none."""

    mind: Mind = field(default=undecided)
    logprob: float | None = None
    strict: bool = True
    finish: str = "stop"
    refusal: str | None = None

    @property
    def heard(self) -> list[str]:
        """The messages it was asked about."""
        return [json.loads(asked.body["messages"][-1]["content"]) for asked in self.asked if asked.method == "POST"]

    def process(self, asked: Asked) -> web.Response:
        if asked.headers.get("Authorization") != f"Bearer {KEY}":
            return _error(401, "Incorrect API key provided.", "invalid_api_key")
        match asked.method, asked.path.removeprefix("/v1"):
            case "GET", "/models":
                listed = {"id": MODEL, "object": "model", "created": 1, "owned_by": "us"}
                return web.json_response({"object": "list", "data": [listed]})
            case "POST", "/chat/completions":
                return self._complete(asked.body)
        return _error(404, f"Unknown request URL: {asked.method} {asked.path}.", "unknown_url")

    def refuse(self, failure: trouble.Failure) -> web.Response:
        return _error(int(failure.kind), "The server had an error while processing your request.", "server_error")

    def _complete(self, body: dict[str, Any]) -> web.Response:
        if missing := [name for name in ("model", "messages") if not body.get(name)]:
            return _error(400, f"you must provide a {missing[0]} parameter", "missing_required_parameter")
        if body["model"] != MODEL:
            return _error(404, f"The model `{body['model']}` does not exist", "model_not_found")
        asked = body.get("response_format", {}).get("json_schema", {})
        if wrong := _not_strict(asked.get("schema", {}), "schema") if asked.get("strict") else "":
            return _error(400, f"Invalid schema for response_format: {wrong}", "invalid_schema")
        answer = self.mind(json.loads(body["messages"][-1]["content"]))
        for name in asked.get("schema", {}).get("required", []) if self.strict else []:
            answer.setdefault(name, [])
        content = json.dumps(answer, ensure_ascii=False)
        if self.strict and asked:
            jsonschema_rs.validate(asked["schema"], answer)
        return web.json_response(self._answer(content if self.refusal is None else None, body))

    def _answer(self, content: str | None, body: dict[str, Any]) -> dict[str, Any]:
        tokens = _TOKEN.findall(content or "")
        told = body.get("logprobs") and self.logprob is not None
        each = [{"token": one, "bytes": [*one.encode()], "logprob": self.logprob, "top_logprobs": []} for one in tokens]
        sent = sum(len(one["content"]) for one in body["messages"]) // 4
        message = {"role": "assistant", "content": content, "refusal": self.refusal, "annotations": []}
        choice = {
            "index": 0, "message": message, "logprobs": {"content": each, "refusal": None} if told else None,
            "finish_reason": self.finish,
        }  # fmt: skip
        usage = {"prompt_tokens": sent, "completion_tokens": len(tokens), "total_tokens": sent + len(tokens)}
        return {
            "id": f"chatcmpl-{len(self.asked)}", "object": "chat.completion", "created": 1_795_000_000, "model": MODEL,
            "choices": [choice], "usage": usage, "service_tier": "default", "system_fingerprint": "fp_1",
        }  # fmt: skip


def _error(status: int, message: str, code: str) -> web.Response:
    kind = "invalid_request_error" if status < 500 else "server_error"
    return web.json_response({"error": {"message": message, "type": kind, "param": None, "code": code}}, status=status)


def _not_strict(schema: dict[str, Any], where: str) -> str:
    """What strict schemas must not be: objects that leave anything open."""
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            return f"{where}: 'additionalProperties' is required to be supplied and to be false"
        if sorted(schema.get("required", [])) != sorted(schema["properties"]):
            return f"{where}: 'required' is required to be supplied and to include every key in properties"
        return next(filter(None, (_not_strict(one, f"{where}.{name}") for name, one in schema["properties"].items())), "")
    return _not_strict(schema["items"], f"{where}[]") if schema.get("type") == "array" else ""
