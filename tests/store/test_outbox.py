"""The outbox on both databases: order, one send at a time, the floor, what nobody can tell, what is owed."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels.port import Echo, Inbound, Press, Receipt
from bot.store import outbox
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from bot.store.model import Draft, Outcome
from bot.store.outbox import DECIDE, LEASE, Envelope, Mark, State

NOW = 1_800_000_000_000


@pytest.fixture
async def mailbox(database: Database) -> AsyncIterator[Mailbox]:
    box = Mailbox(database)
    yield box
    await box.close()


async def say(mailbox: Mailbox, *drafts: Draft, address: str = "7", key: str = "1", owner: str | None = None) -> int:
    await mailbox.post([Inbound("telegram", address, key, Press("x"))], NOW)
    (lease,) = await mailbox.lease(1, NOW)
    outcome = Outcome(lease, "{}", "lv", {}, "{}", drafts, owner=owner)  # type: ignore[arg-type]
    assert await mailbox.commit(outcome, NOW)
    return lease.conversation.id


def talk(*bodies: str) -> list[Draft]:
    return [Draft("talk", body) for body in bodies]


async def claim(database: Database, now: int = NOW, room: int = 10, token: str = "a") -> list[Envelope]:
    return await database.write(lambda connection: outbox.claim(connection, room, now, token))


async def mark(database: Database, envelope: Envelope, state: State, now: int = NOW, **values: Any) -> bool:
    marks = [(Mark(envelope.id, envelope.token, state, **values), envelope.conversation_id)]
    (done,) = await database.write(lambda connection: outbox.mark(connection, marks, now))
    return done


async def states(database: Database) -> list[str]:
    def work(connection: sa.Connection) -> list[str]:
        return list(connection.execute(sa.text("SELECT state FROM outbox ORDER BY id")).scalars())

    return await database.read(work)


async def test_a_conversations_messages_leave_one_after_the_other(mailbox: Mailbox, database: Database) -> None:
    await say(mailbox, *talk("one", "two"))
    (first,) = await claim(database)
    assert first.body == "one"
    assert await claim(database) == []
    await mark(database, first, "sent", message_id="m1")
    (second,) = await claim(database)
    assert second.body == "two"


async def test_two_senders_never_claim_the_same_message(mailbox: Mailbox, database: Database) -> None:
    for number in range(12):
        await say(mailbox, *talk("hi"), address=str(number), key=str(number))
    rounds = await asyncio.gather(*(claim(database, room=4, token=str(i)) for i in range(4)))
    claimed = [envelope.id for envelopes in rounds for envelope in envelopes]
    assert len(claimed) == len(set(claimed))
    assert all(len(envelopes) <= 4 for envelopes in rounds)


async def test_what_was_not_sent_is_tried_again_later_and_holds_the_next(mailbox: Mailbox, database: Database) -> None:
    await say(mailbox, *talk("one", "two"))
    (first,) = await claim(database)
    await mark(database, first, "queued", open=True, send_at=NOW + 3_000, reason="429")
    assert await claim(database, NOW + 2_999) == []
    (again,) = await claim(database, NOW + 3_000)
    assert (again.body, again.attempts) == ("one", 2)


async def test_a_send_whose_sender_died_is_unknown_and_not_repeated(mailbox: Mailbox, database: Database) -> None:
    await say(mailbox, *talk("one", "two"))
    await claim(database)
    later = NOW + LEASE
    assert await database.write(lambda connection: outbox.abandon(connection, later)) == 1
    assert await claim(database, later) == [], "the next one waits for the decision"
    decided = await database.write(lambda connection: outbox.decide(connection, later + DECIDE))
    assert [row["kind"] for row in decided] == ["talk"]
    assert [envelope.body for envelope in await claim(database, later + DECIDE)] == ["two"]
    assert await states(database) == ["unknown", "sending"]


async def test_an_echo_settles_a_send_whose_answer_was_lost(mailbox: Mailbox, database: Database) -> None:
    await say(mailbox, *talk("one"))
    (envelope,) = await claim(database)
    await mark(database, envelope, "unknown", open=True, send_at=NOW + DECIDE)
    echo = Echo("one", ours=True, metadata=envelope.key, message_id="m7")
    await mailbox.post([Inbound("telegram", "7", "echo", echo)], NOW + 1)
    assert await states(database) == ["sent"]
    assert await database.write(lambda connection: outbox.decide(connection, NOW + DECIDE)) == []


async def test_an_echo_that_comes_before_the_answer_wins_over_it(mailbox: Mailbox, database: Database) -> None:
    await say(mailbox, *talk("one"))
    (envelope,) = await claim(database)
    await mailbox.post([Inbound("telegram", "7", "e", Echo("one", ours=True, metadata=envelope.key))], NOW)
    assert not await mark(database, envelope, "unknown", open=True, send_at=NOW + DECIDE)
    assert await states(database) == ["sent"]


async def test_a_receipt_marks_what_was_sent_before_it_as_seen(mailbox: Mailbox, database: Database) -> None:
    await say(mailbox, *talk("one", "two"))
    (first,) = await claim(database)
    await mark(database, first, "sent", now=NOW + 10)
    (second,) = await claim(database)
    await mark(database, second, "sent", now=NOW + 90)
    await mailbox.post([Inbound("telegram", "7", "r", Receipt("seen", NOW + 50))], NOW + 99)
    assert await states(database) == ["seen", "sent"]


async def test_the_bots_own_words_stand_when_it_passes_the_floor(mailbox: Mailbox, database: Database) -> None:
    await say(mailbox, *talk("asked before"))
    await say(mailbox, *talk("a person will write"), key="2", owner="queue")
    (first,) = await claim(database)
    assert (first.floor, first.floor_now) == (1, 1)


async def test_a_mark_by_a_sender_that_lost_its_claim_changes_nothing(mailbox: Mailbox, database: Database) -> None:
    await say(mailbox, *talk("one"))
    (envelope,) = await claim(database)
    await database.write(lambda connection: outbox.abandon(connection, NOW + LEASE))
    assert not await mark(database, envelope, "sent", now=NOW + LEASE)
    assert await states(database) == ["unknown"]


async def test_what_is_owed_goes_out_when_the_customer_writes_again(mailbox: Mailbox, database: Database) -> None:
    await say(mailbox, Draft("fact", "refunded"))
    (envelope,) = await claim(database)
    await mark(database, envelope, "owed", reason="the window is closed")
    assert await claim(database, NOW + 4) == []
    await mailbox.post([Inbound("telegram", "7", "2", Press("x"))], NOW + 5)
    assert [again.body for again in await claim(database, NOW + 5)] == ["refunded"]
