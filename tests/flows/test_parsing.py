"""What is said to a condition that cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.conditions import ConditionError, Scope
from flows.parsing import parse_condition
from tests.flows.support import NOW


@pytest.mark.parametrize(
    ("text", "mistake", "hint"),
    [
        ("slots.amount >", "something is missing at the end", ""),
        ("amount > 3", "`amount` is not expected here", 'write slots.amount, or "amount" for a text'),
        ("slots.a = 1 slots.b", "`slots.b` is not expected here", "join two conditions with `and` or `or`"),
        ("(slots.a", "a bracket is not closed", ""),
        ("{'a'", "a curly bracket is not closed", ""),
        ("slots.x = 'y' %", "`%` cannot be read", ""),
        ("'{{context.x}}' = 'y'", "templates in curly brackets are not read here", "slots.name"),
        ("slots.a matches 3", "`matches` needs a pattern in quotes", ""),
        ("slots.a matches '('", "this pattern cannot be read", ""),
        ("slots.a = 12.345 EUR", "`12.345 EUR` is no sum of money", "at most two decimals"),
        ("", "something is missing at the end", ""),
    ],
)
def test_a_mistake_is_named_with_what_to_do(text: str, mistake: str, hint: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse_condition(text)
    assert mistake in str(caught.value)
    assert hint in caught.value.hint


@given(st.text(alphabet="slots.abc context and or not is known ()'{}<>=!0123 EUR d/\\\"", max_size=40))
def test_no_text_does_more_than_be_a_mistake(text: str) -> None:
    try:
        condition = parse_condition(text)
    except ConditionError:
        return
    assert condition.holds(Scope({"a": 1, "b": "x"}, {}, NOW)) in {True, False}
