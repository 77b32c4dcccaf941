"""Who is not answered any more, by whom and why."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.store import changes
from bot.store.arrivals import post_fact
from bot.store.letters import Fact
from bot.store.sql import Statement


@dataclass(frozen=True, slots=True)
class Block:
    """A conversation that is blocked; `at` is ms since the epoch."""

    conversation_id: int
    reason: str
    agent_id: int
    at: int


_one = Statement("""SELECT conversation_id, reason, agent_id, at FROM blocks WHERE conversation_id = :id""")
_make = Statement(
    """INSERT INTO blocks (conversation_id, reason, agent_id, at) VALUES (:id, :reason, :agent, :now)
    ON CONFLICT (conversation_id) DO NOTHING RETURNING conversation_id"""
)
_lift = Statement("""DELETE FROM blocks WHERE conversation_id = :id RETURNING conversation_id""")


def one(connection: sa.Connection, conversation_id: int) -> Block | None:
    """The block of a conversation."""
    row = _one(connection, id=conversation_id).one_or_none()
    return Block(*row) if row is not None else None


def block(connection: sa.Connection, conversation_id: int, reason: str, agent: int, now: int) -> bool:
    """Answer nothing any more; False where that stands already."""
    if not _make(connection, id=conversation_id, reason=reason, agent=agent, now=now).all():
        return False
    _tell(connection, conversation_id, "barred", agent, now)
    return True


def lift(connection: sa.Connection, conversation_id: int, agent: int, now: int) -> bool:
    """Answer again; False where nothing was blocked."""
    if not _lift(connection, id=conversation_id).all():
        return False
    _tell(connection, conversation_id, "unbarred", agent, now)
    return True


def _tell(connection: sa.Connection, conversation_id: int, fact: str, agent: int, now: int) -> None:
    post_fact(connection, conversation_id, Fact(fact, {"agent": agent}), f"{fact}:{conversation_id}:{now}", now)
    changes.touch(connection, [conversation_id], now)
