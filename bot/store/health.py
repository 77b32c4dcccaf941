"""How a database does: without it an operator would have to know what to ask it, and in whose dialect."""

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from bot.store.sql import Statement

CONNECT, ANSWER = 5, 8  # seconds

_work = Statement(
    """SELECT (SELECT MIN(wake_at) FROM conversations WHERE wake_at <= :now AND lease_until <= :now) AS due,
      (SELECT MIN(send_at) FROM outbox o WHERE state = 'queued' AND send_at <= :now AND NOT EXISTS
        (SELECT 1 FROM outbox p WHERE p.conversation_id = o.conversation_id AND p.open AND p.id < o.id)) AS send,
      (SELECT COUNT(*) FROM conversations WHERE lease_until > :now) AS thinking,
      (SELECT COUNT(*) FROM conversations WHERE owner = 'queue') AS waiting"""
)
_demo = Statement("""SELECT COUNT(*) FROM users WHERE email LIKE '%@demo.example' AND NOT disabled""")
_admins = Statement("""SELECT COUNT(*) FROM users WHERE role = 'admin' AND NOT disabled AND email NOT LIKE '%@demo.example'""")


def engine_of(address: str) -> sa.Engine:
    """A way in that makes no file, migrates nothing, and waits for no more than a few seconds."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "").resolve()
        return sa.create_engine("sqlite://", creator=lambda: _opened(path), poolclass=sa.NullPool)
    options = f"-c statement_timeout={ANSWER * 1000} -c default_transaction_read_only=on"
    waits = {"connect_timeout": CONNECT, "options": options, "application_name": "dezura doctor"}
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"), connect_args=waits, poolclass=sa.NullPool, hide_parameters=True
    )


def _opened(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise sqlite3.OperationalError(f"there is no {path}")
    connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=CONNECT, check_same_thread=False)
    connection.execute("PRAGMA query_only = 1")
    return connection


@dataclass(frozen=True, slots=True)
class SqliteState:
    """Version, journal, the share of pages that are free, and what a look through it says: None where it took too long."""

    version: str
    journal: str
    bytes: int
    free: float
    check: str | None


def sqlite_state(connection: sa.Connection, seconds: float) -> SqliteState:
    """Look a SQLite file through, for so long at most."""

    def ask(pragma: str) -> Any:
        return connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()

    pages, free, size = int(ask("page_count")), int(ask("freelist_count")), int(ask("page_size"))
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    until = time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > until, 100_000)
    try:
        found: str | None = str(driver.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        found = None
    finally:
        driver.set_progress_handler(None, 0)
    version = str(connection.exec_driver_sql("SELECT sqlite_version()").scalar_one())
    return SqliteState(version, str(ask("journal_mode")), pages * size, free / max(pages, 1), found)


@dataclass(frozen=True, slots=True)
class PostgresState:
    """Its version and settings, connections in use and allowed, and the longest transaction of this database in seconds."""

    version: int
    fsync: bool
    synchronous: bool
    encoding: str
    connections: int
    allowed: int
    longest: float
    now: float  # its own clock, s since the epoch


def postgres_state(connection: sa.Connection) -> PostgresState:
    """What it says of itself."""
    row = connection.exec_driver_sql(
        """SELECT current_setting('server_version_num')::int / 10000 AS version, current_setting('fsync') = 'on' AS fsync,
          current_setting('synchronous_commit') <> 'off' AS synchronous, current_setting('server_encoding') AS encoding,
          (SELECT COUNT(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
          current_setting('max_connections')::int AS allowed,
          (SELECT COALESCE(MAX(EXTRACT(EPOCH FROM clock_timestamp() - xact_start)), 0)::float FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()) AS longest,
          EXTRACT(EPOCH FROM clock_timestamp())::float AS now"""
    ).one()
    return PostgresState(**row._asdict())


@dataclass(frozen=True, slots=True)
class Work:
    """The oldest conversation that should have been thought about, and the oldest send that should have left (ms; None: none)."""

    due: int | None
    send: int | None
    thinking: int
    waiting: int


def work(connection: sa.Connection, now: int) -> Work:
    """What waits for a worker."""
    return Work(**_work(connection, now=now).one()._asdict())


def demo_users(connection: sa.Connection) -> int:
    """The demo shop's people who may sign in."""
    return int(_demo(connection).scalar_one())


def admins(connection: sa.Connection) -> int:
    """Admins of the shop's own."""
    return int(_admins(connection).scalar_one())
