"""Working-time clocks in SQL: what starts, rests and ends them. What they show is worked out by bot/books/pace.py.

`first` runs from the hand-over to a person's first words, `next` from a customer's further message to the next words, `closing`
until the conversation is closed; it rests while the customer is to answer. All rest while the conversation is put aside.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from bot.epoch import from_ms, to_ms
from bot.store import changes
from bot.store.sql import Statement
from handoff.clocks import Clock, Kind, Reading, Stretch, end, pause, resume, start


@dataclass(frozen=True, slots=True)
class Kept:
    """A clock as it is stored, with what was last worked out of it; moments and lengths are in ms."""

    id: int
    conversation_id: int
    team: str
    clock: Clock
    target_ms: int | None = None
    took_ms: int | None = None
    due_at: int | None = None
    breached_at: int | None = None


_FIELDS = "id, conversation_id, team, kind, stretches, ended_at, target_ms, took_ms, due_at, breached_at"

_add = Statement(
    """INSERT INTO clocks (conversation_id, kind, team, started_at, stretches, review_at)
    VALUES (:id, :kind, :team, :now, :stretches, 0)"""
)
_open = Statement(f"""SELECT {_FIELDS} FROM clocks WHERE conversation_id = :id AND ended_at IS NULL""")  # noqa: S608 - own names
_any = Statement("""SELECT 1 FROM clocks WHERE conversation_id = :id AND ended_at IS NULL LIMIT 1""")
_change = Statement(
    """UPDATE clocks SET stretches = :stretches, ended_at = :ended_at, agent_id = :agent_id, review_at = 0
    WHERE id = :id AND ended_at IS NULL"""
)
_hand_on = Statement(
    """UPDATE clocks SET team = :team, review_at = 0 WHERE conversation_id = :id AND ended_at IS NULL AND team <> :team"""
)
_due = Statement(
    f"""SELECT {_FIELDS} FROM clocks WHERE review_at <= :now ORDER BY review_at LIMIT :room {{skip}}"""  # noqa: S608 - own names
)
_next = Statement("""SELECT MIN(review_at) FROM clocks WHERE review_at IS NOT NULL""")
_write = Statement(
    """UPDATE clocks SET target_ms = r.target_ms, took_ms = r.took_ms, due_at = r.due_at, breached_at = r.breached_at,
      review_at = CASE WHEN r.next < 0 THEN NULL ELSE r.next END
    FROM {rows} r WHERE clocks.id = r.id""",
    id="integer",
    target_ms="integer",
    took_ms="integer",
    due_at="integer",
    breached_at="integer",
    next="integer",
)
_again = Statement("""UPDATE clocks SET review_at = 0 WHERE ended_at IS NULL""")
_of = Statement(
    f"""SELECT {_FIELDS} FROM clocks WHERE conversation_id = :id ORDER BY id"""  # noqa: S608 - own names
)
_next_of = Statement(
    """SELECT c.conversation_id, c.kind, c.due_at, c.target_ms, c.breached_at FROM clocks c
    JOIN {rows} r ON c.conversation_id = r.id WHERE c.ended_at IS NULL AND c.due_at IS NOT NULL ORDER BY c.due_at, c.id""",
    id="integer",
)
_ended = Statement(
    """SELECT kind, team, took_ms, target_ms, breached_at, ended_at, agent_id FROM clocks
    WHERE ended_at >= :since AND ended_at < :until AND took_ms IS NOT NULL AND (:team = '' OR team = :team)
    ORDER BY ended_at, id"""
)
_late = Statement(
    """SELECT kind, COUNT(*) AS running, SUM(CASE WHEN breached_at IS NULL THEN 0 ELSE 1 END) AS late FROM clocks
    WHERE ended_at IS NULL GROUP BY kind"""
)


# --- what happens ---------------------------------------------------------------------------------------------------


def handed_over(connection: sa.Connection, conversation_id: int, team: str, now: int) -> None:
    """It goes to people: their first words are waited for, and its end. What runs already goes on under the team's hours."""
    open_ = {kept.clock.kind for kept in _read(connection, conversation_id)}
    for kind in ("first", "closing"):
        if kind not in open_ and not (kind == "first" and "closing" in open_):
            _add(
                connection, id=conversation_id, kind=kind, team=team, now=now, stretches=_stretches(start(kind, from_ms(now)))
            ).close()  # fmt: skip
    _hand_on(connection, id=conversation_id, team=team).close()


def wrote(connection: sa.Connection, conversation_id: int, team: str, at: int) -> None:
    """The customer wrote while people have it: they wait for the next words, unless they wait for the first already."""
    open_ = _read(connection, conversation_id)
    rested = (kept.clock.stretches[-1].end for kept in open_ if kept.clock.kind == "closing" and kept.clock.stretches)
    if any(rest is not None and rest >= from_ms(at) for rest in rested):
        return  # a person has answered since
    for kept in open_:
        _store(connection, kept, resume(kept.clock, from_ms(at)))
    kinds = {kept.clock.kind for kept in open_}
    if "closing" in kinds and not kinds & {"first", "next"}:
        first = _stretches(start("next", from_ms(at)))
        _add(connection, id=conversation_id, kind="next", team=team, now=at, stretches=first).close()


