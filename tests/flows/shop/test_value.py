"""What customers are worth: more for who buys more, nothing for who never paid."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from flows.shop.model import Customer, Money, Order, OrderState
from flows.shop.value import Worth, worth

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def order(amount: str, days: int, state: OrderState = "delivered", currency: str = "EUR") -> Order:
    return Order("1", state, NOW - timedelta(days=days), Customer("A"), Money(Decimal(amount), currency))


def value(*orders: Order) -> Worth:
    return worth(orders, NOW, "EUR", Decimal("0.3"), Decimal(3))


def test_one_order_a_year_ago() -> None:
    assert value(order("100", 365)) == Worth(1, 10_000, 12_000)  # 30 earned, 3 years of 100 x 0.3 to come


def test_what_was_not_paid_or_came_back_does_not_count() -> None:
    assert value(order("100", 30, "unpaid"), order("100", 30, "cancelled"), order("100", 30, "returned")) == Worth(0, 0, 0)
    assert value(order("100", 30, currency="PLN")) == Worth(0, 0, 0)


def test_one_order_yesterday_is_not_three_hundred_a_year() -> None:
    assert value(order("100", 1)).value < 2 * value(order("100", 60), order("100", 1)).value


@given(st.lists(st.tuples(st.decimals(0, 10_000, places=2), st.integers(0, 4000)), max_size=50))
def test_it_is_never_less_than_nothing_nor_more_than_a_column_holds(orders: list[tuple[Decimal, int]]) -> None:
    found = value(*(order(str(amount), days) for amount, days in orders))
    assert 0 <= found.value < 2**62
    assert found.paid == sum(int(amount * 100) for amount, _ in orders)
