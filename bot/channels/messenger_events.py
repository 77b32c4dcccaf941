"""Messenger's webhook batches as our values: without it one strange event could cost a thousand others, or a page's customers.

Field names: developers.facebook.com/docs/messenger-platform/reference/webhook-events. Ids may come as numbers.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
import structlog

from bot.channels.metrics import skipped
from bot.channels.port import Attachment, Contact, Content, Control, Echo, Inbound, Press, Receipt, Start, Text
from bot.channels.text import clean, mended

log = structlog.get_logger(__name__)

GET_STARTED = "GET_STARTED"  # the payload we give the button that opens a conversation
Id = str | int
Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
_LIKES = {"369239263222822", "369239343222814", "369239383222810"}  # the thumb, in its three sizes
_FILES: dict[str, Literal["photo", "audio", "video", "document"]] = {
    "image": "photo",
    "audio": "audio",
    "video": "video",
    "file": "document",
}


class _Struct(msgspec.Struct, gc=False):
    pass


class Party(_Struct):
    id: Id = ""


class QuickReply(_Struct):
    payload: str = ""


class Coordinates(_Struct):
    lat: float
    long: float


class Payload(_Struct):
    url: str | None = None
    title: str | None = None
    sticker_id: Id | None = None
    coordinates: Coordinates | None = None


class Attached(_Struct):
    type: str = ""
    payload: Payload | None = None
    title: str | None = None
    url: str | None = None


class Message(_Struct):
    mid: str = ""
    text: str | None = None
    quick_reply: QuickReply | None = None
    attachments: tuple[Attached, ...] | None = None
    sticker_id: Id | None = None
    is_echo: bool = False
    is_deleted: bool = False
    is_unsupported: bool = False
    app_id: Id | None = None
    metadata: str | None = None


class Edit(_Struct):
    mid: str
    text: str = ""
    num_edit: int = 0


class Referral(_Struct):
    ref: str | None = None


class Postback(_Struct):
    mid: str = ""
    title: str | None = None
    payload: str | None = None
    referral: Referral | None = None


class Delivery(_Struct):
    watermark: Milliseconds = 0
    mids: tuple[str, ...] | None = None


class Read(_Struct):
    watermark: Milliseconds = 0


class Owners(_Struct):
    previous_owner_app_id: Id | None = None
    new_owner_app_id: Id | None = None


class Event(_Struct):
    sender: Party = msgspec.field(default_factory=Party)
    recipient: Party = msgspec.field(default_factory=Party)
    timestamp: Milliseconds = 0
    message: Message | None = None
    message_edit: Edit | None = None
    postback: Postback | None = None
    referral: Referral | None = None
    delivery: Delivery | None = None
    read: Read | None = None
    pass_thread_control: Owners | None = None
    take_thread_control: Owners | None = None


class Entry(_Struct):
    id: Id = ""
    messaging: tuple[msgspec.Raw, ...] = ()
    standby: tuple[msgspec.Raw, ...] = ()


class Batch(_Struct):
    object: str = ""
    entry: tuple[Entry, ...] = ()


_batch = msgspec.json.Decoder(Batch)
_event = msgspec.json.Decoder(Event)


@dataclass(frozen=True, slots=True)
class Page:
    """Whose events are whose: a page's id, the app that sends for it, and the channel's name."""

    id: str
    app_id: str
    account: str

    def read(self, entry: Entry) -> Iterator[Inbound]:
        """What one entry tells of this page's conversations; an event that cannot be read is skipped and logged."""
        for standby, events in ((False, entry.messaging), (True, entry.standby)):
            for raw in events:
                try:
                    event = _event.decode(raw)
                except (ValueError, RecursionError) as error:
                    skipped.labels("event").inc()
                    log.warning("messenger.event_skipped", channel=self.account, why=str(error))
                else:
                    yield from self._inbounds(event, standby)

    def _inbounds(self, event: Event, standby: bool) -> Iterator[Inbound]:
        address = str(event.sender.id)
        if event.message is not None and event.message.is_echo:
            address = str(event.recipient.id)
        if not address or address == self.id:
            return
        for key, content in self._contents(event):
            source = "receipt" if isinstance(content, Receipt) else "message"
            unique = clean(key) or _digest(address, event.timestamp, content)
            yield Inbound(
                self.account, address, unique, content, event.timestamp, source, position=event.timestamp, standby=standby
            )

    def _contents(self, event: Event) -> Iterator[tuple[str, Content]]:
        """The event's contents, each with its key: the message's id, numbered beyond the first, or nothing where it has none."""
        if event.message is not None:
            mid = event.message.mid
            for number, content in enumerate(self._message(event.message)):
                yield f"{mid}#{number}" if mid and number else mid, content
        elif event.message_edit is not None:
            edit = event.message_edit
            yield f"{edit.mid}#edit{edit.num_edit}", Text(clean(edit.text), edited=True)
        elif event.postback is not None:
            yield event.postback.mid, _postback(event.postback)
        elif event.referral is not None:
            yield "", Start(clean(event.referral.ref or ""))
        elif event.delivery is not None:
            yield "", Receipt("delivered", event.delivery.watermark, event.delivery.mids or ())
        elif event.read is not None:
            yield "", Receipt("seen", event.read.watermark)
        elif (owners := event.pass_thread_control or event.take_thread_control) is not None:
            yield "", self._control(owners)

    def _message(self, message: Message) -> Iterator[Content]:
        if message.is_echo:
            ours = str(message.app_id) == self.app_id
            yield Echo(clean(message.text or ""), ours, clean(message.metadata or "") if ours else "", message.mid)
        elif message.quick_reply is not None:
            yield _quick_reply(message.quick_reply.payload, clean(message.text or ""))
        elif not message.is_deleted:
            yield from _said(message)

    def _control(self, owners: Owners) -> Control:
        """Who has the thread now. Older events name only the previous owner: if that was us, it was taken from us."""
        if owners.new_owner_app_id is not None:
            owner = str(owners.new_owner_app_id)
            return Control(owner == self.app_id, owner)
        return Control(str(owners.previous_owner_app_id) != self.app_id, "")


