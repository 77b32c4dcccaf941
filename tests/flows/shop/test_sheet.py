"""CSV as people save it."""

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.source import Problems
from flows.shop.sheet import decode, read_sheet

WORDS = "Ilze Liepiņa, Jānis Ozoliņš; Žaneta Šķēle"
POLISH = "Małgorzata Wiśniewska; Łukasz Żółć; źdźbło; ćma; ąę ó ń"
CYRILLIC = "Оксана Коваленко; Її ґанок; Ольга Смирнова; съешь ещё"
characters = st.characters(codec="utf-8", exclude_characters="\0\r\n")
cells = st.text(characters, min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=5)
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", [WORDS, POLISH, CYRILLIC])
def test_unicode_is_read_whatever_its_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(("text", "page"), [(WORDS, "cp1257"), (POLISH, "cp1250"), (CYRILLIC, "cp1251"), ("Ольга", "cp1251")])
def test_what_windows_saves_is_read_by_its_letters(text: str, page: str) -> None:
    assert decode(text.encode(page)) == text


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_the_headers(delimiter: str) -> None:
    sheet = read_sheet(f"number{delimiter}name\r\n1{delimiter}Ilze\r\n".encode(), "orders.csv")
    assert (sheet.header.fields, sheet.rows[0].fields) == (("number", "name"), ("1", "Ilze"))


def test_a_row_knows_the_line_it_begins_on_past_empty_and_broken_lines() -> None:
    sheet = read_sheet(b'number;name\n\n1;"Ilze\nLiepa"\n;\n2;Anna\n', "orders.csv")
    assert [(row.line, row.fields) for row in sheet.rows] == [(3, ("1", "Ilze\nLiepa")), (6, ("2", "Anna"))]
    assert str(sheet.place(sheet.rows[1], 1)) == "orders.csv:6:2"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "orders.csv: the file is empty (the first line names the columns)"),
        (b"\n \n", "orders.csv: the file is empty"),
        (b"PK\x03\x04\0\0", "orders.csv: this is not a CSV file (in a spreadsheet, save it as CSV"),
        (b"a;b\n1;2;3\n4\n", "orders.csv:2:1: this row has 3 columns, the header 2"),
        (b'a;b\n1;2\n3;"4\n', "orders.csv:3:1: this is not CSV: unexpected end of data"),
        (b'a;b\n1;"2"x\n', "orders.csv:2:1: this is not CSV"),
    ],
)
def test_what_is_no_table_is_named_by_its_line(content: bytes, said: str) -> None:
    with pytest.raises(Problems) as found:
        read_sheet(content, "orders.csv")
    assert said in str(found.value)


@given(tables, st.sampled_from(";,\t"))
def test_a_table_written_is_the_table_read(table: list[list[str]], delimiter: str) -> None:
    table = [["name"] * len(table[0]), *table]  # so that the header's delimiter is not in doubt
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(table)
    sheet = read_sheet(out.getvalue().encode(), "table.csv")
    assert [list(row.fields) for row in (sheet.header, *sheet.rows)] == [[cell.strip() for cell in row] for row in table]


@given(st.binary(max_size=200))
def test_any_file_is_read_or_refused_in_words(content: bytes) -> None:
    with contextlib.suppress(Problems):
        assert read_sheet(content, "any.csv").header.fields
