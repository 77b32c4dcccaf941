"""What did not reach a customer, for people: without it a refund nobody was told of would wait in a table nobody reads.

Owed: the channel may not or cannot take it now. Unknown: it may have arrived, and nobody repeats it blindly. Failed: the channel
refuses it for good. A person settles each: told otherwise, once more, by e-mail, or no longer needed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import sqlalchemy as sa

from bot.store import changes
from bot.store.outbox import unpack
from bot.store.sql import Statement

Stuck = Literal["owed", "unknown", "failed"]
Decision = Literal["told", "again", "email", "drop"]


@dataclass(frozen=True, slots=True)
class Unsent:
    """One message to a customer that is not known to have arrived; `since` in ms, `by` the agent who wrote it."""

    id: int
    conversation_id: int
    state: Stuck
    kind: Literal["fact", "agent"]
    by: int | None
    text: str
    file: str
    reason: str
    since: int
    created_at: int
    name: str
    channel: str
    address: str
    language: str
    email: str
    last_in_at: int | None


_COLUMNS = """o.id, o.conversation_id, o.state, o.kind, o.agent_id, o.body, o.reason, o.settled_at, o.created_at, c.name,
      c.channel, c.address, c.language, c.email, c.last_in_at FROM outbox o JOIN conversations c ON c.id = o.conversation_id"""

# Written out for each state, since a partial index is used only where the statement itself says what the index says. Talk is
# said after nobody.
_WHERE: Mapping[Stuck, str] = {
    "owed": "o.state = 'owed'",
    "unknown": "o.state IN ('unknown', 'failed') AND NOT o.open AND o.state = 'unknown'",
    "failed": "o.state IN ('unknown', 'failed') AND NOT o.open AND o.state = 'failed'",
}
_lists = {
    state: Statement(
        f"""SELECT {_COLUMNS} WHERE {where} AND o.kind IN ('fact', 'agent') AND (o.settled_at, o.id) > (:since, :after)
        ORDER BY o.settled_at, o.id LIMIT :room"""
    )
    for state, where in _WHERE.items()
}

_one = Statement(
    f"""SELECT {_COLUMNS}
    WHERE o.id = :id AND o.kind IN ('fact', 'agent') AND NOT o.open AND o.state IN ('owed', 'unknown', 'failed')"""
)

_counts = Statement(
    """SELECT 'owed' AS state, COUNT(*) AS n FROM outbox WHERE state = 'owed' AND kind IN ('fact', 'agent')
    UNION ALL SELECT state, COUNT(*) FROM outbox
      WHERE state IN ('unknown', 'failed') AND NOT open AND kind IN ('fact', 'agent') GROUP BY state"""
)

_told = Statement(
    """UPDATE outbox SET state = 'sent', way = 'person', reason = '', settled_at = :now
    WHERE id = :id AND NOT open AND state IN ('owed', 'unknown', 'failed') RETURNING conversation_id"""
)

_drop = Statement(
    """UPDATE outbox SET state = 'dropped', reason = 'no longer needed', settled_at = :now
    WHERE id = :id AND NOT open AND state IN ('owed', 'unknown', 'failed') RETURNING conversation_id"""
)

_again = Statement(
    """UPDATE outbox SET state = 'queued', open = true, send_at = :now, reason = '', attempts = 0, lease_token = '', way = ''
    WHERE id = :id AND NOT open AND state IN ('owed', 'unknown', 'failed') RETURNING conversation_id"""
)

# From now on it is as if it had become owed this moment, so that the letter leaves.
_mail = Statement(
    """UPDATE outbox SET state = 'owed', send_at = :now, settled_at = :now
    WHERE id = :id AND NOT open AND state IN ('owed', 'unknown', 'failed') RETURNING conversation_id"""
)

_address = Statement("""UPDATE conversations SET email = :email WHERE id = :id""")


def listed(connection: sa.Connection, state: Stuck, *, after: tuple[int, int] | None, room: int) -> Sequence[Unsent]:
    """Those that have waited longest first."""
    since, last = after or (-1, 0)
    return [_unsent(row) for row in _lists[state](connection, since=since, after=last, room=room)]


def counts(connection: sa.Connection) -> Mapping[Stuck, int]:
    """How many there are of each."""
    found = {row.state: row.n for row in _counts(connection)}
    return {state: found.get(state, 0) for state in get_args(Stuck)}


def one(connection: sa.Connection, id_: int) -> Unsent | None:
    """A single one, while it is unsettled."""
    row = _one(connection, id=id_).one_or_none()
    return _unsent(row) if row is not None else None


def decide(connection: sa.Connection, id_: int, decision: Decision, now: int, email: str = "") -> int | None:
    """Settle one; its conversation, or None where somebody was first. `email` is where a letter goes, where one is given."""
    statement = {"told": _told, "again": _again, "email": _mail, "drop": _drop}[decision]
    conversation_id: int | None = statement(connection, id=id_, now=now).scalar()
    if conversation_id is None:
        return None
    if email:
        _address(connection, id=conversation_id, email=email).close()
    changes.touch(connection, [conversation_id], now)
    return conversation_id


def _unsent(row: sa.Row[tuple[object, ...]]) -> Unsent:
    message = unpack(row.body)
    return Unsent(
        row.id, row.conversation_id, row.state, row.kind, row.agent_id, message.text, message.file.name if message.file else "",
        row.reason, row.settled_at, row.created_at, row.name, row.channel, row.address, row.language, row.email, row.last_in_at,
    )  # fmt: skip