def read(body: bytes, pages: Mapping[str, Page]) -> list[Inbound]:
    """What a batch tells, in its order, for the pages given by id; others' entries are ignored. Raises ValueError for no JSON."""
    found: list[Inbound] = []
    batch = _decode(body)
    for entry in batch.entry if batch.object == "page" else ():
        if (page := pages.get(str(entry.id))) is None:
            skipped.labels("unknown page").inc()
            log.warning("messenger.unknown_page", page=str(entry.id)[:40])
        else:
            found += page.read(entry)
    return found


def _decode(body: bytes) -> Batch:
    try:
        return _batch.decode(body)
    except (ValueError, RecursionError):
        pass  # broken characters, perhaps: look again with those replaced
    try:
        return _batch.decode(mended(body))
    except msgspec.ValidationError as error:
        skipped.labels("batch").inc()
        log.warning("messenger.batch_skipped", why=str(error))
        return Batch()
    except (ValueError, RecursionError):
        raise ValueError("the body is no JSON") from None


def _postback(postback: Postback) -> Content:
    """A pressed button of a template or menu; the one that opens a conversation may carry a link's reference."""
    if postback.referral is not None or postback.payload in {None, "", GET_STARTED}:
        return Start(clean(postback.referral.ref or "") if postback.referral else "")
    return Press(clean(postback.payload or ""), clean(postback.title or ""))


def _quick_reply(payload: str, title: str) -> Content:
    """Meta's share-phone button sends the number as title and payload alike. It is offered from the profile, not vouched for."""
    if payload.strip() == title and re.fullmatch(r"\+[0-9 ()-]{7,20}", title):
        return Contact(title, own=False)
    return Press(clean(payload), title)


def _said(message: Message) -> Iterator[Content]:
    text = clean(message.text or "")
    if text:
        yield Text(text)
    for attached in message.attachments or ():
        content = _attached(attached, sticker=str(message.sticker_id or ""), alone=not text)
        if content is not None:
            yield content
    if message.is_unsupported and not text and not message.attachments:
        yield Attachment("", "other")  # the customer sent something, and should hear that it cannot be seen


def _attached(attached: Attached, *, sticker: str, alone: bool) -> Content | None:
    payload = attached.payload or Payload()
    url = clean(payload.url or attached.url or "")
    sticker = sticker or str(payload.sticker_id or "")
    if sticker in _LIKES:
        return Text("👍")
    if payload.coordinates is not None:
        return Text(f"📍 {payload.coordinates.lat:.5f}, {payload.coordinates.long:.5f}")
    if attached.type in {"fallback", "template"}:  # a preview of a link, or something shared; beside a text it repeats it
        words = clean(f"{payload.title or attached.title or ''} {url}")
        return Text(words) if alone and words else None
    return Attachment(url, "other" if sticker else _FILES.get(attached.type, "other"))


def _digest(address: str, at: int, content: Content) -> str:
    """A key for what has no id of its own; a second delivery of the same event gives the same."""
    return hashlib.sha256(f"{address}|{at}|{content!r}".encode("utf-8", "replace")).hexdigest()[:32]
