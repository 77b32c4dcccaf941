"""Where the shop's own orders are kept: without it a shop that has no web shop software could not be asked about an order."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from flows.shop.model import Order


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

    async def save(self, orders: Sequence[Order]) -> None:
        """Keep these orders, all or none; one whose number is known already is replaced."""
        ...


class MemoryOrders:
    """Orders in memory, for tests and for trying things out; the same suite runs over it and over the database."""

    def __init__(self, orders: Iterable[Order] = ()) -> None:
        self.orders = {order.number: order for order in orders}

    async def get(self, number: str) -> Order | None:
        """See OrderRecords."""
        return self.orders.get(number)

    async def search(self, query: str, limit: int = 50) -> Sequence[Order]:
        """See OrderRecords."""
        found = [order for order in self.orders.values() if _contains(order, query.strip().casefold())]
        return sorted(found, key=lambda order: (order.placed_at, order.number), reverse=True)[:limit]

    async def save(self, orders: Sequence[Order]) -> None:
        """See OrderRecords."""
        self.orders |= {order.number: order for order in orders}


def _contains(order: Order, query: str) -> bool:
    customer = order.customer
    return any(query in text.casefold() for text in (order.number, customer.email, customer.phone, customer.name))
