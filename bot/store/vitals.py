"""How the shop is doing as a whole, in a few figures: without it an operator would see processes, and not whether customers wait.

Each figure is read by a partial index that holds only what is open, so that a shop's history costs nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store import facts
from bot.store.alarms import last_heard
from bot.store.sql import Statement

ENOUGH = 100_000  # more than so many are not counted

_due = Statement(
    """SELECT COUNT(*) AS rows, MIN(wake_at) AS oldest
    FROM (SELECT wake_at FROM conversations WHERE wake_at IS NOT NULL AND wake_at <= :now ORDER BY wake_at LIMIT :enough) due"""
)
_queued = Statement(
    """SELECT COUNT(*) AS rows, MIN(send_at) AS oldest
    FROM (SELECT send_at FROM outbox WHERE state = 'queued' AND send_at <= :now LIMIT :enough) due"""
)
_queue = Statement("""SELECT MIN(waits_since) AS oldest FROM conversations WHERE owner = 'queue' AND waits_since > 0""")
_promises = Statement(
    """SELECT COUNT(*) AS open, COALESCE(SUM(CASE WHEN due_at <= :now THEN 1 ELSE 0 END), 0) AS late,
      COALESCE(SUM(CASE WHEN due_at > :now AND warn_at <= :now THEN 1 ELSE 0 END), 0) AS risk
    FROM promises WHERE state = 'open'"""
)
# Written out for each state, since a partial index is used only where the statement itself says what the index says.
_pending = Statement("""SELECT COUNT(*) FROM outbox WHERE open AND state IN ('sending', 'unknown') AND state = 'unknown'""")
_stuck = Statement(
    """SELECT state, COUNT(*) AS rows FROM outbox
    WHERE state IN ('unknown', 'failed') AND NOT open AND kind IN ('fact', 'agent') GROUP BY state"""
)
_calls = Statement("""SELECT state, COUNT(*) AS rows FROM calls WHERE state IN ('waiting', 'started') GROUP BY state""")
_last_in = Statement("""SELECT MAX(last_in_at) FROM conversations WHERE channel = :channel""")


@dataclass(frozen=True, slots=True)
class Vitals:
    """Counts, and ages in ms (0 where nothing waits). `unsettled` by state: pending, unknown, failed.

    `heard` by channel, and `backed_up`, are moments in ms.
    """

    due: int
    due_age: int
    unsent: int
    unsent_age: int
    queue_age: int
    promises: Mapping[str, int]
    unsettled: Mapping[str, int]
    calls: Mapping[str, int]
    heard: Mapping[str, int]
    backed_up: int | None = None


def look(connection: sa.Connection, now: int) -> Vitals:
    """All of it as it stands."""
    due = _due(connection, now=now, enough=ENOUGH).one()
    queued = _queued(connection, now=now, enough=ENOUGH).one()
    stuck = {row.state: row.rows for row in _stuck(connection)}
    calls = {row.state: row.rows for row in _calls(connection)}
    return Vitals(
        due=due.rows,
        due_age=_age(due.oldest, now),
        unsent=queued.rows,
        unsent_age=_age(queued.oldest, now),
        queue_age=_age(_queue(connection).scalar(), now),
        promises=promises(connection, now),
        unsettled={
            "pending": _pending(connection).scalar() or 0, "unknown": stuck.get("unknown", 0), "failed": stuck.get("failed", 0),
        },
        calls={state: calls.get(state, 0) for state in ("waiting", "started")},
        heard=last_heard(connection),
        backed_up=backup[0] if (backup := facts.backed_up(connection)) is not None else None,
    )  # fmt: skip


def promises(connection: sa.Connection, now: int) -> Mapping[str, int]:
    """Open ones: `in_time`, `at_risk` (the desk was warned), `late`."""
    row = _promises(connection, now=now).one()
    return {"in_time": int(row.open - row.late - row.risk), "at_risk": int(row.risk), "late": int(row.late)}


def last_in(connection: sa.Connection, channel: str) -> int | None:
    """When a customer last wrote on a channel (ms); reads all its conversations, so it is asked once, for one long silent."""
    found: int | None = _last_in(connection, channel=channel).scalar()
    return found


def _age(since: int | None, now: int) -> int:
    return max(0, now - since) if since else 0
