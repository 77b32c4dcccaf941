"""The thinking part: lease conversations that are due, take their turns side by side, commit each outcome."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from bot.doorbell import POLL, Doorbell
from bot.epoch import from_ms
from bot.metrics import HANDOFFS, TURN_SECONDS, TURNS
from bot.outlast import outlast
from bot.store.mailbox import Mailbox
from bot.store.model import ATTEMPTS, Lease, Outcome

ROOM = 128  # turns under way at once
LOW = 64  # with more than so many, those are thought through first: leases for one or two would cost a transaction each
PAUSE = 0.004  # seconds in which what comes together is leased together
_COMMITTED, _TAKEN_OVER = TURNS.labels("committed"), TURNS.labels("taken_over")  # finding a label costs more than counting
_log = structlog.get_logger()

Take = Callable[[Lease, datetime], Awaitable[Outcome]]


class Worker:
    """Runs turns. `take` thinks; `give_up` makes the outcome of a conversation whose turns keep failing: a person gets it."""

    def __init__(self, mailbox: Mailbox, doorbell: Doorbell, clock: Callable[[], int], take: Take, give_up: Take) -> None:
        self.mailbox, self.doorbell, self.clock = mailbox, doorbell, clock
        self._take, self._give_up = take, give_up
        self._turns: dict[asyncio.Task[None], Lease] = {}
        self._running = True

    async def run(self) -> None:
        """Take turns until `stop` is called; then finish those in hand."""
        renewer = asyncio.create_task(self._renew())
        try:
            while self._running:
                leases = await self.mailbox.lease(ROOM - len(self._turns), self.clock())
                for lease in leases:
                    self._start(lease)
                await self._rest(bool(leases))
        finally:
            await asyncio.gather(*self._turns, return_exceptions=True)
            renewer.cancel()
            await asyncio.gather(renewer, return_exceptions=True)
            await self.mailbox.close()

    def stop(self) -> None:
        """Lease nothing more."""
        self._running = False
        self.doorbell.ring("turns")

    async def _rest(self, busy: bool) -> None:
        while len(self._turns) > LOW:
            await asyncio.wait(self._turns, return_when=asyncio.FIRST_COMPLETED)
        if busy:
            await asyncio.sleep(PAUSE)
            return
        now = self.clock()
        soon = await self.mailbox.next_wake(now)
        await self.doorbell.wait("turns", POLL if soon is None else min(POLL, max(PAUSE, (soon - now) / 1000)))

    def _start(self, lease: Lease) -> None:
        task = asyncio.create_task(self._turn(lease))
        self._turns[task] = lease
        task.add_done_callback(self._turns.pop)

    async def _turn(self, lease: Lease) -> None:
        begun = asyncio.get_running_loop().time()
        try:
            await self._finish(lease)
        except Exception as error:  # noqa: BLE001 - whatever a turn dies of, the conversation must reach a person
            TURNS.labels("failed").inc()
            _log.exception("turn_failed", conversation=lease.conversation.id, attempt=lease.conversation.attempts)
            away = isinstance(error, OperationalError | InterfaceError)
            await outlast(lambda: self.mailbox.fail(lease, self.clock(), away=away), "turns")
        TURN_SECONDS.observe(asyncio.get_running_loop().time() - begun)

    async def _finish(self, lease: Lease) -> None:
        now = from_ms(self.clock())
        think = self._take if lease.conversation.attempts <= ATTEMPTS else self._give_up
        outcome = await think(lease, now)
        held = await self.mailbox.commit(outcome, self.clock())
        (_COMMITTED if held else _TAKEN_OVER).inc()
        for ticket in outcome.tickets if held else ():
            HANDOFFS.labels(ticket.reason).inc()
        if outcome.messages:
            self.doorbell.ring("sends")
        if outcome.calls:
            self.doorbell.ring("calls")
        self.doorbell.ring("turns")
        self.doorbell.ring("pages")

    async def _renew(self) -> None:
        """A turn that waits for the network keeps its lease."""
        pause = self.mailbox.lease_time / 3000
        while True:
            await asyncio.sleep(pause)
            if leases := list(self._turns.values()):
                try:
                    await self.mailbox.renew(leases, self.clock())
                except (SQLAlchemyError, OSError) as error:  # a lease lasts for three such pauses
                    _log.warning("database_away", part="renew", error=type(error).__name__)
