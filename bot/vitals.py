"""Keeps what Prometheus asks for up to date: without it `/metrics` would tell what has happened, and not what waits.

`Pulse` is of every process: its event loop, its connections, its disk. `Vitals` looks for the whole shop, in those that work.
"""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot import metrics
from bot.store import vitals
from bot.store.database import Database

BEAT = 0.5  # seconds between looks at the loop itself
LOOK = 10.0  # seconds between looks at the database
SHARED = (
    metrics.OVERDUE, metrics.OVERDUE_AGE, metrics.UNSENT, metrics.UNSENT_AGE, metrics.QUEUE_AGE, metrics.OPEN_NOW,
    metrics.BACKUP_DAY,
)  # fmt: skip
LABELLED = (metrics.PROMISES_OPEN, metrics.UNSETTLED, metrics.CALLS_OPEN, metrics.STOPPED)
_log = structlog.get_logger()


class Pulse:
    """Measures this process. `role` and `version` are told with it."""

    def __init__(self, database: Database, var: Path, version: str, role: str) -> None:
        self._database, self._var = database, var
        self._stopped = asyncio.Event()
        metrics.BUILD.labels(version, role).set(1)

    async def run(self) -> None:
        """Until `stop`."""
        loop = asyncio.get_running_loop()
        while not self._stopped.is_set():
            self.look()
            due = loop.time() + BEAT
            if not await _until(self._stopped, BEAT):
                metrics.LOOP_LAG.observe(max(0.0, loop.time() - due))

    def stop(self) -> None:
        """Measure nothing more."""
        self._stopped.set()

    def look(self) -> None:
        """What stands now, without waiting for anything."""
        usage = self._database.usage
        metrics.JOBS.set(usage.waiting)
        if usage.limit:
            metrics.CONNECTIONS.labels("in_use").set(usage.in_use)
            metrics.CONNECTIONS.labels("idle").set(usage.idle)
            metrics.CONNECTIONS.labels("limit").set(usage.limit)
        try:
            disk = os.statvfs(self._var if self._var.exists() else self._var.parent)
        except OSError:
            return  # a folder that is gone is said by whoever needs it
        if disk.f_blocks:
            metrics.DISK_FREE.set(disk.f_bavail / disk.f_blocks)


class Vitals:
    """Looks for the whole shop. `watched` are channels with a platform, `stopped` those it refuses, `is_open` the desk."""

    def __init__(
        self, database: Database, clock: Callable[[], int], *, watched: Sequence[str], stopped: Callable[[], Mapping[str, str]],
        is_open: Callable[[int], bool],
    ) -> None:  # fmt: skip
        self._database, self._clock, self._watched, self._refused, self._is_open = database, clock, watched, stopped, is_open
        self._stopped, self._known = asyncio.Event(), False

    async def run(self) -> None:
        """Look every few seconds until `stop`. While the database is away nothing is told, and not what was."""
        try:
            while not self._stopped.is_set():
                await self.look()
                await _until(self._stopped, LOOK)
        finally:
            self.forget()

    def stop(self) -> None:
        """Look at nothing more."""
        self._stopped.set()

    async def look(self) -> None:
        """Look once."""
        now = self._clock()
        try:
            found = await self._database.read(partial(vitals.look, now=now))
            heard = await self._heard(found)
        except (SQLAlchemyError, OSError) as error:
            self.forget()
            _log.warning("database_away", part="vitals", error=type(error).__name__)
            return
        metrics.OVERDUE.set(found.due)
        metrics.OVERDUE_AGE.set(found.due_age / 1000)
        metrics.UNSENT.set(found.unsent)
        metrics.UNSENT_AGE.set(found.unsent_age / 1000)
        metrics.QUEUE_AGE.set(found.queue_age / 1000)
        metrics.OPEN_NOW.set(self._is_open(now))
        if found.backed_up is not None:
            metrics.BACKUP_DAY.set(found.backed_up / 1000)
        told = ((metrics.PROMISES_OPEN, found.promises), (metrics.UNSETTLED, found.unsettled), (metrics.CALLS_OPEN, found.calls))
        for gauge, counts in told:
            for state, count in counts.items():
                gauge.labels(state).set(count)
        refused = self._refused()
        for channel in self._watched:
            metrics.STOPPED.labels(channel).set(channel in refused)
        for channel, moment in heard.items():
            metrics.LAST_EVENT.labels(channel).set(moment / 1000)

    async def _heard(self, found: vitals.Vitals) -> Mapping[str, int]:
        """The newest rows tell of who is busy; whoever is not among them at the first look is asked after by name, once."""
        heard = {channel: moment for channel, moment in found.heard.items() if channel in self._watched}
        for channel in self._watched if not self._known else ():
            if channel not in heard and (last := await self._database.read(partial(vitals.last_in, channel=channel))):
                heard[channel] = last
        self._known = True
        return heard

    def forget(self) -> None:
        """What is not looked up is not told."""
        for shared in SHARED:
            shared.forget()
        for labelled in LABELLED:
            labelled.clear()


async def _until(event: asyncio.Event, seconds: float) -> bool:
    """Whether it happened within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
