"""A week hour by hour: the more, the larger and the stronger, so that it reads without colours, too."""

from handoff.plots.svg import WIDTH, picture, tag, text, told
from handoff.plots.view import View

LEFT, TOP, ROW, HOURS, DAYS = 46, 20, 26, 24, 7
GAP = 1.5
STEP = (WIDTH - LEFT) / HOURS


def heat(view: View) -> str:
    """Rows are weekday by weekday, 24 hours each."""
    most = max(value or 0 for value in view.values)
    marks = [text(str(hour), LEFT + (hour + 0.5) * STEP, 12, class_="tick", text_anchor="middle") for hour in range(0, HOURS, 3)]
    names = [view.speech.t(f"reports.weekday_{day}") for day in range(DAYS)]
    marks += [text(name, 0, TOP + (day + 0.5) * ROW + 4, class_="tick") for day, name in enumerate(names)]
    for place, value in enumerate(view.values):
        day, hour = divmod(place, HOURS)
        part = ((value or 0) / most) ** 0.5
        x, y = LEFT + (hour + 0.5) * STEP, TOP + (day + 0.5) * ROW
        cell = tag("rect", x=x - STEP / 2 + GAP, y=y - ROW / 2 + GAP, width=STEP - 2 * GAP, height=ROW - 2 * GAP, class_="track")
        wide, high = (STEP - 2 * GAP) * part, (ROW - 2 * GAP) * part
        mark = ""
        if part:
            mark = tag(
                "rect", x=x - wide / 2, y=y - high / 2, width=wide, height=high, rx=min(wide, high) / 5, class_="bar",
                fill_opacity=round(0.35 + 0.65 * part * part, 2),
            )  # fmt: skip
        marks.append(tag("g", told(f"{names[day]} {hour}:00 – {view.said(value)}"), cell, mark))
    return picture(view.id, TOP + DAYS * ROW + 2, view.title, _about(view, names), *marks)


def _about(view: View, names: list[str]) -> str:
    """The three busiest hours."""
    busiest = sorted(range(len(view.values)), key=lambda place: -(view.values[place] or 0))[:3]
    return "; ".join(f"{names[place // HOURS]} {place % HOURS}:00 – {view.said(view.values[place])}" for place in busiest)
