"""Surveys in SQL: planned once a case, asked once, answered once, and counted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.coupons import related
from bot.store.sql import Statement
from flows.shop.surveys import Kind


@dataclass(frozen=True, slots=True)
class Plan:
    """A survey to ask: of whom, about which case, when (ms since the epoch)."""

    conversation_id: int
    case: str
    persons: Sequence[str]
    kind: Kind
    about: str
    ask_at: int


@dataclass(frozen=True, slots=True)
class Due:
    """A survey that may be asked now, with what decides whether it is."""

    id: int
    conversation_id: int
    kind: Kind
    ask_at: int
    made_at: int
    channel: str
    owner: str
    reachable: bool
    last_in_at: int | None
    blocked: bool


# The case a person closed last: its ticket, where somebody had written to the customer.
_case = Statement(
    """SELECT t.id FROM tickets t WHERE t.conversation_id = :id AND t.answered_at IS NOT NULL AND t.state = 'closed'
    AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.conversation_id = :id) ORDER BY t.id DESC LIMIT 1"""
)
_lately = Statement(
    """SELECT 1 FROM surveys s WHERE s.made_at > :since AND s.state <> 'dropped' AND (:kind = '' OR s.kind = :kind)
      AND (s.conversation_id = :id OR s.person IN (SELECT hash FROM {rows} r)) LIMIT 1""",
    hash="text",
)
_plan = Statement(
    """INSERT INTO surveys (conversation_id, case_key, person, kind, about, state, made_at, ask_at)
    VALUES (:id, :case, :person, :kind, :about, 'planned', :now, :ask_at) ON CONFLICT (case_key) DO NOTHING RETURNING id"""
)
_due = Statement(
    """SELECT s.id, s.conversation_id, s.kind, s.ask_at, s.made_at, c.channel, c.owner, c.reachable, c.last_in_at,
      EXISTS (SELECT 1 FROM blocks b WHERE b.conversation_id = c.id) AS blocked
    FROM surveys s JOIN conversations c ON c.id = s.conversation_id
    WHERE s.state = 'planned' AND s.ask_at <= :now ORDER BY s.ask_at LIMIT :room"""
)
_ask = Statement(
    """UPDATE surveys SET state = 'asked', asked_at = :now WHERE id = :id AND state = 'planned' RETURNING id"""
)
_drop = Statement("""UPDATE surveys SET state = 'dropped' WHERE id = :id AND state = 'planned'""")
_put_off = Statement("""UPDATE surveys SET ask_at = :ask_at WHERE id = :id AND state = 'planned'""")
_answer = Statement(
    """UPDATE surveys SET state = 'answered', score = :score, answered_at = :now
    WHERE id = :id AND conversation_id = :conversation AND state = 'asked' RETURNING id"""
)
_comment = Statement(
    """UPDATE surveys SET comment = :comment
    WHERE id = :id AND conversation_id = :conversation AND state = 'answered' AND comment = '' RETURNING id"""
)
_kind = Statement("""SELECT kind FROM surveys WHERE id = :id AND conversation_id = :conversation""")
_expire = Statement(
    """UPDATE surveys SET state = 'expired' WHERE state = 'asked' AND asked_at <= :before RETURNING id"""
)
_next = Statement("""SELECT MIN(ask_at) FROM surveys WHERE state = 'planned'""")
# Promises kept lately of a kind that is asked about, not asked about yet.
_kept = Statement(
    """SELECT p.id, p.conversation_id, p.what FROM promises p JOIN {rows} r ON r.what = p.what
    WHERE p.state IN ('kept', 'broken') AND p.state = 'kept' AND p.settled_at > :since
      AND NOT EXISTS (SELECT 1 FROM surveys s WHERE s.case_key = 'promise:' || p.id) ORDER BY p.settled_at""",
    what="text",
)
# Invoices issued lately, as they are once money has come, not asked about yet.
_invoiced = Statement(
    """SELECT i.number, i.conversation_id FROM invoices i
    WHERE i.issued_at > :since AND i.kind = 'invoice' AND i.conversation_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM surveys s WHERE s.case_key = 'invoice:' || i.number) ORDER BY i.issued_at"""
)
_scores = Statement(
    """SELECT kind, state, score, COUNT(*) AS times FROM surveys WHERE asked_at >= :since AND asked_at < :until
    GROUP BY kind, state, score"""
)
_comments = Statement(
    """SELECT id, conversation_id, kind, score, comment, answered_at FROM surveys
    WHERE asked_at >= :since AND asked_at < :until AND comment <> '' ORDER BY asked_at DESC LIMIT :room"""
)


def case_of(connection: sa.Connection, conversation_id: int) -> int | None:
    """The ticket of the case that was just closed, where somebody had written; None for one not worth asking about."""
    found: int | None = _case(connection, id=conversation_id).scalar()
    return found


def asked_lately(
    connection: sa.Connection, conversation_id: int, persons: Sequence[str], since: int, kind: Kind | str = ""
) -> bool:
    """Whether this person has had a survey (of a kind) since a moment."""
    rows = [{"hash": person} for person in related(connection, persons)]
    return _lately(connection, rows, since=since, kind=kind, id=conversation_id).scalar() is not None


def plan(connection: sa.Connection, new: Plan, now: int) -> bool:
    """Ask later; False where the case has its survey already."""
    person = new.persons[0] if new.persons else ""
    return bool(
        _plan(
            connection, id=new.conversation_id, case=new.case, person=person, kind=new.kind, about=new.about, now=now,
            ask_at=new.ask_at,
        ).all()
    )  # fmt: skip


def due(connection: sa.Connection, now: int, room: int) -> Sequence[Due]:
    """Those whose time has come."""
    return [Due(*row) for row in _due(connection, now=now, room=room).all()]


def asked(connection: sa.Connection, id_: int, now: int) -> bool:
    """It goes out; False where somebody else has just asked it."""
    return bool(_ask(connection, id=id_, now=now).all())


def drop(connection: sa.Connection, id_: int) -> None:
    """It is not asked any more."""
    _drop(connection, id=id_).close()


def put_off(connection: sa.Connection, id_: int, ask_at: int) -> None:
    """It is asked later."""
    _put_off(connection, id=id_, ask_at=ask_at).close()


def kind_of(connection: sa.Connection, id_: int, conversation_id: int) -> Kind | None:
    """Of which kind a conversation's survey is."""
    found: Kind | None = _kind(connection, id=id_, conversation=conversation_id).scalar()
    return found


