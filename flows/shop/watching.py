"""What there is to tell of an order that somebody waits for: without it a shop that changes its mind would write twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from flows.shop.model import Order, OrderState
from flows.shop.order_lookups import is_late

News = Literal["order_shipped", "order_delivered", "order_late", "order_cancelled"]

# How far an order has come; what is told is told at the first step forward, and never again.
STEPS: Mapping[OrderState, int] = {
    "unpaid": 0,
    "paid": 1,
    "packed": 2,
    "delayed": 2,
    "lost": 2,
    "partly_shipped": 3,
    "shipped": 4,
    "delivered": 5,
    "returned": 6,
    "cancelled": 6,
}
OVER = frozenset({"delivered", "returned", "cancelled"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What the customer knows of an order: the furthest state, and whether it was said to be late."""

    state: OrderState
    late: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be told, if anything; what is known then; and whether there is nothing more to wait for."""

    news: News | None
    seen: Seen
    over: bool = False


def is_moving(order: Order) -> bool:
    """Whether there is something to wait for."""
    return order.state not in OVER


def change(seen: Seen, order: Order, today: date) -> Change:
    """What has become of an order since it was last seen; `today` is the shop's day."""
    late = seen.late or order.state == "lost" or is_late(order, today)
    forward = STEPS[order.state] > STEPS[seen.state]
    after = Seen(order.state if forward else seen.state, late)
    if order.state in OVER:
        ends: Mapping[str, News] = {"delivered": "order_delivered", "cancelled": "order_cancelled"}
        return Change(ends.get(order.state) if forward else None, after, over=True)
    if late and not seen.late:
        return Change("order_late", after)
    return Change("order_shipped" if forward and order.state in {"partly_shipped", "shipped"} else None, after)
