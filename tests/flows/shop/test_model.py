"""Money is exact, and says so when it cannot be."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.shop.model import CurrencyError, Line, Money
from tests.flows.shop.orders import eur

cents = st.integers(-(10**12), 10**12)
sums = cents.map(lambda value: Money(Decimal(value) / 100, "EUR"))


def test_a_sum_reads_as_it_is_written() -> None:
    assert str(Money.parse("100 EUR")) == "100.00 EUR"
    assert Money.parse(" 12.5PLN ") == Money(Decimal("12.50"), "PLN")


@pytest.mark.parametrize("text", ["", "12,50 EUR", "12.505 EUR", "EUR", "12.50", "12.50 eur", "12.50 EURO", "1e3 EUR", "٣ EURx"])
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no sum of money"):
        Money.parse(text)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "0.001", "1e40", "-1e16"])
def test_an_amount_is_never_rounded_in_silence(amount: str) -> None:
    with pytest.raises(ValueError, match="no sum of money"):
        Money(Decimal(amount), "EUR")


def test_a_currency_is_three_capitals() -> None:
    with pytest.raises(ValueError, match="no currency code"):
        Money(Decimal(1), "Eur")


def test_what_is_computed_is_rounded_half_up() -> None:
    assert Money.rounded(Decimal("2.675"), "EUR") == eur("2.68")
    assert Money.rounded(Decimal("-2.675"), "EUR") == eur("-2.68")
    with pytest.raises(ValueError, match="no sum of money"):
        Money.rounded(Decimal("1e60"), "EUR")


def test_currencies_are_never_mixed() -> None:
    assert eur("1") != Money(Decimal(1), "UAH")
    for mixed in (lambda: eur("1") + Money(Decimal(1), "UAH"), lambda: eur("1") < Money(Decimal(1), "UAH")):
        with pytest.raises(CurrencyError, match="different currencies"):
            mixed()


def test_the_same_sum_is_the_same_however_it_was_written() -> None:
    assert {eur("2000"), eur("2000.00"), eur("2E3")} == {eur("2000")}
    assert str(eur("-0.00")) == "0.00 EUR"


@given(sums)
def test_writing_and_reading_gives_the_same_sum(money: Money) -> None:
    assert Money.parse(str(money)) == money


@given(sums, sums, sums)
def test_money_adds_like_numbers(a: Money, b: Money, c: Money) -> None:
    assert (a + b) + c == a + (b + c)
    assert a + b - b == a
    assert a - b == -(b - a)
    assert (a < b) == (b > a) == (a.amount < b.amount)


@given(sums, st.integers(0, 100))
def test_times_is_adding_again_and_again(money: Money, times: int) -> None:
    assert money * times == sum([money] * times, eur("0"))


def test_a_line_costs_its_price_so_many_times() -> None:
    assert Line("Medus", 3, eur("7.50")).total == eur("22.50")
