"""Where the boxes of a graph stand and how its lines run: without it a flow with forty steps would be a knot.

Layers from top to bottom after Sugiyama, Tagawa and Toda (1981): lines that lead back are found, every box gets a layer, long
lines a place in each layer they pass, the places are ordered so that few lines cross, and moved until lines are straight. A line
keeps clear of every box, since it passes layers only where it has a place of its own. Ways that would be long lines to somewhere
that is drawn already end in a stub, which names where they lead. The same graph always gets the same picture.

fast-sugiyama was tried first: its boxes are all of one size, and it knows no labels.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

GAP = 26.0  # between neighbours of one layer
LANE = 12.0  # between a line and its neighbour
FALL = 20.0  # between layers, at least
LONG = 4  # layers; what would be longer ends in a stub, if there is another way to the same place
SWEEPS = 12


class Size(NamedTuple):
    """Of a box or label, in pixels."""

    width: float
    height: float


class Spot(NamedTuple):
    """Where a box or label stands: its upper left corner and its size, in pixels."""

    x: float
    y: float
    width: float
    height: float


class Point(NamedTuple):
    """Of a line."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A way from one box to another, the size of its label, and of the stub that may stand for the other box.

    `ends`: it always ends in a stub, as ways to the end of a flow do.
    """

    source: str
    target: str
    label: Size
    stub: Size
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """How a line runs: points, vertical within a layer and free between; where its label stands, and its stub if it has one."""

    points: Sequence[Point]
    label: Spot
    stub: Spot | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The picture: boxes by their ids, a route for each line in their order, and its size."""

    boxes: Mapping[str, Spot]
    routes: Sequence[Route]
    size: Size


@dataclass(eq=False, slots=True)
class _Item:
    """What has a place in a layer: a box, a label, a stub, or a line that passes."""

    layer: int
    width: float
    height: float
    passes: bool = False
    host: "_Item | None" = None  # it stands right beside it
    x: float = 0.0
    above: "list[_Item]" = field(default_factory=list)
    below: "list[_Item]" = field(default_factory=list)


def lay_out(sizes: Mapping[str, Size], lines: Sequence[Line]) -> Layout:
    """Lay out boxes, the first of which is the beginning. Every line leads from one of the boxes to another, unless it `ends`."""
    order = _walked(sizes, lines)
    back = _backwards(sizes, lines)
    rank, stubs = _ranked(sizes, lines, back)
    boxes = {id_: _Item(2 * rank[id_], *sizes[id_]) for id_ in order}
    chains = [_chain(boxes, line, number in stubs, number in back) for number, line in enumerate(lines)]
    layers = _layers([*boxes.values(), *(item for chain in chains for item in chain)])
    _untangle(layers)
    _straighten(layers)
    return _placed(boxes, lines, chains, layers, stubs, back)


def _walked(sizes: Mapping[str, Size], lines: Sequence[Line]) -> list[str]:
    """The boxes in the order in which one comes to them; those no way leads to come last."""
    seen: dict[str, None] = {}
    after = _after(lines)
    for first in sizes:
        waiting = [first]
        while waiting:
            id_ = waiting.pop()
            if id_ not in seen:
                seen[id_] = None
                waiting += [lines[number].target for number in reversed(after.get(id_, ()))]
    return list(seen)


def _after(lines: Sequence[Line]) -> dict[str, list[int]]:
    after: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if not line.ends:
            after.setdefault(line.source, []).append(number)
    return after


def _backwards(sizes: Iterable[str], lines: Sequence[Line]) -> set[int]:
    """The lines that lead back to where one came from; without them nothing goes round in a circle."""
    after, done, back = _after(lines), set[str](), set[int]()
    for first in sizes:
        if first in done:
            continue
        path: dict[str, list[int]] = {first: list(after.get(first, ()))}
        while path:
            left = next(reversed(path.values()))
            if not left:
                done.add(path.popitem()[0])
                continue
            number = left.pop(0)
            target = lines[number].target
            if target in path:
                back.add(number)
            elif target not in done:
                path[target] = list(after.get(target, ()))
    return back


