"""The last good copies of calendar feeds in SQL: without them a feed that falls silent would open a shop on Christmas."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.sql import Statement


@dataclass(frozen=True, slots=True)
class Copy:
    """A feed as it was last read well (`read_at`, None for never), and what was wrong with the last try; moments in ms."""

    key: str
    team: str
    content: str
    version: str
    read_at: int | None
    tried_at: int
    failure: str


_FIELDS = "key, team, content, version, read_at, tried_at, failure"
_all = Statement(f"""SELECT {_FIELDS} FROM feeds""")  # noqa: S608 - column names of our own
# Whoever moves `tried_at` fetches it; other processes wait for the copy.
_claim = Statement(
    """INSERT INTO feeds (key, team, content, version, read_at, tried_at, failure) VALUES (:key, :team, '', '', NULL, :now, '')
    ON CONFLICT (key) DO UPDATE SET tried_at = excluded.tried_at WHERE feeds.tried_at <= :before RETURNING key"""
)
_keep = Statement(
    """UPDATE feeds SET content = :content, version = :version, read_at = :now, failure = '' WHERE key = :key"""
)
_fail = Statement("""UPDATE feeds SET failure = :failure WHERE key = :key""")


def everything(connection: sa.Connection) -> Sequence[Copy]:
    """All copies."""
    return [Copy(*row) for row in _all(connection)]


def claim(connection: sa.Connection, key: str, team: str, before: int, now: int) -> bool:
    """Whether this one is ours to fetch: nobody has tried since `before`."""
    return _claim(connection, key=key, team=team, before=before, now=now).scalar() is not None


def keep(connection: sa.Connection, key: str, content: str, version: str, now: int) -> None:
    """It was read well."""
    _keep(connection, key=key, content=content, version=version, now=now).close()


def fail(connection: sa.Connection, key: str, failure: str) -> None:
    """It was not; the last good copy stays."""
    _fail(connection, key=key, failure=failure).close()
