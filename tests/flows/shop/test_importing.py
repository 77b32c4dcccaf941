"""Orders out of a spreadsheet: right ones whole, wrong ones named, and never half of them."""

import contextlib
import csv
import io
import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.source import Problems
from flows.shop.columns import COLUMNS, Reading
from flows.shop.demo import demo_orders
from flows.shop.importing import parse_orders, read_orders
from flows.shop.model import Customer, Line, Order, Tracking
from tests.flows.shop.orders import eur

RIGA = ZoneInfo("Europe/Riga")
HEADER = "number;state;placed_at;total"


def parse(text: str) -> list[Order]:
    return parse_orders(text.encode(), "orders.csv", Reading(RIGA))


def mistakes(text: str) -> list[str]:
    with pytest.raises(Problems) as found:
        parse(text)
    return [str(problem) for problem in found.value.problems]


def test_a_whole_order_is_read() -> None:
    (order,) = parse(
        "Number,State,Placed at,Name,Email,Phone,Language,Total,Currency,Carrier,Tracking,Shipped at,Expected at,"
        "Item,Quantity,Unit price\n"
        '#10023,Shipped,2026-11-19 19:30,Ilze Liepiņa,Ilze@Example.com,20 000 101,lv,"38,20",EUR,Omniva,CE123456789LV,'
        '20.11.2026 9:05,24.11.2026,"Medus, 500 g",2,7.50\n'
        "10023,,,,,,,,,,,,,Krūze,,19.70\n"
    )
    assert order == Order(
        number="10023",
        state="shipped",
        placed_at=datetime(2026, 11, 19, 17, 30, tzinfo=UTC),
        customer=Customer("Ilze Liepiņa", "ilze@example.com", "+37120000101", "lv"),
        total=eur("38.20"),
        lines=(Line("Medus, 500 g", 2, eur("7.50")), Line("Krūze", 1, eur("19.70"))),
        tracking=Tracking("Omniva", "CE123456789LV"),
        shipped_at=datetime(2026, 11, 20, 7, 5, tzinfo=UTC),
        expected_at=date(2026, 11, 24),
    )


def test_four_columns_are_enough() -> None:
    (order,) = parse(f"{HEADER}\nA-1;partly shipped;2026-11-19T19:30Z;1 290,50\n")
    assert (order.number, order.state, order.total) == ("A-1", "partly_shipped", eur("1290.50"))
    assert (order.customer, order.tracking, order.lines) == (Customer("", language="lv"), None, ())


def test_the_lines_of_an_order_have_its_currency() -> None:
    (order,) = parse(f"{HEADER};currency;item;unit_price\n1;paid;2026-11-19;10;pln;A;5\n1;;;;;B;5\n")
    assert {line.unit_price.currency for line in order.lines} == {order.total.currency} == {"PLN"}


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("number;state;placed_at", "orders.csv:1:1: the column `total` is missing (name it in the first line)"),
        (f"{HEADER};emial", "orders.csv:1:5: `emial` is not a column here (did you mean email?)"),
        (f"{HEADER};weight", "orders.csv:1:5: `weight` is not a column here (remove it; the columns are number, state"),
        (f"{HEADER};Total", "orders.csv:1:5: the column `total` stands twice (remove one of them)"),
    ],
)
def test_a_wrong_header_is_named_by_its_column(header: str, said: str) -> None:
    assert mistakes(f"{header}\n")[0].startswith(said)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (";paid;2026-11-19;10;;;;;;;", "2:1: `number` is empty"),
        ("1;;2026-11-19;10;;;;;;;", "2:2: `state` is empty (write one of unpaid,"),
        ("1;shiped;2026-11-19;10;;;;;;;", "2:2: `shiped` is no state of an order (did you mean shipped?)"),
        ("1;paid;yesterday;10;;;;;;;", "2:3: `yesterday` is no date (write 2026-11-20,"),
        ("1;paid;31.11.2026;10;;;;;;;", "2:3: `31.11.2026` is no date"),
        ("1;paid;0026-11-19;10;;;;;;;", "2:3: `0026-11-19` is no date of an order (is the year right?)"),
        ("1;paid;2026-11-19;10.505;;;;;;;", "2:4: `10.505` is no sum of money"),
        ("1;paid;2026-11-19;-10;;;;;;;", "2:4: `-10` is no sum of money"),
        ("1;paid;2026-11-19;10 EUR;;;;;;;", "2:4: `10 EUR` is no sum of money (write 12.50; the currency has a column"),
        ("1;paid;2026-11-19;10;euro;;;;;;", "2:5: `euro` is no currency"),
        ("1;paid;2026-11-19;10;;ilze@;;;;;", "2:6: `ilze@` is no e-mail address"),
        ("1;paid;2026-11-19;10;;;12;;;;", "2:7: `12` is no phone number (write it with its country code"),
        ("1;paid;2026-11-19;10;;;call me;;;;", "2:7: `call me` is no phone number"),
        ("1;paid;2026-11-19;10;;;;de;;;", "2:8: `de` is no language here"),
        ("1;paid;2026-11-19;10;;;;;http://x;;", "2:9: `http://x` is no link"),
        ("1;paid;2026-11-19;10;;;;;;;2", "2:10: there is a quantity or a price, but no item"),
        ("1;paid;2026-11-19;10;;;;;;Mug;0.5", "2:11: `0.5` is no quantity"),
    ],
)
def test_a_wrong_field_is_named_by_line_and_column(row: str, said: str) -> None:
    header = f"{HEADER};currency;email;phone;language;tracking_url;item;quantity"
    assert mistakes(f"{header}\n{row}\n")[0].startswith(f"orders.csv:{said}")


