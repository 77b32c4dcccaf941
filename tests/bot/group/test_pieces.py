"""A conversation as posts: everything is shown once, in order, within Telegram's measure."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.port import Button
from bot.channels.text import units
from bot.group.pieces import CAPTION, MOST, POST, Cast, Draft, compose, pieces_of, wrong_piece
from bot.store.history import Enclosed, Line
from bot.voice import Voice

SAY = Voice("en", ZoneInfo("Europe/Riga"))
CAST = Cast("Anna", {7: "Zane"})


def line(number: int, text: str = "hello", author: str = "customer", **fields: object) -> Line:
    made: dict[str, object] = {"id": f"i{number}", "author": author, "text": text, "at": number, "order": number, **fields}
    return Line(**made)  # type: ignore[arg-type]  # each test gives what its line needs


def shown(lines: list[Line], card: str = "") -> list[Draft]:
    """Posts until everything is shown."""
    covered: set[tuple[str, int]] = set()
    posts: list[Draft] = []
    while True:
        pieces = [
            piece for one in lines if (one.id, -1) not in covered
            for piece in pieces_of(one, frozenset(k for i, k in covered if i == one.id), CAST, SAY)
        ]  # fmt: skip
        draft = compose(pieces, card, SAY)
        if draft is None:
            return posts
        assert not covered & set(draft.covers), "nothing is shown twice"
        covered |= set(draft.covers)
        posts.append(draft)
        card = card if draft.more else ""
        if not draft.covers:
            return posts


def test_who_goes_on_speaking_is_named_once() -> None:
    (post,) = shown([line(1, "one"), line(2, "two"), line(3, "yes?", "bot", buttons=(Button("Yes", "y"),))], "waits")
    assert post.text == "👤 Anna\none\ntwo\n\n🤖 Bot\nyes?\n[Yes]\n\nwaits"
    assert [post.text.encode("utf-16-le")[2 * a : 2 * (a + n)].decode("utf-16-le") for a, n in post.bold] == ["👤 Anna", "🤖 Bot"]


def test_notes_and_colleagues_are_marked() -> None:
    (post,) = shown([line(1, "angry", "note", agent_id=7), line(2, "hello", "agent", agent_id=7), line(3, "hi", "agent")])
    assert "📝 Zane, a note for colleagues\nangry" in post.text
    assert "💬 Zane\nhello" in post.text
    assert "💬 Somebody outside the console\nhi" in post.text


def test_what_was_dropped_and_what_says_nothing_is_silent() -> None:
    assert [post.text for post in shown([line(1, "x", "bot", sending="dropped"), line(2, "", "system", fact="taken")])] == []


def test_a_file_is_a_post_of_its_own_with_its_caption() -> None:
    photo = Enclosed("f1", "photo.jpg", "image/jpeg", "photo")
    first, second, third = shown([line(1, "before"), line(2, "broken", file=photo), line(3, "after")])
    assert [post.file for post in (first, second, third)] == [None, photo, None]
    assert second.text == "👤 Anna\nbroken"


def test_of_a_heap_the_newest_are_shown_and_the_rest_is_counted() -> None:
    (post,) = shown([line(number, f"word {number}") for number in range(1, 51)])
    assert "… 30 earlier messages are in the console" in post.text
    assert "word 30\n" not in post.text
    assert "word 31\n" in post.text
    assert post.text.endswith("word 50")
    assert len(post.covers) == 50


@pytest.mark.parametrize("state", ["failed", "unknown", "owed"])
def test_what_went_wrong_is_said_with_the_words_it_was(state: str) -> None:
    piece = wrong_piece(line(1, "come tomorrow", "agent", sending=state, reason="blocked"), SAY)
    assert "come tomorrow" in piece.text
    assert piece.covers == (("i1!", -1),)


@given(st.lists(st.tuples(st.integers(1, 9000), st.booleans()), max_size=12))
def test_every_line_is_shown_whole_within_the_measure(wanted: list[tuple[int, bool]]) -> None:
    files = Enclosed("f", "a.pdf", "application/pdf")
    lines = [
        line(number, "ж😀 " * (length // 4 + 1), file=files if with_file else None)
        for number, (length, with_file) in enumerate(wanted)
    ]  # fmt: skip
    posts = shown(lines, "card")
    for post in posts:
        assert units(post.text) <= (CAPTION if post.file else POST)
    whole = [identity for post in posts for identity, piece in post.covers if piece == -1]
    assert whole == [one.id for one in lines]
    text = "".join(post.text for post in posts)
    if len(lines) <= MOST:
        assert text.count("😀") == sum(one.text.count("😀") for one in lines)
