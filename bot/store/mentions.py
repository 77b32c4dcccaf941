"""Colleagues named in notes: without it a question to a colleague would lie in a conversation they never open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.outbox import unpack
from bot.store.sql import Statement


@dataclass(frozen=True, slots=True)
class Mention:
    """A note that names somebody: `name`, `channel` and `address` are the customer's, `by` the author's id; moments in ms."""

    id: int
    conversation_id: int
    by: int | None
    text: str
    at: int
    read_at: int | None
    name: str
    channel: str
    address: str


_add = Statement(
    """INSERT INTO mentions (message_id, conversation_id, user_id, at)
    SELECT :message_id, :conversation_id, u.id, :now FROM {rows} r JOIN users u ON u.id = r.id WHERE NOT u.disabled
    ON CONFLICT (message_id, user_id) DO NOTHING""",
    id="integer",
)

_listed = Statement(
    """SELECT m.id, m.conversation_id, o.agent_id, o.body, m.at, m.read_at, c.name, c.channel, c.address
    FROM mentions m JOIN outbox o ON o.id = m.message_id JOIN conversations c ON c.id = m.conversation_id
    WHERE m.user_id = :user_id AND m.id < :before ORDER BY m.id DESC LIMIT :room"""
)

_unread = Statement("""SELECT COUNT(*) FROM mentions WHERE user_id = :user_id AND read_at IS NULL""")

_read = Statement(
    """UPDATE mentions SET read_at = :now WHERE user_id = :user_id AND conversation_id = :conversation_id AND read_at IS NULL
    RETURNING id"""
)

_since = Statement("""SELECT id, conversation_id, user_id, at FROM mentions WHERE at > :since ORDER BY at, id LIMIT :room""")


def add(connection: sa.Connection, *, message_id: int, conversation_id: int, users: Iterable[int], now: int) -> None:
    """These are named in this note; who cannot sign in is not."""
    if rows := [{"id": user} for user in sorted(set(users))]:
        _add(connection, rows, message_id=message_id, conversation_id=conversation_id, now=now)


def listed(connection: sa.Connection, user_id: int, before: int, room: int) -> Sequence[Mention]:
    """The notes that name somebody, newest first, with ids below `before`."""
    rows = _listed(connection, user_id=user_id, before=before, room=room)
    return [Mention(row[0], row[1], row[2], unpack(row[3]).text, *row[4:]) for row in rows]


def unread(connection: sa.Connection, user_id: int) -> int:
    """How many they have not read."""
    return int(_unread(connection, user_id=user_id).scalar() or 0)


def read(connection: sa.Connection, user_id: int, conversation_id: int, now: int) -> int:
    """They have read what names them in this conversation; how many that were."""
    return len(_read(connection, user_id=user_id, conversation_id=conversation_id, now=now).all())


def since(connection: sa.Connection, moment: int, room: int) -> Sequence[tuple[int, int, int, int]]:
    """New ones: id, conversation, person and moment, oldest first."""
    return [(row.id, row.conversation_id, row.user_id, row.at) for row in _since(connection, since=moment, room=room)]
