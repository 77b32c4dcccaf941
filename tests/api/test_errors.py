"""Whatever goes wrong is told in one shape."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.api.conftest import Agent, Line, checked

Client = TestClient[web.Request, web.Application]


async def test_an_unknown_path_is_a_problem(client: Client) -> None:
    async with client.get("/api/v1/nothing") as answer:
        problem = await checked(answer, 404)
    assert problem == {"title": "Not Found", "status": 404, "detail": "There is nothing at /api/v1/nothing."}


async def test_a_wrong_method_says_which_ones_are_right(client: Client) -> None:
    async with client.put("/api/v1/session") as answer:
        await checked(answer, 405)
        assert set(answer.headers["Allow"].split(",")) >= {"GET", "POST", "DELETE"}


async def test_a_path_outside_the_api_is_none_of_its_business(client: Client) -> None:
    async with client.get("/nothing") as answer:
        assert answer.status == 404
        assert answer.content_type == "text/plain"


@pytest.mark.parametrize("body", [b"{", b"nope", b"\xff\xfe", b'{"text": "\\ud800"}', b'{"a": NaN', b"[" * 10_000])
async def test_what_is_no_json_is_a_bad_request(anna: Agent, line: Line, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    problem = await anna.ask("POST", "/conversations/1/messages", 400, data=body, headers=headers)
    assert problem["detail"].startswith("The body is not JSON")


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"5", b"null"])
async def test_json_that_is_no_object_is_told_so(anna: Agent, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    await anna.ask("POST", "/conversations/1/messages", 422, data=body, headers=headers)


async def test_all_wrong_fields_are_named_at_once(anna: Agent) -> None:
    problem = await anna.post("/conversations/1/messages", {"text": "", "extra": 1}, 422)
    assert {error["path"] for error in problem["errors"]} == {"text", "key", "extra"}
    assert problem["path"] == problem["errors"][0]["path"]


async def test_another_type_of_body_is_turned_away(anna: Agent) -> None:
    await anna.ask("POST", "/conversations/1/messages", 415, data={"text": "a", "key": "1"})


async def test_a_body_too_large_is_turned_away(anna: Agent) -> None:
    await anna.post("/conversations/1/messages", {"text": "a" * 70_000, "key": "1"}, 413)


async def test_a_body_too_large_that_does_not_say_so_is_turned_away(anna: Agent) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 1000

    await anna.ask("POST", "/conversations/1/messages", 413, data=chunks(), headers={"Content-Type": "application/json"})


async def test_a_fault_of_ours_tells_nothing_of_itself(anna: Agent, line: Line, capsys: pytest.CaptureFixture[str]) -> None:
    await line.hear("labdien")
    await line.database.write(lambda connection: connection.exec_driver_sql("UPDATE inbox SET body = 'broken'"))
    problem = await anna.get("/conversations/1", 500)
    assert problem["detail"] == "Something went wrong here. It has been noted; try again."
    assert "request_failed" in capsys.readouterr().out


async def test_answers_are_kept_by_nobody(anna: Agent) -> None:
    async with anna.client.get("/api/v1/session", headers={"Authorization": f"Bearer {anna.token}"}) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
