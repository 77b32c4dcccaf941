"""Clocks on both databases: what starts, rests and ends them, and what is worked out of them."""

from datetime import UTC, datetime, timedelta
from functools import partial

from bot.channels.port import Inbound, Text
from bot.epoch import from_ms
from bot.store import clocks, floor
from bot.store.clocks import Kept
from bot.store.database import Database
from bot.store.floor import Claim
from bot.store.mailbox import Mailbox
from bot.store.model import Outcome
from handoff.calendars import parse_calendar
from handoff.clocks import read
from tests.store.shop import ANNA, NOW, customers, queue

ALWAYS = parse_calendar({"week": {"mon-sun": "0:00-24:00"}})
MINUTE = 60_000


async def of(database: Database) -> list[Kept]:
    return list(await database.read(partial(clocks.of, conversation_id=1)))


async def work_out(database: Database, now: int, target: timedelta | None = timedelta(minutes=10)) -> list[Kept]:
    """As the books do; those that are newly late."""

    def work(connection: object) -> list[Kept]:
        found = clocks.due(connection, now, 100)  # type: ignore[arg-type]  # a connection
        readings = [(kept, read(kept.clock, ALWAYS, target, kept.clock.ended_at or from_ms(now)), target) for kept in found]
        return list(clocks.write(connection, readings, now))  # type: ignore[arg-type]  # a connection

    return await database.write(work)


async def waits(database: Database, mailbox: Mailbox) -> None:
    """A customer waits for a person since NOW + 400 ms or so."""
    await customers(mailbox, "7")
    await queue(mailbox, NOW + 60 * MINUTE)


async def writes(mailbox: Mailbox, at: int) -> None:
    """The customer writes again, and the turn is taken."""
    await mailbox.post([Inbound("telegram", "7", str(at), Text("un?"))], at)
    for lease in await mailbox.lease(10, at + 5000):
        await mailbox.commit(Outcome(lease, "", "lv", {}, "{}"), at + 5000)


async def answers(database: Database, at: int) -> None:
    """Anna answers."""
    await database.write(partial(floor.answer, claim=Claim(1, ANNA, at), text="a", key=str(at)))


async def test_a_hand_over_starts_two_and_the_first_words_end_one(database: Database, mailbox: Mailbox) -> None:
    await waits(database, mailbox)
    assert [kept.clock.kind for kept in await of(database)] == ["first", "closing"]
    await database.write(partial(floor.take, claim=Claim(1, ANNA, NOW + MINUTE)))
    await answers(database, NOW + 5 * MINUTE)
    first, closing = await of(database)
    assert (first.clock.ended_at, closing.clock.ended_at) == (from_ms(NOW + 5 * MINUTE), None)
    assert not closing.clock.is_running, "the customer is to answer"


async def test_a_further_message_starts_the_next_and_the_whole_runs_on(database: Database, mailbox: Mailbox) -> None:
    await waits(database, mailbox)
    await database.write(partial(floor.take, claim=Claim(1, ANNA, NOW + MINUTE)))
    await answers(database, NOW + 5 * MINUTE)
    await writes(mailbox, NOW + 30 * MINUTE)
    await writes(mailbox, NOW + 31 * MINUTE)
    _, closing, following = await of(database)
    assert (following.clock.kind, following.clock.stretches[0].start) == ("next", from_ms(NOW + 30 * MINUTE))
    assert closing.clock.is_running
    await answers(database, NOW + 33 * MINUTE)
    await database.write(partial(floor.close, claim=Claim(1, ANNA, NOW + 40 * MINUTE)))
    await work_out(database, NOW + 41 * MINUTE)
    assert [round((kept.took_ms or 0) / MINUTE) for kept in await of(database)] == [5, 8, 3]
    ended = await database.read(partial(clocks.ended, since=NOW, until=NOW + 60 * MINUTE))
    assert [(wait.kind, wait.target_ms, wait.breached_at) for wait in ended] == [
        (kind, 10 * MINUTE, None) for kind in ("first", "next", "closing")
    ]


async def test_who_is_not_answered_in_time_is_late_once(database: Database, mailbox: Mailbox) -> None:
    await waits(database, mailbox)
    assert await work_out(database, NOW + MINUTE) == []
    running = (await database.read(partial(clocks.next_of, ids=[1])))[1]
    assert (running.kind, running.breached_at) == ("first", None)
    assert await database.read(clocks.next_due) == running.due_at + 1
    assert [kept.clock.kind for kept in await work_out(database, NOW + 12 * MINUTE)] == ["first", "closing"]
    assert await work_out(database, NOW + 13 * MINUTE) == []
    assert await database.read(clocks.late) == {"first": (1, 1), "closing": (1, 1)}


async def test_it_rests_while_it_is_put_aside(database: Database, mailbox: Mailbox) -> None:
    await waits(database, mailbox)
    await database.write(lambda connection: clocks.put_aside(connection, 1, NOW + 2 * MINUTE))
    assert await work_out(database, NOW + 60 * MINUTE) == []
    await database.write(lambda connection: clocks.taken_up(connection, 1, NOW + 90 * MINUTE))
    await work_out(database, NOW + 91 * MINUTE)
    assert round(((await of(database))[0].took_ms or 0) / MINUTE) == 3


async def test_other_hours_are_worked_out_anew(database: Database, mailbox: Mailbox) -> None:
    await waits(database, mailbox)
    await work_out(database, NOW + MINUTE)
    await database.write(clocks.again)
    assert await database.read(clocks.next_due) == 0
    assert datetime.fromtimestamp(NOW / 1000, UTC) < from_ms(NOW + 1)
