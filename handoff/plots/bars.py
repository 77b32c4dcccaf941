"""Lying bars, each under its label, with the interval its value lies in: room for long names on a narrow phone."""

from handoff.plots.svg import WIDTH, line, picture, shortened, tag, text, told
from handoff.plots.view import View

ROW, BAR, RIGHT, SPACE = 40, 14, 94, 8


def bars(view: View) -> str:
    """One bar a row; `also` is a mark on the same scale."""
    top, room = view.scale[-1], WIDTH - RIGHT
    lows, highs, others = (view.numbers(name) for name in (view.plot.low, view.plot.high, view.plot.also))
    marks = []
    for row, (label, value) in enumerate(zip(view.labels(), view.values, strict=True)):
        y = row * ROW + SPACE
        parts = [told(view.point(row)), text(shortened(label, WIDTH - 20), 0, y + 11, class_="label")]
        parts.append(tag("rect", x=0, y=y + 17, width=room, height=BAR, class_="track"))
        if value is not None:
            parts.append(tag("rect", x=0, y=y + 17, width=value / top * room, height=BAR, class_="bar"))
        low, high, also = lows[row], highs[row], others[row]
        if low is not None and high is not None:
            parts.append(whisker(low / top * room, high / top * room, y + 17 + BAR / 2))
        if also is not None:
            parts.append(line(also / top * room, y + 13, also / top * room, y + 21 + BAR, "also"))
        parts.append(text(view.said(value), WIDTH, y + 17 + BAR - 2, class_="value", text_anchor="end"))
        marks.append(tag("g", *parts))
    about = "; ".join(view.point(row) for row in range(len(view.values)))
    return picture(view.id, len(view.values) * ROW + SPACE, view.title, about, *marks)


def whisker(low: float, high: float, y: float) -> str:
    """An interval: a line with ends, drawn twice so that it shows on the bar and beside it."""
    path = f"M{low:.1f} {y - 4}V{y + 4}M{low:.1f} {y}H{high:.1f}M{high:.1f} {y - 4}V{y + 4}"
    return tag("path", d=path, class_="halo") + tag("path", d=path, class_="whisker")
