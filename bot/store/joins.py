"""Supervisors beside agents, in SQL: a row counts while its floor is the conversation's, so that none has to be swept away."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import sqlalchemy as sa

from bot.store.sql import Statement
from handoff.desk import Beside
from handoff.model import AgentId


class Asking(Protocol):
    """Whose claim it is, on which conversation; bot.store.floor.Claim is one."""

    @property
    def conversation_id(self) -> int:
        """Which."""

    @property
    def agent_id(self) -> int:
        """Whose."""


_somebody = Statement(
    """SELECT u.role <> 'agent' AND NOT u.disabled AS supervisor,
      (SELECT j.floor FROM joins j WHERE j.conversation_id = :id AND j.user_id = u.id) AS joined_on
    FROM users u WHERE u.id = :agent"""
)

_note = Statement(
    """INSERT INTO joins (conversation_id, user_id, floor, joined_at) VALUES (:id, :agent, :floor, :now)
    ON CONFLICT (conversation_id, user_id) DO UPDATE SET floor = excluded.floor, joined_at = excluded.joined_at"""
)

_forget = Statement("""DELETE FROM joins WHERE conversation_id = :id AND user_id = :agent""")

_now = Statement(
    """SELECT j.conversation_id, j.user_id FROM joins j
    JOIN conversations c ON c.id = j.conversation_id AND c.floor = j.floor AND c.owner = 'agent'
    JOIN users u ON u.id = j.user_id AND u.role <> 'agent' AND NOT u.disabled
    WHERE :id = 0 OR j.conversation_id = :id ORDER BY j.joined_at, j.user_id"""
)


def somebody(connection: sa.Connection, claim: Asking) -> Beside:
    """Who claims something, in the words of the rules. Who is no supervisor any more has not joined."""
    row = _somebody(connection, id=claim.conversation_id, agent=claim.agent_id).one_or_none()
    if row is None:
        return Beside(AgentId(claim.agent_id))
    return Beside(AgentId(claim.agent_id), bool(row.supervisor), row.joined_on)


def note(connection: sa.Connection, claim: Asking, floor: int, now: int) -> None:
    """They are beside whoever has this floor."""
    _note(connection, id=claim.conversation_id, agent=claim.agent_id, floor=floor, now=now)


def forget(connection: sa.Connection, claim: Asking) -> None:
    """They are not any more."""
    _forget(connection, id=claim.conversation_id, agent=claim.agent_id)


def now(connection: sa.Connection, conversation_id: int = 0) -> Mapping[int, Sequence[int]]:
    """Who has joined which conversation, of this one or of all, first come first."""
    found: dict[int, list[int]] = {}
    for row in _now(connection, id=conversation_id):
        found.setdefault(row.conversation_id, []).append(row.user_id)
    return found
