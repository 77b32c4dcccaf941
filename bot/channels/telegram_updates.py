"""Telegram's updates as our values: without it the platform's JSON would leak into the program, or cost 50 times as much.

Only the fields we use are decoded; unknown ones are skipped. Field names: core.telegram.org/bots/api#update.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
import structlog

from bot.channels.metrics import skipped
from bot.channels.port import Attachment, Contact, Content, Echo, Inbound, Person, Press, Reach, Start, Text
from bot.channels.text import clean, mended

log = structlog.get_logger(__name__)

Int64 = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]  # what a database can hold; Telegram uses 52 bits
Seconds = Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799)]
_START = re.compile(r"/start(?: ([A-Za-z0-9_-]{1,64}))?\Z")


class _Struct(msgspec.Struct, gc=False, rename={"from_": "from"}):
    pass


class User(_Struct):
    id: Int64
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    language_code: str = ""


class Chat(_Struct):
    id: Int64
    type: str


class File(_Struct):
    file_id: str
    file_name: str = ""
    mime_type: str = ""
    file_size: Int64 = 0


class PhotoSize(_Struct):
    file_id: str
    width: Int64 = 0
    height: Int64 = 0
    file_size: Int64 = 0


class Sticker(_Struct):
    file_id: str
    emoji: str = ""


class ContactCard(_Struct):
    phone_number: str
    user_id: Int64 | None = None


class Location(_Struct):
    latitude: float
    longitude: float


class Button(_Struct):
    text: str = ""
    callback_data: str = ""


class Keyboard(_Struct):
    inline_keyboard: tuple[tuple[Button, ...], ...] = ()


class Message(_Struct):
    message_id: Int64
    chat: Chat
    from_: User | None = None
    date: Seconds = 0
    edit_date: Seconds = 0
    text: str = ""
    caption: str = ""
    photo: tuple[PhotoSize, ...] = ()
    document: File | None = None
    voice: File | None = None
    audio: File | None = None
    video: File | None = None
    video_note: File | None = None
    animation: File | None = None
    sticker: Sticker | None = None
    contact: ContactCard | None = None
    location: Location | None = None
    business_connection_id: str = ""
    sender_business_bot: User | None = None
    reply_markup: Keyboard | None = None


class CallbackQuery(_Struct):
    id: str
    from_: User
    message: Message | None = None
    data: str = ""


class Member(_Struct):
    status: str


class ChatMemberUpdated(_Struct):
    chat: Chat
    from_: User
    new_chat_member: Member
    date: Seconds = 0


class Update(_Struct):
    update_id: Int64
    message: Message | None = None
    edited_message: Message | None = None
    business_message: Message | None = None
    edited_business_message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: ChatMemberUpdated | None = None


class _Any(_Struct):
    update_id: Int64


_update = msgspec.json.Decoder(Update)
_any = msgspec.json.Decoder(_Any)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads updates for one bot: `account` is the channel's name, `bot` the bot's own user id."""

    account: str
    bot: int

    def read(self, body: bytes) -> list[Inbound]:
        """What an update tells; empty for kinds we do not use. Raises ValueError unless it has an integer `update_id`."""
        return list(self._inbounds(_decode(body)))

    def _inbounds(self, update: Update) -> Iterator[Inbound]:
        if (message := update.message or update.business_message) is not None:
            yield from self._message(update, message)
        elif (edited := update.edited_message or update.edited_business_message) is not None:
            if edited.text and _speaks(edited):
                yield self._said(update, edited, Text(clean(edited.text), edited=True))
        elif update.callback_query is not None:
            yield from self._press(update, update.callback_query)
        elif update.my_chat_member is not None:
            yield from self._reach(update, update.my_chat_member)

    def _message(self, update: Update, message: Message) -> Iterator[Inbound]:
        if message.business_connection_id and _by_owner(message):
            yield self._said(update, message, self._echo(message))
        elif _speaks(message) and (content := _content(message)) is not None:
            yield self._said(update, message, content)

    def _echo(self, message: Message) -> Echo:
        bot = message.sender_business_bot
        return Echo(
            text=clean(message.text or message.caption),
            ours=bot is not None and bot.id == self.bot,
            message_id=str(message.message_id),
        )

    def _said(self, update: Update, message: Message, content: Content) -> Inbound:
        return Inbound(
            account=self.account,
            address=_address(message),
            key=str(update.update_id),
            content=content,
            at=(message.edit_date or message.date) * 1000,
            position=message.message_id,
            person=Person() if isinstance(content, Echo) else _person(message.from_),
        )

    def _press(self, update: Update, query: CallbackQuery) -> Iterator[Inbound]:
        """A button. Telegram keeps these in a queue of their own, by user, so they have no place among the messages."""
        message = query.message
        private = message is None or message.chat.type == "private"
        if private and query.data and not query.from_.is_bot:
            address = str(query.from_.id) if message is None else _address(message)
            press = Press(clean(query.data), _title(query), query.id)
            yield Inbound(self.account, address, str(update.update_id), press, source="callback", person=_person(query.from_))

    def _reach(self, update: Update, change: ChatMemberUpdated) -> Iterator[Inbound]:
        if change.chat.type == "private" and change.new_chat_member.status in {"kicked", "member"}:
            reach = Reach(reachable=change.new_chat_member.status == "member")
            address, at = str(change.chat.id), change.date * 1000
            yield Inbound(self.account, address, str(update.update_id), reach, at=at, source="member", position=at)


