"""Money and lengths of time as flows write them."""

from decimal import Decimal

import pytest

from flows.literals import duration, money
from flows.model import Duration
from flows.shop.model import Money


@pytest.mark.parametrize(("text", "amount"), [("2000 EUR", "2000"), ("12.50 EUR", "12.50"), ("100PLN", "100"), (" 5 UAH ", "5")])
def test_an_amount_has_a_currency(text: str, amount: str) -> None:
    assert money(text) == Money(Decimal(amount), text.strip()[-3:])


@pytest.mark.parametrize("text", ["2000", "EUR", "12.505 EUR", "9" * 40 + " EUR", "12,50 EUR", ""])
def test_anything_else_is_no_money(text: str) -> None:
    assert money(text) is None


@pytest.mark.parametrize(
    ("text", "seconds"), [("30s", 30), ("30m", 1800), ("2h", 7200), ("3d", 259_200), ("1w", 604_800), ("2 h", 7200)]
)
def test_a_length_of_time_has_a_unit(text: str, seconds: int) -> None:
    assert duration(text) == Duration(seconds)


def test_working_time_says_so() -> None:
    assert duration("4h open") == Duration(14_400, open=True)


@pytest.mark.parametrize("text", ["4", "h", "-4h", "4 hours", "4h closed", "1.5h"])
def test_anything_else_is_no_length_of_time(text: str) -> None:
    assert duration(text) is None
