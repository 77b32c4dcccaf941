"""Two changes of one text: what does not touch is put together, what does stands side by side, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from flows.merging import Agreed, Clash, Merged, lines_of, merge

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "  - say: x", "d"]), max_size=12)
FRESH = st.lists(st.text("xyz", min_size=1, max_size=3), max_size=3)


def edited(base: list[str], cut: tuple[int, int], put: list[str], mark: str) -> list[str]:
    """One stretch replaced by lines that stand nowhere else."""
    start, end = sorted(min(one, len(base)) for one in cut)
    return [*base[:start], *(f"{mark}{index} {line}" for index, line in enumerate(put)), *base[end:]]


def all_lines(merged: Merged) -> list[str]:
    found: list[str] = []
    for piece in merged.pieces:
        found += piece.lines if isinstance(piece, Agreed) else (*piece.mine, *piece.theirs)
    return found


def test_changes_of_different_lines_are_put_together() -> None:
    base = "flows:\n  greet:\n    steps:\n      - say: hello\n      - say: bye\n"
    mine = base.replace("say: hello", "say: welcome")
    theirs = base.replace("  greet:\n", "  greet:\n    description: Hello\n")
    merged = merge(base, mine, theirs)
    assert merged.clashes == ()
    assert merged.text() == "flows:\n  greet:\n    description: Hello\n    steps:\n      - say: welcome\n      - say: bye\n"


def test_changes_of_the_same_line_stand_side_by_side() -> None:
    merged = merge("a\nb\nc\n", "a\nmine\nc\n", "a\ntheirs\nc\n")
    assert merged.pieces == (Agreed(("a",)), Clash(("b",), ("mine",), ("theirs",)), Agreed(("c", "")))
    assert (merged.text(), merged.text("theirs")) == ("a\nmine\nc\n", "a\ntheirs\nc\n")


def test_the_same_change_made_twice_is_one() -> None:
    assert merge("a\nb\n", "a\nx\nb\n", "a\nx\nb\n").text() == "a\nx\nb\n"


def test_a_line_added_below_the_last_one_needs_no_end_of_line() -> None:
    assert merge("a", "a\nb", "c\na").text() == "c\na\nb"


cuts = st.tuples(st.integers(0, 12), st.integers(0, 12))


@given(LINES, cuts, FRESH, cuts, FRESH)
def test_no_line_that_anybody_wrote_is_lost(
    base: list[str], cut: tuple[int, int], put: list[str], other: tuple[int, int], placed: list[str]
) -> None:
    mine, theirs = edited(base, cut, put, "M"), edited(base, other, placed, "T")
    merged = merge("\n".join(base), "\n".join(mine), "\n".join(theirs))
    written = {line for line in (*mine, *theirs) if line[:1] in {"M", "T"}}
    assert written <= set(all_lines(merged))


@given(LINES, LINES, LINES)
def test_it_does_not_matter_who_comes_first(base: list[str], mine: list[str], theirs: list[str]) -> None:
    texts = ["\n".join(lines) for lines in (base, mine, theirs)]
    one, other = merge(*texts), merge(texts[0], texts[2], texts[1])
    assert one.text("mine") == other.text("theirs")
    assert len(one.clashes) == len(other.clashes)


@given(LINES, LINES)
def test_a_change_of_one_alone_is_taken_as_it_is(base: list[str], changed: list[str]) -> None:
    before, after = "\n".join(base), "\n".join(changed)
    assert merge(before, after, before).text() == merge(before, before, after).text() == after
    assert "\n".join(lines_of(after)) == after