def _ranked(sizes: Mapping[str, Size], lines: Sequence[Line], back: Collection[int]) -> tuple[dict[str, int], set[int]]:
    """A layer for each box, below all that lead to it, and the lines that end in a stub."""
    stubs = {number for number, line in enumerate(lines) if line.ends}
    while True:
        rank = _ranks(sizes, [line for number, line in enumerate(lines) if number not in stubs and number not in back])
        more = set(_too_long(lines, rank, stubs, back))
        if not more:
            return rank, stubs
        stubs |= more


def _ranks(sizes: Iterable[str], lines: Sequence[Line]) -> dict[str, int]:
    rank = dict.fromkeys(sizes, 0)
    waiting = dict.fromkeys(rank, 0)
    for line in lines:
        waiting[line.target] += 1
    after = _after(lines)
    ready = [id_ for id_, before in waiting.items() if before == 0]
    for id_ in ready:
        for number in after.get(id_, ()):
            target = lines[number].target
            rank[target] = max(rank[target], rank[id_] + 1)
            waiting[target] -= 1
            if waiting[target] == 0:
                ready.append(target)
    return rank


def _too_long(lines: Sequence[Line], rank: Mapping[str, int], stubs: Collection[int], back: Collection[int]) -> Iterable[int]:
    """Lines that shall end in a stub: long ones, and those to a place to which many lead; one to each place stays."""
    drawn: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if number in stubs:
            continue
        if number in back:
            if not 0 < rank[line.source] - rank[line.target] <= LONG - 2:
                yield number
        else:
            drawn.setdefault(line.target, []).append(number)
    for target, numbers in drawn.items():
        nearest = sorted(numbers, key=lambda number: (rank[target] - rank[lines[number].source], number))
        for position, number in enumerate(nearest):
            far = rank[target] - rank[lines[number].source]
            if position and (far > LONG or (position > 2 and far > 1) or position > 5):
                yield number


def _chain(boxes: Mapping[str, _Item], line: Line, is_stub: bool, is_back: bool) -> list[_Item]:
    """The places a line has in the layers it passes; the first holds its label."""
    source = boxes[line.source]
    if is_stub:
        width, height = max(line.label.width, line.stub.width), line.label.height + line.stub.height
        chain = [_Item(source.layer + 1, width, height)]
    elif is_back:
        target = boxes[line.target]
        start = _Item(source.layer, line.label.width or LANE, line.label.height, passes=True, host=source)
        between = [_Item(layer, LANE, 0, passes=True) for layer in range(source.layer - 1, target.layer, -1)]
        end = _Item(target.layer, LANE, 0, passes=True, host=target)
        for lower, upper in zip([start, *between], [*between, end], strict=True):
            lower.above.append(upper)
            upper.below.append(lower)
        return [start, *between, end]
    else:
        target = boxes[line.target]
        chain = [_Item(layer, LANE, 0, passes=True) for layer in range(source.layer + 1, target.layer)]
        chain[0].width, chain[0].height = max(line.label.width, LANE), line.label.height
    ends = [source, *chain] if is_stub else [source, *chain, boxes[line.target]]
    for upper, lower in pairwise(ends):
        upper.below.append(lower)
        lower.above.append(upper)
    return chain


def _layers(items: Sequence[_Item]) -> list[list[_Item]]:
    layers: list[list[_Item]] = [[] for _ in range(max(item.layer for item in items) + 1)]
    for item in items:
        layers[item.layer].append(item)
    return [layer for layer in layers if layer]


# --- the order within layers -------------------------------------------------------------------------------------


