"""Regular expressions of settings and phrases, which are looked for in what customers write: without it one that can be read in

many ways, `(\\d+)+x`, `(a|a)+`, `\\d+\\d+x`, would stop the program for everybody when somebody writes a long number.

Python's engine tries one way after the other. So the ways are counted: the pattern becomes the table of what may follow what
(Glushkov's automaton, with how often each step is there), and texts of its own letters are walked through it: short words again
and again, and those that the pattern can be read along in the most ways.
"""

import re
import string
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from heapq import nlargest
from itertools import product
from typing import Any

_engine: Any = re  # its parser has no types
_parser = _engine._parser  # noqa: SLF001 - there is no public way to read a pattern

LENGTH = 96  # letters of a word that is walked
GROWTH = 3  # twice the letters may take twice the steps; four times is what grows with the square
MOST = 50_000  # steps in all, however they grow
COPIES = 32  # of what is repeated at most so often; beyond, it is as good as without bound
PLACES = 1500  # letters a pattern may ask for
LETTERS = {1: 99, 2: 6, 3: 4}  # kinds of letters told apart in words of so many letters
WALKS = 6  # texts that go on, of those with the most ways so far
_OTHERS = string.ascii_letters + string.digits + string.punctuation + " \n\tāЖжїłñ€"
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_CATEGORIES: Mapping[str, str] = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}


def endless(pattern: str) -> bool:
    """Whether a text could keep the engine busy for ever, or nearly so. Raises re.error for what is no pattern."""
    return _endless(pattern)


@cache
def _endless(pattern: str) -> bool:
    table = _Table()
    try:
        parsed = _parser.parse(pattern)
        table.read(parsed)
        return any(_slow(one) for one in (table, *table.beside))
    except (_TooLongError, RecursionError, OverflowError):
        return True


class _TooLongError(Exception):
    """More places than anybody needs to write an order number."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Where a part of a pattern begins and ends, and how often each way is there; `empty` are the ways to leave it out."""

    empty: int = 1
    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)


class _Table:
    """What letters stand at each place, and what follows what. `beside` are those of what is only looked at, `(?=...)`."""

    def __init__(self) -> None:
        self.places: list[tuple[str, Any]] = []
        self.follow: list[Counter[int]] = []
        self.start: Counter[int] = Counter()
        self.beside: list[_Table] = []

    def read(self, pieces: Iterable[Any]) -> None:
        self.start = self._sequence(pieces).first

    def _sequence(self, pieces: Iterable[Any]) -> _Part:
        whole = _Part()
        for kind, given in pieces:
            whole = self._then(whole, self._piece(str(kind), given))
        return whole

    def _then(self, one: _Part, two: _Part) -> _Part:
        for place, ways in one.last.items():
            for next_, more in two.first.items():
                self.follow[place][next_] += ways * more
        first, last = one.first + _times(two.first, one.empty), two.last + _times(one.last, two.empty)
        return _Part(one.empty * two.empty, first, last)

    def _either(self, parts: Sequence[_Part]) -> _Part:
        first, last = sum((part.first for part in parts), Counter()), sum((part.last for part in parts), Counter())
        return _Part(sum(part.empty for part in parts), first, last)

    def _piece(self, kind: str, given: Any) -> _Part:
        if kind in _REPEATS:
            return self._repeat(*given)
        match kind:
            case "AT":
                return _Part()
            case "SUBPATTERN" | "ATOMIC_GROUP":
                return self._sequence(given[3] if kind == "SUBPATTERN" else given)
            case "BRANCH" | "GROUPREF_EXISTS":
                ways = given[1] if kind == "BRANCH" else given[1:]
                return self._either([self._sequence(way or ()) for way in ways])
            case "ASSERT" | "ASSERT_NOT":
                beside = _Table()
                beside.read(given[1])
                self.beside += [beside, *beside.beside]
                return _Part()
            case _:
                return self._place(kind, given)

    def _repeat(self, least: int, most: Any, pieces: Sequence[Any]) -> _Part:
        bound = most != _parser.MAXREPEAT and most <= COPIES
        whole = _Part()
        for _ in range(min(least, COPIES)):
            whole = self._then(whole, self._sequence(pieces))
        if not bound:
            return self._then(whole, self._star(pieces))
        rest = _Part()
        for _ in range(most - min(least, most)):  # from the inside: x{0,2} is (x(x)?)?
            again = self._then(self._sequence(pieces), rest)
            rest = _Part(1, again.first, again.last)
        return self._then(whole, rest)

    def _star(self, pieces: Sequence[Any]) -> _Part:
        part = self._sequence(pieces)
        for place, ways in part.last.items():
            for next_, more in part.first.items():
                self.follow[place][next_] += ways * more
        return _Part(1, part.first, part.last)

    def _place(self, kind: str, given: Any) -> _Part:
        if len(self.places) >= PLACES:
            raise _TooLongError
        self.places.append((kind, given))
        self.follow.append(Counter())
        here: Counter[int] = Counter({len(self.places) - 1: 1})
        return _Part(0, here, here.copy())


