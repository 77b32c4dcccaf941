"""People of the shop, and what each may do: without it anybody could read what customers wrote."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from bot.store.letters import storable
from bot.store.sql import Statement

Role = Literal["agent", "supervisor", "admin"]
ROLES: tuple[Role, ...] = ("agent", "supervisor", "admin")  # each may do what those before it may


class LastAdminError(Exception):
    """The last admin cannot be disabled or given another role: nobody would be left to let people in."""


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


@dataclass(frozen=True, slots=True)
class Member:
    """A person as the list of people shows them; `seen_at` is when they last did something, `invited` that they never came in.

    `link` is the kind of the link that waits for them, good until `link_until`.
    """

    user: User
    invited: bool
    created_at: int
    seen_at: int | None
    link: str
    link_until: int | None


_FIELDS = "id, email, name, role, languages, disabled, locale"

_add = Statement(
    """INSERT INTO users (email, name, role, password, languages, locale, created_at)
    VALUES (:email, :name, :role, :password, :languages, :locale, :now) ON CONFLICT (email) DO NOTHING RETURNING id"""
)

_by_email = Statement(
    f"""SELECT {_FIELDS}, password FROM users WHERE email = :email AND NOT disabled"""  # noqa: S608 - column names of our own
)

_one = Statement(f"""SELECT {_FIELDS} FROM users WHERE id = :id""")  # noqa: S608 - as above

_everybody = Statement(f"""SELECT {_FIELDS} FROM users ORDER BY name, id""")  # noqa: S608 - as above

_members = Statement(
    """SELECT u.id, u.email, u.name, u.role, u.languages, u.disabled, u.locale, u.password = '' AS invited, u.created_at,
      (SELECT MAX(s.seen_at) FROM sessions s WHERE s.user_id = u.id) AS seen_at, l.kind AS link, l.expires_at AS link_until
    FROM users u LEFT JOIN user_links l ON l.user_id = u.id AND l.expires_at > :now
    WHERE :id = 0 OR u.id = :id ORDER BY u.disabled, u.name, u.id"""
)

_change = Statement(
    """UPDATE users SET name = :name, role = :role, languages = :languages, locale = :locale, disabled = :disabled
    WHERE id = :id"""
)

# Those who could let others in, held until the transaction ends, so that two who step down at once do not leave nobody.
_admins = Statement("""SELECT id FROM users WHERE role = 'admin' AND NOT disabled AND password <> '' ORDER BY id {lock}""")

_speak = Statement("""UPDATE users SET languages = :languages WHERE id = :id RETURNING id""")

_password = Statement("""UPDATE users SET password = :password WHERE id = :id""")

_secret = Statement("""SELECT password FROM users WHERE id = :id AND NOT disabled""")

_preferences = Statement("""SELECT preferences FROM users WHERE id = :id""")

_prefer = Statement("""UPDATE users SET preferences = :preferences WHERE id = :id""")

_shut = Statement("""DELETE FROM sessions WHERE user_id = :id""")
_unlink = Statement("""DELETE FROM user_links WHERE user_id = :id""")


def address_of(email: str) -> str:
    """An e-mail address in the one form in which it is stored and looked up."""
    return storable(email).strip().casefold()


def add(
    connection: sa.Connection, *, email: str, name: str, role: Role, password: str, now: int, languages: Sequence[str] = (),
    locale: str = "",
) -> int | None:  # fmt: skip
    """Add a person; `password` is already hashed, empty for one who is to set it. None where the e-mail is taken."""
    return _add(
        connection, email=address_of(email), name=name.strip(), role=role, password=password,
        languages=" ".join(languages), locale=locale, now=now,
    ).scalar()  # fmt: skip


def everybody(connection: sa.Connection) -> list[User]:
    """All people by name, the disabled ones too."""
    return [user_of(row) for row in _everybody(connection)]


def one(connection: sa.Connection, user_id: int) -> User | None:
    """A person by their number."""
    row = _one(connection, id=user_id).one_or_none()
    return user_of(row) if row is not None else None


def members(connection: sa.Connection, now: int, user_id: int = 0) -> Sequence[Member]:
    """Everybody, or this one person, with what the list of people shows; those who may come in first."""
    rows = _members(connection, now=now, id=user_id).all()
    return [
        Member(user_of(row), bool(row.invited), row.created_at, row.seen_at, row.link or "", row.link_until) for row in rows
    ]


def with_password(connection: sa.Connection, email: str) -> tuple[User, str] | None:
    """The person with this e-mail and the hash of their password, unless disabled."""
    row = _by_email(connection, email=address_of(email)).one_or_none()
    return (user_of(row), row.password) if row is not None else None


def password_of(connection: sa.Connection, user_id: int) -> str | None:
    """The hash of a person's password, unless they are disabled."""
    return _secret(connection, id=user_id).scalar()


def set_languages(connection: sa.Connection, user_id: int, languages: tuple[str, ...]) -> bool:
    """In which languages somebody answers; False where there is no such person."""
    return bool(_speak(connection, id=user_id, languages=" ".join(languages)).all())


def set_password(connection: sa.Connection, user_id: int, password: str) -> None:
    """Store another hash."""
    _password(connection, id=user_id, password=password)


def change(connection: sa.Connection, user_id: int, **values: Any) -> tuple[User, User] | None:
    """Change name, role, languages, locale or `disabled`; the person before and after, None where there is none.

    Who is disabled is signed out everywhere, and their links are dead. Raises LastAdminError.
    """
    admins = _admins(connection).scalars().all()
    before = one(connection, user_id)
    if before is None:
        return None
    known = {"name": before.name, "role": before.role, "languages": before.languages, "locale": before.locale}
    wanted = {**known, "disabled": before.disabled, **values}
    if list(admins) == [user_id] and (wanted["role"] != "admin" or wanted["disabled"]):
        raise LastAdminError
    _change(connection, id=user_id, **{**wanted, "languages": " ".join(wanted["languages"]), "name": wanted["name"].strip()})
    if wanted["disabled"]:
        _shut(connection, id=user_id)
        _unlink(connection, id=user_id)
    after = one(connection, user_id)
    assert after is not None, "nobody is ever taken out of the table"
    return before, after


def disable(connection: sa.Connection, email: str, *, disabled: bool = True) -> int | None:
    """Lock a person out, at once and everywhere, or let them in again; their id, None where there is no such person.

    Raises LastAdminError.
    """
    found = next((user for user in everybody(connection) if user.email == address_of(email)), None)
    if found is not None:
        change(connection, found.id, disabled=disabled)
    return found.id if found is not None else None


def preferences(connection: sa.Connection, user_id: int) -> Mapping[str, Any]:
    """How a person likes the console to behave."""
    found: Mapping[str, Any] = json.loads(_preferences(connection, id=user_id).scalar() or "{}")
    return found


def prefer(connection: sa.Connection, user_id: int, values: Mapping[str, Any]) -> None:
    """Keep how a person likes the console to behave."""
    _prefer(connection, id=user_id, preferences=json.dumps(dict(values)))


def user_of(row: sa.Row[Any]) -> User:
    """A person from a row that has their columns."""
    return User(row.id, row.email, row.name, row.role, tuple(row.languages.split()), bool(row.disabled), row.locale)
