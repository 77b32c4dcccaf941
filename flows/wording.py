"""What the bot says, in every language: without it the flows would have to hold their texts, once for each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from difflib import get_close_matches
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from fluent.syntax import FluentParser, ast

from config.source import Place, Problem
from flows.fluent import Compiler, FluentError, Named, Part, Values, walk
from nlu.model import LANGUAGES, Language

__all__ = ["Named", "Wording", "Words", "read_wording"]

ZONE = ZoneInfo("Europe/Riga")


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

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages there are words in."""
        return tuple(self.parts)

    def has(self, wording: str) -> bool:
        """Whether any language has it."""
        return any(wording in parts for parts in self.parts.values())

    def needs(self, wording: str) -> frozenset[str]:
        """The values it uses in any language."""
        return frozenset().union(*(names.get(wording, frozenset()) for names in self.variables.values()))

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


@dataclass(frozen=True, slots=True)
class _Page:
    file: str
    text: str

    def place(self, offset: int) -> Place:
        before = self.text[:offset]
        return Place(self.file, before.count("\n") + 1, offset - before.rfind("\n"))


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str  # terms under "-id", attributes under "id.name"
    pattern: Any
    page: _Page
    start: int

    def place(self, offset: int | None = None) -> Place:
        return self.page.place(self.start if offset is None else offset)


def read_wording(sources: Mapping[Language, Sequence[tuple[str, str]]], zone: tzinfo = ZONE) -> tuple[Wording, list[Problem]]:
    """Read Fluent texts, for each language one or more (file name, content), of which the first that has an id gives it.

    Every mistake is in the list; what can be used, is.
    """
    parts: dict[Language, Mapping[str, Part]] = {}
    variables: dict[Language, Mapping[str, frozenset[str]]] = {}
    places: dict[Language, Mapping[str, Place]] = {}
    problems: list[Problem] = []
    for language in (language for language in LANGUAGES if language in sources):
        book = _Book(language, sources[language], zone)
        problems += book.problems
        parts[language] = {id_: part for id_, part in book.compiler.parts.items() if not id_.startswith("-")}
        variables[language] = {id_: book.variables(id_) for id_ in parts[language]}
        places[language] = {id_: book.entries[id_].place() for id_ in parts[language]}
    wording = Wording(parts, variables, places)
    return wording, [*problems, *_differences(wording, sources)]


class _Book:
    """The entries of one language, compiled; what cannot be is a problem and left out."""

    def __init__(self, language: Language, texts: Sequence[tuple[str, str]], zone: tzinfo) -> None:
        self.problems: list[Problem] = []
        self.compiler = Compiler(language, zone)
        self.entries: dict[str, _Entry] = {}
        for file, text in texts:
            self._read(_Page(file, text))
        sound = {id_ for id_ in self.entries if self._is_sound(id_)}
        for id_ in self.entries:
            self._compile(id_, sound)

    def _read(self, page: "_Page") -> None:
        of_page: dict[str, _Entry] = {}
        for node in FluentParser().parse(page.text).body:
            if isinstance(node, ast.Junk):
                notes: list[Any] = node.annotations
                self.problems += (Problem(page.place(note.span.start), f"this is not Fluent: {note.message}") for note in notes)
            for entry in self._entries(node, page):
                if entry.id in of_page:
                    self.problems.append(Problem(entry.place(), f"`{entry.id}` stands twice"))
                of_page[entry.id] = entry
        self.entries = {**of_page, **self.entries}

    @staticmethod
    def _entries(node: Any, page: "_Page") -> Iterator[_Entry]:
        if isinstance(node, ast.Message | ast.Term):
            id_ = node.id.name if isinstance(node, ast.Message) else f"-{node.id.name}"
            if node.value is not None:
                yield _Entry(id_, node.value, page, _start(node.id))
            for attribute in node.attributes:
                yield _Entry(f"{id_}.{attribute.id.name}", attribute.value, page, _start(attribute))

    def _is_sound(self, id_: str) -> bool:
        """Whether all references of an entry lead somewhere, and none back to it."""
        entry = self.entries[id_]
        for start, name in self._references(entry.pattern):
            if name not in self.entries:
                close = get_close_matches(name, self.entries, 1)
                hint = f"did you mean `{close[0]}`?" if close else ""
                self.problems.append(Problem(entry.place(start), f"there is no `{name}` to refer to", hint))
                return False
        if id_ in self._reached(id_):
            self.problems.append(Problem(entry.place(), f"`{id_}` refers to itself in a circle"))
            return False
        return True

    @staticmethod
    def _references(pattern: Any) -> Iterator[tuple[int, str]]:
        for node in walk(pattern, (ast.MessageReference, ast.TermReference)):
            mark = "-" if isinstance(node, ast.TermReference) else ""
            yield node.span.start, mark + node.id.name + (f".{node.attribute.name}" if node.attribute else "")

    def _reached(self, id_: str) -> set[str]:
        reached: set[str] = set()
        waiting = [id_]
        while waiting:
            for _, name in self._references(self.entries[waiting.pop()].pattern):
                if name in self.entries and name not in reached:
                    reached.add(name)
                    waiting.append(name)
        return reached

    def _compile(self, id_: str, sound: set[str]) -> None:
        if not {id_, *self._reached(id_)} <= sound:
            return
        try:
            self.compiler.parts[id_] = self.compiler.pattern(self.entries[id_].pattern)
        except FluentError as error:
            self.problems.append(Problem(self.entries[id_].place(error.start), str(error), error.hint))

    def variables(self, id_: str) -> frozenset[str]:
        """The values an entry uses, itself or through what it refers to; terms get theirs from the entry."""
        messages = {id_, *(name for name in self._reached(id_) if not name.startswith("-"))}
        return frozenset(node.id.name for name in messages for node in walk(self.entries[name].pattern, ast.VariableReference))


def _start(node: ast.SyntaxNode) -> int:
    return node.span.start if node.span else 0


def _differences(wording: Wording, sources: Mapping[Language, Sequence[tuple[str, str]]]) -> Iterator[Problem]:
    """What one language has and another has not; attributes (other words for a button) may differ."""
    ids = sorted({id_ for parts in wording.places.values() for id_ in parts if "." not in id_})
    for id_ in ids:
        having = [language for language in wording.languages if id_ in wording.places[language]]
        for language in wording.languages:
            if language not in having:
                where = wording.places[having[0]][id_]
                yield Problem(Place(sources[language][0][0]), f"`{id_}` is missing", f"it is in {where.file}:{where.line}")
            elif (names := wording.variables[language][id_]) != (all_names := wording.needs(id_)):
                left_out = ", ".join(f"${name}" for name in sorted(all_names - names))
                yield Problem(wording.places[language][id_], f"`{id_}` leaves out {left_out}, which another language uses")


def stands_in(phrase: str, words: str) -> bool:
    """Whether a phrase stands among words, both plain; `bojāt*` stands for every word that begins so."""
    return f" {phrase[:-1]}" in f" {words} " if phrase.endswith("*") else f" {phrase} " in f" {words} "


def plain(text: str) -> str:
    """A text for comparing what was typed with what a button says: small letters and digits, single spaces."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
