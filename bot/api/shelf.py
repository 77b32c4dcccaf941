"""A customer's orders from the shop's software, kept for a moment: without it every event would ask a remote shop again."""

import asyncio
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from flows.shop.builtin import BuiltinShop
from flows.shop.model import Order
from flows.shop.port import Shop, ShopError

PATIENCE = 4.0  # seconds the shop's software is waited for
FRESH = 30.0  # seconds an answer of a remote one counts
MOST = 500  # answers kept


@dataclass(frozen=True, slots=True)
class Placed:
    """Orders, newest first; `silent` where the shop's software did not answer, so that there may be more."""

    orders: Sequence[Order]
    silent: bool = False


class Shelf:
    """Asks the shop's software. `ticks` is any clock that only goes forward, in seconds."""

    def __init__(self, shop: Shop, ticks: Callable[[], float] = time.monotonic) -> None:
        self.shop, self.ticks = shop, ticks
        self._fresh = 0.0 if isinstance(shop, BuiltinShop) else FRESH
        self._kept: dict[tuple[str, str], tuple[float, Sequence[Order]]] = {}

    async def of(self, contacts: Collection[str], numbers: Collection[str] = ()) -> Placed:
        """The orders with these e-mails and telephone numbers, and those with these numbers."""
        asked = [("contact", one) for one in sorted(set(contacts))] + [("number", one) for one in sorted(set(numbers))]
        try:
            async with asyncio.timeout(PATIENCE):
                answers = await asyncio.gather(*(self._ask(kind, text) for kind, text in asked))
        except (ShopError, TimeoutError):
            return Placed((), silent=True)
        found = {order.number: order for answer in answers for order in answer}
        return Placed(sorted(found.values(), key=lambda order: (order.placed_at, order.number), reverse=True))

    async def _ask(self, kind: str, text: str) -> Sequence[Order]:
        now = self.ticks()
        at, known = self._kept.get((kind, text), (now - FRESH, ()))
        if now - at < self._fresh:
            return known
        if kind == "contact":
            found = await self.shop.orders_of(text)
        else:
            order = await self.shop.find_order(text)
            found = [order] if order is not None else []
        if self._fresh:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[kind, text] = (now, found)
        return found
