"""A clock for the tests of shops: pauses take no time, and are written down."""

import asyncio
from dataclasses import dataclass, field

from flows.shop.http import Timing


@dataclass
class Pauses:
    """The pauses that were asked for, in seconds; the clock goes forward by each."""

    asked: list[float] = field(default_factory=list)
    now: float = 0.0

    async def wait(self, seconds: float) -> None:
        """It is over at once."""
        self.asked.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def timing(self, patience: float = 2.0) -> Timing:
        """A timing without chance."""
        return Timing(patience=patience, pause=self.wait, ticks=lambda: self.now, chance=lambda: 0.5)
