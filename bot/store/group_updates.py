"""What people did in the group, kept before Telegram is told that we have it: without it a crash would lose an answer."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.letters import storable
from bot.store.sql import Statement

KEPT = 7 * 24 * 3600 * 1000  # ms; Telegram repeats for a day


@dataclass(frozen=True, slots=True)
class Stored:
    """One update: its key is Telegram's update_id, `body` as bot/channels/telegram_group_updates.py has it."""

    id: int
    account: str
    key: str
    kind: str
    body: str
    arrived_at: int
    tries: int


_put = Statement(
    """INSERT INTO group_updates (account, key, kind, body, arrived_at, due_at, done_at)
    VALUES (:account, :key, :kind, :body, :now, :now, :done_at) ON CONFLICT (account, key) DO NOTHING RETURNING id"""
)
_next = Statement(
    """SELECT id, account, key, kind, body, arrived_at, tries FROM group_updates
    WHERE done_at IS NULL AND due_at <= :now AND account = :account ORDER BY id LIMIT 1"""
)
_done = Statement(
    """UPDATE group_updates SET done_at = :now, body = '' WHERE id = :id AND done_at IS NULL RETURNING id"""
)
_put_off = Statement("""UPDATE group_updates SET tries = tries + 1, due_at = :due_at WHERE id = :id""")
_soon = Statement("""SELECT MIN(due_at) FROM group_updates WHERE done_at IS NULL AND account = :account""")
_forget = Statement("""DELETE FROM group_updates WHERE arrived_at < :before AND done_at IS NOT NULL""")


def put(connection: sa.Connection, account: str, key: str, *, kind: str, body: str, now: int, done: bool = False) -> bool:
    """Keep one; False where it had come before. With `done` there is nothing to do about it but to know that it was."""
    told: dict[str, Any] = {"account": account, "key": key, "kind": kind, "body": storable(body)}
    return _put(connection, now=now, done_at=now if done else None, **told).scalar() is not None


def next_(connection: sa.Connection, account: str, now: int) -> Stored | None:
    """The oldest that nobody has looked at."""
    row = _next(connection, account=account, now=now).one_or_none()
    return Stored(*row) if row is not None else None


def done(connection: sa.Connection, id_: int, now: int) -> bool:
    """In the transaction of what it brought about: False where that was done before. The words are not kept twice."""
    return _done(connection, id=id_, now=now).scalar() is not None


def put_off(connection: sa.Connection, id_: int, due_at: int) -> None:
    """Try it later; those behind it go on."""
    _put_off(connection, id=id_, due_at=due_at).close()


def next_due(connection: sa.Connection, account: str) -> int | None:
    """When there is something to look at."""
    return _soon(connection, account=account).scalar()


def forget(connection: sa.Connection, now: int) -> None:
    """Those that nobody repeats any more."""
    _forget(connection, before=now - KEPT).close()
