"""Effects outside: each is done once by its key, looked up where a try may have happened, and its result comes back."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from bot import runner
from bot.channels.port import Inbound, Text
from bot.doorbell import LocalDoorbell
from bot.runner import FailedError, NotDoneError, Runner
from bot.store import calls
from bot.store.calls import Errand
from bot.store.database import Database
from bot.store.letters import CallResult
from bot.store.mailbox import Mailbox
from bot.store.model import NewCall, Outcome
from tests.platforms.clock import Clock


class Till:
    """A shop where refunds are made. `moods` go wrong one after the other: before the refund is made, or after it."""

    def __init__(self, *, remembers: bool = True) -> None:
        self.remembers = remembers
        self.refunds: list[str] = []
        self.looked_up: list[str] = []
        self.before: list[Exception] = []
        self.after: list[Exception] = []

    async def perform(self, errand: Errand) -> Mapping[str, Any]:
        """See Performer."""
        if self.before:
            raise self.before.pop(0)
        self.refunds.append(errand.key)
        if self.after:
            raise self.after.pop(0)
        return {"refunded": errand.arguments["amount"]}

    async def look_up(self, errand: Errand) -> Mapping[str, Any] | None:
        """See Performer."""
        self.looked_up.append(errand.key)
        if not self.remembers:
            raise LookupError
        return {"refunded": "found"} if errand.key in self.refunds else None


class Desk:
    """A conversation that wants refunds, and the runner that makes them."""

    def __init__(self, database: Database, clock: Clock, bell: LocalDoorbell) -> None:
        self.database, self.clock, self.bell = database, clock, bell
        self.till, self.mailbox, self._count = Till(), Mailbox(database, burst=0), 0
        self._tasks: list[tuple[Runner, asyncio.Task[None]]] = []

    def now(self) -> int:
        """Ms since the epoch."""
        return int(self.clock.now() * 1000)

    async def order(self, *keys: str) -> None:
        """A turn that orders refunds under these keys."""
        self._count += 1
        await self.mailbox.post([Inbound("web", "7", str(self._count), Text("?"))], self.now())
        (lease,) = await self.mailbox.lease(10, self.now())
        ordered = [NewCall(key, "refund", '{"amount": "5.00"}', "digest") for key in keys]
        await self.mailbox.commit(Outcome(lease, "{}", "lv", {}, "{}", calls=ordered), self.now())
        self.bell.ring("calls")

    def open(self) -> None:
        """A runner begins to work."""
        made = Runner(self.database, self.till, self.bell, self.now)
        self._tasks.append((made, asyncio.create_task(made.run())))

    async def close(self) -> None:
        """All of them end."""
        for made, task in self._tasks:
            made.stop()
            await task

    async def die(self) -> None:
        """A runner takes what is due, and dies before it does anything."""
        await self.database.write(lambda connection: calls.claim(connection, 16, self.now(), "of the dead"))

    def forward(self, milliseconds: float) -> None:
        """Let time pass."""
        self.clock.advance(milliseconds / 1000 + 1)
        self.bell.ring("calls")

    async def results(self, count: int = 1) -> list[CallResult]:
        """What came back to the conversation, once so many results have."""
        async with asyncio.timeout(60):
            while len(found := await self.database.read(lambda connection: connection.exec_driver_sql(_RESULTS).all())) < count:
                await self.bell.wait("turns", 0.02)
        (lease,) = await self.mailbox.lease(10, self.now())
        assert len(found) == count
        return [letter.body for letter in lease.letters if isinstance(letter.body, CallResult)]

    async def state(self) -> str:
        """What became of the only call."""
        return str(await self.database.read(lambda connection: connection.exec_driver_sql("SELECT state FROM calls").scalar()))

    async def rests(self) -> None:
        """Return when nobody holds a call."""
        async with asyncio.timeout(60):
            while await self.database.read(lambda connection: connection.exec_driver_sql(_HELD).scalar()):
                await self.bell.wait("turns", 0.02)


_RESULTS = "SELECT id FROM inbox WHERE kind = 'result'"
_HELD = "SELECT COUNT(*) FROM calls WHERE lease_until > 0 OR attempts = 0"


@pytest.fixture
async def desk(sqlite: Database, clock: Clock, bell: LocalDoorbell) -> AsyncIterator[Desk]:
    made = Desk(sqlite, clock, bell)
    yield made
    await made.close()


async def test_it_is_done_and_the_conversation_hears_of_it(desk: Desk) -> None:
    await desk.order("k1")
    desk.open()
    assert await desk.results() == [CallResult("k1", {"refunded": "5.00"})]
    assert (desk.till.refunds, desk.till.looked_up) == (["k1"], [])


async def test_the_same_key_ordered_again_is_done_once(desk: Desk) -> None:
    await desk.order("k1")
    await desk.order("k1", "k2")
    desk.open()
    assert len(await desk.results(2)) == 2
    assert sorted(desk.till.refunds) == ["k1", "k2"]


async def test_two_runners_do_each_once(desk: Desk) -> None:
    await desk.order(*(f"k{number}" for number in range(20)))
    desk.open()
    desk.open()
    assert len(await desk.results(20)) == 20
    assert len(desk.till.refunds) == 20


async def test_where_a_runner_died_after_doing_it_the_result_is_looked_up(desk: Desk) -> None:
    await desk.order("k1")
    await desk.die()
    desk.till.refunds.append("k1")
    desk.open()
    desk.forward(calls.LEASE)
    assert await desk.results() == [CallResult("k1", {"refunded": "found"})]
    assert desk.till.refunds == ["k1"]


async def test_where_a_runner_died_before_doing_it_it_is_done(desk: Desk) -> None:
    await desk.order("k1")
    await desk.die()
    desk.open()
    desk.forward(calls.LEASE)
    assert await desk.results() == [CallResult("k1", {"refunded": "5.00"})]
    assert (desk.till.refunds, desk.till.looked_up) == (["k1"], ["k1"])


async def test_where_a_runner_died_and_the_shop_cannot_tell_a_person_decides(desk: Desk) -> None:
    desk.till = Till(remembers=False)
    await desk.order("k1")
    await desk.die()
    desk.open()
    desk.forward(calls.LEASE)
    assert await desk.results() == [CallResult("k1", None, "unclear")]
    assert (desk.till.refunds, await desk.state()) == ([], "unclear")


async def test_a_runner_that_comes_back_from_the_dead_finishes_nothing(desk: Desk) -> None:
    await desk.order("k1")
    orders = await desk.database.write(lambda connection: calls.claim(connection, 16, desk.now(), "of the dead"))
    desk.open()
    desk.forward(calls.LEASE)
    assert len(await desk.results()) == 1
    late = CallResult("k1", {"refunded": "again"})
    assert not await desk.database.write(lambda connection: calls.finish(connection, orders[0], late, "done", desk.now()))


@pytest.mark.parametrize("remembers", [True, False])
async def test_what_was_certainly_not_done_is_simply_tried_again(desk: Desk, remembers: bool) -> None:
    """Also at a shop that could not tell whether it was done: nobody has to ask it."""
    desk.till = Till(remembers=remembers)
    desk.till.before = [NotDoneError("no connection"), NotDoneError("no connection")]
    await desk.order("k1")
    desk.open()
    for pause in runner.BACK_OFF[:2]:
        await desk.rests()
        desk.forward(pause)
    assert await desk.results() == [CallResult("k1", {"refunded": "5.00"})]
    assert (desk.till.refunds, desk.till.looked_up) == (["k1"], [])


async def test_a_refusal_is_told_in_the_shops_words(desk: Desk) -> None:
    desk.till.before = [FailedError("the order is older than a year")]
    await desk.order("k1")
    desk.open()
    assert await desk.results() == [CallResult("k1", None, "the order is older than a year")]
    assert await desk.state() == "failed"


@pytest.mark.parametrize("trouble", [TimeoutError(), OSError("broken pipe"), ValueError("an answer nobody understands")])
async def test_after_an_answer_was_lost_it_is_looked_up_and_not_done_again(desk: Desk, trouble: Exception) -> None:
    desk.till.after = [trouble]
    await desk.order("k1")
    desk.open()
    while not desk.till.refunds:
        await desk.bell.wait("turns", 0.02)
    desk.forward(calls.LEASE)
    assert await desk.results() == [CallResult("k1", {"refunded": "found"})]
    assert (desk.till.refunds, desk.till.looked_up) == (["k1"], ["k1"])


async def test_a_shop_that_never_answers_is_not_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "TIMEOUT", 0.05)
    hung = asyncio.Event()

    async def hang(errand: Errand) -> Mapping[str, Any]:
        desk.till.refunds.append(errand.key)
        await hung.wait()
        return {}

    monkeypatch.setattr(desk.till, "perform", hang)
    await desk.order("k1")
    desk.open()
    while not desk.till.refunds:
        await desk.bell.wait("turns", 0.02)
    desk.forward(calls.LEASE)
    assert await desk.results() == [CallResult("k1", {"refunded": "found"})]
