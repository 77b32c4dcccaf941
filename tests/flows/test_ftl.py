"""One message changed in a wording file: all else stays as it was written, byte for byte."""

import pytest
from fluent.syntax import FluentParser, ast
from hypothesis import given, settings
from hypothesis import strategies as st

from config.settings import CHECKOUT
from flows.ftl import Choice, FtlError, Piece, Text, Variant, added, changed, messages

FILES = {file.name: file.read_text(encoding="utf-8") for file in sorted((CHECKOUT / "flows" / "wording").glob("*.ftl"))}
SMALL = """# A file of somebody's own

hello =   Good   day
    .also = hi, hello

## Orders
# said when it is late
late = { $n ->
    [one] One day late
   *[other] { $n } days late
 }
# an odd comment

bye = Bye
"""


def others(text: str, but: str) -> list[str]:
    """All entries of a file but one, as they are written."""
    body = FluentParser().parse(text).body
    kept = [node for node in body if not (isinstance(node, ast.Message) and node.id.name == but)]
    return [text[node.span.start : node.span.end] for node in kept if node.span]


def test_a_message_is_shown_in_pieces() -> None:
    late = messages(SMALL)["late"]
    assert late.pieces == (
        Choice("$n", (Variant("one", (Text("One day late"),)), Variant("other", (Text("{ $n } days late"),), default=True))),
    )
    assert (late.line, late.comment) == (8, "said when it is late")
    assert messages(SMALL)["hello"].attributes == {"also": "hi, hello"}


def test_only_the_changed_words_are_written_anew() -> None:
    found = changed(SMALL, "hello", [Text("Good morning")], {})
    assert found == SMALL.replace("hello =   Good   day", "hello = Good morning")


def test_what_is_not_changed_stays_as_it_was_written() -> None:
    assert changed(SMALL, "hello", [Text("Good   day")], {"also": "hi, hello"}) == SMALL
    assert changed(SMALL, "late", messages(SMALL)["late"].pieces, {}) == SMALL


def test_an_attribute_is_changed_added_and_taken_out() -> None:
    assert changed(SMALL, "hello", None, {"also": "hey"}) == SMALL.replace(".also = hi, hello", ".also = hey")
    assert changed(SMALL, "hello", None, {"also": None}) == SMALL.replace("\n    .also = hi, hello", "")
    assert changed(SMALL, "bye", None, {"also": "ciao"}) == SMALL.replace("bye = Bye", "bye = Bye\n    .also = ciao")


def test_a_variant_is_changed_in_the_layout_of_the_house() -> None:
    late = plural("A day late", "{ $n } days late")
    assert changed(SMALL, "late", [late], {}) == SMALL.replace("One day", "A day")


def test_a_new_message_stands_below_the_one_it_stands_below_elsewhere() -> None:
    found = added(SMALL, "soon", [Text("Soon")], {}, after=["hello", "unknown"])
    assert found == SMALL.replace("    .also = hi, hello\n", "    .also = hi, hello\nsoon = Soon\n")
    assert added(SMALL, "soon", [Text("Soon")], {}).endswith("bye = Bye\nsoon = Soon\n")


def test_several_lines_stay_several_and_odd_beginnings_are_kept() -> None:
    found = changed(SMALL, "bye", [Text("Bye\n* one\n[two]\n.three")], {})
    (value,) = messages(found)["bye"].pieces
    assert value == Text('Bye\n{"*"} one\n{"["}two]\n{"."}three')
    assert others(found, "bye") == others(SMALL, "bye")


@pytest.mark.parametrize("words", ["{ $n", "}", "{ $n -> [one] x }", "{ FUNNY( }"])
def test_what_fluent_cannot_read_is_said_and_nothing_is_changed(words: str) -> None:
    with pytest.raises(FtlError):
        changed(SMALL, "bye", [Text(words)], {})


def test_a_message_that_is_not_there_is_not_changed() -> None:
    with pytest.raises(KeyError):
        changed(SMALL, "nowhere", [Text("x")], {})
    with pytest.raises(FtlError):
        added(SMALL, "bye", [Text("x")], {})


# No braces, which mean values; and no separators that Fluent would take for the end of a line.
LETTERS = st.characters(codec="utf-8", exclude_characters="{}\r\n", exclude_categories=["Cc", "Cs", "Zl", "Zp"])
WORDS = st.text(LETTERS, max_size=40)
LINES = st.lists(WORDS, min_size=1, max_size=3).map("\n".join).filter(lambda text: text.strip() != "")


def alone(text: str) -> tuple[Piece, ...]:
    return (Text(text),)


def plural(one: str, other: str) -> Choice:
    return Choice("$n", (Variant("one", (Text(one),)), Variant("other", (Text(other),), default=True)))


PIECES = st.one_of(
    LINES.map(alone),
    st.builds(lambda one, other, more: (plural(one, other), *more), LINES, LINES, st.one_of(st.just(()), LINES.map(alone))),
)


@settings(max_examples=25, deadline=None)
@given(st.data(), st.sampled_from(sorted(FILES)), PIECES)
def test_changing_one_message_leaves_all_others_as_they_are_written(
    data: st.DataObject, file: str, pieces: tuple[Piece, ...]
) -> None:
    text = FILES[file]
    id_ = data.draw(st.sampled_from(sorted(messages(text))))
    found = changed(text, id_, pieces, {"also": "one, two"})
    assert others(found, id_) == others(text, id_)
    assert messages(found)[id_].attributes["also"] == "one, two"
    assert list(messages(found)) == list(messages(text))
    assert messages(found)[id_].comment == messages(text)[id_].comment
    assert not [node for node in FluentParser().parse(found).body if isinstance(node, ast.Junk)]


@pytest.mark.parametrize("file", [name for name in sorted(FILES) if name.startswith("uk")])
def test_what_has_variants_reads_the_same_when_it_is_written_anew(file: str) -> None:
    """Each is put into a file of its own, since files are long to read."""
    text = FILES[file]
    for id_, message in messages(text).items():
        if "->" in message.source:
            found = changed(f"{message.source}\n", id_, (*message.pieces, Text(" more")), {})
            assert messages(found)[id_].pieces == _with_more(message.pieces)


def _with_more(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    last = pieces[-1]
    return (*pieces[:-1], Text(f"{last.text} more")) if isinstance(last, Text) else (*pieces, Text(" more"))
