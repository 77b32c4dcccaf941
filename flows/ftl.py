"""A message changed where it stands in its file: without it who mends one sentence would lose comments, order and layout.

The syntax is read by fluent.syntax; a pattern is shown as pieces: texts, and choices between variants (plurals among them), each
of which again has pieces. Only what was changed is written anew, the rest of the file stays as it is, byte for byte.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fluent.syntax import FluentParser, ast
from fluent.syntax.serializer import serialize_expression, serialize_variant_key

INDENT = "    "
_QUOTED = re.compile(r'\{\s*"([^"\\]?)"\s*\}')  # a letter that stands in quotes where it would mean something else


class FtlError(Exception):
    """A text that Fluent cannot read; the message says why."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words, with values as Fluent has them: `Order { $number } is on its way`."""

    text: str


@dataclass(frozen=True, slots=True)
class Variant:
    """What is said for a key: a plural category, a number, a word, `none` ...; one of a choice is for whatever else."""

    key: str
    pieces: tuple["Piece", ...]
    default: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several variants, chosen by a value: `$left`, `NUMBER($left)`."""

    selector: str
    variants: tuple[Variant, ...]


Piece = Text | Choice


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a file. `source` is all of it as written, without its comment; `attributes` are texts by their names."""

    id: str
    line: int
    source: str
    pieces: tuple[Piece, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""


def messages(text: str) -> dict[str, Message]:
    """The messages of a file by their ids, in its order; what cannot be read, or is nested without end, is left out."""
    try:
        return {node.id.name: _message(text, node) for node in _nodes(text)}
    except RecursionError:
        return {}


def _nodes(text: str) -> Iterator[ast.Message]:
    yield from (node for node in _body(text) if isinstance(node, ast.Message))


def _body(text: str) -> Sequence[Any]:
    """What stands in a file; nothing where it is nested deeper than the parser goes."""
    try:
        return FluentParser().parse(text).body
    except RecursionError:
        return ()


def _message(text: str, node: ast.Message) -> Message:
    start, end = _span(node.id)[0], _end(node)
    return Message(
        node.id.name,
        text.count("\n", 0, start) + 1,
        text[start:end],
        pieces_of(node.value) if node.value else (),
        {attribute.id.name: _as_text(attribute.value) for attribute in node.attributes},
        (node.comment.content or "") if node.comment else "",
    )


def pieces_of(pattern: ast.Pattern) -> tuple[Piece, ...]:
    """A pattern as it is edited."""
    pieces: list[Piece] = []
    for element in pattern.elements:
        if isinstance(element, ast.Placeable) and isinstance(element.expression, ast.SelectExpression):
            pieces.append(_choice(element.expression))
            continue
        words = element.value if isinstance(element, ast.TextElement) else _placeable(element)
        last = pieces[-1] if pieces else None
        if isinstance(last, Text):
            pieces[-1] = Text(last.text + words)
        else:
            pieces.append(Text(words))
    return tuple(pieces)


def _choice(expression: ast.SelectExpression) -> Choice:
    variants = tuple(
        Variant(str(serialize_variant_key(one.key)), pieces_of(one.value), default=one.default) for one in expression.variants
    )
    return Choice(serialize_expression(expression.selector), variants)


def _placeable(element: Any) -> str:
    inner = element.expression
    if isinstance(inner, ast.StringLiteral):
        return f'{{"{inner.value}"}}'
    return f"{{ {serialize_expression(inner)} }}"


def _as_text(pattern: ast.Pattern) -> str:
    """An attribute as it is edited: in one piece; the few that have variants are shown as Fluent."""
    return "".join(piece.text if isinstance(piece, Text) else _written([piece], INDENT) for piece in pieces_of(pattern))


# --- writing -----------------------------------------------------------------------------------------------------


def changed(text: str, id_: str, pieces: Sequence[Piece] | None, attributes: Mapping[str, str | None]) -> str:
    """The file with another text for a message, and with some of its attributes otherwise (None: without).

    What stays as it is, stays as it is written. Raises KeyError where there is no such message, FtlError for what is no Fluent.
    """
    node = next((node for node in _nodes(text) if node.id.name == id_), None)
    if node is None:
        raise KeyError(id_)
    edits = [*_of_value(text, node, pieces), *_of_attributes(text, node, attributes)]
    for start, end, written in sorted(edits, reverse=True):
        text = text[:start] + written + text[end:]
    return _checked(text, id_, pieces, attributes)


def _of_value(text: str, node: ast.Message, pieces: Sequence[Piece] | None) -> Iterator[tuple[int, int, str]]:
    if pieces is None or (node.value is not None and tuple(pieces) == pieces_of(node.value)):
        return
    start = text.index("=", _span(node.id)[1]) + 1
    yield start, _span(node.value)[1] if node.value is not None else start, _after(_written(pieces, INDENT))


def _of_attributes(text: str, node: ast.Message, attributes: Mapping[str, str | None]) -> Iterator[tuple[int, int, str]]:
    standing = {attribute.id.name: attribute for attribute in node.attributes}
    end = _end(node)
    for name, words in attributes.items():
        before = standing.get(name)
        if before is None:
            if words is not None:
                yield end, end, f"\n{INDENT}.{name} ={_after(_written([Text(words)], INDENT * 2))}"
        elif words is None:
            start, until = _span(before)
            yield text.rindex("\n", 0, start), until, ""
        elif words != _as_text(before.value):
            yield text.index("=", _span(before.id)[1]) + 1, _span(before)[1], _after(_written([Text(words)], INDENT * 2))


def added(text: str, id_: str, pieces: Sequence[Piece], attributes: Mapping[str, str], after: Sequence[str] = ()) -> str:
    """The file with a new message: below the nearest of those it stands `after` in another language's file, else at its end.

    Raises FtlError for what is no Fluent, and where the file has such a message.
    """
    known = {node.id.name: node for node in _nodes(text)}
    if id_ in known:
        raise FtlError(f"there is a message {id_} already")
    lines = [
        f"{id_} ={_after(_written(pieces, INDENT))}",
        *(f"{INDENT}.{name} ={_after(_written([Text(words)], INDENT * 2))}" for name, words in attributes.items()),
    ]
    written = "\n".join(lines)
    neighbour = next((known[name] for name in reversed(after) if name in known), None)
    if neighbour is not None:
        end = _end(neighbour)
        text = f"{text[:end]}\n{written}{text[end:]}"
    else:
        text = f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{written}\n"
    return _checked(text, id_, pieces, attributes)


def _checked(text: str, id_: str, pieces: Sequence[Piece] | None, attributes: Mapping[str, str | None]) -> str:
    """Whether the message is now what was meant. Raises FtlError with what Fluent says otherwise."""
    for node in _body(text):
        if isinstance(node, ast.Message) and node.id.name == id_:
            found = _message(text, node)
            wanted = {name: words for name, words in attributes.items() if words is not None}
            if pieces is not None and _said(found.pieces) != _said(pieces):
                raise FtlError("this is not read as it is written; look at its braces")
            if any(found.attributes.get(name, "").strip() != words.strip() for name, words in wanted.items()):
                raise FtlError("an attribute is not read as it is written; look at its braces")
            return text
    raise FtlError(_why(text, id_))


def _why(text: str, id_: str) -> str:
    for node in _body(text):
        if isinstance(node, ast.Junk) and (node.content or "").lstrip().startswith(id_):
            return "; ".join(note.message or "" for note in node.annotations) or "this is no Fluent"
    return "this is no Fluent"


def _said(pieces: Sequence[Piece]) -> object:
    """What pieces say, however they are cut and spaced within braces."""
    joined: list[object] = []
    for piece in pieces:
        if isinstance(piece, Choice):
            variants = [(one.key, one.default, _said(one.pieces)) for one in piece.variants]
            joined.append((piece.selector.replace(" ", ""), variants))
        elif joined and isinstance(joined[-1], str):
            joined[-1] += piece.text
        elif piece.text:
            joined.append(piece.text)
    return [_tight(one) if isinstance(one, str) else one for one in joined]


def _tight(text: str) -> str:
    return "".join(_QUOTED.sub(r"\1", text).split())


def _written(pieces: Sequence[Piece], indent: str) -> str:
    """Pieces as Fluent. A text of several lines begins on its own line, so that all of them are indented alike."""
    first = pieces[0] if pieces else None
    is_below = isinstance(first, Text) and "\n" in first.text
    written = "".join(
        _lines(piece.text, indent, below=is_below and piece is first) if isinstance(piece, Text) else _branches(piece, indent)
        for piece in pieces
    )
    return f"\n{indent}{written}" if is_below else written or '{""}'


def _after(written: str) -> str:
    """Behind the sign of equality."""
    return written if written.startswith("\n") else f" {written}"


def _lines(text: str, indent: str, *, below: bool) -> str:
    """Words of one or several lines. What would begin something else at the start of a line is put in quotes."""
    first, *others = text.replace("\r\n", "\n").split("\n")
    return "\n".join([_opened(first) if below else first, *(indent + _opened(line) if line.strip() else "" for line in others)])


def _opened(line: str) -> str:
    kept = line.lstrip(" ")
    return f'{{"{kept[0]}"}}{kept[1:]}' if kept[:1] in {"[", "*", "."} else line


def _branches(choice: Choice, indent: str) -> str:
    rows = [
        f"{indent[:-1] if one.default else indent}{'*' if one.default else ''}[{one.key}] {_written(one.pieces, indent + INDENT)}"
        for one in choice.variants
    ]
    end = " " if len(indent) <= len(INDENT) else indent[: -len(INDENT)]
    return "{ " + choice.selector + " ->\n" + "\n".join(rows) + f"\n{end}}}"


def _span(node: Any) -> tuple[int, int]:
    return node.span.start, node.span.end


def _end(node: ast.Message) -> int:
    """Where a message ends, with its attributes."""
    parts = [*([node.value] if node.value is not None else []), *node.attributes]
    return int(_span(parts[-1] if parts else node.id)[1])
