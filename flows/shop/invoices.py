"""What an invoice says and how its sums come about: without it the document, the bank and the tax office would each count anew.

Decimal only, half up, two places. VAT is counted per rate on the sum of the lines, not per line (EN 16931, BT-117). Where prices
include VAT the customer's total is the truth: net and VAT of a rate are taken out of its sum, and the cent that is left over goes
into the net of its largest line.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import msgspec
from stdnum.iso7064 import mod_97_10

from flows.shop.model import CENT, Money
from nlu.model import Language

Kind = Literal["proforma", "invoice", "credit_note"]
SERIES: Mapping[Kind, int] = {"proforma": 1, "invoice": 2, "credit_note": 3}  # the digit of a number that names its series
PLACES = 5  # digits of a number's place in its series, at least
HUNDRED = Decimal(100)
ZERO = Decimal("0.00")


class InvoiceError(ValueError):
    """What cannot be invoiced, in words for who asked for it."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who buys or sells. `address` on one or several lines; `country` is an ISO 3166 code. A private person has no numbers."""

    name: str
    address: str = ""
    country: str = "LV"
    registration: str = ""
    vat_number: str = ""
    email: str = ""
    is_company: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """Where the money goes: one of the seller's accounts."""

    iban: str
    currency: str
    bic: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True)
class Seller(Party):
    """The shop. `holder`: the account's holder exactly as the bank has it, which compares it (Reg. (EU) 2024/886)."""

    accounts: tuple[Account, ...] = ()
    holder: str = ""
    phone: str = ""

    @property
    def payee(self) -> str:
        """The name to pay to."""
        return self.holder or self.name

    def account(self, currency: str) -> Account | None:
        """The account for a currency, if there is one."""
        return next((account for account in self.accounts if account.currency == currency), None)


@dataclass(frozen=True, slots=True)
class Item:
    """A line: `unit_price` with VAT where the invoice's prices include it. `rate`: VAT in per cent, None for none."""

    title: str
    quantity: Decimal
    unit_price: Decimal
    rate: Decimal | None = None
    discount: Decimal = ZERO  # off the line's price

    @property
    def price(self) -> Decimal:
        """Of the whole line, as its prices are meant."""
        return cents(self.quantity * self.unit_price) - self.discount


@dataclass(frozen=True, slots=True)
class Invoice:
    """A proforma, an invoice or a credit note as it is issued, and never changed.

    `gross`: prices include VAT. `discount` is off the whole. `exempt` says by which provision there is no VAT. `follows` is the
    proforma an invoice was paid by, or the invoice a credit note corrects, with its day. `moved` is the day of supply or of the
    payment on account, where it differs from the day of issue (art. 226 (7) of Directive 2006/112/EC).
    """

    kind: Kind
    number: str
    issued: date
    due: date
    language: Language
    seller: Seller
    buyer: Party
    items: tuple[Item, ...]
    currency: str
    reference: str
    gross: bool = True
    discount: Decimal = ZERO
    exempt: str = ""
    order_number: str = ""
    follows: str = ""
    followed: date | None = None
    moved: date | None = None
    note: str = ""

    @property
    def account(self) -> Account:
        """Where it is paid to. Raises InvoiceError where the seller has no account in its currency."""
        if (found := self.seller.account(self.currency)) is None:
            raise InvoiceError(f"the seller has no account in {self.currency}")
        return found


@dataclass(frozen=True, slots=True)
class Tax:
    """What one rate comes to."""

    rate: Decimal | None
    net: Decimal
    vat: Decimal

    @property
    def total(self) -> Decimal:
        """With VAT."""
        return self.net + self.vat


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of an invoice. `nets` are those of its items, in order; `off` is what the discount of the whole takes off."""

    nets: tuple[Decimal, ...]
    taxes: tuple[Tax, ...]
    off: Decimal
    net: Decimal
    vat: Decimal
    total: Decimal


def by_accounting(seller_country: str, buyer: Party) -> bool:
    """Whether the invoice comes out of the shop's accounting: between Polish companies it goes through KSeF since 2026-02-01."""
    return seller_country == "PL" and buyer.is_company and buyer.country in {"PL", ""}


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, half up, as invoices are."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def number_of(kind: Kind, year: int, place: int) -> str:
    """Digits only: who retypes letters takes Cyrillic ones for Latin ones. `2026100123` is the 123rd proforma of 2026."""
    return f"{year}{SERIES[kind]}{place:0{PLACES}}"


def reference_of(number: str) -> str:
    """The creditor reference of a number (ISO 11649): RF, two check digits, the number."""
    return f"RF{mod_97_10.calc_check_digits(f'{number}RF')}{number}"


# --- sums ------------------------------------------------------------------------------------------------------


def totals(invoice: Invoice) -> Totals:
    """All sums. Raises InvoiceError for what comes to less than nothing."""
    prices = [item.price for item in invoice.items]
    if any(price < 0 for price in prices) or not 0 <= invoice.discount <= sum(prices, ZERO):
        raise InvoiceError("a discount is larger than the price it is taken from")
    rates = list(dict.fromkeys(item.rate for item in invoice.items))
    sums = [sum((price for price, item in zip(prices, invoice.items, strict=True) if item.rate == rate), ZERO) for rate in rates]
    offs = shares(invoice.discount, sums)
    taxes = tuple(_tax(rate, whole - off, invoice.gross) for rate, whole, off in zip(rates, sums, offs, strict=True))
    before = {rate: _tax(rate, whole, invoice.gross).net for rate, whole in zip(rates, sums, strict=True)}
    nets = tuple(_nets(invoice, prices, before))
    net, vat = sum((tax.net for tax in taxes), ZERO), sum((tax.vat for tax in taxes), ZERO)
    return Totals(nets, taxes, sum(nets, ZERO) - net, net, vat, net + vat)


