"""The bank as a part of the shop's business: files come in, customers say what shall become of what was too much."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, cast

import sqlalchemy as sa

from bot.books.department import Department, Office
from bot.books.effects import Book, FailedError
from bot.books.payments import Books, Taken, no_paper, rules_of
from bot.epoch import from_ms, to_ms
from bot.store import bank, bills, overpayments
from bot.store.calls import Errand
from bot.store.overpayments import Wish
from config.shop import Shop
from flows.shop.bank import Statement, Transaction, read
from flows.shop.bank.sheets import SHEETS
from flows.shop.model import Money

WISHES = ("refund", "keep")


def read_file(shop: Shop, name: str, content: bytes) -> tuple[Statement, str]:
    """What a file says, and its SHA-256. Raises Problems."""
    return read(name, content, {**SHEETS, **shop.payments.sheets}), hashlib.sha256(content).hexdigest()


def open_books(connection: sa.Connection, shop: Shop, now: int) -> Books:
    """The bank's books of this shop, held until the transaction ends."""
    return Books(connection, rules_of(shop), no_paper, now)


def take_in(connection: sa.Connection, shop: Shop, files: Sequence[tuple[Statement, str]], now: int) -> Sequence[Taken]:
    """What each of these files brings, all in this transaction."""
    books = open_books(connection, shop, now)
    return [books.take_in(statement, sha256) for statement, sha256 in files]


@dataclass(frozen=True, slots=True)
class Bank(Department):
    """Money that comes in, and what came too much."""

    office: Office
    _happened: Any = field(default_factory=lambda: count(1))

    @property
    def books(self) -> Mapping[str, Book]:
        """See Department."""
        return {"settle_overpayment": settle_overpayment}

    @property
    def events(self) -> Mapping[str, Callable[[Mapping[str, str]], Awaitable[None]]]:
        """See Department: `bank: {amount: 12.50 EUR, reference: last, name: Anna, iban: LV..., back: "yes"}`.

        `reference: last` is that of the invoice issued last; any other text is what the payer wrote. An amount below zero went
        out; `back` says that it takes back what came before.
        """
        return {"bank": self._money_moves}

    async def _money_moves(self, values: Mapping[str, str]) -> None:
        now = self.office.clock()
        number = next(self._happened)

        def work(connection: sa.Connection) -> None:
            said = values.get("reference", "")
            words = bills.newest(connection) if said == "last" else said
            day = from_ms(now).astimezone(self.office.settings.time_zone).date()
            one = Transaction(
                values.get("account", "TEST"), day, Money.parse(values["amount"]), name=values.get("name", ""),
                iban=values.get("iban", ""), text=words, bank_reference=f"{now}-{number}", reversal="back" in values,
            )  # fmt: skip
            statement = Statement("a test", "test", "statement", (one,))
            take_in(connection, self.office.settings, [(statement, f"{now}-{number}")], now)

        await self.office.database.write(work)


def settle_overpayment(connection: sa.Connection, errand: Errand, now: datetime) -> Mapping[str, Any]:
    """Write down what shall become of what came too much."""
    bank.hold_ledger(connection, to_ms(now))
    wish, id_ = str(errand.arguments.get("wish")), str(errand.arguments.get("overpayment"))
    found = overpayments.one(connection, int(id_)) if id_.isdecimal() else None
    if found is None or wish not in WISHES:
        raise FailedError("there is no such overpayment")
    if not overpayments.wish(connection, found.id, errand.conversation_id, cast("Wish", wish), to_ms(now)):
        raise FailedError("this overpayment is not theirs, or is settled already")
    return {"number": found.invoice, "amount": found.amount, "wish": wish}
