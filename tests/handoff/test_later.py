"""Until when something may well be put aside: moments at which the team works."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given

from handoff.calendars import parse_calendar
from handoff.hours import Calendar, is_open
from handoff.later import choices
from tests.handoff.calendars_of_hypothesis import RIGA, calendars, moments

DEMO = parse_calendar({"week": {"mon-fri": "9:00-18:00", "sat": "10:00-16:00"}})


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=RIGA)


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        (at(23, 10), [("later", at(23, 13)), ("tomorrow", at(24, 9)), ("monday", at(30, 9))]),
        (at(23, 16), [("tomorrow", at(24, 9)), ("monday", at(30, 9))]),
        (at(27, 17), [("tomorrow", at(28, 10)), ("monday", at(30, 9))]),
        (at(28, 15), [("monday", at(30, 9))]),
    ],
)
def test_what_is_offered(now: datetime, offered: list[tuple[str, datetime]]) -> None:
    found = [("monday" if len(offered) == 1 else one.name, one.at) for one in choices(now, DEMO)]
    assert found == offered


@given(calendars.filter(lambda calendar: any(calendar.week)), moments)
def test_every_moment_lies_ahead_and_somebody_works_then(calendar: Calendar, now: datetime) -> None:
    found = choices(now, calendar)
    assert all(one.at > now for one in found)
    assert len({one.at for one in found}) == len(found)
    assert all(is_open(calendar, one.at) for one in found if one.name != "later")
    assert all(one.at == now + timedelta(hours=3) for one in found if one.name == "later")
