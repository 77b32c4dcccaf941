"""A PostgreSQL database filled from a backup, in one transaction: without it a restore that dies would leave half a shop.

The tables come from our own migrations, the rows from the backup. While they are loaded there are no indexes and no foreign
keys; both are made again at the end, so that rows which do not belong together are found then.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

from bot.store import schema
from bot.store.database import DatabaseError
from bot.store.dumps import Number, Rows

_ROWS = 1000
_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]*")


def clear(connection: sa.Connection) -> None:
    """Drop every table of the program's, and what its triggers run."""
    ours = [*schema.metadata.tables, "alembic_version"]
    functions = connection.exec_driver_sql(
        """SELECT DISTINCT tgfoid::regprocedure::text FROM pg_trigger
        WHERE NOT tgisinternal AND tgrelid IN (SELECT oid FROM pg_class
          WHERE relname = ANY(%(ours)s) AND relnamespace = current_schema()::regnamespace)""",
        {"ours": ours},
    ).scalars()
    for function in list(functions):
        connection.exec_driver_sql(f"DROP FUNCTION {function} CASCADE")
    for name in ours:
        connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{name}" CASCADE')


def load(connection: sa.Connection, parts: Iterable[Rows | Number], revision: str) -> dict[str, int]:
    """Make the tables of a revision anew and fill them; how many rows each got. Raises DatabaseError for what does not fit."""
    clear(connection)
    schema.migrate(connection, revision)
    tables = _columns(connection)
    connection.exec_driver_sql("TRUNCATE " + ", ".join(f'"{name}"' for name in tables if name != "alembic_version"))
    again = _bared(connection)
    counts: dict[str, int] = {}
    try:
        for part in parts:
            match part:
                case Rows(table="alembic_version"):
                    pass  # ours says the same
                case Rows():
                    _fill(connection, part, tables)
                    counts[part.table] = part.count
                case Number():
                    _set(connection, part)
        for statement in again:
            connection.exec_driver_sql(statement)
    except EOFError as error:
        raise DatabaseError(f"the backup ends amid the table {error}") from None
    except psycopg.Error as error:
        raise DatabaseError(f"the backup does not fit: {error.diag.message_primary or type(error).__name__}") from None
    except sa.exc.DBAPIError as error:
        reason = getattr(getattr(error.orig, "diag", None), "message_primary", None)
        raise DatabaseError(f"the backup does not fit: {reason or type(error.orig).__name__}") from None
    return counts


def sqlite_parts(copy: Path) -> Iterator[Rows | Number]:
    """The rows of a SQLite database that is at this program's revision, and where its numbers stand."""
    with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        for table in schema.metadata.sorted_tables:
            yield _SqliteRows(connection, table)
        for name, value in connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall():
            if name in schema.metadata.tables:
                yield Number(f"{name}_id_seq", int(value), is_used=True)


class _SqliteRows(Rows):
    """A table's rows in SQLite, written as COPY wants them."""

    def __init__(self, connection: sqlite3.Connection, table: sa.Table) -> None:
        super().__init__(table.name, tuple(column.name for column in table.columns), None)  # type: ignore[arg-type]
        self._connection = connection
        self._writers = [_writer(column.type) for column in table.columns]

    def blocks(self) -> Iterator[bytes]:
        columns = ", ".join(f'"{name}"' for name in self.columns)
        cursor = self._connection.execute(f'SELECT {columns} FROM "{self.table}"')  # noqa: S608 - our own tables
        while rows := cursor.fetchmany(_ROWS):
            self.count += len(rows)
            lines = ("\t".join(write(value) for write, value in zip(self._writers, row, strict=True)) for row in rows)
            yield "".join(f"{line}\n" for line in lines).encode()
        self.whole = True


def _writer(kind: sa.types.TypeEngine[Any]) -> Any:
    match kind:
        case sa.Boolean():
            return lambda value: r"\N" if value is None else "t" if value else "f"
        case sa.LargeBinary():
            return lambda value: r"\N" if value is None else rf"\\x{bytes(value).hex()}"
        case _:
            return _text


_SPECIAL = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\0": "\ufffd"})  # PostgreSQL keeps no NUL in text


def _text(value: Any) -> str:
    return r"\N" if value is None else value.translate(_SPECIAL) if isinstance(value, str) else str(value)


def _columns(connection: sa.Connection) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    ours = {*schema.metadata.tables, "alembic_version"}
    for row in connection.exec_driver_sql(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    ):
        if row.table_name in ours:
            found.setdefault(row.table_name, set()).add(row.column_name)
    return found


def _bared(connection: sa.Connection) -> Sequence[str]:
    """Take away foreign keys and the indexes that are nobody's constraint; the statements that make them again."""
    keys = connection.exec_driver_sql(
        """SELECT conrelid::regclass::text AS "table", quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
        FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"""
    ).all()
    indexes = connection.exec_driver_sql(
        """SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relnamespace = current_schema()::regnamespace AND i.indrelid = ANY (
            SELECT oid FROM pg_class WHERE relname = ANY(%(ours)s) AND relnamespace = current_schema()::regnamespace)
          AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)""",
        {"ours": list(schema.metadata.tables)},
    ).all()
    for row in keys:
        connection.exec_driver_sql(f"ALTER TABLE {row.table} DROP CONSTRAINT {row.name}")
    for row in indexes:
        connection.exec_driver_sql(f"DROP INDEX {row.name}")
    making = [row.definition for row in indexes]
    return [*making, *(f"ALTER TABLE {row.table} ADD CONSTRAINT {row.name} {row.definition}" for row in keys)]


def _fill(connection: sa.Connection, rows: Rows, tables: dict[str, set[str]]) -> None:
    if not set(rows.columns) <= tables.get(rows.table, set()):
        raise DatabaseError(f"the backup has a table {rows.table} of another shape than its migration makes: it was changed")
    columns = ", ".join(f'"{name}"' for name in rows.columns)
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    with driver.cursor() as cursor, cursor.copy(f'COPY "{rows.table}" ({columns}) FROM STDIN'.encode()) as copy:
        for block in rows.blocks():
            copy.write(block)


def _set(connection: sa.Connection, number: Number) -> None:
    """Where a sequence stands; one that this database does not have is nobody's."""
    if _IDENTIFIER.fullmatch(number.sequence):
        connection.exec_driver_sql(
            "SELECT setval(to_regclass(%(name)s), %(value)s, %(used)s) WHERE to_regclass(%(name)s) IS NOT NULL",
            {"name": number.sequence, "value": number.value, "used": number.is_used},
        ).close()
