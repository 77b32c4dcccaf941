"""What customers who wait are worth, as last estimated, and their place among those equally due."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.channels.port import Contact
from bot.store import changes
from bot.store.letters import decode
from bot.store.sql import Statement
from flows.shop.value import Worth


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation in the queue whose customer was not looked up lately."""

    id: int
    email: str


_stale = Statement(
    """SELECT c.id, c.email FROM conversations c LEFT JOIN customer_values v ON v.conversation_id = c.id
    WHERE c.owner = 'queue' AND (v.at IS NULL OR v.at < :before) ORDER BY c.due_at, c.rank, c.waits_since, c.id LIMIT :room"""
)
_shared = Statement(
    """SELECT kind, body FROM inbox WHERE conversation_id = :id AND kind = 'contact' ORDER BY id DESC LIMIT 1"""
)
_note = Statement(
    """INSERT INTO customer_values (conversation_id, orders, paid, value, at) VALUES (:id, :orders, :paid, :value, :now)
    ON CONFLICT (conversation_id) DO UPDATE SET orders = excluded.orders, paid = excluded.paid, value = excluded.value,
      at = excluded.at"""
)
_rank = Statement("""UPDATE conversations SET rank = :rank WHERE id = :id AND rank <> :rank RETURNING id""")
_one = Statement("""SELECT orders, paid, value FROM customer_values WHERE conversation_id = :id""")


def stale(connection: sa.Connection, before: int, room: int) -> Sequence[Waiting]:
    """Who waits and was not looked up since a moment, in the order of the queue."""
    return [Waiting(row.id, row.email) for row in _stale(connection, before=before, room=room).all()]


def phone_of(connection: sa.Connection, conversation_id: int) -> str:
    """A number that the messenger vouches for; empty where there is none. What was only typed proves nothing."""
    row = _shared(connection, id=conversation_id).one_or_none()
    contact = decode(row.kind, row.body) if row is not None else None
    return contact.phone if isinstance(contact, Contact) and contact.own else ""


def note(connection: sa.Connection, conversation_id: int, worth: Worth, now: int) -> None:
    """Write the estimate down; the queue is sorted by it at once."""
    _note(connection, id=conversation_id, orders=worth.orders, paid=worth.paid, value=worth.value, now=now).close()
    changes.touch(connection, list(_rank(connection, id=conversation_id, rank=-worth.value).scalars()), now)


def one(connection: sa.Connection, conversation_id: int) -> Worth | None:
    """The last estimate."""
    row = _one(connection, id=conversation_id).one_or_none()
    return Worth(*row) if row is not None else None
