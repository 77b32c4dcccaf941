"""What the bot says, in every language: without it the flows would have to hold their texts, once for each."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from config.near import did_you_mean
from config.source import Place, Problem
from flows import check_plurals
from flows.entries import Entry, Junk, read_entries
from flows.fluent import Compiler, FluentError, Named, Part, Values
from nlu.model import LANGUAGES, Language

__all__ = ["Named", "Wording", "Words", "read_wording"]

ZONE = ZoneInfo("Europe/Riga")
LONGEST = 100_000  # characters of a text with all it refers to; no platform takes a tenth of it
DEEPEST = 40  # entries that refer to each other in a row
BOOKS = 24  # kept as they were read: four sets in five languages; who changes one language reads one of five again
NOTHING: frozenset[str] = frozenset()


class Words(Protocol):
    """What whoever says something asks of a wording: one set's, or that of whichever set is in use."""

    @property
    def languages(self) -> tuple[Language, ...]:
        """See Wording."""
        ...

    def has(self, wording: str) -> bool:
        """See Wording."""
        ...

    def render(self, wording: str, values: Values, language: Language, now: datetime | None = None) -> str:
        """See Wording."""
        ...


@dataclass(frozen=True, slots=True)
class Wording:
    """Every text by language and id, ready to be filled in. `variables` and `places` are for the check."""

    parts: Mapping[Language, Mapping[str, Part]]
    variables: Mapping[Language, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    places: Mapping[Language, Mapping[str, Place]] = field(default_factory=dict)
    entries: Mapping[Language, Mapping[str, Entry]] = field(default_factory=dict)
    _needs: dict[str, frozenset[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages there are words in."""
        return tuple(self.parts)

    def has(self, wording: str) -> bool:
        """Whether any language has it."""
        return any(wording in parts for parts in self.parts.values())

    def needs(self, wording: str) -> frozenset[str]:
        """The values it uses in any language."""
        if (found := self._needs.get(wording)) is None:
            found = frozenset().union(*{names.get(wording, NOTHING) for names in self.variables.values()})
            self._needs[wording] = found
        return found

    def render(self, wording: str, values: Values, language: Language, now: datetime | None = None) -> str:
        """The text with its values. Days are told from `now` ("yesterday"), or by their date without it.

        A colleague may read a language the shop does not speak; then it is said in the shop's first.
        Raises KeyError for a wording that the set does not have; the check makes sure that none is missing.
        """
        parts = self.parts.get(language) or next(iter(self.parts.values()))
        return parts[wording](values, now)

    def words(self, wording: str) -> frozenset[str]:
        """What a button may be called when it is typed: its text and its attribute `.also`, in all languages."""
        return self._plain(wording) | self._plain(f"{wording}.also")

    def phrases(self, wording: str) -> frozenset[str]:
        """What means the same in the midst of other words: all that `.also` lists, and the text where it is no single word."""
        return frozenset(text for text in self._plain(wording) if " " in text) | self._plain(f"{wording}.also")

    def _plain(self, id_: str) -> frozenset[str]:
        texts = (part({}, None) for parts in self.parts.values() if (part := parts.get(id_)))
        written = [one.strip() for text in texts for one in text.split(",")]
        return frozenset(word + "*" * one.endswith("*") for one in written if (word := plain(one)))


class _Page:
    """A file, and where its lines begin."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, offset: int) -> Place:
        line = bisect_right(self.lines, offset)
        return Place(self.file, line, offset - self.lines[line - 1] + 1)


@dataclass(frozen=True, slots=True)
class _Stood:
    """An entry in its file; `offset` is added to its own."""

    entry: Entry
    page: _Page
    offset: int

    def place(self, start: int | None = None) -> Place:
        return self.page.place(self.offset + (self.entry.start if start is None else start))


def read_wording(sources: Mapping[Language, Sequence[tuple[str, str]]], zone: tzinfo = ZONE) -> tuple[Wording, list[Problem]]:
    """Read Fluent texts, for each language one or more (file name, content), of which the first that has an id gives it.

    Every mistake is in the list; what can be used, is.
    """
    books = {
        language: _book(language, tuple(sources[language]), zone) for language in LANGUAGES if language in sources
    }
    wording = Wording(
        {language: book.parts for language, book in books.items()},
        {language: book.variables for language, book in books.items()},
        {language: book.places for language, book in books.items()},
        {language: book.entries for language, book in books.items()},
    )
    problems = [problem for book in books.values() for problem in book.problems]
    return wording, [*problems, *_differences(wording, sources)]


def forget() -> None:
    """Keep nothing of what was read: for measuring."""
    _book.cache_clear()


@lru_cache(maxsize=BOOKS)
def _book(language: Language, texts: tuple[tuple[str, str], ...], zone: tzinfo) -> "_Book":
    return _Book(language, texts, zone)


class _Book:
    """The entries of one language, compiled; what cannot be is a problem and left out."""

    def __init__(self, language: Language, texts: Sequence[tuple[str, str]], zone: tzinfo) -> None:
        self.problems: list[Problem] = []
        self.compiler = Compiler(language, zone)
        self.stood: dict[str, _Stood] = {}
        for file, text in texts:
            self._read(_Page(file, text))
        sound = self._within_bounds({id_ for id_ in self.stood if self._is_sound(id_)})
        for id_, stood in self.stood.items():
            self._compile(id_, sound)
            self.problems += check_plurals.problems(language, stood.entry, stood.place)
        messages = {id_: self.stood[id_] for id_ in self.compiler.parts if not id_.startswith("-")}
        self.parts: Mapping[str, Part] = {id_: self.compiler.parts[id_] for id_ in messages}
        self.variables: Mapping[str, frozenset[str]] = {id_: self._variables(id_) for id_ in messages}
        self.places: Mapping[str, Place] = {id_: stood.place() for id_, stood in messages.items()}
        self.entries: Mapping[str, Entry] = {id_: stood.entry for id_, stood in messages.items()}
        del self.stood

    def _read(self, page: _Page) -> None:
        of_page: dict[str, _Stood] = {}
        for offset, read in read_entries(page.text):
            if isinstance(read, Junk):
                place, hint = page.place(offset + read.start), _fluent_hint(read.text)
                self.problems.append(Problem(place, f"this is not Fluent: {read.text}", hint, "fluent-syntax"))
                continue
            stood = _Stood(read, page, offset)
            if read.id in of_page:
                self.problems.append(Problem(stood.place(), f"`{read.id}` stands twice", "keep one of them", "fluent-twice"))
            of_page[read.id] = stood
        self.stood = {**of_page, **self.stood}

    def _is_sound(self, id_: str) -> bool:
        """Whether all references of an entry lead somewhere, and none back to it."""
        stood = self.stood[id_]
        if not stood.entry.references:
            return True
        for start, name in stood.entry.references:
            if name not in self.stood:
                hint = did_you_mean(name, self.stood)
                self.problems.append(Problem(stood.place(start), f"there is no `{name}` to refer to", hint, "fluent-reference"))
                return False
        if id_ in self._reached(id_):
            self.problems.append(Problem(stood.place(), f"`{id_}` refers to itself in a circle", "", "fluent-circle"))
            return False
        return True

    def _reached(self, id_: str) -> set[str]:
        reached: set[str] = set()
        waiting = [id_]
        while waiting:
            for _, name in self.stood[waiting.pop()].entry.references:
                if name in self.stood and name not in reached:
                    reached.add(name)
                    waiting.append(name)
        return reached

    def _within_bounds(self, sound: set[str]) -> set[str]:
        """Of the entries that refer to none but sound ones those that end soon: ten that each say the one before ten times over

        would be read in a moment, and said for ever.
        """
        size: dict[str, int] = {}
        depth: dict[str, int] = {}
        for begin in sound:
            waiting = [begin] if begin not in size else []
            while waiting:
                id_ = waiting[-1]
                below = [name for _, name in self.stood[id_].entry.references]
                if missing := [name for name in below if name in sound and name not in size]:
                    waiting += missing
                    continue
                waiting.pop()
                size[id_] = 1 + self.stood[id_].entry.longest + sum(size.get(name, 0) for name in below)
                depth[id_] = 1 + max((depth.get(name, 0) for name in below), default=0)
        large = {id_ for id_ in sound if size[id_] > LONGEST or depth[id_] > DEEPEST}
        for id_ in large:
            if not any(name in large for _, name in self.stood[id_].entry.references):
                what = "comes to too much with all it refers to"
                self.problems.append(Problem(self.stood[id_].place(), f"`{id_}` {what}", "write it out", "fluent-endless"))
        return sound - large

    def _compile(self, id_: str, sound: set[str]) -> None:
        stood = self.stood[id_]
        if id_ not in sound or (stood.entry.references and not self._reached(id_) <= sound):
            return
        try:
            self.compiler.parts[id_] = self.compiler.pattern(stood.entry.pattern)
        except FluentError as error:
            self.problems.append(Problem(stood.place(error.start), str(error), error.hint, "fluent-function"))

    def _variables(self, id_: str) -> frozenset[str]:
        """The values an entry uses, itself or through what it refers to; terms get theirs from the entry."""
        own = self.stood[id_].entry
        if not own.references:
            return frozenset(name for _, name in own.variables) if own.variables else NOTHING
        messages = {id_, *(name for name in self._reached(id_) if not name.startswith("-"))}
        return frozenset(name for message in messages for _, name in self.stood[message].entry.variables)


_FLUENT_HINTS: Mapping[str, str] = {
    'Expected token: "="': "a text begins `its-id = `; what goes on in the next line is indented",
    'Expected token: "}"': "a bracket `{` is closed with `}`",
    "marked as default": "put a `*` before one of them, that of all other values",
    "at least one variant": "write what is said for each value, `[one] ...` and `*[other] ...`",
    "Unbalanced closing brace": 'a bracket in a text is written {"}"}',
    "Expected an entry start": "what goes on from the line above is indented",
    "to have a value": "write something after `=`",
    "Expected an inline expression": "between the brackets stands `$name`, `-term` or FUNCTION($name)",
}


def _fluent_hint(message: str) -> str:
    return next((hint for part, hint in _FLUENT_HINTS.items() if part in message), "")


def _differences(wording: Wording, sources: Mapping[Language, Sequence[tuple[str, str]]]) -> Iterator[Problem]:
    """What one language has and another has not; attributes (other words for a button) may differ."""
    ids = sorted({id_ for parts in wording.places.values() for id_ in parts if "." not in id_})
    for id_ in ids:
        having = [language for language in wording.languages if id_ in wording.places[language]]
        for language in wording.languages:
            if language not in having:
                where = wording.places[having[0]][id_]
                hint = f"it is in {where.file}:{where.line}"
                place = _end_of(sources[language], having[0], language, where)
                yield Problem(place, f"`{id_}` is missing", hint, "wording-missing")
            elif (names := wording.variables[language][id_]) != (all_names := wording.needs(id_)):
                left_out = ", ".join(f"${name}" for name in sorted(all_names - names))
                text = f"`{id_}` leaves out {left_out}, which another language uses"
                yield Problem(wording.places[language][id_], text, "", "wording-value-differs")


def _end_of(texts: Sequence[tuple[str, str]], other: Language, language: Language, where: Place) -> Place:
    """Where to add what stands in another language's file: at the end of the file of the same topic, or of the first."""
    same = where.file.replace(f"wording/{other}", f"wording/{language}")
    own = [(file, text) for file, text in texts if not file.startswith("built-in/")] or [(f"wording/{language}.ftl", "")]
    file, text = next(((file, text) for file, text in own if file == same), own[0])
    return Place(file, max(len(text.splitlines()), 1), 1)


def stands_in(phrase: str, words: str) -> bool:
    """Whether a phrase stands among words, both plain; `bojāt*` stands for every word that begins so."""
    return f" {phrase[:-1]}" in f" {words} " if phrase.endswith("*") else f" {phrase} " in f" {words} "


def plain(text: str) -> str:
    """A text for comparing what was typed with what a button says: small letters and digits, single spaces."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
