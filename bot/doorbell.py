"""Bells between those who store and those who wait: a lost ring costs a second of polling, never a message."""

import asyncio
from collections.abc import Mapping
from typing import Literal, Protocol, get_args

Bell = Literal[
    "turns", "sends", "pages", "calls", "promises", "mails", "rounds", "desk", "group", "alarms", "notices",
    "dayend", "night", "flows",
]  # fmt: skip
BELLS: tuple[Bell, ...] = get_args(Bell)
POLL = 1.0  # seconds


class Doorbell(Protocol):
    """Rings and waits. `after` seconds from now is when there will be something to do."""

    def ring(self, bell: Bell, after: float = 0.0) -> None:
        """Wake whoever waits for this bell, here and in other processes. Never fails."""
        ...

    async def wait(self, bell: Bell, seconds: float = POLL) -> None:
        """Until the bell rings, or so long."""
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...


class LocalDoorbell:
    """Between the parts of one process."""

    def __init__(self) -> None:
        self._bells: Mapping[Bell, asyncio.Event] = {bell: asyncio.Event() for bell in BELLS}
        self._late: dict[Bell, asyncio.TimerHandle] = {}

    def ring(self, bell: Bell, after: float = 0.0) -> None:
        if after <= 0:
            self._bells[bell].set()
            return
        if not self._comes(bell, after):
            self._late[bell] = asyncio.get_running_loop().call_later(after, self._bells[bell].set)

    def _comes(self, bell: Bell, after: float) -> bool:
        """Whether it will ring by then anyway."""
        pending, now = self._late.get(bell), asyncio.get_running_loop().time()
        return pending is not None and not pending.cancelled() and now < pending.when() <= now + after

    async def wait(self, bell: Bell, seconds: float = POLL) -> None:
        event = self._bells[bell]
        if not event.is_set():
            try:
                async with asyncio.timeout(seconds):
                    await event.wait()
            except TimeoutError:
                return
        event.clear()

    async def close(self) -> None:
        for late in self._late.values():
            late.cancel()
