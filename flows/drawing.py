"""The picture of a flow: without it a graph would be names and pairs of names.

What stands in boxes and beside ways is broken into lines by the width of its letters, so that page and file draw the same.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flows.graph import BY_THE_WAY, Box, Edge, Graph
from flows.layout import Line, Point, Route, Size, Spot, lay_out

WIDTH, INSIDE = 208.0, 184.0  # pixels of a box, and of its text
TEXT, SMALL = 13.0, 11.0  # pixels a letter is high
ROW, LOW = 17.0, 15.0  # and a line
LABEL = 132.0  # pixels a label is wide at most
MOST = 3  # lines of what is said
SIGNS: Mapping[str, str] = {"rejection": "↺", "expire": "◷", "tries": "☹", "change": "↶", "cancel": "✕"}
KINDS: Mapping[str, str] = {
    "start": "begins", "collect": "asks", "say": "says", "action": "calls", "set_slots": "sets", "call": "runs",
    "link": "goes on with", "noop": "decides", "again": "says again", "forsake": "leaves what waits", "confirm": "reads back",
    "approve": "asks a person", "promise": "promises", "handoff": "hands over", "end": "end", "person": "a person",
    "aside": "put aside", "earlier": "goes back", "flow": "flow", "remind": "reminds after",
}  # fmt: skip
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[]{}‹› "), frozenset("mwMWЖШЩЮМФжшщюмфы@%—×")


@dataclass(frozen=True, slots=True)
class Row:
    """One line in a box: `kind` is head, name, text, mark or count."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """A box with its lines, and where it stands."""

    box: Box
    rows: Sequence[Row]
    spot: Spot


@dataclass(frozen=True, slots=True)
class DrawnEdge:
    """A way as a line: `path` as SVG has it, the lines of its label, and what it ends in where that is no box."""

    edge: Edge
    path: str
    label: Sequence[str]
    label_at: Spot
    route: Route
    stub: str = ""
    stub_at: Spot | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of it, with its size in pixels."""

    graph: Graph
    boxes: Sequence[DrawnBox]
    edges: Sequence[DrawnEdge]
    size: Size


def width_of(text: str, size: float = TEXT) -> float:
    """About how many pixels a text is wide in a usual sans-serif; rather too many than too few."""
    return (
        sum(0.34 if letter in _NARROW else 0.92 if letter in _WIDE else 0.68 if letter.isupper() else 0.58 for letter in text)
        * size
    )


def broken(text: str, width: float, size: float = TEXT, most: int = MOST) -> list[str]:
    """A text in lines that are not wider, the last ending in … where there is more. A word that is too long is cut."""
    lines: list[str] = []
    for word in text.split():
        pieces = list(_pieces(word, width, size))
        if lines and width_of(f"{lines[-1]} {pieces[0]}", size) <= width:
            lines[-1] = f"{lines[-1]} {pieces.pop(0)}"
        lines += pieces
    if len(lines) > most:
        last = lines[most - 1]
        while last and width_of(f"{last}…", size) > width:
            last = last[:-1]
        lines = [*lines[: most - 1], f"{last.rstrip()}…"]
    return lines


def _pieces(word: str, width: float, size: float) -> list[str]:
    if width_of(word, size) <= width:
        return [word]
    pieces, piece = [], ""
    for letter in word:
        if piece and width_of(piece + letter, size) > width:
            at = max(piece.rfind(sign) for sign in "._-/") + 1  # rather after a part of a name than in its midst
            at = at if at > 3 else len(piece)
            pieces.append(piece[:at])
            piece = piece[at:]
        piece += letter
    return [*pieces, piece]


