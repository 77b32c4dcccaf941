"""Where an order stands, told to who proved that it is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

from flows.model import Call
from flows.shop.calls import Shop
from flows.shop.carriers import CARRIERS, Carrier, carrier_name, tracking_url
from flows.shop.lookups import Asked, Lookup, NoAnswerError, text
from flows.shop.model import Order
from flows.shop.proof import Guess, Proof, normal_number

ON_ITS_WAY = frozenset({"paid", "packed", "shipped", "partly_shipped"})


@dataclass(frozen=True, slots=True)
class OrderLookups:
    """The calls of flows/shop/order_calls.py."""

    shop: Shop
    proof: Proof
    zone: tzinfo
    carriers: Mapping[str, Carrier]

    @property
    def handlers(self) -> Mapping[str, Lookup]:
        """By the name of the call."""
        return {"prove_ownership": self._prove, "find_order": self._find}

    async def _prove(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        guess = Guess(call.key, asked.chat, text(call, "order_number"), text(call, "contact"))
        verdict = await self.proof.judge(guess, asked.now)
        return {"proved": verdict.proved, "locked": bool(verdict.locked)}

    async def _find(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        """The flow's own steps should have proved the order; a flow that forgot to does not give it away."""
        order = await self.shop.find_order(normal_number(text(call, "order_number")))
        if not await self.proof.holds(asked.chat, order, asked.now) or order is None:
            raise NoAnswerError("not_proved")
        return facts(order, asked.now.astimezone(self.zone).date(), self.carriers)


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