def _tax(rate: Decimal | None, amount: Decimal, gross: bool) -> Tax:
    if not rate:
        return Tax(rate, amount, ZERO)
    if gross:
        vat = cents(amount * rate / (HUNDRED + rate))
        return Tax(rate, amount - vat, vat)
    return Tax(rate, amount, cents(amount * rate / HUNDRED))


def _nets(invoice: Invoice, prices: Sequence[Decimal], before: Mapping[Decimal | None, Decimal]) -> list[Decimal]:
    """Net of each item; those of a rate come to the rate's own net, and its largest line takes the cent that is left over."""
    nets = [_tax(item.rate, price, invoice.gross).net for item, price in zip(invoice.items, prices, strict=True)]
    for rate, net in before.items():
        of_rate = [index for index, item in enumerate(invoice.items) if item.rate == rate]
        largest = max(of_rate, key=lambda index: nets[index])
        nets[largest] += net - sum((nets[index] for index in of_rate), ZERO)
    return nets


def shares(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """An amount in cents, shared out by weight so that no cent is lost: the largest remainders get the cents left over."""
    whole = sum(weights, ZERO)
    if not whole:
        return [ZERO for _ in weights]
    exact = [amount * weight / whole for weight in weights]
    floors = [share.quantize(CENT, "ROUND_FLOOR") for share in exact]
    left = int((amount - sum(floors, ZERO)) / CENT)
    for index in sorted(range(len(weights)), key=lambda i: floors[i] - exact[i])[:left]:
        floors[index] += CENT
    return floors


# --- what is refused -------------------------------------------------------------------------------------------

LARGEST = Decimal(10) ** 9  # of a sum; beyond it somebody has mistyped


def checked(invoice: Invoice) -> Invoice:
    """The invoice, if it can be issued. Raises InvoiceError, which says what is missing."""
    if not invoice.items:
        raise InvoiceError("there is nothing on it")
    if not invoice.buyer.name.strip():
        raise InvoiceError("the buyer's name is missing")
    if any(item.quantity <= 0 or item.unit_price < 0 or not item.title.strip() for item in invoice.items):
        raise InvoiceError("every line needs a title, a quantity above nothing and a price")
    sums = totals(invoice)
    if not 0 < sums.total <= LARGEST:
        raise InvoiceError(f"{sums.total} {invoice.currency} is no sum for an invoice")
    if invoice.due < invoice.issued:
        raise InvoiceError("it would be due before it is issued")
    if invoice.kind != "credit_note":
        _ = invoice.account
    elif not invoice.follows:
        raise InvoiceError("a credit note names the invoice that it corrects")
    return invoice


# --- what follows ----------------------------------------------------------------------------------------------


def invoice_after(proforma: Invoice, number: str, issued: date, paid_on: date) -> Invoice:
    """The invoice after payment, in its own series, pointing to the proforma it was paid by."""
    return replace(
        proforma, kind="invoice", number=number, issued=issued, due=issued, follows=proforma.number, followed=proforma.issued,
        moved=paid_on if paid_on != issued else None,
    )  # fmt: skip


def credit_note(invoice: Invoice, number: str, issued: date, amount: Decimal | None = None, title: str = "") -> Invoice:
    """What takes an invoice back: whole, mirroring every line, or so much of it, shared among its rates.

    Raises InvoiceError for more than the invoice came to, or nothing.
    """
    note = replace(
        invoice, kind="credit_note", number=number, issued=issued, due=issued, follows=invoice.number, followed=invoice.issued,
        moved=None, reference=reference_of(number),
    )  # fmt: skip
    sums = totals(invoice)
    if amount is None or amount == sums.total:
        return note
    if not 0 < amount < sums.total:
        raise InvoiceError(f"{amount} of {sums.total} {invoice.currency} cannot be credited")
    parts = shares(cents(amount), [tax.total for tax in sums.taxes])
    words = title or ", ".join(item.title for item in invoice.items)
    items = [Item(words, Decimal(1), part, tax.rate) for part, tax in zip(parts, sums.taxes, strict=True) if part]
    return replace(note, items=tuple(items), discount=ZERO, gross=True)


# --- as it is kept ---------------------------------------------------------------------------------------------

_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(Invoice).decode


def dump(invoice: Invoice) -> str:
    """The invoice as text, always the same for the same invoice."""
    return _encode(invoice).decode()


def load(text: str) -> Invoice:
    """The invoice from its text. Raises InvoiceError."""
    try:
        return _decode(text)
    except msgspec.MsgspecError as error:
        raise InvoiceError(f"this is no stored invoice: {error}") from error


def digest(invoice: Invoice) -> str:
    """SHA-256 of its text."""
    return hashlib.sha256(dump(invoice).encode()).hexdigest()


def money(invoice: Invoice) -> Money:
    """What it comes to."""
    return Money(totals(invoice).total, invoice.currency)
