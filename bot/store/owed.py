"""What is owed in SQL: without it what a channel would not take could only wait for the customer to come back.

Owed messages of one conversation are claimed together, in the same way as a channel's (sending, under a lease), so that they
leave once, whoever looks at the same time, and what follows in the conversation waits for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.arrivals import lock
from bot.store.outbox import LEASE
from bot.store.sql import Statement

QUIET = 30_000  # ms after the last of them until they go by e-mail: three messages are one letter
RECENT = 86_400_000  # ms; what has been owed for longer may no longer be true ("today by 11:00") and waits for the customer
NEVER = 9_999_999_999_999  # not by e-mail again


@dataclass(frozen=True, slots=True)
class Item:
    """One message; `body` is a channel's Message as JSON."""

    id: int
    body: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one conversation is owed, claimed at `at` under `token`; `since` is when the customer last wrote (both ms)."""

    conversation_id: int
    channel: str
    language: str
    email: str
    since: int
    items: Sequence[Item]
    token: str
    at: int


# Conversations with an e-mail that are owed facts or a person's words, and quiet for a while. Talk is sent after nobody.
_due = Statement(
    """WITH recent AS MATERIALIZED (SELECT conversation_id, settled_at FROM outbox
      WHERE state = 'owed' AND settled_at > :recent AND kind IN ('fact', 'agent') AND send_at <= :now)
    SELECT r.conversation_id FROM recent r JOIN conversations c ON c.id = r.conversation_id WHERE c.email <> ''
    GROUP BY r.conversation_id HAVING MAX(r.settled_at) <= :quiet ORDER BY MIN(r.settled_at) LIMIT :room"""
)

_claim = Statement(
    """UPDATE outbox SET state = 'sending', open = true, lease_token = :token, lease_until = :until, attempts = attempts + 1
    WHERE conversation_id = :id AND state = 'owed' AND settled_at > :recent AND kind IN ('fact', 'agent') AND send_at <= :now
    RETURNING id, body, attempts"""
)

_to = Statement(
    """SELECT channel, language, email, COALESCE(last_in_at, created_at) AS since, last_in_at FROM conversations WHERE id = :id"""
)

# Back to what it was; where the customer has written meanwhile, the channel is open to it again.
_give_back = Statement(
    """UPDATE outbox SET state = CASE WHEN :returned THEN 'queued' ELSE 'owed' END, open = :returned, send_at = :send_at,
      lease_token = '', lease_until = 0, reason = :reason, attempts = CASE WHEN :returned THEN 0 ELSE attempts END
    WHERE id IN (SELECT id FROM {rows} r) AND state = 'sending' AND lease_token = :token RETURNING id""",
    id="integer",
)

_count = Statement("""SELECT COUNT(*) FROM outbox WHERE state = 'owed'""")


def due(connection: sa.Connection, now: int, room: int) -> Sequence[int]:
    """Conversations whose customers can be told by e-mail now, those first that have waited longest."""
    return list(_due(connection, now=now, recent=now - RECENT, quiet=now - QUIET, room=room).scalars())


def claim(connection: sa.Connection, conversation_id: int, now: int, token: str) -> Parcel | None:
    """All that it is owed, now being sent; None where somebody else was first, or the customer came back."""
    rows = _claim(connection, id=conversation_id, token=token, until=now + LEASE, recent=now - RECENT, now=now).all()
    if not rows:
        return None
    to = _to(connection, id=conversation_id).one()
    items = [Item(row.id, row.body, row.attempts) for row in sorted(rows, key=lambda row: int(row.id))]
    return Parcel(conversation_id, to.channel, to.language, to.email, to.since, items, token, now)


def give_back(connection: sa.Connection, parcel: Parcel, reason: str, send_at: int, now: int) -> None:
    """It certainly did not go by e-mail; not before `send_at` again. A customer who wrote meanwhile is told on the channel."""
    lock(connection, [parcel.conversation_id])  # who writes now waits, and then finds it owed
    last_in_at = _to(connection, id=parcel.conversation_id).one().last_in_at
    returned = last_in_at is not None and last_in_at >= parcel.at
    rows: list[dict[str, Any]] = [{"id": item.id} for item in parcel.items]
    _give_back(connection, rows, returned=returned, send_at=now if returned else send_at, reason=reason, token=parcel.token)


def count(connection: sa.Connection) -> int:
    """How many messages are owed."""
    return int(_count(connection).scalar_one())
