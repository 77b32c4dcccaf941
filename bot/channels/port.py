"""What a channel is to the rest of the program: platform JSON becomes these values, and these values become platform calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

# --- what comes in ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Words a customer wrote. `edited` marks a later version of a message already sent."""

    text: str
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """A button: `payload` is what we gave it, or what an attacker typed; `title` what the customer saw.

    `callback` is Telegram's callback_query id, which wants an answer within 150 s.
    """

    payload: str
    title: str = ""
    callback: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file the customer sent; `ref` is what `Channel.fetch` needs (a Telegram file_id, a Meta URL, one of our file ids)."""

    ref: str
    type: Literal["photo", "document", "audio", "video", "other"]
    name: str = ""
    mime: str = ""
    size: int = 0
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A phone number from the messenger's own share button. `own` only where the platform vouches it is the sender's."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class Start:
    """The conversation was opened by a button or link; `payload` is the link's (an order number, a campaign), or empty."""

    payload: str = ""


@dataclass(frozen=True, slots=True)
class Echo:
    """Something was written to the customer on our behalf. `ours` when it was this program: then `metadata` is the send's key.

    Otherwise a person answered from outside (the Page inbox, a phone), which is a take-over.
    """

    text: str
    ours: bool
    metadata: str = ""
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform says that our messages were delivered or seen: all sent up to `until` (ms since the epoch), or those named."""

    state: Literal["delivered", "seen"]
    until: int = 0
    message_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """The customer blocked (`reachable` False) or unblocked us, or moved: `moved_to` is the new address."""

    reachable: bool = True
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """Another app took the thread (`ours` False) or gave it back (Messenger's conversation routing)."""

    ours: bool
    app: str = ""


Content = Text | Press | Attachment | Contact | Start | Echo | Receipt | Reach | Control


@dataclass(frozen=True, slots=True)
class Person:
    """What the platform tells of the sender. `language` is its interface language (an IETF tag), a hint at most."""

    name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing that reached us, once decoded.

    `account` is the configured channel's name; `address` the conversation within it. `key` is unique per (account, kind)
    and makes a second delivery harmless. `source` names the platform's queue; `position` orders within one source
    (the platform's time or counter) and means nothing across sources. `at` is the platform's time in ms, 0 if unknown.
    `standby` marks what was said while another app owned the thread: kept as history, never answered.
    """

    account: str
    address: str
    key: str
    content: Content
    at: int = 0
    source: str = "message"
    position: int = 0
    person: Person = field(default_factory=Person)
    standby: bool = False


# --- what goes out ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Button:
    """`payload` comes back as Press (64 bytes of UTF-8 at most, Telegram's limit); with `url` it opens a link instead."""

    title: str
    payload: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file to send: its id in our own file store."""

    id: str
    name: str
    mime: str


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be said, for any channel to render as well as it can. `ask_contact` is the title of a share-phone button."""

    text: str = ""
    buttons: tuple[Button, ...] = ()
    file: File | None = None
    ask_contact: str = ""
    copy: bool = False  # a value to be copied, with nothing around it
    thread: Literal["", "pass"] = ""  # no words at all: give the thread to the page's own inbox (Messenger)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One platform request's worth of message on its way.

    `key` is our id of the send (Messenger gets it as metadata, and its echo settles an unknown outcome).
    `last_in_at` is when the customer last wrote, in ms: some platforms close a window after it. `fact`, `says` (the ids of the
    wordings) and `language` tell whether one of the platform's approved templates may carry it where the window has closed.
    """

    address: str
    message: Message
    key: str
    author: Literal["bot", "agent"] = "bot"
    last_in_at: int | None = None
    answers: str = ""  # a callback id to acknowledge along the way
    fact: bool = False
    says: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it; `way` tells whether it went as it was written, or by an approved template."""

    message_id: str = ""
    way: Literal["channel", "template"] = "channel"


@dataclass(frozen=True, slots=True)
class NotSent:
    """Certainly not delivered, worth another try after `retry_after` seconds (None: our own back-off).

    `scope` says who must wait: this conversation or the whole account.
    """

    reason: str
    retry_after: float | None = None
    scope: Literal["conversation", "account"] = "conversation"


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been delivered: the request was under way when the answer was lost. Never blindly repeated."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Trying again changes nothing.

    message: this message is at fault · unreachable: the customer blocked us or is gone · window: not allowed now, so it
    is owed · account: the token or permission is bad, the channel stops and the operator is alerted.
    """

    reason: str
    blame: Literal["message", "unreachable", "window", "account"] = "message"
    moved_to: str = ""
    code: int = 0  # the platform's own, where one of our modules has to know it


Result = Sent | NotSent | Unknown | Refused


@dataclass(frozen=True, slots=True)
class Limits:
    """Sends a second this account may make, and one conversation (with a burst of so many)."""

    account_rate: float
    conversation_rate: float = 1.0
    conversation_burst: int = 5


class Rejected(Exception):  # noqa: N818 - the answer to a caller, not a fault of ours
    """A webhook call that is turned away: `status` is that of the answer, `reason` goes to the log, never the body."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class Channel(Protocol):
    """One account on one platform. `name` is the configured name, `kind` the platform.

    `page_inbox` tells that people answer it in the platform's own inbox.
    """

    name: str
    kind: str
    limits: Limits
    page_inbox: bool

    def receive(self, headers: Mapping[str, str], body: bytes) -> Sequence[Inbound]:
        """Check the secret or signature, decode. Raises Rejected. Kinds we do not use give an empty sequence."""
        ...

    def render(self, message: Message) -> Sequence[Message]:
        """Split and shorten into messages of which each is one request within the platform's limits; never empty text."""
        ...

    @property
    def open_for(self) -> int | None:
        """How long after the customer's last word a person may still answer, in ms; None where there is no such window."""
        ...

    def closes(self, outgoing: Outgoing) -> int | None:
        """From when on (ms) this may not be sent as it is written; None where it always may."""
        ...

    def window(self, outgoing: Outgoing, now: int) -> str | None:
        """Why this may not be sent at `now` (ms), or None when it may. Judged at send time."""
        ...

    async def send(self, outgoing: Outgoing, content: bytes | None = None) -> Result:
        """Make the one request; `content` is the file's. Never raises for what a platform or network can do."""
        ...

    async def typing(self, address: str) -> None:
        """Show that an answer is being written; best effort, failures are only counted."""
        ...

    async def fetch(self, ref: str) -> tuple[bytes, str]:
        """The content and MIME type of a customer's file, 20 MB at most. Raises FetchError."""
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...


class FetchError(Exception):
    """A customer's file could not be had: too large, gone, or its address is not the platform's own."""
