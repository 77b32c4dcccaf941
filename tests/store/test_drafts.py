"""Drafts on both databases: kept for each person and conversation, emptied when sent, never when more was written."""

from functools import partial

import pytest

from bot.store import drafts, people
from bot.store.database import Database
from bot.store.drafts import Draft, Place
from bot.store.mailbox import Mailbox
from tests.store.shop import NOW, customers


@pytest.fixture
async def anna(database: Database, mailbox: Mailbox) -> int:
    await customers(mailbox, "7", "8")
    id_ = await database.write(partial(people.add, email="a@shop.example", name="Anna", role="agent", password="", now=NOW))
    assert id_ is not None
    return id_


async def save(database: Database, place: Place, text: str, now: int = NOW) -> Draft | None:
    return await database.write(partial(drafts.save, place=place, text=text, files=(), now=now))


async def test_the_last_words_stand_and_their_moment_only_rises(database: Database, anna: int) -> None:
    place = Place(1, anna)
    first, second = await save(database, place, "Lab"), await save(database, place, "Labdien", NOW - 5)
    assert first is not None
    assert second is not None
    assert second.changed_at == first.changed_at + 1
    assert [draft.text for draft in await database.read(partial(drafts.of, conversation_id=1, user_id=anna))] == ["Labdien"]


async def test_an_answer_and_a_note_wait_beside_each_other(database: Database, anna: int) -> None:
    await save(database, Place(1, anna), "atbilde")
    await save(database, Place(1, anna, "note"), "piezīme")
    await save(database, Place(2, anna), "cits", NOW + 1)
    waiting = await database.read(partial(drafts.waiting, user_id=anna, room=9))
    assert {(draft.conversation_id, draft.kind, draft.text) for draft in waiting} == {
        (1, "answer", "atbilde"), (1, "note", "piezīme"), (2, "answer", "cits"),
    }  # fmt: skip
    assert waiting[0].conversation_id == 2


async def test_sending_empties_it_but_not_what_was_written_since(database: Database, anna: int) -> None:
    place = Place(1, anna)
    await save(database, place, "Labdien \n")
    await database.write(partial(drafts.sent, place=place, text="Labdien", now=NOW + 1))
    assert await database.read(partial(drafts.waiting, user_id=anna, room=9)) == []
    await save(database, place, "Labdien, un vēl")
    await database.write(partial(drafts.sent, place=place, text="Labdien", now=NOW + 2))
    assert [draft.text for draft in await database.read(partial(drafts.waiting, user_id=anna, room=9))] == ["Labdien, un vēl"]


async def test_everybody_who_looks_learns_that_one_was_emptied(database: Database, anna: int) -> None:
    place = Place(1, anna)
    await save(database, place, "Labdien")
    await save(database, place, "", NOW + 10)
    assert await database.read(partial(drafts.since, moment=NOW, room=9)) == [(1, anna, "answer", NOW + 10)]
    await save(database, Place(2, anna), "", NOW + 10 + drafts.DAY + 1)
    assert await database.read(partial(drafts.of, conversation_id=1, user_id=anna)) == []


async def test_where_there_is_no_conversation_nothing_is_kept(database: Database, anna: int) -> None:
    assert await save(database, Place(99, anna), "Labdien") is None
