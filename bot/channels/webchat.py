"""The web chat as a channel: what is in the outbox is the message itself, so sending is saying that it may be shown."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot.channels.port import FetchError, Inbound, Limits, Message, Outgoing, Rejected, Result, Sent

Load = Callable[[str], Awaitable[tuple[bytes, str] | None]]
Typing = Callable[[str, str], None]


class WebChat:
    """One web chat. `load` gives the content and MIME type of a file of our store; `typing` tells the pages who is writing."""

    kind = "web"

    def __init__(self, name: str, load: Load, typing: Typing) -> None:
        self.name = name
        self.limits = Limits(account_rate=0, conversation_rate=0)  # nobody limits us but ourselves
        self._load, self._typing = load, typing

    def receive(self, headers: Mapping[str, str], body: bytes) -> Sequence[Inbound]:
        """The web chat has its own door under /api/v1/channels/web, so nothing comes this way."""
        raise Rejected(400, "the web chat has no webhook")

    def render(self, message: Message) -> Sequence[Message]:
        """One message; a page has room for all of it. It cannot share a phone number at a touch, so that button is left out."""
        return [replace(message, ask_contact="")] if message.text or message.buttons or message.file else []

    def window(self, outgoing: Outgoing, now: int) -> str | None:
        """It may always be written: who has gone reads it on coming back."""
        return None

    async def send(self, outgoing: Outgoing, content: bytes | None = None) -> Result:
        """It is in the outbox, where the visitor's page reads it."""
        return Sent()

    async def typing(self, address: str) -> None:
        """Show that an answer is being written."""
        self._typing(self.name, address)

    async def fetch(self, ref: str) -> tuple[bytes, str]:
        """A file that the visitor has uploaded. Raises FetchError."""
        if (found := await self._load(ref)) is None:
            raise FetchError("the file is not in the store")
        return found

    async def close(self) -> None:
        """There is nothing to give back."""
