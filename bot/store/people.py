"""Who may sign in, and who is signed in: without it anybody could read what customers wrote."""

from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from bot.store.letters import storable
from bot.store.sql import Statement

Role = Literal["agent", "supervisor", "admin"]
ROLES: tuple[Role, ...] = ("agent", "supervisor", "admin")  # each may do what those before it may


@dataclass(frozen=True, slots=True)
class User:
    """A person of the shop. `languages` are those they answer in, `locale` is the one they read the console in."""

    id: int
    email: str
    name: str
    role: Role
    languages: tuple[str, ...] = ()
    disabled: bool = False
    locale: str = ""

    def is_at_least(self, role: Role) -> bool:
        """Whether they may do what this role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


_add = Statement(
    """INSERT INTO users (email, name, role, password, languages, created_at)
    VALUES (:email, :name, :role, :password, :languages, :now) ON CONFLICT (email) DO NOTHING RETURNING id"""
)

_by_email = Statement(
    """SELECT id, email, name, role, languages, disabled, locale, password FROM users WHERE email = :email AND NOT disabled"""
)

_everybody = Statement("""SELECT id, email, name, role, languages, disabled, locale FROM users ORDER BY name, id""")

_disable = Statement("""UPDATE users SET disabled = :disabled WHERE email = :email RETURNING id""")

_password = Statement("""UPDATE users SET password = :password WHERE id = :id""")

_open = Statement(
    """INSERT INTO sessions (digest, user_id, created_at, expires_at) VALUES (:digest, :user_id, :now, :expires_at)"""
)

_who = Statement(
    """SELECT u.id, u.email, u.name, u.role, u.languages, u.disabled, u.locale FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.digest = :digest AND s.expires_at > :now AND NOT u.disabled"""
)

_end = Statement("""DELETE FROM sessions WHERE digest = :digest""")
_end_all = Statement("""DELETE FROM sessions WHERE user_id = :user_id""")
_expired = Statement("""DELETE FROM sessions WHERE expires_at <= :now""")


def address_of(email: str) -> str:
    """An e-mail address in the one form in which it is stored and looked up."""
    return storable(email).strip().casefold()


def add(
    connection: sa.Connection, *, email: str, name: str, role: Role, password: str, now: int, languages: tuple[str, ...] = ()
) -> int | None:
    """Add a person; `password` is already hashed. None where the e-mail is taken."""
    return _add(
        connection, email=address_of(email), name=name.strip(), role=role, password=password,
        languages=" ".join(languages), now=now,
    ).scalar()  # fmt: skip


def everybody(connection: sa.Connection) -> list[User]:
    """All people by name, the disabled ones too."""
    return [_user(row) for row in _everybody(connection)]


def with_password(connection: sa.Connection, email: str) -> tuple[User, str] | None:
    """The person with this e-mail and the hash of their password, unless disabled."""
    row = _by_email(connection, email=address_of(email)).one_or_none()
    return (_user(row), row.password) if row is not None else None


def set_password(connection: sa.Connection, user_id: int, password: str) -> None:
    """Store another hash."""
    _password(connection, id=user_id, password=password)


def disable(connection: sa.Connection, email: str, *, disabled: bool = True) -> int | None:
    """Lock a person out, at once and everywhere, or let them in again; their id, None where there is no such person."""
    user_id = _disable(connection, email=address_of(email), disabled=disabled).scalar()
    if user_id is not None and disabled:
        _end_all(connection, user_id=user_id)
    return user_id


def open_session(connection: sa.Connection, *, digest: str, user_id: int, now: int, expires_at: int) -> None:
    """Sign a person in under a token's digest, and forget the sessions that have run out."""
    _expired(connection, now=now)
    _open(connection, digest=digest, user_id=user_id, now=now, expires_at=expires_at)


def signed_in(connection: sa.Connection, digest: str, now: int) -> User | None:
    """Whose session this is, while it lasts."""
    row = _who(connection, digest=digest, now=now).one_or_none()
    return _user(row) if row is not None else None


def end_session(connection: sa.Connection, digest: str) -> None:
    """Sign out."""
    _end(connection, digest=digest)


def _user(row: sa.Row[Any]) -> User:
    return User(row.id, row.email, row.name, row.role, tuple(row.languages.split()), bool(row.disabled), row.locale)
