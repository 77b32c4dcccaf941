"""Conversations that wait for the shop's software to answer, each once, asked for again at its moment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from bot.store.arrivals import post_fact
from bot.store.letters import Fact, storable
from bot.store.model import NewPromise
from bot.store.promises import make, settle_what
from bot.store.sql import Statement

PROMISE = "shop_answers"  # what was promised: that the customer hears


@dataclass(frozen=True, slots=True)
class Wait:
    """One conversation that waits; moments are ms since the epoch. `number` is the order it asks about, empty where none."""

    conversation_id: int
    number: str
    key: str
    since: int
    until: int
    tries: int


_FIELDS = "conversation_id, number, key, since, until, tries"

_begin = Statement(
    """INSERT INTO shop_waits (conversation_id, number, key, since, until, tries, due_at)
    VALUES (:id, :number, :key, :now, :until, 0, :due_at) ON CONFLICT (conversation_id) DO NOTHING RETURNING until"""
)
_until = Statement("""SELECT until FROM shop_waits WHERE conversation_id = :id""")
_due = Statement(
    f"""SELECT {_FIELDS} FROM shop_waits WHERE due_at <= :now ORDER BY due_at, conversation_id LIMIT :room {{skip}}"""  # noqa: S608 - column names of our own
)
_put_off = Statement(
    """UPDATE shop_waits SET tries = r.tries, due_at = r.due_at FROM {rows} r
    WHERE shop_waits.conversation_id = r.id AND shop_waits.key = r.key""",
    id="integer",
    key="text",
    tries="integer",
    due_at="integer",
)
_hasten = Statement("""UPDATE shop_waits SET due_at = :now WHERE due_at > :now""")
_end = Statement("""DELETE FROM shop_waits WHERE conversation_id = :id AND key = :key RETURNING conversation_id""")
_next = Statement("""SELECT MIN(due_at) FROM shop_waits""")


def begin(
    connection: sa.Connection, conversation_id: int, *, number: str, key: str, until: int, due_at: int, promise: NewPromise,
    now: int,
) -> tuple[bool, int]:  # fmt: skip
    """Wait, and promise it; whether it is new, and until when at the latest. Who waits already goes on waiting."""
    told: dict[str, Any] = {"number": storable(number), "key": key, "until": until, "due_at": due_at}
    made = _begin(connection, id=conversation_id, now=now, **told).scalar()
    if made is None:
        held: int = _until(connection, id=conversation_id).scalar_one()
        return False, held
    make(connection, conversation_id, replace(promise, about=key), now)
    return True, until


def claim(connection: sa.Connection, now: int, lease: int, room: int) -> Sequence[Wait]:
    """Those that are due; nobody else looks at them before `lease`."""
    found = [Wait(*row) for row in _due(connection, now=now, room=room)]
    put_off(connection, [(wait, wait.tries, lease) for wait in found])
    return found


def put_off(connection: sa.Connection, waits: Sequence[tuple[Wait, int, int]]) -> None:
    """Look at each again later: with so many tries behind it, at this moment."""
    rows = [{"id": wait.conversation_id, "key": wait.key, "tries": tries, "due_at": due} for wait, tries, due in waits]
    if rows:
        _put_off(connection, rows)


def hasten(connection: sa.Connection, now: int) -> None:
    """The shop answers: everybody is looked at now."""
    _hasten(connection, now=now)


def end(connection: sa.Connection, wait: Wait, fact: str, now: int) -> bool:
    """Tell the conversation that the shop answers, or that nobody waits any longer; the promise is settled. False: it is gone."""
    if _end(connection, id=wait.conversation_id, key=wait.key).scalar() is None:
        return False
    settle_what(connection, wait.conversation_id, PROMISE, now, about=wait.key)
    post_fact(connection, wait.conversation_id, Fact(fact), f"wait:{wait.key}", now)
    return True


def next_due(connection: sa.Connection) -> int | None:
    """When somebody is looked at next."""
    return _next(connection).scalar()
