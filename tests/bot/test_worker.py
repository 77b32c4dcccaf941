"""Turns side by side: each conversation one at a time, failing ones apart, long ones held on to, those in hand finished."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from sqlalchemy.exc import OperationalError

from bot.channels.port import Inbound, Text
from bot.doorbell import LocalDoorbell
from bot.redis_bell import RedisDoorbell
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from bot.store.model import ATTEMPTS, AWAY, LEASE, Draft, Lease, NewTicket, Outcome
from bot.worker import Worker
from tests.drill import engines
from tests.platforms.clock import Clock

Think = Callable[[Lease], Outcome]


def says(lease: Lease) -> Outcome:
    """Repeats what it heard."""
    words = [letter.body.text for letter in lease.letters if isinstance(letter.body, Text)]
    return Outcome(lease, "{}", "lv", {}, "{}", [Draft("talk", " ".join(words))])


def gives_up(lease: Lease) -> Outcome:
    """Passes it to people."""
    tickets = [NewTicket("", "failure", "", None)]
    return Outcome(lease, "{}", "lv", {}, "{}", [Draft("fact", "a person will write")], owner="queue", tickets=tickets)


def away(_lease: Lease) -> Outcome:
    """What a turn meets whose database is gone."""
    raise OperationalError("", None, ConnectionError("gone"))


class Workshop:
    """A mailbox, and a worker that thinks as it is told."""

    def __init__(self, database: Database, clock: Clock, bell: LocalDoorbell) -> None:
        self.database, self.clock, self.bell = database, clock, bell
        self.mailbox = Mailbox(database, burst=0)
        self.think: Think = says
        self.thinking, self.go_on = asyncio.Event(), asyncio.Event()
        self.go_on.set()
        self.attempts: list[tuple[str, int]] = []
        self.worker = Worker(self.mailbox, bell, self.now, self._take, self._give_up)
        self._task = asyncio.create_task(self.worker.run())
        self._count = 0

    def now(self) -> int:
        """Ms since the epoch."""
        return int(self.clock.now() * 1000)

    async def hear(self, words: str, address: str = "7") -> None:
        """A customer writes."""
        self._count += 1
        await self.mailbox.post([Inbound("web", address, str(self._count), Text(words), position=self._count)], self.now())
        self.bell.ring("turns")

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(seconds)
        self.bell.ring("turns")

    async def said(self, *bodies: str) -> None:
        """Return when this was said, and nothing else."""
        found: list[str] = []
        try:
            async with asyncio.timeout(60):
                while (found := await self.database.read(_bodies)) != list(bodies):
                    await self.bell.wait("sends", 0.02)
        except TimeoutError:
            raise AssertionError(f"said {found}, not {list(bodies)}") from None

    async def thought(self, times: int) -> None:
        """Return when it has begun to think so often."""
        async with asyncio.timeout(60):
            while len(self.attempts) < times:
                await self.bell.wait("sends", 0.02)

    async def failed(self, times: int) -> None:
        """Return when so many turns have failed."""
        async with asyncio.timeout(60):
            while await self.database.read(_given_back) != times:
                await self.bell.wait("sends", 0.02)

    async def close(self) -> None:
        """Stop, and wait."""
        self.worker.stop()
        await self._task

    async def _take(self, lease: Lease, now: datetime) -> Outcome:
        self.attempts.append((lease.conversation.address, lease.conversation.attempts))
        self.thinking.set()
        await self.go_on.wait()
        return self.think(lease)

    async def _give_up(self, lease: Lease, now: datetime) -> Outcome:
        return gives_up(lease)


def _bodies(connection: object) -> list[str]:
    return [row[0] for row in connection.exec_driver_sql("SELECT body FROM outbox ORDER BY id")]  # type: ignore[attr-defined]


def _given_back(connection: object) -> int:
    statement = "SELECT MAX(attempts) FROM conversations WHERE lease_token = ''"
    return int(connection.exec_driver_sql(statement).scalar() or 0)  # type: ignore[attr-defined]


@pytest.fixture
async def shop(sqlite: Database, clock: Clock, bell: LocalDoorbell) -> AsyncIterator[Workshop]:
    made = Workshop(sqlite, clock, bell)
    yield made
    made.go_on.set()
    await made.close()


async def test_what_is_heard_is_answered(shop: Workshop) -> None:
    await shop.hear("labdien")
    await shop.said("labdien")
    await shop.hear("vēl")
    await shop.said("labdien", "vēl")


async def test_what_comes_during_a_turn_is_heard_by_the_next(shop: Workshop) -> None:
    shop.go_on.clear()
    await shop.hear("viens")
    await shop.thinking.wait()
    await shop.hear("divi")
    await shop.hear("trīs")
    shop.go_on.set()
    await shop.said("viens", "divi trīs")


async def test_one_who_thinks_long_holds_up_nobody_else(shop: Workshop) -> None:
    waited: list[str] = []
    think, go_on = shop.think, asyncio.Event()

    async def take(lease: Lease, now: datetime) -> Outcome:
        waited.append(lease.conversation.address)
        if lease.conversation.address == "slow":
            await go_on.wait()
        return think(lease)

    shop.worker._take = take
    await shop.hear("lēnām", "slow")
    while waited != ["slow"]:
        await shop.bell.wait("sends", 0.02)
    await shop.hear("ātri", "quick")
    await shop.said("ātri")
    go_on.set()
    await shop.said("ātri", "lēnām")


async def test_a_turn_that_fails_is_tried_again_and_then_a_person_is_called(shop: Workshop) -> None:
    def fail(lease: Lease) -> Outcome:
        raise RuntimeError("a fault of ours")

    before = REGISTRY.get_sample_value("dezura_handoffs_total", {"reason": "failure"}) or 0
    shop.think = fail
    await shop.hear("labdien")
    for attempt in range(1, ATTEMPTS + 1):
        await shop.failed(attempt)
        shop.forward(2**attempt)
    await shop.said("a person will write")
    assert shop.attempts == [("7", 1), ("7", 2), ("7", 3)]
    owners = await shop.database.read(lambda connection: connection.exec_driver_sql("SELECT owner FROM conversations").scalar())
    assert owners == "queue"
    assert REGISTRY.get_sample_value("dezura_handoffs_total", {"reason": "failure"}) == before + 1


async def test_a_turn_that_the_database_fails_is_tried_until_it_is_back(shop: Workshop) -> None:
    shop.think = away
    await shop.hear("labdien")
    for tries in range(1, 3 * ATTEMPTS):
        await shop.thought(tries)
        await shop.failed(1)
        shop.forward(2.1)
    shop.think = says
    shop.forward(2.1)
    await shop.said("labdien")


async def test_a_turn_that_the_database_fails_for_ever_reaches_a_person(shop: Workshop) -> None:
    shop.think = away
    await shop.hear("labdien")
    await shop.thought(1)
    await shop.failed(1)
    shop.forward(AWAY / 1000)
    for attempt in range(2, ATTEMPTS + 1):
        await shop.thought(attempt)
        await shop.failed(attempt)
        shop.forward(2**attempt)
    await shop.said("a person will write")


async def test_a_turn_that_failed_once_reads_the_same_again(shop: Workshop) -> None:
    def fail_once(lease: Lease) -> Outcome:
        shop.think = says
        raise RuntimeError("a fault of ours")

    shop.think = fail_once
    await shop.hear("viens")
    await shop.failed(1)
    await shop.hear("divi")
    shop.forward(2)
    await shop.said("viens", "divi")


async def test_who_fails_harms_nobody_else(shop: Workshop) -> None:
    def fail_some(lease: Lease) -> Outcome:
        if lease.conversation.address == "poison":
            raise RuntimeError("a fault of ours")
        return says(lease)

    shop.think = fail_some
    await shop.hear("x", "poison")
    await shop.failed(1)
    for number in range(5):
        await shop.hear(str(number), str(number))
    await shop.said("0", "1", "2", "3", "4")


async def test_a_turn_whose_lease_somebody_else_has_taken_says_nothing(shop: Workshop) -> None:
    shop.go_on.clear()
    await shop.hear("labdien")
    await shop.thinking.wait()
    shop.clock.advance(LEASE / 1000 + 1)
    other = Mailbox(shop.database, burst=0)
    (lease,) = await other.lease(10, shop.now())
    assert await other.commit(says(lease), shop.now())
    shop.go_on.set()
    await shop.hear("vēl")
    await shop.said("labdien", "vēl")


async def test_a_turn_that_waits_long_keeps_its_lease(sqlite: Database, clock: Clock, bell: LocalDoorbell) -> None:
    shop = Workshop(sqlite, clock, bell)
    shop.mailbox.lease_time = 30  # ms; renewed every ten
    shop.go_on.clear()
    await shop.hear("labdien")
    await shop.thinking.wait()
    begun = shop.now()
    while shop.now() < begun + 300:
        await bell.wait("sends", 0.02)
    shop.go_on.set()
    await shop.said("labdien")
    assert shop.attempts == [("7", 1)]
    await shop.close()


async def test_stopping_finishes_the_turns_in_hand(shop: Workshop) -> None:
    shop.go_on.clear()
    await shop.hear("labdien")
    await shop.thinking.wait()
    closing = asyncio.create_task(shop.close())
    await asyncio.sleep(0)
    shop.go_on.set()
    await closing
    await shop.said("labdien")


async def test_what_kills_the_process_in_every_turn_reaches_a_person(sqlite: Database, clock: Clock, bell: LocalDoorbell) -> None:
    """A turn counts when it is leased, since a dead process counts nothing."""
    doomed = Mailbox(sqlite, burst=0)
    await doomed.post([Inbound("web", "7", "a", Text("deadly"), position=1)], int(clock.now() * 1000))
    for attempt in range(1, ATTEMPTS + 1):
        (lease,) = await doomed.lease(10, int(clock.now() * 1000))
        assert lease.conversation.attempts == attempt
        clock.advance(LEASE / 1000 + 1)  # kill -9: nobody commits, fails or renews
    shop = Workshop(sqlite, clock, bell)
    await shop.said("a person will write")
    assert shop.attempts == [], "nobody has tried it again"
    await shop.close()
    await doomed.close()


async def test_a_customer_who_writes_ten_times_as_much_is_one_of_many(shop: Workshop) -> None:
    """However much one writes, it is one turn; the others are leased beside it."""
    shop.go_on.clear()
    for number in range(50):
        await shop.hear(f"n{number}", "noisy")
    for address in "abc":
        await shop.hear("labdien", address)
    shop.go_on.set()
    async with asyncio.timeout(60):
        while not {"a", "b", "c"} <= {address for address, _ in shop.attempts}:
            await shop.bell.wait("sends", 0.02)
    taken = [address for address, _ in shop.attempts]
    assert taken.count("noisy") <= 3
    assert max(map(taken.index, "abc")) <= 5


@pytest.mark.redis
async def test_without_redis_for_good_another_process_still_answers(sqlite: Database, clock: Clock, tmp_path: Path) -> None:
    """Redis is killed and never comes back: who takes messages in can no longer ring where they are answered."""
    with engines.redis(tmp_path) as (redis, url):
        door, bell = RedisDoorbell(url), RedisDoorbell(url)
        shop, mailbox = Workshop(sqlite, clock, bell), Mailbox(sqlite, burst=0)
        await shop.hear("before")
        await shop.said("before")
        redis.crash(signal.SIGKILL)
        await mailbox.post([Inbound("web", "8", "later", Text("after"), position=9)], shop.now())
        door.ring("turns")
        await shop.said("before", "after")
        assert redis.pids() == []
        for closing in (shop, mailbox, door, bell):
            await closing.close()
