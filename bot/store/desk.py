"""The floor of a conversation in SQL: without it a bot and two agents could all be talking to one customer.

Each change is one compare-and-set in a transaction of its own, answered at once, and leaves a fact in the inbox, so that the
dialogue learns of it in the order in which it happened. An agent's words go straight into the outbox, checked against the owner.
"""

from dataclasses import dataclass
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from bot.channels.port import Message
from bot.store import ledger, outbox
from bot.store.arrivals import post_fact
from bot.store.letters import Fact, storable
from bot.store.sql import Statement

Owner = Literal["bot", "queue", "agent"]

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Floor:
    """Who answers a conversation; `number` rises at each change."""

    conversation_id: int
    owner: Owner
    agent_id: int | None
    number: int
    team: str
    due_at: int | None
    closed_at: int | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why this cannot be done: somebody else has the floor, or it has changed since it was looked at."""

    reason: Literal["held", "not_yours", "moved"]
    floor: Floor


@dataclass(frozen=True, slots=True)
class Written:
    """An agent's message or note as it was stored; `again` when the same key had come before."""

    id: int
    again: bool = False


_floor = Statement(
    """SELECT id, owner, agent_id, floor, team, due_at, closed_at FROM conversations WHERE id = :id {lock}"""
)

_change = Statement(
    """UPDATE conversations SET owner = :owner, agent_id = :agent_id, team = :team, due_at = :due_at, closed_at = :closed_at,
      floor = floor + 1
    WHERE id = :id AND floor = :floor RETURNING id, owner, agent_id, floor, team, due_at, closed_at"""
)

_answered = Statement("""UPDATE conversations SET due_at = NULL WHERE id = :id""")

_touch = Statement(
    """UPDATE conversations SET changed_at = CASE WHEN changed_at < :now THEN :now ELSE changed_at + 1 END WHERE id = :id"""
)

_by_key = Statement("""SELECT id FROM outbox WHERE key = :key""")

Change = Floor | Conflict | None


@dataclass(frozen=True, slots=True)
class Claim:
    """An agent who wants something of a conversation; `seen` is the floor they were looking at, where they say so."""

    conversation_id: int
    agent_id: int
    now: int
    seen: int | None = None


def floor(connection: sa.Connection, conversation_id: int) -> Floor | None:
    """Who has the floor, held still until the transaction ends; None where there is no such conversation."""
    row = _floor(connection, id=conversation_id).one_or_none()
    return Floor(*row) if row is not None else None


def take(connection: sa.Connection, claim: Claim) -> Change:
    """Give the floor to the agent. What is theirs already stays theirs."""
    held = floor(connection, claim.conversation_id)
    if held is None or _is_theirs(held, claim):
        return held
    if held.owner == "agent":
        return Conflict("held", held)
    changed = _set(connection, claim, held, owner="agent", agent_id=claim.agent_id, closed_at=None)
    if isinstance(changed, Floor):
        ledger.taken(connection, claim.conversation_id, claim.agent_id)
        _tell(connection, claim, changed, "taken")
    return changed


def release(connection: sa.Connection, claim: Claim, summary: str = "") -> Change:
    """Give it back to the bot; `summary` is what the bot may tell of it."""
    held = floor(connection, claim.conversation_id)
    if held is None:
        return None
    if not _is_theirs(held, claim):
        return Conflict("not_yours", held)
    changed = _set(connection, claim, held, owner="bot", agent_id=None, due_at=None)
    if isinstance(changed, Floor):
        ledger.closed(connection, claim.conversation_id, claim.now)
        _tell(connection, claim, changed, "released", summary=storable(summary))
    return changed


def close(connection: sa.Connection, claim: Claim) -> Change:
    """Nobody needs to look at it any more, until the customer writes again. Anybody may close what no other agent holds."""
    held = floor(connection, claim.conversation_id)
    if held is None or (held.closed_at is not None and held.owner == "bot"):
        return held
    if held.owner == "agent" and not _is_theirs(held, claim):
        return Conflict("held", held)
    changed = _set(connection, claim, held, owner="bot", agent_id=None, due_at=None, closed_at=claim.now)
    if isinstance(changed, Floor):
        ledger.closed(connection, claim.conversation_id, claim.now)
        _tell(connection, claim, changed, "closed")
    return changed


