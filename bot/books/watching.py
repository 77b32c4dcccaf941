"""Orders somebody waits for: told when they are sent, arrive, are late or are cancelled, each once.

What the shop's software tells of a change (bot/shop_doors.py), or an import brings, is only a hint: the order is read again, and
only that counts. Shops that tell nothing are looked at from time to time.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

import structlog

from bot.books.department import Department, Office
from bot.books.effects import FailedError, NotDoneError, Outside
from bot.epoch import from_ms, length_ms, to_ms
from bot.store import watchers
from bot.store.calls import Errand
from bot.store.orders import SqlOrders
from bot.store.watchers import Watcher
from flows.shop.calls import ShopUnavailableError
from flows.shop.carriers import CARRIERS
from flows.shop.model import ORDER_STATES, Order, OrderState
from flows.shop.order_lookups import facts
from flows.shop.proof import normal_number
from flows.shop.watching import Seen, change, is_moving

ROOM = 64
DAY = (9, 21)  # hours in which bad news that can wait is told
SOON = 30_000  # ms until a new watcher is looked at first: what changed while it was noted must not be missed
UNREACHED = 60_000  # ms until a shop that did not answer is asked again
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Watching(Department):
    """Who waits for which order."""

    office: Office

    @property
    def outside(self) -> Mapping[str, Outside]:
        """See Department."""
        return {"watch_order": WatchOrder(self.office)}

    @property
    def events(self) -> Mapping[str, Callable[[Mapping[str, str]], Awaitable[None]]]:
        """See Department."""
        return {"parcel": self._parcel}

    async def look(self) -> int:
        """See Department."""
        now, again = self.office.clock(), length_ms(self.office.settings.orders.look_again)
        due = await self.office.database.write(lambda connection: watchers.claim(connection, now, again, ROOM))
        told = 0
        for number, waiting in groupby(sorted(due, key=attrgetter("number", "id")), key=attrgetter("number")):
            told += await self._tell(number, list(waiting))
        return told

    async def next_due(self) -> int | None:
        """See Department."""
        return await self.office.database.read(watchers.next_due)

    async def _tell(self, number: str, waiting: Sequence[Watcher]) -> int:
        office = self.office
        try:
            order = await office.shop.find_order(number)
        except ShopUnavailableError:
            soon = office.clock() + UNREACHED
            await office.database.write(lambda connection: watchers.put_off(connection, [(one, soon) for one in waiting]))
            return 0
        if order is None:
            _log.warning("watched_order_gone")
            return 0
        now = office.clock()
        today = from_ms(now).astimezone(office.settings.time_zone).date()
        if (awake := self._awake(now)) > now:
            waiting = await self._until_morning(order, waiting, awake)
        news = [(one, change(one.seen, order, today)) for one in waiting]
        changed = [(one, found) for one, found in news if found.over or found.seen != one.seen]
        values = told_of(order, today)
        await office.database.write(
            lambda connection: [watchers.learn(connection, one, found, values, now) for one, found in changed]
        )
        return len(changed)

    async def _until_morning(self, order: Order, waiting: Sequence[Watcher], awake: int) -> Sequence[Watcher]:
        """That a day went by without the parcel is no news for the middle of the night; anything else is told now."""
        today = from_ms(self.office.clock()).astimezone(self.office.settings.time_zone).date()
        late = [one for one in waiting if change(one.seen, order, today).news == "order_late"]
        await self.office.database.write(lambda connection: watchers.put_off(connection, [(one, awake) for one in late]))
        return [one for one in waiting if one not in late]

    def _awake(self, now: int) -> int:
        """The moment itself by day, else the next morning of the shop's zone."""
        here = from_ms(now).astimezone(self.office.settings.time_zone)
        if DAY[0] <= here.hour < DAY[1]:
            return now
        day = here.date() + timedelta(days=here.hour >= DAY[1])
        return to_ms(datetime.combine(day, time(DAY[0]), self.office.settings.time_zone))

    async def _parcel(self, values: Mapping[str, str]) -> None:
        """An order of the built-in shop moves: `number`, `state`, and `expected` where its day changes."""
        records = SqlOrders(self.office.database)
        order = await records.get(values["number"])
        state = next((known for known in ORDER_STATES if known == values.get("state")), None)
        if order is None or (state is None and "expected" not in values):
            raise RuntimeError("write `parcel: {number: '10039', state: shipped}` with an order of the demo shop")
        now = from_ms(self.office.clock())
        expected = date.fromisoformat(values["expected"]) if "expected" in values else order.expected_at
        await records.save([_moved(replace(order, expected_at=expected), state or order.state, now)])


def _moved(order: Order, state: OrderState, now: datetime) -> Order:
    sent = now if state in {"shipped", "partly_shipped"} and order.shipped_at is None else order.shipped_at
    return replace(order, state=state, shipped_at=sent, delivered_at=now if state == "delivered" else order.delivered_at)


def told_of(order: Order, today: date) -> dict[str, Any]:
    """What the news may say: no more than `find_order` tells."""
    known = facts(order, today, CARRIERS)
    return {
        "number": known["number"], "partly": order.state == "partly_shipped", "carrier": known["carrier"],
        "url": known["tracking_url"], "expected": known["expected_at"], "delivered": known["delivered_at"],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class WatchOrder:
    """The effect `watch_order`: the order is read, so that only what comes after is news."""

    office: Office

    async def perform(self, errand: Errand, now: datetime) -> Mapping[str, Any]:
        """See Outside."""
        number = normal_number(str(errand.arguments.get("order_number") or ""))
        try:
            order = await self.office.shop.find_order(number)
        except ShopUnavailableError as error:
            raise NotDoneError(str(error)) from None
        if order is None or not await self.office.proof.holds(str(errand.conversation_id), order, now):
            raise FailedError("not_proved")
        today = now.astimezone(self.office.settings.time_zone).date()
        seen = change(Seen(order.state), order, today).seen  # what is late already is known already
        if is_moving(order):
            until, moment = to_ms(now + self.office.settings.orders.watch_for), to_ms(now)
            await self.office.database.write(
                lambda connection: watchers.watch(
                    connection, errand.conversation_id, number, seen, until=until, due_at=moment + SOON, now=moment
                )
            )
        return {"number": order.number, "state": order.state, "moving": is_moving(order)}

    async def look_up(self, errand: Errand, now: datetime) -> Mapping[str, Any] | None:
        """See Outside. To watch an order twice is to watch it: it is simply done again."""
        return None
