"""The table of calls, and that the answers keep to it."""

from datetime import date, datetime

import pytest

from flows.shop.calls import CALLS, by_name
from flows.shop.order_lookups import facts
from tests.flows.shop.orders import NOW, order

PYTHON = {"text": str, "bool": bool, "moment": datetime, "date": date}


def test_every_call_stands_under_its_own_name() -> None:
    assert all(name == spec.name for name, spec in CALLS.items())
    assert all(spec.optional <= set(spec.arguments) for spec in CALLS.values())


def test_what_is_told_of_an_order_is_what_the_table_says_and_of_its_types() -> None:
    told = facts(order(), NOW.date())
    fields = CALLS["find_order"].fields
    assert list(told) == list(fields)
    assert all(value is None or isinstance(value, PYTHON[fields[name]]) for name, value in told.items())


def test_neither_what_was_bought_nor_for_how_much_nor_by_whom_is_told() -> None:
    told = str(facts(order(), NOW.date()))
    assert not any(secret in told for secret in ("38.20", "Medus", "Ilze", "example.com", "20000101"))


def test_two_calls_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two calls are named find_order"):
        by_name([*CALLS.values(), CALLS["find_order"]])
