"""docs/demo.md from the demo shop's own orders: without it the page would soon tell of orders that are not there.

`python -m flows.shop.demo_page > docs/demo.md` writes it; a test holds it to the data. Days are told relative to the day on
which the data is made, so that the page does not age.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from flows.shop.demo import CURRENCY, demo_orders
from flows.shop.model import ORDER_STATES, Money, Order

ANY_DAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
TRUST_LIMIT = Money(Decimal(100), CURRENCY)
LAST_WEEKS = 21  # days
Tell = Callable[[Order], str]

INTRODUCTION = """\
# The demo shop

`dezura demo-data` (and `make run`, the first time) makes the orders 10001 to 10050 of a made-up shop. Dates count from the day
on which they are made: "2 days ago" means two days before that. The desk is open Monday to Friday 9:00 to 18:00 and Saturday
10:00 to 16:00, Europe/Riga. The sign-ins for the console are printed on the front page, http://127.0.0.1:8080.

Anybody may ask about an order who knows its number and the e-mail or the phone it was placed with; the last four digits of the
phone are enough. Five wrong tries an hour are allowed in one chat.

The first time it also makes twelve weeks of past conversations (closed ones, with hand-overs, promises and surveys), so that
[reports](reports.md) have something to show. The front page has a sign-in of each role.
"""


def demo_page() -> str:
    """The page's text."""
    orders, total = demo_orders(ANY_DAY), ("total", _total)
    return "\n".join(
        [
            INTRODUCTION,
            *_section("Where is my order?", _STATUS, _one_of_each(orders), ("what happened", _story)),
            *_section("Giving something back", _RETURN, filter(_just_delivered, orders), total, ("delivered", _delivered)),
            *_section("Paying by invoice", _PAY, (order for order in orders if order.state == "unpaid"), total),
        ]
    )


_STATUS = """\
Write "where is my order 10023?", or the same in your language, then the contact. One order of each state, and the three on
their way:"""
_RETURN = f"""\
Orders delivered in the last weeks, five of them up to {TRUST_LIMIT.amount:.0f} {TRUST_LIMIT.currency} and four above:"""
_PAY = "Orders that wait for payment:"


def _section(title: str, text: str, orders: Iterable[Order], *columns: tuple[str, Tell]) -> list[str]:
    tells: Sequence[tuple[str, Tell]] = (
        ("order", lambda order: order.number),
        ("state", lambda order: order.state),
        *columns,
        ("language", lambda order: order.customer.language),
        ("e-mail", lambda order: order.customer.email),
        ("phone", lambda order: order.customer.phone),
    )
    head = [f"## {title}", "", text, "", _row(name for name, _ in tells), _row("---" for _ in tells)]
    return [*head, *(_row(tell(order) for _, tell in tells) for order in orders), ""]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _one_of_each(orders: Sequence[Order]) -> list[Order]:
    """The newest order of each state, in the order of an order's life, and all that are on their way."""
    chosen = []
    for state in ORDER_STATES:
        found = [order for order in orders if order.state == state]
        chosen += found if state == "shipped" else found[-1:]
    return chosen


def _just_delivered(order: Order) -> bool:
    return order.state == "delivered" and order.delivered_at is not None and -_days(order.delivered_at) <= LAST_WEEKS


def _total(order: Order) -> str:
    return str(order.total)


def _delivered(order: Order) -> str:
    return _when(order.delivered_at) if order.delivered_at else ""


def _story(order: Order) -> str:
    happened = (
        ("placed", order.placed_at),
        ("shipped", order.shipped_at),
        ("delivered", order.delivered_at),
        ("expected", order.expected_at),
    )
    return ", ".join(f"{what} {_when(at)}" for what, at in happened if at is not None)


def _when(at: date | datetime) -> str:
    match _days(at):
        case -1:
            return "yesterday"
        case 1:
            return "tomorrow"
        case days if days < 0:
            return f"{-days} days ago"
        case days:
            return f"in {days} days"


def _days(at: date | datetime) -> int:
    day = at.astimezone(UTC).date() if isinstance(at, datetime) else at
    return (day - ANY_DAY.date()).days


if __name__ == "__main__":
    sys.stdout.write(demo_page())
