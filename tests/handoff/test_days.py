"""The hours of single days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.calendars import parse_calendar
from handoff.days import day_words_of, exceptions, today
from handoff.hours import is_open
from nlu.model import LANGUAGES

RIGA = ZoneInfo("Europe/Riga")
CALENDAR = parse_calendar(
    {
        "week": {"mon-fri": "9:00-18:00", "sat": "10:00-16:00"},
        "holidays": "LV",
        "special": {"2026-12-24": "9:00-13:00"},
        "closures": [{"from": "2026-11-30 12:00", "to": "2026-11-30 14:00"}],
    }
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=RIGA)


def test_open_until_the_end_of_the_stretch() -> None:
    assert today(CALENDAR, at("2026-11-23T10:00"), "en").until == "18:00"
    assert today(CALENDAR, at("2026-11-23T10:00"), "lv").until == "18.00"
    assert today(CALENDAR, at("2026-11-30T10:00"), "en").until == "12:00"


def test_closed_until_the_next_opening() -> None:
    found = today(CALENDAR, at("2026-11-28T16:00"), "en")
    assert (found.open, found.until) == (False, "")
    assert found.opens_at == at("2026-11-30T09:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 11, 23), "9:00–18:00"), (date(2026, 11, 28), "10:00–16:00"), (date(2026, 11, 29), ""),
        (date(2026, 12, 24), "9:00–13:00"), (date(2026, 12, 25), ""), (date(2026, 11, 30), "9:00–12:00, 14:00–18:00"),
    ],
)  # fmt: skip
def test_the_hours_of_a_day(day: date, hours: str) -> None:
    assert day_words_of(CALENDAR, day, "en") == hours


def test_what_is_different_in_the_next_two_weeks_is_told() -> None:
    assert exceptions(CALENDAR, at("2026-12-20T10:00"), "en") == (
        "24 December 9:00–13:00, 25 December closed, 26 December closed, 31 December closed, 1 January closed"
    )
    assert exceptions(CALENDAR, at("2026-11-30T08:00"), "lv") == "30. novembrī 9.00–12.00, 14.00–18.00"
    assert exceptions(CALENDAR, at("2026-12-01T08:00"), "en") == ""


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), st.sampled_from(LANGUAGES))  # noqa: DTZ001 - wall clock
def test_open_and_closed_agree_with_the_calendar(wall: datetime, language: str) -> None:
    now = wall.replace(tzinfo=RIGA)
    found = today(CALENDAR, now, next(known for known in LANGUAGES if known == language))
    assert found.open == is_open(CALENDAR, now) == bool(found.until)
    assert (found.opens_at is None) == found.open
