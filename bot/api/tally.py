"""The lengths of the lists, counted once for all pages: without it two hundred open consoles would count two hundred times."""

import asyncio
import time

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.store import counts
from bot.store.counts import Counts
from bot.store.database import Database

FRESH = 1.0  # seconds a count may be old where nobody told of a change

_log = structlog.get_logger()


class Tally:
    """Counts when asked, unless nothing has changed since; those who ask meanwhile wait for the same count."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counted = Counts()
        self._until = 0.0
        self._lock = asyncio.Lock()
        self.times = 0

    def stale(self) -> None:
        """Something has changed."""
        self._until = 0.0

    async def now(self) -> Counts:
        """The lengths; those of before where the database cannot be read just now."""
        async with self._lock:
            if time.monotonic() >= self._until:
                self._until = time.monotonic() + FRESH
                self.times += 1
                try:
                    self._counted = await self._database.read(counts.read)
                except SQLAlchemyError as error:
                    _log.warning("lists_not_counted", error=type(error).__name__)
            return self._counted
