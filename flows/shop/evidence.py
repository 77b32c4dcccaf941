"""Which purchase a customer means, by whatever they know of it.

Without it "I have no receipt" would be the end of a conversation.

Shops' searches are fuzzy, so every candidate is compared again here. Each thing known gives points, a contradiction takes
them away; one order clearly ahead of the others is the purchase, several close together want one question more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import Decimal

from rapidfuzz import fuzz, utils

from flows.shop.model import Line, Money, Order
from flows.shop.proof import normal_digits, normal_email, normal_number

ENOUGH = 40  # points for "this one"
AHEAD = 15  # points to the next, or nobody knows which
ALIKE = 70  # per cent of likeness of titles
NEAR = Decimal("0.10")  # of a sum, which people remember roughly


@dataclass(frozen=True, slots=True)
class Known:
    """What the customer has said; whatever they have not is empty. `contact` is an e-mail, a phone number or its last digits."""

    order_number: str = ""
    item: str = ""
    bought_on: date | None = None
    amount: Money | None = None
    contact: str = ""
    name: str = ""
    address: str = ""

    @property
    def anything(self) -> bool:
        """Whether there is something to go by."""
        return any((self.order_number, self.item, self.bought_on, self.amount, self.contact, self.name, self.address))


@dataclass(frozen=True, slots=True)
class Match:
    """How well an order fits: `marks` names what did and, with a minus, what did not.

    `line` is what was bought, where it is clear.
    """

    order: Order
    points: int
    marks: tuple[str, ...]
    line: Line | None


@dataclass(frozen=True, slots=True)
class Found:
    """The purchase, or that several fit."""

    match: Match | None
    several: bool = False


def find(orders: Iterable[Order], known: Known, zone: tzinfo) -> Found:
    """The purchase among the candidates."""
    matches = sorted((match_of(order, known, zone) for order in orders), key=lambda match: (-match.points, match.order.number))
    good = [match for match in matches if match.points >= ENOUGH]
    if not good:
        return Found(None)
    if len(good) > 1 and good[0].points - good[1].points < AHEAD:
        return Found(None, several=True)
    return Found(good[0])


def match_of(order: Order, known: Known, zone: tzinfo) -> Match:
    """How well one order fits what is known."""
    line = line_of(order, known.item)
    marks = [
        _number(order, known.order_number), _contact(order, known.contact), _day(order, known.bought_on, zone),
        _sum(order, line, known.amount), _item(order, line, known.item), _name(order, known.name),
        _address(order, known.address),
    ]  # fmt: skip
    points = sum(worth for worth, _ in marks)
    return Match(order, max(0, min(points, 100)), tuple(mark for _, mark in marks if mark), line)


def line_of(order: Order, item: str) -> Line | None:
    """The line that is meant: the one that is alike, or the only one where nothing was named."""
    if not item.strip():
        return order.lines[0] if len(order.lines) == 1 else None
    alike = sorted(((likeness(line.title, item), line) for line in order.lines), key=lambda pair: -pair[0])
    if not alike or alike[0][0] < ALIKE or (len(alike) > 1 and alike[0][0] - alike[1][0] < 5):
        return None
    return alike[0][1]


def likeness(title: str, item: str) -> float:
    """How alike two names of goods are, in per cent: word order and what stands around do not matter, endings hardly do."""
    return float(
        max(
            fuzz.token_set_ratio(title, item, processor=utils.default_process),
            fuzz.partial_ratio(title, item, processor=utils.default_process) if len(item.strip()) >= 4 else 0,
        )
    )


Mark = tuple[int, str]
_NOTHING: Mark = (0, "")


def _number(order: Order, number: str) -> Mark:
    if not number:
        return _NOTHING
    return (60, "number") if normal_number(number) == normal_number(order.number) else (-100, "-number")


def _contact(order: Order, contact: str) -> Mark:
    if not contact.strip():
        return _NOTHING
    email, digits = normal_email(contact), normal_digits(contact)
    phone = normal_digits(order.customer.phone)
    if "@" in email and email == normal_email(order.customer.email):
        return (40, "email")
    if len(digits) >= 4 and phone and phone[-len(digits[-8:]) :] == digits[-8:]:
        return (40, "phone") if len(digits) >= 8 else (20, "last_digits")
    return (-40, "-contact")


def _day(order: Order, day: date | None, zone: tzinfo) -> Mark:
    if day is None:
        return _NOTHING
    placed = order.placed_at.astimezone(zone).date()
    came = order.delivered_at.astimezone(zone).date() if order.delivered_at else placed
    off = 0 if placed <= day <= came else min(abs((day - placed).days), abs((day - came).days))
    if off <= 1:
        return (20, "day")
    return (10, "about_day") if off <= 4 else (-20 if off > 14 else 0, "-day" if off > 14 else "")


def _sum(order: Order, line: Line | None, amount: Money | None) -> Mark:
    if amount is None or amount.currency != order.total.currency:
        return _NOTHING
    sums = [order.total, *((line.total, line.unit_price) if line else (x.total for x in order.lines))]
    off = min(abs(known.amount - amount.amount) for known in sums)
    if off <= Decimal("0.99") and amount.amount > 5:
        return (25, "sum")
    near = any(abs(known.amount - amount.amount) <= known.amount * NEAR for known in sums)
    return (15, "about_sum") if near else (-10, "-sum")


def _item(order: Order, line: Line | None, item: str) -> Mark:
    if not item.strip() or not order.lines:
        return _NOTHING
    return (25, "item") if line is not None else (0, "")  # people call things otherwise than shops do


def _name(order: Order, name: str) -> Mark:
    return (15, "name") if name and likeness(order.customer.name, name) >= 90 else _NOTHING


def _address(order: Order, address: str) -> Mark:
    place = str(getattr(order, "address", "") or "")
    return (15, "address") if address and place and likeness(place, address) >= 85 else _NOTHING
