"""One way into SQLite and PostgreSQL: work is a plain function of a connection, run whole in one transaction.

SQLite has one writer: a thread that takes all work waiting, runs it in one transaction and commits once, so that a
hundred webhooks cost one fsync. A piece of work that fails is rolled back with its neighbours and each is run again alone, so
only the guilty one fails; work must therefore be repeatable. PostgreSQL has a pool of threads, one transaction a piece.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, OperationalError

T = TypeVar("T")
Work = Callable[[sa.Connection], T]

_GROUP = 256
_WATCH = 0.2  # seconds between looks for what another process wrote
_RETRIES = 5
_AGAIN = {"40001", "40P01", "23503"}  # somebody was quicker: a deadlock, or what this refers to has been joined meanwhile


class DatabaseError(Exception):
    """The database cannot be used; the message says which and why, without its password."""


@dataclass(slots=True)
class _Job(Generic[T]):
    work: Work[T]
    done: Future[T]

    def fail(self, error: BaseException) -> None:
        if not self.done.done():
            self.done.set_exception(error)


@dataclass(frozen=True, slots=True)
class Usage:
    """How many pieces of work wait for a connection, and of the pool: those in use, idle, and at most. SQLite has no pool."""

    waiting: int
    in_use: int = 0
    idle: int = 0
    limit: int = 0


class Database:
    """Runs work. `changed` is called from a thread when another process has written to the same SQLite file."""

    dialect: str

    @property
    def version(self) -> int | None:
        """A number that moves with whatever is written; None where others may write unseen."""
        return None

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a transaction and return once it is durable."""
        return await asyncio.wrap_future(self.submit(work))

    async def read(self, work: Work[T]) -> T:
        """Run `work`, which only reads."""
        return await asyncio.wrap_future(self.query(work))

    async def look(self, work: Work[T]) -> T:
        """Run `work`, which looks up a row or two by their keys. SQLite does that here and now: a thread would cost more."""
        return await self.read(work)

    def submit(self, work: Work[T]) -> "Future[T]":
        """The same as `write`, for callers that are not coroutines."""
        raise NotImplementedError

    def query(self, work: Work[T]) -> "Future[T]":
        """The same as `read`, for callers that are not coroutines."""
        raise NotImplementedError

    @property
    def usage(self) -> Usage:
        """How busy it is just now."""
        raise NotImplementedError

    def close(self) -> None:
        """Finish the work in hand and give back connections."""
        raise NotImplementedError


def connect(url: str, *, pool: int = 8, changed: Callable[[], None] | None = None) -> Database:
    """Open `sqlite:///path` or `postgresql://user@host/db`. Raises DatabaseError."""
    try:
        parsed = make_url(url)
    except sa.exc.ArgumentError:
        raise DatabaseError("DATABASE_URL: neither sqlite:///path nor postgresql://user@host/db") from None
    match parsed.get_backend_name():
        case "sqlite":
            return Sqlite(parsed, changed)
        case "postgresql":
            return Postgres(parsed.set(drivername="postgresql+psycopg"), pool)
        case other:
            raise DatabaseError(f"DATABASE_URL: {other} is neither sqlite nor postgresql")


