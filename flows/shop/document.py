"""An invoice as a document: PDF/A-3b with its fonts in it, in the buyer's language.

What it must say: Directive 2006/112/EC, articles 226 and 230; that a request for payment is no VAT invoice, so that nobody
deducts VAT by it; in Latvia that it is valid without a signature (Grāmatvedības likums, article 11). More in docs/invoices.md.
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from flows.shop import typeset
from flows.shop.invoices import Invoice, Item, Party, Totals, totals
from flows.shop.qr import NbuFormat, PaymentCode, payment_code, payment_of
from nlu.model import Language

HERE = Path(__file__).parent
PREVIEW = 110  # dots an inch of a picture of it


@cache
def _template() -> bytes:
    return (HERE / "document.typ").read_bytes()


@cache
def _words() -> Mapping[Language, Mapping[str, str]]:
    words: Mapping[Language, Mapping[str, str]] = json.loads((HERE / "document.json").read_text(encoding="utf-8"))
    return words


def pdf(invoice: Invoice, missing: Decimal | None = None, nbu: NbuFormat = "002") -> bytes:
    """The document. `missing` is what is still to be paid, where a part is."""
    return typeset.pdf(_template(), data(invoice, missing, nbu))


def pictures(invoice: Invoice, missing: Decimal | None = None, nbu: NbuFormat = "002", ppi: float = PREVIEW) -> Sequence[bytes]:
    """Its pages as PNG."""
    return typeset.pages(_template(), data(invoice, missing, nbu), ppi)


def code(invoice: Invoice, missing: Decimal | None = None, nbu: NbuFormat = "002") -> PaymentCode | None:
    """The code it is paid by; None for a credit note, and where banks have no code for the currency."""
    return None if invoice.kind == "credit_note" or missing == 0 else payment_code(payment_of(invoice, missing), nbu)


def title(invoice: Invoice) -> str:
    """What the document is called, in the buyer's language."""
    return _words()[invoice.language][invoice.kind]


def file_name(invoice: Invoice) -> str:
    """A name to keep it under."""
    return f"{title(invoice)} {invoice.number}.pdf".replace(" ", "-")


# --- what the template shows -----------------------------------------------------------------------------------


def data(invoice: Invoice, missing: Decimal | None = None, nbu: NbuFormat = "002") -> dict[str, Any]:
    """Everything the template shows, as text."""
    words, sums = _words()[invoice.language], totals(invoice)
    to_pay = invoice.kind == "proforma" and missing != 0
    drawn = code(invoice, missing, nbu) if to_pay else None
    return {
        "language": invoice.language,
        "title": words[invoice.kind],
        "number": invoice.number,
        "day": [invoice.issued.year, invoice.issued.month, invoice.issued.day],
        "shop": plain(invoice.seller.name),
        "words": {**words, "total": words["to-pay" if to_pay else "total"]},
        "seller": _party(invoice.seller, words),
        "buyer": _party(invoice.buyer, words),
        "facts": _facts(invoice, words),
        "columns": _columns(invoice, words),
        "lines": [_line(invoice, item, net) for item, net in zip(invoice.items, sums.nets, strict=True)],
        "sums": _sums(invoice, sums, missing, words),
        "total": _money(invoice, sums.total if missing is None else missing),
        "pay": _pay(invoice, sums.total if missing is None else missing, words) if to_pay else [],
        "code": drawn.svg if drawn else "",
        "notes": _notes(invoice, words),
        "footer": " · ".join(filter(None, (plain(invoice.seller.name), invoice.seller.email, invoice.seller.phone))),
    }


# What the font shows, apart from scripts no shop of ours writes in: an archive's PDF must not hold a letter without its shape.
_SHOWN = ((0x20, 0x7E), (0xA0, 0x24F), (0x391, 0x3A1), (0x3A3, 0x3A9), (0x3B1, 0x3C9), (0x400, 0x52F), (0x1E00, 0x1EFF))
_SIGNS = frozenset("–—‘’‚“”„†•…‰‹›€₴₽№™−")


def plain(text: str) -> str:
    """On one line, as the document's font can show it: a letter it lacks loses its marks, or becomes a question mark."""
    return " ".join("".join(map(_shown, unicodedata.normalize("NFC", text))).split())


def _shown(char: str) -> str:
    if not char.isprintable():
        return " "
    if char in _SIGNS or any(first <= ord(char) <= last for first, last in _SHOWN):
        return char
    simple = unicodedata.normalize("NFKD", char)[0]
    return simple if simple != char and simple.isascii() and simple.isprintable() else "?"


