"""Persons in SQL: who shares a key is one, from the moment it shows, with everything both have had."""

from collections.abc import Sequence

import sqlalchemy as sa

from bot.store.sql import Statement
from flows.shop.persons import Key

_find = Statement(
    """SELECT DISTINCT k.person_id FROM {rows} r JOIN person_keys k ON k.kind = r.kind AND k.hash = r.hash
    ORDER BY k.person_id""",
    kind="text",
    hash="text",
)
_lock = Statement("""SELECT id FROM persons WHERE id IN (SELECT id FROM {rows} r) ORDER BY id {lock}""", id="integer")
_make = Statement("""INSERT INTO persons (made_at) VALUES (:now) RETURNING id""")
_note = Statement(
    """INSERT INTO person_keys (kind, hash, person_id, seen_at) SELECT kind, hash, :person, :now FROM {rows} r WHERE true
    ON CONFLICT (kind, hash) DO UPDATE SET seen_at = excluded.seen_at""",
    kind="text",
    hash="text",
)
_keys = Statement("""UPDATE person_keys SET person_id = :into WHERE person_id IN (SELECT id FROM {rows} r)""", id="integer")
_returns = Statement("""UPDATE returns SET person_id = :into WHERE person_id IN (SELECT id FROM {rows} r)""", id="integer")
# The earlier arm stays; of two in one experiment the survivor's.
_arms = Statement(
    """INSERT INTO arms (experiment, person_id, arm, at, contact)
    SELECT experiment, :into, arm, at, contact FROM arms WHERE person_id IN (SELECT id FROM {rows} r) ORDER BY at
    ON CONFLICT (experiment, person_id) DO NOTHING""",
    id="integer",
)
_leave = Statement("""DELETE FROM arms WHERE person_id IN (SELECT id FROM {rows} r)""", id="integer")
_gone = Statement("""DELETE FROM persons WHERE id IN (SELECT id FROM {rows} r)""", id="integer")
_forget = Statement(
    """DELETE FROM person_keys WHERE seen_at < :before AND NOT EXISTS (
      SELECT 1 FROM returns t WHERE t.person_id = person_keys.person_id AND t.state NOT IN ('closed', 'rejected', 'withdrawn'))"""
)


def find(connection: sa.Connection, keys: Sequence[Key]) -> list[int]:
    """Everybody who has one of these keys, the oldest first; more than one turn out to be the same when they are recognised."""
    return [int(id_) for id_ in _find(connection, _rows(keys)).scalars()] if keys else []


def recognise(connection: sa.Connection, keys: Sequence[Key], now: int) -> int:
    """The one person these keys belong to, held until the transaction ends; made, or made one of several, where need be."""
    known = find(connection, keys)
    person = known[0] if known else int(_make(connection, now=now).scalar_one())
    _lock(connection, [{"id": id_} for id_ in known or [person]])
    _note(connection, _rows(keys), person=person, now=now)
    others = [id_ for id_ in find(connection, keys) if id_ != person]  # also whom somebody else has made meanwhile
    if not others:
        return person
    survivor = min(person, *others)
    _merge(connection, survivor, [id_ for id_ in (person, *others) if id_ != survivor])
    return survivor


def forget(connection: sa.Connection, before: int) -> int:
    """Keys not seen since; somebody with an open return is kept. How many were forgotten."""
    return _forget(connection, before=before).rowcount


def _merge(connection: sa.Connection, into: int, others: Sequence[int]) -> None:
    rows = [{"id": id_} for id_ in sorted(others)]
    _lock(connection, [{"id": into}, *rows])
    for statement in (_keys, _returns, _arms):
        statement(connection, rows, into=into)
    _leave(connection, rows)
    _gone(connection, rows)


def _rows(keys: Sequence[Key]) -> list[dict[str, str]]:
    return [{"kind": key.kind, "hash": key.hash} for key in sorted(keys)]
