"""Where the lines of a scale stand: without it a scale of minutes would be cut at 333 seconds."""

from math import ceil, floor, log10

from handoff.reports.table import Kind

SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000
_TIMES = (
    SECOND, 5 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR,
    2 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 5 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 84 * DAY,
)  # fmt: skip
LINES = 4


def ticks(most: float, kind: Kind) -> list[float]:
    """From 0 to the first round value that is not below `most`, in about four even steps."""
    if most <= 0:
        return [0.0, 1.0]
    step = _step(most / LINES, kind)
    return [step * n for n in range(ceil(most / step - 1e-9) + 1)]


def _step(rough: float, kind: Kind) -> float:
    if kind == "time":
        return float(next((time for time in _TIMES if time >= rough), ceil(rough / (28 * DAY)) * 28 * DAY))
    base = 10.0 ** floor(log10(rough))
    step = next(base * by for by in (1, 2, 2.5, 5, 10) if base * by >= rough * (1 - 1e-9))
    return max(1.0, float(ceil(step))) if kind == "count" else step
