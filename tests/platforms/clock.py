"""Time as a knob: without it a test of a retry after a minute, or of a window of 24 hours, would have to wait for it."""

import asyncio
import time


class Clock:
    """Runs like the wall's clock, and can be put forward; whoever sleeps on it wakes at once when it is."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self._ahead

    async def sleep(self, seconds: float) -> None:
        """Return when so much time has passed on this clock."""
        due = self.now() + seconds
        while (left := due - self.now()) > 0:
            moved = self._moved
            try:
                async with asyncio.timeout(left):
                    await moved.wait()
            except TimeoutError:
                return

    def advance(self, seconds: float) -> None:
        """Put the clock forward."""
        self._ahead += seconds
        self._moved.set()
        self._moved = asyncio.Event()
