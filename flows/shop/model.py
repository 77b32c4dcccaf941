"""What the scripts talk about: without it an order or a sum of money would be whatever each shop's software calls it."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import total_ordering
from typing import Literal, get_args

from nlu.model import Language

CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 15  # nothing a shop sells costs more; keeps every sum well inside Decimal's 28 digits
_CURRENCY = re.compile(r"[A-Z]{3}")
_MONEY = re.compile(r"\s*([+-]?\d+(?:\.\d{1,2})?)\s*([A-Z]{3})\s*")


class CurrencyError(ValueError):
    """Two sums of different currencies were put together."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An exact sum: two decimals, never rounded in silence; `currency` is an ISO 4217 code.

    Raises ValueError for what is no such sum. Sums of different currencies are unequal, and raise CurrencyError in anything else.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or abs(self.amount) > LARGEST or self.amount != self.amount.quantize(CENT):
            raise ValueError(f"{self.amount} is no sum of money with at most two decimals")
        if _CURRENCY.fullmatch(self.currency) is None:
            raise ValueError(f"{self.currency!r} is no currency code such as EUR")
        object.__setattr__(self, "amount", self.amount.quantize(CENT) + 0)  # + 0 takes the sign off a zero

    @classmethod
    def parse(cls, text: str) -> "Money":
        """`12.50 EUR`, as `str` writes it and settings and entities have it. Raises ValueError."""
        if (found := _MONEY.fullmatch(text)) is None:
            raise ValueError(f"{text!r} is no sum of money; write 12.50 EUR")
        return cls(Decimal(found[1]), found[2])

    @classmethod
    def rounded(cls, amount: Decimal, currency: str) -> "Money":
        """A computed amount (a share, a tax) rounded to the cent, half up as invoices are."""
        try:
            return cls(amount.quantize(CENT, ROUND_HALF_UP), currency)
        except InvalidOperation:
            raise ValueError(f"{amount} is no sum of money") from None

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.amount * times, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise CurrencyError(f"{self} and {other} are of different currencies")
        return other.amount


OrderState = Literal[
    "unpaid", "paid", "packed", "shipped", "partly_shipped", "delivered", "delayed", "lost", "cancelled", "returned"
]
ORDER_STATES: tuple[OrderState, ...] = get_args(OrderState)


@dataclass(frozen=True, slots=True)
class Customer:
    """Who ordered: `phone` in E.164; either contact may be empty, where the shop does not have it."""

    name: str
    email: str = ""
    phone: str = ""
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one product at a price each."""

    title: str
    quantity: int
    unit_price: Money

    @property
    def total(self) -> Money:
        """The price of the line."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Tracking:
    """Where a parcel can be followed: the carrier's name or id, its number, and the link the shop gives, if any."""

    carrier: str
    number: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a parcel goes; `country` is an ISO 3166 code, empty where it is the shop's own."""

    street: str
    city: str = ""
    postcode: str = ""
    country: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether a carrier could find it."""
        return all((self.street, self.city, self.postcode))


@dataclass(frozen=True, slots=True)
class Order:
    """An order as the shop knows it. `number` is text: shops have letters and leading zeros in it.

    Moments are aware; `expected_at` is a day in the shop's zone. `total` is what the customer pays, delivery included.
    """

    number: str
    state: OrderState
    placed_at: datetime
    customer: Customer
    total: Money
    lines: tuple[Line, ...] = ()
    tracking: Tracking | None = None
    shipped_at: datetime | None = None
    expected_at: date | None = None
    delivered_at: datetime | None = None
    address: Address | None = None
