"""Where the shop's own orders are kept: without it a shop that has no web shop software could not be asked about an order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flows.shop.contacts import is_theirs
from flows.shop.model import Money, Order
from flows.shop.port import Ability

LATEST = 50  # orders of one person that are looked at


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done at the built-in shop, once by its key; `about` is an order's number or a coupon's code."""

    key: str
    ability: Ability
    about: str
    at: datetime
    amount: Money | None = None
    text: str = ""


Change = Callable[[Order | None, Sequence[Deed]], Order | None]
"""The order as it shall be (None: there is none, or nothing changes), from the order and what was done about it. May refuse."""


class OrderRecords(Protocol):
    """The orders in our own database."""

    async def get(self, number: str) -> Order | None:
        """The order with this number, or None."""
        ...

    async def search(self, query: str, limit: int = 50) -> Sequence[Order]:
        """Orders whose number, e-mail, phone or customer's name contains the text, case aside; newest first.

        For people at the console. What it finds proves nothing.
        """
        ...

    async def of_contact(self, contact: str) -> Sequence[Order]:
        """The latest orders with exactly this e-mail or this phone number, newest first."""
        ...

    async def save(self, orders: Sequence[Order]) -> None:
        """Keep these orders, all or none; one whose number is known already is replaced."""
        ...

    async def enter(self, deed: Deed, change: Change) -> Deed:
        """Do something once: the deed of this key if there is one, else this one, with the order changed in the same transaction.

        Raises what `change` raises; then nothing is written.
        """
        ...

    async def deed(self, key: str) -> Deed | None:
        """What was done under a key."""
        ...


class MemoryOrders:
    """Orders in memory, for tests and for trying things out; the same suite runs over it and over the database."""

    def __init__(self, orders: Iterable[Order] = ()) -> None:
        self.orders = {order.number: order for order in orders}
        self.deeds: dict[str, Deed] = {}

    async def get(self, number: str) -> Order | None:
        """See OrderRecords."""
        return self.orders.get(number)

    async def search(self, query: str, limit: int = 50) -> Sequence[Order]:
        """See OrderRecords."""
        return _newest([order for order in self.orders.values() if _contains(order, query.strip().casefold())])[:limit]

    async def of_contact(self, contact: str) -> Sequence[Order]:
        """See OrderRecords."""
        return _newest([order for order in self.orders.values() if is_theirs(order.customer, contact)])[:LATEST]

    async def save(self, orders: Sequence[Order]) -> None:
        """See OrderRecords."""
        self.orders |= {order.number: order for order in orders}

    async def enter(self, deed: Deed, change: Change) -> Deed:
        """See OrderRecords."""
        if (known := self.deeds.get(deed.key)) is not None:
            return known
        changed = change(self.orders.get(deed.about), [other for other in self.deeds.values() if other.about == deed.about])
        if changed is not None:
            self.orders[changed.number] = changed
        self.deeds[deed.key] = deed
        return deed

    async def deed(self, key: str) -> Deed | None:
        """See OrderRecords."""
        return self.deeds.get(key)


def _newest(orders: Sequence[Order]) -> Sequence[Order]:
    return sorted(orders, key=lambda order: (order.placed_at, order.number), reverse=True)


def _contains(order: Order, query: str) -> bool:
    customer = order.customer
    return any(query in text.casefold() for text in (order.number, customer.email, customer.phone, customer.name))
