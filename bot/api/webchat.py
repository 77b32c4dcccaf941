"""The web chat's own door: a visitor opens it with a secret, writes, sends files, and reads what comes back as it comes."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from aiohttp import web
from pydantic import Field, model_validator

from bot.api import who
from bot.api.conversations import names_of
from bot.api.counting import count
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict, respond
from bot.api.errors import Problem
from bot.api.hub import Watch
from bot.api.limits import FullError
from bot.api.shape import Shape
from bot.api.shapes import ButtonOut, FileOut, Key, Names, Sending, Words, message_out, read_cursor, write_cursor
from bot.api.sse import BEAT, Stream, stream
from bot.channels.port import Attachment, Content, Inbound, Person, Press, Text
from bot.store import files, history, overview, visitors
from bot.store.files import Description
from bot.store.history import Line
from bot.store.letters import storable
from bot.store.model import Holder
from bot.store.visitors import Visitor
from nlu.model import Language

ROOM = 50  # messages told to one who opens the page
STREAMS = 6  # open pages of one visitor
PAYLOAD = 64  # bytes of a button
ORIGIN = 32  # letters of the hash of an address: enough to tell them apart
_SHOWN = {"customer", "bot", "agent"}
_ARRIVED = {"sent", "seen", "unknown"}  # of an unknown one the web chat knows that it is there: the outbox itself is read


# --- shapes ----------------------------------------------------------------------------------------------------


class VisitorOut(Shape):
    """A new visitor. The secret is the bearer token of an embedded chat; a browser gets it as a cookie as well."""

    visitor: str
    secret: str


class ChatMessage(Shape):
    """A message as its visitor reads it; `key` is the one their own message was sent with."""

    id: str
    author: Literal["customer", "bot", "agent"]
    text: str
    at: datetime
    sending: Sending
    by: str | None
    key: str | None
    edited: bool
    buttons: list[ButtonOut]
    file: FileOut | None


class ChatState(Shape):
    """Who answers, and in which language the conversation is held."""

    owner: Holder
    agent: str | None
    language: str


class ChatPage(Shape):
    """Messages oldest first; `earlier` goes into `before`."""

    items: list[ChatMessage]
    earlier: str | None
    state: ChatState


class ChatQuery(Strict):
    """How many messages, and before which."""

    limit: Annotated[int, Field(ge=1, le=100)] = ROOM
    before: str = ""


class ButtonBody(Strict):
    """A button that was pressed, with the title the customer saw."""

    payload: Annotated[str, Field(min_length=1, max_length=PAYLOAD)]
    title: Annotated[str, Field(max_length=200)] = ""


class ChatBody(Strict):
    """One of text, button (its payload, or payload and title) and file (an uploaded file's id; `text` is its caption).

    `key` is unique for each message of this visitor; a repeat does nothing. `language` is that of the page.
    """

    key: Key
    text: Words | None = None
    button: ButtonBody | Annotated[str, Field(min_length=1, max_length=PAYLOAD)] | None = None
    file: Annotated[str, Field(max_length=64)] | None = None
    language: Language | None = None

    @model_validator(mode="after")
    def _one(self) -> "ChatBody":
        given = [self.button is not None, self.file is not None, self.text is not None and self.file is None]
        if given.count(True) != 1:
            raise ValueError("send one of text, button and file")
        return self


class Accepted(Shape):
    """It is kept; `new` is false when the same key had come before."""

    key: str
    new: bool


# --- opening ---------------------------------------------------------------------------------------------------


async def open_session(ask: Ask[Nothing, Nothing]) -> web.StreamResponse:
    """A new visitor with a secret of their own."""
    origin = ask.request.headers.get("Origin")
    if origin and origin not in ask.api.origins and not who.same_origin(ask.api, ask.request):
        raise Problem(403, "This site may not open a chat here.")
    address = who.address(ask.api, ask.request)
    count(ask, ask.api.limits.visitors, address)
    origin = who.token_digest(ask.api, f"origin {address}")[:ORIGIN]
    visitor, secret = Visitor(secrets.token_urlsafe(12), ask.api.web), secrets.token_urlsafe(32)
    await ask.api.database.write(
        partial(visitors.add, visitor=visitor, digest=who.secret_digest(secret), now=ask.api.now(), origin=origin)
    )
    response = respond(VisitorOut(visitor=visitor.id, secret=secret))
    response.set_cookie(
        who.cookie_name(ask.api, ask.request, who.VISITOR_COOKIE), secret, max_age=who.VISITOR_DAYS * who.DAY,
        httponly=True, samesite="Lax",
        secure=who.secure(ask.api, ask.request), path="/",
    )  # fmt: skip
    return response


# --- writing ---------------------------------------------------------------------------------------------------


async def write(ask: Ask[Nothing, ChatBody]) -> Accepted:
    """Keep a message; when this answers, it is safe."""
    count(ask, ask.api.limits.messages, ask.guest.id)
    count(ask, ask.api.limits.address, who.address(ask.api, ask.request))
    now = ask.api.now()
    inbound = Inbound(
        account=ask.guest.account, address=ask.guest.id, key=f"{ask.guest.id}:{ask.body.key}", content=await _content(ask),
        at=now, source="web", position=now, person=Person(language=ask.body.language or ""),
    )  # fmt: skip
    posted = await ask.api.mailbox.post([inbound], now)
    if posted.wake_at is not None:
        ask.api.doorbell.ring("turns", (posted.wake_at - now) / 1000)
        ask.api.doorbell.ring("pages")
    return Accepted(key=ask.body.key, new=posted.new > 0)


async def _content(ask: Ask[Nothing, ChatBody]) -> Content:
    body = ask.body
    match body.button:
        case ButtonBody(payload=payload, title=title):
            return Press(_payload(payload), storable(title))
        case str(payload):
            return Press(_payload(payload))
        case None if body.file is not None:
            return await _attachment(ask, body.file, body.text or "")
        case None:
            assert body.text is not None, "the model lets nothing else through"
            return Text(body.text)


def _payload(payload: str) -> str:
    if len(payload.encode("utf-8", "replace")) > PAYLOAD:
        raise Problem(422, f"button: a payload has {PAYLOAD} bytes at most.", path="button")
    return storable(payload)


async def _attachment(ask: Ask[Any, Any], file_id: str, caption: str) -> Attachment:
    described = await ask.api.database.read(partial(_own_file, visitor=ask.guest, file_id=file_id))
    if described is None:
        raise Problem(422, "file: upload the file first; this is not the id of one of yours.", path="file")
    type_: Literal["photo", "document"] = "photo" if described.mime.startswith("image/") else "document"
    return Attachment(described.id, type_, described.name, described.mime, described.size, caption)


def _own_file(connection: sa.Connection, visitor: Visitor, file_id: str) -> Description | None:
    described = files.describe(connection, storable(file_id))
    theirs = visitors.conversation_of(connection, visitor)
    return described if described is not None and theirs is not None and described.conversation_id == theirs else None


# --- reading ---------------------------------------------------------------------------------------------------


async def read(ask: Ask[ChatQuery, Nothing]) -> ChatPage:
    """The conversation so far."""
    first, second = read_cursor(ask.query.before, "before") if ask.query.before else history.END
    before = (first if first is not None else history.END[0], second)
    return await ask.api.database.read(partial(_page, visitor=ask.guest, before=before, room=ask.query.limit))


def _page(connection: sa.Connection, visitor: Visitor, before: history.Cursor, room: int) -> ChatPage:
    conversation_id = visitors.conversation_of(connection, visitor)
    card = overview.one(connection, conversation_id) if conversation_id is not None else None
    if card is None:
        return ChatPage(items=[], earlier=None, state=ChatState(owner="bot", agent=None, language=""))
    names = names_of(connection)
    lines, earlier = history.read(connection, card.id, before, room)
    agent = names.get(card.agent_id) if card.agent_id is not None and card.owner == "agent" else None
    return ChatPage(
        items=[_chat_message(line, names, visitor) for line in _visible(lines)],
        earlier=write_cursor(*earlier) if earlier is not None else None,
        state=ChatState(owner=card.owner, agent=agent, language=card.language),
    )


def _visible(lines: Sequence[Line]) -> Sequence[Line]:
    """Not the notes of colleagues, nor what was not sent."""
    return [line for line in lines if line.author in _SHOWN and (line.author == "customer" or line.sending in _ARRIVED)]


def _chat_message(line: Line, names: Names, visitor: Visitor) -> ChatMessage:
    own = line.key.removeprefix(f"{visitor.id}:") if line.author == "customer" else None
    shown = message_out(line, names).model_dump(include=set(ChatMessage.model_fields) - {"key", "sending"})
    return ChatMessage(**shown, key=own, sending="seen" if line.sending == "seen" else "sent")


async def events(ask: Ask[Nothing, Nothing]) -> web.StreamResponse:
    """`message` and `state` events, first for what there is, then as things change; `typing` while an answer is
    being written, with the `ms` for which it counts; 0 takes it away.
    """
    address = (ask.guest.account, ask.guest.id)
    if ask.api.hub.watching(address) >= STREAMS:
        raise Problem(429, "This chat is open in too many places.", headers={"Retry-After": "5"})
    try:
        with ask.api.seats.seat(who.address(ask.api, ask.request)), ask.api.hub.watch(address) as watch:
            return await _tell(ask, watch)
    except FullError:
        raise Problem(429, "Too many chats are open from where you are.", headers={"Retry-After": "30"}) from None


async def _tell(ask: Ask[Nothing, Nothing], watch: Watch) -> web.StreamResponse:
    async with stream(ask.request) as out:
        shown = await _show(ask, out, {})
        while (news := await watch.news(BEAT)) is not None:
            if news.changes or news.reset:
                shown = await _show(ask, out, shown)
            typing = json.dumps({"ms": news.typing})
            await (out.send("typing", typing) if news.typing is not None else out.beat())
    return out.response


async def _show(ask: Ask[Nothing, Nothing], out: Stream, shown: Mapping[str, str]) -> Mapping[str, str]:
    """Send what this page has not been told yet, and give all that it has."""
    page = await ask.api.database.read(partial(_page, visitor=ask.guest, before=history.END, room=ROOM))
    now = {message.id: message.model_dump_json() for message in page.items} | {"state": page.state.model_dump_json()}
    for id_, data in now.items():
        if shown.get(id_) != data:
            await out.send("state" if id_ == "state" else "message", data)
    return now


_BUSY = {429: "Too much at once; `Retry-After` says when"}

ENDPOINTS = (
    Endpoint(
        "POST", "/channels/web/session", open_session, "Open a web chat", "anyone", VisitorOut, body=Nothing,
        problems={403: "Another site's request", **_BUSY},
    ),
    Endpoint(
        "POST", "/channels/web/messages", write, "Write, press a button, or send a file", "visitor", Accepted, body=ChatBody,
        problems=_BUSY,
    ),
    Endpoint("GET", "/channels/web/messages", read, "The conversation so far", "visitor", ChatPage, query=ChatQuery),
    Endpoint(
        "GET", "/channels/web/events", events, "Messages as they come", "visitor", "text/event-stream", problems=_BUSY
    ),
)  # fmt: skip
