"""What an invoice is for comes to what the customer was told, to the cent, or there is none and the flow hears why."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.invoices import Account, Invoices, Seller
from flows.shop.invoices import Party, totals
from flows.shop.invoicing import Terms, When, draft, of_goods, of_order
from flows.shop.model import Line, Money
from tests.flows.shop.orders import eur, order

SELLER = Seller(name="SIA", address="Rīga", vat_number="LV40003000002")
SETTINGS = Invoices(
    seller=SELLER, accounts=(Account(iban="LV80BANK0000435195001"),), address_above={"EUR": Decimal(150)},
    most={"EUR": Decimal(10000)},
)  # fmt: skip
TERMS = Terms(SETTINGS)
PRIVATE, COMPANY = Party("Ilze"), Party("SIA B", country="LV", is_company=True)
WHEN = When(date(2026, 11, 23), date(2026, 11, 30), "Europe/Riga")

prices = st.integers(0, 50_000).map(lambda cents: eur(str(Decimal(cents) / 100)))
lines = st.lists(st.builds(Line, st.sampled_from(["Medus", "Krūze"]), st.integers(1, 9), prices), max_size=5).map(tuple)


@given(lines, st.integers(1, 900_000))
def test_an_invoice_comes_to_what_the_order_costs(bought: tuple[Line, ...], cents: int) -> None:
    total = eur(str(Decimal(cents) / 100))
    wanted = of_order(TERMS, replace(order(state="unpaid"), lines=bought, total=total), "Piegāde")
    assert (wanted.why, wanted.total) == ("", total)
    made = draft(TERMS, wanted, PRIVATE, "lv", WHEN)
    assert totals(made).total == total.amount
    assert [item.title for item in made.items if item.title == "Piegāde"] in ([], ["Piegāde"])


@pytest.mark.parametrize(("state", "why"), [("unpaid", ""), ("cancelled", "cancelled"), ("paid", "paid"), ("delivered", "paid")])
def test_only_what_is_unpaid_is_invoiced(state: str, why: str) -> None:
    assert of_order(TERMS, order(state=state), "Piegāde").why == why  # type: ignore[arg-type]  # one of ORDER_STATES


@pytest.mark.parametrize(("price", "why"), [
    ("100.00 EUR", ""), ("0.00 EUR", "amount"), ("10000.01 EUR", "amount"), ("5.00 UAH", "currency"), (None, "unknown"),
])  # fmt: skip
def test_goods_a_person_has_priced_are_invoiced_within_bounds(price: str | None, why: str) -> None:
    assert of_goods(TERMS, "dāvanu grozs", Money.parse(price) if price else None, "lv").why == why


@pytest.mark.parametrize("words", ["", "99", "10031", "--", "a1"])
def test_what_names_nothing_is_not_asked_about(words: str) -> None:
    assert of_goods(TERMS, words, None, "lv").why == "words"


def test_without_a_seller_a_person_writes_it() -> None:
    assert of_order(Terms(Invoices()), order(state="unpaid"), "Piegāde").why == "currency"


@pytest.mark.parametrize(("country", "buyer", "private", "after"), [
    ("LV", COMPANY, False, "invoice"), ("LV", PRIVATE, False, "nothing"), ("LV", PRIVATE, True, "invoice"),
    ("PL", replace(COMPANY, country="PL"), False, "accounting"), ("PL", COMPANY, False, "invoice"),
])  # fmt: skip
def test_what_follows_payment_depends_on_who_bought_and_where(country: str, buyer: Party, private: bool, after: str) -> None:
    seller = SELLER.model_copy(update={"country": country})
    settings = SETTINGS.model_copy(update={"seller": seller, "invoice_for_private": private})
    assert Terms(settings).after(buyer) == after


@pytest.mark.parametrize(("sum_", "company", "needed"), [("150.00", False, False), ("150.01", False, True), ("1.00", True, True)])
def test_an_address_is_asked_for_where_it_must_stand(sum_: str, company: bool, needed: bool) -> None:
    assert TERMS.needs_address(eur(sum_), company=company) is needed
    assert TERMS.needs_address(Money(Decimal(1), "PLN"), company=False)
