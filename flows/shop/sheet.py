"""CSV as people save it: without it a file from Excel in Rīga or Київ would be read as gibberish, or not at all."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from config.source import Place, Problem, Problems

DELIMITERS = ";,\t"
_WORD = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
_BALTIC = set("āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽąćęłńóśźżĄĆĘŁŃÓŚŹŻėįųĖĮŲäöõüÄÖÕÜ–—„“”€ ")


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line it begins on, counted from 1, and its fields."""

    line: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its header. Columns are counted from 1 in places, as a spreadsheet's are."""

    file: str
    header: Row
    rows: tuple[Row, ...]

    def place(self, row: Row, column: int) -> Place:
        """Where a field stands; `column` counts from 0."""
        return Place(self.file, row.line, column + 1)


def read_sheet(content: bytes, file: str) -> Sheet:
    """A table from the bytes of a CSV file; the delimiter is the header's most frequent of semicolon, comma and tab.

    Rows without any text are left out. Raises Problems for a file that is no table, or has rows of other lengths than its header.
    """
    text = decode(content)
    if "\0" in text:
        raise Problems([Problem(Place(file), "this is not a CSV file", "in a spreadsheet, save it as CSV (UTF-8)")])
    rows = list(_rows(text, file))
    if not rows:
        raise Problems([Problem(Place(file), "the file is empty", "the first line names the columns")])
    header, *body = rows
    problems = [
        Problem(Place(file, row.line, 1), f"this row has {len(row.fields)} columns, the header {len(header.fields)}", _ODD)
        for row in body
        if len(row.fields) != len(header.fields)
    ]
    if problems:
        raise Problems(problems)
    return Sheet(file, header, tuple(body))


_ODD = "a delimiter inside a text needs quotes around the text"


def _rows(text: str, file: str) -> Iterator[Row]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    # StringIO and not splitlines: only line feeds and carriage returns end a record.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count), strict=True)
    line = 1
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                yield Row(line, tuple(field.strip() for field in fields))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Problems([Problem(Place(file, line, 1), f"this is not CSV: {error}", _ODD)]) from None


def decode(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with one, else the Windows code page that the letters speak for.

    Cyrillic words (cp1251) have hardly a letter within ASCII, Latvian and Polish ones many; of cp1257 (Baltic) and cp1250 (Polish
    Windows) the one that gives more letters of these languages is taken.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    letters = b"".join(_WORD.findall(content))
    if sum(byte > 127 for byte in letters) > len(letters) * 2 / 3:
        return content.decode("cp1251", errors="replace")
    return max((content.decode(page, errors="replace") for page in ("cp1257", "cp1250")), key=_letters)


def _letters(text: str) -> int:
    return sum(1 if char in _BALTIC else -1 for char in text if ord(char) > 127)
