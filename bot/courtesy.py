"""What a customer sees while a turn thinks: without it a button would spin on, and a slow shop would look like silence."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bot.channels.port import Channel, Message, Outgoing, Press
from bot.store.model import Lease

SLOW = 0.7  # seconds a customer waits before the dots appear
AGAIN = 4.0  # seconds between signs that a person types; Telegram shows each for five


class Courtesy:
    """Small signs beside the conversation, best effort: none of them is stored, none is tried twice."""

    def __init__(self, channels: Mapping[str, Channel], ticks: Callable[[], float] = time.monotonic) -> None:
        self._channels, self._ticks = channels, ticks
        self._typed: dict[tuple[str, str], float] = {}  # to whom a person types, and when that was shown
        self._under_way: set[asyncio.Task[Any]] = set()

    @contextmanager
    def during(self, lease: Lease) -> Iterator[None]:
        """Acknowledge the presses a turn has read at once, and show typing when the turn takes long."""
        channel = self._channels.get(lease.conversation.channel)
        if channel is None:
            yield
            return
        for outgoing in _acknowledgements(lease):
            self._start(channel.send(outgoing))
        dots = asyncio.get_running_loop().call_later(SLOW, self._type, channel, lease)
        try:
            yield
        finally:
            dots.cancel()

    def person_types(self, channel: str, address: str) -> None:
        """A person writes to this customer. Safe to call at every keystroke: it is shown once in AGAIN seconds."""
        now = self._ticks()
        self._typed = {place: at for place, at in self._typed.items() if now - at < AGAIN}
        if (found := self._channels.get(channel)) is not None and (channel, address) not in self._typed:
            self._typed[channel, address] = now
            self._start(found.typing(address))

    async def close(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _type(self, channel: Channel, lease: Lease) -> None:
        if lease.conversation.owner != "agent":
            self._start(channel.typing(lease.conversation.address))

    def _start(self, sign: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(sign)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)


def _acknowledgements(lease: Lease) -> list[Outgoing]:
    """Telegram's client spins until a press is answered."""
    return [
        Outgoing(lease.conversation.address, Message(), "", answers=letter.body.callback)
        for letter in lease.letters
        if isinstance(letter.body, Press) and letter.body.callback and lease.conversation.attempts == 1
    ]