def _party(party: Party, words: Mapping[str, str]) -> dict[str, Any]:
    lines = [plain(line) for line in party.address.splitlines()]
    lines += [f"{words['registration']} {plain(party.registration)}"] if party.registration else []
    lines += [f"{words['vat-number']} {plain(party.vat_number)}"] if party.vat_number else []
    return {"name": plain(party.name), "lines": [line for line in lines if line]}


def _facts(invoice: Invoice, words: Mapping[str, str]) -> list[tuple[str, str]]:
    facts = [(words["issued"], _day(invoice, invoice.issued))]
    if invoice.kind == "proforma":
        facts.append((words["due"], _day(invoice, invoice.due)))
    if invoice.moved:
        facts.append((words["moved"], _day(invoice, invoice.moved)))
    if invoice.order_number:
        facts.append((words["order"], plain(invoice.order_number)))
    if invoice.follows:
        kind = "follows-invoice" if invoice.kind == "credit_note" else "follows-proforma"
        day = f", {_day(invoice, invoice.followed)}" if invoice.followed else ""
        facts.append((words[kind], f"{invoice.follows}{day}"))
    return facts


def _has_vat(invoice: Invoice) -> bool:
    return any(item.rate is not None for item in invoice.items)


def _has_discounts(invoice: Invoice) -> bool:
    return any(item.discount for item in invoice.items)


def _columns(invoice: Invoice, words: Mapping[str, str]) -> list[str]:
    price = words["price-gross"] if invoice.gross and _has_vat(invoice) else words["price"]
    return [
        words["item"], words["quantity"], price, *([words["discount"]] if _has_discounts(invoice) else []),
        *([words["vat-rate"], words["net"]] if _has_vat(invoice) else []), words["sum"],
    ]  # fmt: skip


def _line(invoice: Invoice, item: Item, net: Decimal) -> list[str]:
    rate = f"{format_decimal(item.rate, locale=invoice.language)} %" if item.rate is not None else "–"
    return [
        plain(item.title),
        format_decimal(item.quantity, locale=invoice.language),
        _number(invoice, item.unit_price),
        *([_number(invoice, -item.discount) if item.discount else ""] if _has_discounts(invoice) else []),
        *([rate, _number(invoice, net)] if _has_vat(invoice) else []),
        _number(invoice, item.price),
    ]


def _sums(invoice: Invoice, sums: Totals, missing: Decimal | None, words: Mapping[str, str]) -> list[tuple[str, str]]:
    rows = [(words["discount"], _money(invoice, -invoice.discount))] if invoice.discount else []
    if _has_vat(invoice):
        rows.append((words["net-total"], _money(invoice, sums.net)))
        for tax in sums.taxes:
            rate = format_decimal(tax.rate or 0, locale=invoice.language)
            rows.append((words["vat-of"].format(rate=rate, net=_money(invoice, tax.net)), _money(invoice, tax.vat)))
    if missing is not None and missing != sums.total:
        rows += [(words["total"], _money(invoice, sums.total)), (words["paid"], _money(invoice, missing - sums.total))]
    return rows


def _pay(invoice: Invoice, amount: Decimal, words: Mapping[str, str]) -> list[tuple[str, str]]:
    account = invoice.account
    rows = [
        (words["payee"], plain(invoice.seller.payee)),
        ("IBAN", " ".join(account.iban[start : start + 4] for start in range(0, len(account.iban), 4))),
        (words["bank"], plain(" ".join(filter(None, (account.bank, account.bic))))),
        (words["amount"], _money(invoice, amount)),
        (words["reference"], invoice.reference),
    ]
    return [(name, value) for name, value in rows if value]


def _notes(invoice: Invoice, words: Mapping[str, str]) -> list[str]:
    notes = [words["no-vat-invoice"]] if invoice.kind == "proforma" else []
    notes += [plain(invoice.exempt)] if invoice.exempt else []
    notes += [plain(invoice.note)] if invoice.note else []
    return [*notes, words["unsigned"]]


def _day(invoice: Invoice, day: Any) -> str:
    return format_date(day, "long", locale=invoice.language)


def _money(invoice: Invoice, amount: Decimal) -> str:
    return format_currency(amount, invoice.currency, locale=invoice.language)


def _number(invoice: Invoice, amount: Decimal) -> str:
    return format_decimal(amount, "#,##0.00", locale=invoice.language)
