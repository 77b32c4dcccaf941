"""YAML that was written for Rasa, read as far as it makes sense: without it every oddity in it would end the taking over."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from config.source import Key, Path_, Place, Source

Group = Literal[
    "action",
    "response",
    "button",
    "condition",
    "phrase",
    "entity",
    "slot",
    "form",
    "rule",
    "story",
    "flow",
    "test",
    "setting",
    "renamed",
]
_WORDS = re.compile(r"[\"']?(yes|no|on|off|true|false|y|n)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """Something that did not come over as it was: where it stands, what it is, and why."""

    place: Place
    group: Group
    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.place.file}:{self.place.line}: {self.what}: {self.why}"


@dataclass(frozen=True, slots=True)
class Page:
    """One file of YAML with its lines."""

    source: Source
    lines: tuple[str, ...] = ()

    @property
    def top(self) -> "Node":
        """All of it."""
        return Node(self, (), self.source.data)


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a file. Asked for what it does not hold, it answers with nothing, and never fails."""

    page: Page = field(repr=False)
    path: Path_
    value: Any

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.page.source.place(*self.path)

    @property
    def text(self) -> str:
        """A name or text as it is written; empty where there is none. `yes` is a word, as in the YAML 1.2 that Rasa reads."""
        match self.value:
            case bool():
                return self._written()
            case str():
                return self.value.strip()
            case int() | float():
                return str(self.value)
            case _:
                return ""

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.value, list)

    @property
    def is_mapping(self) -> bool:
        """Whether it has names."""
        return isinstance(self.value, Mapping)

    def has(self, key: str) -> bool:
        """Whether this name stands in it."""
        return isinstance(self.value, Mapping) and key in self.value

    def get(self, key: Key) -> "Node":
        """What stands under a name, or at a place of a list."""
        value = None
        if isinstance(self.value, Mapping):
            value = self.value.get(key)
        elif isinstance(self.value, list) and isinstance(key, int) and key < len(self.value):
            value = self.value[key]
        return Node(self.page, (*self.path, key), value)

    def items(self) -> Iterator[tuple[str, "Node"]]:
        """Everything in it by name."""
        for key in self.value if isinstance(self.value, Mapping) else ():
            yield str(key), self.get(key)

    def each(self) -> Iterator["Node"]:
        """Its entries in order."""
        for index, value in enumerate(self.value if isinstance(self.value, list) else ()):
            yield Node(self.page, (*self.path, index), value)

    def texts(self) -> tuple[str, ...]:
        """Its entries as texts; a single one may stand without a list."""
        found = [node.text for node in self.each()] if self.is_list else [self.text]
        return tuple(text for text in found if text)

    def named(self) -> Iterator[tuple[str, "Node"]]:
        """The entries of a list of names, each of which may have more to it: `- greet` or `- greet: {...}`; or of a mapping."""
        if self.is_mapping:
            yield from self.items()
        for node in self.each():
            if node.is_mapping:
                yield from node.items()
            elif node.text:
                yield node.text, node

    def _written(self) -> str:
        usual = "true" if self.value else "false"
        place = self.place
        if not 0 < place.line <= len(self.page.lines):
            return usual
        rest = self.page.lines[place.line - 1][place.column - 1 :]
        if self.path and isinstance(self.path[-1], str):
            rest = rest.partition(":")[2].strip()
        found = _WORDS.match(rest)
        return found[1] if found else usual