def _untangle(layers: list[list[_Item]]) -> None:
    """Order each layer by where its neighbours stand, down and up, and keep the order with the fewest crossings."""
    for layer in layers:
        _beside(layer)
    best, fewest = [list(layer) for layer in layers], _crossings(layers)
    for sweep in range(SWEEPS):
        is_down = sweep % 2 == 0
        for layer in layers if is_down else reversed(layers):
            position = {id(item): index for other in layers for index, item in enumerate(other)}
            middle = {
                id(item): _mean([position[id(other)] for other in near], position[id(item)])
                for item in layer
                for near in (item.above if is_down else item.below,)
            }
            layer.sort(key=lambda item, middle=middle: middle[id(item)])  # type: ignore[misc]
            _beside(layer)
        if (crossings := _crossings(layers)) < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    for layer, kept in zip(layers, best, strict=True):
        layer[:] = kept


def _beside(layer: list[_Item]) -> None:
    """Who has a host stands right of it."""
    guests = [item for item in layer if item.host]
    rest = [item for item in layer if not item.host]
    layer[:] = [one for item in rest for one in (item, *(guest for guest in guests if guest.host is item))]


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(layers: Sequence[Sequence[_Item]]) -> int:
    total = 0
    for upper, lower in pairwise(layers):
        position = {id(item): index for index, item in enumerate(lower)}
        ends = [end for item in upper for end in sorted(position[id(other)] for other in item.below if id(other) in position)]
        total += sum(1 for index, end in enumerate(ends) for before in ends[:index] if before > end)
    return total


# --- places ------------------------------------------------------------------------------------------------------


def _straighten(layers: Sequence[Sequence[_Item]]) -> None:
    """Move items, in their order, to where their lines become straight."""
    for layer in layers:
        x = 0.0
        for item in layer:
            item.x = x + item.width / 2
            x += item.width + GAP
    for round_ in range(2 * SWEEPS):
        near: Callable[[_Item], list[_Item]] = (
            (lambda item: item.above) if round_ % 3 == 0 else (lambda item: item.below) if round_ % 3 == 1 else _both
        )
        for layer in layers if round_ % 3 != 1 else reversed(layers):
            wanted = [_mean([other.x for other in near(item)], item.x) for item in layer]
            for item, x in zip(layer, _apart(layer, wanted), strict=True):
                item.x = x


def _both(item: _Item) -> list[_Item]:
    return [*item.above, *item.below]


def _apart(layer: Sequence[_Item], wanted: Sequence[float]) -> list[float]:
    """The places nearest to those wanted at which nobody overlaps: a regression that only rises (pool adjacent violators)."""
    reach = [0.0]
    for left, right in pairwise(layer):
        room = LANE if left.passes or right.passes else GAP
        reach.append(reach[-1] + (left.width + right.width) / 2 + room)
    pools: list[tuple[float, float, int]] = []  # sum of weighted wishes, of weights, and how many
    for item, want, offset in zip(layer, wanted, reach, strict=True):
        weight = 4.0 if item.passes else 1.0 + len(_both(item))
        pool = (weight * (want - offset), weight, 1)
        while pools and pools[-1][0] / pools[-1][1] > pool[0] / pool[1]:
            before = pools.pop()
            pool = (before[0] + pool[0], before[1] + pool[1], before[2] + pool[2])
        pools.append(pool)
    level = [total / weight for total, weight, count in pools for _ in range(count)]
    return [y + offset for y, offset in zip(level, reach, strict=True)]


