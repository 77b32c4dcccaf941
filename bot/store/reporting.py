"""What reports count, in SQL: everything of a time by moments in an index, summed up before it leaves the database.

A contact is a conversation on a day on which its customer wrote. Days come as their first and last moments, because on two
nights a year they are not 24 hours long.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any

import sqlalchemy as sa

from bot.store.sql import Statement
from handoff.reports.day import DayFigures
from handoff.reports.figures import quantiles
from handoff.reports.rows import ContactRow, HourRow, TicketRow
from handoff.reports.spans import HOUR, QUARTER, Days, start_of

CAME = "i.kind IN ('text', 'press', 'attachment', 'contact')"  # as ix_inbox_came has it
NEVER = 2**62


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which time [since, until) in ms, and of which team, channel and language, where only those are wanted."""

    since: int
    until: int
    team: str = ""
    channel: str = ""
    language: str = ""

    @classmethod
    def of(cls, days: Days, team: str = "", channel: str = "", language: str = "") -> "Wanted":
        """The same of days."""
        return cls(days.begin, days.end, team, channel, language)

    @property
    def values(self) -> Mapping[str, Any]:
        """As statements take it."""
        return {
            "since": self.since, "until": self.until, "team": self.team, "channel": self.channel, "language": self.language,
        }  # fmt: skip


def narrowed(conversation: str, *, team: str = "") -> str:
    """The condition for what was asked for; `conversation` is the column that names it, `team` the one that names the team.

    Without such a column a conversation is of the team that it was ever handed to.
    """
    ever = f"{conversation} IN (SELECT h.conversation_id FROM tickets h WHERE h.team = :team)"  # noqa: S608 - no value enters it
    return (
        f"(:team = '' OR {f'{team} = :team' if team else ever})"  # noqa: S608 - as above
        f" AND (:channel = '' OR {conversation} IN (SELECT n.id FROM conversations n WHERE n.channel = :channel))"
        f" AND (:language = '' OR {conversation} IN (SELECT n.id FROM conversations n WHERE n.language = :language))"
    )


# Messages of customers by hour, and how many conversations they came in.
_hours = Statement(
    f"""SELECT (i.arrived_at + :shift) / 3600000 AS hour, COUNT(*) AS messages, COUNT(DISTINCT i.conversation_id) AS conversations
    FROM inbox i WHERE {CAME} AND i.arrived_at >= :since AND i.arrived_at < :until AND {narrowed("i.conversation_id")}
    GROUP BY 1"""  # noqa: S608 - as above
)
# What people wrote, by hour.
_written = Statement(
    f"""SELECT (o.created_at + :shift) / 3600000 AS hour, COUNT(*) AS messages FROM outbox o
    WHERE o.author = 'agent' AND o.created_at >= :since AND o.created_at < :until AND {narrowed("o.conversation_id")}
    GROUP BY 1"""  # noqa: S608 - as above
)
# Contacts by day, and how many of them a person had to do with: a hand-over that was open at any moment of the day.
_contacts = Statement(
    f"""WITH came AS MATERIALIZED (
      SELECT r.day, i.conversation_id, COUNT(*) AS messages, MIN(r.since) AS since, MIN(r.until) AS until FROM {{rows}} r
      JOIN inbox i ON i.arrived_at >= r.since AND i.arrived_at < r.until
      WHERE {CAME} AND {narrowed("i.conversation_id")} GROUP BY r.day, i.conversation_id),
    helped AS MATERIALIZED (
      SELECT DISTINCT came.day, came.conversation_id FROM came JOIN tickets t ON t.conversation_id = came.conversation_id
      WHERE t.opened_at < came.until AND COALESCE(t.closed_at, {NEVER}) >= came.since)
    SELECT came.day, c.channel, c.language, COUNT(*) AS contacts, SUM(came.messages) AS messages, COUNT(h.day) AS people
    FROM came JOIN conversations c ON c.id = came.conversation_id
    LEFT JOIN helped h ON h.day = came.day AND h.conversation_id = came.conversation_id
    GROUP BY came.day, c.channel, c.language""",  # noqa: S608 - as above
    day="integer",
    since="integer",
    until="integer",
)
_tickets = Statement(
    f"""SELECT t.team, t.reason, t.state, t.opened_at, t.answered_at, t.closed_at, t.agent_id, c.channel, c.language
    FROM tickets t JOIN conversations c ON c.id = t.conversation_id
    WHERE t.opened_at >= :since AND t.opened_at < :until AND {narrowed("t.conversation_id", team="t.team")}
    ORDER BY t.id"""  # noqa: S608 - as above
)
_closed = Statement(
    f"""SELECT COUNT(*) FROM tickets t WHERE t.state = 'closed' AND t.closed_at >= :since AND t.closed_at < :until
    AND t.opened_at > :old AND {narrowed("t.conversation_id", team="t.team")}"""  # noqa: S608 - as above
)
_settled = Statement(
    f"""SELECT p.state, COUNT(*) AS times FROM promises p
    WHERE p.state IN ('kept', 'broken') AND p.settled_at >= :since AND p.settled_at < :until AND {narrowed("p.conversation_id")}
    GROUP BY p.state"""  # noqa: S608 - as above
)
_queue = Statement(
    """SELECT COUNT(*) AS waiting, COALESCE(SUM(CASE WHEN due_at < :now THEN 1 ELSE 0 END), 0) AS late FROM conversations
    WHERE owner = 'queue' AND (:team = '' OR team = :team)"""
)
_owed = Statement(
    f"""SELECT COUNT(*) FROM outbox o WHERE o.state = 'owed' AND {narrowed("o.conversation_id")}"""  # noqa: S608 - as above
)
_returns = Statement(
    """SELECT currency, COUNT(*) AS times, SUM(amount) AS amount FROM returns WHERE made_at >= :since AND made_at < :until
    GROUP BY currency"""
)
_scores = Statement(
    f"""SELECT s.score, COUNT(*) AS times FROM surveys s
    WHERE s.kind = 'csat' AND s.state = 'answered' AND s.asked_at >= :old AND s.answered_at >= :since AND s.answered_at < :until
      AND {narrowed("s.conversation_id")} GROUP BY s.score"""  # noqa: S608 - as above
)


