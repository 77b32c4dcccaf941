"""Who of the shop reads what leaves a trace: once for a while, never in a page's way, and only where one looks for it."""

import asyncio
import time
from functools import partial

import pytest
import sqlalchemy as sa

from bot.api.context import Api
from bot.api.reads import AGAIN, MOST, Reads
from bot.store import audit
from bot.store.audit import Wanted
from bot.store.database import Database
from tests.api.conftest import Agent, Clock, Line


async def _read(api: Api) -> list[tuple[int | None, str, str]]:
    await api.reads.close()
    page = partial(audit.page, wanted=Wanted(action="read"), before=2**62, room=100)
    return [(one.user_id, one.action, one.about) for one in reversed(await api.database.read(page))]


async def test_opening_a_conversation_is_noted_once_in_five_minutes(api: Api, anna: Agent, clock: Clock, line: Line) -> None:
    await line.hear("labdien")
    for _ in range(3):
        await anna.get("/conversations/1")
    await anna.get("/conversations/1/customer")
    await anna.get("/search", q="pasūtījums")
    talk = (anna.id, "read.conversation", "conversation:1")
    assert await _read(api) == [talk, (anna.id, "read.customer", "conversation:1"), (anna.id, "read.search", "search:all")]
    clock.now += AGAIN
    await anna.get("/conversations/1")
    assert (await _read(api))[-1] == talk


async def test_what_was_not_there_or_not_allowed_was_not_read(api: Api, anna: Agent) -> None:
    await anna.get("/conversations/999", 404)
    await Agent(anna.client, 0, "nobody").get("/search", 401, q="x")
    assert await _read(api) == []


async def test_looks_stand_where_they_are_asked_for_and_hide_no_change(api: Api, vera: Agent, line: Line) -> None:
    await line.hear("labdien")
    await vera.get("/conversations/1")
    await _read(api)
    note = partial(audit.record, who=vera.id, action="tag.made", about="tag:1", now=api.now())
    await api.database.write(note)
    assert [one["action"] for one in (await vera.get("/audit"))["items"]] == ["tag.made"]
    assert [one["action"] for one in (await vera.get("/audit", action="read"))["items"]] == ["read.conversation"]
    about = await vera.get("/audit", conversation=1)
    assert [one["action"] for one in about["items"]] == ["read.conversation"]


async def test_a_look_keeps_nobody_waiting_though_the_database_is_busy(database: Database) -> None:
    reads = Reads(database)
    hold = database.submit(lambda _connection: time.sleep(0.3))
    begun = time.process_time()
    for number in range(1000):
        reads.note(1, "conversation", f"conversation:{number}", 0, number)
    assert time.process_time() - begun < 0.25
    await asyncio.wrap_future(hold)
    await reads.close()
    assert await database.read(_count) == 1000


async def test_nothing_is_lost_where_the_database_fails_for_a_while(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = Reads(database)
    with monkeypatch.context() as broken:
        broken.setattr(audit, "looked", _fails)
        reads.note(1, "file", "file:1", 0)
        await reads.close()
    assert await database.read(_count) == 0
    await reads.close()
    assert await database.read(_count) == 1


async def test_memory_has_an_end(database: Database) -> None:
    reads = Reads(database)
    for number in range(MOST + 10):
        reads.note(1, "conversation", f"conversation:{number}", number % 7)
    assert len(reads._seen) <= MOST
    await reads.close()


def _fails(_connection: sa.Connection, _looks: object) -> None:
    raise OSError("disk full")


def _count(connection: sa.Connection) -> int:
    return int(connection.exec_driver_sql("SELECT COUNT(*) FROM audit").scalar_one())
