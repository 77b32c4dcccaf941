"""What the desk tells its own people, each once by its key: without it an alert would be lost by a crash, or come twice.

States: queued -> sending -> sent | unknown | failed | dropped. What may have arrived is unknown and is never sent again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from bot.channels.port import Button
from bot.store.sql import Statement
from config.topics import Way

LEASE = 60_000  # ms; a send is time-boxed well below
KEPT = 30 * 24 * 3600 * 1000  # ms for which it is remembered who was told what
State = Literal["queued", "sending", "sent", "unknown", "failed", "dropped"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be told; `place` is a chat's id or an e-mail address. A `post` has no text: its words are the customer's."""

    key: str
    kind: str
    way: Way
    place: str
    text: str = ""
    subject: str = ""
    conversation_id: int | None = None
    user_id: int | None = None
    thread: int | None = None
    reply_to: int | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    due_at: int = 0


@dataclass(frozen=True, slots=True)
class Queued:
    """One that is to be sent, with its id, how often it was tried, and when it was made."""

    id: int
    notice: Notice
    attempts: int
    made_at: int


_put = Statement(
    """INSERT INTO notices (key, kind, way, conversation_id, user_id, place, thread, reply_to, subject, text, buttons, state,
      made_at, due_at, lease_until, began_at)
    VALUES (:key, :kind, :way, :conversation_id, :user_id, :place, :thread, :reply_to, :subject, :text, :buttons, :state,
      :now, :due_at, :lease_until, :began_at)
    ON CONFLICT (key) DO NOTHING RETURNING id"""
)
_next = Statement(
    """SELECT id, key, kind, way, place, text, subject, conversation_id, user_id, thread, reply_to, buttons, due_at, attempts,
      made_at FROM notices WHERE state = 'queued' AND way = :way AND due_at <= :now ORDER BY due_at, id LIMIT :room"""
)
_claim = Statement(
    """UPDATE notices SET state = 'sending', attempts = attempts + 1, lease_until = :until, began_at = :now
    WHERE id = :id AND state = 'queued' RETURNING id"""
)
_settle = Statement(
    """UPDATE notices SET state = :state, message_id = :message_id, reason = :reason, settled_at = :now,
      due_at = CASE WHEN :state = 'queued' THEN :due_at ELSE due_at END
    WHERE id = :id AND state IN ('sending', 'queued') RETURNING id"""
)
_abandoned = Statement(
    """UPDATE notices SET state = 'unknown', settled_at = :now, reason = 'the program stopped during the send'
    WHERE state = 'sending' AND lease_until <= :now AND (kind <> 'post' OR :posts) RETURNING id"""
)
_late = Statement("""SELECT COUNT(*) FROM notices WHERE state = 'sending' AND lease_until <= :now""")
_began = Statement("""SELECT began_at FROM notices WHERE way = 'group' AND began_at > :since ORDER BY began_at""")
_soon = Statement("""SELECT MIN(due_at) FROM notices WHERE state = 'queued' AND way = :way""")
_forget = Statement("""DELETE FROM notices WHERE made_at < :before AND state NOT IN ('queued', 'sending')""")
_state = Statement("""SELECT state FROM notices WHERE key = :key""")
_waiting = Statement("""SELECT COUNT(*) AS n, MIN(made_at) AS oldest FROM notices WHERE state = 'queued' AND way = 'group'""")

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(tuple[tuple[Button, ...], ...]).decode


def put(connection: sa.Connection, notice: Notice, now: int, *, sending: bool = False) -> int | None:
    """Write down what is to be told, or (`sending`) what is being told now; None where the key was used before."""
    values = {name: getattr(notice, name) for name in notice.__dataclass_fields__}
    told: dict[str, Any] = {**values, "buttons": _encode(notice.buttons).decode(), "due_at": notice.due_at or now}
    state = {"state": "sending", "lease_until": now + LEASE, "began_at": now} if sending else _WAITING
    return _put(connection, **told, **state, now=now).scalar()


_WAITING: Mapping[str, Any] = {"state": "queued", "lease_until": 0, "began_at": None}


def put_all(connection: sa.Connection, made: Sequence[Notice], now: int) -> None:
    """Have all of them told."""
    for notice in made:
        put(connection, notice, now)


def next_(connection: sa.Connection, way: Way, now: int, room: int) -> Sequence[Queued]:
    """Those that are due, the oldest first."""
    return [_queued(row) for row in _next(connection, way=way, now=now, room=room)]


def claim(connection: sa.Connection, id_: int, now: int) -> bool:
    """Begin to send one; False where somebody else did."""
    return _claim(connection, id=id_, now=now, until=now + LEASE).scalar() is not None


def settle(
    connection: sa.Connection, id_: int, state: State, now: int, *, message_id: int = 0, reason: str = "", due_at: int = 0
) -> bool:
    """What became of it; `queued` is another try at `due_at`, of what was certainly not sent."""
    told: dict[str, Any] = {"state": state, "message_id": message_id, "reason": reason[:200], "due_at": due_at}
    return _settle(connection, id=id_, now=now, **told).scalar() is not None


def abandon(connection: sa.Connection, now: int, *, but_posts: bool = False) -> Sequence[int]:
    """Those whose process died during the send: nobody can tell whether they arrived. Their ids.

    A conversation's posts are left to who looks after the group, where the doubt must be said.
    """
    return list(_abandoned(connection, now=now, posts=not but_posts).scalars())


def any_abandoned(connection: sa.Connection, now: int) -> bool:
    """Whether there is such a one."""
    return bool(_late(connection, now=now).scalar())


def began_since(connection: sa.Connection, since: int) -> Sequence[int]:
    """When the group's messages since then were sent, in ms: what its pace is kept by."""
    return list(_began(connection, since=since).scalars())


def next_due(connection: sa.Connection, way: Way) -> int | None:
    """When one falls due."""
    return _soon(connection, way=way).scalar()


def state_of(connection: sa.Connection, key: str) -> str | None:
    """What became of the notice with this key."""
    return _state(connection, key=key).scalar()


def waiting(connection: sa.Connection) -> tuple[int, int | None]:
    """How many the group has not been told yet, and since when the oldest waits."""
    row = _waiting(connection).one()
    return row.n, row.oldest


def forget(connection: sa.Connection, now: int) -> None:
    """Those that nobody asks for any more."""
    _forget(connection, before=now - KEPT).close()


def _queued(row: sa.Row[tuple[object, ...]]) -> Queued:
    notice = Notice(
        row.key, row.kind, row.way, row.place, row.text, row.subject, row.conversation_id, row.user_id, row.thread, row.reply_to,
        _decode(row.buttons), row.due_at,
    )  # fmt: skip
    return Queued(row.id, notice, row.attempts, row.made_at)
