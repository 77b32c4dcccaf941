"""What a customer is worth to the shop: without it whoever buys every week would wait behind whoever never comes back.

An estimate, used for one thing only: who is answered first of those who were promised the same minute.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flows.shop.model import Order

COUNTS = frozenset({"paid", "packed", "shipped", "partly_shipped", "delivered", "delayed", "lost"})
SHORTEST = Decimal(30)  # days a history counts at least: one order yesterday is not three hundred a year
YEAR = Decimal(365)
LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Worth:
    """Paid orders, what was paid for them, and what the customer may be worth in all, in hundredths of the shop's currency."""

    orders: int
    paid: int
    value: int


def worth(orders: Sequence[Order], now: datetime, currency: str, margin: Decimal, years: Decimal) -> Worth:
    """Average order x orders a year x years x margin, and what was earned already; orders in other currencies do not count."""
    paid = [order for order in orders if order.state in COUNTS and order.total.currency == currency]
    if not paid:
        return Worth(0, 0, 0)
    total = sum((order.total.amount for order in paid), Decimal(0))
    days = max(SHORTEST, Decimal((now - min(order.placed_at for order in paid)).days))
    a_year = min(Decimal(len(paid)) * YEAR / days, Decimal(52))
    to_come = total / len(paid) * a_year * years * margin
    value = (total * margin + to_come) * 100
    return Worth(len(paid), int(total * 100), min(int(value), LARGEST))
