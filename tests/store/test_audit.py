"""The record of changes: stands with its change, is only added to, and holds nothing it must not."""

from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.store import audit, floor
from bot.store.audit import Entry, Wanted
from bot.store.database import Database
from bot.store.floor import Claim
from bot.store.mailbox import Mailbox
from tests.store.shop import ANNA, NOW, customers, queue


async def entries(database: Database, room: int = 100, before: int = 2**62, **wanted: int | str) -> list[Entry]:
    page = partial(audit.page, wanted=Wanted(**wanted), before=before, room=room)  # type: ignore[arg-type]  # by name
    return list(await database.read(page))


async def note(
    database: Database, action: str, about: str = "user:1", who: int | None = ANNA, now: int = NOW, **detail: object
) -> None:
    await database.write(partial(audit.record, who=who, action=action, about=about, detail=detail, now=now))


async def test_who_takes_and_gives_back_stands_in_the_record(database: Database, mailbox: Mailbox) -> None:
    await customers(mailbox, "7")
    await queue(mailbox, NOW + 60_000)
    await database.write(partial(floor.take, claim=Claim(1, ANNA, NOW)))
    await database.write(partial(floor.take, claim=Claim(1, ANNA, NOW)))  # theirs already: no change
    await database.write(partial(floor.transfer, claim=Claim(1, ANNA, NOW), team="returns"))
    found = await entries(database, conversation=1)
    assert [(one.user_id, one.action, dict(one.detail)) for one in found] == [
        (ANNA, "conversation.transferred", {"team": "returns"}),
        (ANNA, "conversation.taken", {}),
    ]


async def test_a_change_that_fails_leaves_no_entry(database: Database) -> None:
    def work(connection: sa.Connection) -> None:
        audit.record(connection, who=ANNA, action="user.disabled", about="user:2", now=NOW)
        raise RuntimeError("the change went wrong")

    with pytest.raises(RuntimeError):
        await database.write(work)
    assert await entries(database) == []


@pytest.mark.parametrize("statement", ["UPDATE audit SET user_id = 2", "DELETE FROM audit"])
async def test_nothing_in_it_can_be_changed_or_taken_out(database: Database, statement: str) -> None:
    await note(database, "user.added")
    with pytest.raises(DBAPIError, match="only added to"):
        await database.write(lambda connection: connection.execute(sa.text(statement)))
    assert [one.user_id for one in await entries(database)] == [ANNA]


@pytest.mark.parametrize(
    ("action", "about", "detail"),
    [
        ("user.added", "user:1", {"password": "x"}), ("user.added", "user:1", {"text": "x"}), ("Added!", "user:1", {}),
        ("a.b", "7", {}),
    ],
)  # fmt: skip
async def test_secrets_words_and_nonsense_are_refused(
    database: Database, action: str, about: str, detail: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match=r"must not stand|write an action"):
        await note(database, action, about, **detail)


async def test_it_is_found_by_person_action_conversation_and_day(database: Database) -> None:
    await note(database, "refund.paid", "refund:7", who=2, now=NOW + 1, conversation=5)
    await note(database, "refund_file.exported", "file:1", who=2, now=NOW + 2)
    await note(database, "user.role", "user:2", who=1, now=NOW + 3, role="admin")
    await note(database, "user.disabled", "user:12", who=None, now=NOW + 4)
    assert [one.action for one in await entries(database, person=2)] == ["user.role", "refund_file.exported", "refund.paid"]
    assert [one.action for one in await entries(database, action="refund")] == ["refund.paid"]
    assert [one.action for one in await entries(database, action="user.role")] == ["user.role"]
    assert [one.about for one in await entries(database, conversation=5)] == ["refund:7"]
    assert [one.action for one in await entries(database, since=NOW + 2, until=NOW + 4)] == ["user.role", "refund_file.exported"]
    first = await entries(database, room=3)
    assert [one.action for one in await entries(database, before=first[-1].id)] == ["refund.paid"]
    everything = await database.read(lambda connection: list(audit.everything(connection, Wanted(), 10, at_once=2)))
    assert [one.id for one in everything] == [4, 3, 2, 1]
    assert everything[0].user_id is None


async def test_a_long_value_is_cut_and_a_nul_does_no_harm(database: Database) -> None:
    await note(database, "bank.imported", "file:a\0b", name="x" * 5000)
    (entry,) = await entries(database)
    assert (entry.about, len(entry.detail["name"])) == ("file:ab", audit.LONGEST)
