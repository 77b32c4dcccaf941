"""Conversations as an agent reads them: lists, one with its history, and why the bot said what it said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Literal

import sqlalchemy as sa
import structlog
from pydantic import Field

from bot.api.decisions import ApprovalOut, approval_out
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.api.shapes import (
    MessageOut,
    Names,
    PromiseOut,
    TagOut,
    TicketOut,
    message_out,
    promise_out,
    read_cursor,
    tag_out,
    ticket_out,
    when,
    write_cursor,
)  # fmt: skip
from bot.api.window import WindowOut, window_out
from bot.epoch import from_ms
from bot.store import approvals, clocks, history, joins, ledger, overview, people, tags, vows
from bot.store.filling import Filler
from bot.store.model import Holder
from bot.store.overview import Card, Of, Place
from bot.store.snoozes import FOR_GOOD
from bot.store.whose import Whose
from flows.dialogue import DialogueError, load

ONE = r"/conversations/{id:\d{1,18}}"
_log = structlog.get_logger()


class AgentOut(Shape):
    """Who answers."""

    id: int
    name: str


class NextPromise(Shape):
    """When the next thing promised here is due; `warned`: three quarters of its time, or of another's, are over."""

    due_at: datetime
    warned: bool


class ClockOut(Shape):
    """What the customer waits for in working time: `first` or `next` words of a person, or the `closing`; late since a moment."""

    kind: Literal["first", "next", "closing"]
    target_seconds: int
    due_at: datetime
    breached_at: datetime | None


class ConversationOut(Shape):
    """A conversation in a list. `floor` rises whenever somebody else begins to answer; `version` with every change.

    `order` is where it stands in the list asked for: to be compared number by number. `waits_since`: the customer waits for
    people since then; `warned` tells that whoever has it was reminded. `snoozed_until` is null also where something is put aside
    until the customer writes.
    """

    id: int
    channel: str
    address: str
    name: str
    language: str
    owner: Holder
    agent: AgentOut | None
    floor: int
    version: int
    team: str
    due_at: datetime | None
    created_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    last: MessageOut | None
    waits_since: datetime | None
    warned: bool
    snoozed: bool
    snoozed_until: datetime | None
    promise: NextPromise | None = None
    clock: ClockOut | None = None
    order: list[int] = Field(default_factory=list)
    tags: list[TagOut] = Field(default_factory=list)


class ConversationPage(Shape):
    """Conversations, and `next` to go on with."""

    items: list[ConversationOut]
    next: str | None


class CustomerOut(Shape):
    """What is known of the customer."""

    name: str
    address: str
    language: str
    locale: str
    email: str
    reachable: bool
    last_wrote_at: datetime | None


class TurnOut(Shape):
    """What the bot read in one turn and did: the explanation of its messages. The record's fields are those of the program."""

    at: datetime
    record: dict[str, Any]


class ConversationDetail(ConversationOut):
    """One conversation with its last messages.

    `earlier` goes into `before` to read those before them; `later` into `after`, where these are not the last.
    """

    customer: CustomerOut
    messages: list[MessageOut]
    earlier: str | None
    later: str | None
    turns: dict[int, TurnOut]
    tickets: list[TicketOut]
    promises: list[PromiseOut]
    approvals: list[ApprovalOut]
    slots: dict[str, Any]
    joined: list[AgentOut]
    window: WindowOut


class ListQuery(Strict):
    """Which conversations: whose, with which words, how many, and after which page."""

    owner: Whose = ""
    q: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: str = ""
    channel: Annotated[str, Field(max_length=64)] = ""
    tag: Annotated[int, Field(ge=0, le=2**62, description="A tag's id; 0 for all")] = 0
    ids: Annotated[str, Field(pattern=r"^(\d{1,18}(,\d{1,18}){0,99})?$", description="Only these, with commas between")] = ""


class ReadQuery(Strict):
    """How many messages: before a page, after one, or around a message."""

    limit: Annotated[int, Field(ge=1, le=200)] = 100
    before: str = ""
    after: str = ""
    around: Annotated[str, Field(pattern=r"^([io]\d{1,18})?$", description="A message's id; half of them stand before it")] = ""


