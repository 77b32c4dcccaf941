"""What a stretch of work cost, in what a noisy machine cannot change: CPU, statements, bytes of log, pages touched.

Without it growth would have to be read from the clock on the wall.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.store.database import Database
from bot.store.sql import Statement

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """Of so many messages or looks: CPU ms here and in the server, statements, bytes written ahead, pages looked at, each."""

    times: int = 1
    here: float = 0.0
    server: float = 0.0
    statements: float = 0.0
    wal: float = 0.0
    pages: float = 0.0
    syncs: float = 0.0
    names: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        parts = [f"{self.here:.2f} ms CPU"]
        if self.server:
            parts.append(f"+ {self.server:.2f} server")
        parts.append(f"{self.statements:.1f} stmts")
        if self.pages:
            parts.append(f"{self.pages:.0f} pages")
        if self.wal:
            parts.append(f"{self.wal / 1000:.1f} kB WAL")
        return ", ".join(parts)


class Meter:
    """Looks at this process, and at the PostgreSQL server of the database, if it is one."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._postmaster = _postmaster(database) if database.dialect == "postgresql" else 0

    @contextmanager
    def of(self, times: int) -> Iterator[Cost]:
        """What the block costs, divided by `times`."""
        cost, before, cpu = Cost(times), self._server(), time.process_time()
        with _counted() as counted:
            yield cost
        cost.here = 1000 * (time.process_time() - cpu) / times
        after = self._server()
        cost.server, cost.wal, cost.pages, cost.syncs = ((b - a) / times for a, b in zip(before, after, strict=True))
        cost.statements, cost.names = sum(counted.values()) / times, counted

    def _server(self) -> tuple[float, float, float, float]:
        """CPU ms, bytes of log, pages, fsyncs of the log so far."""
        if not self._postmaster:
            return (0.0, float(_wal_of(self.database)), 0.0, 0.0)

        def read(connection: Any) -> tuple[int, int, int]:
            connection.exec_driver_sql("SELECT pg_stat_force_next_flush()")
            wal = connection.exec_driver_sql(
                "SELECT pg_current_wal_insert_lsn() - '0/0', (SELECT wal_sync FROM pg_stat_wal)"
            ).one()
            pages = connection.exec_driver_sql(
                "SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = current_database()"
            ).scalar_one()
            return int(wal[0]), int(pages), int(wal[1])

        wal, pages, syncs = self.database.submit(read).result()
        return (1000 * _cpu(self._postmaster), float(wal), float(pages), float(syncs))


def _postmaster(database: Database) -> int:
    """Its process: the parent of the one that answers us."""
    pid = database.submit(lambda connection: connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()).result()
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def _cpu(parent: int) -> float:
    """Seconds of a process and of all its children, those gone too."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has just ended
            continue
        own = int(stat.parent.name) == parent
        if own or int(fields[1]) == parent:
            total += sum(map(int, fields[11:15] if own else fields[11:13]))
    return total / TICKS


def _wal_of(database: Database) -> int:
    """What this process has written to files so far, which with SQLite is nearly all log and pages."""
    del database
    lines = Path("/proc/self/io").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("wchar")).split()[1])


@contextmanager
def _counted() -> Iterator[dict[str, int]]:
    """Statements run in the block, by their first words."""
    counted: dict[str, int] = {}
    called, first = Statement.__call__, Statement.first

    def note(statement: Statement) -> None:
        words = " ".join(statement.text("sqlite").split()[:60])
        counted[words] = counted.get(words, 0) + 1

    def call(self: Statement, *args: Any, **values: Any) -> Any:
        note(self)
        return called(self, *args, **values)

    def one(self: Statement, *args: Any, **values: Any) -> Any:
        note(self)
        return first(self, *args, **values)

    Statement.__call__, Statement.first = call, one  # type: ignore[method-assign]  # for as long as it is counted
    try:
        yield counted
    finally:
        Statement.__call__, Statement.first = called, first  # type: ignore[method-assign]
