"""Changes in a YAML text that leave all else as it stands: without it a form would cost the admin comments, order and layout.

A value is changed where it stands in the text, between two places that the parser names; nothing is written out anew. Whatever
was changed is read again and compared with what was asked for, so that a change that cannot be made so is refused, never botched.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from config.source import Key, Path_, Problems, parse_yaml

WIDE = 120  # letters a value may take on its line before it is written as a block
INDENT = 2
_TIME = re.compile(r"\d:\d")


class EditError(ValueError):
    """This text cannot be changed so by itself; a person has to do it in the file."""


def put(text: str, path: Path_, value: Any) -> str:
    """The text with `value` (what JSON knows) at `path`; what did not change in it, or around it, stays letter by letter.

    A list's item is appended at the place behind its last. Raises EditError, and Problems for a text that is no YAML.
    """
    data = _data(text)
    wanted = _with(data, path, value)
    if not _same(data, wanted):
        return _proved(_put(text, path, value), wanted)
    return text


def remove(text: str, path: Path_) -> str:
    """The text without what stands at `path`, and without the comment on its line. Raises EditError."""
    return _proved(_remove(text, path), _without(_data(text), path))


def write(text: str, path: Path_, snippet: str) -> str:
    """The text with the value at `path` written just as in `snippet`, a YAML text by itself with its own comments.

    Raises EditError, and Problems for a snippet that is no YAML.
    """
    value = _data(snippet)
    wanted = _with(_data(text), path, value)
    lines = snippet.strip("\n").split("\n")
    spot = _spot(text, path)
    if spot is None or spot.key is None or spot.in_flow:
        return put(text, path, value)
    inline = len(lines) == 1 and not _is_block(snippet)
    return _proved(_replace(text, spot, lines[0].strip() if inline else _dedented(lines)), wanted)


def snippet(text: str, path: Path_) -> str:
    """The value at `path` as it is written, with the comments in it; empty where there is none."""
    spot = _spot(text, path)
    if spot is None:
        return ""
    start, end = spot.node.start_mark, _end(spot.node, text)
    if spot.key is None or start.line == spot.key.start_mark.line:
        lines = text[start.index : end].split("\n")
        return "\n".join([lines[0], *_dedented(lines[1:])])
    line_start = text.rfind("\n", 0, start.index) + 1
    return "\n".join(_dedented(text[line_start : _line_end(text, end)].split("\n")))


def at(data: Any, path: Path_) -> Any:
    """What stands at a path of read data. Raises KeyError where nothing does."""
    for key in path:
        match data:
            case dict() if key in data:
                data = data[key]
            case list() if isinstance(key, int) and 0 <= key < len(data):
                data = data[key]
            case _:
                raise KeyError(key)
    return data


@dataclass(frozen=True, slots=True)
class _Spot:
    """A value in the text: its node, its key if it has one, what it stands in, and whether that is written in brackets."""

    node: yaml.Node
    key: yaml.Node | None
    parent: yaml.Node | None
    in_flow: bool


def _data(text: str) -> Any:
    return parse_yaml(text, "yaml").data


@lru_cache(maxsize=16)  # a form asks for many parts of one text
def _root(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise EditError(f"this is not YAML: {error}") from None


def _spot(text: str, path: Path_) -> _Spot | None:
    root = _root(text)
    spot = _Spot(root, None, None, in_flow=False) if root is not None else None
    for key in path:
        if spot is None:
            return None
        spot = _child(spot, key)
    return spot


def _child(spot: _Spot, key: Key) -> _Spot | None:
    node = spot.node
    in_flow = spot.in_flow or bool(getattr(node, "flow_style", False))
    if isinstance(node, yaml.MappingNode):
        found = next((pair for pair in node.value if _name(pair[0]) == key), None)
        return _Spot(found[1], found[0], node, in_flow) if found is not None else None
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and 0 <= key < len(node.value):
        return _Spot(node.value[key], None, node, in_flow)
    return None


def _name(node: yaml.Node) -> Key:
    """A key as config/source.py reads it."""
    try:
        found = yaml.constructor.SafeConstructor().construct_object(node, deep=True)
    except (ValueError, yaml.YAMLError):
        found = None
    return found if isinstance(found, str | int) and not isinstance(found, bool) else str(node.value)


# Writing


def _put(text: str, path: Path_, value: Any) -> str:
    spot = _spot(text, path)
    if spot is None:
        return _insert(text, path, value)
    node = spot.node
    if isinstance(node, yaml.MappingNode) and isinstance(value, Mapping) and node.value and value:
        return _merge_mapping(text, path, value)
    if isinstance(node, yaml.SequenceNode) and isinstance(value, list | tuple) and node.value and value:
        return _merge_list(text, path, value)
    return _replace(text, spot, _rendered(value, spot.in_flow, _style(node)))


def _merge_mapping(text: str, path: Path_, value: Mapping[Key, Any]) -> str:
    old = at(_data(text), path)
    for key, inner in value.items():
        if key not in old or not _same(old[key], inner):
            text = _put(text, (*path, key), inner)
    for key in old:
        if key not in value:
            text = _remove(text, (*path, key))
    return text


def _merge_list(text: str, path: Path_, value: Sequence[Any]) -> str:
    """What is alike at both ends stays; between them items are changed, then added or taken away."""
    old, new = list(at(_data(text), path)), list(value)
    front = _alike(old, new)
    back = min(_alike(old[::-1], new[::-1]), len(old) - front, len(new) - front)
    between = min(len(old), len(new)) - front - back
    for index in range(front, front + between):
        text = _put(text, (*path, index), new[index])
    for index in range(len(old) - back - 1, front + between - 1, -1):
        text = _remove(text, (*path, index))
    for index in range(front + between, len(new) - back):
        text = _insert(text, (*path, index), new[index])
    return text


def _alike(old: Sequence[Any], new: Sequence[Any]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (one, other) in pairs if not _same(one, other)), min(len(old), len(new)))


def _replace(text: str, spot: _Spot, rendered: str | list[str]) -> str:
    """Another value in the place of one: on its line, or as lines of a block under its key."""
    start, end = spot.node.start_mark.index, _end(spot.node, text)
    if isinstance(rendered, str) and spot.key is None:
        return text[:start] + (" " if start and text[start - 1] == "-" else "") + rendered + text[end:]
    if isinstance(rendered, list) and spot.key is None:
        column = spot.node.start_mark.column
        lead = " " if start and text[start - 1] == "-" else ""
        return text[:start] + lead + f"\n{' ' * (column + len(lead))}".join(rendered) + text[end:]
    assert spot.key is not None
    colon = text.index(":", spot.key.end_mark.index) + 1
    same_line = "\n" not in text[colon:start]
    if isinstance(rendered, str):
        if same_line:
            return text[:colon] + (text[colon:start] or " ") + rendered + text[end:]
        return text[:colon] + " " + rendered + text[colon : _line_end(text, colon)] + text[_line_end(text, end) :]
    column = spot.parent.start_mark.column + INDENT if spot.parent is not None else 0
    block = "".join(f"\n{' ' * column}{line}" if line else "\n" for line in rendered)
    if same_line:
        comment = text[end : _line_end(text, end)]
        return text[:colon] + comment + block + text[_line_end(text, end) :]
    return text[: _line_end(text, colon)] + block + text[_line_end(text, end) :]


def _insert(text: str, path: Path_, value: Any) -> str:
    """A key or item that is not there yet, in what it belongs to; that too where it is not there yet."""
    *above, key = path
    parent = _spot(text, tuple(above))
    if parent is None or isinstance(parent.node, yaml.ScalarNode):
        if not above:
            lines = _lines({key: value})
            return text + ("" if not text or text.endswith("\n") else "\n") + "\n".join(lines) + "\n"
        return _put(text, tuple(above), [value] if isinstance(key, int) else {key: value})
    node = parent.node
    in_flow = parent.in_flow or bool(node.flow_style)  # type: ignore[attr-defined]
    if isinstance(node, yaml.SequenceNode):
        return _insert_item(text, parent, int(key), value, in_flow=in_flow)
    if not node.value:
        return _replace(text, parent, _rendered({key: value}, parent.in_flow, None))
    end = _end(node.value[-1][1], text)
    if in_flow:
        return f"{text[:end]}, {_key(key)}: {_flow(value)}{text[end:]}"
    return _append(text, end, node.start_mark.column, _lines({key: value}))


def _insert_item(text: str, parent: _Spot, index: int, value: Any, *, in_flow: bool) -> str:
    items, node = parent.node.value, parent.node
    if not items:
        return _replace(text, parent, _rendered([value], parent.in_flow, None))
    if in_flow:
        if index:
            end = _end(items[index - 1], text)
            return f"{text[:end]}, {_flow(value)}{text[end:]}"
        start = items[0].start_mark.index
        return f"{text[:start]}{_flow(value)}, {text[start:]}"
    column = node.start_mark.column
    lines = _lines([value])
    if index:
        return _append(text, _end(items[index - 1], text), column, lines)
    start = node.start_mark.index
    return text[:start] + "".join(f"{line}\n{' ' * column}" for line in lines) + text[start:]


def _append(text: str, end: int, column: int, lines: Sequence[str]) -> str:
    """Lines of a block behind the line in which something ends."""
    place = _line_end(text, end)
    return text[:place] + "".join(f"\n{' ' * column}{line}" for line in lines) + (text[place:] or "\n")


def _remove(text: str, path: Path_) -> str:
    spot = _spot(text, path)
    if spot is None or spot.parent is None:
        raise EditError("there is nothing to take away")
    children = [pair if isinstance(pair, tuple) else (pair, pair) for pair in spot.parent.value]
    place = next(n for n, (_, node) in enumerate(children) if node is spot.node)
    above = tuple(path[:-1])
    if len(children) == 1 and above:
        parent = _spot(text, above)
        assert parent is not None
        return _replace(text, parent, "{}" if spot.key is not None else "[]")
    start, end = (spot.key or spot.node).start_mark.index, _end(spot.node, text)
    if not bool(spot.parent.flow_style) and not spot.in_flow:  # type: ignore[attr-defined]
        first = start if spot.key is not None else _dash_of(text, spot.node, spot.parent)
        following = children[place + 1][0] if place + 1 < len(children) else None
        return _remove_lines(text, spot, first, end, following)
    if place + 1 < len(children):
        return text[:start] + text[children[place + 1][0].start_mark.index :]
    if place:
        before = _end(children[place - 1][1], text)
        return text[: start if "\n" in text[before:start] else before] + text[end:]
    return text[:start] + text[end:]


def _remove_lines(text: str, spot: _Spot, start: int, end: int, following: yaml.Node | None) -> str:
    """From where its key or dash stands to the end of its last line."""
    line_start = text.rfind("\n", 0, start) + 1
    if not text[line_start:start].strip(" "):
        return text[:line_start] + text[_line_end(text, end) + 1 :]
    if following is None:  # all that stands behind a dash, and nothing after it
        raise EditError("there is nothing left beside it")
    behind = following.start_mark.index if spot.key is not None else _dash_of(text, following, spot.parent)
    return text[:start] + text[behind:]


def _dash_of(text: str, node: yaml.Node, parent: yaml.Node | None) -> int:
    """Where the dash of a block's item stands: in the column of its list, on the item's line or above it."""
    assert parent is not None
    column, line = parent.start_mark.column, node.start_mark.line
    lines = text.split("\n")
    while line >= parent.start_mark.line and lines[line][column : column + 1] != "-":
        line -= 1
    return sum(len(one) + 1 for one in lines[:line]) + column


def _end(node: yaml.Node, text: str) -> int:
    """Where what is written of a value ends, without blank lines and comments behind it."""
    if isinstance(node, yaml.ScalarNode):
        index = node.end_mark.index
        return len(text[:index].rstrip()) if node.style in {"|", ">"} else int(index)
    if node.flow_style or not node.value:  # type: ignore[attr-defined]
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last, text)


def _line_end(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found


# Rendering


def _style(node: yaml.Node) -> str | None:
    return node.style if isinstance(node, yaml.ScalarNode) and node.style in {"'", '"'} else None


def _rendered(value: Any, in_flow: bool, style: str | None) -> str | list[str]:
    """On one line where it fits, else as a block."""
    if not isinstance(value, Mapping | list | tuple):
        return _scalar(value, flow=in_flow, style=style)
    flow = _flow(value)
    return flow if in_flow or not value or len(flow) <= WIDE else _lines(value)


def _lines(value: Any) -> list[str]:
    """A mapping or list as the lines of a block; what is in it stands on one line where it fits."""
    pairs = value.items() if isinstance(value, Mapping) else ((None, item) for item in value)
    lines: list[str] = []
    for key, inner in pairs:
        rendered = _rendered(inner, in_flow=False, style=None)
        head = "-" if key is None else f"{_key(key)}:"
        if isinstance(rendered, str):
            lines.append(f"{head} {rendered}")
        elif key is None:
            lines += [f"- {rendered[0]}", *(f"  {line}" for line in rendered[1:])]
        else:
            lines += [head, *(f"{' ' * INDENT}{line}" for line in rendered)]
    return lines


def _flow(value: Any) -> str:
    match value:
        case Mapping():
            return "{" + ", ".join(f"{_key(key)}: {_flow(inner)}" for key, inner in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_flow, value)) + "]"
        case _:
            return _scalar(value, flow=True)


def _key(key: Key) -> str:
    """As people write it: days and numbers need no quotes in front of a colon."""
    bare = str(key)
    if bare and bare == bare.strip() and not set(bare) & set("\n\r\t") and _is(f"{{{bare}: 1}}", {key: 1}):
        return bare
    return _scalar(key, flow=True)


def _scalar(value: Any, *, flow: bool, style: str | None = None) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _number(value)
        case str():
            return _text(value, flow=flow, style=style)
        case _:
            raise EditError(f"a {type(value).__name__} cannot stand in such a file")


def _number(value: float) -> str:
    written = repr(value)
    if _read(written) != value:
        raise EditError(f"{written} cannot be written as a number")
    return written


def _text(value: str, *, flow: bool, style: str | None) -> str:
    """Bare where that reads as the same text, else in quotes: those that stood there, if they hold it."""
    if style is None and _is_bare(value) and _reads(value, value, flow=flow):
        return value
    single = "'" + value.replace("'", "''") + "'"
    if style == "'" and _reads(single, value, flow=True):
        return single
    quoted = '"' + "".join(_escaped(sign) for sign in value) + '"'
    if not _reads(quoted, value, flow=True):
        raise EditError("this text cannot stand in such a file")
    return quoted


def _is_bare(value: str) -> bool:
    """Whether people would write it without quotes; times are put in them, since older YAML reads 11:00 as a number."""
    return bool(value) and value == value.strip() and not set(value) & set("\n\r\t") and _TIME.search(value) is None


def _escaped(sign: str) -> str:
    known = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    if sign in known:
        return known[sign]
    if sign.isprintable() and sign != "\ufeff":
        return sign
    code = ord(sign)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _reads(written: str, value: str, *, flow: bool) -> bool:
    shapes = [f"k: {written} # c\n", f"- {written}\n"]
    if flow:
        shapes += [f"[{written}, 1]", f"{{{written}: 1}}"]
    expected: list[Any] = [{"k": value}, [value], [value, 1], {value: 1}]
    return all(_is(shape, wanted) for shape, wanted in zip(shapes, expected, strict=False))


def _is(text: str, value: Any) -> bool:
    try:
        return _same(_data(text), value) and _root(text) is not None
    except (Problems, EditError):
        return False


def _read(written: str) -> Any:
    try:
        return _data(f"- {written}")[0]
    except Problems:
        return None


def _dedented(lines: Sequence[str]) -> list[str]:
    margin = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return [line[margin:].rstrip() for line in lines]


def _is_block(text: str) -> bool:
    node = _root(text)
    return isinstance(node, yaml.CollectionNode) and not node.flow_style


# Proving


def _with(data: Any, path: Path_, value: Any) -> Any:
    """Read data with another value at a path."""
    if not path:
        return value
    key, *rest = path
    if isinstance(key, int) and isinstance(data, list | None):
        items = list(data or [])
        if not 0 <= key <= len(items):
            raise EditError(f"there is no item {key}")
        if key == len(items):
            return [*items, _with(None, tuple(rest), value)]
        return [_with(item, tuple(rest), value) if n == key else item for n, item in enumerate(items)]
    if not isinstance(data, dict | None):
        raise EditError(f"{key} cannot stand in what is no list of settings")
    known = data or {}
    return {**known, key: _with(known.get(key), tuple(rest), value)}


def _without(data: Any, path: Path_) -> Any:
    key, *rest = path
    try:
        inner = at(data, (key,))
    except KeyError:
        raise EditError("there is nothing to take away") from None
    changed = _without(inner, tuple(rest)) if rest else None
    if isinstance(data, list):
        return [changed if n == key else item for n, item in enumerate(data) if rest or n != key]
    return {name: changed if name == key else item for name, item in data.items() if rest or name != key}


def _proved(text: str, wanted: Any) -> str:
    """The text, if it reads as it should; nothing at all reads as no settings."""
    try:
        found = _data(text)
    except Problems as problems:
        raise EditError(f"this cannot be changed by itself where it stands: {problems.problems[0].text}") from None
    if not _same({} if found is None else found, wanted):
        raise EditError("this cannot be changed by itself where it stands; change it in the file")
    return text


def _same(one: Any, other: Any) -> bool:
    """Alike, also in kind: 1 is not true, and 1.0 is not 1."""
    match one, other:
        case dict(), dict():
            return one.keys() == other.keys() and all(_same(inner, other[key]) for key, inner in one.items())
        case list() | tuple(), list() | tuple():
            return len(one) == len(other) and all(map(_same, one, other))
        case _:
            return type(one) is type(other) and bool(one == other)