def drawing(
    graph: Graph,
    words: Mapping[str, str] = KINDS,
    counted: Callable[[Box], str] | None = None,
    gone: Callable[[Edge], str] | None = None,
) -> Drawing:
    """The picture of a graph. `words` names kinds of boxes.

    `counted` gives what stands in a box's last line, and `gone` what stands in the last line beside a way, if anything.
    """
    words = {**KINDS, **words}
    steps = [box for box in graph.boxes if box.line]
    names = {box.id: box for box in graph.boxes}
    rows = {box.id: _rows(graph, box, words, counted(box) if counted else "") for box in steps}
    shown = [edge for edge in graph.edges if edge.kind not in BY_THE_WAY]
    counts = [gone(edge) if gone else "" for edge in shown]
    labels = [broken(edge.label, LABEL, SMALL, 4) + [count] * bool(count) for edge, count in zip(shown, counts, strict=True)]
    stubs = [_stub(names[edge.target], words) for edge in shown]
    layout = lay_out(
        {id_: _size(of_box) for id_, of_box in rows.items()},
        [
            Line(edge.source, edge.target, _label_size(label), Size(width_of(stub, SMALL) + 22, 24.0), edge.target not in rows)
            for edge, label, stub in zip(shown, labels, stubs, strict=True)
        ],
    )
    return Drawing(
        graph,
        [DrawnBox(box, rows[box.id], layout.boxes[box.id]) for box in steps],
        [
            DrawnEdge(edge, path(route), label, route.label, route, stub if route.stub else "", route.stub)
            for edge, label, stub, route in zip(shown, labels, stubs, layout.routes, strict=True)
        ],
        layout.size,
    )


def _stub(box: Box, words: Mapping[str, str]) -> str:
    if box.line:
        name = box.id if is_named(box) else box.title or box.id
        return f"→ {broken(name, LABEL, SMALL, 1)[0]}"
    return f"→ {box.title}" if box.kind == "flow" else words[box.kind]


def _rows(graph: Graph, box: Box, words: Mapping[str, str], count: str) -> list[Row]:
    rows = [Row("head", broken(f"{words[box.kind]} · {box.id}" if is_named(box) else words[box.kind], INSIDE, SMALL, 1)[0])]
    if box.title:
        rows += [Row("name", line) for line in broken(box.title, INSIDE, SMALL * 1.06, 2)]
    rows += [Row("text", line) for line in broken(box.text, INSIDE)]
    if box.remind:
        rows += [Row("mark", line) for line in broken(f"◔ {words['remind']} {box.remind}", INSIDE, SMALL, 2)]
    for edge in graph.edges:
        if edge.source == box.id and edge.kind in BY_THE_WAY:
            text = f"{SIGNS[edge.kind]} {edge.label}" + (f" → {words['person']}" if edge.kind == "tries" else "")
            rows += [Row("mark", line) for line in broken(text, INSIDE, SMALL, 2)]
    return [*rows, Row("count", count)] if count else rows


def is_named(box: Box) -> bool:
    """Whether the file gives a step its id, by which others lead to it; the program names the rest by what they do."""
    return bool(box.line) and box.kind != "start" and not re.fullmatch(rf"{box.kind}(:.*)?(#\d+)?", box.id)


def _size(rows: Sequence[Row]) -> Size:
    """As wide as all others, unless it says next to nothing."""
    wide = max(width_of(row.text, TEXT if row.kind == "text" else SMALL * 1.06) for row in rows) + 26
    return Size(
        WIDTH if len(rows) > 2 else max(84.0, min(wide, WIDTH)), 14 + sum(ROW if row.kind == "text" else LOW for row in rows)
    )


def _label_size(lines: Sequence[str]) -> Size:
    return (
        Size(max((width_of(line, SMALL) for line in lines), default=0.0) + 8, LOW * len(lines) + 4) if lines else Size(0.0, 0.0)
    )


def path(route: Route) -> str:
    """A route as the `d` of a path: straight where it is straight, else a curve that leaves and arrives upright."""
    first, *others = route.points
    said, before = [f"M{_at(first)}"], first
    for point in others:
        if route.back or abs(point.x - before.x) < 0.5:
            said.append(f"L{_at(point)}")
        else:
            middle = (before.y + point.y) / 2
            said.append(f"C{_at(Point(before.x, middle))} {_at(Point(point.x, middle))} {_at(point)}")
        before = point
    return "".join(said)


def _at(point: Point) -> str:
    return f"{point.x:.1f},{point.y:.1f}"
