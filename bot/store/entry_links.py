"""Links by which people set a password, each good once: without them an admin would have to know other people's passwords."""

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from bot.store.people import User, user_of
from bot.store.sql import Statement

Kind = Literal["invitation", "reset"]


@dataclass(frozen=True, slots=True)
class EntryLink:
    """A link that is still good, and whose it is; `expires_at` is ms since the epoch."""

    kind: Kind
    user: User
    expires_at: int


_make = Statement(
    """INSERT INTO user_links (user_id, kind, digest, made_at, expires_at) VALUES (:user_id, :kind, :digest, :now, :expires_at)
    ON CONFLICT (user_id) DO UPDATE SET kind = excluded.kind, digest = excluded.digest, made_at = excluded.made_at,
      expires_at = excluded.expires_at"""
)

_find = Statement(
    """SELECT l.kind, l.expires_at, u.id, u.email, u.name, u.role, u.languages, u.disabled, u.locale
    FROM user_links l JOIN users u ON u.id = l.user_id WHERE l.digest = :digest AND l.expires_at > :now AND NOT u.disabled"""
)

_use = Statement("""DELETE FROM user_links WHERE digest = :digest RETURNING user_id""")

_expired = Statement("""DELETE FROM user_links WHERE expires_at <= :now""")


def make(connection: sa.Connection, *, user_id: int, kind: Kind, digest: str, now: int, expires_at: int) -> None:
    """A new link; the person's older one is dead from now on."""
    _expired(connection, now=now)
    _make(connection, user_id=user_id, kind=kind, digest=digest, now=now, expires_at=expires_at)


def find(connection: sa.Connection, digest: str, now: int) -> EntryLink | None:
    """The link with this digest, while it is good and its person may come in."""
    row = _find(connection, digest=digest, now=now).one_or_none()
    return EntryLink(row.kind, user_of(row), row.expires_at) if row is not None else None


def use(connection: sa.Connection, digest: str, now: int) -> EntryLink | None:
    """Use it up: of many who come with it at once, one has it."""
    found = find(connection, digest, now)
    if found is None or _use(connection, digest=digest).first() is None:
        return None
    return found
