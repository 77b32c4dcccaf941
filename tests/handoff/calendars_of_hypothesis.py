"""Calendars and moments for property tests: odd hours, nights, and the two nights on which the clocks change."""

from datetime import UTC, date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from handoff.hours import Calendar, Closure, Day, Interval

RIGA = ZoneInfo("Europe/Riga")
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)  # clocks go forward at 3:00, back at 4:00
START = datetime(2026, 10, 19, tzinfo=UTC)

intervals = st.builds(
    lambda opens, length: Interval(opens, opens + length), st.integers(0, 24 * 60 - 1), st.integers(1, 24 * 60)
)
days = st.lists(intervals, max_size=3).map(lambda found: tuple(sorted(found)))
near_a_clock_change = st.sampled_from([AUTUMN, SPRING]).flatmap(
    lambda day: st.integers(-3, 3).map(lambda offset: day + timedelta(days=offset))
)
moments = st.one_of(
    st.datetimes(datetime(2026, 10, 18), datetime(2026, 11, 8)),  # noqa: DTZ001 - the zone is set below
    st.datetimes(datetime(2027, 3, 24), datetime(2027, 4, 1)),  # noqa: DTZ001
).map(lambda wall: wall.replace(microsecond=0, tzinfo=UTC))
closures = st.builds(lambda start, hours: Closure(start, start + timedelta(hours=hours)), moments, st.integers(1, 60))
weeks = st.tuples(days, days, days, days, days, days, days).map(
    lambda week: cast("tuple[Day, Day, Day, Day, Day, Day, Day]", week)
)
calendars = st.builds(
    Calendar,
    zone=st.sampled_from([RIGA, ZoneInfo("Europe/Warsaw"), ZoneInfo("Europe/Kyiv"), UTC]),
    week=weeks,
    holidays_country=st.sampled_from(["", "LV"]),
    specials=st.dictionaries(near_a_clock_change, days, max_size=3),
    closures=st.lists(closures, max_size=2).map(tuple),
)
lengths = st.integers(0, 60 * 60 * 60).map(lambda seconds: timedelta(seconds=seconds))