def _decode(body: bytes) -> Update:
    try:
        return _update.decode(body)
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors; broken characters end here as well
        return _decode_again(body)


def _decode_again(body: bytes) -> Update:
    """A second, slower look: an update is refused only when it is none, for Telegram would send it again for a day."""
    try:
        whole = mended(body)
        update_id = _any.decode(whole).update_id
    except (ValueError, RecursionError):
        raise ValueError("no JSON object with an integer update_id") from None
    try:
        return _update.decode(whole)
    except msgspec.ValidationError as error:
        skipped.labels("update").inc()
        log.warning("telegram.update_skipped", update_id=update_id, why=str(error))
        return Update(update_id)


def _speaks(message: Message) -> bool:
    """A person wrote it to us alone: not a bot, not a group or channel, not the business's own owner."""
    person = message.from_
    return message.chat.type == "private" and person is not None and not person.is_bot and not _by_owner(message)


def _by_owner(message: Message) -> bool:
    """In a business chat the chat's id is the customer's user id, so anybody else who writes there writes for the shop.

    That holds without knowing the connection, so no owner's id needs to be kept anywhere.
    """
    return bool(message.business_connection_id) and (message.from_ is None or message.from_.id != message.chat.id)


def _address(message: Message) -> str:
    chat = str(message.chat.id)
    return f"{message.business_connection_id}:{chat}" if message.business_connection_id else chat


def _person(user: User | None) -> Person:
    if user is None:
        return Person()
    return Person(clean(f"{user.first_name} {user.last_name}"), user.language_code)


def _content(message: Message) -> Content | None:
    if message.text:
        return _text(message.text)
    if message.contact is not None:
        return _contact(message, message.contact)
    if message.location is not None:
        return Text(f"📍 {message.location.latitude:.5f}, {message.location.longitude:.5f}")
    if message.sticker is not None:
        return Text(message.sticker.emoji) if message.sticker.emoji else Attachment(message.sticker.file_id, "other")
    return _attachment(message)


def _title(query: CallbackQuery) -> str:
    """What stood on the button; Telegram gives the whole keyboard it belonged to, except for messages too old for it."""
    markup = query.message.reply_markup if query.message else None
    rows = markup.inline_keyboard if markup else ()
    return next((clean(button.text) for row in rows for button in row if button.callback_data == query.data), "")


def _text(text: str) -> Content | None:
    words = clean(text)
    if (start := _START.match(words)) is not None:
        return Start(start[1] or "")
    return Text(words) if words else None


def _contact(message: Message, card: ContactCard) -> Contact:
    """Telegram vouches for a number only where the card is the sender's own; it is given with its country, often without `+`."""
    own = message.from_ is not None and card.user_id == message.from_.id
    phone = clean(card.phone_number)
    return Contact(f"+{phone}" if own and phone.isdecimal() else phone, own)


def _attachment(message: Message) -> Attachment | None:
    caption = clean(message.caption)
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return Attachment(largest.file_id, "photo", mime="image/jpeg", size=largest.file_size, caption=caption)
    kinds: tuple[tuple[File | None, Any], ...] = (
        (message.voice or message.audio, "audio"),
        (message.video or message.video_note or message.animation, "video"),
        (message.document, "document"),
    )
    for file, type_ in kinds:
        if file is not None:
            return Attachment(file.file_id, type_, clean(file.file_name), file.mime_type, file.file_size, caption)
    return None
