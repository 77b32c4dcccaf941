"""Working time of many stretches is the working time of each, as the calendar itself counts it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.epoch import to_ms
from handoff.calendars import parse_calendar
from handoff.hours import working_between
from handoff.reports.working import Worked

SINCE, UNTIL = datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 1, 15, tzinfo=UTC)
WEEKS: dict[str, dict[str, Any]] = {
    "days": {"week": {"mon-fri": "9:00-13:00, 14:00-18:00", "sat": "10:00-16:00"}, "holidays": "LV"},
    "nights": {"zone": "Europe/Kyiv", "week": {"mon-sun": "20:00-2:00"}},
    "closed": {"week": {"mon-fri": "9:00-18:00"}, "closures": [{"from": "2026-11-27 12:00", "to": "2026-11-27 14:30"}]},
    "always": {"week": {"mon-sun": "0:00-24:00"}},
}
CALENDARS = {name: parse_calendar(given_, "Europe/Riga", "calendar") for name, given_ in WEEKS.items()}
moments = st.datetimes(SINCE.replace(tzinfo=None), UNTIL.replace(tzinfo=None)).map(lambda moment: moment.replace(tzinfo=UTC))


@settings(max_examples=200)
@given(st.sampled_from(sorted(CALENDARS)), moments, moments)
def test_the_same_is_counted_as_one_by_one(name: str, a: datetime, b: datetime) -> None:
    worked = Worked.of(CALENDARS[name], to_ms(SINCE), to_ms(UNTIL))
    a, b = a.replace(microsecond=0), b.replace(microsecond=0)
    expected = working_between(CALENDARS[name], a, b) if b > a else timedelta()
    assert worked.between(to_ms(a), to_ms(b)) == expected / timedelta(milliseconds=1)


def test_a_night_between_is_no_waiting() -> None:
    worked = Worked.of(CALENDARS["days"], to_ms(SINCE), to_ms(UNTIL))
    evening = to_ms(datetime(2026, 11, 23, 15, 59, tzinfo=UTC))  # a minute before six in Riga
    morning = to_ms(datetime(2026, 11, 24, 7, 2, tzinfo=UTC))  # two past nine
    assert worked.between(evening, morning) == 3 * 60_000
    assert worked.between(morning, evening) == 0
