"""What a database would do for each statement of the program, and which of it grows with what is stored.

Without it somebody would have to remember to look at a statement's plan; so every `Statement` there is gets found.
"""

import importlib
import json
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import count
from typing import Any

import sqlalchemy as sa

import bot.store
from bot.store.sql import Statement
from bot.store.tables import metadata
from tests.store.crowded import FEW, NOW, ROWS, SMALL

_NAME = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")
_MINUTE = 60_000
# Moments are numbers; the rest is text, of which PostgreSQL makes whatever its column is.
_VALUES: Mapping[str, object] = {
    **dict.fromkeys(("room", "size"), 50),
    **dict.fromkeys(("now", "moment", "at", "until", "due_at", "quiet", "soon", "today", "since_at", "send_at", "for_good"), NOW),
    **dict.fromkeys(("since", "recent", "lately", "aged", "idle_since", "seen_until"), NOW - 60 * _MINUTE),
    **dict.fromkeys(("expires_at",), NOW - 400 * 86_400_000),
    **dict.fromkeys(("fresh", "everything", "posts", "returned", "late", "old_late", "open", "held", "all"), "true"),
    "before": 2**62,
    "urgent": 0,
    "channel": "telegram",
    "team": "shop",
    "language": "lv",
    "account": "telegram",
    "kind": "text",
    "year": "2026",
    "found": "[1,2,3]",
    "query": '"zibens"*',
    "patterns": "{% zibens%}",
}
_OWN: Mapping[str, Mapping[str, object]] = {
    "bank._note_file": {"found": 5, "fresh": 5},
    "bank._same_reference": {"since": "2026-11-01", "until": "2026-11-20"},
    "editions._add": {"urgent": "true"},
    "invoice_rows._close": {"before": "open"},
    "invoice_rows._page": {"before": "2026-1"},
    "persons._forget": {"before": NOW - 400 * 86_400_000},
    "reserve._capture": {"paid": 5, "held": 5},
    "returns._update": {"before": "open"},
}


_TRUE = "true"


@cache
def _booleans() -> frozenset[str]:
    """Names of columns that are true or false, and nothing else anywhere."""
    kinds: dict[str, set[bool]] = {}
    for table in metadata.tables.values():
        for column in table.columns:
            kinds.setdefault(column.name, set()).add(isinstance(column.type, sa.Boolean))
    return frozenset(name for name, kind in kinds.items() if kind == {True})


@cache
def every() -> Mapping[str, Statement]:
    """All statements by module and name, those in tables of statements too."""
    found: dict[str, Statement] = {}
    for module in pkgutil.walk_packages(bot.store.__path__, "bot.store."):
        if ".migrations" in module.name:
            continue
        for name, thing in vars(importlib.import_module(module.name)).items():
            for path, statement in _within(f"{module.name.removeprefix('bot.store.')}.{name}", thing):
                if statement not in found.values():
                    found[path] = statement
    return found


def _within(path: str, thing: object) -> Iterator[tuple[str, Statement]]:
    match thing:
        case Statement():
            yield path, thing
        case Mapping():
            for key, inner in thing.items():
                yield from _within(f"{path}[{key!r}]", inner)
        case list() | tuple():
            for number, inner in enumerate(thing):
                yield from _within(f"{path}[{number}]", inner)
        case _:
            pass


def values_of(name: str, statement: Statement, dialect: str) -> dict[str, object]:
    """Something plausible for each of a statement's values, one row where it takes a set."""
    names = set(_NAME.findall(statement.text("sqlite")))
    values = {one: _VALUES.get(one, _TRUE if one in _booleans() else "5") for one in names - {"rows"}} | _OWN.get(name, {})
    if dialect == "postgresql" and "query" in values:
        values["query"] = "'zibens':*"
    if "rows" in names:
        kinds: Mapping[str, Any] = {"integer": 5, "text": "5", "boolean": True}
        values["rows"] = json.dumps([{column: kinds[kind] for column, kind in statement.columns.items()}])
    return values


def whole_readings(connection: sa.Connection, name: str) -> list[str]:
    """The large tables that a statement would read from end to end, or a whole index of them; empty is well."""
    statement = every()[name]
    values = values_of(name, statement, connection.dialect.name)
    sql = statement.text(connection.dialect.name)
    if connection.dialect.name == "sqlite":
        anew = f"EXPLAIN QUERY PLAN {sql} -- {next(_looks)}"  # the driver keeps statements, and a kept one shows its old plan
        rows = connection.exec_driver_sql(anew, values).all()
        return list(_sqlite(sql, rows))
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # what is still read as a whole has no index that would answer
    (plan,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {sql}", values).scalar_one()
    return list(_postgresql(plan["Plan"], sought=0))


_looks = count()


# --- SQLite ----------------------------------------------------------------------------------------------------

_STEP = re.compile(r"^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
_BUILT = re.compile(r"^SEARCH (\w+) USING AUTOMATIC")
_ALIAS = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE|,)\s+(\w+)(?:\s+(?:AS\s+)?(\w+))?", re.IGNORECASE)


def _sqlite(sql: str, rows: Iterable[sa.Row[Any]]) -> Iterator[str]:
    """A SCAN has no condition that an index answers: well over the few rows of a partial index, or in its order to a LIMIT."""
    names = {alias or table: table for table, alias in _ALIAS.findall(sql)} | {table: table for table in metadata.tables}
    for row in rows:
        if (built := _BUILT.match(row.detail)) is not None and is_large(names.get(built[1], built[1])):
            yield row.detail  # an index made of the whole table, for this once
        if (step := _STEP.match(row.detail)) is None:
            continue
        table, index = names.get(step[1], step[1]), step[2] or ""
        if is_large(table) and index not in partial_indexes() and not (index and "LIMIT" in sql.upper()):
            yield row.detail


# --- PostgreSQL ------------------------------------------------------------------------------------------------


def _postgresql(node: Mapping[str, Any], sought: int) -> Iterator[str]:
    """Sequential scans; and indexes without a condition, unless only some are partial or `sought` rows are wanted of them."""
    kind, table, index = node["Node Type"], node.get("Relation Name", ""), node.get("Index Name", "")
    through = "Index" in kind and "Index Cond" not in node and index not in partial_indexes() and not sought
    if is_large(table) and (kind == "Seq Scan" or through):
        yield f"{kind} on {table} {index}".strip()
    below = 1 if kind == "Limit" else 0 if kind in {"Sort", "Hash", "HashAggregate", "Aggregate", "WindowAgg"} else sought
    for inner in node.get("Plans", ()):
        yield from _postgresql(inner, below)


# --- both ------------------------------------------------------------------------------------------------------

@cache
def partial_indexes() -> frozenset[str]:
    """Indexes over some rows only: those are few however many there are in all."""
    every()
    indexes = [index for table in metadata.tables.values() for index in table.indexes]
    return frozenset(str(index.name) for index in indexes if index.dialect_options["sqlite"]["where"] is not None)


def is_large(table: str) -> bool:
    """Whether it grows with customers."""
    return table in metadata.tables and table not in SMALL


assert FEW < ROWS
