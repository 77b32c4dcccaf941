"""Orders for the tests of the shop."""

from datetime import UTC, date, datetime
from decimal import Decimal

from flows.shop.model import Customer, Line, Money, Order, OrderState, Tracking

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ILZE = Customer("Ilze Liepiņa", "Ilze.Liepina@example.com", "+37120000101", "lv")


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def order(number: str = "10023", customer: Customer = ILZE, state: OrderState = "shipped", expected: date | None = None) -> Order:
    return Order(
        number=number,
        state=state,
        placed_at=datetime(2026, 11, 19, 17, 30, tzinfo=UTC),
        customer=customer,
        total=eur("38.20"),
        lines=(Line("Medus, 500 g", 2, eur("7.50")), Line("Krūze", 1, eur("19.70"))),
        tracking=Tracking("Omniva", "CE123456789LV"),
        shipped_at=datetime(2026, 11, 21, 8, tzinfo=UTC),
        expected_at=expected or date(2026, 11, 24),
    )
