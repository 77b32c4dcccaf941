"""The entries of Fluent files, each read once: without it a letter changed in a studio would cost reading three thousand again.

What is read is kept by its text. What is written as most people do is read by patterns (flows/plainly.py), all else by
fluent.syntax, the Fluent project's own parser; both give the same (Syntax 1.0, https://projectfluent.org).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fluent.syntax import FluentParser, ast

from flows import plainly

MANY = 16_384  # entries kept: a large shop in five languages, several drafts of it
_BEGINS = re.compile(r"^(?=[A-Za-z#-])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A text by its id: terms under "-id", attributes under "id.name". Offsets are those in the text that was read.

    `references` are what it refers to, `variables` the values it uses and `formats` the functions it puts them through, each with
    where it does. `longest` is how many characters it has at most, values not counted. A pattern that is nothing but text stands
    as such.
    """

    id: str
    pattern: ast.Pattern | str
    start: int
    references: tuple[tuple[int, str], ...] = ()
    variables: tuple[tuple[int, str], ...] = ()
    forks: tuple["Fork", ...] = ()
    formats: tuple[tuple[int, str, str], ...] = ()
    longest: int = 0


@dataclass(frozen=True, slots=True)
class Junk:
    """Something that is not Fluent, and what the parser says of it."""

    start: int
    text: str


Read = Entry | Junk


@dataclass(frozen=True, slots=True)
class Fork:
    """A choice of variants by a value: where it stands, the value's name ("" for none), and the keys with where they stand.

    `silent` are the keys whose text does not show the value.
    """

    start: int
    variable: str
    keys: tuple[tuple[int, str], ...]
    silent: frozenset[str]


def read_entries(text: str) -> Iterator[tuple[int, Read]]:
    """What stands in a Fluent file, in order, each with the offset that is added to its own."""
    starts = [found.start() for found in _BEGINS.finditer(text)] or [0]
    spans = zip(starts, [*starts[1:], len(text)], strict=True)
    chunks = [(start, read) for start, end in spans for read in _chunk(text[start:end])]
    if text[: starts[0]].strip() or any(isinstance(read, Junk) for _, read in chunks):  # a line may go on in the next
        chunks = [(0, read) for read in _parsed(text)]
    yield from chunks


def walk(node: Any, kind: type | tuple[type, ...]) -> Iterator[Any]:
    """Every node of a kind below a node, itself included."""
    if isinstance(node, kind):
        yield node
    if isinstance(node, ast.BaseNode):
        for child in vars(node).values():
            yield from walk(child, kind)
    elif isinstance(node, list):
        for child in node:
            yield from walk(child, kind)


def forget() -> None:
    """Keep nothing of what was read: for measuring."""
    _chunk.cache_clear()
    _parsed.cache_clear()


@lru_cache(maxsize=MANY)
def _chunk(text: str) -> Sequence[Read]:
    if text.startswith("#"):
        return () if "\n" not in text.rstrip("\n") and re.match(r"#{1,3}(?: |\n|$)", text) else tuple(_parse(text))
    if (plain := plainly.read(text)) is None:
        return tuple(_parse(text))
    return tuple(map(_of, plain))


def _of(found: plainly.Found) -> Entry:
    return Entry(
        found.id,
        found.pattern,
        found.start,
        tuple(found.references),
        tuple(found.variables),
        tuple(Fork(*fork) for fork in found.forks),
        tuple(found.formats),
        found.longest,
    )


@lru_cache(maxsize=64)
def _parsed(text: str) -> Sequence[Read]:
    return tuple(_parse(text))


def _parse(text: str) -> Sequence[Read]:
    try:
        return list(_read(text))
    except RecursionError:
        return [Junk(0, "it is nested too deep")]


def _read(text: str) -> Iterator[Read]:
    for node in FluentParser().parse(text).body:
        if isinstance(node, ast.Junk):
            notes: list[Any] = node.annotations
            yield from (Junk(note.span.start, note.message) for note in notes)
        if isinstance(node, ast.Message | ast.Term):
            id_ = node.id.name if isinstance(node, ast.Message) else f"-{node.id.name}"
            if node.value is not None:
                yield _entry(id_, node.value, _start(node.id))
            for attribute in node.attributes:
                yield _entry(f"{id_}.{attribute.id.name}", attribute.value, _start(attribute))


def _entry(id_: str, pattern: ast.Pattern, start: int) -> Entry:
    nodes = list(walk(pattern, (ast.MessageReference, ast.TermReference, ast.VariableReference)))
    return Entry(
        id_,
        pattern,
        start,
        tuple((_start(node), _referred(node)) for node in nodes if not isinstance(node, ast.VariableReference)),
        tuple((_start(node), node.id.name) for node in nodes if isinstance(node, ast.VariableReference)),
        tuple(map(_fork, walk(pattern, ast.SelectExpression))),
        tuple(_formats(pattern)),
        _longest(pattern),
    )


def _fork(node: ast.SelectExpression) -> Fork:
    named = next(walk(node.selector, ast.VariableReference), None)
    variable = str(named.id.name) if named is not None else ""
    keys = tuple((_start(variant.key), _key(variant.key)) for variant in node.variants)
    silent = frozenset(_key(variant.key) for variant in node.variants if not _shows(variant.value, variable))
    return Fork(_start(node), variable, keys, silent)


def _key(key: Any) -> str:
    return str(key.value if isinstance(key, ast.NumberLiteral) else key.name)


def _shows(pattern: Any, variable: str) -> bool:
    return any(node.id.name == variable for node in walk(pattern, ast.VariableReference))


def _formats(pattern: Any) -> Iterator[tuple[int, str, str]]:
    for node in walk(pattern, ast.FunctionReference):
        if len(node.arguments.positional) == 1 and isinstance(node.arguments.positional[0], ast.VariableReference):
            yield _start(node), str(node.id.name), str(node.arguments.positional[0].id.name)


def _longest(node: Any) -> int:
    if isinstance(node, ast.SelectExpression):
        return max((_longest(variant.value) for variant in node.variants), default=0)
    if isinstance(node, ast.Placeable):
        return _longest(node.expression)
    if isinstance(node, ast.TextElement | ast.StringLiteral):
        return len(node.value)
    return sum(map(_longest, node.elements)) if isinstance(node, ast.Pattern) else 0


def _referred(node: Any) -> str:
    mark = "-" if isinstance(node, ast.TermReference) else ""
    return f"{mark}{node.id.name}" + (f".{node.attribute.name}" if node.attribute else "")


def _start(node: ast.SyntaxNode) -> int:
    return node.span.start if node.span else 0
