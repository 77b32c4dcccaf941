"""What a payment asks of the books uses an index on both databases, however many invoices are open."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from bot.store import bank
from bot.store.bills import SqlBills
from bot.store.database import Database, Work
from bot.store.invoice_tables import invoices
from flows.shop.model import Money
from tests.books.bills import NOW
from tests.store.test_desk_plans import plans

ROWS = 20_000
ASKED: dict[str, Work[object]] = {
    "references": lambda connection: SqlBills(connection).referenced({"RF462026100001", "RF462026100002"}),
    "numbers": lambda connection: SqlBills(connection).numbered({f"20261{place:05d}" for place in range(98)}),
    "orders": lambda connection: SqlBills(connection).of_orders({"10001"}),
    "sums": lambda connection: SqlBills(connection).owing(Money(Decimal("19.90"), "EUR")),
    "identities": lambda connection: bank.known(connection, ["a", "b"]),
}


@pytest.fixture
def many(database: Database) -> Database:
    """A database with many open invoices."""
    rows = [
        {"number": f"20261{place:05d}", "kind": "proforma", "year": 2026, "place": place, "state": "open", "language": "lv",
         "order_number": str(place), "buyer_name": "Anna", "currency": "EUR", "total": place,
         "reference": f"RF4620261{place:05d}", "issued_at": NOW + place, "due_at": NOW, "snapshot": "{}", "digest": ""}
        for place in range(ROWS)
    ]  # fmt: skip
    database.submit(lambda connection: connection.execute(sa.insert(invoices), rows)).result()
    if database.dialect == "postgresql":
        database.submit(lambda connection: connection.exec_driver_sql("ANALYZE invoices")).result()
    return database


@pytest.mark.parametrize("name", ASKED)
def test_no_look_up_goes_through_all_invoices(many: Database, name: str) -> None:
    lines = many.submit(lambda connection: plans(connection, ASKED[name])).result()
    whole = [
        line for line in lines if "Seq Scan on invoices" in line or (line.startswith("SCAN invoices") and "USING" not in line)
    ]
    assert lines
    assert whole == [], "\n".join(lines)
