"""Pictures are well-formed, say what they show to those who do not see them, and hold no markup of anybody's."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from lxml import etree

from handoff.console import words
from handoff.plots import draw
from handoff.plots.scale import ticks
from handoff.reports.speech import Speech
from handoff.reports.table import Cell, Column, Plot, Table
from nlu.model import LANGUAGES

KNOWN = words.load()
SVG = "{http://www.w3.org/2000/svg}"
WEEK = Column("week", "week")
MONDAY = date(2026, 11, 23)


def speech(language: str = "en") -> Speech:
    known = KNOWN[language]  # type: ignore[index]
    return Speech(words.speaker(known, language), language, known.__contains__)  # type: ignore[arg-type]


def found(root: Any, path: str) -> list[Any]:
    """What an XPath finds."""
    everything: list[Any] = root.xpath(path)
    return everything


def weeks(*values: float | None) -> Table:
    rows = [(MONDAY + timedelta(weeks=n), value, value and value * 0.8, value and value * 1.2) for n, value in enumerate(values)]
    columns = (WEEK, Column("p50", "time"), Column("low", "time"), Column("high", "time"))
    return Table("weeks", columns, rows, Plot("line", "week", "p50", "low", "high"))


def bars(*rows: tuple[str, Cell]) -> Table:
    return Table("team", (Column("team", "text"), Column("n")), rows, Plot("bars", "team", "n"))


TABLES = {
    "heat": Table(
        "messages", (Column("weekday", "weekday"), Column("hour", "hour"), Column("average", "number")),
        [(day, hour, day * hour / 3) for day in range(7) for hour in range(24)], Plot("heat", "hour", "average"),
    ),
    "line": weeks(60_000, 90_000, None, 30_000, None, 20_000, 40_000),
    "bars": bars(("shop", 4), ("returns", 9)),
    "histogram": Table(
        "histogram", (Column("within", "bucket"), Column("n")), [(1, 3), (5, 9), (None, 0)], Plot("histogram", "within", "n")
    ),
    "funnel": Table(
        "funnel", (Column("question", "text"), Column("step", "word", "step"), Column("runs")),
        [("", "started", 9), ("number", "asked", 7), ("", "finished", 4)], Plot("funnel", "question", "runs"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", TABLES)
def test_a_picture_is_whole_and_named_and_has_no_style_of_its_own(kind: str, language: str) -> None:
    drawn = draw(TABLES[kind], speech(language), "p1", "Who <waits>")
    root = etree.fromstring(drawn)
    assert root.get("role") == "img"
    names = {root.get("aria-labelledby"), root.get("aria-describedby")}
    assert {element.get("id") for element in root if element.tag in {"title", "desc"}} == names
    assert root.findtext("title") == "Who <waits>"
    assert root.findtext("desc")
    assert found(root, "//@style | //@onload | //script") == []
    ids = found(root, "//@id")
    assert len(ids) == len(set(ids))


def test_a_gap_is_a_gap_and_no_line_over_nothing() -> None:
    root = etree.fromstring(draw(TABLES["line"], speech(), "p", "t"))
    assert len(found(root, "//path[@class='line']")) == 3, "three stretches between the gaps"
    assert len(found(root, "//circle[@class='dot']")) == 5


def test_of_nothing_there_is_no_picture() -> None:
    assert draw(bars(), speech(), "p", "t") == ""
    assert draw(bars(("shop", 0), ("returns", None)), speech(), "p", "t") == ""


def test_a_name_cannot_become_markup() -> None:
    drawn = draw(bars(('<script>alert("x")</script>&', 4)), speech(), "p", '"><b>')
    root = etree.fromstring(drawn)
    assert found(root, "//script | //b") == []
    assert "<script" not in drawn


def test_a_longer_value_has_a_longer_bar() -> None:
    root = etree.fromstring(draw(bars(("a", 2), ("b", 4)), speech(), "p", "t"))
    short, long = (float(width) for width in found(root, "//rect[@class='bar']/@width"))
    assert long == pytest.approx(2 * short, rel=0.01)


@pytest.mark.parametrize(
    ("most", "kind", "steps"),
    [
        (7, "count", [0, 2, 4, 6, 8]), (1, "count", [0, 1]), (100, "percent", [0, 25, 50, 75, 100]),
        (200_000, "time", [0, 60_000, 120_000, 180_000, 240_000]), (0, "count", [0, 1]),
    ],
)  # fmt: skip
def test_scales_have_round_lines(most: float, kind: str, steps: list[float]) -> None:
    assert ticks(most, kind) == steps  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ms", "said"),
    [
        (0, "0 s"), (59_600, "1 min"), (59_000, "59 s"), (140_000, "2 min 20 s"), (3_600_000, "1 h"), (5_400_000, "1 h 30 min"),
        (86_400_000, "1 d"), (100 * 3_600_000, "4 d 4 h"), (599_900, "10 min"),
    ],
)  # fmt: skip
def test_times_are_said_in_their_two_largest_units(ms: float, said: str) -> None:
    assert speech().time(ms).replace("\u00a0", " ") == said


def test_numbers_are_written_as_each_language_writes_them() -> None:
    assert speech("en").value("number", 1234.5) == "1,234.5"
    assert speech("lv").value("number", 1234.5) == "1\u00a0234,5"
    assert re.fullmatch(r"23\.11\.2026", speech("pl").day(MONDAY))
