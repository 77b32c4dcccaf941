"""Batches in one statement: a list of rows travels as one JSON parameter, which both databases can read as a table.

Statements go to the driver as they are: on the hot path, compiling the same text again would cost as much as running it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

_encode = msgspec.json.Encoder().encode
_POSTGRES = {"text": "text", "integer": "bigint", "boolean": "boolean"}
_NAME = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


class Statement:
    """One named statement for both databases; `:name` stands for a value, `{rows}` for the table that `columns` describes.

    `{lock}` and `{skip}` lock the rows read, waiting for others or passing over theirs; SQLite, with one writer, needs neither.
    The weaker NO KEY UPDATE is enough, and lets others insert rows that refer to a locked one.
    """

    def __init__(self, sql: str, **columns: str) -> None:
        self.columns = columns
        waiting, skipping = "FOR NO KEY UPDATE", "FOR NO KEY UPDATE SKIP LOCKED"
        postgres = sql.replace("{rows}", _postgresql(columns)).replace("{skip}", skipping).replace("{lock}", waiting)
        self._texts = {
            "sqlite": sql.replace("{rows}", _sqlite(columns)).replace("{skip}", "").replace("{lock}", ""),
            "postgresql": _NAME.sub(r"%(\1)s", postgres.replace("%", "%%")),
        }

    def __call__(
        self, connection: sa.Connection, rows: Sequence[Mapping[str, Any]] | None = None, **values: Any
    ) -> sa.CursorResult[*tuple[Any, ...]]:
        """Run it. `rows` fills `{rows}`, the other values are bound by name."""
        if rows is not None:
            values["rows"] = _encode(rows).decode()
        return connection.exec_driver_sql(self._texts[connection.dialect.name], values)

    def first(
        self, connection: sa.Connection, rows: Sequence[Mapping[str, Any]] | None = None, **values: Any
    ) -> tuple[Any, ...] | None:
        """The first row by the driver's own cursor, for look-ups inside a turn, where SQLAlchemy's result would cost most."""
        if rows is not None:
            values["rows"] = _encode(rows).decode()
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self._texts[connection.dialect.name], values)
            found: tuple[Any, ...] | None = cursor.fetchone()
        finally:
            cursor.close()
        return found

    def text(self, dialect: str) -> str:
        """The statement as that database's driver takes it, for tests of its query plan."""
        return self._texts[dialect]


def _sqlite(columns: Mapping[str, str]) -> str:
    fields = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in columns)
    return f"(SELECT {fields} FROM json_each(:rows))"  # noqa: S608 - column names of our own


def _postgresql(columns: Mapping[str, str]) -> str:
    fields = ", ".join(f"{name} {_POSTGRES[kind]}" for name, kind in columns.items())
    return f"(SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS _({fields}))"  # noqa: S608 - as above
