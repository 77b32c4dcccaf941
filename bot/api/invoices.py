"""Invoices over HTTP: what was issued, each as a document, and a person's word that one is taken back."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import quote

import sqlalchemy as sa
from aiohttp import web
from pydantic import Field

from bot.api.endpoints import BASE, Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.records import AmountOut
from bot.api.shape import Shape
from bot.api.shapes import Words, read_cursor, when, write_cursor
from bot.books.invoices import void_by_person
from bot.books.papers import drawn
from bot.books.vies import key_of
from bot.epoch import from_ms
from bot.store import deeds, invoice_rows, invoices
from bot.store.invoice_rows import After, Row, State
from flows.shop.invoices import Kind, Party, load
from flows.shop.model import Money

Vies = Literal["", "valid", "invalid", "unknown"]


class InvoiceBuyerOut(Shape):
    """Who it is for; a private person has no numbers. `vies`: what the EU's register said on the day of issue, if asked."""

    name: str
    address: str
    company: bool
    registration: str
    vat_number: str
    vies: Vies


class InvoiceOut(Shape):
    """An invoice as it stands. `follows` is the proforma it was paid by, or the invoice it corrects; `pdf` where it is read.

    `after` is what follows payment: the invoice proper, one by the shop's accounting, or nothing. `reason` says why it is void.
    One that is `restricted` is kept for the law alone: its buyer asked to be erased, and only admins see who that was.
    """

    number: str
    kind: Kind
    state: State
    total: AmountOut
    paid: AmountOut
    reference: str
    issued_at: datetime
    due_at: datetime
    closed_at: datetime | None
    buyer: InvoiceBuyerOut
    order_number: str
    conversation_id: int | None
    follows: str
    after: After
    reason: str
    digest: str
    pdf: str
    restricted: bool


class InvoicePage(Shape):
    """Invoices, and `next` to go on with."""

    items: list[InvoiceOut]
    next: str | None


class InvoiceQuery(Strict):
    """Of which state and kind, with which words in number, reference, order or buyer's name; how many, after which page."""

    state: Literal["", "open", "part_paid", "paid", "overpaid", "expired", "void"] = ""
    kind: Literal["", "proforma", "invoice", "credit_note"] = ""
    q: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: str = ""


class VoidBody(Strict):
    """It is taken back, and why."""

    state: Literal["void"]
    reason: Annotated[Words, Field(max_length=500)]


async def listing(ask: Ask[InvoiceQuery, Nothing]) -> InvoicePage:
    """Newest first."""
    query = ask.query
    moment, number = read_cursor(query.after, "after") if query.after else (None, None)
    before = (2**62, "") if number is None else (moment or 0, str(number))
    page = partial(
        invoice_rows.page, state=query.state, kind=query.kind, query=query.q, before=before, room=query.limit + 1,
        restricted=may_see_all(ask),
    )  # fmt: skip
    found = await ask.api.database.read(lambda connection: [_seen(connection, row) for row in page(connection)])
    shown, more = found[: query.limit], len(found) > query.limit
    last = shown[-1][0] if shown else None
    return InvoicePage(
        items=[_out(ask, row, vies) for row, vies in shown],
        next=write_cursor(last.issued_at, int(last.number)) if more and last is not None else None,
    )


async def document(ask: Ask[Nothing, Nothing]) -> web.Response:
    """The document, drawn from what was frozen when it was issued."""
    row, _ = await _one(ask)
    if row.restricted_at is not None and not may_see_all(ask):
        raise Problem(403, "Its buyer asked to be erased. It is kept for the law alone: ask an admin.")
    name, content = await drawn(ask.api.database, ask.api.shop.invoices, row)
    return web.Response(
        body=content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


async def void(ask: Ask[Nothing, VoidBody]) -> InvoiceOut:
    """A person takes a proforma back on which nothing was paid; the customer is told, the number stays."""
    row, _ = await _one(ask)
    now = ask.api.now()

    def work(connection: sa.Connection) -> bool:
        done = void_by_person(connection, number=row.number, reason=ask.body.reason, now=now)
        if done:
            ask.record(connection, "invoice.voided", f"invoice:{row.number}", conversation=row.conversation_id)
        return done

    if not await ask.api.database.write(work):
        raise Problem(409, _why_not((await _one(ask))[0]))
    ask.api.doorbell.ring("turns")
    ask.api.doorbell.ring("pages")
    return _out(ask, *await _one(ask))


def _why_not(row: Row) -> str:
    if row.kind != "proforma":
        return "An invoice that was issued is corrected by a credit note, not taken back."
    if row.state == "void":
        return "It is void already."
    return f"Money has come for it ({invoices.money(row.paid, row.currency)}): give that back first."


async def _one(ask: Ask[Any, Any]) -> tuple[Row, Vies]:
    number = ask.request.match_info["number"]

    def work(connection: sa.Connection) -> tuple[Row, Vies] | None:
        row = invoice_rows.one(connection, number)
        return _seen(connection, row) if row is not None else None

    if (found := await ask.api.database.read(work)) is None:
        raise Problem(404, "There is no such invoice.")
    return found


def _seen(connection: sa.Connection, row: Row) -> tuple[Row, Vies]:
    vat_number = load(row.snapshot).buyer.vat_number
    answer = deeds.find(connection, key_of(vat_number, row.issued_at)) if vat_number else None
    return row, answer["state"] if answer is not None else ""


def may_see_all(ask: Ask[Any, Any]) -> bool:
    """Restricted records are for who answers for the books (GDPR art. 18(2))."""
    return ask.agent.role == "admin"


def _out(ask: Ask[Any, Any], row: Row, vies: Vies) -> InvoiceOut:
    """An invoice as the API shows it to who asks."""
    shown = row.restricted_at is None or may_see_all(ask)
    buyer, vies = (load(row.snapshot).buyer, vies) if shown else (Party(""), "")
    return InvoiceOut(
        number=row.number, kind=row.kind, state=row.state, total=_amount(invoices.money(row.total, row.currency)),
        paid=_amount(invoices.money(row.paid, row.currency)), reference=row.reference, issued_at=from_ms(row.issued_at),
        due_at=from_ms(row.due_at), closed_at=when(row.closed_at),
        buyer=InvoiceBuyerOut(
            name=buyer.name, address=buyer.address, company=buyer.is_company, registration=buyer.registration,
            vat_number=buyer.vat_number, vies=vies,
        ),
        order_number=row.order_number, conversation_id=row.conversation_id, follows=row.follows, after=row.after,
        reason=row.reason, digest=row.digest, pdf=f"{BASE}/invoices/{row.number}.pdf", restricted=row.restricted_at is not None,
    )  # fmt: skip


def _amount(money: Money) -> AmountOut:
    return AmountOut(amount=str(money.amount), currency=money.currency)


ENDPOINTS = (
    Endpoint("GET", "/invoices", listing, "Invoices", "agent", InvoicePage, query=InvoiceQuery),
    Endpoint(
        "GET", r"/invoices/{number:\d{10,20}}.pdf", document, "An invoice's document", "agent", "application/pdf",
        problems={403: "Its buyer was erased, and it is for admins", 404: "There is no such invoice"}, reads="invoice",
    ),
    Endpoint(
        "POST", r"/invoices/{number:\d{10,20}}", void, "Take an invoice back", "agent", InvoiceOut, body=VoidBody,
        problems={404: "There is no such invoice", 409: "Money has come for it, it is void already, or it is no proforma"},
    ),
)  # fmt: skip
