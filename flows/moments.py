"""Days, times and lengths as people say them: without it a promise would read as a timestamp.

Phrases stand in the middle of a sentence, so they begin small. Weekdays and Latvian months have the case that answers
"when?", which no locale library gives; the words for tomorrow and the day after are missing there too.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from babel.units import format_unit

from nlu.model import Language

Unit = Literal["minute", "hour", "day"]

NEAR: Mapping[Language, Mapping[int, str]] = {
    "lv": {-1: "vakar", 0: "šodien", 1: "rīt", 2: "parīt"},
    "uk": {-1: "вчора", 0: "сьогодні", 1: "завтра", 2: "післязавтра"},
    "ru": {-1: "вчера", 0: "сегодня", 1: "завтра", 2: "послезавтра"},
    "pl": {-1: "wczoraj", 0: "dzisiaj", 1: "jutro", 2: "pojutrze"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
WEEKDAYS: Mapping[Language, tuple[str, ...]] = {
    "lv": ("pirmdien", "otrdien", "trešdien", "ceturtdien", "piektdien", "sestdien", "svētdien"),
    "uk": ("у понеділок", "у вівторок", "у середу", "у четвер", "у п’ятницю", "у суботу", "у неділю"),
    "ru": ("в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье"),
    "pl": ("w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę", "w niedzielę"),
    "en": ("on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday", "on Sunday"),
}
BRIEF: Mapping[Language, tuple[str, ...]] = {
    "lv": ("pr.", "ot.", "tr.", "ce.", "pk.", "se.", "sv."),
    "uk": ("пн", "вт", "ср", "чт", "пт", "сб", "нд"),
    "ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    "pl": ("pn.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS: Mapping[Language, tuple[str, ...]] = {
    "lv": (
        *("janvārī", "februārī", "martā", "aprīlī", "maijā", "jūnijā"),
        *("jūlijā", "augustā", "septembrī", "oktobrī", "novembrī", "decembrī"),
    ),
    "uk": (
        *("січня", "лютого", "березня", "квітня", "травня", "червня"),
        *("липня", "серпня", "вересня", "жовтня", "листопада", "грудня"),
    ),
    "ru": (
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
    "pl": (
        *("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca"),
        *("lipca", "sierpnia", "września", "października", "listopada", "grudnia"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
# Day and month, and the same with a year.
DATES: Mapping[Language, tuple[str, str]] = {
    "lv": ("{day}. {month}", "{year}. gada {day}. {month}"),
    "uk": ("{day} {month}", "{day} {month} {year} року"),
    "ru": ("{day} {month}", "{day} {month} {year} года"),
    "pl": ("{day} {month}", "{day} {month} {year} r."),
    "en": ("{day} {month}", "{day} {month} {year}"),
}
BY: Mapping[Language, str] = {"lv": "līdz plkst. ", "uk": "до ", "ru": "до ", "pl": "do ", "en": "by "}
AT: Mapping[Language, str] = {"lv": "plkst. ", "uk": "о ", "ru": "в ", "pl": "o ", "en": "at "}
# Genitive, one and many: "within 21 minutes" is not the case a library's "21 minutes" has.
WITHIN: Mapping[Language, tuple[str, Mapping[Unit, tuple[str, str]]]] = {
    "lv": ("{} laikā", {"minute": ("minūtes", "minūšu"), "hour": ("stundas", "stundu"), "day": ("dienas", "dienu")}),
    "uk": ("протягом {}", {"minute": ("хвилини", "хвилин"), "hour": ("години", "годин"), "day": ("дня", "днів")}),
    "ru": ("в течение {}", {"minute": ("минуты", "минут"), "hour": ("часа", "часов"), "day": ("дня", "дней")}),
    "pl": ("w ciągu {}", {"minute": ("minuty", "minut"), "hour": ("godziny", "godzin"), "day": ("dnia", "dni")}),
    "en": ("within {}", {"minute": ("minute", "minutes"), "hour": ("hour", "hours"), "day": ("day", "days")}),
}
WEEKDAY_HELPS = 14  # days; further off, "on Tuesday" says nothing


def due_words(moment: datetime, now: datetime, zone: tzinfo, language: Language) -> str:
    """By when, as in "tomorrow by 11:00" or "on Monday, 23 November, by 11:00"; days are those of `zone`."""
    return _day_and_time(moment, now, zone, language, BY[language])


def at_words(moment: datetime, now: datetime, zone: tzinfo, language: Language) -> str:
    """At what time, as in "tomorrow at 9:00"."""
    eleven = language == "uk" and moment.astimezone(zone).hour == 11  # об одинадцятій: the word begins with a vowel
    return _day_and_time(moment, now, zone, language, "об " if eleven else AT[language])


def brief_words(moment: datetime, now: datetime, zone: tzinfo, language: Language) -> str:
    """As at_words, in the few letters of a button: "tomorrow 9:00", "Mon 30.11. 9:00"."""
    local = moment.astimezone(zone)
    clock = f"{local.hour}{'.' if language == 'lv' else ':'}{local.minute:02}"
    near = NEAR[language].get((local.date() - _day(now, zone)).days)
    return f"{near or f'{BRIEF[language][local.weekday()]} {local.day}.{local.month:02}.'} {clock}"


def day_words(moment: date | datetime, now: date | datetime, zone: tzinfo, language: Language) -> str:
    """On which day, as in "yesterday", "on Monday, 23 November", "on 3 March 2027"."""
    day, today = _day(moment, zone), _day(now, zone)
    distance = (day - today).days
    if (near := NEAR[language].get(distance)) is not None:
        return near
    weekday = abs(distance) < WEEKDAY_HELPS
    pattern = DATES[language][day.year != today.year and not weekday]
    written = pattern.format(day=day.day, month=MONTHS[language][day.month - 1], year=day.year)
    if weekday:
        return f"{WEEKDAYS[language][day.weekday()]}, {written}"
    return f"on {written}" if language == "en" else written


def span_words(length: timedelta, language: Language) -> str:
    """How long, as in "3 minutes", "2 hours", "14 days": the largest unit that says it in whole numbers."""
    unit, count = _units(length)
    return format_unit(count, f"duration-{unit}", "long", locale=language)


def within_words(length: timedelta, language: Language) -> str:
    """Within how long, as in "within 3 minutes"."""
    unit, count = _units(length)
    phrase, words = WITHIN[language]
    one, many = words[unit]
    return phrase.format(f"{count} {one if _is_one(count, language) else many}")


def _units(length: timedelta) -> tuple[Unit, int]:
    minutes = max(1, -(-length // timedelta(minutes=1)))  # rounded up: a promise never sounds shorter than it is
    if minutes % (24 * 60) == 0:
        return "day", minutes // (24 * 60)
    if minutes % 60 == 0:
        return "hour", minutes // 60
    return "minute", minutes


def _is_one(count: int, language: Language) -> bool:
    """Whether a genitive after this number is singular: 21 is in Latvian, Ukrainian and Russian, not in Polish or English."""
    if language in {"pl", "en"}:
        return count == 1
    return count % 10 == 1 and count % 100 != 11


def _day_and_time(moment: datetime, now: datetime, zone: tzinfo, language: Language, preposition: str) -> str:
    local = moment.astimezone(zone)
    day = day_words(moment, now, zone, language)
    separator = ", " if "," in day else " "
    dot = "." if language == "lv" else ":"
    return f"{day}{separator}{preposition}{local.hour}{dot}{local.minute:02}"


def _day(moment: date | datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
