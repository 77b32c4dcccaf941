"""A channel that does as it is told, and notes what it was asked: what a platform in any mood is to those who send."""

import asyncio
from collections.abc import Mapping, Sequence

from bot.channels.port import FetchError, Inbound, Limits, Message, Outgoing, Rejected, Result, Sent


class Scripted:
    """Answers sends with `results`, one after the other, then with Sent; `closed` is what its window says."""

    kind = "telegram"
    open_for = None
    page_inbox = False

    def __init__(self, name: str = "telegram", limits: Limits | None = None) -> None:
        self.name, self.limits = name, limits or Limits(account_rate=0, conversation_rate=0)
        self.results: list[Result | Exception] = []
        self.asked: list[Outgoing] = []
        self.contents: list[bytes | None] = []
        self.closed: str | None = None
        self.hung: asyncio.Event | None = None

    @property
    def texts(self) -> list[str]:
        """What it was asked to send, in order."""
        return [outgoing.message.text for outgoing in self.asked]

    def receive(self, headers: Mapping[str, str], body: bytes) -> Sequence[Inbound]:
        """See Channel."""
        raise Rejected(400, "nothing comes this way")

    def render(self, message: Message) -> Sequence[Message]:
        """See Channel."""
        return [message]

    def closes(self, outgoing: Outgoing) -> int | None:
        """See Channel."""
        return 0 if self.closed else None

    def window(self, outgoing: Outgoing, now: int) -> str | None:
        """See Channel."""
        return self.closed

    async def send(self, outgoing: Outgoing, content: bytes | None = None) -> Result:
        """See Channel; an exception in the script is raised, which no channel may do."""
        self.asked.append(outgoing)
        self.contents.append(content)
        result = self.results.pop(0) if self.results else Sent(str(len(self.asked)))
        if self.hung is not None:
            await self.hung.wait()
        if isinstance(result, Exception):
            raise result
        return result

    async def typing(self, address: str) -> None:
        """See Channel."""

    async def fetch(self, ref: str) -> tuple[bytes, str]:
        """See Channel."""
        raise FetchError("there are no files here")

    async def close(self) -> None:
        """See Channel."""
