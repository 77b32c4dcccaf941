"""How long customers waited for people: without it nobody could say whether three minutes are kept, or only promised."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from handoff.reports.figures import bootstrap, quantiles
from handoff.reports.rows import TicketRow
from handoff.reports.spans import Days
from handoff.reports.table import Cell, Column, Plot, Report, Table, Tile
from handoff.reports.working import Worked

MINUTE = 60_000  # ms
BUCKETS = (1, 3, 5, 10, 30, 60, 240, 1440)  # minutes; the last bucket is whatever is longer


@dataclass(frozen=True, slots=True)
class Timed:
    """A hand-over with how long things took, ms: of all hours, and of the team's working time."""

    ticket: TicketRow
    first: int | None
    first_working: int | None
    closing: int | None
    closing_working: int | None


def timed(tickets: Sequence[TicketRow], worked: Mapping[str, Worked]) -> list[Timed]:
    """Hand-overs with their times. Those that began with a person's own words (`outside`) had nobody waiting: left out."""
    return [_timed(one, worked.get(one.team)) for one in tickets if one.reason != "outside"]


def _timed(one: TicketRow, worked: Worked | None) -> Timed:
    closed = one.closed_at if one.state == "closed" else None

    def span(until: int | None) -> tuple[int | None, int | None]:
        if until is None or until < one.opened_at:
            return None, None
        return until - one.opened_at, worked.between(one.opened_at, until) if worked is not None else None

    return Timed(one, *span(one.answered_at), *span(closed))


def answers(tickets: Sequence[TicketRow], worked: Mapping[str, Worked], days: Days, least: int) -> Report:
    """First answers and closings of what was handed over in these days."""
    cases = timed(tickets, worked)
    waiting = sum(one.first is None and one.ticket.state in {"open", "taken"} for one in cases)
    left = sum(one.ticket.state == "left" for one in cases)
    first = quantiles([one.first_working for one in cases if one.first_working is not None], least)
    return Report(
        "answers", len(cases),
        tiles=(
            Tile("handed", "count", len(cases)),
            Tile("first_half", "time", first.p50 if first else None, n=first.n if first else None),
            Tile("first_most", "time", first.p90 if first else None, n=first.n if first else None),
            Tile("waiting", "count", waiting), Tile("left", "count", left),
        ),
        tables=(
            _times(cases, least), _weeks(cases, days, least), _histogram(cases),
            *(_split(cases, name, least) for name in ("team", "channel", "language")),
        ),
    )  # fmt: skip


def _quantiles(values: Sequence[int], least: int) -> tuple[Cell, ...]:
    found = quantiles(values, least)
    return (len(values), found.p50, found.p90, found.p95) if found else (len(values), None, None, None)


_FIGURES = (Column("n"), Column("p50", "time"), Column("p90", "time"), Column("p95", "time"))


def _times(cases: Sequence[Timed], least: int) -> Table:
    rows = [
        (what, *_quantiles([value for one in cases if (value := read(one)) is not None], least))
        for what, read in _WHATS.items()
    ]  # fmt: skip
    return Table("times", (Column("what", "word", "time"), *_FIGURES), rows)


_WHATS: Mapping[str, Callable[[Timed], int | None]] = {
    "first_working": lambda one: one.first_working,
    "first": lambda one: one.first,
    "closing_working": lambda one: one.closing_working,
    "closing": lambda one: one.closing,
}


def _weeks(cases: Sequence[Timed], days: Days, least: int) -> Table:
    by_week: dict[object, list[int]] = defaultdict(list)
    for one in cases:
        if one.first_working is not None:
            by_week[days.week_of(one.ticket.opened_at)].append(one.first_working)
    rows = []
    for week in days.weeks:
        values = by_week[week]
        low, high = bootstrap(values, least) or (None, None)
        n, p50, p90, _ = _quantiles(values, least)
        rows.append((week, n, p50, low, high, p90))
    columns = (
        Column("week", "week"), Column("n"), Column("p50", "time"), Column("low", "time"), Column("high", "time"),
        Column("p90", "time"),
    )  # fmt: skip
    links = [{"of": "handed", "week": week.isoformat()} for week in days.weeks]
    return Table("weeks", columns, rows, Plot("line", "week", "p50", "low", "high", also="p90"), links)


def _histogram(cases: Sequence[Timed]) -> Table:
    counts = [0] * (len(BUCKETS) + 1)
    for one in cases:
        if one.first_working is not None:
            counts[next((n for n, most in enumerate(BUCKETS) if one.first_working <= most * MINUTE), len(BUCKETS))] += 1
    rows = [(minutes, count) for minutes, count in zip((*BUCKETS, None), counts, strict=True)]
    return Table("histogram", (Column("within", "bucket"), Column("n")), rows, Plot("histogram", "within", "n"))


def _split(cases: Sequence[Timed], name: str, least: int) -> Table:
    groups: dict[str, list[int]] = defaultdict(list)
    for one in cases:
        if one.first_working is not None:
            groups[getattr(one.ticket, name)].append(one.first_working)
    rows = [(value, *_quantiles(groups[value], least)) for value in sorted(groups)]
    kind = Column(name, "word", "lang") if name == "language" else Column(name, "text")
    links = [{"of": "handed", name: value} for value in sorted(groups)]
    return Table(name, (kind, *_FIGURES), rows, Plot("bars", name, "p50", also="p90"), links)
