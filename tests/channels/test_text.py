"""Long texts reach customers in pieces a reader would have cut, and never in pieces a platform refuses."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.text import clean, file_name, mended, shorten, split, units

texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(" \n.!👍🏽é\u200d\ufe0f"), max_size=300)


def without_blanks(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(texts, st.integers(min_value=2, max_value=40))
def test_pieces_fit_hold_everything_and_are_never_blank(text: str, limit: int) -> None:
    pieces = list(split(text, limit))
    assert all(0 < units(piece) <= limit and piece.strip() == piece for piece in pieces)
    assert without_blanks("".join(pieces)) == without_blanks(text)


@given(texts, st.integers(min_value=2, max_value=40))
def test_pieces_of_pieces_are_the_same_pieces(text: str, limit: int) -> None:
    for piece in split(text, limit):
        assert list(split(piece, limit)) == [piece]


@given(texts, st.integers(min_value=2, max_value=40))
def test_a_shortened_title_fits_on_one_line(text: str, limit: int) -> None:
    title = shorten(text, limit)
    assert units(title) <= limit
    assert "\n" not in title


def test_a_text_that_fits_stays_whole() -> None:
    assert list(split("Sveiki!", 4096)) == ["Sveiki!"]


def test_nothing_gives_no_pieces() -> None:
    assert list(split(" \n ", 10)) == []


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("First part here.\n\nSecond part. Third", 30, ["First part here.", "Second part. Third"]),
        ("First line here\nsecond line goes on", 22, ["First line here", "second line goes on"]),
        ("One sentence is this. Another follows it", 30, ["One sentence is this.", "Another follows it"]),
        ("He said “so it is.” Then he left at once", 25, ["He said “so it is.”", "Then he left at once"]),
        ("words only and nothing else to cut at", 14, ["words only and", "nothing else", "to cut at"]),
        ("a.\n\nbut the paragraph ends too early to be used", 30, ["a.\n\nbut the paragraph ends too", "early to be used"]),
    ],
)
def test_a_cut_is_made_at_the_best_place_that_uses_the_room(text: str, limit: int, pieces: list[str]) -> None:
    assert list(split(text, limit)) == pieces


def test_length_is_counted_in_utf_16_as_telegram_does() -> None:
    assert units("ā") == 1
    assert units("👍") == 2
    assert [units(piece) for piece in split("👍" * 5000, 4096)] == [4096, 4096, 1808]


def test_an_emoji_of_several_parts_is_not_cut_apart() -> None:
    thumb = "👍🏽"
    assert list(split(thumb * 3, 5)) == [thumb] * 3


def test_a_family_longer_than_the_room_is_cut_rather_than_looped_over() -> None:
    family = "👨\u200d👩\u200d👧\u200d👦"
    assert "".join(split(family, 4)) == family


def test_what_no_database_and_no_platform_takes_is_cleaned() -> None:
    assert clean(" a\0b\ud800c ") == "ab?c"


def test_a_shortened_title_shows_that_something_is_missing() -> None:
    assert shorten("Where is my order number 10023?", 20) == "Where is my order n…"
    assert shorten("Where is my\norder?", 20) == "Where is my order?"


def test_broken_json_strings_are_mended() -> None:
    assert json.loads(mended(b'{"a": "\\ud800", "b": "\xff"}')) == {"a": "?", "b": "\ufffd"}


def test_no_json_is_not_mended() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        mended(b"hello")


def test_a_file_name_cannot_break_out_of_its_header() -> None:
    assert file_name('rēķins "1"\r\nX: y/../z.pdf') == "rēķins _1___X: y_.._z.pdf"
    assert file_name(" ") == "file"
