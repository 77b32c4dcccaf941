"""The bank as a part of the shop's business: files come in, customers say what shall become of what was too much."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, cast

import sqlalchemy as sa

from bot.books import rehearsal
from bot.books.department import Department, Office
from bot.books.effects import Book, FailedError
from bot.books.payments import Books, Paper, Taken, rules_of
from bot.epoch import to_ms
from bot.store import bank, overpayments
from bot.store.bills import Held
from bot.store.calls import Errand
from bot.store.overpayments import Wish
from bot.store.sealed import Ring
from config.shop import Shop
from flows.shop.bank import Statement, read
from flows.shop.bank.sheets import SHEETS
from flows.shop.invoices import InvoiceError, load
from flows.shop.model import Money
from flows.shop.qr import NbuFormat, payment_code, payment_of

WISHES = ("refund", "keep")


def read_file(shop: Shop, name: str, content: bytes) -> tuple[Statement, str]:
    """What a file says, and its SHA-256. Raises Problems."""
    return read(name, content, {**SHEETS, **shop.payments.sheets}), hashlib.sha256(content).hexdigest()


def paper_of(held: Held, missing: Money, nbu: NbuFormat = "002") -> Paper:
    """How the rest of an invoice is paid: by its own account, and a code for that sum where its currency has one."""
    try:
        payment = payment_of(load(held.snapshot), missing.amount)
        code = payment_code(payment, nbu)
    except InvoiceError:
        return Paper()
    return Paper(code.png if code is not None else None, payment.account.iban, payment.payee)


def open_books(connection: sa.Connection, shop: Shop, now: int, ring: Ring | None = None) -> Books:
    """The bank's books of this shop, held until the transaction ends."""
    return Books(connection, rules_of(shop), partial(paper_of, nbu=shop.invoices.nbu), now, ring)


def take_in(
    connection: sa.Connection, shop: Shop, files: Sequence[tuple[Statement, str]], now: int, ring: Ring | None = None,
) -> Sequence[Taken]:  # fmt: skip
    """What each of these files brings, all in this transaction."""
    books = open_books(connection, shop, now, ring)
    return [books.take_in(statement, sha256) for statement, sha256 in files]


@dataclass(frozen=True, slots=True)
class Bank(Department):
    """Money that comes in, and what came too much."""

    office: Office

    @property
    def books(self) -> Mapping[str, Book]:
        """See Department."""
        return {"settle_overpayment": settle_overpayment}

    @property
    def events(self) -> Mapping[str, Callable[[Mapping[str, str]], Awaitable[None]]]:
        """See Department, and bot/books/rehearsal.py."""
        return {"bill": self._a_bill, "bank": self._money}

    async def _a_bill(self, values: Mapping[str, str]) -> None:
        shop, now = self.office.settings, self.office.clock()
        await self.office.database.write(lambda connection: rehearsal.bill(connection, shop, values, now))

    async def _money(self, values: Mapping[str, str]) -> None:
        shop, now = self.office.settings, self.office.clock()

        def work(connection: sa.Connection) -> None:
            file = rehearsal.movement(connection, shop, values, now)
            take_in(connection, shop, [file], now, self.office.ring)

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
