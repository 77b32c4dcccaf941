"""What people of the shop do on Telegram, in their group and with the bot alone: without it only customers would be heard.

Nothing here decides whose words count; that they were written in the group, by whom and in which topic, is all that is read.
Field names: core.telegram.org/bots/api#message.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from bot.channels.telegram_updates import (
    Chat,
    ChatMemberUpdated,
    File,
    Int64,
    PhotoSize,
    User,
    _Struct,
)  # fmt: skip
from bot.channels.text import clean, mended

ANONYMOUS = 1087968824  # GroupAnonymousBot: an admin who hides
_COMMAND = re.compile(r"/(link|unlink|snooze|summary|desk)(?:@\w+)?(?:\s|\Z)|/start link-", re.IGNORECASE)
_PLACES = (b'"supergroup"', b'"group"', b'"channel"')


class _Message(_Struct):
    message_id: Int64
    chat: Chat
    from_: User | None = None
    sender_chat: Chat | None = None
    message_thread_id: Int64 | None = None
    is_topic_message: bool = False
    is_automatic_forward: bool = False
    text: str = ""
    caption: str = ""
    photo: tuple[PhotoSize, ...] = ()
    document: File | None = None
    migrate_to_chat_id: Int64 | None = None
    new_chat_title: str = ""
    forum_topic_created: msgspec.Raw = msgspec.Raw(b"")
    forum_topic_edited: msgspec.Raw = msgspec.Raw(b"")
    forum_topic_closed: msgspec.Raw = msgspec.Raw(b"")
    forum_topic_reopened: msgspec.Raw = msgspec.Raw(b"")
    pinned_message: msgspec.Raw = msgspec.Raw(b"")
    new_chat_members: msgspec.Raw = msgspec.Raw(b"")
    left_chat_member: msgspec.Raw = msgspec.Raw(b"")

    @property
    def thread(self) -> int | None:
        """The topic; in General there is none, whatever number a reply there carries (tdlib/telegram-bot-api#447)."""
        return self.message_thread_id if self.is_topic_message else None


class _Place(_Struct):
    message_id: Int64
    chat: Chat
    message_thread_id: Int64 | None = None
    is_topic_message: bool = False


class _Query(_Struct):
    id: str
    from_: User
    message: _Place | None = None
    data: str = ""


class _Update(_Struct):
    update_id: Int64
    message: _Message | None = None
    edited_message: _Message | None = None
    channel_post: _Message | None = None
    callback_query: _Query | None = None
    my_chat_member: ChatMemberUpdated | None = None


_decoder = msgspec.json.Decoder(_Update)


@dataclass(frozen=True, slots=True)
class Author:
    """Who did it, as Telegram vouches: `kind` is `person` only for somebody who shows themselves."""

    id: int
    name: str = ""
    kind: Literal["person", "anonymous", "other"] = "person"


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the group, or one to the bot alone (`private`). `file` is a file_id; `other`: a kind that is not read."""

    author: Author
    message_id: int
    text: str
    thread: int | None = None
    file: str = ""
    name: str = ""
    other: bool = False
    edited: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button in the group; `callback` wants an answer."""

    author: Author
    callback: str
    data: str
    message_id: int
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has another number from now on."""

    to: int


@dataclass(frozen=True, slots=True)
class Membership:
    """The bot was let in or thrown out, or may do other things than before."""

    inside: bool


Body = Said | Pressed | Moved | Membership
KINDS: dict[str, type[Body]] = {"said": Said, "pressed": Pressed, "moved": Moved, "membership": Membership}
_NAMES = {kind: name for name, kind in KINDS.items()}
_readers = {name: msgspec.json.Decoder(kind) for name, kind in KINDS.items()}
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Aside:
    """An update that is no customer's: in which chat (0: alone with the bot), and what it tells; None tells nothing."""

    key: str
    chat: int
    body: Body | None


def kind_of(body: Body) -> str:
    """The name under which such a body is stored."""
    return _NAMES[type(body)]


def encode(body: Body) -> str:
    """A body as JSON."""
    return _encode(body).decode()


def decode(kind: str, text: str) -> Body:
    """A stored body."""
    return _readers[kind].decode(text)


def might_concern(body: bytes) -> bool:
    """A cheap first look: whether this update could be from a group, or a word to the desk."""
    return any(sign in body for sign in _PLACES) or b'"/' in body


def read(body: bytes) -> Aside | None:
    """What an update tells that is no customer's; None where it may be one's. Never raises: who cannot be read is nobody."""
    try:
        update = _decoder.decode(body)
    except (ValueError, RecursionError):
        try:
            update = _decoder.decode(mended(body))
        except (ValueError, RecursionError):
            return None
    return _read(update)


def _read(update: _Update) -> Aside | None:
    key = str(update.update_id)
    if (post := update.channel_post) is not None:
        return Aside(key, post.chat.id, None)
    if (change := update.my_chat_member) is not None:
        inside = change.new_chat_member.status in {"administrator", "member", "creator"}
        return None if change.chat.type == "private" else Aside(key, change.chat.id, Membership(inside))
    if (query := update.callback_query) is not None:
        return _pressed(key, query)
    message = update.message or update.edited_message
    return _message(key, message, edited=update.edited_message is not None) if message is not None else None


def _pressed(key: str, query: _Query) -> Aside | None:
    place = query.message
    if place is None or place.chat.type == "private":
        return None
    thread = place.message_thread_id if place.is_topic_message else None
    pressed = Pressed(_author(query.from_, None), query.id, clean(query.data), place.message_id, thread)
    return Aside(key, place.chat.id, pressed)


def _message(key: str, message: _Message, *, edited: bool) -> Aside | None:
    if message.chat.type == "private":
        person = message.from_
        if person is None or person.is_bot or edited or _COMMAND.match(message.text) is None:
            return None
        return Aside(key, 0, Said(_author(person, None), message.message_id, clean(message.text), private=True))
    if message.migrate_to_chat_id is not None:
        return Aside(key, message.chat.id, Moved(message.migrate_to_chat_id))
    if message.from_ is None or _is_service(message):
        return Aside(key, message.chat.id, None)
    author = _author(message.from_, message.sender_chat)
    picture = max(message.photo, key=lambda size: size.width * size.height).file_id if message.photo else ""
    document = message.document
    said = Said(
        author, message.message_id, clean(message.text or message.caption), message.thread,
        file=picture or (document.file_id if document is not None else ""),
        name=clean(document.file_name) if document is not None else "",
        other=not (message.text or message.photo or message.document), edited=edited,
    )  # fmt: skip
    return Aside(key, message.chat.id, said)


def _is_service(message: _Message) -> bool:
    told: tuple[Any, ...] = (
        message.forum_topic_created, message.forum_topic_edited, message.forum_topic_closed, message.forum_topic_reopened,
        message.pinned_message, message.new_chat_members, message.left_chat_member,
    )  # fmt: skip
    return bool(message.new_chat_title) or any(bytes(one) for one in told)


def _author(person: User, hidden: Chat | None) -> Author:
    name = clean(f"{person.first_name} {person.last_name}")
    if person.id == ANONYMOUS:
        return Author(person.id, name, "anonymous")
    return Author(person.id, name, "other" if person.is_bot or hidden is not None else "person")
