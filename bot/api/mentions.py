"""Mentions over HTTP: the notes in which a colleague has named one, and how many of them are unread."""

from datetime import datetime
from functools import partial
from typing import Annotated

from pydantic import Field

from bot.api.conversations import ONE, names_of
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.shape import Shape
from bot.api.shapes import read_cursor, write_cursor
from bot.epoch import from_ms
from bot.store import mentions


class MentionOut(Shape):
    """A note that names you: `name`, `channel` and `address` are the customer's, `by` is who wrote it."""

    id: int
    conversation_id: int
    by: str | None
    text: str
    at: datetime
    read: bool
    name: str
    channel: str
    address: str


class MentionPage(Shape):
    """Newest first; `unread` counts all you have not read."""

    items: list[MentionOut]
    unread: int
    next: str | None


class Unread(Shape):
    """How many you have not read."""

    unread: int


class MentionQuery(Strict):
    """How many, and after which page."""

    limit: Annotated[int, Field(ge=0, le=100)] = 50
    after: str = ""


async def listing(ask: Ask[MentionQuery, Nothing]) -> MentionPage:
    """The notes that name you. `limit=0` only counts."""
    before = read_cursor(ask.query.after, "after")[1] if ask.query.after else 2**62
    room, me = ask.query.limit, ask.agent.id
    read = ask.api.database.read
    found = await read(partial(mentions.listed, user_id=me, before=before, room=room + 1)) if room else []
    names, unread = await read(names_of), await read(partial(mentions.unread, user_id=me))
    items = [
        MentionOut(
            id=one.id, conversation_id=one.conversation_id, by=names.get(one.by) if one.by is not None else None, text=one.text,
            at=from_ms(one.at), read=one.read_at is not None, name=one.name, channel=one.channel, address=one.address,
        )
        for one in found[:room]
    ]  # fmt: skip
    return MentionPage(items=items, unread=unread, next=write_cursor(None, items[-1].id) if len(found) > room > 0 else None)


async def read(ask: Ask[Nothing, Nothing]) -> Unread:
    """You have read what names you in this conversation."""
    await ask.api.database.write(
        partial(mentions.read, user_id=ask.agent.id, conversation_id=ask.id, now=ask.api.now())
    )
    return Unread(unread=await ask.api.database.read(partial(mentions.unread, user_id=ask.agent.id)))


ENDPOINTS = (
    Endpoint("GET", "/mentions", listing, "The notes that name you", "agent", MentionPage, query=MentionQuery),
    Endpoint("POST", ONE + "/mentions", read, "You have read what names you here", "agent", Unread, body=Nothing),
)  # fmt: skip