def test_every_mistake_is_found_in_one_reading_and_nothing_is_taken_over() -> None:
    found = mistakes(f"{HEADER}\n1;paid;2026-11-19;10\n2;gone;2026-11-19;10\n3;paid;soon;ten\n")
    assert [one.partition(": ")[0] for one in found] == ["orders.csv:3:2", "orders.csv:4:3", "orders.csv:4:4"]


def test_an_order_that_says_two_things_of_itself_is_a_mistake() -> None:
    (found,) = mistakes(f"{HEADER}\n1;paid;2026-11-19;10\n1;shipped;;\n")
    assert found == "orders.csv:3:2: order 1 has another `state` in line 2 (make them the same)"


def test_an_order_in_two_places_is_a_mistake() -> None:
    rows = "1;paid;2026-11-19;10\n2;paid;2026-11-19;10\n#1;paid;2026-11-19;10\n"
    assert mistakes(f"{HEADER}\n{rows}") == [
        "orders.csv:4:1: order 1 stands in line 2 already (put an order's rows under each other, or remove one)"
    ]


def test_a_file_is_read_from_disk(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(f"{HEADER};phone\n1;paid;2026-11-19;10;500 000 404\n", encoding="cp1257")
    assert read_orders(tmp_path / "orders.csv", RIGA, "PL")[0].customer.phone == "+48500000404"


def test_the_demo_shop_survives_a_spreadsheet() -> None:
    orders = demo_orders(datetime(2026, 11, 23, 12, tzinfo=RIGA))
    assert parse_orders(written(orders).encode("utf-8-sig"), "demo.csv", Reading(RIGA)) == list(orders)


def test_the_page_about_orders_names_every_column_and_its_example_is_read() -> None:
    page = (Path(__file__).parents[3] / "docs" / "orders.md").read_text(encoding="utf-8")
    example = re.search(r"```csv\n(.*?)```", page, re.DOTALL)
    assert example is not None
    ilze, piotr = parse(example[1])
    assert ([line.quantity for line in ilze.lines], piotr.customer.phone) == ([2, 1], "+48500000909")
    assert all(f"`{name}`" in page for name in COLUMNS)


@given(st.lists(st.tuples(*[st.text(st.characters(codec="utf-8"), max_size=8)] * 5), max_size=4))
def test_any_cells_are_read_or_refused_in_words(rows: list[tuple[str, ...]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([("number", "state", "placed_at", "total", "phone"), *rows])
    with contextlib.suppress(Problems):
        assert len(parse_orders(out.getvalue().encode(), "any.csv", Reading(RIGA))) <= len(rows)


def written(orders: tuple[Order, ...]) -> str:
    """Orders as a spreadsheet would save them."""
    out = io.StringIO(newline="")
    sheet = csv.writer(out, delimiter=";")
    sheet.writerow(COLUMNS)
    for order in orders:
        for index, line in enumerate(order.lines):
            tracking = order.tracking or Tracking("", "")
            of_order = (
                *(order.state, order.placed_at.isoformat(), order.total.amount, order.total.currency),
                *(order.customer.name, order.customer.email, order.customer.phone, order.customer.language),
                *(tracking.carrier, tracking.number, tracking.url),
                *(order.shipped_at or "", order.expected_at or "", order.delivered_at or ""),
            )
            of_line = (line.title, line.quantity, line.unit_price.amount)
            sheet.writerow((order.number, *(of_order if index == 0 else [""] * len(of_order)), *of_line))
    return out.getvalue()
