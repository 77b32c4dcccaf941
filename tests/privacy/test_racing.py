"""Erasing somebody while the line works for them: nothing that was begun before writes a row back."""

import asyncio
from functools import partial

import pytest

from bot.channels.port import Message
from bot.privacy.custody import Custody
from bot.privacy.erasing import BusyError, HeldError, erase
from bot.store import calls, erasing, held, holds, outbox
from bot.store.database import Database
from bot.store.letters import CallResult
from bot.store.mailbox import Mailbox
from bot.store.model import LEASE, Draft, Lease, NewCall, NewTicket, Outcome
from bot.store.outbox import Mark
from bot.store.personal import PLACES
from bot.store.subjects import Person
from tests.bot.returns_desk import Clock
from tests.privacy.conftest import Counted, written

ANNA = Person((1,))
HANGING = [place.table for place in PLACES if place.of == "conversation" and place.fate == "delete"]


async def leased(mailbox: Mailbox, clock: Clock, key: str = "1") -> Lease:
    """Anna writes, and a worker begins to think."""
    await mailbox.post([written(key)], clock())
    (lease,) = await mailbox.lease(1, clock())
    return lease


def an_outcome(lease: Lease) -> Outcome:
    """All that a turn can leave behind."""
    ticket = NewTicket("shop", "asked", "Anna jautā", None, "līdz 10.05")
    call = NewCall(f"{lease.conversation.id}:c1", "note_payment", "{}", "d")
    answer = Draft("talk", outbox.pack(Message("Labdien, Anna")))
    return Outcome(lease, "{}", "lv", {}, '{"events": []}', [answer], owner="queue", tickets=[ticket], calls=[call])


def nothing_is_left(count: Counted) -> None:
    assert {table: count(table) for table in HANGING if count(table)} == {}


async def test_a_turn_that_is_thinking_is_waited_for(
    custody: Custody, mailbox: Mailbox, clock: Clock, count: Counted
) -> None:
    lease = await leased(mailbox, clock)
    with pytest.raises(BusyError):
        await erase(custody, ANNA, patience=0)
    assert count("conversations") == 1
    task = asyncio.create_task(erase(custody, ANNA))
    assert await mailbox.commit(an_outcome(lease), clock())
    done = await task
    assert done.counts["outbox"] == done.counts["tickets"] == done.counts["calls"] == 1
    nothing_is_left(count)


async def test_a_worker_that_comes_to_its_end_too_late_writes_nothing(
    custody: Custody, mailbox: Mailbox, clock: Clock, count: Counted
) -> None:
    lease = await leased(mailbox, clock)
    clock.forward(milliseconds=LEASE + 1)
    await erase(custody, ANNA, patience=0)
    assert not await mailbox.commit(an_outcome(lease), clock())
    assert await mailbox.renew([lease], clock()) == set()
    await mailbox.fail(lease, clock())
    nothing_is_left(count)


async def test_commit_and_erasure_at_once_leave_nothing_whoever_comes_first(
    custody: Custody, mailbox: Mailbox, clock: Clock, count: Counted
) -> None:
    for turn in range(1, 8):
        lease = await leased(mailbox, clock, str(turn))
        clock.forward(milliseconds=LEASE + 1)
        person = Person((lease.conversation.id,))
        await asyncio.gather(mailbox.commit(an_outcome(lease), clock()), erase(custody, person))
        nothing_is_left(count)


async def test_a_send_that_is_on_its_way_is_waited_for_and_says_nothing_afterwards(
    custody: Custody, mailbox: Mailbox, clock: Clock, database: Database, count: Counted
) -> None:
    lease = await leased(mailbox, clock)
    assert await mailbox.commit(an_outcome(lease), clock())
    (envelope,) = await database.write(partial(held.claim, room=1, now=clock(), token="t", lanes=(0, 1, 2)))
    with pytest.raises(BusyError):
        await erase(custody, ANNA, patience=0)
    clock.forward(milliseconds=outbox.LEASE + 1)
    await erase(custody, ANNA, patience=0)
    late = Mark(envelope.id, "t", "sent", open=False, message_id="77")
    await database.write(partial(outbox.mark, marks=[(late, envelope.conversation_id)], now=clock()))
    nothing_is_left(count)


async def test_an_effect_that_is_being_done_is_waited_for_and_brings_nothing_back(
    custody: Custody, mailbox: Mailbox, clock: Clock, database: Database, count: Counted
) -> None:
    lease = await leased(mailbox, clock)
    assert await mailbox.commit(an_outcome(lease), clock())
    (errand,) = await database.write(partial(calls.claim, room=1, now=clock(), token="t"))
    with pytest.raises(BusyError):
        await erase(custody, ANNA, patience=0)
    clock.forward(milliseconds=calls.LEASE + 1)
    await erase(custody, ANNA, patience=0)
    finish = partial(calls.finish, errand=errand, result=CallResult(errand.key, {}), state="done", now=clock())
    assert not await database.write(finish)
    nothing_is_left(count)


async def test_what_a_platform_delivers_once_more_begins_nothing_anew(
    custody: Custody, mailbox: Mailbox, clock: Clock, count: Counted
) -> None:
    lease = await leased(mailbox, clock)
    await mailbox.commit(an_outcome(lease), clock())
    await erase(custody, ANNA)
    assert (await mailbox.post([written("1")], clock())).new == 0
    assert count("conversations") == 0
    assert (await Mailbox(custody.database, burst=0).post([written("1")], clock())).new == 0, "in another process"
    assert (await mailbox.post([written("2"), written("1")], clock())).new == 1, "who writes now is somebody new"
    assert (await mailbox.post([written("1")], clock())).new == 0
    assert (count("conversations"), count("inbox")) == (1, 1)


async def test_who_writes_to_a_process_that_knew_them_begins_anew(
    custody: Custody, mailbox: Mailbox, clock: Clock, database: Database
) -> None:
    await mailbox.post([written("1")], clock())
    await erase(custody, ANNA)
    assert (await mailbox.post([written("2", "vai kāds ir?")], clock())).new == 1
    (lease,) = await mailbox.lease(1, clock())
    assert (lease.conversation.id > 1, lease.conversation.turn) == (True, 1)


async def test_a_legal_hold_stops_it_until_it_is_lifted(
    custody: Custody, mailbox: Mailbox, clock: Clock, database: Database, count: Counted
) -> None:
    await mailbox.post([written("1")], clock())
    assert await database.write(partial(holds.put, about="conversation:1", why="strīds", who=None, now=clock()))
    with pytest.raises(HeldError, match="conversation:1"):
        await erase(custody, ANNA)
    assert count("inbox") == 1
    assert await database.write(partial(holds.lift, about="conversation:1", who=None, now=clock()))
    await erase(custody, ANNA)
    nothing_is_left(count)


async def test_who_dies_between_taking_and_erasing_leaves_everything_to_go_on(
    custody: Custody, mailbox: Mailbox, clock: Clock, database: Database
) -> None:
    lease = await leased(mailbox, clock)
    await mailbox.commit(an_outcome(lease), clock())
    until = clock() + 120_000
    assert await database.write(partial(erasing.seize, conversations=(1,), token="e", now=clock(), until=until))
    claim = partial(held.claim, room=1, token="t", lanes=(0, 1, 2))
    assert await database.write(partial(claim, now=clock())) == []
    clock.forward(seconds=121)
    assert len(await database.write(partial(claim, now=clock()))) == 1
    assert len(await mailbox.lease(1, clock())) == 1
