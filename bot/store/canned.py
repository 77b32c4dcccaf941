"""Answers that are had by a name: without it everybody would write the same words again, each a little differently.

Some are the whole shop's, some an agent's own. Every version is kept, with who wrote it and when; none is ever deleted.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.letters import storable
from bot.store.sql import Statement

SHOP = 0  # whose the answers of the whole shop are


@dataclass(frozen=True, slots=True)
class Canned:
    """An answer by language; `owner_id` is SHOP or whose own it is, `changed_by` None for the command line."""

    id: int
    owner_id: int
    name: str
    texts: Mapping[str, str]
    version: int
    changed_at: int
    changed_by: int | None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """How it stood once; `at` in ms."""

    version: int
    name: str
    texts: Mapping[str, str]
    retired: bool
    at: int
    user_id: int | None


_COLUMNS = "id, owner_id, name, texts, version, changed_at, changed_by, retired"

_listed = Statement(
    f"""SELECT {_COLUMNS} FROM canned_answers WHERE NOT retired AND (owner_id = 0 OR owner_id = :user_id)
    ORDER BY name, owner_id DESC"""  # noqa: S608 - column names of our own
)

_one = Statement(f"""SELECT {_COLUMNS} FROM canned_answers WHERE id = :id""")  # noqa: S608 - column names of our own

_add = Statement(
    f"""INSERT INTO canned_answers (owner_id, name, texts, version, changed_at, changed_by)
    VALUES (:owner_id, :name, :texts, 1, :now, :by) ON CONFLICT DO NOTHING RETURNING {_COLUMNS}"""  # noqa: S608 - column names of our own
)

_named = Statement("""SELECT id FROM canned_answers WHERE owner_id = :owner_id AND name = :name AND NOT retired AND id <> :id""")

_ever = Statement(
    """SELECT COUNT(*) FROM canned_versions v JOIN canned_answers a ON a.id = v.answer_id
    WHERE a.owner_id = 0 AND v.name = :name"""
)

_change = Statement(
    f"""UPDATE canned_answers SET name = :name, texts = :texts, retired = :retired, version = version + 1, changed_at = :now,
      changed_by = :by
    WHERE id = :id AND version = :version RETURNING {_COLUMNS}"""  # noqa: S608 - column names of our own
)

_keep = Statement(
    """INSERT INTO canned_versions (answer_id, version, name, texts, retired, at, user_id)
    VALUES (:id, :version, :name, :texts, :retired, :now, :by)"""
)

_versions = Statement(
    """SELECT version, name, texts, retired, at, user_id FROM canned_versions WHERE answer_id = :id ORDER BY version DESC"""
)


def listed(connection: sa.Connection, user_id: int) -> Sequence[Canned]:
    """The shop's and this person's own, by name; of two with one name their own comes first."""
    return [_canned(row) for row in _listed(connection, user_id=user_id)]


def one(connection: sa.Connection, id_: int) -> Canned | None:
    """A single one, retired or not."""
    row = _one(connection, id=id_).one_or_none()
    return _canned(row) if row is not None else None


def add(
    connection: sa.Connection, *, owner_id: int, name: str, texts: Mapping[str, str], by: int | None, now: int
) -> Canned | None:
    """A new one; None where its owner has one of that name."""
    row = _add(connection, owner_id=owner_id, name=storable(name), texts=_packed(texts), by=by, now=now).one_or_none()
    return _kept(connection, row, by, now) if row is not None else None


def change(
    connection: sa.Connection, before: Canned, *, name: str, texts: Mapping[str, str], by: int | None, now: int,
    retired: bool = False,
) -> Canned | None:  # fmt: skip
    """Another version of the one that was looked at; None where it has changed since, or the name is taken."""
    if not retired and _named(connection, owner_id=before.owner_id, name=storable(name), id=before.id).scalar() is not None:
        return None
    row = _change(
        connection, id=before.id, version=before.version, name=storable(name), texts=_packed(texts), retired=retired, by=by,
        now=now,
    ).one_or_none()  # fmt: skip
    return _kept(connection, row, by, now) if row is not None else None


def was_ever(connection: sa.Connection, name: str) -> bool:
    """Whether the shop has, or had, one of this name: what people renamed or removed is not brought back by a file."""
    return bool(_ever(connection, name=storable(name)).scalar())


def versions(connection: sa.Connection, id_: int) -> Sequence[Version]:
    """How it stood, newest first."""
    rows = _versions(connection, id=id_)
    return [Version(row.version, row.name, json.loads(row.texts), bool(row.retired), row.at, row.user_id) for row in rows]


def _kept(connection: sa.Connection, row: sa.Row[Any], by: int | None, now: int) -> Canned:
    _keep(connection, id=row.id, version=row.version, name=row.name, texts=row.texts, retired=bool(row.retired), now=now, by=by)
    return _canned(row)


def _packed(texts: Mapping[str, str]) -> str:
    return json.dumps({language: storable(text) for language, text in texts.items()}, ensure_ascii=False)


def _canned(row: sa.Row[Any]) -> Canned:
    return Canned(
        row.id, row.owner_id, row.name, json.loads(row.texts), row.version, row.changed_at, row.changed_by, bool(row.retired)
    )
