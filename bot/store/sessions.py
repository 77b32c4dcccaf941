"""Who is signed in, where, and since when: without it nobody could end a sign-in on a machine they have lost."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.people import User, user_of
from bot.store.sql import Statement

HANDLE = 16  # letters of a digest by which a sign-in is named; they open nothing


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in, named by the beginning of its digest; `device` in words, `address` shortened, moments in ms since the epoch."""

    handle: str
    device: str
    address: str
    created_at: int
    seen_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose session it is, and when it was last used."""

    user: User
    seen_at: int


_open = Statement(
    """INSERT INTO sessions (digest, user_id, created_at, expires_at, seen_at, device, address)
    VALUES (:digest, :user_id, :now, :expires_at, :now, :device, :address)"""
)

_who = Statement(
    """SELECT u.id, u.email, u.name, u.role, u.languages, u.disabled, u.locale, s.seen_at
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.digest = :digest AND s.expires_at > :now AND s.seen_at > :idle_since AND NOT u.disabled"""
)

_seen = Statement("""UPDATE sessions SET seen_at = :now WHERE digest = :digest AND seen_at < :now""")

_of = Statement(
    f"""SELECT substr(digest, 1, {HANDLE}) AS handle, device, address, created_at, seen_at, expires_at FROM sessions
    WHERE user_id = :user_id AND expires_at > :now AND seen_at > :idle_since ORDER BY seen_at DESC, digest"""  # noqa: S608 - a number
)

_end = Statement("""DELETE FROM sessions WHERE digest = :digest""")
_end_one = Statement(
    f"""DELETE FROM sessions WHERE user_id = :user_id AND substr(digest, 1, {HANDLE}) = :handle RETURNING user_id"""  # noqa: S608 - a number
)
_end_others = Statement("""DELETE FROM sessions WHERE user_id = :user_id AND digest <> :but""")
_expired = Statement("""DELETE FROM sessions WHERE expires_at <= :now""")


def begin(
    connection: sa.Connection, *, digest: str, user_id: int, now: int, expires_at: int, device: str = "", address: str = ""
) -> None:
    """Sign a person in under a token's digest, and forget the sessions that have run out."""
    _expired(connection, now=now)
    _open(connection, digest=digest, user_id=user_id, now=now, expires_at=expires_at, device=device, address=address)


def whose(connection: sa.Connection, digest: str, now: int, idle_since: int = 0) -> SignedIn | None:
    """Whose session this is, while it lasts and was used since a moment."""
    row = _who(connection, digest=digest, now=now, idle_since=idle_since).one_or_none()
    return SignedIn(user_of(row), row.seen_at) if row is not None else None


def used(connection: sa.Connection, digest: str, now: int) -> None:
    """Its person has just done something."""
    _seen(connection, digest=digest, now=now)


def of_user(connection: sa.Connection, user_id: int, now: int, idle_since: int = 0) -> Sequence[Session]:
    """A person's sessions, last used first."""
    return [Session(*row) for row in _of(connection, user_id=user_id, now=now, idle_since=idle_since)]


def end(connection: sa.Connection, digest: str) -> None:
    """Sign out."""
    _end(connection, digest=digest)


def end_one(connection: sa.Connection, user_id: int, handle: str) -> bool:
    """End the session of this name; False where the person has none such."""
    return _end_one(connection, user_id=user_id, handle=handle).first() is not None


def end_all(connection: sa.Connection, user_id: int, but: str = "") -> int:
    """End a person's sessions, all but the one with this digest; how many."""
    return _end_others(connection, user_id=user_id, but=but).rowcount
