"""Visitors of the web chat, whom only a secret tells apart: without it one could read another's conversation."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.sql import Statement


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser on one web channel (`account`); its id is the conversation's address."""

    id: str
    account: str


_add = Statement(
    """INSERT INTO visitors (id, account, digest, origin, created_at) VALUES (:id, :account, :digest, :origin, :now)"""
)

_known = Statement("""SELECT id, account FROM visitors WHERE digest = :digest""")

_origin = Statement(
    """SELECT v.origin FROM conversations c JOIN visitors v ON v.id = c.address AND v.account = c.channel WHERE c.id = :id"""
)

_conversation = Statement("""SELECT id FROM conversations WHERE channel = :account AND address = :id""")

_open = Statement(
    """INSERT INTO conversations (channel, address, created_at, changed_at) VALUES (:account, :id, :now, :now)
    ON CONFLICT (channel, address) DO NOTHING"""
)


def add(connection: sa.Connection, visitor: Visitor, digest: str, now: int, origin: str = "") -> None:
    """A new visitor; `digest` is the SHA-256 of the secret, `origin` a keyed hash of the address it came from."""
    _add(connection, id=visitor.id, account=visitor.account, digest=digest, origin=origin, now=now)


def known(connection: sa.Connection, digest: str) -> Visitor | None:
    """The visitor with this secret; the id alone opens nothing."""
    row = _known(connection, digest=digest).one_or_none()
    return Visitor(row.id, row.account) if row is not None else None


def origin_of(connection: sa.Connection, conversation_id: int) -> str:
    """From where a conversation of the web chat was opened; empty for every other one."""
    return str(_origin(connection, id=conversation_id).scalar() or "")


def conversation_of(connection: sa.Connection, visitor: Visitor) -> int | None:
    """The visitor's conversation, if there is one yet."""
    return _conversation(connection, id=visitor.id, account=visitor.account).scalar()


def open_conversation(connection: sa.Connection, visitor: Visitor, now: int) -> int:
    """The visitor's conversation, opened where there is none: a file has to belong to one before it is sent."""
    _open(connection, id=visitor.id, account=visitor.account, now=now)
    return int(_conversation(connection, id=visitor.id, account=visitor.account).scalar_one())
