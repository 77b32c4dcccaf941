"""Who writes again soon after a conversation was closed: without it they would explain everything anew, to the bot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store import ledger
from bot.store.letters import Fact
from bot.store.sql import Statement
from handoff import desk as rules
from handoff.model import AgentId, Bot, Floor, Held


@dataclass(frozen=True, slots=True)
class Closed:
    """A conversation that may go back to who served it last: they are here, and it was closed a short while ago."""

    id: int
    agent_id: int
    floor: int
    team: str


_found = Statement(
    """SELECT c.id, c.served_by, c.floor, c.team FROM {rows} r JOIN conversations c ON c.id = r.id
    JOIN presence p ON p.user_id = c.served_by JOIN users u ON u.id = c.served_by
    WHERE c.reopen_until > :now AND c.owner = 'bot' AND p.state = 'here' AND NOT u.disabled""",
    id="integer",
)

_back = Statement(
    """UPDATE conversations SET owner = 'agent', agent_id = :agent_id, floor = floor + 1, closed_at = NULL, reopen_until = 0,
      told_at = 0, due_at = NULL
    WHERE id = :id AND floor = :floor AND owner = 'bot' AND reopen_until > :now RETURNING floor"""
)


def found(connection: sa.Connection, ids: Iterable[int], now: int) -> Sequence[Closed]:
    """Those among these conversations that may go back."""
    return [Closed(*row) for row in _found(connection, [{"id": id_} for id_ in sorted(set(ids))], now=now)]


def back(connection: sa.Connection, closed: Closed, now: int) -> tuple[str, Fact] | None:
    """Give it to them: the key and the fact, which the dialogue must read before the message. None where it has moved since."""
    wish = rules.Wish("come_back", target=Held(AgentId(closed.agent_id)))
    assert rules.allowed(Floor(Bot()).owner, wish) == wish.target
    number = _back(connection, id=closed.id, agent_id=closed.agent_id, floor=closed.floor, now=now).scalar()
    if number is None:
        return None
    ledger.reopened(connection, closed.id, closed.team, closed.agent_id, now)
    return f"floor:{closed.id}:{number}", Fact("came_back", {"agent": closed.agent_id})
