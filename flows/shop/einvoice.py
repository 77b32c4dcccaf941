"""An invoice as data that a company's software reads: EN 16931, as UBL, or as CII inside the PDF (Factur-X).

Type codes are those of UNTDID 1001: 325 a proforma, 380 an invoice, 381 a credit note. Poland's companies get theirs from the
state's own system, KSeF, so a shop there issues them from its accounting (`needs_accounting`).
"""

import logging
from decimal import Decimal
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from flows.shop import document
from flows.shop.invoices import Invoice, Item, Party, Totals, by_accounting, totals
from flows.shop.qr import NbuFormat

PROFILE = "urn:cen.eu:en16931:2017"  # BT-24
TYPES = {"proforma": "325", "invoice": "380", "credit_note": "381"}
PIECE = "C62"  # UN/ECE Recommendation 20: one
CREDIT_TRANSFER = "30"  # UNTDID 4461; 58 is the SEPA one
SEPA_TRANSFER = "58"
DISCOUNT = "95"  # UNTDID 5189


@cache
def _library() -> Any:
    """Imported with the first document: it takes half a second and 20 MB, which a start need not wait for."""
    import facturx  # noqa: PLC0415

    logging.getLogger("factur-x").setLevel(logging.WARNING)  # it tells of every step, with what is on the invoice
    return facturx


def ubl(invoice: Invoice, check: bool = False, profile: str = PROFILE) -> bytes:
    """The invoice as UBL 2.1. `check` holds it against the schema, which takes ten times as long."""
    made: bytes = _library().generate_ubl_xml(data(invoice), level="en16931", check_xsd=check, check_schematron=False)
    return _profiled(made, profile)


def cii(invoice: Invoice, check: bool = False, profile: str = PROFILE) -> bytes:
    """The invoice as UN/CEFACT's Cross Industry Invoice."""
    made: bytes = _library().generate_cii_xml(data(invoice), level="en16931", check_xsd=check, check_schematron=False)
    return _profiled(made, profile)


def factur_x(invoice: Invoice, nbu: NbuFormat = "002", profile: str = PROFILE) -> bytes:
    """The PDF with the same invoice as data inside it."""
    made: bytes = _library().generate_from_binary(
        document.pdf(invoice, nbu=nbu), cii(invoice, profile=profile), flavor="factur-x", level="en16931", check_xsd=False,
        check_schematron=False, afrelationship="alternative", lang=invoice.language, pdf_metadata=_metadata(invoice),
    )  # fmt: skip
    return made


def _profiled(xml: bytes, profile: str) -> bytes:
    """The library names the standard of 2017; whoever receives it may want another name (BT-24)."""
    return xml.replace(f">{PROFILE}<".encode(), f">{escape(profile)}<".encode(), 1)


def needs_accounting(invoice: Invoice) -> bool:
    """Whether the shop's accounting has to issue it; a proforma it never has to."""
    return invoice.kind != "proforma" and by_accounting(invoice.seller.country, invoice.buyer)


def _metadata(invoice: Invoice) -> dict[str, str]:
    name = f"{document.title(invoice)} {invoice.number}"
    return {"author": document.plain(invoice.seller.name), "keywords": "Factur-X", "title": name, "subject": name}


# --- by the numbers of EN 16931 --------------------------------------------------------------------------------


