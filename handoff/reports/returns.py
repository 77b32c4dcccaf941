"""What came back and what it cost, and how the reserve goes: without it a shop would learn of both at the end of the year."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flows.shop.returns import GIVEN
from handoff.reports.figures import share
from handoff.reports.rows import ReserveYear, ReturnRow
from handoff.reports.table import Cell, Column, Plot, Report, Table, Tile, cells


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of the experiment with limits: its persons, how many claimed and how many bought again; `cost` in hundredths."""

    name: str
    persons: int
    claims: int
    repeats: int
    cost: int
    currency: str


def returns(rows: Sequence[ReturnRow], reserve: ReserveYear | None, arms: Sequence[Arm], least: int) -> Report:
    """By basis and decision, the reserve week by week, the experiment where there is one."""
    total = sum(row.times for row in rows)
    auto = share(sum(row.times for row in rows if row.decision == "auto"), total, least)
    used = reserve.weeks[-1].used if reserve is not None and reserve.weeks else 0
    tiles = [Tile("returns", "count", total), Tile.of("auto", auto, total)]
    tiles += [Tile(f"given {currency}", "money", amount) for currency, amount in sorted(_given(rows).items())]
    if reserve is not None and reserve.budget > 0:
        tiles.append(Tile("used", "percent", 100 * used / reserve.budget))
    tables = [_bases(rows, least), _decisions(rows), _states(rows)]
    tables += [_reserve(reserve)] if reserve is not None else []
    tables += [_arms(arms, least)] if arms else []
    return Report("returns", total + used, tuple(tiles), tuple(tables))


def _given(rows: Sequence[ReturnRow]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for row in rows:
        if row.state in GIVEN:
            sums[row.currency] += row.amount
    return sums


def _bases(rows: Sequence[ReturnRow], least: int) -> Table:
    total = sum(row.times for row in rows)
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row.basis] += row.times
    lines = [(basis, count, *cells(share(count, total, least))) for basis, count in counts.most_common()]
    columns = (
        Column("basis", "word", "basis"), Column("n"), Column("share", "percent"), Column("low", "percent"),
        Column("high", "percent"),
    )  # fmt: skip
    return Table(
        "bases", columns, lines, Plot("bars", "basis", "share", "low", "high", top=100),
        [{"of": "return", "basis": basis} for basis, _ in counts.most_common()],
    )  # fmt: skip


def _decisions(rows: Sequence[ReturnRow]) -> Table:
    """By basis, decision and currency: how many were asked for, how many given, and what was given."""
    sums: dict[tuple[str, str, str], list[int]] = {}
    for row in rows:
        line = sums.setdefault((row.basis, row.decision, row.currency), [0, 0, 0])
        given = row.state in GIVEN
        line[0], line[1], line[2] = line[0] + row.times, line[1] + row.times * given, line[2] + row.amount * given
    columns = (
        Column("basis", "word", "basis"), Column("decision", "word", "decision"), Column("n"), Column("given"),
        Column("amount", "money"), Column("currency", "text"),
    )  # fmt: skip
    lines: list[tuple[Cell, ...]] = [
        (basis, decision, *line, currency) for (basis, decision, currency), line in sorted(sums.items())
    ]
    return Table("decisions", columns, lines)


def _states(rows: Sequence[ReturnRow]) -> Table:
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row.state] += row.times
    lines = counts.most_common()
    links = [{"of": "return", "state": state} for state, _ in lines]
    return Table("states", (Column("state", "word", "state"), Column("n")), lines, Plot("bars", "state", "n"), links)


def _reserve(reserve: ReserveYear) -> Table:
    lines: list[tuple[Cell, ...]] = [
        (week.week, week.used, week.paid, reserve.budget - week.used, reserve.currency) for week in reserve.weeks
    ]
    columns = (
        Column("week", "week"), Column("used", "money"), Column("paid", "money"), Column("available", "money"),
        Column("currency", "text"),
    )  # fmt: skip
    plot = Plot("line", "week", "used", also="paid", top=float(reserve.budget))
    return Table("reserve", columns, lines, plot, about=str(reserve.year))


def _arms(arms: Sequence[Arm], least: int) -> Table:
    lines = [
        (arm.name, arm.persons, *cells(share(arm.repeats, arm.persons, least)), arm.claims, arm.cost, arm.currency)
        for arm in arms
    ]
    columns = (
        Column("arm", "word", "arm"), Column("persons"), Column("share", "percent"), Column("low", "percent"),
        Column("high", "percent"), Column("claims"), Column("amount", "money"), Column("currency", "text"),
    )  # fmt: skip
    return Table("arms", columns, lines, Plot("bars", "arm", "share", "low", "high", top=100))
