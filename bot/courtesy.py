"""What a customer sees while a turn thinks: without it a button would spin on, and a slow shop would look like silence."""

import asyncio
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bot.channels.port import Channel, Message, Outgoing, Press
from bot.store.model import Lease

SLOW = 0.7  # seconds a customer waits before the dots appear


class Courtesy:
    """Small signs beside the conversation, best effort: none of them is stored, none is tried twice."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._channels = channels
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
