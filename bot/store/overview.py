"""The desk's lists: which conversations there are, whose, and what was last said in each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store import history, search
from bot.store.model import Holder
from bot.store.search_tables import conversation_tags
from bot.store.sql import Statement
from bot.store.tables import conversations
from bot.store.whose import WHOSE, Whose
from handoff.searching import wanted


@dataclass(frozen=True, slots=True)
class Card:
    """A conversation in a list; moments are ms since the epoch."""

    id: int
    channel: str
    address: str
    name: str
    language: str
    locale: str
    email: str
    reachable: bool
    owner: Holder
    agent_id: int | None
    floor: int
    team: str
    due_at: int | None
    created_at: int
    changed_at: int
    closed_at: int | None
    last_in_at: int | None
    rank: int
    waits_since: int
    told_at: int
    snoozed_until: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list begins: behind this moment and id. In the queue those without a promise come last, moment None.

    Of those put aside the moment is that of their return.
    """

    moment: int | None
    id: int


@dataclass(frozen=True, slots=True)
class Of:
    """Which of a list: on a channel, with a tag; empty and 0 for all."""

    channel: str = ""
    tag: int = 0


EVERY = Of()
_CARD = [conversations.c[name] for name in Card.__dataclass_fields__]
_c = conversations.c
_tagged = conversation_tags

_BIGINTS = "SELECT CAST(value AS bigint) FROM jsonb_array_elements_text(CAST(:found AS jsonb))"
_one = Statement(f"SELECT {', '.join(Card.__dataclass_fields__)} FROM conversations WHERE id = :id")  # noqa: S608 - own names

_state = Statement("SELECT state FROM conversations WHERE id = :id")

_waiting = Statement("""SELECT COUNT(*) FROM conversations WHERE owner = 'queue'""")
_waiting_for = Statement("""SELECT COUNT(*) FROM conversations WHERE owner = 'queue' AND team = :team""")

_last = Statement(
    """SELECT r.id,
      (SELECT MAX(i.id) FROM inbox i WHERE i.conversation_id = r.id
        AND i.kind IN ('text', 'press', 'attachment', 'contact')) AS came,
      (SELECT MAX(o.id) FROM outbox o WHERE o.conversation_id = r.id AND o.author IN ('bot', 'agent')
        AND o.reason <> 'taken back') AS went
    FROM {rows} r""",
    id="integer",
)


def one(connection: sa.Connection, conversation_id: int) -> Card | None:
    """A single conversation."""
    row = _one(connection, id=conversation_id).one_or_none()
    return Card(*row) if row is not None else None


def state(connection: sa.Connection, conversation_id: int) -> str:
    """The stored dialogue of a conversation, empty before its first turn."""
    return str(_state(connection, id=conversation_id).scalar() or "")


def waiting(connection: sa.Connection, team: str = "") -> int:
    """How many wait for a person of this team, or of any."""
    found = _waiting_for(connection, team=team) if team else _waiting(connection)
    return int(found.scalar() or 0)


def newest(
    connection: sa.Connection,
    whose: Whose,
    words: str,
    *,
    me: int | None,
    after: Place | None,
    room: int,
    ids: Sequence[int] = (),
    of: Of = EVERY,
) -> Sequence[Card]:
    """The newest `room` conversations, or in the queue those due first, that hold these words in name, address or text.

    With `ids` only those of them that belong to the list.
    """
    query = sa.select(*_CARD).where(sa.text(WHOSE[whose])).where(_holds(connection, words)).limit(room)
    if of.channel:
        query = query.where(_c.channel == of.channel)
    if of.tag:
        query = query.where(_c.id.in_(sa.select(_tagged.c.conversation_id).where(_tagged.c.tag_id == of.tag)))
    if ids:
        query = query.where(_c.id.in_(ids))
    if whose == "queue":
        return _due_first(connection, query, after, room)
    if whose == "snoozed":
        return _first_back(connection, query, after, me)
    if after is not None:
        query = query.where(sa.tuple_(_c.changed_at, _c.id) < sa.tuple_(sa.literal(after.moment), sa.literal(after.id)))
    query = query.order_by(_c.changed_at.desc(), _c.id.desc())
    return [Card(*row) for row in connection.execute(query, {"me": me} if whose == "me" else {})]


def order(card: Card, whose: Whose) -> tuple[int, ...]:
    """Where a conversation stands in its list, as numbers to compare one after another; the statements sort by the same."""
    if whose == "snoozed":
        return (card.snoozed_until, card.id)
    if whose != "queue":
        return (-card.changed_at, -card.id)
    return (0, card.due_at, card.rank, card.waits_since, card.id) if card.due_at is not None else (1, card.id)


def _first_back(connection: sa.Connection, query: sa.Select[Any], after: Place | None, me: int | None) -> Sequence[Card]:
    """What comes back first is first."""
    if after is not None:
        place = sa.tuple_(sa.literal(after.moment), sa.literal(after.id))
        query = query.where(sa.tuple_(_c.snoozed_until, _c.id) > place)
    return [Card(*row) for row in connection.execute(query.order_by(_c.snoozed_until, _c.id), {"me": me})]


def _due_first(connection: sa.Connection, query: sa.Select[Any], after: Place | None, room: int) -> Sequence[Card]:
    """Dated ones first, of those equally due the better customer, of those who waits longer; then those without a promise.

    Two statements, because the databases sort a missing moment differently.
    """
    dated, undated = query.where(_c.due_at.is_not(None)), query.where(_c.due_at.is_(None))
    if after is not None and after.moment is not None:
        other = conversations.alias()
        rank, since = (
            sa.func.coalesce(sa.select(column).where(other.c.id == after.id).scalar_subquery(), 0)
            for column in (other.c.rank, other.c.waits_since)
        )
        place = sa.tuple_(sa.literal(after.moment), rank, since, sa.literal(after.id))
        dated = dated.where(sa.tuple_(_c.due_at, _c.rank, _c.waits_since, _c.id) > place)
    if after is not None and after.moment is None:
        dated, undated = dated.where(sa.false()), undated.where(_c.id > after.id)
    rows = list(connection.execute(dated.order_by(_c.due_at, _c.rank, _c.waits_since, _c.id)))
    if len(rows) < room:
        rows += connection.execute(undated.order_by(_c.id).limit(room - len(rows))).all()
    return [Card(*row) for row in rows]


def _holds(connection: sa.Connection, words: str) -> sa.ColumnElement[bool]:
    """Those with these words in name, address or text; all where there is nothing to look for."""
    if not words.strip():
        return sa.true()
    ids = search.rows_of(search.conversations(connection, wanted(words)))
    each = {"sqlite": "SELECT value FROM json_each(:found)", "postgresql": _BIGINTS}[connection.dialect.name]
    return _c.id.in_(sa.text(each).bindparams(found=ids))


def last_lines(connection: sa.Connection, ids: Sequence[int], asking: Collection[int] = ()) -> Mapping[int, history.Line]:
    """What was last said in each of these conversations, by the customer or to them.

    Of those `asking` it is what the customer said: that the bot promised a person says nothing of the matter.
    """
    rows = _last(connection, [{"id": id_} for id_ in ids]).all() if ids else []
    came = history.came(connection, [row.came for row in rows if row.came is not None])
    went = history.went(connection, [row.went for row in rows if row.went is not None])
    found = {
        row.id: [line for line in (came.get(row.came), went.get(row.went)) if line is not None]
        if row.id not in asking or came.get(row.came) is None
        else [came[row.came]]
        for row in rows
    }
    return {id_: max(lines, key=lambda line: line.order) for id_, lines in found.items() if lines}
