"""Parts of a message, by where it is cut and where it is not."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.clauses import clauses


def parts(text: str) -> list[str]:
    return [clause.text for clause in clauses(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where is 10023, and can I get an invoice for 10031?", ["where is 10023", "and can I get an invoice for 10031?"]),
        ("Gribu atgriezt vāzi un vēl jautājums: cikos strādājat?", ["Gribu atgriezt vāzi", "un vēl jautājums: cikos strādājat?"]),
        ("Где заказ? Можно счёт?", ["Где заказ?", "Можно счёт?"]),
        ("де посилка і чи працюєте ви завтра", ["де посилка", "і чи працюєте ви завтра"]),
        ("gdzie paczka, przy okazji ile kosztuje dostawa", ["gdzie paczka", "przy okazji ile kosztuje dostawa"]),
        ("1) return the shoes 2) where is 10023", ["return the shoes", "where is 10023"]),
        ("10023", ["10023"]),
        ("", []),
    ],
)
def test_a_message_is_cut_where_something_new_is_asked(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "pasūtījums nr. 10023 vēl nav atnācis",
        "the total was 12.50 EUR",
        "ul. Brzozowa 5 to mój adres",
        "Bread, butter and jam never came",
        "I paid, waited and wept",
    ],
)
def test_what_belongs_together_stays_together(text: str) -> None:
    assert len(parts(text)) == 1


def test_a_question_or_a_request_asks_and_a_part_of_a_story_does_not() -> None:
    told, asked = clauses("Vakar saņēmu sūtījumu. Gribu to atgriezt")
    assert (told.asks, asked.asks) == (False, True)


@given(st.text(max_size=200))
def test_clauses_stand_in_the_message_in_their_order_and_never_overlap(text: str) -> None:
    found = clauses(text)
    assert all(clause.text in text[clause.start : clause.end] for clause in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@pytest.mark.parametrize("gap", [" ", "\n", "\t", ", ", " - "])
def test_thousands_of_spaces_cost_no_more_than_they_are_long(gap: str) -> None:
    """Understanding is done in the process of all conversations: one message must not stop the others for seconds."""
    started = time.process_time()
    clauses(f"where is my order{gap * 16_000}by the way, when are you open")
    assert time.process_time() - started < 2  # some 0.02 s by itself; minutes where each space reads all behind it
