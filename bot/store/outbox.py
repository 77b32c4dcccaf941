"""What is said leaves here: oldest first in each conversation, claimed before the request, marked with what became of it.

States: queued -> sending -> sent | seen | failed | unknown | owed | dropped. `open` is true while the conversation's next message
has to wait for this one: queued, sending, or an unknown outcome that an echo may still settle.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from bot.channels.port import Echo, Inbound, Message, Receipt
from bot.store import changes
from bot.store.sql import Statement

LEASE = 60_000  # ms; a send is time-boxed well below
DECIDE = 60_000  # ms an unknown outcome may wait for its echo
TAKEN_BACK = "taken back"  # the reason of what its author took back before it left: nobody is shown it

Kind = Literal["talk", "fact", "agent", "note", "system"]
State = Literal["queued", "sending", "sent", "seen", "failed", "unknown", "owed", "dropped"]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A claimed message with what is needed to judge and send it; `floor_now` and `owner` as they stand at the claim."""

    id: int
    conversation_id: int
    kind: Kind
    floor: int
    key: str
    body: str
    asks: str
    says: str
    lane: int
    created_at: int
    attempts: int
    token: str
    channel: str
    address: str
    owner: str
    floor_now: int
    last_in_at: int | None
    reachable: bool
    email: str
    language: str
    held: bool = False
    agent_id: int | None = None

    @property
    def is_stale(self) -> bool:
        """Talk of a bot whose floor it no longer is."""
        return self.kind == "talk" and (self.owner == "agent" or self.floor != self.floor_now)


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of a send. `send_at` is when to try again, for queued; or until when an unknown waits for its echo.

    What is queued again without a reason only waited for its turn: that is no try. The first of an answer that was held stays
    one: by it the answer left its author, and what it settles is settled once.

    `way` is by which it went: channel, template or email.
    """

    id: int
    token: str
    state: State
    open: bool = False
    message_id: str = ""
    reason: str = ""
    send_at: int = 0
    way: str = ""


_queue = Statement(
    """INSERT INTO outbox
      (conversation_id, turn, kind, floor, key, body, asks, says, lane, author, created_at, send_at, state, open)
    SELECT conversation_id, turn, kind, floor, key, body, asks, says, lane, 'bot', :now, :now, 'queued', true FROM {rows} r
    WHERE true ON CONFLICT (key) DO NOTHING""",
    conversation_id="integer",
    turn="integer",
    kind="text",
    floor="integer",
    key="text",
    body="text",
    asks="text",
    says="text",
    lane="integer",
)

# Agents' words, notes and system lines, written by the desk in a transaction of its own.
_write = Statement(
    """INSERT INTO outbox (conversation_id, kind, author, agent_id, floor, key, body, created_at, send_at, state, open, held)
    VALUES (:conversation_id, :kind, :author, :agent_id, :floor, :key, :body, :now, :send_at, :state, :open, :held)
    ON CONFLICT (key) DO NOTHING RETURNING id"""
)

# The head of each conversation that may go now. `lane` first: people waiting, then facts, then notices.
_claim = Statement(
    """WITH due AS MATERIALIZED (SELECT o.id FROM outbox o WHERE o.state = 'queued' AND o.lane = :lane AND o.send_at <= :now
      AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.conversation_id = o.conversation_id AND p.open AND p.id < o.id)
      ORDER BY o.send_at LIMIT :room {skip})
    UPDATE outbox SET state = 'sending', lease_token = :token, lease_until = :until, attempts = attempts + 1
    WHERE id IN (SELECT id FROM due)
    RETURNING id, conversation_id, kind, floor, key, body, asks, says, lane, created_at, attempts, held, agent_id"""
)

_addressees = Statement(
    """SELECT c.id, c.channel, c.address, c.owner, c.floor, c.last_in_at, c.reachable, c.email, c.language
    FROM {rows} r JOIN conversations c ON c.id = r.id""",
    id="integer",
)

_mark = Statement(
    """UPDATE outbox SET state = r.state, open = r.open, message_id = r.message_id, reason = r.reason, lease_until = r.send_at,
      send_at = CASE WHEN r.state = 'queued' THEN r.send_at ELSE outbox.send_at END,
      attempts = outbox.attempts - CASE WHEN r.state = 'queued' AND r.reason = ''
        AND NOT (outbox.held AND outbox.attempts = 1) THEN 1 ELSE 0 END,
      settled_at = CASE WHEN r.open THEN NULL ELSE :now END,
      way = CASE WHEN r.state <> 'sent' OR (outbox.way = 'later' AND r.way = 'channel') THEN outbox.way ELSE r.way END
    FROM {rows} r WHERE outbox.id = r.id AND outbox.lease_token = r.token AND outbox.open AND outbox.state = 'sending'
    RETURNING outbox.id""",
    id="integer",
    token="text",  # noqa: S106 - a column type
    state="text",
    open="boolean",
    message_id="text",
    reason="text",
    send_at="integer",
    way="text",
)

# A send whose worker died may have been delivered: nobody can tell.
_abandoned = Statement(
    """UPDATE outbox SET state = 'unknown', lease_until = :decide, reason = 'the program stopped during the send'
    WHERE open AND state = 'sending' AND lease_until <= :now RETURNING id"""
)

# The wait for an echo is over.
_decided = Statement(
    """UPDATE outbox SET open = false, settled_at = :now
    WHERE open AND state = 'unknown' AND lease_until <= :now RETURNING id, conversation_id, kind, asks, key, reason"""
)

_lost_before = Statement(
    """SELECT COUNT(*) FROM outbox WHERE conversation_id = :id AND asks = :asks AND state = 'unknown'"""
)

_echoed = Statement(
    """UPDATE outbox SET state = 'sent', open = false, settled_at = :now, message_id = r.message_id
    FROM {rows} r WHERE outbox.key = r.key AND outbox.state IN ('sending', 'unknown')
    RETURNING outbox.conversation_id""",
    key="text",
    message_id="text",
)

_seen_until = Statement(
    """UPDATE outbox SET state = 'seen' WHERE state = 'sent' AND way <> 'email' AND settled_at <= :until
      AND conversation_id = (SELECT id FROM conversations WHERE channel = :channel AND address = :address)"""
)

_carry = Statement("""UPDATE outbox SET floor = :new WHERE conversation_id = :id AND open AND floor = :old""")

_owed = Statement(
    """UPDATE outbox SET state = 'queued', open = true, send_at = :now, reason = '', attempts = 0, way = 'later'
    WHERE state = 'owed' AND conversation_id IN (SELECT id FROM {rows} r) RETURNING id""",
    id="integer",
)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Message).decode


def pack(message: Message) -> str:
    """A message as it is stored."""
    return _encode(message).decode()


def unpack(body: str) -> Message:
    """A stored message."""
    return _decode(body)


def tell(connection: sa.Connection, conversation_id: int, floor: int, *, key: str, text: str, now: int) -> None:
    """A fact that is told whoever has the floor, once by its key."""
    row = {
        "conversation_id": conversation_id, "turn": None, "kind": "fact", "floor": floor, "key": key,
        "body": pack(Message(text)), "asks": "", "says": "", "lane": 1,
    }  # fmt: skip
    _queue(connection, [row], now=now).close()
    changes.touch(connection, [conversation_id], now)


def queue(connection: sa.Connection, messages: Sequence[Mapping[str, Any]], now: int) -> None:
    """Store a turn's messages, to be sent in this order."""
    if messages:
        _queue(connection, messages, now=now)


