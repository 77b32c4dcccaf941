"""What stands after `if`: the operators of CALM and ours, and what is said to a mistake."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.conditions import Scope
from flows.parsing import parse_condition
from flows.shop.model import Money

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
SLOTS: dict[str, Any] = {
    "amount": Money(Decimal(2500), "EUR"),
    "count": Decimal(3),
    "reason": "broken",
    "note": "It is BROKEN, really",
    "agreed": True,
    "refused": False,
    "bought": date(2026, 11, 20),
    "empty": "",
}
CONTEXT: dict[str, Any] = {"purchase": {"found": True, "total": 12, "at": NOW - timedelta(hours=3), "tags": ["new", "paid"]}}


def holds(text: str) -> bool:
    return parse_condition(text).holds(Scope(SLOTS, CONTEXT, NOW))


@pytest.mark.parametrize(
    "text",
    [
        "slots.amount > 2000 EUR",
        "slots.amount >= 2500 EUR",
        "slots.count = 3",
        "slots.count == 3.0",
        "slots.count != 4",
        "slots.count < 4 and slots.count <= 3",
        "slots.reason is 'broken'",
        'slots.reason is not "other"',
        "slots.reason == 'broken' or slots.nothing == 'x'",
        "not slots.refused",
        "not (slots.refused or slots.nothing)",
        "slots.agreed",
        "slots.agreed is true",
        "slots.agreed = TRUE",
        "slots.nothing is not known",
        "slots.reason is known",
        "slots.nothing is null",
        "slots.reason is not null",
        "slots.nothing = undefined",
        "slots.reason != null",
        "slots.note contains 'broken'",
        "slots.note matches '^It'",
        "slots.note matches /really$/",
        "context.purchase.tags contains 'paid'",
        "{'broken' 'spoiled'} contains slots.reason",
        "{'broken', 'spoiled'} contains slots.reason",
        "context.purchase.found",
        "context.purchase.total > 11",
        "slots.bought < 14d",
        "slots.bought > 2d",
        "context.purchase.at > 2h",
        "slots.bought < context.purchase.at",
        "true",
        "True",
        "slots.nothing != 'x'",
    ],
)
def test_this_holds(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize(
    "text",
    [
        "slots.amount > 3000 EUR",
        "slots.amount > 10 USD",
        "slots.nothing > 3",
        "slots.nothing = 'x'",
        "slots.nothing",
        "slots.refused",
        "slots.empty",
        "slots.agreed = 1",
        "slots.count is true",
        "slots.nothing contains 'x'",
        "slots.nothing matches 'x'",
        "slots.reason is not known",
        "slots.bought > 14d",
        "context.purchase.found.deeper is known",
        "context.nowhere.found",
        "slots.reason > 3",
        "false",
    ],
)
def test_this_does_not_hold(text: str) -> None:
    assert not holds(text)


def test_and_binds_tighter_than_or() -> None:
    assert holds("true or true and false")
    assert not holds("(true or true) and false")


@given(
    st.sampled_from(["slots.x", "context.y.z"]),
    st.sampled_from(["=", "!=", ">", ">=", "<", "<=", "contains"]),
    st.sampled_from(["3", "'a'", "2 EUR", "3d", "true", "null", "slots.x"]),
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.decimals(allow_nan=False, allow_infinity=False), st.text(), st.dates(),
        st.datetimes(timezones=st.just(UTC)), st.just(Money(Decimal(1), "EUR")), st.lists(st.text()),
    ),
)  # fmt: skip
def test_any_value_can_be_asked_for_anything(place: str, sign: str, other: str, value: Any) -> None:
    scope = Scope({"x": value}, {"y": {"z": value}}, NOW)
    assert parse_condition(f"{place} {sign} {other}").holds(scope) in {True, False}