def _times(ways: Counter[int], count: int) -> Counter[int]:
    return Counter({place: count * one for place, one in ways.items()}) if count else Counter()


def _slow(table: _Table) -> bool:
    kinds = _kinds(table)
    words = [word for long, many in LETTERS.items() for word in product(kinds[:many], repeat=long)]
    return any(_steps_grow(table, word) for word in words) or _worst_grows(table, kinds)


def _kinds(table: _Table) -> list[frozenset[int]]:
    """Letters, each as the places it fits; those that fit the same places are one kind. The most fitting first."""
    letters = {*_OTHERS, *(chr(code) for kind, given in table.places for code in _codes(kind, given))}
    fits = {frozenset(n for n, (kind, given) in enumerate(table.places) if _fits(letter, kind, given)) for letter in letters}
    return sorted((kind for kind in fits if kind), key=lambda kind: (-len(kind), sorted(kind)))


def _codes(kind: str, given: Any) -> Iterable[int]:
    match kind:
        case "LITERAL" | "NOT_LITERAL":
            yield given
        case "IN":
            for inner, value in given:
                if str(inner) == "RANGE":
                    yield from value
                elif str(inner) == "LITERAL":
                    yield value


def _fits(letter: str, kind: str, given: Any) -> bool:
    """Whether a letter, in capitals or not, may stand at a place."""
    match kind:
        case "LITERAL":
            return letter.lower() == chr(given).lower()
        case "NOT_LITERAL":
            return letter.lower() != chr(given).lower()
        case "IN":
            items = [(str(inner), value) for inner, value in given]
            found = any(_within(letter, inner, value) for inner, value in items if inner != "NEGATE")
            return found != any(inner == "NEGATE" for inner, _ in items)
        case _:  # any letter, and what a group held before
            return True


def _within(letter: str, kind: str, value: Any) -> bool:
    match kind:
        case "LITERAL":
            return letter.lower() == chr(value).lower()
        case "RANGE":
            return any(value[0] <= ord(form) <= value[1] for form in {letter.lower(), letter.upper()} if len(form) == 1)
        case _:
            name = str(value).removeprefix("CATEGORY_")
            found = re.match(_CATEGORIES[name.removeprefix("NOT_")], letter) is not None
            return found != name.startswith("NOT_")


def _steps_grow(table: _Table, word: Sequence[frozenset[int]]) -> bool:
    """Whether the ways through a text that repeats this word become more with its length than the text does."""
    walk = _Walk(table.start)
    for number in range(LENGTH):
        walk = walk.on(table, word[number % len(word)], number)
        if walk.steps > MOST or not walk.ways:
            break
    return walk.grows


def _worst_grows(table: _Table, kinds: Sequence[frozenset[int]]) -> bool:
    """The same of texts that need not repeat anything: of all that are one letter longer, those with the most ways go on."""
    walks = [_Walk(table.start)]
    for number in range(LENGTH):
        longer = [walk.on(table, kind, number) for walk in walks for kind in kinds]
        told_apart = {frozenset(walk.ways.items()): walk for walk in longer if walk.ways}
        walks = nlargest(WALKS, told_apart.values(), key=lambda walk: walk.steps)
        if not walks or walks[0].steps > MOST:
            break
    return any(walk.grows for walk in walks)


@dataclass(frozen=True, slots=True)
class _Walk:
    """A text so far: in how many ways one stands at each place and may come to the next, and how many steps that took.

    `half` are those of the first half.
    """

    ahead: Mapping[int, int]
    ways: Mapping[int, int] = field(default_factory=dict)
    steps: int = 0
    half: int = 0

    def on(self, table: _Table, letter: frozenset[int], number: int) -> "_Walk":
        """A letter further; `number` are those before it."""
        ways, ahead = {place: count for place, count in self.ahead.items() if place in letter}, Counter[int]()
        for place, count in ways.items():
            for next_, more in table.follow[place].items():
                ahead[next_] += count * more
        return _Walk(ahead, ways, self.steps + sum(ways.values()), self.steps if number == LENGTH // 2 else self.half)

    @property
    def grows(self) -> bool:
        return self.steps > MOST or (bool(self.ways) and self.steps > GROWTH * self.half and self.steps > 2 * LENGTH)
