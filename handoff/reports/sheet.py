"""A report's table as CSV: headers in the reader's words, times and sums in the units that people reckon in."""

from datetime import date
from decimal import Decimal

from handoff import csvs
from handoff.reports.speech import Speech
from handoff.reports.table import Cell, Column, Table

_MINUTE = 60_000


def sheet(table: Table, speech: Speech) -> bytes:
    """As handoff/csvs.py has it. Times are in minutes, sums in whole units, shares in per cent; empty is too few."""
    head = [_head(column, speech) for column in table.columns]
    rows = ([_plain(column, value, speech) for column, value in zip(table.columns, row, strict=True)] for row in table.rows)
    return csvs.table(head, rows)


def _head(column: Column, speech: Speech) -> str:
    name = speech.word(f"col_{column.name}", column.name)
    return f"{name}, {speech.t('reports.unit_min')}" if column.kind == "time" else name


def _plain(column: Column, value: Cell, speech: Speech) -> str | int | float | Decimal:  # noqa: PLR0911 - one line a kind
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case str():
            return speech.cell(column, value) if column.kind == "word" else value
        case _ if column.kind == "weekday":
            return speech.cell(column, value)
        case _ if column.kind == "time":
            return round(value / _MINUTE, 2)
        case _ if column.kind == "money":
            return round(Decimal(value) / 100, 2)
        case float():
            return round(value, 2)
        case int():
            return value
