"""What must not come back: deliveries a platform may repeat, and people whom a backup still has.

All of it stands as hashes, for as long as there is something to be kept out.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

import sqlalchemy as sa

from bot.store.sql import Statement

Origin = Literal["command", "console", "customer", "again"]


@dataclass(frozen=True, slots=True)
class Erasure:
    """Somebody who was erased at `at` (ms): by keyed hashes like `chat:5f..`, and what stayed of them, without a name.

    `key` tells one erasure from another, whichever list it stands in.
    """

    key: str
    at: int
    origin: Origin
    user_id: int | None
    hashes: tuple[str, ...]
    counts: Mapping[str, int]
    kept: tuple[Mapping[str, Any], ...]


_note = Statement(
    """INSERT INTO erasures (key, at, origin, user_id, hashes, counts, kept)
    VALUES (:key, :at, :origin, :user_id, :hashes, :counts, :kept) ON CONFLICT (key) DO NOTHING RETURNING id"""
)
_since = Statement(
    """SELECT key, at, origin, user_id, hashes, counts, kept FROM erasures WHERE at >= :since ORDER BY at, id"""
)
_old = Statement("""DELETE FROM erasures WHERE id IN (SELECT id FROM erasures WHERE at < :before ORDER BY at LIMIT :room)""")
_came = Statement(
    """SELECT i.account, i.kind, i.key FROM {rows} r JOIN inbox i ON i.conversation_id = r.value
    WHERE i.arrived_at > :since AND i.account <> 'dezura'""",
    value="integer",
)
_bar = Statement(
    """INSERT INTO erased_keys (digest, until) SELECT digest, :until FROM {rows} r WHERE true
    ON CONFLICT (digest) DO UPDATE SET until = excluded.until""",
    digest="text",
)
_barred = Statement("""SELECT k.digest FROM {rows} r JOIN erased_keys k ON k.digest = r.digest""", digest="text")
_over = Statement(
    """DELETE FROM erased_keys WHERE digest IN (SELECT digest FROM erased_keys WHERE until < :now ORDER BY until LIMIT :room)"""
)


def digest_of(account: str, kind: str, key: str) -> str:
    """By which a delivery is known again."""
    return sha256(f"{account}\0{kind}\0{key}".encode(errors="replace")).hexdigest()[:32]


def bar(connection: sa.Connection, conversations: Sequence[int], since: int, until: int) -> int:
    """Keep out until then what came in these conversations after `since`; how many deliveries."""
    rows = _came(connection, [{"value": id_} for id_ in conversations], since=since) if conversations else ()
    digests = [{"digest": digest_of(row.account, row.kind, row.key)} for row in rows]
    if digests:
        _bar(connection, digests, until=until).close()
    return len(digests)


def barred(connection: sa.Connection, digests: Iterable[str]) -> set[str]:
    """Which of these deliveries belong to somebody who was erased."""
    rows = [{"digest": digest} for digest in digests]
    return set(_barred(connection, rows).scalars()) if rows else set()


def note(connection: sa.Connection, erasure: Erasure) -> bool:
    """Write it into the list; False where it stands there."""
    return (
        _note(
            connection, key=erasure.key, at=erasure.at, origin=erasure.origin, user_id=erasure.user_id,
            hashes=json.dumps(list(erasure.hashes)), counts=json.dumps(dict(erasure.counts)),
            kept=json.dumps([dict(one) for one in erasure.kept]),
        ).scalar()
        is not None
    )  # fmt: skip


def since(connection: sa.Connection, moment: int) -> Sequence[Erasure]:
    """All from that moment on, the oldest first."""
    return [_erasure(row) for row in _since(connection, since=moment)]


def merged(*lists: Iterable[Erasure]) -> list[Erasure]:
    """Each erasure once, whichever lists it stands in, the oldest first."""
    by_key = {one.key: one for known in lists for one in known}
    return sorted(by_key.values(), key=lambda one: (one.at, one.key))


def tidy(connection: sa.Connection, now: int, before: int, room: int) -> int:
    """Forget deliveries nobody repeats any more, and erasures made before `before`, of which no backup is left; how many."""
    return _over(connection, now=now, room=room).rowcount + _old(connection, before=before, room=room).rowcount


def _erasure(row: sa.Row[Any]) -> Erasure:
    return Erasure(
        row.key, row.at, row.origin, row.user_id, tuple(json.loads(row.hashes)), json.loads(row.counts),
        tuple(json.loads(row.kept)),
    )  # fmt: skip