def answered(connection: sa.Connection, conversation_id: int, agent_id: int | None, at: int) -> None:
    """A person wrote: nobody waits for words, and the conversation's own clock rests until the customer writes."""
    for kept in _read(connection, conversation_id):
        ended = end(kept.clock, from_ms(at)) if kept.clock.kind in {"first", "next"} else pause(kept.clock, from_ms(at))
        _store(connection, kept, ended, agent_id)


def over(connection: sa.Connection, conversation_id: int, at: int, agent_id: int | None = None) -> None:
    """People are done with it, or the customer no longer waits."""
    for kept in _read(connection, conversation_id):
        _store(connection, kept, end(kept.clock, from_ms(at)), agent_id)


def put_aside(connection: sa.Connection, conversation_id: int, now: int) -> None:
    """It is put aside until a moment: nothing runs."""
    for kept in _read(connection, conversation_id):
        _store(connection, kept, pause(kept.clock, from_ms(now)))


def taken_up(connection: sa.Connection, conversation_id: int, now: int) -> None:
    """It is no longer put aside: what waits for us runs again."""
    for kept in _read(connection, conversation_id):
        _store(connection, kept, resume(kept.clock, from_ms(now)))


# --- what is worked out -----------------------------------------------------------------------------------------------


def due(connection: sa.Connection, now: int, room: int) -> Sequence[Kept]:
    """Those to be worked out anew, held."""
    return [_kept(row) for row in _due(connection, now=now, room=room)]


def next_due(connection: sa.Connection) -> int | None:
    """When the next one is."""
    found: int | None = _next(connection).scalar()
    return found


def write(connection: sa.Connection, readings: Sequence[tuple[Kept, Reading, timedelta | None]], now: int) -> Sequence[Kept]:
    """Note how they stand; those that are newly late."""
    rows, late = [], []
    for kept, reading, target in readings:
        breached = kept.breached_at if kept.breached_at is not None else _ms(reading.breached_at)
        if breached is not None and kept.breached_at is None:
            late.append(kept)
        running = kept.clock.ended_at is None
        again = _ms(reading.due) if running and reading.due is not None and breached is None else None
        rows.append({
            "id": kept.id, "target_ms": round(target.total_seconds() * 1000) if target is not None else None,
            "took_ms": round(reading.took.total_seconds() * 1000), "due_at": _ms(reading.due) if running else None,
            "breached_at": breached, "next": again + 1 if again is not None else -1,
        })  # fmt: skip
    if rows:
        _write(connection, rows).close()
        changes.touch(connection, {kept.conversation_id for kept, _, _ in readings if kept.clock.ended_at is None}, now)
    return late


def again(connection: sa.Connection) -> None:
    """The hours have changed: work out anew what still runs."""
    _again(connection).close()


# --- what is read ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ended:
    """A wait that is over; lengths in ms of working time."""

    kind: Kind
    team: str
    took_ms: int
    target_ms: int | None
    breached_at: int | None
    ended_at: int
    agent_id: int | None


@dataclass(frozen=True, slots=True)
class Running:
    """The clock of a conversation that is due next."""

    kind: Kind
    due_at: int
    target_ms: int
    breached_at: int | None


def of(connection: sa.Connection, conversation_id: int) -> Sequence[Kept]:
    """A conversation's clocks, oldest first."""
    return [_kept(row) for row in _of(connection, id=conversation_id)]


def next_of(connection: sa.Connection, ids: Sequence[int]) -> dict[int, Running]:
    """By conversation, the running clock that is due first."""
    found: dict[int, Running] = {}
    for row in _next_of(connection, [{"id": id_} for id_ in ids]) if ids else ():
        found.setdefault(row.conversation_id, Running(row.kind, row.due_at, row.target_ms, row.breached_at))
    return found


def ended(connection: sa.Connection, since: int, until: int, team: str = "") -> Sequence[Ended]:
    """Waits that ended in [since, until)."""
    return [Ended(*row) for row in _ended(connection, since=since, until=until, team=team)]


def late(connection: sa.Connection) -> dict[str, tuple[int, int]]:
    """By kind, how many clocks are open and how many of them are late."""
    return {row.kind: (row.running, int(row.late or 0)) for row in _late(connection)}


def _read(connection: sa.Connection, conversation_id: int) -> Sequence[Kept]:
    return [_kept(row) for row in _open(connection, id=conversation_id)]


def _store(connection: sa.Connection, kept: Kept, now: Clock, agent_id: int | None = None) -> None:
    if now != kept.clock:
        _change(connection, id=kept.id, stretches=_stretches(now), ended_at=_ms(now.ended_at), agent_id=agent_id).close()


def _stretches(clock: Clock) -> str:
    return json.dumps([[to_ms(stretch.start), _ms(stretch.end)] for stretch in clock.stretches])


def _kept(row: sa.Row[tuple[object, ...]]) -> Kept:
    stretches = tuple(Stretch(from_ms(a), from_ms(b) if b is not None else None) for a, b in json.loads(row.stretches))
    clock = Clock(row.kind, stretches, from_ms(row.ended_at) if row.ended_at is not None else None)
    return Kept(
        row.id, row.conversation_id, row.team, clock, row.target_ms, row.took_ms, row.due_at, row.breached_at
    )  # fmt: skip


def _ms(moment: object) -> int | None:
    return to_ms(moment) if moment is not None else None  # type: ignore[arg-type]  # a datetime
