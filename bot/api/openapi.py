"""The OpenAPI 3.1 document, made from the same table as the routes: without it a client would have to be written by guessing."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.api.context import Api
from bot.api.endpoints import BASE, Ask, Endpoint, Nothing
from bot.api.errors import ProblemDetails
from bot.api.who import OWN_HOST
from bot.store.people import ROLES

_REF = "#/components/schemas/{model}"
_PATH = re.compile(r"\{(\w+):([^{}]|\{[^{}]*\})*\}")  # aiohttp's `{id:pattern}`; the pattern may hold one level of braces
_SECURITY: Mapping[str, list[dict[str, list[str]]]] = {
    "anyone": [],
    **{role: [{"agentCookie": []}, {"agentToken": []}] for role in ROLES},
    "visitor": [{"visitorCookie": []}, {"visitorSecret": []}],
    "either": [{"agentCookie": []}, {"agentToken": []}, {"visitorCookie": []}, {"visitorSecret": []}],
}
_NUMBER = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
_SCHEMES = {
    "agentCookie": {"type": "apiKey", "in": "cookie", "name": "dezura_session"},
    "agentToken": {"type": "http", "scheme": "bearer", "description": "The token that POST /session returns"},
    "visitorCookie": {"type": "apiKey", "in": "cookie", "name": "dezura_visitor"},
    "visitorSecret": {"type": "http", "scheme": "bearer", "description": "The secret that POST /channels/web/session returns"},
}


async def read(ask: Ask[Nothing, Nothing]) -> web.Response:
    """This document."""
    return web.json_response(ask.request.app[DOCUMENT]())


DOCUMENT: web.AppKey[Callable[[], dict[str, Any]]] = web.AppKey("openapi")
ENDPOINTS = (Endpoint("GET", "/openapi.json", read, "This document", "anyone", "application/json"),)


def document(endpoints: Iterable[Endpoint], version: str, api: Api) -> dict[str, Any]:
    """The whole document for these routes."""
    table = tuple(endpoints)
    models = {model for endpoint in table for model in _models(endpoint)} | {ProblemDetails}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema([(model, "serialization") for model in ordered], ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in table:
        paths.setdefault(path_of(endpoint), {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Dezura of {api.shop.name}", "version": version, "description": _ABOUT},
        "servers": [{"url": api.public_url.rstrip("/") or "/"}],
        "paths": paths,
        "components": {"schemas": schemas.get("$defs", {}), "securitySchemes": _schemes(api)},
    }


def _schemes(api: Api) -> dict[str, dict[str, str]]:
    """Over https the names of cookies begin with `__Host-`."""
    prefix = OWN_HOST if api.public_url.startswith("https://") else ""
    return {
        key: {**scheme, "name": f"{prefix}{scheme['name']}"} if "name" in scheme else dict(scheme)
        for key, scheme in _SCHEMES.items()
    }


_ABOUT = (
    "Everything the pages do, as JSON. Times are ISO 8601 in UTC, amounts decimal strings. Lists answer `{items, next}`; "
    "`next` goes into `after`. Errors are application/problem+json."
)


def path_of(endpoint: Endpoint) -> str:
    """A route's path with plain `{id}` parameters."""
    return BASE + _PATH.sub(r"{\1}", endpoint.path)


def _models(endpoint: Endpoint) -> Iterable[type[BaseModel]]:
    if isinstance(endpoint.answer, type):
        yield endpoint.answer
    if endpoint.body is not None:
        yield endpoint.body


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{endpoint.handler.__module__.rpartition('.')[2]}_{endpoint.handler.__name__}",
        "summary": endpoint.summary,
        "description": (endpoint.handler.__doc__ or "").strip(),
        "security": _SECURITY[endpoint.who],
        "parameters": [*_path_parameters(endpoint), *_query_parameters(endpoint), *_header_parameters(endpoint)],
        "responses": {**_answer(endpoint), **_failures(endpoint)},
    }
    if endpoint.body is not None:
        content = {"application/json": {"schema": _ref(endpoint.body)}}
        operation["requestBody"] = {"required": _needs_body(endpoint.body), "content": content}
    elif endpoint.sends:
        file = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}
        operation["requestBody"] = {"required": True, "content": {endpoint.sends: {"schema": file}}}
    return operation


def _needs_body(model: type[BaseModel]) -> bool:
    return any(field.is_required() for field in model.model_fields.values())


def _answer(endpoint: Endpoint) -> dict[str, Any]:
    match endpoint.answer:
        case None:
            return {"204": {"description": "Done"}}
        case str(media):
            return {"200": {"description": endpoint.summary, "content": {media: {}}}}
        case model:
            content: dict[str, Any] = {"application/json": {"schema": _ref(model)}}
            if endpoint.also:
                content[endpoint.also] = {"schema": {"type": "string"}}
            return {"200": {"description": (model.__doc__ or "").split("\n")[0], "content": content}}


def _failures(endpoint: Endpoint) -> dict[str, Any]:
    known: dict[int, str] = {422: "A field is wrong; `path` names it"}
    if endpoint.who != "anyone":
        known |= {401: "Not signed in", 403: f"A cookie with another site's request{_role(endpoint)}"}
    if endpoint.body is not None or endpoint.sends:
        known |= {
            400: "The body cannot be read", 408: "The body did not come in time", 413: "The body is too large",
            415: "The body is of another type",
        }  # fmt: skip
    if _PATH.search(endpoint.path):
        known[404] = "There is no such thing"
    known |= endpoint.problems
    content = {"application/problem+json": {"schema": _ref(ProblemDetails)}}
    return {str(status): {"description": text, "content": content} for status, text in sorted(known.items())}


def _role(endpoint: Endpoint) -> str:
    return f", or only an agent's sign-in: this is for a {endpoint.who}" if endpoint.who in {"supervisor", "admin"} else ""


def _path_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    return [
        {"name": found[1], "in": "path", "required": True, "schema": _NUMBER if r"\d" in found[0] else {"type": "string"}}
        for found in _PATH.finditer(endpoint.path)
    ]


def _query_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    schema = endpoint.query.model_json_schema()
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": part}
        for name, part in schema.get("properties", {}).items()
    ]


def _header_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    return [{"name": name, "in": "header", "required": False, "schema": {"type": "string"}} for name in endpoint.headers]


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}
