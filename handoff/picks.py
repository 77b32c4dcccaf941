"""Moments that a person may promise: without it "I'll come back on Friday at 10" would be a form with a date field.

Pure. The moments come out of the team's calendar, or out of what somebody typed in any of the five languages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from handoff.hours import Calendar, NeverOpenError, add_working, clock_on, is_open, worked
from nlu.dates import find_coming
from nlu.normalise import flat

Name = Literal["hour", "opening", "closing", "tomorrow", "friday"]
HOUR, STEP = timedelta(hours=1), timedelta(minutes=5)
MORNING = time(10)  # when a day has become quiet enough to write to somebody
FRIDAY, AHEAD = 4, 14

_CLOCK = re.compile(r"(?<![\d.:])([01]?\d|2[0-3])[:.]([0-5]\d)(?![\d.:])")
_OCLOCK = re.compile(
    r"\b(?:at|by|plkst\.?|pulksten\w*|lidz|об?|до|к|на|в|o|do|na)\s*([01]?\d|2[0-3])\b\s*(am|pm)?(?!\s*(?:[.:/-]\s*\d|min|мин|хв|h\b|год|час|st))"
)
_BARE = re.compile(r"(?<![\d.:/-])([01]?\d|2[0-3])\s*(am|pm|h|год\w*|час\w*)?\s*$")
_NUMBER = r"(\d{1,3}|an?|one|vien\w*|одн\w+|jedn\w+|пол|півтор\w+)"
_IN = re.compile(
    rf"\b(?:in|pec|через|за|za)\s+(?:{_NUMBER}\s*)?"
    r"(?:(?P<hours>h\b|hours?|stund\w*|час\w*|год\w*|godz\w*)|(?P<minutes>min\w*|мин\w*|хв\w*))"
)


@dataclass(frozen=True, slots=True)
class Pick:
    """A moment to promise, under the name of its button."""

    name: Name
    at: datetime


def picks(calendar: Calendar, now: datetime) -> list[Pick]:
    """In an hour of working time (`opening` out of hours), today by closing, the next working day at ten, the Friday to come;

    in order, each once.
    """
    found: list[Pick] = []
    for name, at in (
        ("hour" if is_open(calendar, now) else "opening", _in_an_hour(calendar, now)), ("closing", _closing(calendar, now)),
        ("tomorrow", _morning(calendar, now, None)), ("friday", _morning(calendar, now, FRIDAY)),
    ):  # fmt: skip
        if at is not None and at not in {pick.at for pick in found}:
            found.append(Pick(name, at))  # type: ignore[arg-type]  # the names above
    return found


def _in_an_hour(calendar: Calendar, now: datetime) -> datetime | None:
    try:
        due = add_working(calendar, now, HOUR)
    except NeverOpenError:
        return None
    past = timedelta(minutes=due.minute % 5, seconds=due.second, microseconds=due.microsecond)
    return due + (STEP - past if past else timedelta())


def _closing(calendar: Calendar, now: datetime) -> datetime | None:
    """When the hours of today end; None where they have, or nobody works."""
    if not is_open(calendar, now):
        return None
    today = now.astimezone(calendar.zone).date()
    ends = [end for day in (today - timedelta(days=1), today) for start, end in worked(calendar, day) if end > now]
    return max(ends, default=None)


def _morning(calendar: Calendar, now: datetime, weekday: int | None) -> datetime | None:
    """Ten o'clock on the next day that is worked, or on such a weekday; where the team opens later, half an hour after."""
    today = now.astimezone(calendar.zone).date()
    for distance in range(1, AHEAD + 1):
        day = today + timedelta(days=distance)
        if (weekday is None or day.weekday() == weekday) and (at := _ten(calendar, day)) is not None:
            return at
    return None


def _ten(calendar: Calendar, day: date) -> datetime | None:
    ten = clock_on(day, MORNING, calendar.zone)
    for start, end in worked(calendar, day):
        if start <= ten < end:
            return ten
        if start > ten:
            return min(start + timedelta(minutes=30), end)
    return None


# --- typed in words -------------------------------------------------------------------------------------------------


def said(words: str, now: datetime, calendar: Calendar) -> datetime | None:
    """The moment that somebody has typed: "Friday 10", "rīt 14.30", "через 2 часа", "15.12. o 9:00"; None where it says none.

    A day without a time means ten o'clock; a time without a day the next such time. What lies behind is no moment to promise.
    """
    text = flat(words.strip())
    if (length := _length(text)) is not None:
        at = (now + length).astimezone(UTC)
        return at.replace(second=0, microsecond=0) + (timedelta(minutes=1) if at.second or at.microsecond else timedelta())
    local = now.astimezone(calendar.zone)
    day, rest = _day_of(text, local.date())
    clock = _clock_of(rest)
    if day is None and clock is None:
        return None
    at = clock_on(day or local.date(), clock or MORNING, calendar.zone)
    if day is None and at <= now:
        at = clock_on(local.date() + timedelta(days=1), clock or MORNING, calendar.zone)
    return at.astimezone(UTC) if at > now else None


def _length(text: str) -> timedelta | None:
    if (found := _IN.search(text)) is None:
        return None
    number = found[1] or "1"
    count = float(number) if number.isdigit() else 0.5 if number == "пол" else 1.5 if number.startswith("півтор") else 1.0
    return timedelta(hours=count) if found["hours"] else timedelta(minutes=count)


def _day_of(text: str, today: date) -> tuple[date | None, str]:
    """The day, and the text without the words that named it."""
    found = next(iter(_dates(text, today)), None)
    if found is None:
        return None, text
    start, end, day = found
    return day, f"{text[:start]} {text[end:]}"


def _dates(text: str, today: date) -> Iterator[tuple[int, int, date]]:
    """10.30 is a time, not the tenth of a month that no year has; of several days the first written."""
    return iter(sorted(find_coming(text, today)))


def _clock_of(text: str) -> time | None:
    if (found := _CLOCK.search(text)) is not None:
        return time(int(found[1]), int(found[2]))
    found = _OCLOCK.search(text) or _BARE.search(text)
    if found is None:
        return None
    hour = int(found[1])
    return time(hour + 12 if found[2] == "pm" and hour < 12 else hour)
