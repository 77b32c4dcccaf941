"""Plots as SVG: without them a report would be columns of figures, and nobody would see where the model is too sure of itself.

Pure functions of numbers; colours are classes, so that the page's style sheet has light and dark. Each has a title and a
description for those who do not see it; the numbers themselves stand in a table of the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

SIDE, LEFT, BELOW, ABOVE = 300, 44, 40, 10  # of the field, and of what stands around it, in units of the drawing
LOWEST = 0.5  # precision at which the axis begins, where nothing lies lower
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """From where to where an axis goes, and how far apart its marks stand."""

    start: float = 0.0
    end: float = 1.0
    step: float = 0.2

    def at(self, value: float) -> float:
        """Where a value lies on it, in units of the drawing from its beginning."""
        return SIDE * (min(max(value, self.start), self.end) - self.start) / (self.end - self.start)

    @property
    def marks(self) -> list[float]:
        """The values that are written on it."""
        count = round((self.end - self.start) / self.step)
        return [self.start + self.step * place for place in range(count + 1)]


def reliability(bins: Sequence[tuple[int, float, float]], title: str) -> Markup:
    """What was right against what was said: `bins` are counts, said and right. On the diagonal the model means what it says."""
    across = up = Axis()
    most = max((count for count, _, _ in bins), default=1)
    gaps = [
        Markup('<line class="gap" stroke-opacity="{3:.2f}" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/>').format(
            across.at(said), SIDE - up.at(said), SIDE - up.at(right), (count / most) ** 0.5
        )
        for count, said, right in bins
    ]
    dots = [
        Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"><title>{}</title></circle>').format(
            across.at(said), SIDE - up.at(right), 4 + 9 * (count / most) ** 0.5,
            f"{count} phrases: {said:.0%} said, {right:.0%} right",
        )
        for count, said, right in bins
    ]  # fmt: skip
    line = Markup('<line class="ideal" x1="0" y1="{0}" x2="{0}" y2="0"/>').format(SIDE)
    said = "; ".join(f"{said:.0%} said, {right:.0%} right" for _, said, right in bins)
    return _figure(title, said or "no phrases", (across, "certainty said"), (up, "right"), [line, *gaps, *dots])


def trade_off(points: Sequence[Point], chosen: Point | None, target: float, title: str) -> Markup:
    """Precision against coverage, for falling thresholds; the chosen point and the target are marked."""
    shown = [point for point in points if point[0] > 0]
    lowest = min([LOWEST, *(precision for _, precision in shown)])
    across, up = Axis(), Axis(int(lowest * 10) / 10, 1.0, 0.1)
    path = " ".join(f"{across.at(answered):.1f},{SIDE - up.at(precision):.1f}" for answered, precision in shown)
    marks = [
        Markup('<line class="target" x1="0" x2="{0}" y1="{1:.1f}" y2="{1:.1f}"/>').format(SIDE, SIDE - up.at(target)),
        Markup('<polyline class="curve" points="{}"/>').format(path),
    ]
    told = f"{len(shown)} points"
    if chosen is not None:
        x, y = across.at(chosen[0]), SIDE - up.at(chosen[1])
        told = f"chosen: {chosen[0]:.0%} answered, {chosen[1]:.0%} of the answers right, asked for {target:.0%}"
        end = x > SIDE / 2
        marks += [
            Markup('<circle class="chosen" cx="{:.1f}" cy="{:.1f}" r="7"/>').format(x, y),
            Markup('<text class="note" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
                x - 11 if end else x + 11, y + 24 if y < SIDE - 40 else y - 14, "end" if end else "start",
                f"{chosen[0]:.0%} answered, {chosen[1]:.0%} right",
            ),
        ]  # fmt: skip
    return _figure(title, told, (across, "answered without asking back"), (up, "of the answers right"), marks)


def _figure(title: str, told: str, across: tuple[Axis, str], up: tuple[Axis, str], drawn: Sequence[Markup]) -> Markup:
    horizontal, vertical = across[0], up[0]
    marks = [
        Markup('<text class="mark" x="{:.1f}" y="{}" text-anchor="middle">{:.0%}</text>').format(
            horizontal.at(one), SIDE + 16, one
        )
        for one in horizontal.marks
    ] + [
        Markup('<line class="grid" x1="0" x2="{0}" y1="{1:.1f}" y2="{1:.1f}"/>'
               '<text class="mark" x="-7" y="{2:.1f}" text-anchor="end">{3:.0%}</text>').format(
            SIDE, SIDE - vertical.at(one), SIDE - vertical.at(one) + 4, one
        )
        for one in vertical.marks
    ]  # fmt: skip
    return Markup(
        '<svg viewBox="{} {} {} {}" role="img" aria-label="{}"><title>{}</title><desc>{}</desc>{}'
        '<text class="axis" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text class="axis" transform="translate(-36 {}) rotate(-90)" text-anchor="middle">{}</text>{}</svg>'
    ).format(
        -LEFT, -ABOVE, SIDE + LEFT + 16, SIDE + ABOVE + BELOW, f"{title}: {told}", title, told, Markup("").join(marks),
        SIDE / 2, SIDE + 34, across[1], SIDE / 2, up[1], Markup("").join(drawn),
    )  # fmt: skip
