"""What was done at the built-in shop, each once by its key, with the order changed in the same transaction."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from bot.epoch import from_ms, to_ms
from bot.store.sql import Statement
from flows.shop.model import Money
from flows.shop.records import Deed

_FIELDS = "key, ability, about, at, amount, currency, text"

_one = Statement(f"""SELECT {_FIELDS} FROM shop_deeds WHERE key = :key""")  # noqa: S608 - column names of our own
_about = Statement(f"""SELECT {_FIELDS} FROM shop_deeds WHERE about = :about ORDER BY at, key""")  # noqa: S608 - as above
# Nothing where a coupon of this code, or the same key, has come first.
_note = Statement(
    f"""INSERT INTO shop_deeds ({_FIELDS}) VALUES (:key, :ability, :about, :at, :amount, :currency, :text)
    ON CONFLICT DO NOTHING RETURNING key"""  # noqa: S608 - column names of our own
)

_forget = Statement("""UPDATE shop_deeds SET text = '' WHERE about = :about AND ability IN ('change_address', 'add_note')""")


def forget(connection: sa.Connection, number: str) -> None:
    """Take addresses and notes out of what was done about an order; that it was done stays."""
    _forget(connection, about=number).close()


def one(connection: sa.Connection, key: str) -> Deed | None:
    """What was done under a key."""
    row = _one(connection, key=key).one_or_none()
    return _deed(row) if row is not None else None


def about(connection: sa.Connection, number: str) -> Sequence[Deed]:
    """Everything done about an order or a code, oldest first."""
    return [_deed(row) for row in _about(connection, about=number)]


def note(connection: sa.Connection, deed: Deed) -> bool:
    """Write it down; False where its key or its code was used while we looked."""
    amount, currency = (int(deed.amount.amount * 100), deed.amount.currency) if deed.amount is not None else (None, "")
    return (
        _note(
            connection, key=deed.key, ability=deed.ability, about=deed.about, at=to_ms(deed.at), amount=amount, currency=currency,
            text=deed.text,
        ).scalar()
        is not None
    )  # fmt: skip


def _deed(row: sa.Row[Any]) -> Deed:
    amount = Money(Decimal(row.amount) / 100, row.currency) if row.amount is not None else None
    return Deed(row.key, row.ability, row.about, from_ms(row.at), amount, row.text)
