"""The sums of invoices: no cent is lost, whatever is bought, taken off or given back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_97_10

from flows.shop.invoices import (
    Account,
    Invoice,
    InvoiceError,
    Item,
    Party,
    Seller,
    checked,
    credit_note,
    digest,
    dump,
    invoice_after,
    load,
    number_of,
    reference_of,
    shares,
    totals,
)

DAY = date(2026, 11, 23)
SHOP = Seller(
    "SIA Rīta veikals", "Brīvības iela 1, Rīga, LV-1010", "LV", "40003245752", "LV40003245752", is_company=True,
    accounts=(Account("LV80BANK0000435195001", "EUR"),),
)  # fmt: skip
ANNA = Party("Anna Bērziņa")
D = Decimal

prices = st.integers(0, 10**6).map(lambda cents: D(cents) / 100)
rates = st.sampled_from([None, D(0), D(5), D("8"), D(12), D(20), D(21), D(23)])
items = st.builds(Item, st.just("Tēja"), st.integers(1, 40).map(D), prices, rates)
carts = st.lists(items, min_size=1, max_size=8).map(tuple).filter(lambda cart: sum(item.price for item in cart) > 0)


def invoice(*lines: Item, **changes: object) -> Invoice:
    made = Invoice("proforma", "2026100001", DAY, DAY, "lv", SHOP, ANNA, lines, "EUR", reference_of("2026100001"))
    return replace(made, **changes)  # type: ignore[arg-type]  # the fields of an invoice


@given(carts, st.booleans(), st.integers(0, 100))
def test_lines_rates_and_total_come_to_the_same(cart: tuple[Item, ...], gross: bool, off: int) -> None:
    discount = (sum((item.price for item in cart), D(0)) * off / 100).quantize(D("0.01"))
    sums = totals(invoice(*cart, gross=gross, discount=discount))
    assert sums.net + sums.vat == sums.total
    assert sum((tax.total for tax in sums.taxes), D(0)) == sums.total
    assert sum(sums.nets, D(0)) - sums.off == sums.net
    if gross:
        assert sums.total == sum((item.price for item in cart), D(0)) - discount
    assert all(tax.vat >= 0 and abs(tax.vat - tax.net * (tax.rate or 0) / 100) <= D("0.011") for tax in sums.taxes)


@given(carts, st.integers(1, 10**6))
def test_part_of_an_invoice_is_credited_to_the_cent(cart: tuple[Item, ...], cents: int) -> None:
    whole = invoice(*cart)
    total = totals(whole).total
    amount = D(cents) / 100
    if 0 < amount < total:
        note = credit_note(whole, "2026300001", DAY, amount)
        assert totals(note).total == amount
        assert {item.rate for item in note.items} <= {item.rate for item in cart}
    elif amount > total:
        with pytest.raises(InvoiceError):
            credit_note(whole, "2026300001", DAY, amount)


@given(carts)
def test_a_whole_credit_note_mirrors_its_invoice(cart: tuple[Item, ...]) -> None:
    whole = invoice(*cart)
    note = credit_note(whole, "2026300001", DAY)
    assert totals(note) == totals(whole)
    assert (note.kind, note.follows, note.followed) == ("credit_note", whole.number, whole.issued)


@given(st.integers(0, 10**7), st.lists(st.integers(0, 10**5), min_size=1, max_size=9))
def test_sharing_out_loses_no_cent(cents: int, weights: list[int]) -> None:
    amount = D(cents) / 100
    parts = shares(amount, [D(weight) for weight in weights])
    assert sum(parts, D(0)) == (amount if any(weights) else 0)


def test_vat_is_counted_per_rate_and_not_per_line() -> None:
    """Three lines of 0.99 with 21 %: per line 0.17 each, together 0.52."""
    sums = totals(invoice(*[Item("Poga", D(1), D("0.99"), D(21))] * 3))
    assert (sums.vat, sums.net, sums.total) == (D("0.52"), D("2.45"), D("2.97"))
    assert sums.nets == (D("0.81"), D("0.82"), D("0.82"))


def test_prices_without_vat_get_it_on_top() -> None:
    sums = totals(invoice(Item("Tēja", D(2), D("10.00"), D(21)), gross=False))
    assert (sums.net, sums.vat, sums.total) == (D("20.00"), D("4.20"), D("24.20"))


@given(carts)
def test_it_is_kept_as_text_that_is_always_the_same(cart: tuple[Item, ...]) -> None:
    made = invoice(*cart, moved=DAY)
    assert load(dump(made)) == made
    assert digest(load(dump(made))) == digest(made)


def test_a_number_says_its_year_and_series_and_outgrows_no_series() -> None:
    assert number_of("proforma", 2026, 123) == "2026100123"
    assert number_of("credit_note", 2027, 123456) == "20273123456"


@given(st.integers(1, 10**7))
def test_a_reference_holds_its_own_check_digits(place: int) -> None:
    reference = reference_of(number_of("invoice", 2026, place))
    assert reference.startswith("RF")
    assert len(reference) <= 25
    assert mod_97_10.is_valid(reference[4:] + reference[:4])


def test_the_invoice_after_payment_points_to_its_proforma() -> None:
    paid = invoice_after(invoice(Item("Tēja", D(1), D(5), D(21))), "2026200001", date(2026, 11, 25), date(2026, 11, 24))
    assert (paid.kind, paid.follows, paid.followed, paid.moved) == ("invoice", "2026100001", DAY, date(2026, 11, 24))
    assert paid.reference == reference_of("2026100001")  # what was paid by; nothing more is to be paid


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"items": ()}, "nothing on it"),
        ({"buyer": Party("  ")}, "name is missing"),
        ({"items": (Item("Tēja", D(0), D(1)),)}, "a quantity"),
        ({"items": (Item("Tēja", D(1), D(0)),)}, "no sum for an invoice"),
        ({"items": (Item("Tēja", D(10**6), D(10**6)),)}, "no sum for an invoice"),
        ({"due": date(2026, 11, 22)}, "due before"),
        ({"currency": "PLN"}, "no account in PLN"),
        ({"discount": D(6)}, "larger than the price"),
        ({"kind": "credit_note"}, "names the invoice"),
    ],
)
def test_what_cannot_be_issued_says_why(changes: dict[str, object], told: str) -> None:
    with pytest.raises(InvoiceError, match=told):
        checked(replace(invoice(Item("Tēja", D(1), D(5), D(21))), **changes))  # type: ignore[arg-type]  # fields of an invoice


def test_what_was_stored_otherwise_is_told_apart() -> None:
    with pytest.raises(InvoiceError, match="no stored invoice"):
        load("{}")
