"""Whose Telegram account is whose: without it anybody who got into the shop's group could answer its customers."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.letters import storable
from bot.store.people import Role, User
from bot.store.sql import Statement

LIFETIME = 15 * 60_000  # ms in which a code must be shown
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that is taken for another
_LENGTH = 10  # 49 bits, for a quarter of an hour


@dataclass(frozen=True, slots=True)
class Link:
    """A person and their Telegram account; `snoozed_until` is ms since the epoch."""

    user: User
    telegram_id: int
    name: str
    linked_at: int
    snoozed_until: int


_put_code = Statement(
    """INSERT INTO telegram_codes (user_id, digest, expires_at) VALUES (:user_id, :digest, :expires_at)
    ON CONFLICT (user_id) DO UPDATE SET digest = excluded.digest, expires_at = excluded.expires_at"""
)
_use_code = Statement(
    """DELETE FROM telegram_codes WHERE digest = :digest AND expires_at > :now
      AND user_id IN (SELECT id FROM users WHERE NOT disabled) RETURNING user_id"""
)
_forget_codes = Statement("""DELETE FROM telegram_codes WHERE expires_at <= :now""")
_free = Statement("""DELETE FROM telegram_links WHERE telegram_id = :telegram_id AND user_id <> :user_id""")
_link = Statement(
    """INSERT INTO telegram_links (user_id, telegram_id, name, linked_at) VALUES (:user_id, :telegram_id, :name, :now)
    ON CONFLICT (user_id) DO UPDATE SET telegram_id = excluded.telegram_id, name = excluded.name, linked_at = excluded.linked_at,
      snoozed_until = 0"""
)
_unlink = Statement("""DELETE FROM telegram_links WHERE user_id = :user_id RETURNING telegram_id""")
_snooze = Statement("""UPDATE telegram_links SET snoozed_until = :until WHERE user_id = :user_id RETURNING user_id""")

_COLUMNS = """u.id, u.email, u.name AS called, u.role, u.languages, u.locale, l.telegram_id, l.name, l.linked_at, l.snoozed_until
    FROM telegram_links l JOIN users u ON u.id = l.user_id"""
_by_telegram = Statement(f"""SELECT {_COLUMNS} WHERE l.telegram_id = :telegram_id AND NOT u.disabled""")
_of_user = Statement(f"""SELECT {_COLUMNS} WHERE l.user_id = :user_id AND NOT u.disabled""")
_all = Statement(f"""SELECT {_COLUMNS} WHERE NOT u.disabled ORDER BY u.id""")


def make_code(connection: sa.Connection, user_id: int, secret: bytes, now: int) -> str:
    """A code that links whoever shows it to this person, once, within LIFETIME; an earlier one is void."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    _forget_codes(connection, now=now).close()
    _put_code(connection, user_id=user_id, digest=_digest(code, secret), expires_at=now + LIFETIME).close()
    return code


def redeem(connection: sa.Connection, code: str, telegram_id: int, *, name: str, secret: bytes, now: int) -> int | None:
    """Link the account that shows the code; whose it is now, None where the code is wrong, used or too old.

    An account belongs to one person, and a person has one: what was before is undone.
    """
    user_id: int | None = _use_code(connection, digest=_digest(code, secret), now=now).scalar()
    if user_id is not None:
        _free(connection, telegram_id=telegram_id, user_id=user_id).close()
        _link(connection, user_id=user_id, telegram_id=telegram_id, name=storable(name), now=now).close()
    return user_id


def unlink(connection: sa.Connection, user_id: int) -> bool:
    """Undo it; False where there was no link."""
    return _unlink(connection, user_id=user_id).scalar() is not None


def snooze(connection: sa.Connection, user_id: int, until: int) -> bool:
    """No alerts for this person before `until` (ms); False where no account is linked."""
    return _snooze(connection, user_id=user_id, until=until).scalar() is not None


def by_telegram(connection: sa.Connection, telegram_id: int) -> Link | None:
    """Whose this account is; None for strangers and for people who may not sign in any more."""
    row = _by_telegram(connection, telegram_id=telegram_id).one_or_none()
    return _of_row(row) if row is not None else None


def of_user(connection: sa.Connection, user_id: int) -> Link | None:
    """A person's own link."""
    row = _of_user(connection, user_id=user_id).one_or_none()
    return _of_row(row) if row is not None else None


def everybody(connection: sa.Connection) -> Sequence[Link]:
    """All links."""
    return [_of_row(row) for row in _all(connection)]


def _digest(code: str, secret: bytes) -> str:
    """However it is typed: capitals or not, with blanks or dashes between."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hmac.new(secret, f"telegram {plain}".encode(), hashlib.sha256).hexdigest()


def _of_row(row: sa.Row[tuple[object, ...]]) -> Link:
    role: Role = row.role
    user = User(row.id, row.email, row.called, role, tuple(row.languages.split()), disabled=False, locale=row.locale)
    return Link(user, row.telegram_id, row.name, row.linked_at, row.snoozed_until)
