"""Orders from a spreadsheet: without it a shop could not try the bot on its own orders before its software is connected.

One row is one order, or one product of it: rows that follow each other with the same number belong together, and what the first
one says of the order need not be repeated. Nothing is taken over when any row is wrong. docs/orders.md explains the columns.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from decimal import Decimal
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from typing import Any

from config.source import Problem, Problems
from flows.shop.columns import COLUMNS, EXAMPLES, Reading, WrongError
from flows.shop.model import Customer, Line, Money, Order, Tracking
from flows.shop.proof import normal_number
from flows.shop.sheet import Row, Sheet, read_sheet


def read_orders(path: Path, zone: tzinfo, region: str = "LV") -> list[Order]:
    """The orders in a CSV file; `zone` is that of its times, `region` that of phone numbers without a country code.

    Raises Problems with every mistake by line and column, OSError where the file cannot be read.
    """
    return parse_orders(path.read_bytes(), path.name, Reading(zone, region))


def parse_orders(content: bytes, file: str, reading: Reading) -> list[Order]:
    """The same for a file already in hand; orders come in the file's order."""
    sheet = read_sheet(content, file)
    problems = list(_header_problems(sheet))
    if problems:
        raise Problems(problems)
    table = _Table(sheet, reading)
    orders = [table.order(list(rows)) for _, rows in groupby(sheet.rows, key=table.number)]
    table.check_repeats(sheet.rows)
    if table.problems:
        raise Problems(table.problems)
    return [order for order in orders if order is not None]


def _header_problems(sheet: Sheet) -> Iterable[Problem]:
    names = [_name(field) for field in sheet.header.fields]
    for index, name in enumerate(names):
        place = sheet.place(sheet.header, index)
        if name not in COLUMNS:
            close = get_close_matches(name, COLUMNS, 1)
            hint = f"did you mean {close[0]}?" if close else f"remove it; the columns are {', '.join(COLUMNS)}"
            yield Problem(place, f"`{sheet.header.fields[index]}` is not a column here", hint)
        elif name in names[:index]:
            yield Problem(place, f"the column `{name}` stands twice", "remove one of them")
    for name, column in COLUMNS.items():
        if column.needed and name not in names:
            yield Problem(sheet.place(sheet.header, 0), f"the column `{name}` is missing", "name it in the first line")


def _name(field: str) -> str:
    return re.sub(r"[\s_-]+", "_", field.strip().casefold())


class _Table:
    """A sheet whose header is right, read field by field; mistakes are collected."""

    def __init__(self, sheet: Sheet, reading: Reading) -> None:
        self.sheet, self.reading = sheet, reading
        self.columns = {_name(field): index for index, field in enumerate(sheet.header.fields)}
        self.problems: list[Problem] = []

    def number(self, row: Row) -> str:
        """The order this row belongs to; a row without a number stands alone."""
        return normal_number(row.fields[self.columns["number"]]) or f"line {row.line}"

    def check_repeats(self, rows: Iterable[Row]) -> None:
        """An order whose rows do not follow each other was probably pasted twice."""
        seen: dict[str, int] = {}
        for number, group in groupby(rows, key=self.number):
            line = next(group).line
            if number in seen:
                place = self.sheet.place(Row(line, ()), self.columns["number"])
                hint = "put an order's rows under each other, or remove one"
                self.problems.append(Problem(place, f"order {number} stands in line {seen[number]} already", hint))
            seen.setdefault(number, line)

    def order(self, rows: list[Row]) -> Order | None:
        """One order from its rows, or None with problems noted."""
        before = len(self.problems)
        values = {name: self._value(rows, name) for name, column in COLUMNS.items() if not column.of_line}
        currency = values["currency"] or self.reading.currency
        lines = [line for row in rows if (line := self._line(row, currency)) is not None]
        return self._made(values, currency, tuple(lines)) if len(self.problems) == before else None

    def _made(self, values: Mapping[str, Any], currency: str, lines: tuple[Line, ...]) -> Order:
        customer = Customer(
            values["name"] or "", values["email"] or "", values["phone"] or "", values["language"] or self.reading.language
        )
        carrier, tracking = values["carrier"] or "", values["tracking"] or ""
        return Order(
            number=values["number"],
            state=values["state"],
            placed_at=values["placed_at"],
            customer=customer,
            total=Money(values["total"], currency),
            lines=lines,
            tracking=Tracking(carrier, tracking, values["tracking_url"] or "") if carrier or tracking else None,
            shipped_at=values["shipped_at"],
            expected_at=values["expected_at"],
            delivered_at=values["delivered_at"],
        )

    def _value(self, rows: list[Row], name: str) -> Any:
        """What the rows of an order say of it: the first that says something, and the others the same or nothing."""
        said = [(row, text) for row in rows if (text := self._text(row, name))]
        if not said:
            if COLUMNS[name].needed:
                self._wrong(rows[0], name, WrongError(f"`{name}` is empty", f"write {EXAMPLES[name]}"))
            return None
        for row, text in said[1:]:
            if name != "number" and text != said[0][1]:  # numbers that are written differently are what made them one order
                other = f"order {self.number(row)} has another `{name}` in line {said[0][0].line}"
                self._wrong(row, name, WrongError(other, "make them the same"))
        return self._read(*said[0], name)

    def _line(self, row: Row, currency: str) -> Line | None:
        item, quantity, price = (self._text(row, name) for name in ("item", "quantity", "unit_price"))
        if not item:
            if quantity or price:
                self._wrong(row, "item", WrongError("there is a quantity or a price, but no item", "name what was bought"))
            return None
        amount = self._read(row, price, "unit_price") if price else Decimal(0)
        count = self._read(row, quantity, "quantity") if quantity else 1
        return Line(item, count, Money(amount, currency)) if amount is not None and count else None

    def _text(self, row: Row, name: str) -> str:
        index = self.columns.get(name)
        return row.fields[index] if index is not None else ""

    def _read(self, row: Row, text: str, name: str) -> Any:
        try:
            return COLUMNS[name].read(text, self.reading)
        except WrongError as wrong:
            self._wrong(row, name, wrong)
            return None

    def _wrong(self, row: Row, name: str, wrong: WrongError) -> None:
        self.problems.append(Problem(self.sheet.place(row, self.columns.get(name, 0)), wrong.text, wrong.hint))
