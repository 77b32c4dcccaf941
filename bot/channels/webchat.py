"""The web chat as a channel: what is in the outbox is the message itself, so sending is saying that it may be shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.channels.port import FetchError, Inbound, Limits, Message, Outgoing, Rejected, Result, Sent


class WebChat:
    """One web chat."""

    kind = "web"
    open_for = None
    page_inbox = False

    def __init__(self, name: str) -> None:
        self.name = name
        self.limits = Limits(account_rate=0, conversation_rate=0)  # nobody limits us but ourselves
        self._tell: Callable[[str, str], None] | None = None

    def tell_typing(self, tell: Callable[[str, str], None]) -> None:
        """From now on `tell` hears the channel's name and the address of whoever is being answered."""
        self._tell = tell

    def receive(self, headers: Mapping[str, str], body: bytes) -> Sequence[Inbound]:
        """The web chat has its own door under /api/v1/channels/web, so nothing comes this way."""
        raise Rejected(400, "the web chat has no webhook")

    def render(self, message: Message) -> Sequence[Message]:
        """One message; a page has room for all of it. It cannot share a phone number at a touch, so that button is left out."""
        return [replace(message, ask_contact="")] if message.text or message.buttons or message.file else []

    def closes(self, outgoing: Outgoing) -> int | None:
        """It may always be written."""
        return None

    def window(self, outgoing: Outgoing, now: int) -> str | None:
        """It may always be written: who has gone reads it on coming back."""
        return None

    async def send(self, outgoing: Outgoing, content: bytes | None = None) -> Result:
        """It is in the outbox, where the visitor's page reads it."""
        return Sent()

    async def typing(self, address: str) -> None:
        """Show that an answer is being written."""
        if self._tell is not None:
            self._tell(self.name, address)

    async def fetch(self, ref: str) -> tuple[bytes, str]:
        """A visitor's file is in our own store from the start. Raises FetchError."""
        raise FetchError("this file has to be read from the store")

    async def close(self) -> None:
        """There is nothing to give back."""
