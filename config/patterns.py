"""Regular expressions of settings and phrases, which are looked for in what customers write: without it one that can be read in

many ways, `(\\d+)+x`, `(a|a)+`, `\\d+\\d+x`, would stop the program for everybody when somebody writes a long number.

Python's engine tries one way after the other. So the ways are counted: the pattern becomes the table of what may follow what
(Glushkov's automaton, with how often each step is there), and texts of its own letters are walked through it: short words again
and again, and those that the pattern can be read along in the most ways.
"""

import re
import string
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from heapq import nlargest
from itertools import product
from operator import itemgetter
from typing import Any

_engine: Any = re  # its parser has no types
_parser = _engine._parser  # noqa: SLF001 - there is no public way to read a pattern

LENGTH = 96  # letters of a word that is walked
GROWTH = 3  # twice the letters may take twice the steps; four times is what grows with the square
MOST = 50_000  # steps in all, however they grow
COPIES = 32  # of what is repeated at most so often; beyond, it is as good as without bound
PLACES = 1500  # letters a pattern may ask for
LETTERS = {2: 6, 3: 5}  # kinds of letters told apart in words of so many letters; of words of one, all
WALKS = 6  # texts that go on, of those with the most ways so far
_OTHERS = string.ascii_letters + string.digits + string.punctuation + " \n\tāЖжїłñ€\u00a0\u0663\u05d0\u4e2d\U0001f600"
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
    except (_EndlessError, RecursionError, OverflowError):
        return True


class _EndlessError(Exception):
    """It is known before anything is walked."""


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
        self.unbounded = False  # whether anything in it may be repeated for ever
        self._repeated = 0  # in how many of those what is being read stands

    def ahead(self, ways: Mapping[int, int]) -> Mapping[int, int]:
        """In how many ways each place may come next."""
        found: Counter[int] = Counter()
        for place, count in ways.items():
            for next_, more in self.follow[place].items():
                found[next_] += count * more
        return found

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
                if beside.unbounded and self._repeated:  # (?:(?!.*x).)* looks through all the text at each of its letters
                    raise _EndlessError
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
        self.unbounded = True
        self._repeated += 1
        part = self._sequence(pieces)
        self._repeated -= 1
        for place, ways in part.last.items():
            for next_, more in part.first.items():
                self.follow[place][next_] += ways * more
        return _Part(1, part.first, part.last)

    def _place(self, kind: str, given: Any) -> _Part:
        if len(self.places) >= PLACES:
            raise _EndlessError  # more than anybody needs to write an order number
        self.places.append((kind, given))
        self.follow.append(Counter())
        here: Counter[int] = Counter({len(self.places) - 1: 1})
        return _Part(0, here, here.copy())


def _times(ways: Counter[int], count: int) -> Counter[int]:
    return Counter({place: count * one for place, one in ways.items()}) if count else Counter()


def _slow(table: _Table) -> bool:
    kinds = _kinds(table)
    words = [(kind,) for kind in kinds] + [word for long, many in LETTERS.items() for word in product(kinds[:many], repeat=long)]
    return any(_steps_grow(table, word) for word in words) or _explodes(table, kinds)


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
                    yield from (code for end in value for code in (end - 1, end, end + 1) if 0 <= code <= sys.maxunicode)
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
    ahead: Mapping[int, int] = table.start
    steps = half = 0
    for number in range(LENGTH):
        if number == LENGTH // 2:
            half = steps
        fitting = word[number % len(word)]
        ways = {place: count for place, count in ahead.items() if place in fitting}
        steps += sum(ways.values())
        if steps > MOST:
            return True
        if not ways:
            return False
        ahead = table.ahead(ways)
    return steps > GROWTH * half and steps > 2 * LENGTH


def _explodes(table: _Table, kinds: Sequence[frozenset[int]]) -> bool:
    """Whether a text that need not repeat anything has too many ways: of those a letter longer, the ones with the most go on."""
    fitting: dict[int, list[int]] = {}
    for number, kind in enumerate(kinds):
        for place in kind:
            fitting.setdefault(place, []).append(number)
    walks: list[tuple[int, Mapping[int, int]]] = [(0, table.start)]
    for _ in range(LENGTH):
        longer: dict[frozenset[tuple[int, int]], int] = {}
        for steps, ahead in walks:
            by_letter: dict[int, dict[int, int]] = {}
            for place, count in ahead.items():
                for number in fitting.get(place, ()):
                    by_letter.setdefault(number, {})[place] = count
            for ways in by_letter.values():
                told_apart, taken = frozenset(ways.items()), steps + sum(ways.values())
                longer[told_apart] = max(taken, longer.get(told_apart, 0))
        best = nlargest(WALKS, longer.items(), key=itemgetter(1))
        if not best or best[0][1] > MOST:
            return bool(best)
        walks = [(steps, table.ahead(dict(ways))) for ways, steps in best]
    return False
