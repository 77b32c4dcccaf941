"""How tests of drafts came out, so that publishing can ask, and an admin who comes back finds it."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.sql import Statement

KEEP = 50  # rows; older ones are of drafts nobody remembers


@dataclass(frozen=True, slots=True)
class Trial:
    """The tests held once with a set. Moments in ms; `ended_at` is None while they are being held, or were left off."""

    id: int
    flows: str
    tests: str
    user_id: int
    begun_at: int
    seen_at: int
    ended_at: int | None
    total: int
    done: int
    failed: int
    report: str


_begin = Statement(
    """INSERT INTO trials (flows, tests, user_id, begun_at, seen_at, total) VALUES (:flows, :tests, :user_id, :now, :now, :total)
    RETURNING id"""
)
_forget = Statement("""DELETE FROM trials WHERE id <= :id""")
_see = Statement("""UPDATE trials SET seen_at = :now, done = :done, failed = :failed WHERE id = :id""")
_end = Statement(
    """UPDATE trials SET seen_at = :now, ended_at = :now, done = :done, failed = :failed, report = :report WHERE id = :id"""
)
_newest = Statement(
    """SELECT id, flows, tests, user_id, begun_at, seen_at, ended_at, total, done, failed, report FROM trials
    WHERE flows = :flows ORDER BY id DESC LIMIT 1"""
)


def begin(connection: sa.Connection, *, flows: str, tests: str, user_id: int, total: int, now: int) -> int:
    """A row for tests that begin now; its number."""
    id_ = int(_begin(connection, flows=flows, tests=tests, user_id=user_id, total=total, now=now).scalar_one())
    _forget(connection, id=id_ - KEEP)
    return id_


def see(connection: sa.Connection, id_: int, done: int, failed: int, now: int) -> None:
    """So far it is."""
    _see(connection, id=id_, done=done, failed=failed, now=now)


def end(connection: sa.Connection, id_: int, *, done: int, failed: int, report: str, now: int) -> None:
    """All were held."""
    _end(connection, id=id_, done=done, failed=failed, report=report, now=now)


def newest(connection: sa.Connection, flows: str) -> Trial | None:
    """The last time a set's tests were held or begun."""
    row = _newest(connection, flows=flows).first()
    return Trial(*row) if row is not None else None
