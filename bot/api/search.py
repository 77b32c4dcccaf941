"""Searching over HTTP: people by what they are called, messages by their words, each on pages of its own."""

from datetime import datetime
from functools import partial
from typing import Annotated, Literal

import sqlalchemy as sa
from pydantic import Field

from bot.api.conversations import ConversationOut, card_out, names_of
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.shape import Shape
from bot.api.shapes import Names, read_cursor, tag_out, write_cursor
from bot.epoch import from_ms
from bot.store import history, overview, search, tags
from bot.store.filling import Filler
from bot.store.history import Author, Line
from bot.store.overview import Card
from bot.store.search import Hit, Wanted
from bot.store.whose import Whose
from handoff.searching import snippet, wanted


class PieceOut(Shape):
    """A part of a text; `hit` where it is what was looked for."""

    text: str
    hit: bool


class HitOut(Shape):
    """A message that was found. `GET /conversations/{conversation_id}?around={message_id}` opens it among its neighbours."""

    conversation_id: int
    message_id: str
    author: Author
    by: str | None
    at: datetime
    snippet: list[PieceOut]
    name: str
    address: str
    channel: str
    language: str


class FoundPeople(Shape):
    """Conversations with people found by name, address, e-mail, number or order; `next` to go on with."""

    items: list[ConversationOut]
    next: str | None


class FoundMessages(Shape):
    """Messages, newest first, and `next` to go on with; a page may hold fewer than asked for and go on all the same."""

    items: list[HitOut]
    next: str | None


class Found(Shape):
    """What was found. A part that was not asked for is null."""

    people: FoundPeople | None
    messages: FoundMessages | None


class SearchQuery(Strict):
    """Which words; in which list, on which channel, with which tag; people, messages, or both; after which page.

    Case and accents do not matter, and each word may be the beginning of one.
    """

    q: Annotated[str, Field(min_length=1, max_length=200)]
    what: Literal["both", "people", "messages"] = "both"
    owner: Whose = ""
    channel: Annotated[str, Field(max_length=64)] = ""
    tag: Annotated[int, Field(ge=0, le=2**62)] = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    after: str = ""


async def find(ask: Ask[SearchQuery, Nothing]) -> Found:
    """People and messages with these words."""
    await Filler(ask.api.database, ask.api.now).look()  # what was said just now is found, too
    return await ask.api.database.read(partial(_found, query=ask.query, me=ask.agent.id))


def _found(connection: sa.Connection, query: SearchQuery, me: int) -> Found:
    asked = Wanted(wanted(query.q), query.owner, me, query.channel, query.tag)
    names = names_of(connection)
    return Found(
        people=_people(connection, asked, query, names) if query.what != "messages" else None,
        messages=_messages(connection, asked, query, names) if query.what != "people" else None,
    )


def _people(connection: sa.Connection, asked: Wanted, query: SearchQuery, names: Names) -> FoundPeople:
    moment, id_ = read_cursor(query.after, "after") if query.after and query.what == "people" else (2**62, 2**62)
    ids = search.people(connection, asked, (moment if moment is not None else 2**62, id_), query.limit + 1)
    cards = [card for id_ in ids[: query.limit] if (card := overview.one(connection, id_)) is not None]
    last = overview.last_lines(connection, [card.id for card in cards])
    tagged = tags.of_conversations(connection, [card.id for card in cards])
    return FoundPeople(
        items=[
            ConversationOut(**card_out(card, last.get(card.id), names), tags=[tag_out(tag) for tag in tagged[card.id]])
            for card in cards
        ],
        next=write_cursor(cards[-1].changed_at, cards[-1].id) if len(ids) > query.limit and cards else None,
    )


def _messages(connection: sa.Connection, asked: Wanted, query: SearchQuery, names: Names) -> FoundMessages:
    before = read_cursor(query.after, "after")[1] if query.after and query.what == "messages" else 2**62
    hits, rest = search.lines(connection, asked, before, query.limit)
    came = history.came(connection, [hit.number for hit in hits if hit.side == "i"])
    went = history.went(connection, [hit.number for hit in hits if hit.side == "o"])
    cards = {id_: overview.one(connection, id_) for id_ in {hit.conversation_id for hit in hits}}
    shown = [
        _hit(asked, hit, line, card, names)
        for hit in hits
        if (line := (came if hit.side == "i" else went).get(hit.number)) and (card := cards[hit.conversation_id])
    ]
    return FoundMessages(items=shown, next=write_cursor(None, rest) if rest is not None else None)


def _hit(asked: Wanted, hit: Hit, line: Line, card: Card, names: Names) -> HitOut:
    text = line.text or (line.file.name if line.file is not None else "")
    return HitOut(
        conversation_id=hit.conversation_id, message_id=line.id, author=line.author,
        by=names.get(line.agent_id) if line.agent_id is not None else None, at=from_ms(line.at),
        snippet=[PieceOut(text=piece.text, hit=piece.hit) for piece in snippet(text, asked.words)],
        name=card.name, address=card.address, channel=card.channel, language=card.language,
    )  # fmt: skip


ENDPOINTS = (Endpoint("GET", "/search", find, "Find people and messages", "agent", Found, query=SearchQuery, reads="search"),)
