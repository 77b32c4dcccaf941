"""The ledger of tickets and promises: without it nobody could say what was promised, nor whether it was kept."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

import sqlalchemy as sa

from bot.store import clocks
from bot.store.model import NewPromise, NewTicket
from bot.store.promises import REPLY, make, settle_every, settle_replies
from bot.store.sql import Statement

BY_PEOPLE = ("cancelled-refund", "replacement")  # what only a person sees to: done when they are done with the conversation
State = Literal["open", "kept", "renewed", "broken"]


@dataclass(frozen=True, slots=True)
class Promise:
    """What was said to a customer, by whom, and by when; moments are ms since the epoch."""

    id: int
    conversation_id: int
    what: str
    text: str
    made_by: str
    made_at: int
    due_at: int
    state: State
    successor_id: int | None
    settled_at: int | None
    warned_at: int | None = None
    about: str = ""
    agent_id: int | None = None
    renewal: bool = False
    warn_at: int = 0


@dataclass(frozen=True, slots=True)
class Ticket:
    """A hand-over to people."""

    id: int
    conversation_id: int
    team: str
    reason: str
    summary: str
    opened_at: int
    due_at: int | None
    state: Literal["open", "taken", "closed", "left"]
    agent_id: int | None
    answered_at: int | None
    closed_at: int | None


_PROMISE = ", ".join(field.name for field in fields(Promise))
_TICKET = "id, conversation_id, team, reason, summary, opened_at, due_at, state, agent_id, answered_at, closed_at"

# Open ones by the moment they are due, the rest newest first: two orders, each with its own index.
_open_promises = Statement(
    f"""SELECT {_PROMISE} FROM promises WHERE state = 'open' AND (due_at, id) > (:moment, :id)
    ORDER BY due_at, id LIMIT :room"""  # noqa: S608 - column names of our own
)
_promises = Statement(
    f"""SELECT {_PROMISE} FROM promises WHERE (:state = '' OR state = :state) AND id < :id
    ORDER BY id DESC LIMIT :room"""  # noqa: S608 - column names of our own
)
_promises_of = Statement(
    f"""SELECT {_PROMISE} FROM promises WHERE conversation_id = :id ORDER BY id"""  # noqa: S608 - column names of our own
)
_tickets_of = Statement(
    f"""SELECT {_TICKET} FROM tickets WHERE conversation_id = :id ORDER BY id"""  # noqa: S608 - column names of our own
)

_take = Statement(
    """UPDATE tickets SET state = 'taken', agent_id = :agent_id WHERE conversation_id = :id AND state IN ('open', 'taken')"""
)

# A person's first words stop the clock of the ticket.
_answer = Statement(
    """UPDATE tickets SET answered_at = :now WHERE conversation_id = :id AND state = 'taken' AND answered_at IS NULL"""
)

_close = Statement(
    """UPDATE tickets SET state = 'closed', closed_at = :now WHERE conversation_id = :id AND state IN ('open', 'taken')"""
)

_leave = Statement("""UPDATE tickets SET state = 'left', closed_at = :now WHERE conversation_id = :id AND state = 'open'""")

_hand_on = Statement(
    """UPDATE tickets SET state = 'open', agent_id = NULL, team = :team, answered_at = NULL
    WHERE conversation_id = :id AND state IN ('open', 'taken') RETURNING id"""
)
_open = Statement(
    """INSERT INTO tickets (conversation_id, team, reason, summary, opened_at, due_at, state, topic)
    VALUES (:id, :team, :reason, :summary, :now, :due_at, 'open', :topic)"""
)


def open_promises(connection: sa.Connection, after: tuple[int, int], room: int) -> Sequence[Promise]:
    """Those not yet settled, first due first, after the one due at `after[0]` with the id `after[1]`."""
    return [Promise(*row) for row in _open_promises(connection, moment=after[0], id=after[1], room=room)]


def promises(connection: sa.Connection, state: State | Literal[""], before: int, room: int) -> Sequence[Promise]:
    """All of one state, or of any, newest first, with ids below `before`."""
    return [Promise(*row) for row in _promises(connection, state=state, id=before, room=room)]


def promises_of(connection: sa.Connection, conversation_id: int) -> Sequence[Promise]:
    """A conversation's promises, oldest first."""
    return [Promise(*row) for row in _promises_of(connection, id=conversation_id)]


def tickets_of(connection: sa.Connection, conversation_id: int) -> Sequence[Ticket]:
    """A conversation's tickets, oldest first."""
    return [Ticket(*row) for row in _tickets_of(connection, id=conversation_id)]


def taken(connection: sa.Connection, conversation_id: int, agent_id: int) -> None:
    """An agent has the conversation, and with it its ticket."""
    _take(connection, id=conversation_id, agent_id=agent_id)


def answered(connection: sa.Connection, conversation_id: int, now: int, agent_id: int | None = None) -> None:
    """An agent wrote: the promise of an answer is kept, or broken when it comes too late."""
    _answer(connection, id=conversation_id, now=now)
    settle_replies(connection, conversation_id, now)
    clocks.answered(connection, conversation_id, agent_id, now)


def closed(connection: sa.Connection, conversation_id: int, now: int) -> None:
    """A person is done with it. What was promised counts as kept where they were in time, written or not."""
    settle_replies(connection, conversation_id, now, answered=False)
    for what in BY_PEOPLE:
        settle_every(connection, conversation_id, what, now)
    _close(connection, id=conversation_id, now=now)
    clocks.over(connection, conversation_id, now)


def left(connection: sa.Connection, conversation_id: int, now: int) -> None:
    """The customer does not wait for a person any more."""
    settle_replies(connection, conversation_id, now, answered=False)
    _leave(connection, id=conversation_id, now=now)
    clocks.over(connection, conversation_id, now)


def opened(connection: sa.Connection, conversation_id: int, new: NewTicket, now: int) -> None:
    """It goes to people, who have promised to write by its `due_at`; where that is missing, nothing was promised."""
    _open(
        connection, id=conversation_id, team=new.team, reason=new.reason, summary=new.summary, now=now, due_at=new.due_at,
        topic=new.topic,
    )  # fmt: skip
    if new.due_at is not None:
        reply = NewPromise(REPLY, new.promise, new.due_at, new.warn_at, new.renew_at)
        make(connection, conversation_id, reply, now)
        clocks.handed_over(connection, conversation_id, new.team, now)


def placed(connection: sa.Connection, conversation_id: int, new: NewTicket, now: int) -> None:
    """People shall look at it, and nothing was promised beyond what stands already."""
    _open(
        connection, id=conversation_id, team=new.team, reason=new.reason, summary=new.summary, now=now, due_at=new.due_at,
        topic=new.topic,
    )  # fmt: skip


def handed_on(connection: sa.Connection, conversation_id: int, team: str, due_at: int, now: int) -> None:
    """It waits for another team: with the ticket it has, or with a new one."""
    values: dict[str, Any] = {"id": conversation_id, "team": team}
    clocks.handed_over(connection, conversation_id, team, now)
    if not _hand_on(connection, **values).all():
        _open(connection, **values, reason="transferred", summary="", now=now, due_at=due_at, topic="")


def reopened(connection: sa.Connection, conversation_id: int, team: str, agent_id: int, now: int) -> None:
    """What was closed is taken up again by somebody, or for them by the customer's next message: a ticket of its own."""
    _open(connection, id=conversation_id, team=team, reason="reopened", summary="", now=now, due_at=None, topic="")
    taken(connection, conversation_id, agent_id)
