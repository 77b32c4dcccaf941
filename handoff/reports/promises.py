"""Whether what was said to customers was done: without it a broken promise would be known to the customer alone."""

from collections import Counter
from collections.abc import Sequence

from handoff.reports.figures import share
from handoff.reports.rows import SettledRow, Standing
from handoff.reports.spans import Days
from handoff.reports.table import Column, Plot, Report, Table, Tile, cells

_SHARE = (Column("kept"), Column("broken"), Column("share", "percent"), Column("low", "percent"), Column("high", "percent"))


def promises(rows: Sequence[SettledRow], standing: Standing, days: Days, least: int) -> Report:
    """Of those that came to an end in these days the share that was kept; moved once and then kept counts as kept."""
    ends: Counter[str] = Counter()
    for row in rows:
        ends[row.state] += row.times
    moved = sum(row.times for row in rows if row.renewal)
    return Report(
        "promises", ends.total(),
        tiles=(
            Tile.of("kept", share(ends["kept"], ends.total(), least), ends.total()), Tile("broken", "count", ends["broken"]),
            Tile("moved", "count", moved), Tile("standing", "count", standing.open), Tile("late", "count", standing.late),
        ),
        tables=(_weeks(rows, days, least), _whats(rows, least)),
    )  # fmt: skip


def _weeks(rows: Sequence[SettledRow], days: Days, least: int) -> Table:
    counts = Counter[object]()
    for row in rows:
        counts[row.week, row.state] += row.times
    lines = [(week, *_line(counts[week, "kept"], counts[week, "broken"], least)) for week in days.weeks]
    links = [{"of": "promise", "week": week.isoformat(), "state": "broken"} for week in days.weeks]
    return Table("weeks", (Column("week", "week"), *_SHARE), lines, Plot("line", "week", "share", "low", "high", top=100), links)


def _whats(rows: Sequence[SettledRow], least: int) -> Table:
    counts = Counter[object]()
    for row in rows:
        counts[row.what, row.state] += row.times
    whats = sorted({row.what for row in rows})
    lines = [(what, *_line(counts[what, "kept"], counts[what, "broken"], least)) for what in whats]
    links = [{"of": "promise", "what": what, "state": "broken"} for what in whats]
    plot = Plot("bars", "promise", "share", "low", "high", top=100)
    return Table("whats", (Column("promise", "word", "promise"), *_SHARE), lines, plot, links)


def _line(kept: int, broken: int, least: int) -> tuple[int | float | None, ...]:
    low_high = cells(share(kept, kept + broken, least))
    return (kept, broken, *(value if isinstance(value, float) else None for value in low_high))
