"""Effects outside, each once by its key: marked started before they are tried, their result brought back through the inbox."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from bot.store.arrivals import post_fact
from bot.store.letters import CallResult
from bot.store.model import NewCall
from bot.store.sql import Statement
from flows.dialogue import pack, unpack

LEASE = 60_000  # ms; an effect is time-boxed below


@dataclass(frozen=True, slots=True)
class Errand:
    """An effect to perform; `key` is unique in the whole shop. `tried`: an earlier try may have happened, so look it up first."""

    key: str
    conversation_id: int
    name: str
    arguments: Mapping[str, Any]
    attempts: int
    tried: bool
    token: str


_due = Statement(
    """SELECT key, conversation_id, name, arguments, attempts, state FROM calls
    WHERE state IN ('waiting', 'started') AND due_at <= :now AND lease_until <= :now ORDER BY due_at LIMIT :room {skip}"""
)

_start = Statement(
    """UPDATE calls SET state = 'started', attempts = calls.attempts + 1, lease_token = :token, lease_until = :until
    FROM {rows} r WHERE calls.key = r.key""",
    key="text",
)

_finish = Statement(
    """UPDATE calls SET state = :state, result = :result, lease_until = 0
    WHERE key = :key AND lease_token = :token AND state = 'started' RETURNING conversation_id"""
)

_again = Statement(
    """UPDATE calls SET state = 'waiting', lease_until = 0, due_at = :due_at WHERE key = :key AND lease_token = :token"""
)


_order = Statement(
    """INSERT INTO calls (key, conversation_id, name, arguments, digest, state, due_at)
    VALUES (:key, :id, :name, :arguments, :digest, 'waiting', :now) ON CONFLICT (key) DO NOTHING"""
)


def order(connection: sa.Connection, conversation_id: int, call: NewCall, now: int) -> None:
    """Have it done, once by its key."""
    _order(
        connection, id=conversation_id, key=call.key, name=call.name, arguments=call.arguments, digest=call.digest, now=now
    )


def claim(connection: sa.Connection, room: int, now: int, token: str) -> Sequence[Errand]:
    """Mark up to `room` effects as started."""
    rows = _due(connection, now=now, room=room).all()
    if rows:
        _start(connection, [{"key": row.key} for row in rows], token=token, until=now + LEASE)
    return [
        Errand(
            row.key, row.conversation_id, row.name, unpack(json.loads(row.arguments)), row.attempts + 1,
            tried=row.state == "started", token=token,
        )
        for row in rows
    ]  # fmt: skip


def finish(connection: sa.Connection, errand: Errand, result: CallResult, state: str, now: int) -> bool:
    """Write the result down and tell the conversation, in one transaction; False when somebody else has done it."""
    text = json.dumps({"value": pack(result.value), "failure": result.failure})
    found = _finish(connection, key=errand.key, token=errand.token, state=state, result=text).scalar()
    if found is not None:
        told = replace(result, key=errand.key.removeprefix(f"{errand.conversation_id}:"))  # as the dialogue knows it
        post_fact(connection, found, told, f"call:{errand.key}", now)
    return found is not None


def again(connection: sa.Connection, errand: Errand, due_at: int) -> None:
    """It was certainly not done: try at this moment."""
    _again(connection, key=errand.key, token=errand.token, due_at=due_at)
