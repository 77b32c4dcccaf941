"""The hours of single days, and what is different soon: without it "open on Sunday?" would get the whole week for an answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flows.moments import DATES, MONTHS
from handoff.hours import Calendar, hours_on, is_open, next_opening, worked
from handoff.week import CLOSED, clock_words, hours_words
from nlu.model import Language

AHEAD = 14  # days whose exceptions are told


@dataclass(frozen=True, slots=True)
class Today:
    """Whether it is open; `until` is the local clock at closing, `opens_at` the next opening where it is closed."""

    open: bool
    until: str = ""
    opens_at: datetime | None = None


def today(calendar: Calendar, now: datetime, language: Language) -> Today:
    """How it is at this moment."""
    if not is_open(calendar, now):
        return Today(open=False, opens_at=next_opening(calendar, now))
    end = now.astimezone(UTC)
    for start, closes in _around(calendar, now):
        if start <= end < closes:
            end = closes
    local = end.astimezone(calendar.zone)
    return Today(open=True, until=clock_words(local.hour * 60 + local.minute, language))


def _around(calendar: Calendar, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    day = now.astimezone(calendar.zone).date()
    for distance in (-1, 0, 1):
        yield from worked(calendar, day + timedelta(days=distance))


def day_words_of(calendar: Calendar, day: date, language: Language) -> str:
    """The hours of one day, planned closures taken off; empty where it is closed."""
    spans = []
    for start, end in worked(calendar, day):
        first, last = start.astimezone(calendar.zone), end.astimezone(calendar.zone)
        opens = first.hour * 60 + first.minute
        spans.append(f"{clock_words(opens, language)}–{clock_words(last.hour * 60 + last.minute, language)}")
    return ", ".join(spans)


def exceptions(calendar: Calendar, now: datetime, language: Language) -> str:
    """The days of the next two weeks whose hours are not those of the week: "24 December 9:00–13:00, 25 December closed"."""
    first = now.astimezone(calendar.zone).date()
    days = (first + timedelta(days=distance) for distance in range(AHEAD))
    different = [day for day in days if _is_different(calendar, day)]
    return ", ".join(f"{_date(day, language)} {day_words_of(calendar, day, language) or CLOSED[language]}" for day in different)


def _is_different(calendar: Calendar, day: date) -> bool:
    usual = calendar.week[day.weekday()]
    if hours_on(calendar, day) != usual:
        return True
    return day_words_of(calendar, day, "en") != hours_words(usual, "en") if usual else False


def _date(day: date, language: Language) -> str:
    return DATES[language][0].format(day=day.day, month=MONTHS[language][day.month - 1])
