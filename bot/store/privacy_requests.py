"""What customers ask for about their data: an export, or to be erased; once at a time, with a moment to think better of it.

An erasure is done by the clock at `look_at`, or waits for a person's word where the shop wants that (`retention.approve`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from bot.store import audit, changes
from bot.store.letters import storable
from bot.store.sql import Statement

What = Literal["export", "erase"]
State = Literal["waiting", "approved", "done", "refused", "withdrawn"]
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for; moments in ms. An erasure is not done before `due_at`; an export is owed by then."""

    id: int
    conversation_id: int
    what: What
    state: State
    asked_at: int
    due_at: int
    look_at: int | None
    decided_by: int | None
    decided_at: int | None
    why: str


_FIELDS = "id, conversation_id, what, state, asked_at, due_at, look_at, decided_by, decided_at, why"
_OPEN = "state IN ('waiting', 'approved')"
_hold = Statement("""SELECT id FROM conversations WHERE id = :id {lock}""")
_open = Statement(
    f"""SELECT {_FIELDS} FROM privacy_requests WHERE conversation_id = :id AND what = :what AND {_OPEN}
    ORDER BY id DESC LIMIT 1"""  # noqa: S608 - column names of our own
)
_make = Statement(
    f"""INSERT INTO privacy_requests (conversation_id, what, state, asked_at, due_at, look_at)
    VALUES (:id, :what, 'waiting', :now, :due_at, :look_at) RETURNING {_FIELDS}"""  # noqa: S608 - as above
)
_withdraw = Statement(
    f"""UPDATE privacy_requests SET state = 'withdrawn', look_at = NULL, decided_at = :now
    WHERE conversation_id = :id AND what = :what AND {_OPEN} RETURNING id"""  # noqa: S608 - as above
)
_decide = Statement(
    f"""UPDATE privacy_requests SET state = :state, look_at = :look_at, decided_by = :who, decided_at = :now, why = :why
    WHERE id = :id AND state = 'waiting' RETURNING {_FIELDS}"""  # noqa: S608 - as above
)
_due = Statement(
    f"""SELECT {_FIELDS} FROM privacy_requests WHERE look_at IS NOT NULL AND look_at <= :now
    ORDER BY look_at, id LIMIT :room"""  # noqa: S608 - as above
)
_off = Statement("""UPDATE privacy_requests SET look_at = :look_at, why = :why WHERE id = :id AND look_at IS NOT NULL""")
_done = Statement(f"""UPDATE privacy_requests SET state = 'done', look_at = NULL WHERE id = :id AND {_OPEN} RETURNING id""")  # noqa: S608
_page = Statement(
    f"""SELECT {_FIELDS} FROM privacy_requests WHERE id < :before AND (:all OR {_OPEN})
    ORDER BY id DESC LIMIT :room"""  # noqa: S608 - as above
)
_one = Statement(f"""SELECT {_FIELDS} FROM privacy_requests WHERE id = :id""")  # noqa: S608 - as above


def ask(
    connection: sa.Connection, conversation_id: int, what: What, *, now: int, due_at: int, by_clock: bool
) -> Request | None:  # fmt: skip
    """Note it; the one that is open where there is one. None where the conversation is gone.

    `by_clock`: it is done at `due_at` unless it is withdrawn; else a person has to say so.
    """
    if _hold(connection, id=conversation_id).one_or_none() is None:
        return None
    if (known := open_of(connection, conversation_id, what)) is not None:
        return known
    row = _make(
        connection, id=conversation_id, what=what, now=now, due_at=due_at, look_at=due_at if by_clock else None
    ).one()  # fmt: skip
    changes.touch(connection, [conversation_id], now)
    return Request(*row)


def open_of(connection: sa.Connection, conversation_id: int, what: What) -> Request | None:
    """What is asked for in a conversation and not settled."""
    return _request(_open(connection, id=conversation_id, what=what).one_or_none())


def withdraw(connection: sa.Connection, conversation_id: int, what: What, now: int) -> bool:
    """The customer thinks better of it; False where nothing was asked for."""
    changed = bool(_withdraw(connection, id=conversation_id, what=what, now=now).all())
    if changed:
        changes.touch(connection, [conversation_id], now)
    return changed


def decide(connection: sa.Connection, id_: int, *, approved: bool, who: int, why: str = "", now: int) -> Request | None:
    """A person's word; None where it does not wait for one. What is approved is done at once, or when it is due."""
    request = one(connection, id_)
    if request is None:
        return None
    state, look_at = ("approved", max(now, request.due_at)) if approved else ("refused", None)
    row = _decide(connection, id=id_, state=state, look_at=look_at, who=who, now=now, why=storable(why)[:LONGEST]).one_or_none()
    if row is not None:
        told = {"conversation": request.conversation_id, "what": request.what}
        audit.record(connection, who=who, action=f"privacy.{state}", about=f"request:{id_}", detail=told, now=now)
        changes.touch(connection, [request.conversation_id], now)
    return _request(row)


def due(connection: sa.Connection, now: int, room: int) -> Sequence[Request]:
    """What the clock is to do now."""
    return [Request(*row) for row in _due(connection, now=now, room=room)]


def put_off(connection: sa.Connection, id_: int, look_at: int | None, why: str) -> None:
    """It cannot be done now: try then, or (None) leave it to people."""
    _off(connection, id=id_, look_at=look_at, why=why[:LONGEST]).close()


def done(connection: sa.Connection, id_: int) -> bool:
    """It was given out."""
    return bool(_done(connection, id=id_).all())


def page(connection: sa.Connection, before: int, room: int, *, settled: bool = False) -> Sequence[Request]:
    """What is open, the newest first; with `settled` what is not, too."""
    return [Request(*row) for row in _page(connection, before=before, room=room, all=settled)]


def one(connection: sa.Connection, id_: int) -> Request | None:
    """A request by its number."""
    return _request(_one(connection, id=id_).one_or_none())


def _request(row: Any) -> Request | None:
    return Request(*row) if row is not None else None
