"""How many conversations each list has: without it an agent would have to open a list to learn that somebody waits in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from bot.store.sql import Statement

MOST = 1_000  # counted to the end is a list that people work off; of longer ones nobody needs to know more
NEWEST = 10_000  # conversations among which those of the bot are counted: no index holds them, since nearly all are


@dataclass(frozen=True, slots=True)
class Desk:
    """What one agent has: conversations, those of them in which the customer wrote last, and what they have put aside."""

    holds: int = 0
    unanswered: int = 0
    snoozed: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """Each list's length, `MOST` at most, and what each agent has, by id."""

    lists: Mapping[str, int] = field(default_factory=dict)
    desks: Mapping[int, Desk] = field(default_factory=dict)


# The conditions stand as the partial indexes have them, so that each list is counted within its own. Without the bound a shop
# that closes what is done would read all it ever closed to find the few that are not.
_WHERE = {
    "queue": "conversations WHERE owner = 'queue'",
    "decide": "approvals WHERE state = 'open'",
    "bot": f"(SELECT owner, closed_at FROM conversations ORDER BY changed_at DESC LIMIT {NEWEST}) AS c "  # noqa: S608 - our own
    "WHERE owner = 'bot' AND closed_at IS NULL",
    "closed": "conversations WHERE closed_at IS NOT NULL",
    "all": "conversations",
}

_LENGTH = "(SELECT COUNT(*) FROM (SELECT 1 FROM {where} LIMIT {most}) AS q) AS n_{name}"
_lengths = Statement("SELECT " + ", ".join(_LENGTH.format(where=where, most=MOST, name=name) for name, where in _WHERE.items()))

_desks = Statement(
    """SELECT c.agent_id, SUM(CASE WHEN c.snoozed_until = 0 THEN 1 ELSE 0 END), SUM(CASE WHEN c.last_in_at > COALESCE(
        (SELECT o.created_at FROM outbox o WHERE o.conversation_id = c.id AND o.author = 'agent' ORDER BY o.id DESC LIMIT 1), 0)
      THEN 1 ELSE 0 END), SUM(CASE WHEN c.snoozed_until > 0 THEN 1 ELSE 0 END)
    FROM conversations c WHERE c.owner = 'agent' GROUP BY c.agent_id"""
)


def read(connection: sa.Connection) -> Counts:
    """All lengths, in two statements."""
    lengths = dict(zip(_WHERE, _lengths(connection).one(), strict=True))
    desks = {agent: Desk(*map(int, counted)) for agent, *counted in _desks(connection)}
    lengths["agent"] = min(sum(desk.holds + desk.snoozed for desk in desks.values()), MOST)
    return Counts(lengths, {agent: desk for agent, desk in desks.items() if agent is not None})