def answer(connection: sa.Connection, id_: int, conversation_id: int, score: int, now: int) -> bool:
    """The answer, once, and only to what was asked in this conversation."""
    return bool(_answer(connection, id=id_, conversation=conversation_id, score=score, now=now).all())


def comment(connection: sa.Connection, id_: int, conversation_id: int, words: str) -> bool:
    """What goes with the answer, once."""
    return bool(_comment(connection, id=id_, conversation=conversation_id, comment=words).all())


def expire(connection: sa.Connection, before: int) -> int:
    """Nobody waits for an answer to what was asked before a moment."""
    return len(_expire(connection, before=before).all())


def next_due(connection: sa.Connection) -> int | None:
    """When the next one is asked."""
    found: int | None = _next(connection).scalar()
    return found


def kept(connection: sa.Connection, whats: Sequence[str], since: int) -> Sequence[Any]:
    """Promises of these kinds kept since a moment and not asked about: id, conversation_id, what."""
    return _kept(connection, [{"what": what} for what in whats], since=since).all() if whats else ()


def invoiced(connection: sa.Connection, since: int) -> Sequence[Any]:
    """Invoices issued since a moment and not asked about: number, conversation_id."""
    return _invoiced(connection, since=since).all()


def counts(connection: sa.Connection, since: int, until: int) -> Mapping[str, tuple[int, Counter[int]]]:
    """By kind: how many were asked in a time, and the answers by score."""
    found: dict[str, tuple[int, Counter[int]]] = {}
    for row in _scores(connection, since=since, until=until).all():
        asked_before, scores = found.get(row.kind, (0, Counter()))
        if row.state == "answered":
            scores[row.score] += row.times
        found[row.kind] = (asked_before + row.times, scores)
    return found


def comments(connection: sa.Connection, since: int, until: int, room: int) -> Sequence[Any]:
    """What was written beside the answers, newest first: id, conversation_id, kind, score, comment, answered_at."""
    return _comments(connection, since=since, until=until, room=room).all()
