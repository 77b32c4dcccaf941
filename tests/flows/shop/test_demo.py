"""The demo shop is what its readers are told, on any day."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.shop.builtin import BuiltinShop
from flows.shop.carriers import tracking_url
from flows.shop.demo import demo_orders
from flows.shop.demo_page import TRUST_LIMIT, demo_page
from flows.shop.guesses import MemoryBindings, MemoryGuesses
from flows.shop.model import ORDER_STATES, Money, Order
from flows.shop.order_lookups import is_late
from flows.shop.proof import Guess, Proof
from flows.shop.records import MemoryOrders
from nlu.model import LANGUAGES

RIGA = ZoneInfo("Europe/Riga")
NOW = datetime(2026, 11, 23, 8, tzinfo=RIGA)
ORDERS = demo_orders(NOW)


def of(state: str) -> list[Order]:
    return [order for order in ORDERS if order.state == state]


def test_the_orders_are_10001_to_10050() -> None:
    assert [order.number for order in ORDERS] == [str(number) for number in range(10001, 10051)]


def test_every_state_is_there_as_often_as_promised() -> None:
    counts = Counter(order.state for order in ORDERS)
    assert set(counts) == set(ORDER_STATES)
    assert [counts[state] for state in ("unpaid", "shipped", "delayed", "lost", "partly_shipped")] == [7, 3, 1, 1, 1]


def test_nine_were_delivered_in_the_last_weeks_five_under_the_trust_limit_and_four_above() -> None:
    recent = [order for order in of("delivered") if order.delivered_at and (NOW - order.delivered_at).days <= 21]
    under = [order for order in recent if order.total <= TRUST_LIMIT]
    assert (len(recent), len(under)) == (9, 5)


@pytest.mark.parametrize("state", ["unpaid", "delivered"])
def test_customers_of_every_language_can_try_the_flows(state: str) -> None:
    assert {order.customer.language for order in ORDERS} == set(LANGUAGES)
    assert {order.customer.language for order in of(state)} == set(LANGUAGES)


def test_only_what_is_delayed_is_late() -> None:
    assert [order.state for order in ORDERS if is_late(order, NOW.date())] == ["delayed"]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.number)
def test_an_order_hangs_together(order: Order) -> None:
    passed = [moment for moment in (order.placed_at, order.shipped_at, order.delivered_at) if moment]
    assert passed == sorted(passed)
    assert passed[-1] < NOW
    goods = sum((line.total for line in order.lines), Money.parse("0 EUR"))
    assert order.total - goods in (Money.parse("0 EUR"), Money.parse("3.50 EUR"))
    assert (order.shipped_at is None) == (order.tracking is None) == (order.state in {"unpaid", "paid", "packed", "cancelled"})
    assert (order.delivered_at is None) == (order.state not in {"delivered", "returned"})
    assert order.tracking is None or tracking_url(order.tracking)
    assert phonenumbers.is_possible_number(phonenumbers.parse(order.customer.phone))


@pytest.mark.parametrize("order", ORDERS[:15], ids=lambda order: order.customer.email)
async def test_every_customer_proves_an_order_by_e_mail_and_by_four_digits(order: Order) -> None:
    for contact in (order.customer.email, order.customer.phone[-4:]):
        proof = Proof(BuiltinShop(MemoryOrders(ORDERS)), MemoryGuesses(), MemoryBindings(), b"secret")
        assert (await proof.judge(Guess("1", "chat", order.number, contact), NOW)).proved


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(RIGA)))  # noqa: DTZ001 - hypothesis adds the zone
def test_on_any_day_the_orders_are_the_same_but_for_their_dates(now: datetime) -> None:
    there = demo_orders(now)
    assert [(order.number, order.state, order.total, order.lines) for order in there] == [
        (order.number, order.state, order.total, order.lines) for order in ORDERS
    ]
    assert demo_orders(now) == there
    assert all(order.placed_at.astimezone(RIGA).date() < now.date() for order in there)


def test_the_page_about_the_demo_shop_tells_of_these_orders() -> None:
    page = Path(__file__).parents[3] / "docs" / "demo.md"
    assert page.read_text(encoding="utf-8") == demo_page(), "write it again: python -m flows.shop.demo_page > docs/demo.md"
