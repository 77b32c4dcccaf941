"""A table as CSV that a spreadsheet opens as it is meant: headers in words, and nothing in it that would be run as a formula."""

import csv
import io
from datetime import date

from handoff.reports.speech import Speech
from handoff.reports.table import Cell, Column, Table

MARK = "\ufeff"  # by which spreadsheets know UTF-8
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n")  # what begins a formula, as OWASP lists it
_MINUTE = 60_000


def sheet(table: Table, speech: Speech) -> str:
    """RFC 4180 with a byte order mark. Times are in minutes, sums in whole units, shares in per cent; empty is too few."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe(_head(column, speech)) for column in table.columns])
    for row in table.rows:
        writer.writerow([_plain(column, value, speech) for column, value in zip(table.columns, row, strict=True)])
    return MARK + out.getvalue()


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RUN) else text


def _head(column: Column, speech: Speech) -> str:
    name = speech.word(f"col_{column.name}", column.name)
    return f"{name}, {speech.t('reports.unit_min')}" if column.kind == "time" else name


def _plain(column: Column, value: Cell, speech: Speech) -> str | int | float:  # noqa: PLR0911 - one line a kind
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case str():
            return safe(speech.cell(column, value) if column.kind == "word" else value)
        case _ if column.kind == "weekday":
            return speech.cell(column, value)
        case _ if column.kind == "time":
            return round(value / _MINUTE, 2)
        case _ if column.kind == "money":
            return f"{value / 100:.2f}"
        case float():
            return round(value, 2)
        case int():
            return value
