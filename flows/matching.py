"""Patterns of conditions, matched in a time that grows only with text and pattern: without it `(a+)+$`, which Python's own
matcher tries in every way there is, would stop the program for everybody when somebody writes "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa!".

The pattern is laid out as states, and all of them are followed at once through the text (https://swtch.com/~rsc/regexp/regexp1.html);
whether a single letter fits is still asked of Python's `re`, so that a pattern means what it means there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

MOST = 1000  # states; a letter of the pattern is one, `.{5,300}` is 300
LONGEST = 400  # letters of a pattern
_engine: Any = re  # its parser and compiler have no types
_parser, _compiler = _engine._parser, _engine._compiler  # noqa: SLF001 - there is no public way to read a pattern


class PatternError(Exception):
    """What is wrong with a pattern; `hint` says how to mend it."""

    def __init__(self, text: str, hint: str = "") -> None:
        super().__init__(text)
        self.hint = hint


@dataclass(slots=True)
class _State:
    """Goes on to `to` at once, after a letter that fits (`one`), or at a place that fits (`at`)."""

    to: list[int] = field(default_factory=list)
    one: "re.Pattern[str] | None" = None
    at: "re.Pattern[str] | None" = None


@dataclass(frozen=True, slots=True)
class Matcher:
    """A pattern, ready to be looked for. State 0 begins, the last one ends."""

    states: Sequence[_State]

    def found_in(self, text: str) -> bool:
        """Whether it fits somewhere in the text."""
        last, moving = len(self.states) - 1, set[int]()
        for position in range(len(text) + 1):
            standing = self._reached({0, *moving}, text, position)
            if last in standing:
                return True
            if position == len(text):
                break
            moving = {
                state.to[0]
                for number in standing
                if (state := self.states[number]).one is not None and state.one.match(text, position)
            }
        return False

    def _reached(self, begin: set[int], text: str, position: int) -> set[int]:
        """All states that can be reached from these without a letter."""
        seen, waiting = set(begin), list(begin)
        while waiting:
            state = self.states[waiting.pop()]
            if state.one is not None or (state.at is not None and not state.at.match(text, position)):
                continue
            fresh = [to for to in state.to if to not in seen]
            seen.update(fresh)
            waiting += fresh
        return seen


def matcher(pattern: str) -> Matcher:
    """The pattern, which is written as for Python's `re`. Raises PatternError."""
    if len(pattern) > LONGEST:
        raise PatternError("this pattern is too long", "ask for less, or in two conditions")
    try:
        read = _parser.parse(pattern)
        layout = _Layout(read.state)
        layout.place(read, read.state.flags)
    except (re.error, OverflowError) as error:
        raise PatternError(f"this pattern cannot be read: {error}") from None
    except RecursionError:
        raise PatternError("this pattern is nested too deep", "ask for less, or in two conditions") from None
    layout.state()
    return Matcher(layout.states)


class _Layout:
    """Lays a pattern out: each piece begins at the next free state, and goes on to the one that is free after it."""

    def __init__(self, known: Any) -> None:
        self.known, self.states = known, list[_State]()

    def state(self, **what: Any) -> _State:
        if len(self.states) >= MOST:
            raise PatternError("this pattern asks for too much", "ask for fewer letters or repetitions")
        self.states.append(made := _State(**what))
        return made

    def place(self, pieces: Any, flags: int) -> None:
        for piece in pieces:
            self._piece(piece, flags)

    def _piece(self, piece: Any, flags: int) -> None:
        kind, given = str(piece[0]), piece[1]
        match kind:
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
                self._then(one=self._alone(piece, flags))
            case "AT":
                self._then(at=self._alone(piece, flags))
            case "SUBPATTERN":
                _, more, less, inner = given
                self.place(inner, (flags | more) & ~less)
            case "BRANCH":
                self._branch(given[1], flags)
            case "MAX_REPEAT" | "MIN_REPEAT":
                least, most, inner = given
                self._repeat(least, most, inner, flags)
            case _:
                hint = "write it without (?=...), (?!...), (?<...), (?>...), and without referring back to a group"
                raise PatternError("this pattern asks for more than letters and repetitions", hint)

    def _then(self, **what: Any) -> None:
        state = self.state(**what)
        state.to.append(len(self.states))

    def _branch(self, ways: Sequence[Any], flags: int) -> None:
        fork, ends = self.state(), list[_State]()
        for way in ways:
            fork.to.append(len(self.states))
            self.place(way, flags)
            ends.append(self.state())
        for end in ends:
            end.to = [len(self.states)]

    def _repeat(self, least: int, most: Any, inner: Any, flags: int) -> None:
        for _ in range(least):
            self.place(inner, flags)
        if most == _parser.MAXREPEAT:
            begin = len(self.states)
            fork = self.state()
            fork.to = [len(self.states)]
            self.place(inner, flags)
            self.state().to.append(begin)
            fork.to.append(len(self.states))
            return
        forks = []
        for _ in range(least, most):
            forks.append(self.state())
            forks[-1].to = [len(self.states)]
            self.place(inner, flags)
        for fork in forks:
            fork.to.append(len(self.states))

    def _alone(self, piece: Any, flags: int) -> "re.Pattern[str]":
        found: re.Pattern[str] = _compiler.compile(_parser.SubPattern(self.known, [piece]), flags)
        return found
