"""Batches in one statement: a list of rows travels as one JSON parameter, which both databases can read as a table."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

_encode = msgspec.json.Encoder().encode
_POSTGRES = {"text": "text", "integer": "bigint", "boolean": "boolean"}


class Statement:
    """One named statement for both databases. `{rows}` in it stands for the table that `columns` describes."""

    def __init__(self, sql: str, **columns: str) -> None:
        self._texts = {
            "sqlite": sa.text(sql.replace("{rows}", _sqlite(columns)).replace("{skip}", "").replace("{lock}", "")),
            "postgresql": sa.text(
                sql.replace("{rows}", _postgresql(columns))
                .replace("{skip}", "FOR NO KEY UPDATE SKIP LOCKED")
                .replace("{lock}", "FOR NO KEY UPDATE")
            ),
        }

    def __call__(
        self, connection: sa.Connection, rows: Sequence[Mapping[str, Any]] | None = None, **values: Any
    ) -> sa.CursorResult[*tuple[Any, ...]]:
        """Run it. `rows` fills `{rows}`, the other values are bound by name."""
        if rows is not None:
            values["rows"] = _encode(rows).decode()
        return connection.execute(self._texts[connection.dialect.name], values)

    def text(self, dialect: str) -> str:
        """The statement as that database sees it, for tests of its query plan."""
        return self._texts[dialect].text


def _sqlite(columns: Mapping[str, str]) -> str:
    fields = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in columns)
    return f"(SELECT {fields} FROM json_each(:rows))"  # noqa: S608 - column names of our own


def _postgresql(columns: Mapping[str, str]) -> str:
    fields = ", ".join(f"{name} {_POSTGRES[kind]}" for name, kind in columns.items())
    return f"(SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS _({fields}))"  # noqa: S608 - as above
