"""What people did and promised, in SQL, by weeks that come as their first and last moments."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from bot.store.reporting import Wanted, narrowed
from bot.store.sql import Statement
from handoff.reports.rows import SettledRow, Standing, SurveyRow, WroteRow
from handoff.reports.spans import Days, start_of

_wrote = Statement(
    f"""SELECT o.agent_id, COUNT(*) AS messages, COUNT(DISTINCT o.conversation_id) AS conversations FROM outbox o
    WHERE o.author = 'agent' AND o.created_at >= :since AND o.created_at < :until AND o.agent_id IS NOT NULL
      AND {narrowed("o.conversation_id")} GROUP BY o.agent_id"""  # noqa: S608 - no value enters it
)
_settled = Statement(
    f"""SELECT r.week, p.what, p.state, p.renewal, COUNT(*) AS times FROM {{rows}} r
    JOIN promises p ON p.settled_at >= r.since AND p.settled_at < r.until
    WHERE p.state IN ('kept', 'broken') AND {narrowed("p.conversation_id")}
    GROUP BY r.week, p.what, p.state, p.renewal""",  # noqa: S608 - as above
    week="text",
    since="integer",
    until="integer",
)
_open = Statement(
    f"""SELECT COUNT(*) AS standing, COALESCE(SUM(CASE WHEN p.due_at < :now THEN 1 ELSE 0 END), 0) AS late FROM promises p
    WHERE p.state = 'open' AND {narrowed("p.conversation_id")}"""  # noqa: S608 - as above
)
_surveys = Statement(
    f"""SELECT r.week, s.kind, s.state, s.score, COUNT(*) AS times FROM {{rows}} r
    JOIN surveys s ON s.asked_at >= r.since AND s.asked_at < r.until
    WHERE {narrowed("s.conversation_id")} GROUP BY r.week, s.kind, s.state, s.score""",  # noqa: S608 - as above
    week="text",
    since="integer",
    until="integer",
)


def wrote(connection: sa.Connection, wanted: Wanted) -> Sequence[WroteRow]:
    """How much each agent wrote."""
    return [WroteRow(*row) for row in _wrote(connection, **wanted.values)]


def settled(connection: sa.Connection, wanted: Wanted, days: Days) -> Sequence[SettledRow]:
    """What was kept and broken."""
    found = _settled(connection, _weeks(days), **_narrower(wanted)).all()
    rows = [SettledRow(date.fromisoformat(week), what, state, bool(renewal), int(n)) for week, what, state, renewal, n in found]
    return sorted(rows, key=lambda row: (row.week, row.what, row.state, row.renewal))


def standing(connection: sa.Connection, wanted: Wanted, now: int) -> Standing:
    """What is owed at this moment."""
    row = _open(connection, None, now=now, **_narrower(wanted)).one()
    return Standing(int(row.standing), int(row.late))


def asked(connection: sa.Connection, wanted: Wanted, days: Days) -> Sequence[SurveyRow]:
    """Surveys by week, with what was answered."""
    found = _surveys(connection, _weeks(days), **_narrower(wanted)).all()
    rows = [SurveyRow(date.fromisoformat(week), kind, state, score, int(n)) for week, kind, state, score, n in found]
    return sorted(rows, key=lambda row: (row.week, row.kind, row.state, row.score or 0))


def _weeks(days: Days) -> list[dict[str, object]]:
    """The weeks of these days, cut to them."""
    return [
        {
            "week": monday.isoformat(), "since": max(start_of(monday, days.zone), days.begin),
            "until": min(start_of(monday + timedelta(weeks=1), days.zone), days.end),
        }
        for monday in days.weeks
    ]  # fmt: skip


def _narrower(wanted: Wanted) -> dict[str, str]:
    return {"team": wanted.team, "channel": wanted.channel, "language": wanted.language}