def write(
    connection: sa.Connection,
    *,
    conversation_id: int,
    kind: Kind,
    agent_id: int | None,
    floor: int,
    key: str,
    body: str,
    now: int,
    hold: int = 0,
) -> int | None:
    """Store an agent's words (to be sent), a note or a system line (already done); None where the key was used before.

    For `hold` ms the words stay, and their author may take them back.
    """
    going = kind == "agent"
    return _write(
        connection, conversation_id=conversation_id, kind=kind, author=kind, agent_id=agent_id, floor=floor, key=key, body=body,
        now=now, send_at=now + hold, held=going and hold > 0, state="queued" if going else "sent", open=going,
    ).scalar()  # fmt: skip


def claim(connection: sa.Connection, room: int, now: int, token: str, lanes: Sequence[int] = (0, 1, 2)) -> list[Envelope]:
    """Mark up to `room` messages as being sent, at most one a conversation."""
    heads: list[Any] = []
    for lane in lanes:
        if len(heads) < room:
            heads += _claim(connection, token=token, until=now + LEASE, now=now, lane=lane, room=room - len(heads)).mappings()
    if not heads:
        return []
    ids = sorted({head["conversation_id"] for head in heads})
    to = {row.id: row for row in _addressees(connection, [{"id": id_} for id_ in ids])}
    return [_envelope(head, to[head["conversation_id"]], token) for head in sorted(heads, key=lambda head: head["id"])]


