"""What came above what was owed: without it the customer's own money would be a remark in somebody's notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from bot.store.bills import cents, money
from bot.store.letters import storable
from bot.store.sql import Statement
from flows.shop.model import Money

OverpaidState = Literal["asked", "refund", "keep", "settled", "void"]
Wish = Literal["refund", "keep"]


@dataclass(frozen=True, slots=True)
class Overpayment:
    """What came above what was owed, and what its owner wishes."""

    id: int
    transaction_id: int
    invoice: str
    conversation_id: int | None
    amount: Money
    state: OverpaidState
    payer_name: str
    payer_iban: str
    made_at: int
    wished_at: int | None
    settled_by: int | None
    settled_at: int | None
    note: str


_FIELDS = """c.id, c.transaction_id, c.invoice, c.conversation_id, c.amount, c.currency, c.state, t.payer_name, t.payer_iban,
      c.made_at, c.wished_at, c.settled_by, c.settled_at, c.note"""
_make = Statement(
    """INSERT INTO overpayments (transaction_id, invoice, conversation_id, amount, currency, state, made_at)
    VALUES (:transaction_id, :invoice, :conversation_id, :amount, :currency, 'asked', :now) RETURNING id"""
)
_one = Statement(
    f"""SELECT {_FIELDS} FROM overpayments c JOIN bank_transactions t ON t.id = c.transaction_id WHERE c.id = :id"""  # noqa: S608
)
_of = Statement(
    f"""SELECT {_FIELDS} FROM overpayments c JOIN bank_transactions t ON t.id = c.transaction_id
    WHERE c.transaction_id = :id"""  # noqa: S608 - names of our own
)
_page = Statement(
    f"""SELECT {_FIELDS} FROM overpayments c JOIN bank_transactions t ON t.id = c.transaction_id
    WHERE c.id < :before AND (:state = '' OR c.state = :state OR (:state = 'waiting' AND c.state IN ('asked', 'refund', 'keep')))
    ORDER BY c.id DESC LIMIT :room"""  # noqa: S608 - names of our own
)
_refundable = Statement(
    f"""SELECT {_FIELDS} FROM overpayments c JOIN bank_transactions t ON t.id = c.transaction_id
    WHERE c.state = 'refund' AND c.amount = :amount AND c.currency = :currency AND t.payer_iban = :iban AND t.payer_iban <> ''
    ORDER BY c.id LIMIT 1"""  # noqa: S608 - names of our own
)
_any = Statement("""SELECT COUNT(*) FROM overpayments WHERE invoice = :invoice AND state <> 'void'""")
_cut = Statement(
    """UPDATE overpayments SET amount = amount - :amount, state = CASE WHEN amount = :amount THEN 'void' ELSE state END
    WHERE id = :id AND state <> 'settled' AND amount >= :amount RETURNING id"""
)
_wish = Statement(
    """UPDATE overpayments SET state = :wish, wished_at = :now WHERE id = :id AND conversation_id = :conversation_id
      AND state IN ('asked', 'refund', 'keep') RETURNING id"""
)
_settle = Statement(
    """UPDATE overpayments SET state = 'settled', settled_by = :agent, settled_at = :now, note = :note
    WHERE id = :id AND state IN ('asked', 'refund', 'keep') RETURNING id"""
)


def make(
    connection: sa.Connection, id_: int, *, invoice: str, conversation_id: int | None, amount: Money, now: int
) -> int:  # fmt: skip
    """So much of a transaction is its payer's; its id."""
    made: int = _make(
        connection, transaction_id=id_, invoice=invoice, conversation_id=conversation_id, amount=cents(amount),
        currency=amount.currency, now=now,
    ).scalar_one()  # fmt: skip
    return made


def one(connection: sa.Connection, id_: int) -> Overpayment | None:
    """One by its id."""
    row = _one(connection, id=id_).one_or_none()
    return _overpayment(row) if row is not None else None


def of_transaction(connection: sa.Connection, transaction_id: int) -> Overpayment | None:
    """What of a transaction came too much."""
    row = _of(connection, id=transaction_id).one_or_none()
    return _overpayment(row) if row is not None else None


def page(
    connection: sa.Connection, state: OverpaidState | Literal["", "waiting"], before: int, room: int
) -> Sequence[Overpayment]:  # fmt: skip
    """Those of a state, of any, or those a person has to act on; newest first, with ids below `before`."""
    return [_overpayment(row) for row in _page(connection, state=state, before=before, room=room)]


def any_of(connection: sa.Connection, invoice: str) -> bool:
    """Whether more came for an invoice than was owed."""
    return bool(_any(connection, invoice=invoice).scalar_one())


def cut(connection: sa.Connection, id_: int, amount: Money) -> bool:
    """So much less, because it was taken back; False where it has been given back already."""
    return bool(_cut(connection, id=id_, amount=cents(amount)).all())


def wish(connection: sa.Connection, id_: int, conversation_id: int, wanted: Wish, now: int) -> bool:
    """What its owner wants done with it; False where it is not theirs, or was settled."""
    return bool(_wish(connection, id=id_, conversation_id=conversation_id, wish=wanted, now=now).all())


def settle(connection: sa.Connection, id_: int, agent: int | None, note: str, now: int) -> bool:
    """It was given back or used; False where that stands already."""
    return bool(_settle(connection, id=id_, agent=agent, note=storable(note), now=now).all())


def refundable(connection: sa.Connection, iban: str, amount: Money) -> Overpayment | None:
    """The one that is to be given back to this account, and is exactly this sum."""
    row = _refundable(connection, iban=iban, amount=cents(amount), currency=amount.currency).one_or_none()
    return _overpayment(row) if row is not None else None


def _overpayment(row: sa.Row[Any]) -> Overpayment:
    values = row._asdict()
    currency = values.pop("currency")
    return Overpayment(**{**values, "amount": money(row.amount, currency)})
