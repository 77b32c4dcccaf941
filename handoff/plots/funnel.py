"""How many came how far: what is missing from the step before is drawn too, hatched, because that is what one looks for."""

from handoff.plots.svg import WIDTH, line, picture, shortened, tag, text, told
from handoff.plots.view import View

ROW, BAR, RIGHT, SPACE = 40, 16, 112, 8


def funnel(view: View) -> str:
    """One bar a step, in the order in which flows ask. Questions that only some are asked fall out of the row of losses."""
    top, room = max(value or 0 for value in view.values), WIDTH - RIGHT
    hatch = f"{view.id}-h"
    pattern = tag(
        "defs",
        tag("pattern", line(0, 0, 0, 6, "hatch"), id=hatch, width=6, height=6, patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)"),
    )  # fmt: skip
    marks, before = [pattern], view.values[0] or 0
    for row, value in enumerate(value or 0 for value in view.values):
        y = row * ROW + SPACE
        label = _label(view, row)
        share = f"{view.said(value)} · {view.speech.value('percent', 100 * value / top)}"
        parts = [told(f"{label}: {share}"), text(shortened(label, WIDTH - 20), 0, y + 11, class_="label")]
        if before > value:
            left, wide = value / top * room, (before - value) / top * room
            parts.append(tag("rect", x=left, y=y + 17, width=wide, height=BAR, fill=f"url(#{hatch})", class_="lost"))
        parts.append(tag("rect", x=0, y=y + 17, width=value / top * room, height=BAR, class_="bar"))
        parts.append(text(share, WIDTH, y + 17 + BAR - 3, class_="value", text_anchor="end"))
        marks.append(tag("g", *parts))
        before = value
    about = "; ".join(f"{_label(view, row)}: {view.said(value)}" for row, value in enumerate(view.values))
    return picture(view.id, len(view.values) * ROW + SPACE, view.title, about, *marks)


def _label(view: View, row: int) -> str:
    question, step = view.table.values("question")[row], view.table.values("step")[row]
    return view.labels()[row] if question else view.speech.cell(view.named("step"), step)
