"""Calendars as a shop writes them, right and wrong."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.source import parse_yaml
from handoff.calendars import parse_calendar
from handoff.hours import Closure, Interval

NINE_TO_SIX = (Interval(9 * 60, 18 * 60),)


def test_a_whole_calendar_is_read_from_yaml() -> None:
    source = parse_yaml(
        """
        zone: Europe/Kyiv
        week: {mon-wed: "9:00-13:00, 14:00-18:00", thu: [9:00-18:00], "fri, sat": 20.00-2.00}
        holidays: UA
        special: {2026-12-24: "9:00-13:00", 2026-12-31: closed}
        closures: [{from: 2026-07-01, to: 2026-07-02}, {from: "2026-08-01 12:00", to: "2026-08-01 14:30"}]
        """,
        "shop.yml",
    )
    calendar = parse_calendar(source.data)
    assert calendar.zone == ZoneInfo("Europe/Kyiv")
    assert calendar.week[0] == (Interval(540, 780), Interval(840, 1080))
    assert calendar.week[3] == NINE_TO_SIX
    assert calendar.week[5] == (Interval(1200, 1560),)
    assert calendar.week[6] == ()
    assert calendar.holidays_country == "UA"
    assert calendar.specials == {date(2026, 12, 24): (Interval(540, 780),), date(2026, 12, 31): ()}
    assert calendar.closures == (
        Closure(datetime(2026, 6, 30, 21, tzinfo=UTC), datetime(2026, 7, 2, 21, tzinfo=UTC)),
        Closure(datetime(2026, 8, 1, 9, tzinfo=UTC), datetime(2026, 8, 1, 11, 30, tzinfo=UTC)),
    )


def test_the_shops_zone_is_used_where_a_team_names_none() -> None:
    assert parse_calendar({"week": {"mon": "9:00-18:00"}}, "Europe/Warsaw").zone == ZoneInfo("Europe/Warsaw")


def test_a_range_may_run_over_sunday() -> None:
    calendar = parse_calendar({"week": {"sat-mon": "9:00-18:00"}})
    assert [bool(day) for day in calendar.week] == [True, False, False, False, False, True, True]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "calendar.week: write the hours of the week"),
        ({"weeks": {}}, "calendar.weeks: there is no such field"),
        ({"week": {"mon-sun": "closed"}}, "calendar.week: a team that is never open"),
        ({"week": {"monday": "9:00-18:00"}}, "calendar.week.monday: `monday` is no weekday"),
        ({"week": {"mon-fri": "9-18"}}, "calendar.week.mon-fri: `9-18` is no opening time"),
        ({"week": {"mon": "9:00-25:00"}}, "calendar.week.mon: `9:00-25:00` has a time that no clock shows"),
        ({"week": {"mon": "9:60-18:00"}}, "no clock shows"),
        ({"week": {"mon": "9:00-9:00"}}, "opens and closes at once"),
        ({"week": {"mon": "9:00-13:00, 12:00-18:00"}}, "overlap"),
        ({"week": {"mon-fri": "9:00-18:00", "tue": "closed"}}, "calendar.week.tue: tue stands twice"),
        ({"week": {"mon": "9:00-18:00"}, "zone": "Riga"}, "calendar.zone: `Riga` is no time zone"),
        ({"week": {"mon": "9:00-18:00"}, "holidays": "Latvia"}, "calendar.holidays: `Latvia` is no country"),
        ({"week": {"mon": "9:00-18:00"}, "bridge_days": "yes"}, "calendar.bridge_days: write true or false"),
        ({"week": {"mon": "9:00-18:00"}, "special": ["2026-12-24"]}, "calendar.special: write days"),
        ({"week": {"mon": "9:00-18:00"}, "special": {"24.12.": "closed"}}, "calendar.special.24.12.: `24.12.` is no day"),
        ({"week": {"mon": "9:00-18:00"}, "closures": "July"}, "calendar.closures: write a list"),
        ({"week": {"mon": "9:00-18:00"}, "closures": [{"from": "2026-07-01"}]}, "calendar.closures.0: write"),
        ({"week": {"mon": "9:00-18:00"}, "closures": [{"from": "July", "to": "2026-07-02"}]}, "calendar.closures.0.from"),
        ({"week": {"mon": "9:00-18:00"}, "closures": [{"from": "2026-07-03", "to": "2026-07-02"}]}, "ends before it begins"),
    ],
)
def test_a_mistake_is_named_by_its_field(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is looked at below
        parse_calendar(data)
    assert message in str(error.value)


def test_something_that_is_no_mapping_is_a_mistake_too() -> None:
    with pytest.raises(ValueError, match=r"teams\.orders\.calendar: write the fields"):
        parse_calendar("9:00-18:00", at="teams.orders.calendar")  # type: ignore[arg-type]  # what a person may write


def test_the_calendars_in_the_operators_page_are_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "hours.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(teams:.*?)```", page, re.DOTALL)
    assert example is not None
    teams = parse_yaml(example[1], "docs/hours.md").data["teams"]
    calendars = {name: parse_calendar(team["calendar"]) for name, team in teams.items()}
    assert calendars["shop"].specials[date(2026, 12, 31)] == ()
    assert len(calendars["shop"].closures) == 2
    assert calendars["night"].week[4] == (Interval(20 * 60, 26 * 60),)