def data(invoice: Invoice) -> dict[str, Any]:
    """The invoice by the business terms of EN 16931."""
    sums = totals(invoice)
    paid = sums.total if invoice.kind == "invoice" and invoice.follows else Decimal(0)
    account = invoice.seller.account(invoice.currency)
    told: dict[str, Any] = {
        "BT-1": invoice.number, "BT-2": invoice.issued, "BT-3": TYPES[invoice.kind], "BT-5": invoice.currency,
        "BT-9": invoice.due, "BT-13": invoice.order_number, "BT-7": invoice.moved, "BT-83": invoice.reference,
        "BG-1": [{"BT-22": document.plain(note)} for note in (invoice.note,) if note],
        "BG-3": [{"BT-25": invoice.follows, "BT-26": invoice.followed}] if invoice.follows else [],
        "BG-4": _taxed(invoice, invoice.seller), "BG-7": _taxed(invoice, invoice.buyer), "BG-13": _party(invoice.buyer),
        "BG-20": _allowances(invoice, sums),
        "BG-23": [_tax(invoice, rate, net, vat) for rate, net, vat in ((tax.rate, tax.net, tax.vat) for tax in sums.taxes)],
        "BG-25": [_line(index, item, net) for index, (item, net) in enumerate(zip(invoice.items, sums.nets, strict=True), 1)],
        "BT-106": sum(sums.nets, Decimal(0)), "BT-107": sums.off, "BT-109": sums.net, "BT-110": sums.vat, "BT-112": sums.total,
        "BT-113": paid, "BT-115": sums.total - paid,
    }  # fmt: skip
    if account is not None and invoice.kind != "credit_note":
        means = SEPA_TRANSFER if invoice.currency == "EUR" else CREDIT_TRANSFER
        told |= {"BT-81": means, "BT-84": account.iban, "BT-85": invoice.seller.payee, "BT-86": account.bic}
    return {key: _written(value) for key, value in told.items() if value not in (None, "", [])}


def _written(value: Any) -> Any:
    """Numbers as text: the library takes them so without rounding them through a float."""
    match value:
        case Decimal():
            return f"{value:f}"
        case dict():
            return {key: _written(inner) for key, inner in value.items()}
        case list():
            return [_written(inner) for inner in value]
        case _:
            return value


def _party(party: Party) -> dict[str, Any]:
    lines = [document.plain(line) for line in party.address.splitlines() if line.strip()]
    fields = {f"addr_l{place}": line for place, line in enumerate(lines[:3], 1)}
    fields |= {"name": document.plain(party.name), "country_code": party.country}
    return {key: value for key, value in fields.items() if value}


def _taxed(invoice: Invoice, party: Party) -> dict[str, Any]:
    """With its numbers. One for VAT bears its country's letters (BR-CO-09), and none stands where nothing is taxed (BR-O-02)."""
    number = party.vat_number if party.vat_number[:2].isalpha() or not party.vat_number else party.country + party.vat_number
    has_vat = any(item.rate is not None for item in invoice.items)
    numbers = {"legal_identifier": party.registration, "vat_identifier": number if has_vat else ""}
    return _party(party) | {key: value for key, value in numbers.items() if value}


def _category(rate: Decimal | None) -> str:
    """UNCL 5305: S standard, Z zero rate, O not subject to VAT."""
    return "O" if rate is None else "S" if rate else "Z"


def _tax(invoice: Invoice, rate: Decimal | None, net: Decimal, vat: Decimal) -> dict[str, Any]:
    category = _category(rate)
    tax: dict[str, Any] = {"BT-116": net, "BT-117": vat, "BT-118": category}
    if category == "O":
        return tax | {"BT-120": document.plain(invoice.exempt) or "Not subject to VAT"}
    return tax | {"BT-119": rate}


def _line(index: int, item: Item, net: Decimal) -> dict[str, Any]:
    line: dict[str, Any] = {
        "BT-126": str(index), "BT-129": item.quantity, "BT-130": PIECE, "BT-131": net,
        "BT-146": (net / item.quantity).quantize(Decimal("0.000001")), "BT-151": _category(item.rate),
        "BT-153": document.plain(item.title) or "-",
    }  # fmt: skip
    return line if item.rate is None else line | {"BT-152": item.rate}


def _allowances(invoice: Invoice, sums: Totals) -> list[dict[str, Any]]:
    """What a discount of the whole takes off the net of each rate."""
    if not invoice.discount:
        return []
    before = {tax.rate: Decimal(0) for tax in sums.taxes}
    for item, net in zip(invoice.items, sums.nets, strict=True):
        before[item.rate] += net
    offs = [(tax.rate, before[tax.rate] - tax.net) for tax in sums.taxes]
    rated = {rate: {"vat_category_code": _category(rate)} | ({} if rate is None else {"vat_rate": rate}) for rate, _ in offs}
    return [{"amount": off, "reason_code": DISCOUNT, **rated[rate]} for rate, off in offs if off]
