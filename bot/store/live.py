"""How the desk stands at this moment: without it a supervisor would learn too late of a customer who waits too long."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.sql import Statement

RECENT = 600_000  # ms within which somebody who wrote to the bot counts as talking to it


@dataclass(frozen=True, slots=True)
class Line:
    """A team's queue. `oldest_at`: since when the first of them waits; `late` are past their promise, `at_risk` near it."""

    team: str
    waiting: int
    oldest_at: int | None
    next_due_at: int | None
    late: int
    at_risk: int


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that people hold. `waits_since`: the customer has had no answer since then; None where they have."""

    id: int
    name: str
    channel: str
    address: str
    agent_id: int | None
    team: str
    waits_since: int | None


@dataclass(frozen=True, slots=True)
class Machine:
    """What the bot has in hand: conversations it talks in, turns and messages that are due, what could not be sent yet."""

    talking: int
    turns: int
    oldest_turn_at: int | None
    messages: int
    owed: int


_lines = Statement(
    """SELECT team, COUNT(*), MIN(since), MIN(due_at), SUM(late), SUM(at_risk) FROM (
      SELECT c.team, c.due_at,
        (SELECT MIN(t.opened_at) FROM tickets t WHERE t.conversation_id = c.id AND t.state = 'open') AS since,
        CASE WHEN c.due_at < :now THEN 1 ELSE 0 END AS late,
        CASE WHEN c.due_at >= :now AND EXISTS (SELECT 1 FROM promises p WHERE p.conversation_id = c.id AND p.state = 'open'
          AND p.warn_at <= :now) THEN 1 ELSE 0 END AS at_risk
      FROM conversations c WHERE c.owner = 'queue') q
    GROUP BY team ORDER BY team"""
)

# A customer waits from the hand-over on, and after an answer from the first thing they wrote since.
_talks = Statement(
    """SELECT h.id, h.name, h.channel, h.address, h.agent_id, h.team,
      CASE WHEN h.answered_at IS NULL OR h.answered_at < h.opened_at THEN h.opened_at
        WHEN h.last_in_at > h.answered_at THEN (SELECT MIN(i.at) FROM inbox i WHERE i.conversation_id = h.id
          AND i.at > h.answered_at AND i.kind IN ('text', 'press', 'attachment', 'contact')) END AS waits_since
    FROM (SELECT c.id, c.name, c.channel, c.address, c.agent_id, c.team, c.last_in_at,
        (SELECT MAX(o.created_at) FROM outbox o WHERE o.conversation_id = c.id AND o.author = 'agent') AS answered_at,
        (SELECT MAX(t.opened_at) FROM tickets t WHERE t.conversation_id = c.id AND t.state <> 'left') AS opened_at
      FROM conversations c WHERE c.owner = 'agent' ORDER BY c.agent_id, c.changed_at LIMIT :room) h"""
)

_machine = Statement(
    """SELECT
      (SELECT COUNT(*) FROM conversations WHERE changed_at >= :recent AND owner = 'bot' AND closed_at IS NULL
        AND last_in_at >= :recent),
      (SELECT COUNT(*) FROM conversations WHERE wake_at IS NOT NULL AND wake_at <= :now),
      (SELECT MIN(wake_at) FROM conversations WHERE wake_at IS NOT NULL AND wake_at <= :now),
      (SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND send_at <= :now),
      (SELECT COUNT(DISTINCT conversation_id) FROM outbox WHERE state = 'owed')"""
)


def lines(connection: sa.Connection, now: int) -> Sequence[Line]:
    """The queues of all teams in which somebody waits."""
    return [Line(row[0], row[1], row[2], row[3], int(row[4]), int(row[5])) for row in _lines(connection, now=now)]


def talks(connection: sa.Connection, room: int) -> Sequence[Talk]:
    """What people hold, the customer who has waited longest first, then those who have their answer."""
    found = [Talk(*row) for row in _talks(connection, room=room)]
    return sorted(found, key=lambda talk: (talk.waits_since is None, talk.waits_since or 0, talk.id))


def machine(connection: sa.Connection, now: int) -> Machine:
    """What the bot has in hand."""
    return Machine(*_machine(connection, now=now, recent=now - RECENT).one())
