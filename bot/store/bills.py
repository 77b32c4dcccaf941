"""Invoices as payments see them, and what payments do to them: without it matching would have to read all that is open."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import sqlalchemy as sa

from bot.epoch import from_ms
from bot.store.sql import Statement
from flows.shop.model import Money
from flows.shop.payments import FEW, Bill, BillState
from nlu.model import Language

_FIELDS = "number, reference, state, currency, total, paid, issued_at, order_number, buyer_name, buyer_iban"
_KIND = "kind <> 'credit_note'"

# They are held until the transaction ends, so that none is void by the time its money is written down.
_referenced = Statement(
    f"""SELECT {_FIELDS} FROM invoices WHERE reference IN (SELECT key FROM {{rows}} r) AND {_KIND}
    ORDER BY number {{lock}}""",  # noqa: S608 - names of our own
    key="text",
)
_numbered = Statement(
    f"""SELECT {_FIELDS} FROM invoices WHERE number IN (SELECT key FROM {{rows}} r) AND {_KIND}
    ORDER BY number {{lock}}""",  # noqa: S608 - names of our own
    key="text",
)
_of_orders = Statement(
    f"""SELECT {_FIELDS} FROM invoices WHERE order_number IN (SELECT key FROM {{rows}} r) AND {_KIND}
      AND state IN ('open', 'part_paid') ORDER BY number {{lock}}""",  # noqa: S608 - names of our own
    key="text",
)
_owing = Statement(
    f"""SELECT {_FIELDS} FROM invoices WHERE state = 'open' AND currency = :currency AND total = :amount AND {_KIND}
    ORDER BY issued_at DESC LIMIT :room"""  # noqa: S608 - names of our own
)
_owing_rest = Statement(
    f"""SELECT {_FIELDS} FROM invoices WHERE state = 'part_paid' AND currency = :currency AND total - paid = :amount AND {_KIND}
    ORDER BY issued_at DESC LIMIT :room"""  # noqa: S608 - names of our own
)

# For showing: nothing is held.
_seen = Statement(
    f"""SELECT {_FIELDS} FROM invoices WHERE number IN (SELECT key FROM {{rows}} r)""",  # noqa: S608 - names of our own
    key="text",
)
_restricted = Statement(
    """SELECT number FROM invoices WHERE number IN (SELECT key FROM {rows} r) AND restricted_at IS NOT NULL""", key="text"
)
_get = Statement(
    f"""SELECT {_FIELDS}, kind, conversation_id, language, snapshot FROM invoices WHERE number = :number {{lock}}"""  # noqa: S608
)
_newest = Statement("""SELECT number FROM invoices
    WHERE kind <> 'credit_note' AND issued_at = (SELECT MAX(issued_at) FROM invoices WHERE kind <> 'credit_note')
    ORDER BY number DESC LIMIT 1""")
_last_begun = Statement("""SELECT MAX(id) FROM conversations""")
_book = Statement(
    """UPDATE invoices SET paid = paid + :amount, state = :state, closed_at = :closed_at
    WHERE number = :number AND paid = :seen RETURNING number"""
)


@dataclass(frozen=True, slots=True)
class Held:
    """An invoice held still, with whom to tell of it. `snapshot` is the document as it was issued, as JSON."""

    bill: Bill
    kind: str
    conversation_id: int | None
    language: Language
    snapshot: str


class SqlBills:
    """Bills in SQL, inside a transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection

    def referenced(self, references: Collection[str]) -> Sequence[Bill]:
        """See Bills."""
        return [_bill(row) for row in _referenced(self.connection, _keys(references))]

    def numbered(self, numbers: Collection[str]) -> Sequence[Bill]:
        """See Bills."""
        return [_bill(row) for row in _numbered(self.connection, _keys(numbers))]

    def of_orders(self, orders: Collection[str]) -> Sequence[Bill]:
        """See Bills."""
        return [_bill(row) for row in _of_orders(self.connection, _keys(orders))]

    def owing(self, amount: Money) -> Sequence[Bill]:
        """See Bills."""
        wanted: dict[str, Any] = {"currency": amount.currency, "amount": cents(amount), "room": FEW}
        found = [_bill(row) for asked in (_owing, _owing_rest) for row in asked(self.connection, **wanted)]
        return sorted(found, key=lambda bill: (bill.issued_on, bill.number), reverse=True)[:FEW]


def hold(connection: sa.Connection, number: str) -> Held | None:
    """An invoice by its number, held until the transaction ends; a credit note is none."""
    row = _get(connection, number=number).one_or_none()
    if row is None or row.kind == "credit_note":
        return None
    return Held(_bill(row), row.kind, row.conversation_id, cast("Language", row.language), row.snapshot)


def seen(connection: sa.Connection, numbers: Collection[str]) -> Mapping[str, Bill]:
    """Invoices as they stand, by number."""
    return {row.number: _bill(row) for row in _seen(connection, _keys(numbers))} if numbers else {}


def restricted(connection: sa.Connection, numbers: Collection[str]) -> frozenset[str]:
    """Those of these invoices whose buyer is kept for the law alone."""
    return frozenset(row.number for row in _restricted(connection, _keys(numbers))) if numbers else frozenset()


def newest(connection: sa.Connection) -> str:
    """The number of the invoice issued last, empty where there is none."""
    return str(_newest(connection).scalar() or "")


def last_begun(connection: sa.Connection) -> int | None:
    """The newest conversation: in a rehearsal, the only one."""
    return _last_begun(connection).scalar()


def book(connection: sa.Connection, bill: Bill, amount: Money, state: BillState, now: int) -> None:
    """More (or, below zero, less) of a held invoice is paid, which makes it this."""
    closed_at = now if state in {"paid", "overpaid"} else None
    done = _book(
        connection, number=bill.number, seen=cents(bill.paid), amount=cents(amount), state=state, closed_at=closed_at
    ).all()  # fmt: skip
    assert done, "the row is held, so nobody can have booked on it meanwhile"


def cents(money: Money) -> int:
    """A sum as the tables hold it."""
    return int(money.amount * 100)


def money(hundredths: int, currency: str) -> Money:
    """A sum from the tables."""
    return Money(Decimal(hundredths) / 100, currency)


def _keys(keys: Collection[str]) -> list[dict[str, Any]]:
    return [{"key": key} for key in sorted(keys)]


def _bill(row: sa.Row[Any]) -> Bill:
    return Bill(
        row.number, row.reference, row.state, money(row.total, row.currency), money(row.paid, row.currency),
        from_ms(row.issued_at).date(), row.order_number, row.buyer_name, row.buyer_iban,
    )  # fmt: skip
