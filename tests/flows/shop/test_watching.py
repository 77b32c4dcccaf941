"""What is told of an order that somebody waits for."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.shop.model import ORDER_STATES, OrderState
from flows.shop.watching import STEPS, Change, News, Seen, change, is_moving
from tests.flows.shop.orders import order

TODAY = date(2026, 11, 23)
SOON, GONE = date(2026, 11, 24), date(2026, 11, 20)


def after(seen: Seen, state: OrderState, expected: date = SOON) -> Change:
    return change(seen, order(state=state, expected=expected), TODAY)


@pytest.mark.parametrize(
    ("before", "now", "news"),
    [
        ("paid", "paid", None),
        ("paid", "packed", None),
        ("paid", "shipped", "order_shipped"),
        ("paid", "partly_shipped", "order_shipped"),
        ("partly_shipped", "shipped", "order_shipped"),
        ("shipped", "shipped", None),
        ("shipped", "partly_shipped", None),
        ("shipped", "delivered", "order_delivered"),
        ("paid", "delivered", "order_delivered"),
        ("paid", "cancelled", "order_cancelled"),
        ("paid", "returned", None),
        ("shipped", "delayed", "order_late"),
        ("shipped", "lost", "order_late"),
    ],
)
def test_each_step_forward_is_told(before: OrderState, now: OrderState, news: News | None) -> None:
    assert after(Seen(before), now).news == news


def test_a_day_that_is_over_is_told_once() -> None:
    first = after(Seen("shipped"), "shipped", GONE)
    assert (first.news, first.over) == ("order_late", False)
    assert after(first.seen, "shipped", GONE).news is None
    assert after(first.seen, "delivered", GONE).news == "order_delivered"


def test_nobody_waits_for_what_is_over() -> None:
    assert not is_moving(order(state="delivered"))
    assert is_moving(order(state="paid"))
    assert after(Seen("shipped"), "delivered").over


def test_every_state_has_its_place() -> None:
    assert set(STEPS) == set(ORDER_STATES)


@given(st.lists(st.tuples(st.sampled_from(ORDER_STATES), st.sampled_from([SOON, GONE, None])), max_size=20))
def test_nothing_is_told_twice_whatever_the_shop_says(history: list[tuple[OrderState, date | None]]) -> None:
    seen, told, over = Seen("unpaid"), list[tuple[str, OrderState]](), False
    for state, expected in history:
        found = change(seen, replace(order(state=state), expected_at=expected), TODAY)
        if found.news is not None:
            assert not over or found.news != "order_shipped"
            told.append((found.news, state if found.news == "order_shipped" else "paid"))
        assert STEPS[found.seen.state] >= STEPS[seen.state]
        seen, over = found.seen, over or found.over
        if over:
            break
    assert len(told) == len(set(told))
