"""The papers of an invoice: drawn from what was frozen, kept in the file store for the conversation that gets them.

Drawing again gives the same files, so whoever was stopped half-way begins anew.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.store import files, invoices
from bot.store.database import Database
from bot.store.invoice_rows import Row
from config.invoices import Invoices
from flows.shop import document, einvoice
from flows.shop.invoices import Invoice, load
from flows.shop.model import Money
from flows.shop.qr import NbuFormat, PaymentCode

PDF, PNG = "application/pdf", "image/png"


async def papers(database: Database, forms: Invoices, row: Row, conversation_id: int, now: int) -> Mapping[str, Any]:
    """What a flow is told of an invoice: the fields of `find_invoice`. Draws what is not in the store yet."""
    invoice, missing = load(row.snapshot), invoices.missing(row)
    named = document.file_name(invoice)
    pdf_id, qr_id = _ids(row, conversation_id, missing)
    code = await asyncio.to_thread(_code, invoice, missing, forms.nbu)
    if await database.read(partial(files.describe, file_id=pdf_id)) is None:
        content = await asyncio.to_thread(_pdf, invoice, _rest(row, missing), forms)
        keep = partial(_keep, file_id=pdf_id, whose=conversation_id, name=named, mime=PDF, content=content, now=now)
        await database.write(keep)
    picture = f"QR-{row.number}.png"
    if code is not None:
        keep = partial(_keep, file_id=qr_id, whose=conversation_id, name=picture, mime=PNG, content=code.png, now=now)
        await database.write(keep)
    return {
        **_told(row, invoice, missing),
        "document": {"id": pdf_id, "name": named, "mime": PDF},
        "qr": {"id": qr_id, "name": picture, "mime": PNG} if code is not None else None,
        "link": (code.link or None) if code is not None else None,
    }


async def drawn(database: Database, forms: Invoices, row: Row) -> tuple[str, bytes]:
    """The document's name and content, for people."""
    invoice, rest = load(row.snapshot), _rest(row, invoices.missing(row))
    return document.file_name(invoice), await asyncio.to_thread(_pdf, invoice, rest, forms)


def _told(row: Row, invoice: Invoice, missing: Money | None) -> dict[str, Any]:
    to_pay = missing is not None
    return {
        "found": True,
        "number": row.number,
        "state": row.state,
        "total": invoices.money(row.total, row.currency),
        "missing": missing,
        "due": day_text(invoice.due, invoice.language),
        "payee": invoice.seller.payee if to_pay else None,
        "iban": invoice.account.iban if to_pay else None,
        "amount": str(missing.amount) if missing is not None else None,
        "reference": invoice.reference if to_pay else None,
    }


def day_text(day: date, language: str) -> str:
    """A day as it is written in a bank's form, which no language declines."""
    return f"{day.day} {day:%B} {day.year}" if language == "en" else f"{day:%d.%m.%Y}"


def _code(invoice: Invoice, missing: Money | None, nbu: NbuFormat) -> PaymentCode | None:
    return document.code(invoice, missing.amount, nbu) if missing is not None else None


def _pdf(invoice: Invoice, rest: Decimal | None, forms: Invoices) -> bytes:
    """A company's invoice holds itself as data, too. A proforma does not: software that reads it would book it as an invoice."""
    buyer = invoice.buyer
    if forms.e_invoice and buyer.is_company and buyer.country and invoice.kind != "proforma":  # BR-11 wants the country
        return einvoice.factur_x(invoice, profile=forms.e_invoice)
    return document.pdf(invoice, rest, forms.nbu)


def _rest(row: Row, missing: Money | None) -> Decimal | None:
    """What is still to be paid, where that is not all."""
    return missing.amount if missing is not None and row.paid else None


def _ids(row: Row, conversation_id: int, missing: Money | None) -> tuple[str, str]:
    """Whose file it is, is part of its name: a visitor reads the own files alone."""
    what = f"{conversation_id}\n{row.number}\n{row.digest}\n{missing}"
    pdf, png = (hashlib.sha256(f"{kind}\n{what}".encode()).hexdigest()[:32] for kind in ("pdf", "png"))
    return pdf, png


def _keep(connection: sa.Connection, *, file_id: str, whose: int, name: str, mime: str, content: bytes, now: int) -> None:
    files.save(connection, conversation_id=whose, name=name, mime=mime, content=content, now=now, file_id=file_id)
