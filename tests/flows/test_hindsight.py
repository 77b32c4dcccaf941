"""What came after a turn tells what it meant."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flows.hindsight import Hint, hints

Turn = tuple[int, dict[str, Any]]


def turn(number: int, event: str = "Heard", *counted: tuple[str, str]) -> Turn:
    effects = [["Record", {"what": what, "values": {"flow": flow, "reason": "asked"}}] for what, flow in counted]
    return number, {"events": [[event, {}]], "effects": effects}


def test_a_button_tells_what_was_meant() -> None:
    told = [turn(1, "Heard", ("clarified", "")), turn(2, "Pressed", ("started", "return_goods"))]
    assert list(hints(told)) == [Hint(1, "unsure", "return_goods", "chosen")]


def test_what_is_said_otherwise_tells_it_too() -> None:
    told = [turn(1, "Heard", ("not_understood", "")), turn(2, "Heard", ("started", "order_status"))]
    assert list(hints(told)) == [Hint(1, "unsure", "order_status", "reworded")]
    assert list(hints(told[:1])) == [Hint(1, "unsure")]


def test_a_flow_that_is_left_at_once_was_not_meant() -> None:
    begun = turn(1, "Heard", ("started", "order_status"))
    gone = turn(2, "Heard", ("cancelled", "order_status"))
    assert list(hints([begun, gone])) == [Hint(1, "cancelled")]
    other = turn(3, "Heard", ("started", "return_goods"))
    assert next(hints([begun, gone, other])) == Hint(1, "cancelled", "return_goods", "reworded")
    assert list(hints([begun, turn(2), turn(3), turn(4, "Heard", ("cancelled", "order_status"))])) == []


def test_a_person_asked_for_instead_and_a_question_let_lie_are_hints_without_a_label() -> None:
    begun = turn(1, "Heard", ("started", "order_status"))
    assert list(hints([begun, turn(2, "Heard", ("handed_over", "pattern_handed_over"))])) == [Hint(1, "person")]
    assert list(hints([begun, turn(2, "Elapsed", ("lapsed", "order_status"))])) == [Hint(1, "left")]
    assert list(hints([begun, turn(2), turn(3, "Elapsed", ("lapsed", "order_status"))])) == []


COUNTED = st.tuples(
    st.sampled_from(["started", "cancelled", "clarified", "not_understood", "lapsed", "handed_over", "finished"]),
    st.sampled_from(["order_status", "return_goods", "pattern_cancel_flow", ""]),
)


DRAWN = st.lists(st.tuples(st.sampled_from(["Heard", "Pressed", "Elapsed"]), st.lists(COUNTED, max_size=3)), max_size=8)


@given(DRAWN)
def test_a_turn_has_one_hint_at_most_and_only_where_a_customer_wrote(drawn: Sequence[tuple[str, list[tuple[str, str]]]]) -> None:
    turns = [turn(number, event, *counted) for number, (event, counted) in enumerate(drawn)]
    found = list(hints(turns))
    assert len({hint.turn for hint in found}) == len(found)
    assert all(drawn[hint.turn][0] == "Heard" for hint in found)
    assert all(bool(hint.flow) == bool(hint.source) and not hint.flow.startswith("pattern_") for hint in found)
