"""When customers write: without it nobody would know for which hours people are needed."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from handoff.reports.rows import ContactRow, HourRow
from handoff.reports.spans import Days
from handoff.reports.table import Column, Plot, Report, Table, Tile


def load(hours: Sequence[HourRow], contacts: Sequence[ContactRow], days: Days) -> Report:
    """By weekday and hour, as what one such hour had on average; by day; by channel and language."""
    total = sum(row.contacts for row in contacts)
    messages = sum(row.messages for row in contacts)
    busiest = max(_by_day(contacts, days), key=lambda row: row[1], default=None)
    return Report(
        "load", messages,
        tiles=(
            Tile("contacts", "count", total), Tile("messages", "count", messages),
            Tile("per_day", "number", total / len(days)),
            Tile("busiest", "day", busiest[0] if busiest and total else None),
        ),
        tables=(
            _heat("messages", [(hour.at, hour.messages) for hour in hours], days),
            _heat("conversations", [(hour.at, hour.conversations) for hour in hours], days),
            _heat("written", [(hour.at, hour.written) for hour in hours], days),
            Table(
                "days", (Column("day", "day"), Column("contacts"), Column("messages")), _by_day(contacts, days),
                Plot("line", "day", "contacts"), [{"of": "day", "day": day.isoformat()} for day in days],
            ),
            _split("channel", [(row.channel, row.contacts) for row in contacts], total),
            _split("language", [(row.language, row.contacts) for row in contacts], total),
        ),
    )  # fmt: skip


def _heat(name: str, counted: Sequence[tuple[int, int]], days: Days) -> Table:
    cells: Counter[tuple[int, int]] = Counter()
    for moment, count in counted:
        cells[days.hour_of(moment)] += count
    times = Counter(day.weekday() for day in days)
    rows = [
        (weekday, hour, cells[weekday, hour], cells[weekday, hour] / times[weekday] if times[weekday] else None)
        for weekday in range(7)
        for hour in range(24)
    ]
    columns = (Column("weekday", "weekday"), Column("hour", "hour"), Column(name), Column("average", "number"))
    return Table(name, columns, rows, Plot("heat", "hour", "average"))


def _by_day(contacts: Sequence[ContactRow], days: Days) -> list[tuple[date, int, int]]:
    met: Counter[date] = Counter()
    wrote: Counter[date] = Counter()
    for row in contacts:
        met[row.day] += row.contacts
        wrote[row.day] += row.messages
    return [(day, met[day], wrote[day]) for day in days]


def _split(name: str, counted: Sequence[tuple[str, int]], total: int) -> Table:
    sums: Counter[str] = Counter()
    for value, count in counted:
        sums[value] += count
    rows = [(value, count, 100 * count / total if total else None) for value, count in sums.most_common()]
    kind = Column(name, "word", "lang") if name == "language" else Column(name, "text")
    columns = (kind, Column("contacts"), Column("share", "percent"))
    return Table(name, columns, rows, Plot("bars", name, "contacts"), [{"of": "contacts", name: row[0]} for row in rows])
