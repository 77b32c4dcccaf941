"""Answers the calls that only read: without it a flow's `find_order` would be a name in a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from flows.model import Answered, Call
from flows.shop.calls import Shop, ShopUnavailableError
from flows.shop.carriers import CARRIERS, Carrier, carrier_name, tracking_url
from flows.shop.model import Order
from flows.shop.proof import Guess, Proof, normal_number

ON_ITS_WAY = frozenset({"paid", "packed", "shipped", "partly_shipped"})


@dataclass(frozen=True, slots=True)
class Lookups:
    """The shop as flows may ask it. Failures are `unavailable`, `not_proved` and `unknown_call`."""

    shop: Shop
    proof: Proof
    zone: tzinfo
    carriers: Mapping[str, Carrier]

    async def answer(self, call: Call, chat: str, now: datetime) -> Answered:
        """The answer to one call asked in this chat; never raises for what a shop or a customer can do."""
        try:
            match call.name:
                case "prove_ownership":
                    return await self._prove(call, chat, now)
                case "find_order":
                    return await self._find(call, chat, now)
                case _:
                    return Answered(call.key, failure="unknown_call")
        except ShopUnavailableError:
            return Answered(call.key, failure="unavailable")

    async def _prove(self, call: Call, chat: str, now: datetime) -> Answered:
        guess = Guess(call.key, chat, _text(call, "order_number"), _text(call, "contact"))
        verdict = await self.proof.judge(guess, now)
        return Answered(call.key, {"proved": verdict.proved, "locked": bool(verdict.locked)})

    async def _find(self, call: Call, chat: str, now: datetime) -> Answered:
        """The flow's own steps should have proved the order; a flow that forgot to does not give it away."""
        order = await self.shop.find_order(normal_number(_text(call, "order_number")))
        if not await self.proof.holds(chat, order, now) or order is None:
            return Answered(call.key, failure="not_proved")
        return Answered(call.key, facts(order, now.astimezone(self.zone).date(), self.carriers))


def facts(order: Order, today: date, carriers: Mapping[str, Carrier] = CARRIERS) -> dict[str, Any]:
    """What may be told of an order to who proved number and contact: the fields of `find_order`, and nothing else."""
    tracking = order.tracking
    return {
        "number": order.number,
        "state": order.state,
        "late": is_late(order, today),
        "placed_at": order.placed_at,
        "shipped_at": order.shipped_at,
        "expected_at": order.expected_at,
        "delivered_at": order.delivered_at,
        "carrier": carrier_name(tracking, carriers) if tracking else None,
        "tracking_number": tracking.number if tracking else None,
        "tracking_url": tracking_url(tracking, carriers) if tracking else None,
    }


def is_late(order: Order, today: date) -> bool:
    """Whether the shop says so, or the day on which it was expected is over."""
    overdue = order.expected_at is not None and order.expected_at < today
    return order.state == "delayed" or (order.state in ON_ITS_WAY and overdue)


def _text(call: Call, name: str) -> str:
    value = call.arguments.get(name)
    return "" if value is None else str(value)
