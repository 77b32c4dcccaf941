"""Invoices and their customers as the tests of money need them, and a look into the books afterwards."""

import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
import sqlalchemy as sa

from bot.books.payments import Books, Taken, no_paper
from bot.store.bank_tables import allocations, bank_transactions, overpayments
from bot.store.database import Database
from bot.store.invoice_tables import invoices
from bot.store.tables import conversations, inbox
from flows.shop.bank import Statement, read
from flows.shop.payments import Rules

NOW = 1_795_690_000_000  # 26 November 2026
RULES = Rules({"EUR": Decimal("0.05")}, orders=(r"\b1\d{4}\b",))
_files = itertools.count(1)
_places = itertools.count(1)


@dataclass(frozen=True, slots=True)
class House:
    """A database with what is done to it; sums are written `12.50`."""

    database: Database
    rules: Rules = RULES

    def conversation(self, address: str) -> int:
        """Somebody we write with; their id."""
        values = {"channel": "web", "address": address, "language": "lv", "created_at": NOW, "changed_at": NOW}
        return self.database.submit(
            lambda connection: int(
                connection.execute(sa.insert(conversations).values(values).returning(conversations.c.id)).scalar_one()
            )
        ).result()

    def issue(self, number: str, total: str, conversation: int | None = None, **other: Any) -> str:
        """An invoice; its number."""
        values = {
            "number": number, "kind": "proforma", "year": 2026, "place": next(_places), "state": "open",
            "conversation_id": conversation, "language": "lv", "buyer_name": "Anna Bērziņa", "currency": "EUR",
            "total": cents(total), "reference": f"RF46{number}", "issued_at": NOW - 86_400_000, "due_at": NOW + 7 * 86_400_000,
            "snapshot": "{}", "digest": "", **other,
        }  # fmt: skip
        self.database.submit(lambda connection: connection.execute(sa.insert(invoices).values(values))).result()
        return number

    def take(self, content: bytes, now: int = NOW) -> Taken:
        """A file is taken in."""
        statement = read("bank.xml", content)
        sha = str(hash(content))
        return self.database.submit(lambda connection: self.books(connection, now).take_in(statement, sha)).result()

    def enter(self, statement: Statement, now: int = NOW) -> Taken:
        """A statement in a file of its own."""
        sha = f"file {next(_files)}"
        return self.database.submit(lambda connection: self.books(connection, now).take_in(statement, sha)).result()

    def books(self, connection: sa.Connection, now: int = NOW) -> Books:
        """The books, open."""
        return Books(connection, self.rules, no_paper, now)

    def invoice(self, number: str) -> tuple[str, str]:
        """Its state, and what is paid of it."""
        row = self._rows(sa.select(invoices).where(invoices.c.number == number))[0]
        return row.state, f"{Decimal(row.paid) / 100:.2f}"

    def states(self) -> list[str]:
        """Of all transactions."""
        return [row.state for row in self._rows(sa.select(bank_transactions).order_by(bank_transactions.c.id))]

    def allocations(self) -> list[tuple[str, int]]:
        """Which invoice, how many cents."""
        return [(row.invoice, row.amount) for row in self._rows(sa.select(allocations).order_by(allocations.c.id))]

    def overpaid(self) -> list[tuple[str, int, str]]:
        """Of which invoice, how many cents, and how it stands."""
        return [(row.invoice, row.amount, row.state) for row in self._rows(sa.select(overpayments).order_by(overpayments.c.id))]

    def told(self, conversation: int) -> list[tuple[str, dict[str, Any]]]:
        """The facts a conversation learnt of, with their values."""
        found = self._rows(sa.select(inbox).where(inbox.c.conversation_id == conversation).order_by(inbox.c.id))
        bodies = [msgspec.json.decode(row.body) for row in found]
        return [(body["fact"], body["values"]) for body in bodies]

    def _rows(self, statement: Any) -> Any:
        return self.database.query(lambda connection: connection.execute(statement).all()).result()


def cents(text: str) -> int:
    """12.50 as 1250."""
    return int(Decimal(text) * 100)
