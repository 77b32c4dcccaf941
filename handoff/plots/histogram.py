"""Standing bars side by side: how many were of each size."""

from handoff.plots.svg import WIDTH, line, picture, tag, text, told
from handoff.plots.view import View

TOP, FLOOR, HEIGHT = 24, 176, 214


def histogram(view: View) -> str:
    """One bar a row, its number above, its label below; every other label stands lower, so that long ones have room."""
    top = max(value or 0 for value in view.values)
    step = WIDTH / len(view.values)
    marks = [line(0, FLOOR, WIDTH, FLOOR, "axis")]
    crowded = step < 60
    for row, (label, value) in enumerate(zip(view.labels(), view.values, strict=True)):
        height = (value or 0) / top * (FLOOR - TOP)
        middle = (row + 0.5) * step
        marks.append(
            tag(
                "g", told(view.point(row)),
                tag("rect", x=row * step + 2, y=FLOOR - height, width=step - 4, height=height, class_="bar"),
                text(view.said(value), middle, FLOOR - height - 6, class_="value", text_anchor="middle"),
                text(label, middle, FLOOR + 16 + (16 if crowded and row % 2 else 0), class_="label", text_anchor="middle"),
            )
        )  # fmt: skip
    about = "; ".join(view.point(row) for row in range(len(view.values)))
    return picture(view.id, HEIGHT, view.title, about, *marks)
