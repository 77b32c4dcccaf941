"""Answers that wait a moment so that their author can take them back: without it a slip would be with the customer at once.

Until its `send_at` a held answer is the author's to take back; the claim and the taking back are one compare-and-set each, so one
of them has it. What an answer settles (the promise that somebody would write, the moment it is due) is settled when it can no
longer be taken back: at the claim, or when the conversation changes hands, which lets it go at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store import changes, drafts, ledger, outbox
from bot.store.arrivals import post_fact
from bot.store.letters import Fact
from bot.store.outbox import TAKEN_BACK, Envelope, unpack
from bot.store.sql import Statement


@dataclass(frozen=True, slots=True)
class Taken:
    """Taken back: the draft it has become."""

    draft: drafts.Draft


_hold = Statement(
    """SELECT key, body FROM outbox WHERE id = :id AND conversation_id = :conversation_id AND agent_id = :agent_id
      AND kind = 'agent' AND held AND state = 'queued' AND attempts = 0 {lock}"""
)

# The answer with what follows it under its key and a number: files, the rest of a long text. They leave after it.
_take_back = Statement(
    f"""UPDATE outbox SET state = 'dropped', open = false, reason = '{TAKEN_BACK}', settled_at = :now, held = false,
      body = '{{}}'
    WHERE conversation_id = :conversation_id AND agent_id = :agent_id AND held AND state = 'queued' AND attempts = 0
      AND (key = :key OR substr(key, 1, length(:key) + 1) = :key || ' ') AND id >= :id RETURNING id"""  # noqa: S608 - column names of our own
)

_bodies = Statement(
    """SELECT body FROM outbox WHERE conversation_id = :conversation_id AND agent_id = :agent_id AND held AND id >= :id
      AND (key = :key OR substr(key, 1, length(:key) + 1) = :key || ' ') ORDER BY id"""
)

# Rows that are just being claimed are passed over: their claim does the same.
_let_go = Statement(
    """UPDATE outbox SET send_at = :now, held = false
    WHERE id IN (SELECT id FROM outbox WHERE conversation_id = :id AND held AND open AND state = 'queued' AND attempts = 0 {skip})
    RETURNING id, conversation_id, agent_id, created_at"""
)

# Who wrote meanwhile waits since then. What is put aside stays so, and comes back by itself.
_answered = Statement(
    """UPDATE conversations SET due_at = NULL, told_at = 0, served_by = COALESCE(agent_id, :agent_id),
      waits_since = CASE WHEN last_in_at > :at THEN last_in_at ELSE 0 END,
      look_at = CASE WHEN snoozed_until > 0 THEN look_at WHEN last_in_at > :at THEN last_in_at ELSE 0 END WHERE id = :id"""
)


def claim(connection: sa.Connection, room: int, now: int, token: str, lanes: Sequence[int] = (0, 1, 2)) -> list[Envelope]:
    """What may be sent now (outbox.claim); a held answer is its author's no longer, and settles what it settles."""
    claimed = outbox.claim(connection, room, now, token, lanes)
    for envelope in claimed:
        if envelope.held and envelope.attempts == 1 and envelope.agent_id is not None:
            said(connection, envelope.conversation_id, envelope.agent_id, envelope.id, envelope.created_at)
    return claimed


def said(connection: sa.Connection, conversation_id: int, agent_id: int, message_id: int, at: int) -> None:
    """These words were said at that moment (ms): they keep the promise that somebody would write, or break it."""
    ledger.answered(connection, conversation_id, at, agent_id)
    _answered(connection, id=conversation_id, agent_id=agent_id, at=at)
    post_fact(connection, conversation_id, Fact("agent_wrote", {"agent": agent_id}), f"wrote:{message_id}", at)


def let_go(connection: sa.Connection, conversation_id: int, now: int) -> int:
    """The conversation changes hands: what was held back goes at once; how many messages."""
    gone = _let_go(connection, id=conversation_id, now=now).all()
    for row in gone:
        said(connection, row.conversation_id, row.agent_id, row.id, row.created_at)
    return len(gone)


def take_back(connection: sa.Connection, conversation_id: int, agent_id: int, message_id: int, now: int) -> Taken | None:
    """Make a held answer its author's draft again; None where it has left, or was never theirs to take back."""
    values: dict[str, Any] = {"conversation_id": conversation_id, "agent_id": agent_id, "id": message_id}
    head = _hold(connection, **values).one_or_none()
    if head is None:
        return None
    messages = [unpack(body) for body in _bodies(connection, **values, key=head.key).scalars()]
    _take_back(connection, **values, key=head.key, now=now).close()
    text = "\n".join(message.text for message in messages if message.text)
    files = [message.file.id for message in messages if message.file is not None]
    draft = drafts.put_back(connection, drafts.Place(conversation_id, agent_id), text, files, now)
    changes.touch(connection, [conversation_id], now)
    return Taken(draft) if draft is not None else None
