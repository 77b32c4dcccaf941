"""Which conversations have changed since: without it everybody who looks would have to read everything again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.sql import Statement


@dataclass(frozen=True, slots=True)
class Change:
    """A conversation and its newest version, which is the moment of its last change in ms, strictly rising."""

    id: int
    channel: str
    address: str
    version: int


_since = Statement(
    """SELECT id, channel, address, changed_at FROM conversations
    WHERE (changed_at, id) > (:since, :after) ORDER BY changed_at, id LIMIT :room"""
)

_newest = Statement("""SELECT MAX(changed_at) FROM conversations""")

_touch = Statement(
    """UPDATE conversations AS c SET changed_at = CASE WHEN c.changed_at < :now THEN :now ELSE c.changed_at + 1 END
    FROM {rows} r WHERE c.id = r.id""",
    id="integer",
)


def since(connection: sa.Connection, moment: int, after: int, room: int) -> Sequence[Change]:
    """The first `room` changes after this moment, oldest first; `after` is the last id already seen of that moment."""
    return [Change(*row) for row in _since(connection, since=moment, after=after, room=room)]


def newest(connection: sa.Connection) -> int:
    """The moment of the newest change, 0 where there is none."""
    return _newest(connection).scalar() or 0


def touch(connection: sa.Connection, ids: Iterable[int], now: int) -> None:
    """These have changed for those who look at them, though nothing in their own rows did."""
    _touch(connection, [{"id": id_} for id_ in sorted(set(ids))], now=now)
