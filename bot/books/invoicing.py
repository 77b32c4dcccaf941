"""An invoice as a flow orders it: without this, whoever was killed midway would have made a second number, or none.

Number and row stand in one transaction under the errand's key, and only then are the papers drawn. Who comes back after a
kill finds the number by the key and draws again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.books.department import Office
from bot.books.effects import FailedError, NotDoneError
from bot.books.papers import papers
from bot.epoch import to_ms
from bot.store import deeds, invoice_rows, invoices, overview
from bot.store.calls import Errand
from bot.store.invoice_rows import Row
from bot.store.invoices import Whose
from flows.shop import buyers
from flows.shop.invoices import Invoice, InvoiceError, Party
from flows.shop.invoicing import Terms, Wanted, When, draft, of_goods, of_order
from flows.shop.model import Money
from flows.shop.port import ShopUnavailableError
from flows.shop.proof import normal_number
from nlu.model import Language

MOVED_ON = "the conversation moved on"
REPLACED = "replaced by another at the customer's wish"


@dataclass(frozen=True, slots=True)
class Issuing:
    """The effect `issue_invoice`; see Outside."""

    office: Office
    terms: Terms

    async def perform(self, errand: Errand, now: datetime) -> Mapping[str, Any]:
        """See Outside."""
        if (known := await self.look_up(errand, now)) is not None:
            return known
        language = await self._language(errand)
        wanted = await self._wanted(errand, language, now)
        made, whose = self._draft(errand, wanted, language, now)
        row = await self.office.database.write(lambda connection: _enter(connection, errand, made, whose, now))
        return await self._drawn(row, errand, now)

    async def look_up(self, errand: Errand, now: datetime) -> Mapping[str, Any] | None:
        """See Outside."""
        row = await self.office.database.read(lambda connection: _known(connection, errand.key))
        return await self._drawn(row, errand, now) if row is not None else None

    async def _drawn(self, row: Row, errand: Errand, now: datetime) -> Mapping[str, Any]:
        told = await papers(self.office.database, self.office.settings.invoices, row, errand.conversation_id, to_ms(now))
        work = partial(_handed_out, row=row, errand=errand, pdf=told["document"]["id"], now=to_ms(now))
        if not await self.office.database.write(work):
            raise FailedError(MOVED_ON)
        return told

    async def _language(self, errand: Errand) -> Language:
        shop = self.office.settings
        card = await self.office.database.read(lambda connection: overview.one(connection, errand.conversation_id))
        return next((known for known in shop.languages if card is not None and known == card.language), shop.default_language)

    async def _wanted(self, errand: Errand, language: Language, now: datetime) -> Wanted:
        """What it is for, read again: since the customer was asked, an order may have been paid or called off."""
        if number := normal_number(_text(errand, "order_number")):
            try:
                order = await self.office.shop.find_order(number)
            except ShopUnavailableError as error:
                raise NotDoneError(str(error)) from None
            if order is None or not await self.office.proof.holds(str(errand.conversation_id), order, now):
                raise FailedError("not_proved")
            wanted = of_order(self.terms, order, self.office.wording.render("invoice-delivery", {}, language))
        else:
            price = errand.arguments.get("price")
            wanted = of_goods(self.terms, _text(errand, "goods"), price if isinstance(price, Money) else None, language)
        if wanted.why:
            raise FailedError(wanted.why)
        return wanted

    def _draft(self, errand: Errand, wanted: Wanted, language: Language, now: datetime) -> tuple[Invoice, Whose]:
        settings, zone = self.office.settings.invoices, self.office.settings.time_zone
        day = now.astimezone(zone).date()
        buyer = buyer_of(errand)
        due = day + timedelta(days=max(1, settings.valid_for.days))
        try:
            made = draft(self.terms, wanted, buyer, language, When(day, due, str(zone)))
        except InvoiceError as error:
            raise FailedError(str(error)) from None
        return made, Whose(errand.conversation_id, str(zone), self.terms.after(buyer))


def buyer_of(errand: Errand) -> Party:
    """Who buys, tidied; a company's numbers must be such that could have been given."""
    is_company = _text(errand, "buyer") == "company"
    registration = (buyers.registration(_text(errand, "registration")) or "") if is_company else ""
    vat = (buyers.vat_number(_text(errand, "vat_number"), registration) or "") if is_company else ""
    if is_company and not registration:
        raise FailedError("registration")
    name, address = buyers.tidy_name(_text(errand, "buyer_name")), buyers.tidy_address(_text(errand, "buyer_address"))
    country = vat[:2] if vat[:2].isalpha() else buyers.country_of(registration)
    return Party(name, address, country, registration, vat, _text(errand, "email"), is_company)


def _enter(connection: sa.Connection, errand: Errand, made: Invoice, whose: Whose, now: datetime) -> Row:
    """The number and the row, once by the errand's key; an open one of the same order instead of a second."""
    invoice_rows.hold_series(connection, made.kind, made.issued.year)
    if (known := _known(connection, errand.key)) is not None:
        return known
    if _has_moved_on(connection, errand.conversation_id, 0):
        raise FailedError(MOVED_ON)
    replaces = _text(errand, "replaces")
    if replaces and not _voided(connection, replaces, errand.conversation_id, to_ms(now)):
        raise FailedError("begun")
    if invoices.is_settled(connection, made.order_number):
        raise FailedError("paid")
    row = invoices.open_of_order(connection, made.order_number) or invoices.issue(connection, made, whose, to_ms(now))
    deeds.note(connection, errand.key, {"number": row.number}, now)
    return row


def _voided(connection: sa.Connection, number: str, conversation_id: int, now: int) -> bool:
    row = invoice_rows.one(connection, number)
    if row is None or row.state == "void":
        return True
    own = row.conversation_id in {None, conversation_id} or bool(row.order_number)  # the order was proved in this chat
    return own and invoices.void(connection, number, REPLACED, now)


def _known(connection: sa.Connection, key: str) -> Row | None:
    found = deeds.find(connection, key)
    return invoice_rows.one(connection, str(found["number"])) if found is not None else None


def _handed_out(connection: sa.Connection, row: Row, errand: Errand, pdf: str, now: int) -> bool:
    """The papers are there; if nobody listens any more, the number is taken back with that reason."""
    invoice_rows.draw(connection, row.number, pdf)
    is_own = row.conversation_id == errand.conversation_id and row.kind == "proforma"
    if is_own and _has_moved_on(connection, errand.conversation_id, row.issued_at):
        return not invoices.void(connection, row.number, MOVED_ON, now)
    return True


def _has_moved_on(connection: sa.Connection, conversation_id: int, since: int) -> bool:
    """Whether a person has the floor, or the conversation is gone or was closed since."""
    card = overview.one(connection, conversation_id)
    return card is None or card.owner == "agent" or (card.closed_at is not None and card.closed_at >= since)


def _text(errand: Errand, name: str) -> str:
    value = errand.arguments.get(name)
    return "" if value is None else str(value)
