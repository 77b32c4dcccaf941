"""Messenger's customers: without them the emulator would be a server that nobody writes to."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.platforms.graph_api import Seen, Shown
from tests.platforms.screen import Screen

if TYPE_CHECKING:
    from tests.platforms.graph import GraphEmulator

GET_STARTED = "GET_STARTED"


class User:
    """A customer: what they do reaches the webhook, what the page sends is in `seen`."""

    def __init__(self, fb: "GraphEmulator", id_: str) -> None:
        self.id, self.owner = id_, fb.app_id
        self.screen: Screen[Seen] = Screen()
        self.unavailable, self.typing_shown, self.last_in = False, 0, float("-inf")
        self._fb = fb

    @property
    def seen(self) -> list[Seen]:
        """All messages of the page."""
        return self.screen.seen

    async def hears(self, seconds: float = 10) -> Seen:
        """The next message, waiting for it so long."""
        return await self.screen.hears(seconds)

    async def write(self, text: str, **fields: Any) -> dict[str, Any]:
        """Say something; returns once it was delivered (or failed and waits for the clock)."""
        return await self._says({"message": {"mid": self._fb.new_mid(), "text": text, **fields}})

    async def press(self, button: str | Shown, *, payload: str | None = None) -> dict[str, Any]:
        """Press a quick reply by its title (of the newest message that has it), or as somebody who forges its payload."""
        title = button if isinstance(button, str) else button.title
        shown = next(one for message in reversed(self.seen) for one in message.buttons if one.title == title)
        return await self.write(title, quick_reply={"payload": shown.payload if payload is None else payload})

    async def get_started(self, ref: str = "") -> dict[str, Any]:
        """Open the conversation, perhaps by an m.me link that carries a reference."""
        postback: dict[str, Any] = {"mid": self._fb.new_mid(), "title": "Get Started", "payload": GET_STARTED}
        if ref:
            postback["referral"] = {"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"}
        return await self._says({"postback": postback})

    async def choose(self, payload: str, title: str) -> dict[str, Any]:
        """Press a template's or the menu's button."""
        return await self._says({"postback": {"mid": self._fb.new_mid(), "title": title, "payload": payload}})

    async def follow_link(self, ref: str) -> dict[str, Any]:
        """Come back by an m.me link."""
        return await self._says({"referral": {"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"}})

    async def attach(self, content: bytes, mime: str = "image/jpeg", name: str = "photo.jpg") -> dict[str, Any]:
        """Send a file."""
        family = mime.partition("/")[0]
        url = self._fb.host(content, mime, name)
        attachment = {"type": family if family in {"image", "audio", "video"} else "file", "payload": {"url": url}}
        return await self._says({"message": {"mid": self._fb.new_mid(), "attachments": [attachment]}})

    async def like(self) -> dict[str, Any]:
        """Send the thumb, which is a sticker without a text."""
        payload = {"url": "https://scontent.xx.fbcdn.net/like.png", "sticker_id": 369239263222822}
        attachments = [{"type": "image", "payload": payload}]
        message = {"mid": self._fb.new_mid(), "sticker_id": 369239263222822, "attachments": attachments}
        return await self._says({"message": message})

    async def edit(self, event: Mapping[str, Any], text: str, number: int = 1) -> dict[str, Any]:
        """Change what was written before."""
        mid = event["message"]["mid"]
        return await self._says({"message_edit": {"mid": mid, "text": text, "num_edit": number}})

    async def read(self) -> dict[str, Any]:
        """See everything sent so far; not a word, so the window stays as it is."""
        return await self._fb.event(self, {"read": {"watermark": int(self._fb.clock.now() * 1000)}})

    async def _says(self, content: Mapping[str, Any]) -> dict[str, Any]:
        self.last_in = self._fb.clock.now()
        return await self._fb.event(self, content)
