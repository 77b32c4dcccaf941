"""A bank's CSV by a mapping of its columns: what every bank can write, and each in its own way."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from config.payments import SheetForm
from flows.shop.bank.model import Statement, Transaction, account, amount, bank_id, tidy, wrong
from flows.shop.sheet import DELIMITERS, Row, decode

_DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%Y.%m.%d", "%Y%m%d")
_HEAD = 20  # lines in which the header must come
_SPACES = re.compile(r"[\s\u00a0\u202f']")


def parse(content: bytes, file: str, forms: Mapping[str, SheetForm]) -> Statement:
    """The movements in a CSV file of a bank that is known by its header. Raises Problems."""
    text = decode(content)
    if "\0" in text:
        raise wrong(file, 0, "this is neither camt, MT940, FiDAViSta nor CSV", "get another format from the bank")
    rows = list(_rows(text, file))
    for place, header in enumerate(rows[:_HEAD]):
        names = {_name(field): index for index, field in reversed(list(enumerate(header.fields)))}
        for bank, form in forms.items():
            if all(_name(column) in names for column in form.needed):
                body = rows[place + 1 :]
                found = tuple(one for row in body for one in _movement(row, _Reader(file, form, names, len(header.fields))))
                return Statement(file, f"CSV {bank}", "statement", found)
    known = ", ".join(forms)
    hint = f"known are the columns of {known}; name your bank's under payments.sheets in shop.yml"
    raise wrong(file, 1, "this is neither camt, MT940, FiDAViSta nor a CSV file of a known bank", hint)


class _Reader:
    """The fields of a row by what they mean."""

    def __init__(self, file: str, form: SheetForm, names: Mapping[str, int], width: int) -> None:
        self.file, self.form, self.names, self.width = file, form, names, width

    def field(self, row: Row, column: str) -> str:
        index = self.names.get(_name(column)) if column else None
        return row.fields[index].strip() if index is not None and index < len(row.fields) else ""


def _movement(row: Row, reader: _Reader) -> Iterator[Transaction]:
    form, file, line = reader.form, reader.file, row.line
    if form.rows and reader.field(row, form.rows) not in form.row_values:
        return
    if len(row.fields) < reader.width - 1 or len(row.fields) > reader.width + 1:  # some banks end each line with a delimiter
        raise wrong(file, line, f"this row has {len(row.fields)} columns, the header {reader.width}", "it may have been cut off")
    written, sign = _SPACES.sub("", reader.field(row, form.amount)), 1
    if written[:1] in {"-", "\u2212", "+"}:
        sign, written = (1 if written[0] == "+" else -1), written[1:]
    if form.sign:
        sign *= _direction(reader.field(row, form.sign), form, file, line)
    money = amount(written, form.currency_is or reader.field(row, form.currency), file, line, form.decimal)
    number = account(form.account_is or reader.field(row, form.account))
    if not number:
        raise wrong(file, line, f"the account (`{form.account}`) is missing")
    if not money.amount:
        return
    yield Transaction(
        account=number,
        booked_on=_day(reader.field(row, form.day), form, file, line),
        amount=money if sign > 0 else -money,
        name=tidy(reader.field(row, form.name))[:140],
        iban=account(reader.field(row, form.iban)),
        text=tidy(" ".join(reader.field(row, column) for column in form.text)),
        reference=tidy(reader.field(row, form.reference)),
        bank_reference=bank_id(reader.field(row, form.bank_reference)),
        line=line,
    )


def _direction(said: str, form: SheetForm, file: str, line: int) -> int:
    if said in form.credit:
        return 1
    if said in form.debit:
        return -1
    raise wrong(file, line, f"`{form.sign}` is neither {' nor '.join((*form.credit, *form.debit))}")


def _day(said: str, form: SheetForm, file: str, line: int) -> date:
    words = said.split()
    for pattern in (form.day_form,) if form.day_form else _DAYS:
        try:
            return datetime.strptime(words[0] if words else "", pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise wrong(file, line, f"`{tidy(said)[:40]}` is no day", "it is written 30.11.2026")


def _rows(text: str, file: str) -> Iterator[Row]:
    lines = [line for line in text.splitlines()[:_HEAD] if line.strip()]
    counts = {mark: max((line.count(mark) for line in lines), default=0) for mark in DELIMITERS}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=lambda mark: counts[mark]), strict=True)
    line = 1
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                yield Row(line, tuple(fields))
            line = reader.line_num + 1
    except csv.Error as error:
        raise wrong(file, line, f"this is not CSV: {error}", "the file may have been cut off") from None


def _name(field: str) -> str:
    return " ".join(field.split()).casefold().strip('"\ufeff ')
