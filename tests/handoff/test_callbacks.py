"""Times for calls: inside hours, on the grid, free, never sooner than one can promise."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.calendars import parse_calendar
from handoff.callbacks import Free, Grid, free_times, nearest, offers
from handoff.hours import is_open, working_between

RIGA = ZoneInfo("Europe/Riga")
WEEK = parse_calendar({"week": {"mon-fri": "9:00-18:00", "sat": "10:00-16:00"}, "special": {"2026-11-26": "closed"}})
GRID = Grid(timedelta(minutes=30), 2, timedelta(minutes=20), timedelta(days=14))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=RIGA)


def local(moments: list[datetime]) -> list[str]:
    return [moment.astimezone(RIGA).strftime("%d %H:%M") for moment in moments]


def test_three_times_worth_offering() -> None:
    assert local(offers(WEEK, GRID, {}, at(23, 10))) == ["23 10:30", "23 13:30", "24 09:00"]
    assert local(offers(WEEK, GRID, {}, at(23, 22))) == ["24 09:00", "24 12:00", "25 09:00"]


def test_a_day_that_is_closed_is_passed_over() -> None:
    assert local(offers(WEEK, GRID, {}, at(25, 17, 50))) == ["27 09:00", "27 12:00", "28 10:00"]


def test_a_time_that_is_taken_is_not_offered() -> None:
    taken = Counter({at(23, 10, 30).astimezone(UTC): 2, at(23, 11).astimezone(UTC): 1})
    assert local(offers(WEEK, GRID, taken, at(23, 10)))[0] == "23 11:00"


def test_where_hardly_anything_is_free_what_there_is_is_offered() -> None:
    brief = Grid(GRID.slot, 1, GRID.notice, timedelta(hours=2))
    assert local(offers(WEEK, brief, {}, at(23, 10))) == ["23 10:30", "23 11:00", "23 11:30"]


def test_the_last_call_ends_before_closing() -> None:
    assert "23 18:00" not in local(list(islice(free_times(WEEK, GRID, {}, at(23, 16)), 10)))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"day": date(2026, 11, 24), "clock": time(15)}, Free(at(24, 15).astimezone(UTC), exact=True)),
        ({"day": date(2026, 11, 24), "clock": time(20)}, Free(at(25, 9).astimezone(UTC), exact=False)),
        ({"day": date(2026, 11, 24)}, Free(at(24, 9).astimezone(UTC), exact=True)),
        ({"day": date(2026, 11, 24), "clock": time(8), "after": True}, Free(at(24, 9).astimezone(UTC), exact=True)),
        ({"clock": time(9)}, Free(at(24, 9).astimezone(UTC), exact=True)),
        ({"moment": at(23, 10)}, Free(at(23, 10, 30).astimezone(UTC), exact=False)),
        ({"day": date(2026, 11, 20)}, "past"),
        ({"day": date(2027, 3, 1)}, "far"),
    ],
)
def test_the_time_nearest_to_what_was_asked(wanted: dict[str, object], found: object) -> None:
    result = nearest(WEEK, GRID, {}, at(23, 10), **wanted)  # type: ignore[arg-type]  # by their names
    if isinstance(found, Free) and wanted.get("moment"):
        assert isinstance(result, Free)
        assert result.at == found.at
    else:
        assert result == found


@given(st.integers(0, 2 * 365 * 24 * 3600), st.sampled_from([5, 15, 30, 45, 60, 90]))
def test_every_free_time_is_worked_through(seconds: int, minutes: int) -> None:
    grid = Grid(timedelta(minutes=minutes), 1, timedelta(minutes=20), timedelta(days=7))
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    found = list(islice(free_times(WEEK, grid, {}, moment), 40))
    assert found == sorted(set(found))
    for free in found:
        assert moment + grid.notice <= free <= moment + grid.ahead
        assert is_open(WEEK, free)
        assert working_between(WEEK, free, free + grid.slot) == grid.slot