def hours(connection: sa.Connection, wanted: Wanted, zone: tzinfo) -> Sequence[HourRow]:
    """The hours in which anything was written, in order. They begin as the zone's own do, also half an hour off UTC."""
    shift = _shift(zone, wanted.since)
    came = {int(row.hour): row for row in _hours(connection, shift=shift, **wanted.values)}
    went = {int(row.hour): int(row.messages) for row in _written(connection, shift=shift, **wanted.values)}
    return [
        HourRow(
            hour * HOUR - shift, int(came[hour].messages) if hour in came else 0,
            int(came[hour].conversations) if hour in came else 0, went.get(hour, 0),
        )
        for hour in sorted(came.keys() | went.keys())
    ]  # fmt: skip


def _shift(zone: tzinfo, moment: int) -> int:
    """How far the zone's hours are from those of UTC, ms: a whole number of quarters."""
    first = start_of(Days(date(1970, 1, 1), date(1970, 1, 1), zone).day_of(moment), zone)
    return -first % HOUR // QUARTER * QUARTER


def contacts(connection: sa.Connection, wanted: Wanted, days: Days) -> Sequence[ContactRow]:
    """The contacts of each of these days, by channel and language."""
    rows = [
        {"day": place, "since": start_of(day, days.zone), "until": start_of(day + timedelta(days=1), days.zone)}
        for place, day in enumerate(days)
    ]
    values = {name: value for name, value in wanted.values.items() if name not in {"since", "until"}}
    found = _contacts(connection, rows, **values).all()
    rising = sorted(found, key=lambda row: (row.day, row.channel, row.language))
    return [
        ContactRow(
            days.since + timedelta(days=int(row.day)), row.channel, row.language, int(row.contacts), int(row.messages),
            int(row.people),
        )
        for row in rising
    ]  # fmt: skip


def tickets(connection: sa.Connection, wanted: Wanted) -> Sequence[TicketRow]:
    """What was handed to people in a time, in the order it came."""
    return [TicketRow(*row) for row in _tickets(connection, **wanted.values)]


def day_figures(connection: sa.Connection, team: str, day: date, zone: tzinfo, now: int) -> DayFigures:
    """One day in a zone, of a team or with an empty name of the whole shop. `now`, ms, is for what waits at this moment."""
    days = Days(day, day, zone)
    wanted = Wanted.of(days, team)
    values = {**wanted.values, "old": wanted.since - 90 * 24 * HOUR}
    met, handed = contacts(connection, wanted, days), tickets(connection, wanted)
    answered = [one.answered_at - one.opened_at for one in handed if one.answered_at is not None and one.reason != "outside"]
    settled = {row.state: int(row.times) for row in _settled(connection, **values)}
    queue = _queue(connection, team=team, now=now).one()
    returned = _returns(connection, since=wanted.since, until=wanted.until).all() if not team else []
    reasons: dict[str, int] = {}
    for one in handed:
        reasons[one.reason] = reasons.get(one.reason, 0) + 1
    return DayFigures(
        contacts=sum(row.contacts for row in met), messages=sum(row.messages for row in met),
        by_bot=sum(row.contacts - row.people for row in met), handed=len(handed), by_reason=reasons, answered=len(answered),
        closed=int(_closed(connection, **values).scalar_one()), left=sum(one.state == "left" for one in handed),
        first_answer=quantiles(answered), kept=settled.get("kept", 0), broken=settled.get("broken", 0),
        waiting=int(queue.waiting), late=int(queue.late), owed=int(_owed(connection, **values).scalar_one()),
        returns=sum(int(row.times) for row in returned), returned={row.currency: int(row.amount) for row in returned},
        surveys={int(row.score): int(row.times) for row in _scores(connection, **values)},
    )  # fmt: skip
