"""A slip of the keyboard is read as the word that was meant, where that is plain."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.spelling import REMEMBERED, Spelling, count_words

PHRASES = ["kur ir mans pasutiiums", "gribu atgriezt pasutiiumu", "atgriezt preci", "parcel", "parcel", "pastel", "poland roland"]
spelling = Spelling(count_words(PHRASES))
words = st.text(string.ascii_lowercase, min_size=5, max_size=12)


@pytest.mark.parametrize(
    ("slip", "written"),
    [("swapped", "atgirezt"), ("missing", "atgrezt"), ("doubled", "atgrieezt"), ("neighbour", "atgrirzt")],
)
def test_each_of_the_four_slips_is_mended(slip: str, written: str) -> None:
    assert spelling.mend(f"gribu {written} preci") == "gribu atgriezt preci"


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("it stands in a phrase", "pastel"),
        ("two slips away", "atgireztt"),
        ("another first letter", "stgriezt"),
        ("another last letter", "atgriezr"),
        ("too short to tell", "pire"),
        ("five letters, and one stands for another", "prexi"),
        ("a number", "a1234b"),
        ("nothing is like it", "izlietne"),
        ("nothing at all", ""),
    ],
)
def test_what_is_not_plainly_a_slip_stays(why: str, text: str) -> None:
    assert spelling.mend(text) == text


def test_of_five_letters_one_may_be_missing_or_swapped() -> None:
    assert [spelling.mend(word) for word in ("prceci", "perci")] == ["preci", "preci"]


def test_of_two_words_that_could_be_meant_it_is_the_more_frequent_one() -> None:
    assert Spelling({"parcel": 2, "pastel": 1}).mend("pascel") == "parcel"
    assert Spelling({"parcel": 1, "pastel": 1}).mend("pascel") == "pascel"


def test_what_has_something_to_mend_is_named_by_its_place() -> None:
    assert spelling.mended(["atgriezt", "atgrezt preci", "izlietne"]) == {1: "atgriezt preci"}


@given(st.lists(words, min_size=1, max_size=5, unique=True), st.data())
def test_a_letter_swapped_inside_a_word_gives_that_word_or_leaves_what_is_written(known: list[str], data: st.DataObject) -> None:
    word = known[0]
    at = data.draw(st.integers(1, len(word) - 3))
    slip = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    one = Spelling(dict.fromkeys(known, 1))
    assert one.mend(slip) in {slip, *known}
    assert Spelling({word: 1}).mend(slip) == word
    assert one.mend(one.mend(slip)) == one.mend(slip)


def test_no_more_words_are_remembered_than_there_is_room_for() -> None:
    one = Spelling({"parcel": 1})
    for number in range(REMEMBERED + 10):
        letters = "".join(string.ascii_lowercase[int(digit)] for digit in str(number))
        one.mend(f"par{letters}cel")
    assert len(one._met) <= REMEMBERED


def test_words_are_counted_the_most_frequent_first() -> None:
    assert list(count_words(PHRASES).items())[:2] == [("atgriezt", 2), ("parcel", 2)]
    assert "kur" not in count_words(PHRASES)
