"""Words are found however they are written."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handoff.searching import MOST, ROOM, folded, snippet, wanted, words


def found(question: str, *texts: str) -> bool:
    """As both databases look: every word of the question begins a word of the text."""
    asked, kept = wanted(question), words(*texts)
    return bool(asked) and all(f" {word}" in kept for word in asked)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("berzina", "Anna Bērziņa"),
        ("BĒRZIŅA anna", "Anna Bērziņa"),
        ("kimija", "Ķīmijas preces"),
        ("еще", "Ещё не пришло"),
        ("ещё", "еще не пришло"),
        ("zolty lodz", "Żółty, Łódź"),
        ("strasse", "Straße 5"),
        ("мяч", "м’яч"),
        ("їжак", "ЇЖАК"),
        ("anna@shop.example", "raksti uz Anna@Shop.example"),
        ("26123456", "zvaniet +371 2612-3456"),
        ("+371 26 123 456", "26123456"),
        ("37126123456", "+371 26 12 34 56"),
        ("10023", "pasūtījums Nr. 10023!"),
        ("#10023", "10023"),
        ("R-26-000123-K7RT", "Atgriešana r-26-000123-k7rt"),
        ("pasut", "Kur ir mans pasūtījums?"),
    ],
)
def test_it_is_found(question: str, text: str) -> None:
    assert found(question, text)


@pytest.mark.parametrize(
    ("question", "text"), [("utijums", "pasūtījums"), ("anna janis", "Anna"), ("...", "..."), ("26123457", "26123456")]
)
def test_it_is_not_found(question: str, text: str) -> None:
    assert not found(question, text)


def test_what_is_found_is_marked_as_it_was_written() -> None:
    pieces = snippet("Kur ir mans pasūtījums, kuru PASŪTĪJU vakar?", wanted("pasut kur"))
    assert [piece.text for piece in pieces if piece.hit] == ["Kur", "pasūtījums", "kuru", "PASŪTĪJU"]
    assert "".join(piece.text for piece in pieces) == "Kur ir mans pasūtījums, kuru PASŪTĪJU vakar?"


def test_a_number_is_marked_whole() -> None:
    assert [piece.text for piece in snippet("zvaniet +371 2612-3456, lūdzu", wanted("26123456")) if piece.hit] == [
        "+371 2612-3456"
    ]


def test_a_long_text_is_cut_to_where_it_was_found() -> None:
    pieces = snippet(f"{'labdien ' * 60}pasūtījums {'paldies ' * 60}", wanted("pasut"))
    text = "".join(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.hit] == ["pasūtījums"]
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert len(text) <= ROOM + 4


@given(st.text(max_size=300), st.text(max_size=60))
def test_whatever_is_written_a_snippet_is_a_part_of_it_and_marks_hits_only(text: str, question: str) -> None:
    asked = wanted(question)
    pieces = snippet(text, asked)
    shown = "".join(piece.text for piece in pieces).removeprefix("… ").removesuffix(" …")
    assert shown in " ".join(text.split())
    assert len(asked) <= MOST
    assert all(asked for piece in pieces if piece.hit)


@given(st.text(max_size=300))
@example("𝑨")
def test_every_text_is_found_by_its_own_words(text: str) -> None:
    assert all(folded(word) == word for word in words(text).split())
    assert not wanted(text) or found(text, text)
