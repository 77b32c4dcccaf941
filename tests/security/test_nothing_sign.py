"""The sign that PostgreSQL takes in no text, U+0000, in every text that every route takes: refused or left out, never a fault."""

from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.api.context import Api
from bot.api.endpoints import Endpoint
from bot.api.routes import ENDPOINTS, install
from bot.store import orders
from bot.store.database import Database, connect
from tests.api.conftest import Clock, Line, an_agent, opened
from tests.api.test_records import an_order
from tests.api.test_roles import url_of
from tests.api.test_webchat import a_guest

Client = TestClient[web.Request, web.Application]
NOTHING = "a\0b"
LEAVING = {"/account/password", "/session/password"}  # they end the sign-in that asks


def filled(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> Any:  # noqa: PLR0911 - one line for each kind of schema
    """A value that fits a schema, with the sign in each text."""
    if "$ref" in schema:
        return filled(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    for one in schema.get("anyOf", ()):
        if one.get("type") != "null":
            return filled(one, whole)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            named = {name: filled(part, whole) for name, part in schema.get("properties", {}).items()}
            more = schema.get("additionalProperties")
            return named or ({NOTHING: filled(more, whole)} if isinstance(more, dict) else {})
        case "array":
            return [filled(schema["items"], whole)] if "items" in schema else []
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return False
        case _:
            return schema.get("const", NOTHING.ljust(schema.get("minLength", 0), "x"))


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[Database]:
    database = connect(postgres_url)
    yield database
    database.close()


@pytest.fixture
async def shop(postgres: Database) -> AsyncIterator[tuple[Client, Api]]:
    clock = Clock()
    async with opened(postgres, clock) as api:
        line = Line(api.database, api.mailbox, clock)
        await line.hear("Kur ir mans pasūtījums 10023?")
        await line.hand_over()
        await api.database.write(partial(orders.save, orders=[an_order("10023")]))
        app = web.Application()
        install(app, api)
        async with TestClient(TestServer(app)) as client:
            yield client, api


@pytest.mark.postgres
async def test_no_route_breaks_over_the_sign(shop: tuple[Client, Api]) -> None:
    client, api = shop
    admin, guest = await an_agent(client, api, "dace@example.com", "Dace", "admin"), await a_guest(client)
    told: dict[str, int] = {}
    for endpoint in ENDPOINTS:
        if endpoint.path in LEAVING or endpoint.path.endswith("/events") or endpoint.method == "DELETE":
            continue
        token = guest.secret if endpoint.who == "visitor" else admin.token
        for body, query in _tries(endpoint):
            headers = {"Authorization": f"Bearer {token}"}
            path = url_of(endpoint).replace("999999", "1")
            async with client.request(endpoint.method, path, json=body, params=query, headers=headers) as answer:
                assert answer.status != 500, (endpoint.method, endpoint.path, body, query)
                told[endpoint.path] = answer.status
    assert sum(status < 400 for status in told.values()) > 20, "many are done all the same"


def _tries(endpoint: Endpoint) -> list[tuple[Any, dict[str, str]]]:
    """The whole body, each of its texts alone, and each text of the query."""
    query = endpoint.query.model_json_schema()
    queries = [{name: NOTHING} for name, part in query.get("properties", {}).items() if "string" in str(part)]
    bodies: list[Any] = [None]
    if endpoint.body is not None:
        schema = endpoint.body.model_json_schema()
        whole, needed = filled(schema, schema), schema.get("required", ())
        bodies = [whole, {name: whole[name] for name in needed}]
        bodies += [{name: whole[name] for name in {*needed, other}} for other in whole]
    return [(body, {}) for body in bodies] + [(bodies[-1], one) for one in queries]
