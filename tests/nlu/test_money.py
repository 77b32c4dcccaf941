"""Amounts of money as customers write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.money import amount, find_money
from nlu.normalise import flat


def money(text: str) -> list[str]:
    return [value for _, _, value in find_money(flat(text))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25 eiro", "25.00 EUR"), ("12,50 €", "12.50 EUR"), ("€25.90", "25.90 EUR"), ("1 290,50 EUR", "1290.50 EUR"),
        ("1.290,50 eur", "1290.50 EUR"), ("1,290.50 EUR", "1290.50 EUR"), ("1.290 eur", "1290.00 EUR"), ("25евро", "25.00 EUR"),
        ("100 zł", "100.00 PLN"), ("99,99 złotych", "99.99 PLN"), ("200 грн", "200.00 UAH"), ("5 гривень", "5.00 UAH"),
        ("10 dolāri", "10.00 USD"), ("£5", "5.00 GBP"), ("300 рублей", "300.00 RUB"), ("par 48213 un 25 eiro", "25.00 EUR"),
    ],
)  # fmt: skip
def test_amounts_are_read_with_their_currency(text: str, value: str) -> None:
    assert money(text) == [value]


@pytest.mark.parametrize("text", ["25", "10023", "1,1,1,1 eur", "eiro", "5 eirozona", "zloty", "25 % eur", ""])
def test_a_number_without_a_currency_is_no_money(text: str) -> None:
    assert money(text) == []


@given(st.decimals(min_value=0, max_value=999_999, places=2), st.sampled_from(["{:.2f} EUR", "{:,.2f} eur", "€{:.2f}"]))
def test_every_amount_is_read_back(value: Decimal, written: str) -> None:
    assert money(written.format(value)) == [f"{value:.2f} EUR"]


@given(st.decimals(min_value=0, max_value=999_999, places=2))
def test_a_comma_parts_cents_as_well_as_a_point(value: Decimal) -> None:
    text = f"{value:,.2f}"
    swapped = text.translate(str.maketrans(",.", ".,"))
    assert amount(text) == amount(swapped) == amount(text.replace(",", " ")) == value
