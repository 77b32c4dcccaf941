"""From what a customer wants to the invoice they get: what it is for, whether it can be, and what must stand on it."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from config.goods import Goods
from config.invoices import Invoices
from flows.shop import goods, invoices
from flows.shop.invoices import Account, Invoice, Item, Party, Seller, by_accounting
from flows.shop.model import CENT, Money, Order
from nlu.model import Language

After = Literal["invoice", "accounting", "nothing"]
Why = Literal["", "unknown", "words", "paid", "cancelled", "currency", "amount"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an invoice shall be for. `why` says why there can be none; `items` are its lines, prices with VAT."""

    why: Why
    what: str = ""
    items: tuple[Item, ...] = ()
    currency: str = ""
    discount: Decimal = invoices.ZERO
    order_number: str = ""

    @property
    def total(self) -> Money | None:
        """What it comes to."""
        whole = sum((item.price for item in self.items), invoices.ZERO) - self.discount
        return Money(whole, self.currency) if self.items else None


@dataclass(frozen=True, slots=True)
class Terms:
    """The shop's own part: its settings and its list."""

    invoices: Invoices
    goods: tuple[Goods, ...] = ()

    @property
    def rate(self) -> Decimal | None:
        """The usual VAT rate; None where the seller charges none."""
        seller = self.invoices.seller
        return self.invoices.vat_rate if seller is not None and seller.vat_number else None

    def judge(self, wanted: Wanted) -> Wanted:
        """The same, or why there can be no invoice for it."""
        total = wanted.total
        if wanted.why or total is None:
            return wanted
        why: Why = ""
        if self.invoices.seller is None or self.invoices.account(total.currency) is None:
            why = "currency"
        elif not self._fits(total):
            why = "amount"
        return replace(wanted, why=why)

    def _fits(self, total: Money) -> bool:
        least = self.invoices.least.get(total.currency, CENT)
        most = self.invoices.most.get(total.currency, invoices.LARGEST)
        return max(least, CENT) <= total.amount <= most

    def needs_address(self, total: Money | None, *, company: bool) -> bool:
        """Whether the buyer's address must stand on it."""
        above = self.invoices.address_above.get(total.currency, Decimal(0)) if total else Decimal(0)
        return company or total is None or total.amount > above

    def after(self, buyer: Party) -> After:
        """What follows payment."""
        seller = self.invoices.seller
        if seller is not None and by_accounting(seller.country, buyer):
            return "accounting"
        return "invoice" if buyer.is_company or self.invoices.invoice_for_private else "nothing"


def of_order(terms: Terms, order: Order, delivery: str) -> Wanted:
    """An order's lines; what the total holds beyond them is its delivery, what it lacks a discount."""
    if order.state == "cancelled":
        return Wanted("cancelled", order.number, order_number=order.number)
    if order.state != "unpaid":
        return Wanted("paid", order.number, order_number=order.number)
    currency, rate = order.total.currency, terms.rate
    lines = [line for line in order.lines if line.quantity > 0 and line.unit_price.amount >= 0 and line.title.strip()]
    items = tuple(Item(line.title, Decimal(line.quantity), line.unit_price.amount, rate) for line in lines)
    if not items or len(lines) != len(order.lines) or any(line.unit_price.currency != currency for line in lines):
        items = (Item(order.number, Decimal(1), max(order.total.amount, invoices.ZERO), rate),)
    rest = order.total.amount - sum(item.price for item in items)
    if rest > 0:
        items = (*items, Item(delivery, Decimal(1), rest, rate))
    return terms.judge(Wanted("", order.number, items, currency, max(-rest, invoices.ZERO), order.number))


def of_goods(terms: Terms, words: str, price: Money | None, language: Language) -> Wanted:
    """Goods of the shop's list; where a person has said a price, that stands, for all that was named."""
    if sum(map(str.isalpha, words)) < goods.SHORTEST:
        return Wanted("words", words)
    if price is not None and price.amount <= 0:
        return Wanted("amount", words)
    if price is not None:
        return terms.judge(Wanted("", words, (Item(words, Decimal(1), price.amount, terms.rate),), price.currency))
    wish = goods.wish(words)
    things = [_thing(one, language) for one in terms.goods]
    found, quantity = goods.find(things, wish), wish.quantity
    if found is None and (named := goods.in_sentence(things, words)) is not None:
        found, quantity = named
    if found is None:
        return Wanted("unknown", words)
    own = terms.goods[things.index(found)].vat
    rate = terms.rate if own is None or terms.rate is None else own
    what = found.title if quantity == 1 else f"{quantity} × {found.title}"
    item = Item(found.title, Decimal(quantity), found.price.amount, rate)
    return terms.judge(Wanted("", what, (item,), found.price.currency))


def _thing(one: Goods, language: Language) -> goods.Thing:
    title = one.title.get(language) or next(iter(one.title.values()))
    return goods.Thing(title, (*one.title.values(), *one.also), Money(*one.price))


@dataclass(frozen=True, slots=True)
class When:
    """The day on which it is written and the day by which it is to be paid, in the shop's zone."""

    day: date
    due: date
    zone: str


def draft(terms: Terms, wanted: Wanted, buyer: Party, language: Language, when: When) -> Invoice:
    """The proforma, before it has a number. Raises InvoiceError."""
    seller = seller_of(terms.invoices)
    if seller is None:
        raise invoices.InvoiceError("no seller is set up")
    made = Invoice(
        kind="proforma", number="", issued=when.day, due=when.due, language=language, seller=seller, buyer=buyer,
        items=wanted.items, currency=wanted.currency, reference="", discount=wanted.discount, order_number=wanted.order_number,
        exempt="" if seller.vat_number or terms.invoices.seller is None else terms.invoices.seller.exempt,
    )  # fmt: skip
    return invoices.checked(made)


def seller_of(settings: Invoices) -> Seller | None:
    """The shop as it stands on an invoice; None where nobody has set it up."""
    if (seller := settings.seller) is None:
        return None
    accounts = tuple(Account(one.iban, one.currency, one.bic, one.bank) for one in settings.accounts)
    return Seller(
        seller.name, seller.address, seller.country, seller.registration, seller.vat_number, seller.email, is_company=True,
        accounts=accounts, holder=seller.holder, phone=seller.phone,
    )  # fmt: skip