def _placed(  # noqa: PLR0917 - all that was found out
    boxes: Mapping[str, _Item], lines: Sequence[Line], chains: Sequence[Sequence[_Item]], layers: Sequence[Sequence[_Item]],
    stubs: Collection[int], back: Collection[int],
) -> Layout:  # fmt: skip
    left = min(item.x - item.width / 2 for layer in layers for item in layer)
    right = max(item.x + item.width / 2 for layer in layers for item in layer)
    tops: dict[int, float] = {}
    bottoms: dict[int, float] = {}
    y = 0.0
    for layer in layers:
        number = layer[0].layer
        tops[number], bottoms[number] = y, y + max(item.height for item in layer)
        y = bottoms[number] + _fall(layer)
    for layer in layers:
        for item in layer:
            item.x = round(item.x - left, 1)
    spots = {id_: Spot(item.x - item.width / 2, tops[item.layer], item.width, item.height) for id_, item in boxes.items()}
    ports = _ports(boxes, lines, chains, back)
    draw = _Pen(spots, tops, bottoms, ports)
    routes = [
        draw.route(line, chain, number, is_stub=number in stubs, is_back=number in back and number not in stubs)
        for number, (line, chain) in enumerate(zip(lines, chains, strict=True))
    ]
    return Layout(spots, routes, Size(round(right - left, 1), bottoms[layers[-1][0].layer]))


def _fall(layer: Sequence[_Item]) -> float:
    """How far it is to the next layer: the farther lines go aside, the more."""
    aside = max((abs(item.x - other.x) for item in layer for other in item.below), default=0.0)
    return FALL + min(aside / 14, 30)


def _ports(
    boxes: Mapping[str, _Item], lines: Sequence[Line], chains: Sequence[Sequence[_Item]], back: Collection[int]
) -> dict[int, float]:
    """Where each line leaves its box, from the left to the right as they go on."""
    ports: dict[int, float] = {}
    leaving: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if chains[number][0].layer > boxes[line.source].layer:
            leaving.setdefault(line.source, []).append(number)
    for id_, numbers in leaving.items():
        box = boxes[id_]
        numbers.sort(key=lambda number: chains[number][0].x)
        step = min(28.0, box.width * 0.8 / len(numbers))
        for position, number in enumerate(numbers):
            ports[number] = round(box.x + (position - (len(numbers) - 1) / 2) * step, 1)
    return ports


@dataclass(frozen=True, slots=True)
class _Pen:
    spots: Mapping[str, Spot]
    tops: Mapping[int, float]
    bottoms: Mapping[int, float]
    ports: Mapping[int, float]

    def route(self, line: Line, chain: Sequence[_Item], number: int, *, is_stub: bool, is_back: bool) -> Route:
        first = chain[0]
        if is_back:
            return self._loop(line, chain)
        source, top = self.spots[line.source], self.tops[first.layer]
        start = Point(self.ports[number], source.y + source.height)
        points = [start, Point(start.x, self.bottoms[first.layer - 1]), Point(first.x, top)]
        label = Spot(first.x - line.label.width / 2, top, line.label.width, line.label.height)
        if is_stub:
            stub = Spot(first.x - line.stub.width / 2, top + line.label.height, line.stub.width, line.stub.height)
            return Route([*points, Point(first.x, stub.y)], label, stub)
        for item in chain[1:]:
            points += [Point(points[-1].x, self.bottoms[item.layer - 1]), Point(item.x, self.tops[item.layer])]
        target = self.spots[line.target]
        points += [Point(points[-1].x, self.bottoms[chain[-1].layer]), Point(target.x + target.width / 2, target.y)]
        return Route(points, label)

    def _loop(self, line: Line, chain: Sequence[_Item]) -> Route:
        """Out at the right side of its box, up, and in at the right side of the other."""
        source, target, first = self.spots[line.source], self.spots[line.target], chain[0]
        y = source.y + min(source.height / 2, 24)
        points = [Point(source.x + source.width, y), Point(first.x, y), Point(first.x, self.tops[first.layer])]
        for item in chain[1:]:
            points += [Point(item.x, self.bottoms[item.layer])]
            if item.host is None:
                points += [Point(item.x, self.tops[item.layer])]
        at = target.y + min(target.height / 2, 24)
        points += [Point(chain[-1].x, at), Point(target.x + target.width, at)]
        label = Spot(first.x - line.label.width / 2, y + 4, line.label.width, line.label.height)
        return Route(points, label, back=True)
