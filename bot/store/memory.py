"""A database that lives as long as a conversation that is tried out: without it each would wait for files, threads and a disk.

Work is done here and now, on the one connection, by whoever asks for it: on a stage nobody else waits, and a hop to a thread
and back would cost more than the work. The dialect, the statements and the transactions are those of the running program.
"""

import sqlite3
import threading
from concurrent.futures import Future
from typing import Any

import sqlalchemy as sa

from bot.store.database import Database, T, Work

PRAGMAS = ("foreign_keys = ON", "temp_store = MEMORY")


class Memories:
    """Databases in memory, one engine for all: what SQLAlchemy has worked out for one serves the others, too."""

    def __init__(self) -> None:
        self._engine = sa.create_engine(
            "sqlite://", creator=_fresh, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True
        )

    def open(self, content: bytes = b"") -> "Memory":
        """A new one, which ends with `close`; `content` is that of the one it begins as."""
        return Memory(self._engine.connect(), content)


def _fresh() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", check_same_thread=False)


class Memory(Database):
    """One connection; work from other threads waits its turn."""

    dialect = "sqlite"

    def __init__(self, connection: sa.Connection, content: bytes) -> None:
        self._connection, self._lock = connection, threading.Lock()
        raw: Any = connection.connection.driver_connection
        self._raw: sqlite3.Connection = raw
        if content:
            raw.deserialize(content)
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    async def write(self, work: Work[T]) -> T:
        return self._transaction(work)

    async def read(self, work: Work[T]) -> T:
        return self._reading(work)

    async def look(self, work: Work[T]) -> T:
        return self._reading(work)

    def submit(self, work: Work[T]) -> "Future[T]":
        return _done(self._transaction, work)

    def query(self, work: Work[T]) -> "Future[T]":
        return _done(self._reading, work)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def content(self) -> bytes:
        """All of it, to make others of."""
        with self._lock:
            return self._raw.serialize()

    @property
    def version(self) -> int:
        """See Database."""
        return self._raw.total_changes

    def _reading(self, work: Work[T]) -> T:
        with self._lock:
            return work(self._connection)

    def _transaction(self, work: Work[T]) -> T:
        with self._lock:
            self._connection.exec_driver_sql("BEGIN")
            try:
                result = work(self._connection)
            except BaseException:
                self._connection.exec_driver_sql("ROLLBACK")
                raise
            self._connection.exec_driver_sql("COMMIT")
            return result


def _done(run: Any, work: Work[T]) -> "Future[T]":
    future: Future[T] = Future()
    try:
        future.set_result(run(work))
    except Exception as error:  # noqa: BLE001 - it goes to whoever waits for it
        future.set_exception(error)
    return future
