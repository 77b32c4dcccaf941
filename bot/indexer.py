"""The clerk of the index: without it new messages and people could not be found by their words."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from bot.store.database import Database
from bot.store.filling import Filler

LOOK = 1.0  # seconds between looks when everything is in
BREATH = 0.02  # seconds between batches while catching up, so that others write in between


class Indexer:
    """Fills the index as long as it runs; of several processes one at a time does it."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._filler = Filler(database, clock)
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Until `stop`."""
        while not self._stopped.is_set():
            busy = await self._filler.my_turn() and await self._filler.look()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), BREATH if busy else LOOK)

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopped.set()
