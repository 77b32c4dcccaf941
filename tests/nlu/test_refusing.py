"""What is refused, and what only sounds like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.refusing import refusal


@pytest.mark.parametrize(
    ("text", "intent", "rest"),
    [
        ("I do not want to return it, just tell me where it is", "return_goods", "just tell me where it is"),
        ("негодую не треба повертати, просто скажіть де воно", "return_goods", "просто скажіть де воно"),
        ("man nevajag rēķinu, gribu maksāt ar karti", "pay_by_invoice", "gribu maksāt ar karti"),
        ("Счёт мне не нужен", "pay_by_invoice", ""),
        ("neatceliet pasūtījumu", "cancel_order", ""),
        ("nie chcę anulować tylko zmienić adres", "cancel_order", "tylko zmienić adres"),
        ("no invoice please", "pay_by_invoice", ""),
    ],
)
def test_a_refusal_names_what_is_not_wanted_and_leaves_the_rest(text: str, intent: str, rest: str) -> None:
    found = refusal(text)
    assert found is not None
    assert intent in found.intents
    assert found.rest == rest


@pytest.mark.parametrize(
    "text",
    [
        "хочу вернуть он мне не нужен",
        "gribu atgriezt man vairs nevajag",
        "не хочу ждать, верните деньги",
        "I don't want it any more",
        "why have you not refunded me",
        "naudu neatgriezāt",
        "вы не вернули деньги",
        "nie mogę anulować zamówienia",
        "не получил счёт",
        "I did not get the invoice",
    ],
)
def test_who_only_says_no_to_something_else_has_refused_nothing(text: str) -> None:
    assert refusal(text) is None


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    found = refusal(text)
    assert found is None or (found.intents and len(found.rest) <= len(text))


def test_a_long_text_is_read_in_no_time() -> None:
    assert refusal("не хочу " * 600) is None
