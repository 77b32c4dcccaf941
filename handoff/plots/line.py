"""A line over time with the band its values lie in; where there was too little there is a gap, not a guess."""

from collections.abc import Sequence

from handoff.plots.svg import WIDTH, picture, tag, text, told
from handoff.plots.svg import line as straight
from handoff.plots.view import View

LEFT, RIGHT, TOP, FLOOR, HEIGHT = 58, 12, 12, 178, 206
LABELS = 7  # below, at most
DOTS = 40  # more points than that are not marked one by one


def line(view: View) -> str:
    """The value with its band, and `also` as a dashed line."""
    n, top = len(view.values), view.scale[-1]
    xs = [LEFT + (WIDTH - LEFT - RIGHT) * (row / (n - 1) if n > 1 else 0.5) for row in range(n)]

    def place(values: Sequence[float | None]) -> list[tuple[float, float] | None]:
        return [
            (x, FLOOR - value / top * (FLOOR - TOP)) if value is not None else None
            for x, value in zip(xs, values, strict=True)
        ]  # fmt: skip

    drawn, also = place(view.values), place(view.numbers(view.plot.also))
    low, high = place(view.numbers(view.plot.low)), place(view.numbers(view.plot.high))
    marks = [*_grid(view), *_days(view, xs)]
    marks += [tag("path", d=_band(a, b), class_="band") for a, b in _stretches(low, high)]
    marks += [tag("path", d=_path(part), class_="other") for part, _ in _stretches(also, also)]
    marks += [tag("path", d=_path(part), class_="line") for part, _ in _stretches(drawn, drawn)]
    size = 3.5 if n <= DOTS else 1.5
    for row, point in enumerate(drawn):
        if point is not None:
            dot = tag("circle", cx=point[0], cy=point[1], r=size, class_="dot")
            marks.append(tag("g", told(view.point(row)), dot, tag("circle", cx=point[0], cy=point[1], r=9, class_="touch")))
    return picture(view.id, HEIGHT, view.title, _about(view), *marks)


def _grid(view: View) -> list[str]:
    marks = []
    for value in view.scale:
        y = FLOOR - value / view.scale[-1] * (FLOOR - TOP)
        marks.append(straight(LEFT, y, WIDTH - RIGHT, y, "axis" if value == 0 else "grid"))
        marks.append(text(view.said(value), LEFT - 7, y + 4, class_="tick", text_anchor="end"))
    return marks


def _days(view: View, xs: Sequence[float]) -> list[str]:
    labels = view.labels(short=True)
    step = max(1, -(-len(labels) // LABELS))
    return [text(labels[row], xs[row], FLOOR + 19, class_="tick", text_anchor="middle") for row in range(0, len(labels), step)]


def _stretches(
    a: Sequence[tuple[float, float] | None], b: Sequence[tuple[float, float] | None]
) -> list[tuple[list[tuple[float, float]], list[tuple[float, float]]]]:
    """What is whole in both, without the gaps between."""
    found: list[tuple[list[tuple[float, float]], list[tuple[float, float]]]] = []
    whole = False
    for one, other in zip(a, b, strict=True):
        if one is not None and other is not None:
            if not whole:
                found.append(([], []))
            found[-1][0].append(one)
            found[-1][1].append(other)
        whole = one is not None and other is not None
    return found


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _band(low: Sequence[tuple[float, float]], high: Sequence[tuple[float, float]]) -> str:
    if len(low) == 1:  # a week between two gaps still has its interval
        (x, bottom), (_, top) = low[0], high[0]
        low, high = [(x - 4, bottom), (x + 4, bottom)], [(x - 4, top), (x + 4, top)]
    return _path([*low, *reversed(high)]) + "Z"


def _about(view: View) -> str:
    """The first, the highest, the last."""
    known = [row for row, value in enumerate(view.values) if value is not None]
    if not known:
        return ""
    highest = max(known, key=lambda row: view.values[row] or 0)
    return "; ".join(view.point(row) for row in sorted({known[0], highest, known[-1]}))
