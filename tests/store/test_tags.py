"""Tags on both databases: a name once, and nothing lost by removing or merging."""

from functools import partial

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import tags
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from bot.store.tags import Tag
from tests.store.shop import ANNA, NOW, customers


class Board:
    """Puts tags on and reads them."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def put(self, conversation: int, name: str) -> Tag:
        return (await self.database.write(partial(tags.put, conversation_id=conversation, name=name, agent=ANNA, now=NOW)))[0]

    async def on(self, conversation: int) -> list[str]:
        found = await self.database.read(partial(tags.of_conversations, ids=[conversation]))
        return [tag.name for tag in found[conversation]]

    async def uses(self) -> dict[str, int]:
        return {tag.name: tag.uses for tag in await self.database.read(tags.everything)}


@pytest.fixture
async def board(database: Database, mailbox: Mailbox) -> Board:
    await customers(mailbox, "7", "8", "9")
    return Board(database)


async def test_a_name_is_one_tag_however_it_is_written(board: Board) -> None:
    first = await board.put(1, "Sūdzība")
    assert (await board.put(2, "  SUDZIBA ")).id == first.id
    assert (await board.put(1, "🔥")).id != first.id
    assert await board.on(1) == ["Sūdzība", "🔥"]
    assert await board.uses() == {"Sūdzība": 2, "🔥": 1}


async def test_it_is_taken_off_once(board: Board) -> None:
    tag = await board.put(1, "VIP")
    off = partial(tags.take_off, conversation_id=1, tag=tag.id, now=NOW)
    assert [await board.database.write(off), await board.database.write(off)] == [True, False]
    assert await board.on(1) == []


async def test_a_removed_one_comes_back_as_it_was(board: Board) -> None:
    tag = await board.put(1, "VIP")
    assert await board.database.write(partial(tags.remove, id_=tag.id, now=NOW)) == "done"
    assert (await board.on(1), await board.uses()) == ([], {})
    assert await board.database.write(partial(tags.rename, id_=tag.id, name="X")) == "gone"
    assert await board.database.write(partial(tags.restore, id_=tag.id)) == "done"
    assert await board.on(1) == ["VIP"]
    assert await board.database.write(partial(tags.restore, id_=tag.id)) == "gone"


async def test_who_types_the_name_of_a_removed_one_begins_anew(board: Board) -> None:
    tag = await board.put(1, "VIP")
    await board.database.write(partial(tags.remove, id_=tag.id, now=NOW))
    await board.put(2, "vip")
    assert await board.uses() == {"vip": 1}


async def test_two_become_one_and_two_again(board: Board) -> None:
    late, slow = await board.put(1, "Kavējas"), await board.put(2, "Lēni")
    await board.put(2, "Kavējas")
    await board.put(3, "Lēni")
    assert await board.database.write(partial(tags.merge, id_=slow.id, into=late.id, now=NOW)) == "done"
    assert await board.uses() == {"Kavējas": 3}
    assert (await board.put(1, "lēni")).id == late.id
    assert await board.database.write(partial(tags.merge, id_=late.id, into=slow.id, now=NOW)) == "gone"
    assert await board.database.write(partial(tags.restore, id_=slow.id)) == "done"
    assert await board.uses() == {"Kavējas": 2, "Lēni": 2}
    assert await board.on(3) == ["Lēni"]


async def test_no_two_are_called_the_same(board: Board) -> None:
    tag, _ = await board.put(1, "VIP"), await board.put(1, "Jauns")
    assert await board.database.write(partial(tags.rename, id_=tag.id, name="JAUNS")) == "taken"
    assert await board.database.write(partial(tags.rename, id_=tag.id, name="vip!")) == "done"
    assert await board.on(1) == ["vip!", "Jauns"]


DEEDS = st.lists(
    st.tuples(st.sampled_from(["put", "merge", "remove"]), st.integers(1, 3), st.sampled_from("abc"), st.sampled_from("abc")),
    max_size=12,
)
LAST = st.tuples(st.sampled_from(["merge", "remove"]), st.sampled_from("abc"), st.sampled_from("abc"))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=DEEDS, last=LAST)
def test_whatever_was_done_the_last_removal_or_merge_is_undone_exactly(
    sqlite_url: str, before: list[tuple[str, int, str, str]], last: tuple[str, str, str]
) -> None:
    engine = sa.create_engine(sqlite_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for table in ("conversation_tags", "tags", "conversations"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        for number in (1, 2, 3):
            values = f"({number}, 't', '{number}', 0, 0)"
            into = "INSERT INTO conversations (id, channel, address, created_at, changed_at)"
            connection.exec_driver_sql(f"{into} VALUES {values}")

        def ids() -> dict[str, int]:
            return {tag.name: tag.id for tag in tags.everything(connection)}

        def do(deed: str, one: str, other: str) -> tags.Change:
            known = ids()
            if one not in known or (deed == "merge" and other not in known):
                return "gone"
            if deed == "remove":
                return tags.remove(connection, known[one], NOW)
            return tags.merge(connection, known[one], known[other], NOW)

        for deed, conversation, one, other in before:
            if deed == "put":
                tags.put(connection, conversation, one, ANNA, NOW)
            else:
                do(deed, one, other)

        def seen() -> object:
            of = tags.of_conversations(connection, [1, 2, 3])
            return tags.everything(connection), {key: sorted(tag.id for tag in some) for key, some in of.items()}

        stood, known = seen(), ids()
        if do(*last) == "done":
            assert tags.restore(connection, known[last[1]]) == "done"
        assert seen() == stood
    engine.dispose()
