"""What a shop must take care of when it wakes up in its own past: without it messages would go out and money be paid twice."""

import json
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from bot.store import audit, facts
from bot.store.sql import Statement

REASON = "put back from a backup: it may have been sent since"
FACT = "restored"

# What waited to be sent may have been sent after the backup: nobody can tell, so nobody repeats it blindly.
_sends = Statement(
    """UPDATE outbox SET state = 'unknown', open = false, held = false, lease_token = '', lease_until = 0, reason = :reason,
      settled_at = :now
    WHERE state IN ('queued', 'sending', 'owed') OR (open AND state = 'unknown') RETURNING kind"""
)
_calls = Statement(
    """UPDATE calls SET state = 'started', lease_token = '', lease_until = 0 WHERE state IN ('waiting', 'started')
    RETURNING key"""
)  # a started one is looked up at the shop's software before it is tried
_refunds = Statement(
    """UPDATE refunds SET tries = tries + 1 WHERE way = 'shop' AND state = 'pending' AND tries = 0 RETURNING id"""
)  # as above
_notices = Statement(
    """UPDATE notices SET state = 'unknown', settled_at = :now, reason = :reason
    WHERE state IN ('queued', 'sending') AND kind <> 'post' RETURNING id"""
)
_leases = Statement("""UPDATE conversations SET lease_token = '', lease_until = 0 WHERE lease_until > 0""")
_sessions = Statement("""DELETE FROM sessions RETURNING digest""")
_links = Statement("""DELETE FROM user_links RETURNING user_id""")

_counts = Statement(
    """SELECT (SELECT COUNT(*) FROM inbox WHERE turn IS NULL) AS unread,
      (SELECT COUNT(*) FROM conversations WHERE wake_at <= :now AND timers <> '{}') AS timers,
      (SELECT COUNT(*) FROM conversations WHERE owner = 'queue') AS waiting,
      (SELECT COUNT(*) FROM promises WHERE state = 'open' AND due_at <= :now) AS overdue,
      (SELECT COUNT(*) FROM refunds WHERE way <> 'shop' AND state IN ('pending', 'exported')) AS transfers"""
)


@dataclass(frozen=True, slots=True)
class Aftermath:
    """How much of each there is, at the moment of the restore.

    `sends` (facts and people's words) and `talk` (the bot's) were queued and count as unknown now; `calls` and `refunds` are
    looked up at the shop's software before they are tried; `notices` to the shop's own people are not sent again; `sessions`
    were ended. `unread` messages are answered now, `timers` have passed, `waiting` customers are in the queue, `overdue` promises
    have passed; `transfers` to the bank may have been exported since.
    """

    sends: int
    talk: int
    calls: int
    refunds: int
    notices: int
    sessions: int
    unread: int
    timers: int
    waiting: int
    overdue: int
    transfers: int


def awaken(connection: sa.Connection, made_at: int, now: int) -> Aftermath:
    """Mark what may have been done since the backup, and count what it means; both in ms since the epoch."""
    kinds = [str(kind) for kind in _sends(connection, now=now, reason=REASON).scalars()]
    calls = len(_calls(connection).all())
    refunds = len(_refunds(connection).all())
    notices = len(_notices(connection, now=now, reason=REASON).all())
    _leases(connection).close()
    sessions = len(_sessions(connection).all())
    _links(connection).close()
    row = _counts(connection, now=now).one()
    talk = kinds.count("talk")
    found = Aftermath(
        len(kinds) - talk, talk, calls, refunds, notices, sessions, row.unread, row.timers, row.waiting, row.overdue,
        row.transfers,
    )  # fmt: skip
    facts.replace(connection, FACT, json.dumps({"at": now, "made_at": made_at, **asdict(found)}))
    audit.record(
        connection, who=None, action="database.restored", about="database:backup", now=now,
        detail={"made_at": made_at, "unknown": found.sends + found.talk},
    )  # fmt: skip
    return found


def holds_data(connection: sa.Connection, tables: list[str]) -> str | None:
    """The first table, of those a shop begins with empty, that has rows; None where there is nothing to lose."""
    for name in tables:
        if name not in {"facts", "search_marks", "alembic_version"} and (
            connection.exec_driver_sql(f'SELECT 1 FROM "{name}" LIMIT 1').first() is not None  # noqa: S608 - our own tables
        ):
            return name
    return None


def others(connection: sa.Connection) -> list[str]:
    """Who else is connected to this PostgreSQL database, by the names of their programs."""
    rows = connection.exec_driver_sql(
        """SELECT application_name FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
    )
    return sorted(str(row[0]) or "a program without a name" for row in rows)
