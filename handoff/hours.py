"""When a team works: without it no promise could name a moment.

Everything is computed between absolute moments in UTC. A wall-clock time becomes a moment only here, once, because adding
hours to a wall clock is wrong by an hour on two nights a year: a time that the clocks skip in spring is the moment of the
skip, a time that comes twice in autumn is its first coming. An interval belongs to the day on which it opens, so a night
shift that began before a holiday is worked to its end.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

import holidays

DAY_MINUTES = 24 * 60
HALF_HOUR = timedelta(minutes=30)
EMPTY_DAYS = 400  # so many days without an opening mean never: a year, and a long closure on top


class NeverOpenError(ValueError):
    """The calendar has no working time left to count in."""


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Working time of one day, in minutes after local midnight; `closes` lies past 1440 when it runs into the next day."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not (0 <= self.opens < DAY_MINUTES and self.opens < self.closes <= self.opens + DAY_MINUTES):
            raise ValueError(f"{self.opens}-{self.closes} is no interval within a day")


Day = tuple[Interval, ...]


@dataclass(frozen=True, slots=True, order=True)
class Closure:
    """A time when the desk is closed whatever the week says: two aware moments, the second excluded. `name` says why."""

    start: datetime
    end: datetime
    name: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """One team's hours. A special day's hours replace those of its weekday and of a holiday; none mean closed.

    `holidays_country` is an ISO 3166 code. `bridge_days`: whether days off that a government moved (Latvia's working
    Saturday for a free Friday) count as holidays; they bind offices of the state, seldom shops. `by_shifts`: people work in
    `shifts`, each within a local day, instead of in the week's hours; special days win over them too.
    """

    zone: tzinfo
    week: tuple[Day, Day, Day, Day, Day, Day, Day]
    holidays_country: str = ""
    bridge_days: bool = False
    specials: Mapping[date, Day] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    shifts: tuple[Closure, ...] = ()
    by_shifts: bool = False


def hours_on(calendar: Calendar, day: date) -> Day:
    """What the calendar says of a day, before planned closures."""
    if (special := calendar.specials.get(day)) is not None:
        return special
    if calendar.holidays_country and day in _holidays(calendar.holidays_country, calendar.bridge_days, day.year):
        return ()
    return calendar.week[day.weekday()]


def is_open(calendar: Calendar, now: datetime) -> bool:
    """Whether somebody works at this moment; the moment of closing is closed."""
    return next_opening(calendar, now) == _utc(now)  # in one zone: an hour that comes twice equals nothing in another


def next_opening(calendar: Calendar, now: datetime) -> datetime | None:
    """The first moment from `now` on, in UTC, at which the desk is open: `now` itself when it is; None for never."""
    return next((start for start, _ in _stretches(calendar, _utc(now))), None)


def add_working(calendar: Calendar, now: datetime, length: timedelta) -> datetime:
    """The moment, in UTC, by which `length` of working time has passed since `now`. Raises NeverOpenError."""
    left = length
    if left <= timedelta():
        return _utc(now)
    for start, end in _stretches(calendar, _utc(now)):
        if end - start >= left:
            return start + left
        left -= end - start
    raise NeverOpenError(f"this calendar holds no further {length} of working time")


def working_between(calendar: Calendar, a: datetime, b: datetime) -> timedelta:
    """How much working time lies from `a` to `b`; none when `b` is not later."""
    total, until = timedelta(), _utc(b)
    for start, end in _stretches(calendar, _utc(a)):
        if start >= until:
            break
        total += min(end, until) - start
    return total


def round_up(moment: datetime, zone: tzinfo) -> datetime:
    """The next :00 or :30 of the local clock, in UTC."""
    past = _past_half_hour(moment, zone)
    return moment.astimezone(UTC) + (HALF_HOUR - past if past else timedelta())


def round_down(moment: datetime, zone: tzinfo) -> datetime:
    """The last :00 or :30 of the local clock, in UTC."""
    return moment.astimezone(UTC) - _past_half_hour(moment, zone)


def clock_on(day: date, clock: time, zone: tzinfo) -> datetime:
    """A time of day on a day, as a moment in UTC."""
    return _moment(day, clock.hour * 60 + clock.minute, zone)


def _past_half_hour(moment: datetime, zone: tzinfo) -> timedelta:
    local = moment.astimezone(zone)
    return timedelta(minutes=local.minute % 30, seconds=local.second, microseconds=local.microsecond)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(UTC)


def _stretches(calendar: Calendar, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Stretches of working time from `since` on, in UTC: in order, not overlapping, though two may touch."""
    day, empty, done = since.astimezone(calendar.zone).date() - timedelta(days=1), 0, since
    while empty < EMPTY_DAYS:
        empty += 1
        for start, end in worked(calendar, day):
            if end > done:
                yield max(start, done), end
                done, empty = end, 0
        day += timedelta(days=1)


def worked(calendar: Calendar, day: date) -> Iterator[tuple[datetime, datetime]]:
    """One day's intervals as moments in UTC, in order, without what closures take away."""
    for opens, end in _planned(calendar, day):
        start = opens
        for closure in sorted(calendar.closures):
            if closure.start < end and closure.end > start:
                if closure.start > start:
                    yield start, closure.start.astimezone(UTC)
                start = closure.end.astimezone(UTC)
        if start < end:
            yield start, end


def _planned(calendar: Calendar, day: date) -> Iterator[tuple[datetime, datetime]]:
    """What is planned for a day: its shifts, or its hours."""
    if calendar.by_shifts and day not in calendar.specials:
        yield from ((one.start, one.end) for one in calendar.shifts if one.start.astimezone(calendar.zone).date() == day)
        return
    for interval in sorted(hours_on(calendar, day)):
        yield _moment(day, interval.opens, calendar.zone), _moment(day, interval.closes, calendar.zone)


def _moment(day: date, minutes: int, zone: tzinfo) -> datetime:
    """The moment of a wall-clock time in UTC."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    while True:
        moment = wall.replace(tzinfo=zone).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == wall:
            return moment
        wall += timedelta(minutes=1)  # the clocks skip this time: on to the moment of the skip


@lru_cache(maxsize=64)
def _holidays(country: str, bridge_days: bool, year: int) -> frozenset[date]:
    """A year's public holidays by the `holidays` package, which follows the law in force (Ukraine: none under martial law)."""
    known = holidays.country_holidays(country, years=year)
    moved = known.tr(known.substituted_label).partition("%s")[0] if known.has_substituted_holidays else ""
    if bridge_days or not moved:
        return frozenset(known)
    return frozenset(day for day in known if any(not name.startswith(moved) for name in known.get_list(day)))
