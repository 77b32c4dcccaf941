"""A team's week as people say it: without it "when are you open?" would be answered with somebody's spreadsheet."""

from collections.abc import Iterator
from itertools import groupby

from babel.dates import get_day_names

from handoff.hours import Calendar, Day
from nlu.model import Language

CLOSED = {"lv": "slēgts", "uk": "вихідний", "ru": "выходной", "pl": "nieczynne", "en": "closed"}
HOLIDAYS = {
    "lv": "svētku dienās slēgts",
    "uk": "у святкові дні зачинено",
    "ru": "в праздничные дни закрыто",
    "pl": "w święta nieczynne",
    "en": "closed on public holidays",
}


def week_words(calendar: Calendar, language: Language) -> str:
    """The week with neighbouring days of the same hours together: "Mon–Fri 9:00–18:00, Sat 10:00–16:00, Sun closed"."""
    names = get_day_names("abbreviated", locale=language)
    days = [f"{_span([names[day] for day in group])} {hours_words(hours, language)}" for hours, group in _runs(calendar)]
    return ", ".join(days + ([HOLIDAYS[language]] if calendar.holidays_country else []))


def _runs(calendar: Calendar) -> Iterator[tuple[Day, list[int]]]:
    for hours, group in groupby(range(7), key=lambda day: calendar.week[day]):
        yield hours, list(group)


def _span(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"


def hours_words(hours: Day, language: Language) -> str:
    """One day's hours."""
    if not hours:
        return CLOSED[language]
    return ", ".join(f"{clock_words(span.opens, language)}–{clock_words(span.closes, language)}" for span in hours)


def clock_words(minutes: int, language: Language) -> str:
    """A time of day, from minutes after midnight."""
    return f"{minutes // 60 % 24}{'.' if language == 'lv' else ':'}{minutes % 60:02}"
