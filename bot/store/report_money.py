"""Returns and the reserve in figures, in SQL: summed up by currency, since sums of two are no sum."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from bot.store.reporting import Wanted, narrowed
from bot.store.sql import Statement
from handoff.reports.rows import ReserveYear, ReturnRow, UsedRow
from handoff.reports.spans import Days, monday_of, start_of

_returns = Statement(
    f"""SELECT n.basis, n.decision, n.state, n.currency, COUNT(*) AS times, SUM(n.amount) AS amount FROM returns n
    WHERE n.made_at >= :since AND n.made_at < :until AND {narrowed("n.conversation_id")}
    GROUP BY n.basis, n.decision, n.state, n.currency"""  # noqa: S608 - no value enters it
)
# What the reserve has promised or paid by the end of each week of its year.
_used = Statement(
    """SELECT r.week, SUM(CASE e.kind WHEN 'hold' THEN e.amount WHEN 'capture' THEN 0 ELSE -e.amount END) AS used,
      SUM(CASE e.kind WHEN 'capture' THEN e.amount WHEN 'recover' THEN -e.amount ELSE 0 END) AS paid
    FROM {rows} r JOIN reserve_entries e ON e.year = :year AND e.at < r.until GROUP BY r.week""",
    week="text",
    until="integer",
)
_year = Statement("SELECT currency, budget FROM reserves WHERE year = :year")


def returns(connection: sa.Connection, wanted: Wanted) -> Sequence[ReturnRow]:
    """What was asked back in a time."""
    rows = [
        ReturnRow(row.basis, row.decision, row.state, row.currency, int(row.times), int(row.amount))
        for row in _returns(connection, **wanted.values)
    ]
    return sorted(rows, key=lambda row: (row.currency, row.basis, row.decision, row.state))


def reserve(connection: sa.Connection, days: Days) -> ReserveYear | None:
    """The reserve of the year in which the days end, from its first week to theirs; None where it was never drawn on."""
    year = days.until.year
    row = _year(connection, year=year).one_or_none()
    if row is None:
        return None
    first = monday_of(max(date(year, 1, 1), days.since))
    weeks = [first + timedelta(weeks=n) for n in range((days.until - first).days // 7 + 1)]
    spans = [{"week": week.isoformat(), "until": min(start_of(week + timedelta(weeks=1), days.zone), days.end)} for week in weeks]
    found = {one.week: one for one in _used(connection, spans, year=year)}
    used = [
        UsedRow(week, int(found[key].used), int(found[key].paid)) if (key := week.isoformat()) in found else UsedRow(week, 0, 0)
        for week in weeks
    ]
    return ReserveYear(year, row.currency, int(row.budget), used)
