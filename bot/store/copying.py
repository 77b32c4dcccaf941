"""A database copied while others write to it: without it a backup would be torn between two moments, or stop the shop.

SQLite is copied in pages inside one read transaction: the copy is of the moment it began, and writers go on. Without that
transaction each write would send the copy back to its beginning, and under load it would never end.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from bot.store import schema
from bot.store.database import DatabaseError

PAGES = 2000  # 8 MB a step
KEYS = ("secret_key",)  # facts that open something
NO_DATABASE = "there is no database of Dezura's there"


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy: the migration it is at, and the rows of each table."""

    migration: str
    counts: dict[str, int]


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database in use, as of now. Raises DatabaseError."""
    if not source.is_file():
        raise DatabaseError(f"{source}: {NO_DATABASE}")
    try:
        with closing(sqlite3.connect(source, isolation_level=None, timeout=10)) as from_, closing(sqlite3.connect(target)) as to:
            from_.execute("PRAGMA query_only = 1")
            to.execute("PRAGMA synchronous = OFF")  # it is thrown away if the machine stops
            from_.execute("BEGIN")
            from_.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on nothing of it moves
            from_.backup(to, pages=PAGES)
    except sqlite3.Error as error:
        raise DatabaseError(f"{source} cannot be copied: {error}") from None


def tidy(copy: Path, *, keys: bool) -> None:
    """Take the keys out unless they are wanted, and with them all that was deleted before and still stands between the rows."""
    try:
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA synchronous = OFF")
            if not keys and _has(connection, "facts"):
                connection.executemany("DELETE FROM facts WHERE name = ?", [(name,) for name in KEYS])
            connection.execute("VACUUM")
    except sqlite3.Error as error:
        raise DatabaseError(_why(error)) from None


def look_into(copy: Path) -> Copied:
    """What is in a copy that nobody uses, after SQLite has looked it through. Raises DatabaseError for a damaged one."""
    try:
        with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check(3)").fetchall()
            if found != [("ok",)]:
                raise DatabaseError(f"the database is damaged: {'; '.join(str(row[0]) for row in found)}")
            if not _has(connection, "alembic_version"):
                raise DatabaseError(NO_DATABASE)
            (migration,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
            counts = {name: _count(connection, name) for name in schema.metadata.tables if _has(connection, name)}
            return Copied(str(migration), counts)
    except sqlite3.Error as error:
        raise DatabaseError(_why(error)) from None


def _why(error: sqlite3.Error) -> str:
    """A full disk is no damage."""
    return str(error) if isinstance(error, sqlite3.OperationalError) else f"the database is damaged: {error}"


def _has(connection: sqlite3.Connection, table: str) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone() is not None


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608 - our own table


@dataclass(frozen=True, slots=True)
class Seen:
    """A moment of a PostgreSQL database that others can read too, by its `snapshot`; `facts` less the keys."""

    snapshot: str
    server: int
    copied: Copied
    facts: Sequence[tuple[str, str]]


@contextmanager
def seen_postgres(engine: sa.Engine, *, keys: bool) -> Iterator[Seen]:
    """Hold on to this moment for as long as the block lasts. Raises DatabaseError where there is no shop."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True) as connection:
        present = set(sa.inspect(connection).get_table_names())
        if "alembic_version" not in present:
            raise DatabaseError(f"DATABASE_URL: {NO_DATABASE}")
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        server = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
        migration = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
        counts = {}
        for name in schema.metadata.tables:
            if name in present:
                counts[name] = int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one())  # noqa: S608
        rows = connection.exec_driver_sql("SELECT name, value FROM facts ORDER BY name").all()
        facts = [(row.name, row.value) for row in rows if keys or row.name not in KEYS]
        yield Seen(snapshot, server, Copied(migration, {**counts, "facts": len(facts)}), facts)
