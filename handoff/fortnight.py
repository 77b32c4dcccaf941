"""The next two weeks as people would say them: without it a shop would learn of a wrong calendar from its customers."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

import holidays
from babel.dates import format_date

from handoff.hours import Calendar, hours_on, worked
from handoff.week import clock_words
from nlu.model import Language

DAYS = 14
CLOSED: Mapping[Language, str] = {"lv": "slēgts", "uk": "зачинено", "ru": "закрыто", "pl": "nieczynne", "en": "closed"}
SPAN: Mapping[Language, str] = {
    "lv": "no {} līdz {}", "uk": "з {} до {}", "ru": "с {} до {}", "pl": "od {} do {}", "en": "{} to {}",
}  # fmt: skip
AND: Mapping[Language, str] = {"lv": "un", "uk": "і", "ru": "и", "pl": "i", "en": "and"}
PROMISED: Mapping[Language, str] = {
    "lv": "Kas raksta tagad, tam solām atbildi {}.",
    "uk": "Хто напише зараз, тому обіцяємо відповідь {}.",
    "ru": "Кто напишет сейчас, тому обещаем ответ {}.",
    "pl": "Kto napisze teraz, temu obiecujemy odpowiedź {}.",
    "en": "A customer who asks now is promised an answer {}.",
}
_PATTERN: Mapping[Language, str] = {
    "lv": "EEEE, d. MMMM", "uk": "EEEE, d MMMM", "ru": "EEEE, d MMMM", "pl": "EEEE, d MMMM", "en": "EEEE d MMMM",
}  # fmt: skip
_LIBRARY: Mapping[Language, str] = {"en": "en_US"}


def fortnight(calendar: Calendar, now: datetime, language: Language) -> Iterator[str]:
    """One line a day, today first: "Monday 30 November, 9:00 to 18:00", "Friday 25 December: closed (Christmas Day)"."""
    today = now.astimezone(calendar.zone).date()
    for distance in range(DAYS):
        day = today + timedelta(days=distance)
        name = format_date(day, _PATTERN[language], locale=language)
        name = name[:1].upper() + name[1:]
        spans = list(_spans(calendar, day, language))
        if spans:
            yield f"{name}, {_listed(spans, language)}"
        else:
            why = why_closed(calendar, day, language)
            yield f"{name}: {CLOSED[language]}{f' ({why})' if why else ''}"


def why_closed(calendar: Calendar, day: date, language: Language) -> str:
    """The holiday or the planned closure that keeps a team at home; empty where the week does."""
    if calendar.closures and (name := _closure_on(calendar, day)):
        return name
    if calendar.holidays_country and not hours_on(calendar, day):
        return _holiday(calendar.holidays_country, day, language)
    return ""


def _closure_on(calendar: Calendar, day: date) -> str:
    for closure in calendar.closures:
        first = closure.start.astimezone(calendar.zone).date()
        last = (closure.end - timedelta(seconds=1)).astimezone(calendar.zone).date()
        if closure.name and first <= day <= last:
            return closure.name
    return ""


def _holiday(country: str, day: date, language: Language) -> str:
    """Its name in this language where the library knows it, else in the country's own."""
    own = holidays.country_holidays(country, years=day.year)
    wanted = _LIBRARY.get(language, language)
    known = wanted if wanted in own.supported_languages else own.default_language
    return str(holidays.country_holidays(country, years=day.year, language=known).get(day) or "")


def _spans(calendar: Calendar, day: date, language: Language) -> Iterator[str]:
    for start, end in worked(calendar, day):
        first, last = start.astimezone(calendar.zone), end.astimezone(calendar.zone)
        closes = last.hour * 60 + last.minute
        midnight = closes == 0 and last.date() != day
        said = "24.00" if language == "lv" else "24:00"
        opens = clock_words(first.hour * 60 + first.minute, language)
        yield SPAN[language].format(opens, said if midnight else clock_words(closes, language))


def _listed(parts: list[str], language: Language) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {AND[language]} {parts[-1]}"
