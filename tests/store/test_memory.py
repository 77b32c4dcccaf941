"""A database in memory is as good as a file for as long as a conversation lasts."""

import asyncio
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from bot.store import facts
from bot.store.memory import Memories, Memory
from bot.store.schema import migrate
from bot.store.tables import turns


@pytest.fixture(scope="module")
def shape() -> bytes:
    database = Memories().open()
    database.submit(migrate).result()
    content = database.content()
    database.close()
    return content


@pytest.fixture
def memory(shape: bytes) -> Iterator[Memory]:
    database = Memories().open(shape)
    yield database
    database.close()


async def test_what_is_written_is_read_by_everybody(memory: Memory) -> None:
    await memory.write(lambda connection: facts.replace(connection, "colour", "red"))
    assert await memory.look(lambda connection: facts.get(connection, "colour")) == "red"
    assert memory.query(lambda connection: facts.get(connection, "colour")).result() == "red"


async def test_work_that_fails_leaves_nothing_behind_and_keeps_nobody_else_from_working(memory: Memory) -> None:
    def work(connection: sa.Connection) -> None:
        facts.replace(connection, "colour", "red")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await memory.write(work)
    with pytest.raises(ValueError, match="no"):
        memory.submit(work).result()
    assert await memory.read(lambda connection: facts.get(connection, "colour")) is None


async def test_copies_of_one_do_not_see_each_other(shape: bytes) -> None:
    memories = Memories()
    one, other = memories.open(shape), memories.open(shape)
    await one.write(lambda connection: facts.replace(connection, "colour", "red"))
    assert await other.read(lambda connection: facts.get(connection, "colour")) is None
    third = memories.open(one.content())
    assert await third.read(lambda connection: facts.get(connection, "colour")) == "red"
    for database in (one, other, third):
        database.close()


async def test_the_version_moves_with_what_is_written_and_with_nothing_else(memory: Memory) -> None:
    before = memory.version
    await memory.read(lambda connection: facts.get(connection, "colour"))
    assert memory.version == before
    await memory.write(lambda connection: facts.replace(connection, "colour", "red"))
    assert memory.version > before


async def test_threads_wait_for_each_other(memory: Memory) -> None:
    def add(connection: sa.Connection) -> None:
        count = int(facts.get(connection, "count") or 0)
        facts.replace(connection, "count", str(count + 1))

    await asyncio.gather(*(asyncio.to_thread(lambda: memory.submit(add).result()) for _ in range(50)))
    assert await memory.read(lambda connection: facts.get(connection, "count")) == "50"


async def test_what_refers_to_nothing_is_refused_as_in_the_running_program(memory: Memory) -> None:
    refers = sa.insert(turns).values(conversation_id=99, number=1, at=1, record="{}")

    with pytest.raises(sa.exc.IntegrityError, match="FOREIGN KEY"):
        await memory.write(lambda connection: connection.execute(refers))
