"""Which rows hold sealed accounts: without it a rotated key would leave some behind, and what is plain would stay so."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.sealed import ID, KeysError, Ring
from bot.store.sql import Statement
from flows.shop.persons import masked_iban, normal_iban

_in_use = Statement(
    f"""SELECT substr(account, 1, {ID}) AS key, COUNT(*) AS n FROM refunds WHERE account <> ''
    GROUP BY substr(account, 1, {ID})"""  # noqa: S608 - a number of our own
)
# What an older process has written, or this one before accounts were sealed; a masked one is of a payout that is over.
_plain = Statement(
    """SELECT id, number, iban FROM refunds WHERE iban <> '' AND substr(iban, 3, 1) <> '*' ORDER BY id LIMIT :room"""
)
_seal = Statement(
    """UPDATE refunds SET account = :account, account_tag = :tag, account_shown = :shown, iban = ''
    WHERE id = :id AND iban = :iban RETURNING id"""
)
_others = Statement(
    f"""SELECT id, number, account FROM refunds WHERE account <> '' AND substr(account, 1, {ID}) <> :key AND id > :after
    ORDER BY id LIMIT :room"""  # noqa: S608
)
_reseal = Statement("""UPDATE refunds SET account = :fresh WHERE id = :id AND account = :account RETURNING id""")


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is stored: sealed, as it is looked for, and as it may be shown."""

    sealed: str = ""
    tag: str = ""
    shown: str = ""


def about(number: str) -> str:
    """What a refund's account is bound to."""
    return f"refund of {number}"


def account(connection: sa.Connection, ring: Ring, iban: str, number: str) -> Account:
    """A refund's account, sealed. The first one makes the first key. Raises KeysError, above all where the keys were lost."""
    plain = normal_iban(iban)
    if not plain:
        return Account()
    ready(connection, ring)
    return Account(ring.seal(plain, about(number)), ring.tag(plain), masked_iban(plain))


def ready(connection: sa.Connection, ring: Ring) -> None:
    """See that there is a key. None is made where there were some, which would hide that they are lost. Raises KeysError."""
    if ring.keys():
        return
    if lost := in_use(connection):
        raise KeysError(f"accounts are sealed with {' and '.join(sorted(lost))}: put the keys back into DATA_KEYS or {ring.file}")
    ring.add("made with the first account")


def in_use(connection: sa.Connection) -> Mapping[str, int]:
    """How many accounts each key has sealed."""
    return {row.key: row.n for row in _in_use(connection)}


def seal_plain(connection: sa.Connection, ring: Ring, room: int = 500) -> int:
    """Seal accounts that stand as they are, up to `room`; how many. Raises KeysError."""
    done = 0
    for row in _plain(connection, room=room).all():
        made = account(connection, ring, row.iban, row.number)
        sealed = _seal(connection, id=row.id, iban=row.iban, account=made.sealed, tag=made.tag, shown=made.shown)
        done += sealed.scalar() is not None
    return done


def reseal(connection: sa.Connection, ring: Ring, after: int = 0, room: int = 500) -> tuple[int, int]:
    """Seal with the key in use what another one has sealed: how many, and the last id looked at (0: there are no more).

    Raises KeysError where one of the others is not here: nothing is changed then.
    """
    key = list(ring.keys())[-1]
    rows = _others(connection, key=key, after=after, room=room).all()
    done = 0
    for row in rows:
        fresh = ring.seal(ring.open(row.account, about(row.number)), about(row.number))
        done += _reseal(connection, id=row.id, account=row.account, fresh=fresh).scalar() is not None
    return done, rows[-1].id if rows else 0