class Sqlite(Database):
    """One process, one writer thread."""

    dialect = "sqlite"

    def __init__(self, url: sa.URL, changed: Callable[[], None] | None = None) -> None:
        self.path = Path(url.database or "")
        self._changed = changed
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True)
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            self._writer = self.engine.connect()
        except (OSError, OperationalError) as error:
            raise DatabaseError(f"DATABASE_URL: cannot open {self.path}: {error.__cause__ or error}") from None
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._local = threading.local()
        self._readers = ThreadPoolExecutor(2, "sqlite-read")
        self._reader_connections: list[sa.Connection] = []
        self._thread = threading.Thread(target=self._run, name="sqlite-write", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> "Future[T]":
        job = _Job(work, Future())
        self._jobs.put(job)
        return job.done

    def query(self, work: Work[T]) -> "Future[T]":
        return self._readers.submit(self._read, work)

    @property
    def usage(self) -> Usage:
        return Usage(self._jobs.qsize() + self._readers._work_queue.qsize())  # noqa: SLF001 - it tells by no other way

    async def look(self, work: Work[T]) -> T:
        return work(self._reader())

    def close(self) -> None:
        self._jobs.put(None)
        self._thread.join()
        self._readers.shutdown()
        for connection in self._reader_connections:
            connection.close()
        self._writer.close()
        self.engine.dispose()

    def _reader(self) -> sa.Connection:
        """One connection a thread, closed with the database."""
        connection: sa.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self.engine.connect()
            connection.exec_driver_sql("PRAGMA query_only = 1")
            self._reader_connections.append(connection)
        return connection

    def _read(self, work: Work[T]) -> T:
        connection = self._reader()
        connection.exec_driver_sql("BEGIN")
        try:
            return work(connection)
        finally:
            connection.exec_driver_sql("COMMIT")

    def _run(self) -> None:
        version = self._data_version()
        while True:
            try:
                job = self._jobs.get(timeout=_WATCH)
            except queue.Empty:
                version = self._watch(version)
                continue
            jobs, ending = self._waiting(job)
            if jobs:
                self._group(jobs)
                version = self._watch(version)
            if ending:
                return

    def _waiting(self, first: _Job[Any] | None) -> tuple[list[_Job[Any]], bool]:
        jobs: list[_Job[Any]] = []
        job = first
        while job is not None:
            jobs.append(job)
            if len(jobs) >= _GROUP:
                return jobs, False
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return jobs, False
        return jobs, True

    def _group(self, jobs: list[_Job[Any]]) -> None:
        try:
            results = self._transaction([job.work for job in jobs])
        except Exception as error:  # noqa: BLE001 - it goes to whoever waits for it
            if len(jobs) == 1:
                jobs[0].fail(error)
                return
            for job in jobs:
                self._group([job])
            return
        for job, result in zip(jobs, results, strict=True):
            if not job.done.cancelled():
                job.done.set_result(result)

    def _transaction(self, works: list[Work[Any]]) -> list[Any]:
        self._writer.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            results = [work(self._writer) for work in works]
            self._writer.exec_driver_sql("COMMIT")
        except BaseException:
            with suppress(OperationalError):  # a full disk may have rolled back already
                self._writer.exec_driver_sql("ROLLBACK")
            raise
        return results

    def _data_version(self) -> int:
        return int(self._writer.exec_driver_sql("PRAGMA data_version").scalar_one())

    def _watch(self, version: int) -> int:
        """PRAGMA data_version moves only when another connection has written."""
        if (now := self._data_version()) != version and self._changed is not None:
            self._changed()
        return now


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


class Postgres(Database):
    """Several processes; READ COMMITTED, deadlocks are tried again."""

    dialect = "postgresql"

    def __init__(self, url: sa.URL, pool: int) -> None:
        self.engine = sa.create_engine(
            url, pool_size=pool, max_overflow=0, pool_pre_ping=True, isolation_level="READ COMMITTED", hide_parameters=True
        )
        self._threads = ThreadPoolExecutor(pool, "postgres")
        try:
            with self.engine.connect():
                pass
        except OperationalError as error:
            reason = str(error.orig).strip().splitlines()[0] if error.orig else "no answer"
            shown = url.set(drivername="postgresql").render_as_string(hide_password=True)
            raise DatabaseError(f"DATABASE_URL: cannot reach {shown}: {reason}") from None

    def submit(self, work: Work[T]) -> "Future[T]":
        return self._threads.submit(self._transaction, work)

    def query(self, work: Work[T]) -> "Future[T]":
        return self.submit(work)

    @property
    def usage(self) -> Usage:
        pool = cast("sa.QueuePool", self.engine.pool)
        waiting = self._threads._work_queue.qsize()  # noqa: SLF001 - it tells by no other way
        return Usage(waiting, pool.checkedout(), pool.checkedin(), pool.size())

    def close(self) -> None:
        self._threads.shutdown()
        self.engine.dispose()

    def _transaction(self, work: Work[T]) -> T:
        for attempt in range(_RETRIES):
            try:
                with self.engine.begin() as connection:
                    return work(connection)
            except (OperationalError, IntegrityError) as error:
                if getattr(error.orig, "sqlstate", None) not in _AGAIN or attempt == _RETRIES - 1:
                    raise
        raise AssertionError("unreachable")
