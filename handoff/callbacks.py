"""When the team can call: without it a customer would be promised a call at a time when nobody is there.

Pure: no clock, no database. Times stand on a grid of the local clock, inside working hours; so many calls fit into each.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from handoff.hours import Calendar, clock_on, next_opening, working_between

OFFERS = 3
LATER = timedelta(hours=3)  # how far the second offer lies behind the first


@dataclass(frozen=True, slots=True)
class Grid:
    """Calls every `slot`, `at_once` of them together, from `notice` after now until `ahead` of it."""

    slot: timedelta
    at_once: int
    notice: timedelta
    ahead: timedelta


@dataclass(frozen=True, slots=True)
class Free:
    """The free time nearest to what was asked for, at it or after it; `exact` where it is what was asked for."""

    at: datetime
    exact: bool


Why = Literal["past", "far", "none"]
Taken = Mapping[datetime, int]


def free_times(calendar: Calendar, grid: Grid, taken: Taken, now: datetime, since: datetime | None = None) -> Iterator[datetime]:
    """Free times in UTC, from now or a later moment on, in order."""
    end = now.astimezone(UTC) + grid.ahead
    moment = _on_grid(max(now + grid.notice, since or now), calendar, grid.slot)
    while moment <= end:
        opening = next_opening(calendar, moment)
        if opening is None or opening > end:
            return
        if opening > moment:
            moment = _on_grid(opening, calendar, grid.slot)
            continue
        if taken.get(moment, 0) < grid.at_once and working_between(calendar, moment, moment + grid.slot) == grid.slot:
            yield moment
        moment = _on_grid(moment + grid.slot, calendar, grid.slot)


def offers(calendar: Calendar, grid: Grid, taken: Taken, now: datetime) -> list[datetime]:
    """At most three times worth offering: the first, one some hours later, the first of another day."""
    found, passed = list[datetime](), list[datetime]()
    for moment in free_times(calendar, grid, taken, now):
        is_later = len(found) == 1 and moment - found[0] >= LATER
        is_another_day = len(found) == 2 and _day(moment, calendar) not in {_day(other, calendar) for other in found}
        (found if not found or is_later or is_another_day else passed).append(moment)
        if len(found) == OFFERS:
            return found
    return sorted([*found, *passed[: OFFERS - len(found)]])  # hardly any time is free: those there are


def nearest(
    calendar: Calendar, grid: Grid, taken: Taken, now: datetime, *, day: date | None = None, clock: time | None = None,
    moment: datetime | None = None, after: bool = False,
) -> Free | Why:  # fmt: skip
    """The free time for a day, a time of day or a moment, or `after` it; why there is none."""
    wanted = moment if moment is not None else _wanted(calendar, grid, now, day, clock)
    if day is not None and clock is None and day == now.astimezone(calendar.zone).date():
        wanted = max(wanted, now)
    if wanted < now - grid.slot:
        return "past"
    if wanted > now + grid.ahead:
        return "far"
    found = next(free_times(calendar, grid, taken, now, wanted), None)
    if found is None:
        return "none"
    is_free_day = (after or clock is None) and moment is None and _day(found, calendar) == _day(wanted, calendar)
    is_soon_after = moment is not None and found - wanted < grid.slot
    return Free(found, found == wanted.astimezone(UTC) or is_free_day or is_soon_after)


def _wanted(calendar: Calendar, grid: Grid, now: datetime, day: date | None, clock: time | None) -> datetime:
    local = now.astimezone(calendar.zone)
    at = clock_on(day or local.date(), clock or time(), calendar.zone)
    if day is None and at < now + grid.notice:
        at = clock_on(local.date() + timedelta(days=1), clock or time(), calendar.zone)  # "at three", said at four
    return at


def _day(moment: datetime, calendar: Calendar) -> date:
    return moment.astimezone(calendar.zone).date()


def _on_grid(moment: datetime, calendar: Calendar, slot: timedelta) -> datetime:
    """The next time on the grid of the local clock, at the moment or after it."""
    local = moment.astimezone(calendar.zone)
    past = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second, microseconds=local.microsecond) % slot
    return moment.astimezone(UTC) + (slot - past if past else timedelta())
