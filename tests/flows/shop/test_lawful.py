"""Until when the law keeps an invoice: whole years from the end of the accounting year, by country."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.retention import Retention
from flows.shop.invoices import Account, Invoice, Item, Party, Seller
from flows.shop.lawful import Years, booked_before, kept_until

SETTINGS = Retention()
YEARS = Years(SETTINGS.invoices, SETTINGS.invoices_oss, SETTINGS.invoices_elsewhere)


def an_invoice(issued: date, seller: str = "LV", buyer: str = "LV", *, is_company: bool = False) -> Invoice:
    return Invoice(
        "invoice", "2026200001", issued, issued, "lv", Seller("Veikals", country=seller, accounts=(Account("LV80", "EUR"),)),
        Party("Anna", country=buyer, is_company=is_company), (Item("Krūze", Decimal(1), Decimal(10)),), "EUR", "RF1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("seller", "until"),
    [("LV", 2031), ("EE", 2033), ("LT", 2036), ("PL", 2031), ("UA", 2031), ("DE", 2036)],
)
def test_each_country_counts_from_the_end_of_the_year(seller: str, until: int) -> None:
    for day in (date(2026, 1, 1), date(2026, 12, 31)):
        assert kept_until(an_invoice(day, seller, seller), YEARS) == date(until, 12, 31)


def test_a_private_person_elsewhere_in_the_union_is_a_sale_through_the_one_stop_shop() -> None:
    day = date(2026, 5, 1)
    assert kept_until(an_invoice(day, "LV", "EE"), YEARS) == date(2036, 12, 31)
    assert kept_until(an_invoice(day, "LV", "EE", is_company=True), YEARS) == date(2031, 12, 31)
    assert kept_until(an_invoice(day, "LV", "UA"), YEARS) == date(2031, 12, 31)


def test_an_accounting_year_may_end_in_summer() -> None:
    years = Years({"LV": 5}, 10, 10, "06-30")
    assert kept_until(an_invoice(date(2026, 6, 30)), years) == date(2031, 6, 30)
    assert kept_until(an_invoice(date(2026, 7, 1)), years) == date(2032, 6, 30)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(["12-31", "06-30", "02-29", "01-31"]))
def test_it_is_never_shorter_than_the_years_and_less_than_one_longer(day: date, year_ends: str) -> None:
    until = kept_until(an_invoice(day), Years({"LV": 5}, 10, 10, year_ends))
    assert 5 * 365 <= (until - day).days <= 6 * 366


@given(st.dates(date(2010, 1, 1), date(2090, 1, 1)))
def test_a_payment_is_kept_as_long_as_an_invoice_of_its_day(today: date) -> None:
    day = booked_before(today, "LV", YEARS)
    assert kept_until(an_invoice(date.fromordinal(day.toordinal() - 1)), YEARS) < today
    assert kept_until(an_invoice(day), YEARS) >= today
