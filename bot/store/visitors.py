"""Visitors of the web chat, whom only a secret tells apart: without it one could read another's conversation."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.sql import Statement


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser on one web channel (`account`); its id is the conversation's address."""

    id: str
    account: str


_add = Statement("""INSERT INTO visitors (id, account, digest, created_at) VALUES (:id, :account, :digest, :now)""")

_known = Statement("""SELECT id, account FROM visitors WHERE digest = :digest""")

_conversation = Statement("""SELECT id FROM conversations WHERE channel = :account AND address = :id""")

_open = Statement(
    """INSERT INTO conversations (channel, address, created_at, changed_at) VALUES (:account, :id, :now, :now)
    ON CONFLICT (channel, address) DO NOTHING"""
)


def add(connection: sa.Connection, visitor: Visitor, digest: str, now: int) -> None:
    """A new visitor; `digest` is the SHA-256 of the secret."""
    _add(connection, id=visitor.id, account=visitor.account, digest=digest, now=now)


def known(connection: sa.Connection, digest: str) -> Visitor | None:
    """The visitor with this secret; the id alone opens nothing."""
    row = _known(connection, digest=digest).one_or_none()
    return Visitor(row.id, row.account) if row is not None else None


def conversation_of(connection: sa.Connection, visitor: Visitor) -> int | None:
    """The visitor's conversation, if there is one yet."""
    return _conversation(connection, id=visitor.id, account=visitor.account).scalar()


def open_conversation(connection: sa.Connection, visitor: Visitor, now: int) -> int:
    """The visitor's conversation, opened where there is none: a file has to belong to one before it is sent."""
    _open(connection, id=visitor.id, account=visitor.account, now=now)
    return int(_conversation(connection, id=visitor.id, account=visitor.account).scalar_one())
