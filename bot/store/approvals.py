"""What waits for a person's decision inside a flow: frozen as it was shown, decided once, answered through the inbox."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa

from bot.store import audit, changes
from bot.store.arrivals import post_fact
from bot.store.letters import Decision
from bot.store.model import NewApproval
from bot.store.promises import settle_what
from bot.store.sql import Statement
from flows.dialogue import pack, unpack

State = Literal["open", "approved", "rejected", "expired"]
PROMISE = "approval"  # what was promised: a decision


@dataclass(frozen=True, slots=True)
class Approval:
    """A decision that is asked for; moments are ms since the epoch. `decided_fields` are the fields as the person left them."""

    id: int
    conversation_id: int
    key: str
    flow: str
    team: str
    summary: str
    fields: Mapping[str, Any]
    state: State
    made_at: int
    due_at: int
    decided_by: int | None
    decided_at: int | None
    decided_fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `agent` decided, with the fields as they left them."""

    decision: Literal["approved", "rejected", "no_answer"]
    fields: Mapping[str, Any] = field(default_factory=dict)
    agent: int | None = None


NOBODY = Verdict("no_answer")
_FIELDS = "id, conversation_id, key, flow, team, summary, fields, state, made_at, due_at, decided_by, decided_at, decided_fields"

_make = Statement(
    """INSERT INTO approvals (conversation_id, key, flow, team, summary, fields, state, made_at, due_at, decided_fields)
    VALUES (:id, :key, :flow, :team, :summary, :fields, 'open', :now, :due_at, '{}')
    ON CONFLICT (conversation_id, key) DO NOTHING"""
)
_one = Statement(f"""SELECT {_FIELDS} FROM approvals WHERE id = :id""")  # noqa: S608 - column names of our own
_open = Statement(
    f"""SELECT {_FIELDS} FROM approvals WHERE state = 'open' AND (due_at, id) > (:moment, :after)
    ORDER BY due_at, id LIMIT :room"""  # noqa: S608 - column names of our own
)
_all = Statement(
    f"""SELECT {_FIELDS} FROM approvals WHERE (:state = '' OR state = :state) AND id < :before
    ORDER BY id DESC LIMIT :room"""  # noqa: S608 - column names of our own
)
_of = Statement(f"""SELECT {_FIELDS} FROM approvals WHERE conversation_id = :id ORDER BY id""")  # noqa: S608 - as above
_decide = Statement(
    """UPDATE approvals SET state = :state, decided_by = :agent, decided_at = :now, decided_fields = :fields
    WHERE id = :id AND state = 'open' RETURNING conversation_id, key, flow"""
)
_late = Statement(
    """SELECT id FROM approvals WHERE state = 'open' AND due_at <= :now ORDER BY due_at LIMIT :room {skip}"""
)
_next = Statement("""SELECT MIN(due_at) FROM approvals WHERE state = 'open'""")


def make(connection: sa.Connection, conversation_id: int, new: NewApproval, now: int) -> None:
    """Ask for a decision, once by its key within the conversation."""
    _make(
        connection, id=conversation_id, key=new.key, flow=new.flow, team=new.team, summary=new.summary,
        fields=json.dumps(pack(new.fields)), now=now, due_at=new.due_at,
    )  # fmt: skip


def one(connection: sa.Connection, id_: int) -> Approval | None:
    """An approval by its id."""
    row = _one(connection, id=id_).one_or_none()
    return _approval(row) if row is not None else None


def open_ones(connection: sa.Connection, after: tuple[int, int], room: int) -> Sequence[Approval]:
    """Those nobody has decided, first due first, after the one due at `after[0]` with the id `after[1]`."""
    return [_approval(row) for row in _open(connection, moment=after[0], after=after[1], room=room)]


def listing(connection: sa.Connection, state: State | Literal[""], before: int, room: int) -> Sequence[Approval]:
    """All of one state, or of any, newest first, with ids below `before`."""
    return [_approval(row) for row in _all(connection, state=state, before=before, room=room)]


def of_conversation(connection: sa.Connection, conversation_id: int) -> Sequence[Approval]:
    """A conversation's approvals, oldest first."""
    return [_approval(row) for row in _of(connection, id=conversation_id)]


def decide(connection: sa.Connection, id_: int, verdict: Verdict, now: int) -> bool:
    """A person's decision, with the fields as they left them; False where it was decided before, or its time was up."""
    return _settle(connection, id_, verdict, now)


def expire(connection: sa.Connection, now: int, room: int) -> int:
    """Those whose time is up go on by themselves, without a decision; how many."""
    late = _late(connection, now=now, room=room).scalars().all()
    return sum(_settle(connection, id_, NOBODY, now) for id_ in late)


def next_due(connection: sa.Connection) -> int | None:
    """When the next one's time is up."""
    return _next(connection).scalar()


def _settle(connection: sa.Connection, id_: int, verdict: Verdict, now: int) -> bool:
    state: State = "expired" if verdict.decision == "no_answer" else verdict.decision
    fields = json.dumps(pack(verdict.fields))
    row = _decide(connection, id=id_, state=state, agent=verdict.agent, now=now, fields=fields).one_or_none()
    if row is None:
        return False
    settle_what(connection, row.conversation_id, PROMISE, now, about=row.key)
    post_fact(connection, row.conversation_id, Decision(row.key, verdict.decision, verdict.fields), f"approval:{id_}", now)
    changes.touch(connection, [row.conversation_id], now)
    if verdict.agent is not None:
        about, told = f"approval:{id_}", {"conversation": row.conversation_id, "flow": row.flow}
        audit.record(connection, who=verdict.agent, action=f"approval.{state}", about=about, detail=told, now=now)
    return True


def _approval(row: sa.Row[Any]) -> Approval:
    values = row._asdict()
    for name in ("fields", "decided_fields"):
        values[name] = unpack(json.loads(values[name]))
    return Approval(**values)
