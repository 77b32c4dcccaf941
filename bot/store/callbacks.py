"""Calls that are agreed: how many stand at a time, which is due, what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from bot.epoch import from_ms
from bot.store.sql import Statement

State = Literal["agreed", "due", "done", "unreached", "missed", "cancelled"]
PROMISE = "callback"  # what a call is called in the ledger of promises


@dataclass(frozen=True, slots=True)
class Callback:
    """A call's row; moments are ms since the epoch. `due`: the desk was told; a missed one may still be made."""

    id: int
    conversation_id: int
    team: str
    phone: str
    at: int
    due_at: int
    state: State
    made_at: int
    agent_id: int | None
    settled_at: int | None


@dataclass(frozen=True, slots=True)
class NewCallback:
    """A call to agree on."""

    conversation_id: int
    team: str
    phone: str
    at: int
    due_at: int
    remind_at: int


FIELDS = "id, conversation_id, team, phone, at, due_at, state, made_at, agent_id, settled_at"

# Waits for whoever books for the same team: then a time is counted once. SQLite has one writer and needs none of it.
_alone = Statement("""SELECT pg_advisory_xact_lock(hashtext(:name))""")
_taken = Statement(
    """SELECT at, COUNT(*) AS times FROM callbacks
    WHERE team = :team AND at >= :since AND at <= :until AND state IN ('agreed', 'due') AND conversation_id <> :but GROUP BY at"""
)
_make = Statement(
    """INSERT INTO callbacks (conversation_id, team, phone, at, due_at, remind_at, look_at, state, made_at)
    VALUES (:id, :team, :phone, :at, :due_at, :remind_at, :remind_at, 'agreed', :now) RETURNING id"""
)
_open_of = Statement(
    f"""SELECT {FIELDS} FROM callbacks WHERE conversation_id = :id AND state IN ('agreed', 'due')
    ORDER BY id DESC LIMIT 1"""  # noqa: S608 - column names of our own
)
_one = Statement(f"""SELECT {FIELDS} FROM callbacks WHERE id = :id""")  # noqa: S608 - as above
_of_state = Statement(
    f"""SELECT {FIELDS} FROM callbacks WHERE state = :state AND (at, id) > (:moment, :after)
    ORDER BY at, id LIMIT :room"""  # noqa: S608 - as above
)
_page = Statement(
    f"""SELECT {FIELDS} FROM callbacks WHERE id < :before ORDER BY id DESC LIMIT :room"""  # noqa: S608 - as above
)
_due = Statement(
    f"""SELECT {FIELDS} FROM callbacks WHERE look_at IS NOT NULL AND look_at <= :now
    ORDER BY look_at LIMIT :room {{skip}}"""  # noqa: S608 - as above
)
_move = Statement(
    """UPDATE callbacks SET state = :state, look_at = :look_at WHERE id = :id AND state = :was RETURNING id"""
)
_settle = Statement(
    """UPDATE callbacks SET state = :state, look_at = NULL, agent_id = :agent, settled_at = :now
    WHERE id = :id AND state IN ('agreed', 'due', 'missed') RETURNING conversation_id"""
)
_cancel = Statement(
    """UPDATE callbacks SET state = 'cancelled', look_at = NULL, settled_at = :now
    WHERE conversation_id = :id AND state IN ('agreed', 'due') RETURNING id"""
)
_next = Statement("""SELECT MIN(look_at) FROM callbacks WHERE look_at IS NOT NULL""")
# A promise that is called off is neither kept nor broken in the figures: it was kept until nobody wanted it any more.
_withdraw = Statement(
    """UPDATE promises SET state = 'kept', settled_at = :now WHERE conversation_id = :id AND what = :what AND state = 'open'
    RETURNING id"""
)


def taken(connection: sa.Connection, team: str, since: int, until: int, but: int = 0) -> Mapping[datetime, int]:
    """How many calls stand at each time, without those of one conversation."""
    rows = _taken(connection, team=team, since=since, until=until, but=but).all()
    return {from_ms(row.at): int(row.times) for row in rows}


def alone(connection: sa.Connection, team: str) -> None:
    """Nobody else books for this team until the transaction ends."""
    if connection.dialect.name == "postgresql":
        _alone(connection, name=f"callbacks:{team}").close()


def make(connection: sa.Connection, new: NewCallback, now: int) -> int:
    """Write it down; its id."""
    made: int = _make(
        connection, id=new.conversation_id, team=new.team, phone=new.phone, at=new.at, due_at=new.due_at,
        remind_at=new.remind_at, now=now,
    ).scalar_one()  # fmt: skip
    return made


def open_of(connection: sa.Connection, conversation_id: int) -> Callback | None:
    """The call agreed in a conversation."""
    return _callback(_open_of(connection, id=conversation_id).one_or_none())


def one(connection: sa.Connection, id_: int) -> Callback | None:
    """A call by its id."""
    return _callback(_one(connection, id=id_).one_or_none())


def of_state(connection: sa.Connection, state: State, after: tuple[int, int], room: int) -> Sequence[Callback]:
    """All of one state by their moment, after one's moment and id."""
    return _all(_of_state(connection, state=state, moment=after[0], after=after[1], room=room).all())


def page(connection: sa.Connection, before: int, room: int) -> Sequence[Callback]:
    """The newest, with ids below `before`."""
    return _all(_page(connection, before=before, room=room).all())


def due(connection: sa.Connection, now: int, room: int) -> Sequence[Callback]:
    """Those the clock asks something of, held until the transaction ends."""
    return _all(_due(connection, now=now, room=room).all())


def move(connection: sa.Connection, callback: Callback, state: State, look_at: int | None) -> bool:
    """To another state, where it still is what it was."""
    return bool(_move(connection, id=callback.id, was=callback.state, state=state, look_at=look_at).all())


def settle(connection: sa.Connection, id_: int, state: Literal["done", "unreached"], agent: int, now: int) -> int | None:
    """An agent has called; whose call it was, None where that was said before."""
    found: int | None = _settle(connection, id=id_, state=state, agent=agent, now=now).scalar()
    return found


def cancel(connection: sa.Connection, conversation_id: int, now: int) -> bool:
    """The customer does not want to be called any more; False where nothing was agreed."""
    cancelled = bool(_cancel(connection, id=conversation_id, now=now).all())
    if cancelled:
        _withdraw(connection, id=conversation_id, what=PROMISE, now=now).close()
    return cancelled


def next_due(connection: sa.Connection) -> int | None:
    """When the clock asks for something."""
    found: int | None = _next(connection).scalar()
    return found


def _callback(row: Any) -> Callback | None:
    return Callback(*row) if row is not None else None


def _all(rows: Sequence[Any]) -> list[Callback]:
    return [Callback(*row) for row in rows]
