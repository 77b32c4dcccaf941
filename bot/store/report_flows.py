"""How flows went and what was not understood, in SQL: of every run that began in a time, how it ended and where it stopped."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from bot.store.reporting import Wanted, narrowed
from bot.store.sql import Statement
from handoff.reports.rows import FateRow, MissRow, ReachedRow

DAY = 86_400_000  # ms; who has not gone on for so long has left

# A run ends in one way, the strongest of its marks. One that has no end, in whose midst somebody went to a person, ended there.
_RUNS = f"""WITH runs AS (
      SELECT s.conversation_id, s.run, s.flow, s.at, MAX(e.at) AS last_at,
        MAX(CASE WHEN e.what = 'asked' THEN e.at END) AS asked_at,
        MAX(CASE e.what WHEN 'handed_over' THEN 6 WHEN 'failed' THEN 5 WHEN 'cancelled' THEN 4 WHEN 'finished' THEN 3
          WHEN 'lapsed' THEN 2 WHEN 'forgotten' THEN 2 ELSE 0 END) AS fate
      FROM run_marks s JOIN run_marks e ON e.conversation_id = s.conversation_id AND e.run = s.run AND e.what <> 'went'
      WHERE s.what = 'started' AND s.at >= :since AND s.at < :until AND {narrowed("s.conversation_id")}
      GROUP BY s.conversation_id, s.run, s.flow, s.at),
    ended AS (
      SELECT conversation_id, run, flow,
        CASE fate WHEN 6 THEN 'handed' WHEN 5 THEN 'failed' WHEN 4 THEN 'cancelled' WHEN 3 THEN 'finished' ELSE
          CASE WHEN EXISTS (SELECT 1 FROM run_marks h WHERE h.conversation_id = runs.conversation_id AND h.what = 'handed_over'
            AND h.at >= runs.at AND h.at < runs.last_at + {DAY}) THEN 'handed'
          WHEN fate = 0 AND last_at >= :now - {DAY} THEN 'open' ELSE 'left' END END AS fate,
        (SELECT MIN(a.flow || ' ' || a.step) FROM run_marks a WHERE a.conversation_id = runs.conversation_id
          AND a.run = runs.run AND a.what = 'asked' AND a.at = runs.asked_at) AS stopped
      FROM runs)"""  # noqa: S608 - no value enters it

_fates = Statement(
    f"""{_RUNS} SELECT flow, fate, COALESCE(stopped, '') AS stopped, COUNT(*) AS times FROM ended
    GROUP BY flow, fate, 3"""  # noqa: S608 - as above
)
_which = Statement(
    f"""{_RUNS} SELECT DISTINCT conversation_id FROM ended WHERE flow = :flow AND (:fate = '' OR fate = :fate)
    AND (:stopped = '' OR COALESCE(stopped, '') = :stopped) ORDER BY conversation_id DESC LIMIT :room"""  # noqa: S608 - as above
)
_reached = Statement(
    f"""SELECT s.flow, a.flow || ' ' || a.step AS question, COUNT(*) AS times, MIN(a.at - s.at) AS soonest FROM run_marks s
    JOIN run_marks a ON a.conversation_id = s.conversation_id AND a.run = s.run AND a.what = 'asked'
    WHERE s.what = 'started' AND s.at >= :since AND s.at < :until AND {narrowed("s.conversation_id")}
    GROUP BY 1, 2"""  # noqa: S608 - as above
)
_misses = Statement(
    f"""SELECT m.what, m.flow, m.step, COUNT(*) AS times, COUNT(DISTINCT m.conversation_id) AS conversations FROM misses m
    WHERE m.at >= :since AND m.at < :until AND {narrowed("m.conversation_id")} GROUP BY m.what, m.flow, m.step"""  # noqa: S608 - as above
)


_went = Statement(
    """SELECT flow, step AS way, COUNT(*) AS times FROM run_marks WHERE what = 'went' AND at >= :since AND at < :until
    GROUP BY flow, step"""
)
_counted_since = Statement("SELECT MIN(at) FROM run_marks WHERE what = 'went'")


def went(connection: sa.Connection, since: int, until: int) -> Mapping[tuple[str, str], int]:
    """In how many runs each way of each flow was gone, as (flow, `flows.steps.way`)."""
    return {(row.flow, row.way): row.times for row in _went(connection, since=since, until=until)}


def counted_since(connection: sa.Connection) -> int | None:
    """When ways were counted first, ms; None where none was."""
    found: int | None = _counted_since(connection).scalar()
    return found


def fates(connection: sa.Connection, wanted: Wanted, now: int) -> Sequence[FateRow]:
    """How the runs that began in a time ended; `now`, ms, tells who may still go on."""
    found = _fates(connection, now=now, **wanted.values).all()
    return sorted((FateRow(*row) for row in found), key=lambda row: (row.flow, row.fate, row.stopped))


def reached(connection: sa.Connection, wanted: Wanted) -> Sequence[ReachedRow]:
    """Which questions they came to, in the order in which flows ask."""
    found = _reached(connection, **wanted.values).all()
    return sorted((ReachedRow(*row) for row in found), key=lambda row: (row.flow, -row.times, row.soonest, row.question))


def misses(connection: sa.Connection, wanted: Wanted) -> Sequence[MissRow]:
    """What was not understood, the most frequent first."""
    found = _misses(connection, **wanted.values).all()
    return sorted((MissRow(*row) for row in found), key=lambda row: (-row.times, row.what, row.flow, row.step))


def which(
    connection: sa.Connection, wanted: Wanted, now: int, flow: str, *, fate: str = "", stopped: str = "", room: int = 100
) -> Sequence[int]:
    """The conversations behind a figure, newest first."""
    values = {**wanted.values, "now": now, "flow": flow, "fate": fate, "stopped": stopped, "room": room}
    return list(_which(connection, **values).scalars())
