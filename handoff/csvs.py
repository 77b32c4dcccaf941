"""Tables as CSV that a spreadsheet shows and does not run: without it a customer's name could be a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what spreadsheets take for a formula's beginning (OWASP)


def cell(value: object) -> str:
    """A value as text; what a spreadsheet would take for a formula begins with an apostrophe. Numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float | Decimal):
        return str(value)
    text = str(value).replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(_RUNS) else text


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """RFC 4180 in UTF-8, with the mark by which spreadsheets know it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([cell(name) for name in head])
    writer.writerows([cell(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode(errors="replace")
