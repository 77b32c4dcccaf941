"""Two changes of one text put together line by line: without it of two people who edit at once the later would undo the earlier.

What one of them changed is taken; where both changed the same lines, or lines that touch, both ways stand beside each other for
a person to choose. It is the three-way merge of diff3 (Khanna, Kunal, Pierce: A Formal Investigation of Diff3, 2007).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Lines = tuple[str, ...]  # without their ends; a text that ends with one has an empty last line


@dataclass(frozen=True, slots=True)
class Agreed:
    """Lines of the result about which there is nothing to ask."""

    lines: Lines


@dataclass(frozen=True, slots=True)
class Clash:
    """Lines that both changed, each otherwise; `base` is how they stood before."""

    base: Lines
    mine: Lines
    theirs: Lines


Piece = Agreed | Clash


@dataclass(frozen=True, slots=True)
class Merged:
    """The result in pieces, in their order."""

    pieces: tuple[Piece, ...]

    @property
    def clashes(self) -> tuple[Clash, ...]:
        """What a person has to choose."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Clash))

    def text(self, side: Literal["mine", "theirs"] = "mine") -> str:
        """The whole text; where both changed the same lines, as this side has them."""
        chosen = (piece.lines if isinstance(piece, Agreed) else getattr(piece, side) for piece in self.pieces)
        return "\n".join(line for lines in chosen for line in lines)


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Both changes of `base` in one text."""
    if mine in (base, theirs):
        return _agreed(theirs)
    if theirs == base:
        return _agreed(mine)
    return Merged(tuple(_tidied(_pieces(lines_of(base), lines_of(mine), lines_of(theirs)))))


def lines_of(text: str) -> Lines:
    """The lines of a text; an empty one has one, and so does what comes after the last line's end."""
    return tuple(text.split("\n"))


def _agreed(text: str) -> Merged:
    return Merged((Agreed(lines_of(text)),))


def _pieces(base: Lines, mine: Lines, theirs: Lines) -> Iterator[Piece]:
    """Between two stretches that stand alike in all three, what one changed is taken and what both changed is a clash."""
    at, of_mine, of_theirs = 0, 0, 0
    for start, start_mine, start_theirs, length in _alike(base, mine, theirs):
        yield from _between(base[at:start], mine[of_mine:start_mine], theirs[of_theirs:start_theirs])
        at, of_mine, of_theirs = start + length, start_mine + length, start_theirs + length
        yield Agreed(base[start:at])


def _between(base: Lines, mine: Lines, theirs: Lines) -> Iterator[Piece]:
    if mine in (base, theirs):
        yield Agreed(theirs)
    elif theirs == base:
        yield Agreed(mine)
    else:
        yield Clash(base, mine, theirs)


def _alike(base: Lines, mine: Lines, theirs: Lines) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of `base` that stand in both others too: where they begin in each, and how long they are. Last comes the end."""
    ours, others = _blocks(base, mine), _blocks(base, theirs)
    one = other = 0
    while one < len(ours) and other < len(others):
        (a, in_mine, long), (b, in_theirs, wide) = ours[one], others[other]
        start, end = max(a, b), min(a + long, b + wide)
        if start < end:
            yield start, in_mine + start - a, in_theirs + start - b, end - start
        if a + long < b + wide:
            one += 1
        else:
            other += 1
    yield len(base), len(mine), len(theirs), 0


def _blocks(base: Lines, other: Lines) -> list[tuple[int, int, int]]:
    """Stretches that two texts have in common. What they begin and end with alike is found without a search."""
    head = _common(base, other)
    tail = _common(base[head:][::-1], other[head:][::-1])
    inner, changed = base[head : len(base) - tail], other[head : len(other) - tail]
    found = SequenceMatcher(None, inner, changed, autojunk=False).get_matching_blocks() if inner and changed else []
    middle = [(head + block.a, head + block.b, block.size) for block in found if block.size]
    return [(0, 0, head), *middle, (len(base) - tail, len(other) - tail, tail)]


def _common(one: Lines, other: Lines) -> int:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length


def _tidied(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours that agree are one piece, and what is empty is none."""
    held: Lines = ()
    for piece in pieces:
        if isinstance(piece, Agreed):
            held += piece.lines
            continue
        if held:
            yield Agreed(held)
        held = ()
        yield piece
    if held:
        yield Agreed(held)
