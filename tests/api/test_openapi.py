"""The document describes the API that is there: every route, and what it really answers."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.api import openapi
from bot.api.routes import ENDPOINTS
from bot.channels.port import Button
from bot.store import orders
from tests.api.conftest import PASSWORD, Agent, Line, checked
from tests.api.schema import mistakes
from tests.api.test_records import an_order
from tests.api.test_webchat import DOOR, a_guest, picture

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def document(client: Client) -> Any:
    async with client.get("/api/v1/openapi.json") as answer:
        return await checked(answer, 200)


async def test_every_route_of_the_api_is_described_and_nothing_else(client: Client, document: Any) -> None:
    assert client.app is not None
    routes = {
        (openapi._PATH.sub(r"{\1}", route.resource.canonical), route.method.lower())
        for route in client.app.router.routes()
        if route.resource is not None and route.method != "HEAD" and route.resource.canonical.startswith("/api/")
    }
    described = {(path, method) for path, methods in document["paths"].items() for method in methods}
    assert {path for path, _ in described} >= {"/api/v1/conversations/{id}/take", "/api/v1/files/{id}"}
    assert described == routes


async def test_its_references_lead_somewhere(document: Any) -> None:
    schemas = document["components"]["schemas"]
    assert {ref.rpartition("/")[2] for ref in references(document)} <= set(schemas)
    assert document["openapi"].startswith("3.1")


async def test_names_of_operations_are_unique(document: Any) -> None:
    names = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names)) == len(ENDPOINTS)


def test_no_two_bodies_are_called_the_same() -> None:
    models = {model for endpoint in ENDPOINTS for model in openapi._models(endpoint)}
    assert len({model.__name__ for model in models}) == len(models)


async def test_every_field_is_described(document: Any) -> None:
    schemas = document["components"]["schemas"]
    assert [name for name, schema in schemas.items() if "properties" in schema and not schema.get("description")] == []


def references(value: Any) -> Iterator[str]:
    match value:
        case {"$ref": str(ref)}:
            yield ref
        case dict():
            for inner in value.values():
                yield from references(inner)
        case list():
            for inner in value:
                yield from references(inner)


async def test_real_answers_are_as_documented(anna: Agent, boris: Agent, line: Line, document: Any) -> None:
    """One of everything, each answer held against the document."""
    held = Held(anna, document)
    guest = await a_guest(anna.client)
    headers = guest.headers
    async with anna.client.post(f"{DOOR}/session") as answer:
        held.check("/channels/web/session", "post", 200, await answer.json())
    async with anna.client.post("/api/v1/session", json={"email": "anna@example.com", "password": PASSWORD}) as answer:
        held.check("/session", "post", 200, await answer.json())
    file = await guest.upload(picture())
    held.check("/channels/web/files", "post", 200, file)
    held.check("/channels/web/messages", "post", 200, await guest.write(key="1", file=file["id"], text="te"))
    await line.hear("Kur ir mans pasūtījums?")
    await line.hand_over()
    await line.reply("Ceļā", buttons=(Button("Paldies", "1.0"), Button("Sekot", url="https://t.example")))
    async with anna.client.get(f"{DOOR}/messages", headers=headers) as answer:
        held.check("/channels/web/messages", "get", 200, await answer.json())
    await line.database.write(partial(orders.save, orders=[an_order("10023")]))
    for path in ("/session", "/desk", "/orders", "/promises", "/conversations"):
        held.check(path, "get", 200, await anna.get(path))
    await held.post("take", {})
    await held.post("messages", {"text": "Labdien", "key": "1"})
    await held.post("notes", {"text": "nikns"})
    await held.post("transfer", {"agent_id": boris.id})
    held.check("/conversations/{id}/take", "post", 409, await anna.post("/conversations/1/take", status=409))
    held.check("/conversations/{id}", "get", 200, await anna.get("/conversations/1"))
    held.check("/conversations/{id}", "get", 200, await anna.get("/conversations/2"))
    held.check("/conversations/{id}", "get", 404, await anna.get("/conversations/99", 404))
    held.check("/conversations", "get", 422, await anna.get("/conversations", 422, owner="x"))
    held.anna = boris
    await held.post("release", {"summary": "viss"})
    await held.post("close", {})
    assert held.count >= 20


class Held:
    """Holds answers against the document."""

    def __init__(self, anna: Agent, document: Any) -> None:
        self.anna, self.document, self.count = anna, document, 0

    async def post(self, action: str, body: Any) -> None:
        self.check(f"/conversations/{{id}}/{action}", "post", 200, await self.anna.post(f"/conversations/1/{action}", body))

    def check(self, path: str, method: str, status: int, answer: Any) -> None:
        response = self.document["paths"][f"/api/v1{path}"][method]["responses"][str(status)]
        (content,) = response["content"].values()
        assert mistakes(answer, content["schema"], self.document) == []
        self.count += 1
