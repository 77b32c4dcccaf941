"""Fluent as most people write it, read by patterns: without it a hundred flows in five languages would take a second to parse.

A text in one line, with values, functions of values, other texts and quotes in it; choices of such texts by a value, one in the
other too; attributes in one line. Whatever else there is, and whatever is wrong, the Fluent project's own parser reads
(flows/entries.py). Both give the same (Syntax 1.0, https://projectfluent.org).
"""

import re
from dataclasses import dataclass, field
from typing import Any

from fluent.syntax import ast

DEEPEST = 20  # choices in each other; more are left to the other parser
_ID = r"[A-Za-z][A-Za-z0-9_-]*"
_FUNCTION = r"[A-Z][A-Z0-9_-]*"
_BEGIN = re.compile(rf"({_ID}) *= *")
_ATTRIBUTE = re.compile(rf"\n +(\.({_ID}) *= *)")
_TEXT = re.compile(r"[^{}\n\r]+")
_INSIDE = re.compile(rf'\{{ *(?:\$({_ID})|({_FUNCTION})\( *\$({_ID}) *\)|({_ID})|"([^"\\{{}}\n\r]*)") *\}}')
_CHOICE = re.compile(rf"\{{ *\$({_ID}) *-> *(?=\n)")
_VARIANT = re.compile(rf"\n[ \n]*(\*?)\[ *({_ID}|-?[0-9]+(?:\.[0-9]+)?) *\] *")
_CLOSED = re.compile(r"\n[ \n]*\}")
_OVER = re.compile(r"\n*")


class _OtherwiseError(Exception):
    """It is written in another way, or is wrong."""


@dataclass(slots=True)
class Found:
    """An entry as it was read. `references`, `variables`, `forks` and `formats` are as entries.Entry has them."""

    id: str
    start: int
    pattern: ast.Pattern | str = ""
    longest: int = 0
    references: list[tuple[int, str]] = field(default_factory=list)
    variables: list[tuple[int, str]] = field(default_factory=list)
    forks: list[tuple[int, str, tuple[tuple[int, str], ...], frozenset[str]]] = field(default_factory=list)
    formats: list[tuple[int, str, str]] = field(default_factory=list)


def read(text: str) -> list[Found] | None:
    """The message a text is, and its attributes; None for what is written in another way, or is wrong."""
    begin = _BEGIN.match(text)
    if begin is None:
        return None
    try:
        entry = _Reader(text, begin.end(), Found(begin[1], 0))
        entries = [entry.found]
        while attribute := _ATTRIBUTE.match(text, entry.position):
            found = Found(f"{begin[1]}.{attribute[2]}", attribute.start(1))
            entry = _Reader(text, attribute.end(), found)
            entries.append(found)
    except _OtherwiseError:
        return None
    return entries if _OVER.fullmatch(text, entry.position) else None


class _Reader:
    """The text of an entry, from a position to where it ends."""

    def __init__(self, text: str, position: int, found: Found) -> None:
        self.text, self.position, self.found = text, position, found
        elements, found.longest = self._line(0)
        only = elements[0] if len(elements) == 1 else None
        found.pattern = only.value if isinstance(only, ast.TextElement) else ast.Pattern(elements)

    def _line(self, depth: int) -> tuple[list[Any], int]:
        """What stands up to the end of the line, choices to theirs; and how long it is at most."""
        elements: list[Any] = []
        longest = 0
        while self.position < len(self.text) and (letter := self.text[self.position]) != "\n":
            if letter != "{":
                text = _TEXT.match(self.text, self.position)
                if text is None:
                    raise _OtherwiseError
                self.position = text.end()
                elements.append(ast.TextElement(text[0]))
                longest += text.end() - text.start()
                continue
            if inside := _INSIDE.match(self.text, self.position):
                self.position = inside.end()
                longest += len(inside[5] or "")
                elements.append(ast.Placeable(self._expression(inside)))
            else:
                choice, length = self._choice(depth + 1)
                longest += length
                elements.append(ast.Placeable(choice))
        if elements and isinstance(last := elements[-1], ast.TextElement):
            longest -= len(last.value)
            last.value = last.value.rstrip(" ")
            longest += len(last.value)
            if not last.value:
                elements.pop()
        if not elements:  # it may begin in the next line
            raise _OtherwiseError
        return elements, longest

    def _expression(self, one: re.Match[str]) -> Any:
        variable, function, value, text, quoted = one.groups()
        if variable:
            self.found.variables.append((one.start(1) - 1, variable))
            return ast.VariableReference(ast.Identifier(variable))
        if function:
            self.found.variables.append((one.start(3) - 1, value))
            self.found.formats.append((one.start(2), function, value))
            arguments = ast.CallArguments([ast.VariableReference(ast.Identifier(value))], [])
            node = ast.FunctionReference(ast.Identifier(function), arguments)
            node.add_span(one.start(2), one.end())  # a function that there is not is told at its place
            return node
        if text:
            self.found.references.append((one.start(4), text))
            return ast.MessageReference(ast.Identifier(text))
        return ast.StringLiteral(quoted)

    def _choice(self, depth: int) -> tuple[ast.SelectExpression, int]:
        begin = _CHOICE.match(self.text, self.position)
        if begin is None or depth > DEEPEST:
            raise _OtherwiseError
        name, at, place = begin[1], begin.start(1) - 1, len(self.found.forks)
        self.found.variables.append((at, name))
        variants: list[ast.Variant] = []
        keys: list[tuple[int, str]] = []
        silent: set[str] = set()
        self.position, longest = begin.end(), 0
        while one := _VARIANT.match(self.text, self.position):
            self.position, said = one.end(), len(self.found.variables)
            value, length = self._line(depth)
            longest = max(longest, length)
            keys.append((one.start(2), one[2]))
            if all(shown != name for _, shown in self.found.variables[said:]):
                silent.add(one[2])
            key = ast.Identifier(one[2]) if one[2][0].isalpha() else ast.NumberLiteral(one[2])
            variants.append(ast.Variant(key, ast.Pattern(value), bool(one[1])))
        end = _CLOSED.match(self.text, self.position)
        if end is None or sum(variant.default for variant in variants) != 1:
            raise _OtherwiseError
        self.position = end.end()
        self.found.forks.insert(place, (at, name, tuple(keys), frozenset(silent)))
        return ast.SelectExpression(ast.VariableReference(ast.Identifier(name)), variants), longest
