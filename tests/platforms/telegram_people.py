"""Telegram's customers and shop owners: without them the emulator would be a server that nobody writes to."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.platforms.screen import Screen
from tests.platforms.telegram_api import Seen, Shown

if TYPE_CHECKING:
    from tests.platforms.telegram import TelegramEmulator

PRESS_LIFETIME = 150.0  # seconds a callback query can be answered


class User:
    """A customer: what they do reaches the webhook, what the bot sends is in `seen`."""

    def __init__(self, tg: "TelegramEmulator", id_: int, name: str, language: str) -> None:
        self.id, self.language = id_, language
        self.first_name, _, self.last_name = name.partition(" ")
        self.screen: Screen[Seen] = Screen()
        self.blocked = self.deactivated = self.began = False
        self._tg = tg

    async def start(self, payload: str = "") -> dict[str, Any]:
        """Open the bot, by a link's payload or without."""
        return await self.write(f"/start {payload}".strip())

    async def write(self, text: str, **fields: Any) -> dict[str, Any]:
        """Say something; returns once it was delivered (or failed and waits for the clock). Other kinds by `fields`."""
        return await self.sends({"text": text, **fields})

    async def edit(self, update: Mapping[str, Any], text: str) -> dict[str, Any]:
        """Change what was written before."""
        message = {**update["message"], "text": text, "edit_date": int(self._tg.clock.now())}
        return await self._delivered("edited_message", message)

    async def photo(self, content: bytes, caption: str = "") -> dict[str, Any]:
        """Send a picture, in two sizes."""
        small = {**self._tg.store(content[:100], f"photos/small_{self.id}.jpg"), "width": 90, "height": 60}
        large = {**self._tg.store(content, f"photos/large_{len(self._tg.files)}.jpg"), "width": 1280, "height": 853}
        return await self.sends({"photo": [small, large], **({"caption": caption} if caption else {})})

    async def document(self, content: bytes, name: str, mime: str = "application/pdf", caption: str = "") -> dict[str, Any]:
        """Send a file."""
        stored = self._tg.store(content, f"documents/file_{len(self._tg.files)}.{name.rpartition('.')[2]}")
        document = {**stored, "file_name": name, "mime_type": mime}
        return await self.sends({"document": document, **({"caption": caption} if caption else {})})

    async def voice(self, content: bytes) -> dict[str, Any]:
        """Say it aloud."""
        stored = self._tg.store(content, f"voice/file_{len(self._tg.files)}.oga")
        return await self.sends({"voice": {**stored, "duration": 3, "mime_type": "audio/ogg"}})

    async def share_contact(self, phone: str, *, own: bool = True) -> dict[str, Any]:
        """Press the share button, or send somebody else's card."""
        card = {"phone_number": phone, "first_name": self.first_name, "user_id": self.id if own else 555}
        return await self.sends({"contact": card})

    async def sends(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Send a message of any kind."""
        self.began = True
        return await self._delivered("message", {**self._tg.envelope(self), "from": self.as_json(), **content})

    async def press(self, button: str | Shown, *, data: str | None = None) -> dict[str, Any]:
        """Press a button by its title (the newest of that title), or as somebody who forges its data."""
        title = button if isinstance(button, str) else button.title
        message = next((m for m in reversed(self.seen) if any(b.title == title for b in m.buttons)), self.seen[-1])
        pressed = data if data is not None else message.button(title).data
        query = {
            "id": self._tg.next_press(),
            "from": self.as_json(),
            "message": message.raw,
            "chat_instance": str(self.id),
            "data": pressed,
        }
        made = self._tg.update("callback_query", query, ("press", self.id), PRESS_LIFETIME)
        await self._tg.settled()
        return made

    async def block(self) -> dict[str, Any]:
        """Block the bot."""
        self.blocked = True
        return await self._membership("member", "kicked")

    async def unblock(self) -> dict[str, Any]:
        """Unblock it."""
        self.blocked = False
        return await self._membership("kicked", "member")

    async def hears(self, seconds: float = 10) -> Seen:
        """The next message of the bot, waiting for it so long."""
        return await self.screen.hears(seconds)

    @property
    def seen(self) -> list[Seen]:
        """All messages of the bot."""
        return self.screen.seen

    def as_json(self) -> dict[str, Any]:
        """The User object."""
        made = {"id": self.id, "is_bot": False, "first_name": self.first_name, "language_code": self.language}
        return {**made, "last_name": self.last_name} if self.last_name else made

    async def _delivered(self, kind: str, message: Mapping[str, Any]) -> dict[str, Any]:
        made = self._tg.update(kind, message, ("chat", self.id))
        await self._tg.settled()
        return made

    async def _membership(self, before: str, after: str) -> dict[str, Any]:
        states = {"old_chat_member": before, "new_chat_member": after}
        members: dict[str, dict[str, Any]] = {name: {"status": was, "user": self._tg.me} for name, was in states.items()}
        for member in members.values():
            if member["status"] == "kicked":
                member["until_date"] = 0
        envelope = self._tg.envelope(self)
        change = {"chat": envelope["chat"], "from": self.as_json(), "date": envelope["date"], **members}
        made = self._tg.update("my_chat_member", change, ("member", self.id))
        await self._tg.settled()
        return made


class Business:
    """A business account's chats, in which its owner and the bot both write for the shop."""

    def __init__(self, tg: "TelegramEmulator", id_: str, owner: User) -> None:
        self.id, self.owner = id_, owner
        self.last_in: dict[int, float] = {}
        self._tg = tg

    async def connect(self, *, enabled: bool = True) -> dict[str, Any]:
        """Tell the bot that it is connected."""
        connection = {
            "id": self.id,
            "user": self.owner.as_json(),
            "user_chat_id": self.owner.id,
            "date": int(self._tg.clock.now()),
            "rights": {"can_reply": True},
            "is_enabled": enabled,
        }
        made = self._tg.update("business_connection", connection, ("business", self.owner.id))
        await self._tg.settled()
        return made

    async def write(self, customer: User, text: str) -> dict[str, Any]:
        """The customer writes to the shop's own account."""
        self.last_in[customer.id] = self._tg.clock.now()
        return await self._said(customer, customer, text)

    async def answer(self, customer: User, text: str) -> dict[str, Any]:
        """The owner answers by hand."""
        return await self._said(customer, self.owner, text)

    async def _said(self, customer: User, author: User, text: str) -> dict[str, Any]:
        message = {**self._tg.envelope(customer), "from": author.as_json(), "business_connection_id": self.id, "text": text}
        made = self._tg.update("business_message", message, ("business chat", self.id, customer.id))
        await self._tg.settled()
        return made
