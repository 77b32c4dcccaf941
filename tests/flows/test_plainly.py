"""What is read by patterns is what the Fluent project's own parser reads: the shipped texts, and texts with slips in them."""

from collections.abc import Iterator

from fluent.syntax import ast
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import entries, plainly
from flows.library import BASE

FILES = sorted((BASE / "wording").glob("*.ftl"))
PIECES = (
    "greeting", "hello-there", " = ", " =", "=", "Hello ", "{ $name }", "{$name}", "{ NUMBER($n) }", "{ other }", '{ "{" }',
    '{ "\\u0041" }', "{ $n ->\n    [one] one thing\n   *[other] { $n } things\n }", "{ $n ->\n [0] none\n *[other] some\n}",
    "{ $n ->\n *[a] x\n [a] y\n}", "\n    .also = more", "\n    and a second line", "\n", "   ", "{", "}", "*", "[", "]", ".",
    "{ }", "{ $ }", "-> ", "\t", "\r\n", "ā — “ ”",
)  # fmt: skip


def chunks(text: str) -> Iterator[str]:
    starts = [found.start() for found in entries._BEGINS.finditer(text)]
    return (text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True) if text[start] != "#")


def shown(read: list[entries.Entry]) -> list[tuple[object, ...]]:
    return [(one.id, one.start, one.references, one.variables, one.forks, one.formats, one.longest) for one in read]


def as_pattern(pattern: ast.Pattern | str) -> ast.Pattern:
    return ast.Pattern([ast.TextElement(pattern)]) if isinstance(pattern, str) else pattern


def assert_both_give_the_same(text: str) -> bool:
    """Whether it is read by patterns at all."""
    plain = plainly.read(text)
    if plain is None:
        return False
    ours, theirs = list(map(entries._of, plain)), list(entries._parse(text))
    assert all(isinstance(one, entries.Entry) for one in theirs)
    parsed = [one for one in theirs if isinstance(one, entries.Entry)]
    assert shown(ours) == shown(parsed)
    assert all(as_pattern(one.pattern).equals(as_pattern(other.pattern)) for one, other in zip(ours, parsed, strict=True))
    return True


def test_the_shipped_texts_are_read_the_same_and_nearly_all_by_patterns() -> None:
    texts = [path.read_text(encoding="utf-8") for path in FILES]
    read = [assert_both_give_the_same(chunk) for text in texts for chunk in chunks(text)]
    assert sum(read) > 0.9 * len(read) > 1000


@settings(max_examples=1500)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join))
def test_whatever_is_written_both_give_the_same_or_only_the_parser_reads_it(rest: str) -> None:
    text = "begin = " + rest
    for chunk in chunks(text):
        assert_both_give_the_same(chunk)


def test_what_is_wrong_is_left_to_the_parser_that_says_why() -> None:
    assert all(
        plainly.read(text) is None for text in ("a = { $b", "a = }", "a =", "a = { $n ->\n [one] x\n}", "= b", "a = { b.c }")
    )
