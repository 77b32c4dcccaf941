"""What changes is told as it happens: to agents by name and version, to a visitor in full."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient

from bot.api.context import Api
from bot.api.limits import FullError, Seats
from tests.api.conftest import Agent, Line
from tests.api.test_webchat import DOOR, Guest, a_guest

Client = TestClient[web.Request, web.Application]


class Reader:
    """Reads a stream of events."""

    def __init__(self, answer: ClientResponse) -> None:
        self.answer = answer

    async def next(self, *names: str) -> tuple[str, Any, str]:
        """The next event, of these names where some are given; its name, data and id."""
        async with asyncio.timeout(60):
            while True:
                event = await self._event()
                if not names or event[0] in names:
                    return event

    async def _event(self) -> tuple[str, Any, str]:
        fields: dict[str, str] = {}
        while line := (await self.answer.content.readline()).decode():
            if line == "\n" and "event" in fields:
                return fields["event"], json.loads(fields["data"]), fields.get("id", "")
            name, _, value = line.rstrip("\n").partition(": ")
            fields[name] = value
        raise EOFError


@asynccontextmanager
async def reading(client: Client, path: str, token: str, last: str = "") -> AsyncIterator[Reader]:
    headers = {"Authorization": f"Bearer {token}", **({"Last-Event-ID": last} if last else {})}
    async with client.get(path, headers=headers) as answer:
        assert answer.status == 200
        assert answer.content_type == "text/event-stream"
        yield Reader(answer)


async def test_an_agent_hears_which_conversation_changed(anna: Agent, line: Line, api: Api) -> None:
    async with reading(anna.client, "/api/v1/events", anna.token) as events:
        assert (await events.next())[0] == "hello"
        await line.hear("Labdien")
        api.doorbell.ring("pages")
        name, data, id_ = await events.next()
        assert (name, data["kind"], data["id"]) == ("conversation", "conversation", 1)
        assert data["version"] == (await anna.get("/conversations/1"))["version"] == int(id_)


async def test_every_change_is_heard_even_within_one_millisecond(anna: Agent, line: Line, api: Api) -> None:
    await line.hear("Labdien")
    async with reading(anna.client, "/api/v1/events", anna.token) as events:
        await events.next("hello")
        for _ in range(3):
            await anna.post("/conversations/1/notes", {"text": "!"})
            _, data, _ = await events.next("conversation")
            while data["version"] != (await anna.get("/conversations/1"))["version"]:
                _, data, _ = await events.next("conversation")


async def test_one_who_comes_back_hears_what_was_missed(anna: Agent, line: Line, api: Api) -> None:
    await line.hear("Labdien")
    async with reading(anna.client, "/api/v1/events", anna.token) as events:
        _, _, seen = await events.next("hello")
    line.clock.now += 60_000
    await line.hear("Vai kāds ir?", "8")
    async with reading(anna.client, "/api/v1/events", anna.token, seen) as events:
        heard = {(await events.next("conversation"))[1]["id"] for _ in range(2)}
    assert heard == {1, 2}


async def test_the_stream_ends_when_the_program_stops(anna: Agent, api: Api) -> None:
    async with reading(anna.client, "/api/v1/events", anna.token) as events:
        await events.next("hello")
        api.hub.close()
        assert await events.answer.content.read() == b""


async def test_a_visitor_hears_the_answer(client: Client, line: Line, api: Api) -> None:
    guest = await a_guest(client)
    await guest.write(key="k1", text="Labdien")
    async with reading(client, f"{DOOR}/events", guest.secret) as events:
        assert (await events.next("message"))[1]["key"] == "k1"
        assert (await events.next("state"))[1]["owner"] == "bot"
        await line.reply("Labdien!")
        api.doorbell.ring("pages")
        _, message, _ = await events.next("message")
        assert (message["author"], message["text"]) == ("bot", "Labdien!")


async def test_a_visitor_hears_that_somebody_is_writing(client: Client, api: Api) -> None:
    guest = await a_guest(client)
    async with reading(client, f"{DOOR}/events", guest.secret) as events:
        await events.next("state")
        api.hub.typing("web", guest.visitor)
        await events.next("typing")


async def test_a_visitor_hears_nothing_of_others(client: Client, line: Line, api: Api) -> None:
    guest, stranger = await a_guest(client), await a_guest(client)
    async with reading(client, f"{DOOR}/events", guest.secret) as events:
        await events.next("state")
        await stranger.write(key="1", text="slepeni")
        await guest.write(key="1", text="mans")
        assert (await events.next("message"))[1]["text"] == "mans"


async def test_a_visitor_hears_who_takes_over(client: Client, anna: Agent, line: Line) -> None:
    guest = await a_guest(client)
    await guest.write(key="1", text="cilvēku!")
    async with reading(client, f"{DOOR}/events", guest.secret) as events:
        await events.next("state")
        await anna.post("/conversations/1/take")
        assert (await events.next("state"))[1] == {"owner": "agent", "agent": "Anna", "language": ""}


async def test_one_visitor_cannot_hold_streams_without_end(client: Client) -> None:
    guest = await a_guest(client)
    answers = [await client.get(f"{DOOR}/events", headers=guest.headers) for _ in range(7)]
    assert [answer.status for answer in answers] == [200] * 6 + [429]
    for answer in answers:
        answer.close()


async def test_one_address_cannot_hold_chats_without_end(client: Client, api: Api) -> None:
    api.seats._most = 2
    guests = [await a_guest(client) for _ in range(3)]
    held = [await client.get(f"{DOOR}/events", headers=guest.headers) for guest in guests]
    assert [answer.status for answer in held] == [200, 200, 429]
    for answer in held:
        answer.close()


def test_a_seat_is_free_again_when_its_chat_ends() -> None:
    seats = Seats(1)
    for _ in range(3):
        with seats.seat("here"), seats.seat("elsewhere"), pytest.raises(FullError), seats.seat("here"):
            pytest.fail("there was one seat")
    assert seats._taken == {}


async def test_streams_are_for_those_who_may_read(client: Client) -> None:
    for path in ("/api/v1/events", f"{DOOR}/events"):
        await Guest(client, "", "nobody").get(path, 401)
