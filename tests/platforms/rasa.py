"""Rasa 3.6 on loopback: it answers what a real server was recorded to answer, and where it was not asked, in the same shapes."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.platforms import trouble
from tests.platforms.shop_server import Asked, ShopServer

RECORDED: list[dict[str, Any]] = json.loads(Path(__file__).with_name("rasa-3.6.21.json").read_text(encoding="utf-8"))
_PARSED = {one["request"]["text"]: one["answer"] for one in RECORDED if one["name"].startswith("parse_") and one["status"] == 200}
_REFUSED = next(one for one in RECORDED if one["name"] == "parse_no_text")


def parsed(text: str, *ranking: tuple[str, float], entities: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """An answer as Rasa writes it."""
    named = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    return {"text": text, "intent": named[0], "entities": entities or [], "text_tokens": [], "intent_ranking": named}


def unsure(text: str) -> Any:
    """What the fallback of Rasa's makes of a message it does not know."""
    return parsed(text, ("nlu_fallback", 0.3), ("order_status", 0.2))


@dataclass
class RasaEmulator(ShopServer):
    """What is recorded is answered as recorded; of all else `mind` makes an answer."""

    mind: Callable[[str], Any] = field(default=unsure)

    @property
    def heard(self) -> list[str]:
        """The messages it was asked about."""
        return [asked.body["text"] for asked in self.asked if asked.path == "/model/parse"]

    def process(self, asked: Asked) -> web.Response:
        recorded = next((one for one in RECORDED if (one["method"], one["path"]) == (asked.method, asked.path)), None)
        if recorded is None:
            return web.json_response({"version": "3.6.21", "status": "failure", "code": 404}, status=404)
        if asked.method == "GET":
            return web.json_response(recorded["answer"])
        if not isinstance(asked.body, dict) or "text" not in asked.body:
            return web.json_response(_REFUSED["answer"], status=_REFUSED["status"])
        text = asked.body["text"]
        return web.json_response(_PARSED.get(text) or self.mind(text))

    def refuse(self, failure: trouble.Failure) -> web.Response:
        return web.json_response({**_REFUSED["answer"], "code": failure.kind}, status=int(failure.kind))
