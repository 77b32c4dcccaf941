"""The clock of the running program: without it, a clock that is put right would leave messages lying until it is that late again.

Everything that is due is due by a moment in the database. So all processes go by one clock, that of the PostgreSQL they share (by
their own with SQLite, where there is only one), and it never steps back: after a step of the machine's clock it runs slower until
the two agree. Between two looks it goes by the machine's steady clock.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.store import moments
from bot.store.database import Database

LOOK = 2.0  # seconds between looks at the clock that is followed
FURTHEST = 24 * 3600_000  # ms; whoever is further ahead than this was never right, and steps back
NOTED = 2_000  # ms of a step that are worth a line in the log
_log = structlog.get_logger()


class Timekeeper:
    """Follows a clock it is told about. `ticks` is any clock that only goes forward, in seconds."""

    def __init__(self, now: int, *, ahead: int = 0, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._shown, self._ahead, self._since = now + ahead, ahead, ticks()

    def now(self) -> int:
        """Ms since the epoch; never less than before, save after a mistake of more than a day. While ahead, at half speed."""
        passed = int((self._ticks() - self._since) * 1000)
        return self._shown + passed - min(self._ahead, passed // 2)

    def hear(self, told: int) -> int:
        """The clock that is followed shows this now (ms); by how much it has stepped away from ours, backwards below 0."""
        mine = self.now()
        expected = self._shown - self._ahead + int((self._ticks() - self._since) * 1000)
        ahead = mine - told if 0 < mine - told <= FURTHEST else 0
        self._shown, self._ahead, self._since = told + ahead, ahead, self._ticks()
        return told - expected


@asynccontextmanager
async def keeping_time(database: Database, wall: Callable[[], int]) -> AsyncIterator[Callable[[], int]]:
    """The program's clock for as long as the block lasts; `wall` is the machine's. It begins no earlier than what was stored."""
    told = await _look(database, wall)
    latest = await database.read(moments.latest)
    keeper = Timekeeper(told, ahead=latest - told if 0 < latest - told <= FURTHEST else 0)
    following = asyncio.create_task(_follow(keeper, database, wall))
    try:
        yield keeper.now
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def _follow(keeper: Timekeeper, database: Database, wall: Callable[[], int]) -> None:
    while True:
        await asyncio.sleep(LOOK)
        try:
            stepped = keeper.hear(await _look(database, wall))
        except (SQLAlchemyError, OSError):  # it is away for a while: the machine's steady clock will do
            continue
        if abs(stepped) > NOTED:
            _log.warning("clock_stepped", seconds=stepped / 1000)


async def _look(database: Database, wall: Callable[[], int]) -> int:
    if database.dialect == "sqlite":
        return wall()
    begun = time.monotonic()
    told = await database.read(moments.there)
    assert told is not None
    return told + int((time.monotonic() - begun) * 500)
