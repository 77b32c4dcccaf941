"""Paying by invoice as a part of the shop's business: what for, to whom, the papers, and what time does to them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from bot.books.at_shop import AtShop
from bot.books.department import Department, Office
from bot.books.effects import Book, FailedError, Outside
from bot.books.invoice_rounds import InvoiceRounds
from bot.books.invoicing import Issuing
from bot.books.papers import papers
from bot.books.vies import Vies
from bot.epoch import to_ms
from bot.store import invoice_rows, invoices, overview
from bot.store.calls import Errand
from bot.store.invoice_rows import Row
from flows.model import Call
from flows.shop import buyers
from flows.shop.identity import Identity
from flows.shop.invoicing import Terms, Wanted, of_goods, of_order
from flows.shop.lookups import Asked, Lookup, NoAnswerError, text
from flows.shop.model import Money
from flows.shop.proof import normal_number

SURE = 2  # the level of proof at which papers are shown
NO_WISH = "not wanted by the customer any more"


@dataclass(frozen=True)
class Invoices(Department):
    """The calls of flows/shop/invoice_calls.py."""

    office: Office
    vies: Vies = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "vies", Vies(self.office.database, self.office.settings.invoices.vies))

    @cached_property
    def terms(self) -> Terms:
        """The shop's own part."""
        return Terms(self.office.settings.invoices, self.office.settings.goods)

    @property
    def lookups(self) -> Mapping[str, Lookup]:
        """See Department."""
        return {
            "find_unpaid_order": self._find_unpaid_order,
            "price_goods": self._price_goods,
            "check_buyer": self._check_buyer,
            "find_invoice": self._find_invoice,
        }

    @property
    def books(self) -> Mapping[str, Book]:
        """See Department."""
        return {"void_invoice": void_invoice}

    @property
    def outside(self) -> Mapping[str, Outside]:
        """See Department."""
        return {"issue_invoice": Issuing(self.office, self.terms), "note_payment": self._note}

    @property
    def _note(self) -> Outside:
        """Nobody waits for it: it tells the shop's people that a transfer has come."""
        return AtShop(
            self.office.shop, "add_note", lambda errand: str(errand.arguments["order_number"]),
            lambda shop, errand: shop.add_note(
                str(errand.arguments["order_number"]), f"Paid by bank transfer, invoice {errand.arguments['number']}", errand.key
            ),
        )  # fmt: skip

    @property
    def events(self) -> Mapping[str, Callable[[Mapping[str, str]], Awaitable[None]]]:
        """`happen: {void: {reason: ...}}`, `happen: {credit: {amount: 5.00 EUR}}`: of what was issued last."""
        return {"void": self._void_last, "credit": self._credit_last}

    async def look(self) -> int:
        """See Department."""
        return await InvoiceRounds(self.office).look()

    async def next_due(self) -> int | None:
        """See Department."""
        return await InvoiceRounds(self.office).next_due()

    # --- look-ups ------------------------------------------------------------------------------------------------

    async def _find_unpaid_order(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        order = await self.office.shop.find_order(normal_number(text(call, "order_number")))
        if order is None or not await self.office.proof.holds(asked.chat, order, asked.now):
            raise NoAnswerError("not_proved")
        wanted = of_order(self.terms, order, self.office.wording.render("invoice-delivery", {}, asked.language))
        row, settled = await self.office.database.read(
            lambda c: (invoices.open_of_order(c, order.number), invoices.is_settled(c, order.number))
        )
        return _told(replace(wanted, why="paid") if settled and not wanted.why else wanted, row)

    async def _price_goods(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        price = call.arguments.get("price")
        words = buyers.tidy_name(text(call, "goods"))
        return _told(of_goods(self.terms, words, price if isinstance(price, Money) else None, asked.language), None)

    async def _check_buyer(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        is_company, total = text(call, "buyer") == "company", call.arguments.get("total")
        registration = buyers.registration(text(call, "registration")) if is_company else None
        written = text(call, "vat_number") if is_company else ""
        vat = buyers.vat_number(written, registration or "") if written else None
        if vat is not None:
            self.vies.ask(vat, to_ms(asked.now))
        card = await self.office.database.read(lambda connection: overview.one(connection, int(asked.chat)))
        return {
            "registration": registration,
            "registration_fits": registration is not None,
            "vat_number": vat,
            "vat_fits": not written or vat is not None,
            "address": self.terms.needs_address(total if isinstance(total, Money) else None, company=is_company),
            "mail": card is not None and bool(card.email),
        }

    async def _find_invoice(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        number, order_number = text(call, "number"), normal_number(text(call, "order_number"))
        chat = int(asked.chat)
        row = await self.office.database.read(lambda connection: _meant(connection, number, order_number, chat))
        if row is None or not await self._is_theirs(row, asked):
            return {"found": False}
        return await papers(self.office.database, self.office.settings.invoices, row, chat, to_ms(asked.now))

    async def _is_theirs(self, row: Row, asked: Asked) -> bool:
        """Made in this chat; one made in another holds a name and an address, so it takes proof by a code or the own number."""
        if row.conversation_id == int(asked.chat):
            return True
        order = await self.office.shop.find_order(row.order_number) if row.order_number else None
        return await Identity(self.office.proof, self.office.secret).level(asked.chat, order, asked.now) == SURE

    # --- what a test may let happen ------------------------------------------------------------------------------

    async def _void_last(self, values: Mapping[str, str]) -> None:
        now = self.office.clock()

        def work(connection: sa.Connection) -> None:
            row = _last(connection)
            if not void_by_person(connection, row.number, values.get("reason", ""), now):
                raise RuntimeError(f"invoice {row.number} cannot be voided")

        await self.office.database.write(work)

    async def _credit_last(self, values: Mapping[str, str]) -> None:
        now, amount = self.office.clock(), Money.parse(values["amount"]) if "amount" in values else None
        await self.office.database.write(lambda c: invoices.credit(c, _last(c).number, amount, values.get("reason", ""), now))


def _told(wanted: Wanted, row: Row | None) -> Mapping[str, Any]:
    return {
        "known": wanted.why not in {"unknown", "words"},
        "payable": not wanted.why,
        "why": wanted.why or None,
        "what": wanted.what,
        "total": wanted.total,
        "invoice": row.number if row is not None else None,
        "begun": row is not None and bool(row.paid),
    }


def _meant(connection: sa.Connection, number: str, order_number: str, chat: int) -> Row | None:
    return invoice_rows.one(connection, number) if number else invoices.latest(connection, chat, order_number)


def _last(connection: sa.Connection) -> Row:
    return invoice_rows.page(connection, before=(2**62, ""), room=1)[0]


def void_invoice(connection: sa.Connection, errand: Errand, now: datetime) -> Mapping[str, Any]:
    """The customer does not want it any more: a Book."""
    number = str(errand.arguments.get("number", ""))
    row = invoice_rows.one(connection, number)
    if row is None or (row.conversation_id != errand.conversation_id and not row.order_number):
        raise FailedError("not_theirs")
    if not invoices.void(connection, number, str(errand.arguments.get("reason") or NO_WISH), to_ms(now)):
        raise FailedError("begun")
    return {"number": number}


def void_by_person(connection: sa.Connection, number: str, reason: str, now: int) -> bool:
    """A person takes it back, and the customer is told."""
    row = invoice_rows.one(connection, number)
    if row is None or not invoices.void(connection, number, reason, now):
        return False
    invoices.tell(connection, row, "invoice_voided", now)
    return True