async def listing(ask: Ask[ListQuery, Nothing]) -> ConversationPage:
    """Newest first; the queue by its promises, first due first."""
    query = ask.query
    after = Place(*read_cursor(query.after, "after")) if query.after else None
    read = partial(_page, query=query, me=ask.agent.id, after=after)
    if query.q:
        await Filler(ask.api.database, ask.api.now).look()  # what was said just now is found, too
    return await ask.api.database.read(read)


def _page(connection: sa.Connection, query: ListQuery, me: int, after: Place | None) -> ConversationPage:
    room, of = query.limit + 1, Of(query.channel, query.tag)
    cards = overview.newest(connection, query.owner, query.q, me=me, after=after, room=room, ids=_ids(query), of=of)
    shown, names = cards[: query.limit], names_of(connection)
    waiting = {card.id for card in shown if card.owner == "queue"}
    last = overview.last_lines(connection, [card.id for card in shown], waiting)
    tagged = tags.of_conversations(connection, [card.id for card in shown])
    owed = vows.next_of(connection, [card.id for card in shown])
    ticking = clocks.next_of(connection, [card.id for card in shown])
    more = len(cards) > query.limit
    return ConversationPage(
        items=[
            ConversationOut(
                **card_out(card, last.get(card.id), names), order=list(overview.order(card, query.owner)),
                tags=[tag_out(tag) for tag in tagged[card.id]],
                promise=_next_promise(owed.get(card.id)), clock=_clock_out(ticking.get(card.id)),
            )
            for card in shown
        ],
        next=_place(shown[-1], query.owner) if more else None,
    )


def _next_promise(owed: tuple[int, bool] | None) -> NextPromise | None:
    return NextPromise(due_at=from_ms(owed[0]), warned=owed[1]) if owed is not None else None


def _clock_out(running: clocks.Running | None) -> ClockOut | None:
    if running is None:
        return None
    return ClockOut(
        kind=running.kind, target_seconds=running.target_ms // 1000, due_at=from_ms(running.due_at),
        breached_at=when(running.breached_at),
    )  # fmt: skip


def _ids(query: ListQuery) -> list[int]:
    return [int(id_) for id_ in query.ids.split(",") if id_]


def _place(card: Card, whose: Whose) -> str:
    moment = {"queue": card.due_at, "snoozed": card.snoozed_until}.get(whose, card.changed_at)
    return write_cursor(moment, card.id)


def card_out(card: Card, last: history.Line | None, names: Names) -> dict[str, Any]:
    """The fields of a conversation in a list."""
    agent = AgentOut(id=card.agent_id, name=names.get(card.agent_id, "")) if card.agent_id is not None else None
    return {
        "id": card.id, "channel": card.channel, "address": card.address, "name": card.name, "language": card.language,
        "owner": card.owner, "agent": agent if card.owner == "agent" else None, "floor": card.floor, "version": card.changed_at,
        "team": card.team, "due_at": when(card.due_at), "created_at": from_ms(card.created_at),
        "changed_at": from_ms(card.changed_at), "closed_at": when(card.closed_at),
        "last": message_out(last, names) if last is not None else None,
        "waits_since": when(card.waits_since or None), "warned": card.owner == "agent" and card.told_at > 0,
        "snoozed": card.snoozed_until > 0,
        "snoozed_until": when(card.snoozed_until) if 0 < card.snoozed_until < FOR_GOOD else None,
    }  # fmt: skip


def names_of(connection: sa.Connection) -> Names:
    """The names of all agents, by id."""
    return {user.id: user.name for user in people.everybody(connection)}


async def reading(ask: Ask[ReadQuery, Nothing]) -> ConversationDetail:
    """One conversation, its last messages oldest first, or those around or after one."""
    found = await ask.api.database.read(partial(_detail, ask=ask))
    if found is None:
        raise Problem(404, "There is no such conversation.")
    return found


@dataclass(frozen=True, slots=True)
class _Lines:
    """A part of the history, and the cursors to go on in both directions."""

    lines: Sequence[history.Line]
    earlier: history.Cursor | None = None
    later: history.Cursor | None = None


