"""Calendars on ordinary days, nights, holidays, and the nights on which the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given

from handoff.calendars import parse_calendar
from handoff.hours import (
    Calendar,
    Interval,
    NeverOpenError,
    add_working,
    hours_on,
    is_open,
    next_opening,
    round_down,
    round_up,
    working_between,
)
from tests.handoff.calendars_of_hypothesis import calendars, lengths, moments

RIGA = ZoneInfo("Europe/Riga")
DEMO = parse_calendar({"week": {"mon-fri": "9:00-18:00", "sat": "10:00-16:00"}, "holidays": "LV"})


def riga(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=RIGA, fold=fold)  # type: ignore[arg-type, misc]  # mypy cannot spread ints over a signature


def every(hours: str, zone: str = "Europe/Riga") -> Calendar:
    return parse_calendar({"week": {"mon-sun": hours}}, zone)


# --- ordinary days ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "open_now"),
    [
        (riga(2026, 11, 23, 8, 59), False),
        (riga(2026, 11, 23, 9), True),
        (riga(2026, 11, 23, 17, 59), True),
        (riga(2026, 11, 23, 18), False),
        (riga(2026, 11, 21, 15), True),
        (riga(2026, 11, 22, 12), False),
    ],
)
def test_the_demo_desk_is_open_in_its_hours(moment: datetime, open_now: bool) -> None:
    assert is_open(DEMO, moment) is open_now


def test_the_next_opening_after_saturday_night_is_monday_morning() -> None:
    assert next_opening(DEMO, riga(2026, 11, 21, 22)) == riga(2026, 11, 23, 9)


def test_the_next_opening_of_an_open_desk_is_now() -> None:
    now = riga(2026, 11, 23, 12, 7)
    assert next_opening(DEMO, now) == now


def test_working_time_counts_over_the_weekend() -> None:
    friday_evening = riga(2026, 11, 20, 17)
    assert add_working(DEMO, friday_evening, timedelta(hours=8)) == riga(2026, 11, 23, 10)
    assert working_between(DEMO, friday_evening, riga(2026, 11, 23, 10)) == timedelta(hours=8)


def test_a_lunch_break_is_closed() -> None:
    calendar = every("9:00-13:00, 14:00-18:00")
    assert not is_open(calendar, riga(2026, 11, 23, 13, 30))
    assert add_working(calendar, riga(2026, 11, 23, 12, 30), timedelta(hours=1)) == riga(2026, 11, 23, 14, 30)


def test_no_time_to_work_is_no_time_passed() -> None:
    sunday = riga(2026, 11, 22, 12)
    assert add_working(DEMO, sunday, timedelta()) == sunday
    assert working_between(DEMO, riga(2026, 11, 24, 12), riga(2026, 11, 23, 12)) == timedelta()


# --- nights ----------------------------------------------------------------------------------------------------


def test_a_night_shift_belongs_to_the_day_on_which_it_began() -> None:
    calendar = parse_calendar({"week": {"fri": "22:00-6:00"}, "special": {date(2026, 11, 21): "closed"}})
    assert is_open(calendar, riga(2026, 11, 21, 5, 59))
    assert not is_open(calendar, riga(2026, 11, 21, 6))
    assert not is_open(calendar, riga(2026, 11, 20, 5))


def test_a_desk_that_never_closes_works_every_hour_of_a_short_and_a_long_day() -> None:
    calendar = every("0:00-24:00")
    assert working_between(calendar, riga(2027, 3, 28), riga(2027, 3, 29)) == timedelta(hours=23)
    assert working_between(calendar, riga(2026, 10, 25), riga(2026, 10, 26)) == timedelta(hours=25)


def test_eight_hours_over_the_night_of_the_skip_are_eight_real_hours() -> None:
    assert add_working(every("0:00-24:00"), riga(2027, 3, 27, 23), timedelta(hours=8)) == riga(2027, 3, 28, 8)


def test_a_night_shift_is_an_hour_shorter_in_spring_and_longer_in_autumn() -> None:
    calendar = every("22:00-6:00")
    assert working_between(calendar, riga(2027, 3, 27, 12), riga(2027, 3, 28, 12)) == timedelta(hours=7)
    assert working_between(calendar, riga(2026, 10, 24, 12), riga(2026, 10, 25, 12)) == timedelta(hours=9)


def test_a_time_that_the_clocks_skip_is_the_moment_of_the_skip() -> None:
    assert next_opening(every("3:30-9:00"), riga(2027, 3, 28, 1)) == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_hours_that_the_clocks_skip_are_not_worked() -> None:
    assert next_opening(every("3:10-3:50"), riga(2027, 3, 28, 1)) == riga(2027, 3, 29, 3, 10)


def test_a_time_that_comes_twice_is_its_first_coming() -> None:
    calendar = every("3:30-9:00")
    assert next_opening(calendar, riga(2026, 10, 25, 1)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert is_open(calendar, riga(2026, 10, 25, 3, 10, fold=1))
    assert working_between(calendar, riga(2026, 10, 25), riga(2026, 10, 26)) == timedelta(hours=6, minutes=30)


# --- holidays, special days, closures --------------------------------------------------------------------------


def test_a_public_holiday_is_closed() -> None:
    assert next_opening(DEMO, riga(2026, 11, 17, 19)) == riga(2026, 11, 19, 9)


def test_a_day_off_that_the_state_moved_is_a_working_day_unless_the_shop_says_otherwise() -> None:
    bridge = riga(2026, 6, 22, 12)  # Latvia's state offices worked on Saturday, 27 June 2026 instead
    assert is_open(DEMO, bridge)
    strict = parse_calendar({"week": {"mon-fri": "9:00-18:00"}, "holidays": "LV", "bridge_days": True})
    assert not is_open(strict, bridge)


def test_a_special_day_wins_over_weekday_and_holiday() -> None:
    calendar = parse_calendar(
        {
            "week": {"mon-fri": "9:00-18:00"},
            "holidays": "LV",
            "special": {date(2026, 12, 24): "9:00-13:00", date(2026, 12, 28): "closed"},
        }
    )
    assert hours_on(calendar, date(2026, 12, 24)) == (Interval(9 * 60, 13 * 60),)
    assert next_opening(calendar, riga(2026, 12, 24, 13)) == riga(2026, 12, 29, 9)


def test_a_planned_closure_cuts_a_day_short() -> None:
    calendar = parse_calendar(
        {"week": {"mon-fri": "9:00-18:00"}, "closures": [{"from": "2026-11-23 12:00", "to": "2026-11-23 15:00"}]}
    )
    assert working_between(calendar, riga(2026, 11, 23), riga(2026, 11, 24)) == timedelta(hours=6)
    assert next_opening(calendar, riga(2026, 11, 23, 12)) == riga(2026, 11, 23, 15)


def test_a_calendar_without_hours_never_opens() -> None:
    calendar = Calendar(RIGA, ((), (), (), (), (), (), ()))
    assert next_opening(calendar, riga(2026, 11, 23)) is None
    with pytest.raises(NeverOpenError):
        add_working(calendar, riga(2026, 11, 23), timedelta(minutes=1))


# --- what holds for every calendar -----------------------------------------------------------------------------


@given(calendars, moments, lengths)
def test_working_time_added_is_working_time_passed(calendar: Calendar, now: datetime, length: timedelta) -> None:
    assume(next_opening(calendar, now) is not None)
    due = add_working(calendar, now, length)
    assert working_between(calendar, now, due) == length
    if length:
        assert is_open(calendar, due - timedelta(seconds=1))


@given(calendars, moments, moments, moments)
def test_working_time_adds_up(calendar: Calendar, a: datetime, b: datetime, c: datetime) -> None:
    a, b, c = sorted((a, b, c))
    assert working_between(calendar, a, b) + working_between(calendar, b, c) == working_between(calendar, a, c)


@given(calendars, moments)
def test_nothing_is_worked_before_the_next_opening(calendar: Calendar, now: datetime) -> None:
    opening = next_opening(calendar, now)
    assume(opening is not None)
    assert opening is not None
    assert opening >= now
    assert is_open(calendar, opening)
    assert working_between(calendar, now, opening) == timedelta()


@given(calendars, moments)
def test_open_is_what_the_clock_on_the_wall_says(calendar: Calendar, now: datetime) -> None:
    wall = now.astimezone(calendar.zone)
    assume(wall.fold == 0)  # a time that comes twice counts by its first coming, which the wall cannot tell
    assume((wall + timedelta(hours=-2)).utcoffset() == wall.utcoffset())  # nor what the skip cut off
    minute = wall.hour * 60 + wall.minute
    today, yesterday = wall.date(), wall.date() - timedelta(days=1)
    worked = any(slot.opens <= minute < slot.closes for slot in hours_on(calendar, today)) or any(
        minute + 1440 < slot.closes for slot in hours_on(calendar, yesterday)
    )
    shut = any(closure.start <= now < closure.end for closure in calendar.closures)
    assert is_open(calendar, now) is (worked and not shut)


@given(calendars, moments, lengths)
def test_the_zone_in_which_a_moment_is_written_changes_nothing(calendar: Calendar, now: datetime, length: timedelta) -> None:
    there = now.astimezone(RIGA)
    assert next_opening(calendar, there) == next_opening(calendar, now)
    assert working_between(calendar, there, (now + length).astimezone(RIGA)) == working_between(calendar, now, now + length)


@given(moments)
def test_rounding_goes_to_the_half_hours_of_the_local_clock(now: datetime) -> None:
    kathmandu = ZoneInfo("Asia/Kathmandu")  # 5 h 45 min ahead
    up, down = round_up(now, kathmandu), round_down(now, kathmandu)
    assert down <= now <= up
    assert up - down in (timedelta(), timedelta(minutes=30))
    assert up.astimezone(kathmandu).minute in (0, 30)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its zone"):
        is_open(DEMO, datetime(2026, 11, 23, 12))  # noqa: DTZ001 - the case in question
