"""Which purchase is meant, by whatever somebody knows; a contradiction is worth more than a coincidence."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.shop.evidence import ENOUGH, Known, find, likeness, line_of, match_of
from flows.shop.model import Line, Order
from tests.bot.returns_desk import an_order, eur

RIGA = ZoneInfo("Europe/Riga")


def an_order_of(number: str, days: int, *goods: tuple[str, str]) -> Order:
    lines = tuple(Line(title, 1, eur(price)) for title, price in goods)
    return an_order(number, days, lines=lines, total=sum((line.total for line in lines), eur(0)))


TEA = an_order_of("10020", 5, ("Zaļā tēja 250 g", "12.90"), ("Māla krūze, zila", "18.50"))
LAMP = an_order_of("10021", 30, ("Galda lampa", "59.00"))
ALL = (TEA, LAMP, an_order_of("10022", 31, ("Galda lampa", "59.00")))


@pytest.mark.parametrize(
    "known",
    [
        Known(order_number="10020"),
        Known(contact="ilze@example.com", item="zila krūze"),
        Known(contact="+371 20000101", item="tēja zaļā"),
        Known(item="krūze", amount=eur("18.50"), bought_on=TEA.placed_at.date()),
        Known(contact="0101", amount=eur("31.40")),
    ],
)
def test_it_is_found_by_enough_of_anything(known: Known) -> None:
    found = find(ALL, known, RIGA)
    assert found.match is not None
    assert found.match.order == TEA


@pytest.mark.parametrize(
    "known", [Known(), Known(item="krūze"), Known(amount=eur("18.50")), Known(order_number="10099"), Known(contact="0101")]
)
def test_too_little_is_nobodys(known: Known) -> None:
    assert find(ALL, known, RIGA).match is None


def test_two_that_fit_alike_want_one_question_more() -> None:
    found = find(ALL, Known(contact="ilze@example.com", item="lampa"), RIGA)
    assert (found.match, found.several) == (None, True)


def test_a_wrong_number_or_contact_weighs_more_than_all_that_fits() -> None:
    good = Known(item="zila krūze", amount=eur("18.50"), bought_on=TEA.placed_at.date())
    assert match_of(TEA, good, RIGA).points >= ENOUGH
    wrong = Known(contact="other@example.com", item="zila krūze", amount=eur("18.50"), bought_on=TEA.placed_at.date())
    assert match_of(TEA, wrong, RIGA).points < ENOUGH
    assert "-contact" in match_of(TEA, wrong, RIGA).marks


def test_about_is_good_enough_for_day_and_sum() -> None:
    known = Known(bought_on=TEA.placed_at.date() - timedelta(days=3), amount=eur("20.00"), item="krūze")
    assert match_of(TEA, known, RIGA).marks == ("about_day", "about_sum", "item")


def test_the_line_is_the_one_that_is_alike_and_none_where_several_are() -> None:
    line = line_of(TEA, "krūze zilā krāsā")
    assert line is not None
    assert line.title.startswith("Māla krūze")
    assert line_of(TEA, "") is None
    only = line_of(LAMP, "")
    assert only is not None
    twins = an_order_of("1", 5, ("Krūze", "5"), ("Krūze", "5"))
    assert line_of(twins, "krūze") is None


def test_order_of_words_and_endings_hardly_matter() -> None:
    assert likeness("Māla krūze, zila", "zila krūze") > 90
    assert likeness("Galda lampa", "zābaki") < 50


@given(st.text(max_size=40), st.text(max_size=20), st.decimals(0, 10_000, places=2))
def test_whatever_is_written_is_judged_without_fail(item: str, contact: str, amount: object) -> None:
    known = Known(item=item, contact=contact, amount=eur(str(amount)))
    match = match_of(TEA, known, RIGA)
    assert 0 <= match.points <= 100
