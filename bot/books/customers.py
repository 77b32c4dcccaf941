"""Better customers: who waits is looked up in the shop, so that of those promised the same minute the better one is first."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

import structlog

from bot.books.department import Department, Office
from bot.epoch import from_ms, length_ms
from bot.store import values
from bot.store.values import Waiting
from flows.shop.model import Order
from flows.shop.port import ShopError
from flows.shop.value import worth

ROOM = 8  # customers looked up in one round
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Customers(Department):
    """What customers are worth; nobody is told, and nobody waits longer than was promised because of it."""

    office: Office

    async def look(self) -> int:
        """See Department."""
        now = self.office.clock()
        before = now - length_ms(self.office.settings.care.value.renew)
        waiting = await self.office.database.read(partial(values.stale, before=before, room=ROOM))
        for one in waiting:
            await self._estimate(one, now)
        return len(waiting)

    async def _estimate(self, one: Waiting, now: int) -> None:
        office, policy = self.office, self.office.settings.care.value
        currency = office.settings.care.coupons.budget[1]
        orders = await self._orders(one)
        found = worth(orders, from_ms(now), currency, Decimal(str(policy.margin)), Decimal(str(policy.years)))
        await office.database.write(lambda connection: values.note(connection, one.id, found, now))

    async def _orders(self, one: Waiting) -> Sequence[Order]:
        """By what was proved: the e-mail of an order, or the messenger's own number. A shop that is away knows nobody."""
        contact = one.email or await self.office.database.read(partial(values.phone_of, conversation_id=one.id))
        try:
            return await self.office.shop.orders_of(contact) if contact else ()
        except ShopError as error:
            _log.warning("value_unknown", conversation=one.id, error=type(error).__name__)
            return ()
