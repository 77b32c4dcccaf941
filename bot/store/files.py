"""Photos and documents live in the database, so that every role, backup and erasure finds them."""

import hashlib
import re
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.sql import Statement


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it stands in the store; `conversation_id` is whose it is."""

    id: str
    conversation_id: int | None
    name: str
    mime: str
    content: bytes


_save = Statement(
    """INSERT INTO files (id, conversation_id, sha256, name, mime, content, created_at)
    VALUES (:id, :conversation_id, :sha256, :name, :mime, :content, :now) ON CONFLICT (id) DO NOTHING"""
)

_same = Statement(
    """SELECT id FROM files WHERE conversation_id = :conversation_id AND sha256 = :sha256 AND name = :name LIMIT 1"""
)

_load = Statement("""SELECT id, conversation_id, name, mime, content FROM files WHERE id = :id""")

_describe = Statement("""SELECT id, conversation_id, name, mime, length(content) AS size FROM files WHERE id = :id""")

_drop = Statement("""DELETE FROM files WHERE conversation_id = :conversation_id AND name = :name""")
_stored = Statement("""SELECT f.id FROM {rows} r JOIN files f ON f.id = r.id""", id="text")


def is_own(ref: str) -> bool:
    """Whether this names a file of our own store, as a web chat's attachment does, and not one of a messenger's."""
    return re.fullmatch("[0-9a-f]{32}", ref) is not None


def id_of(conversation_id: int, ref: str) -> str:
    """The id under which a messenger's file is kept, so that the customer's message with its `ref` leads to it."""
    return hashlib.sha256(f"{conversation_id}\n{ref}".encode()).hexdigest()[:32]


def save(
    connection: sa.Connection, *, conversation_id: int | None, name: str, mime: str, content: bytes, now: int, file_id: str = ""
) -> str:
    """Keep a file and give its id. The same file twice in a conversation, or under the same `file_id`, is kept once."""
    sha256 = hashlib.sha256(content).hexdigest()
    if not file_id:
        same = _same(connection, conversation_id=conversation_id, sha256=sha256, name=name).scalar()
        if same is not None:
            return str(same)
    id_ = file_id or secrets.token_hex(16)
    _save(
        connection, id=id_, conversation_id=conversation_id, sha256=sha256, name=name, mime=mime, content=content, now=now
    )
    return id_


def drop(connection: sa.Connection, conversation_id: int, name: str) -> None:
    """Files of a conversation with this name go."""
    _drop(connection, conversation_id=conversation_id, name=name).close()


def read_file(connection: sa.Connection, file_id: str) -> Stored | None:
    """A file with its content."""
    row = _load(connection, id=file_id).one_or_none()
    return Stored(row.id, row.conversation_id, row.name, row.mime, bytes(row.content)) if row is not None else None


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a file without reading it; `size` in bytes."""

    id: str
    conversation_id: int | None
    name: str
    mime: str
    size: int


def describe(connection: sa.Connection, file_id: str) -> Description | None:
    """A file without its content."""
    row = _describe(connection, id=file_id).one_or_none()
    return Description(row.id, row.conversation_id, row.name, row.mime, row.size) if row is not None else None


def stored(connection: sa.Connection, ids: list[str]) -> set[str]:
    """Which of these files we have."""
    return {str(id_) for id_ in _stored(connection, [{"id": id_} for id_ in ids]).scalars()} if ids else set()
