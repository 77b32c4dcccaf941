"""The order of the queue: what was promised first comes first; of those promised the same minute, the better customer."""

from functools import partial

import sqlalchemy as sa

from bot.store import floor, overview, values
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from bot.store.model import NewTicket
from flows.shop.value import Worth
from tests.store.shop import NOW, customers, queue


def order(database: Database, room: int = 10) -> list[int]:
    """All of it, page by page."""
    found: list[int] = []
    after = None
    while page := database.query(
        partial(overview.newest, whose="queue", words="", me=None, after=after, room=room)
    ).result():
        found += [card.id for card in page]
        after = overview.Place(page[-1].due_at, page[-1].id)
    return found


def rate(database: Database, conversation: int, value: int) -> None:
    database.submit(partial(values.note, conversation_id=conversation, worth=Worth(1, value, value), now=NOW)).result()


def owner(changed: floor.Change) -> str:
    assert isinstance(changed, floor.Standing)
    return changed.owner


async def test_the_better_customer_is_first_within_the_same_minute_and_never_before_it(
    mailbox: Mailbox, database: Database
) -> None:
    await customers(mailbox, "a", "b", "c")
    await queue(mailbox, NOW + 180_000)
    await customers(mailbox, "d")
    await queue(mailbox, NOW + 120_000)
    rate(database, 3, 50_000)
    rate(database, 2, 900)
    assert order(database) == [4, 3, 2, 1]
    assert order(database, room=1) == [4, 3, 2, 1]
    rate(database, 1, 99_999_999)
    assert order(database, room=2) == [4, 1, 3, 2]


async def test_who_waits_and_was_not_looked_up_is_looked_up(mailbox: Mailbox, database: Database) -> None:
    await customers(mailbox, "a", "b")
    await queue(mailbox, NOW + 180_000)
    stale = partial(values.stale, before=NOW, room=10)
    assert [one.id for one in database.query(stale).result()] == [1, 2]
    rate(database, 1, 5)
    assert [one.id for one in database.query(stale).result()] == [2]
    assert database.query(partial(values.one, conversation_id=1)).result() == Worth(1, 5, 5)


async def test_a_rule_puts_somebody_into_the_queue_once_and_takes_nobody_from_an_agent(
    mailbox: Mailbox, database: Database
) -> None:
    await customers(mailbox, "a", "b")
    ticket = NewTicket("shop", "flow", "Zvanīt", NOW + 600_000)
    enqueue = partial(floor.enqueue, conversation_id=1, now=NOW)
    assert owner(database.submit(partial(enqueue, ticket=ticket)).result()) == "queue"
    sooner = NewTicket("shop", "flow", "Zvanīt", NOW + 60_000)
    database.submit(partial(enqueue, ticket=sooner)).result()
    taken = database.submit(partial(floor.take, claim=floor.Claim(2, 1, NOW))).result()
    assert owner(taken) == "agent"
    assert owner(database.submit(partial(floor.enqueue, conversation_id=2, ticket=ticket, now=NOW)).result()) == "agent"

    def dues(connection: sa.Connection) -> list[tuple[object, ...]]:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT owner, due_at FROM conversations ORDER BY id")]

    assert database.query(dues).result()[0] == ("queue", NOW + 60_000)
    assert database.submit(partial(floor.enqueue, conversation_id=99, ticket=ticket, now=NOW)).result() is None