def _envelope(head: Mapping[str, Any], to: sa.Row[Any], token: str) -> Envelope:
    return Envelope(
        **head, token=token, channel=to.channel, address=to.address, owner=to.owner, floor_now=to.floor,
        last_in_at=to.last_in_at, reachable=bool(to.reachable), email=to.email,
        language=to.language,
    )  # fmt: skip


def mark(connection: sa.Connection, marks: Sequence[tuple[Mark, int]], now: int) -> list[bool]:
    """Write down what became of sends (with their conversation ids), those still claimed by the same token."""
    rows = [
        {"id": m.id, "token": m.token, "state": m.state, "open": m.open, "message_id": m.message_id, "reason": m.reason,
         "send_at": m.send_at, "way": m.way}
        for m, _ in marks
    ]  # fmt: skip
    done = set(_mark(connection, rows, now=now).scalars())
    changes.touch(connection, (conversation for _, conversation in marks), now)
    return [m.id in done for m, _ in marks]


def note_receipts(connection: sa.Connection, inbounds: Sequence[Inbound], now: int) -> None:
    """An echo of ours settles a send whose answer was lost; a receipt says it was seen."""
    echoes = [
        {"key": i.content.metadata, "message_id": i.content.message_id}
        for i in inbounds
        if isinstance(i.content, Echo) and i.content.metadata
    ]
    if echoes:
        _echoed(connection, echoes, now=now)
    for inbound in inbounds:
        if isinstance(inbound.content, Receipt) and inbound.content.state == "seen" and inbound.content.until:
            _seen_until(connection, until=inbound.content.until, channel=inbound.account, address=inbound.address)


def abandon(connection: sa.Connection, now: int) -> int:
    """Turn sends whose lease ran out into unknown ones; how many."""
    return len(_abandoned(connection, now=now, decide=now + DECIDE).all())


def decide(connection: sa.Connection, now: int) -> list[Mapping[str, Any]]:
    """Close the unknown ones that no echo settled in time, and say which they were."""
    return [dict(row) for row in _decided(connection, now=now).mappings()]


def lost_before(connection: sa.Connection, conversation_id: int, asks: str) -> int:
    """How many sends of this question ended unknown."""
    return int(_lost_before(connection, id=conversation_id, asks=asks).scalar() or 0)


def carry_over(connection: sa.Connection, conversation_id: int, old: int, new: int) -> None:
    """The bot itself passed the floor: what it had said before still stands."""
    _carry(connection, id=conversation_id, old=old, new=new)


def release_owed(connection: sa.Connection, conversation_ids: Iterable[int], now: int) -> int:
    """These customers wrote again, so what they are owed may go; how many messages."""
    rows = [{"id": id_} for id_ in conversation_ids]
    return len(_owed(connection, rows, now=now).all()) if rows else 0