def _lines(connection: sa.Connection, id_: int, query: ReadQuery) -> _Lines:
    if query.around:
        return _around(connection, id_, query.around, query.limit)
    if query.after:
        lines, later = history.later(connection, id_, _cursor(query.after, "after", (0, 0)), query.limit)
        return _Lines(lines, later=later)
    before = _cursor(query.before, "before", history.END) if query.before else history.END
    return _Lines(*history.read(connection, id_, before, query.limit))


def _cursor(text: str, field: str, end: history.Cursor) -> history.Cursor:
    first, second = read_cursor(text, field)
    return (first if first is not None else end[0]), second


def _around(connection: sa.Connection, id_: int, line: str, room: int) -> _Lines:
    place = history.place(connection, id_, line)
    if place is None:
        raise Problem(404, "There is no such message in this conversation.")
    before, earlier = history.read(connection, id_, (place[0] + 1, place[1] + 1), (room + 1) // 2)
    after, later = history.later(connection, id_, place, room // 2) if room > 1 else ([], place)
    return _Lines([*before, *after], earlier, later)


def _detail(connection: sa.Connection, ask: Ask[ReadQuery, Nothing]) -> ConversationDetail | None:
    id_ = ask.id
    card = overview.one(connection, id_)
    if card is None:
        return None
    names = names_of(connection)
    part = _lines(connection, id_, ask.query)
    turns = history.turns(connection, id_, (line.turn for line in part.lines if line.turn is not None))
    return ConversationDetail(
        **card_out(card, overview.last_lines(connection, [id_]).get(id_), names),
        tags=[tag_out(tag) for tag in tags.of_conversations(connection, [id_])[id_]],
        customer=_customer(card),
        messages=[message_out(line, names) for line in part.lines],
        earlier=write_cursor(*part.earlier) if part.earlier is not None else None,
        later=write_cursor(*part.later) if part.later is not None else None,
        turns={number: TurnOut(at=from_ms(at), record=dict(record)) for number, (at, record) in turns.items()},
        tickets=[ticket_out(ticket, names) for ticket in ledger.tickets_of(connection, id_)],
        promises=[promise_out(promise, names) for promise in ledger.promises_of(connection, id_)],
        approvals=[approval_out(ask, one, names) for one in approvals.of_conversation(connection, id_)],
        slots=slots_of(id_, overview.state(connection, id_)), joined=joined_out(connection, id_, names),
        window=window_out(ask, card),
        promise=_next_promise(vows.next_of(connection, [id_]).get(id_)),
        clock=_clock_out(clocks.next_of(connection, [id_]).get(id_)),
    )


def joined_out(connection: sa.Connection, id_: int, names: Names) -> list[AgentOut]:
    """The supervisors who have joined a conversation."""
    return [AgentOut(id=user, name=names.get(user, "")) for user in joins.now(connection, id_).get(id_, ())]


def _customer(card: Card) -> CustomerOut:
    return CustomerOut(
        name=card.name, address=card.address, language=card.language, locale=card.locale, email=card.email,
        reachable=card.reachable, last_wrote_at=when(card.last_in_at),
    )  # fmt: skip


def slots_of(id_: int, state: str) -> dict[str, Any]:
    """What the dialogue knows, in words; a dialogue that cannot be read must not hide the conversation from people."""
    if not state:
        return {}
    try:
        return {name: _plain(value) for name, value in load(state).slots.items() if value is not None}
    except DialogueError as error:
        _log.warning("dialogue_unreadable", conversation=id_, error=str(error))
        return {}


def _plain(value: Any) -> Any:
    match value:
        case bool() | int() | float() | str():
            return value
        case Decimal():
            return str(value)
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            return str(value)


ENDPOINTS = (
    Endpoint("GET", "/conversations", listing, "List conversations", "agent", ConversationPage, query=ListQuery),
    Endpoint(
        "GET", ONE, reading, "Read a conversation", "agent", ConversationDetail, query=ReadQuery,
        problems={404: "There is no such conversation"}, reads="conversation",
    ),
)  # fmt: skip
