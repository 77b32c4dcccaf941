"""What a customer sees, and waiting for the next thing on it: without it tests would sleep and hope."""

import asyncio
from typing import Generic, TypeVar

T = TypeVar("T")


class Screen(Generic[T]):
    """Messages in the order they appeared; each is heard once."""

    def __init__(self) -> None:
        self.seen: list[T] = []
        self._heard = 0
        self._moved = asyncio.Event()

    def show(self, message: T) -> None:
        """A message appears."""
        self.seen.append(message)
        self._moved.set()
        self._moved = asyncio.Event()

    async def hears(self, seconds: float = 60) -> T:
        """The next message, waiting for it so long. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while len(self.seen) <= self._heard:
                await self._moved.wait()
        self._heard += 1
        return self.seen[self._heard - 1]
