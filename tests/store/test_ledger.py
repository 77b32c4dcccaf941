"""Tickets and promises on both databases."""

from functools import partial

from bot.store import floor, ledger
from bot.store.database import Database
from bot.store.floor import Claim
from bot.store.mailbox import Mailbox
from tests.store.shop import ANNA, NOW, customers, queue


async def test_a_promise_is_settled_once(database: Database, mailbox: Mailbox) -> None:
    await customers(mailbox, "7")
    await queue(mailbox, NOW + 60_000)
    await database.write(partial(floor.take, claim=Claim(1, ANNA, NOW)))
    await database.write(partial(floor.answer, claim=Claim(1, ANNA, NOW + 50_000), text="a", key="1"))
    await database.write(partial(floor.answer, claim=Claim(1, ANNA, NOW + 90_000), text="b", key="2"))
    await database.write(partial(floor.close, claim=Claim(1, ANNA, NOW + 99_000)))
    (promise,) = await database.read(partial(ledger.promises_of, conversation_id=1))
    (ticket,) = await database.read(partial(ledger.tickets_of, conversation_id=1))
    assert (promise.state, promise.settled_at) == ("kept", NOW + 50_000)
    assert (ticket.state, ticket.answered_at, ticket.closed_at) == ("closed", NOW + 50_000, NOW + 99_000)