def transfer(connection: sa.Connection, claim: Claim, *, team: str = "", to_agent: int | None = None) -> Change:
    """Hand it to a person, or to a team's queue: what somebody was already answering is due there at once."""
    held = floor(connection, claim.conversation_id)
    if held is None:
        return None
    if held.owner == "agent" and not _is_theirs(held, claim):
        return Conflict("held", held)
    team = team or held.team
    changed = _to_team(connection, claim, held, team) if to_agent is None else _to_agent(connection, claim, held, team, to_agent)
    if isinstance(changed, Floor):
        _tell(connection, claim, changed, "transferred", team=team, to_agent=to_agent)
    return changed


def _to_agent(connection: sa.Connection, claim: Claim, held: Floor, team: str, to_agent: int) -> Floor | Conflict:
    changed = _set(connection, claim, held, owner="agent", agent_id=to_agent, team=team, closed_at=None)
    if isinstance(changed, Floor):
        ledger.taken(connection, claim.conversation_id, to_agent)
    return changed


def _to_team(connection: sa.Connection, claim: Claim, held: Floor, team: str) -> Floor | Conflict:
    due_at = held.due_at if held.due_at is not None else claim.now
    changed = _set(connection, claim, held, owner="queue", agent_id=None, team=team, due_at=due_at, closed_at=None)
    if isinstance(changed, Floor):
        ledger.handed_on(connection, claim.conversation_id, team, due_at, claim.now)
    return changed


def answer(connection: sa.Connection, claim: Claim, text: str, key: str) -> Written | Conflict | None:
    """Say something to the customer, once per `key`. The first words keep the promise that somebody would write."""
    held = floor(connection, claim.conversation_id)
    if held is None:
        return None
    key = f"agent:{claim.agent_id}:{claim.conversation_id}:{key}"
    if (before := _by_key(connection, key=key).scalar()) is not None:
        return Written(before, again=True)
    if not _is_theirs(held, claim):
        return Conflict("not_yours", held)
    written = _write(connection, claim, held, "agent", text=text, key=key)
    ledger.answered(connection, claim.conversation_id, claim.now)
    _answered(connection, id=claim.conversation_id)
    post_fact(connection, claim.conversation_id, Fact("agent_wrote", {"agent": claim.agent_id}), f"wrote:{written.id}", claim.now)
    return written


def note(connection: sa.Connection, claim: Claim, text: str, key: str) -> Written | None:
    """Write something for colleagues only, once per `key`."""
    held = floor(connection, claim.conversation_id)
    if held is None:
        return None
    key = f"note:{claim.agent_id}:{claim.conversation_id}:{key}"
    if (before := _by_key(connection, key=key).scalar()) is not None:
        return Written(before, again=True)
    _touch(connection, id=claim.conversation_id, now=claim.now)
    return _write(connection, claim, held, "note", text=text, key=key)


def _write(
    connection: sa.Connection, claim: Claim, held: Floor, kind: Literal["agent", "note"], *, text: str, key: str
) -> Written:
    id_ = outbox.write(
        connection, conversation_id=held.conversation_id, kind=kind, agent_id=claim.agent_id, floor=held.number, key=key,
        body=_encode(Message(storable(text))).decode(), now=claim.now,
    )  # fmt: skip
    assert id_ is not None, "the row is held, so nobody can have used the key since it was looked for"
    return Written(id_)


def _is_theirs(held: Floor, claim: Claim) -> bool:
    return held.owner == "agent" and held.agent_id == claim.agent_id


def _set(connection: sa.Connection, claim: Claim, held: Floor, **changes: Any) -> Floor | Conflict:
    """The compare-and-set; what `changes` does not name stays."""
    if claim.seen is not None and claim.seen != held.number:
        return Conflict("moved", held)
    kept = {"team": held.team, "due_at": held.due_at, "closed_at": held.closed_at}
    row = _change(connection, id=held.conversation_id, floor=held.number, **{**kept, **changes}).one_or_none()
    return Floor(*row) if row is not None else Conflict("moved", held)


def _tell(connection: sa.Connection, claim: Claim, changed: Floor, fact: str, **values: Any) -> None:
    key = f"floor:{changed.conversation_id}:{changed.number}"
    post_fact(connection, changed.conversation_id, Fact(fact, {"agent": claim.agent_id, **values}), key, claim.now)
