"""Dates as people say them in five languages: without it "vakar" and "5 грудня" would be words and not days."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from nlu.numbers import PAIRS, WORDS, either

AHEAD = 30  # days: a day named without its year is the last such day, unless the next one is no further off than this

# Stems in lower case without Latin accents, as the text they are held against; a stem takes up to four letters of ending.
_MONTHS = (
    "janvar|january|январ|січн|січен|stycz",
    "februar|феврал|лют(?:ого|ий|ому)|lut(?:ego|y|ym)",
    "mart|march|март|березн|березен|marca|marcu|marzec",
    "april|апрел|квітн|квітен|kwietn|kwiec",
    "maij|мая|май|мае|травн|травен|maja|maju",
    "junij|june|июн|червня|червні|червень|czerwc|czerwiec",
    "julij|july|июл|липн|липен|lipc|lipiec",
    "august|август|серпн|серпен|sierpn|sierpien",
    "septembr|september|сентяб|вересн|вересен|wrzes",
    "oktobr|october|октяб|жовтн|жовтен|pazdziern",
    "novembr|november|нояб|листопад|listopad",
    "decembr|december|декаб|грудн|груден|grudn|grudzien",
)
_SHORT = ("jan|янв", "feb|фев", "mar|мар", "apr|апр", "may|maj", "jun|июн", "jul|июл", "aug|авг", "sept?|сен", "oct|okt|окт",
          "nov|ноя", "dec|dek|дек")  # fmt: skip
_WEEKDAYS = (
    "pirmdien|понедельник|понеділ|poniedzial|monday|ponedeln|ponedil",
    "otrdien|вторник|вівтор|wtor(?:ek|k)|tuesday|vtornik|vivtor",
    "tresdien|сред(?:[аеуы]|ой)|серед(?:[аиу]|ою)|srod[aey]|wednesday|sredu",
    "ceturtdien|четверг|четвер|czwart(?:ek|k)|thursday|chetver",
    "piektdien|пятниц|п[’'ʼ]ятниц|piat(?:ek|k)|friday|pyatnic|pyatnits|pyatnyts",
    "sestdien|суббот|субот|sobot|saturday|subbot|subot",
    "svetdien|воскресен|неділ[юіяе]|niedziel|sunday|voskresen",
)
_WORDS = {  # whole words, by days from today
    -2: "aizvakar|позавчора|позавчера|przedwczoraj|(?:the )?day before yesterday|pozavch[oe]ra",
    -1: "vakar|вчора|вчера|wczoraj|yesterday|vch[oe]ra",
    0: "sodien|сьогодні|сегодня|dzis|dzisiaj|today|segodn[yj]a|s['’]?ogodni",
    2: "parit|післязавтра|послезавтра|pojutrze|(?:the )?day after tomorrow",
    1: "rit|завтра|jutr[oa]|tomorrow|zavtra",
    -7: "pagajus\\w+ nedel\\w+|прошл\\w+ недел\\w+|минул\\w+ тиж\\w+|(?:zeszl|ubiegl)\\w+ tygod\\w+|last week",
    7: "nakam\\w+ nedel\\w+|следующ\\w+ недел\\w+|наступн\\w+ тиж\\w+|(?:przyszl|nastepn)\\w+ tygod\\w+|next week",
    -30: "pagajus\\w+ menes\\w+|прошл\\w+ месяц\\w*|минул\\w+ місяц\\w+|(?:zeszl|ubiegl)\\w+ miesi\\w+|last month",
}
_UNITS = {
    1: "dien|день|дня|дней|дні|днів|dni|dzien|day|dnya|dney",
    7: "nedel|недел|тижд|тижн|tydzien|tygod|week|tyzhn|tyzhd",
    30: "menes|месяц|місяц|miesi|month|mesyats",
    182: "pusgad|полгода|півроку|пів року|pol roku|half a year|polgoda",
    365: "gad|год|лет|рік|рок|rok|lat|year",
}
COUNTS = rf"{either(2, 12)}|пару|пара|paris|pare|pari|(?:a )?couple of"
_AGO = re.compile("atpakal|назад|тому|temu|ago|nazad|pirms")  # without one of them nothing is counted back
_COMING = "lidz|nakam\\w+|до|к|след\\w+|наступн\\w+|do|przysz\\w+|nastep\\w+|by|until|till|next"

Meaning = Callable[[re.Match[str], date], date | None]
Rule = tuple[re.Pattern[str], Meaning]


def find_dates(flat: str, today: date) -> Iterator[tuple[int, int, date]]:
    """Every date in a text in lower case without accents (`normalise.flat`): start, end and the day meant.

    Day before month, as in all five languages; English month names may come first. A bare weekday is the last such day, after
    "by" or "next" the coming one.
    """
    for start, end, day, _ in find_days(flat, today):
        yield start, end, day


def find_days(flat: str, today: date) -> Iterator[tuple[int, int, date, bool]]:
    """As find_dates, and whether the day is a bare weekday, whose week is anybody's guess."""
    for match, meaning in _matches(flat):
        if (day := meaning(match, today)) is not None:
            yield match.start(), match.end(), day, meaning is _weekday


def _matches(flat: str) -> Iterator[tuple[re.Match[str], Meaning]]:
    counts_back = _AGO.search(flat) is not None
    for pattern, meaning in RULES if any(map(str.isdigit, flat)) else SPOKEN:
        if meaning is not _ago or counts_back:
            for match in pattern.finditer(flat):
                yield match, meaning


def _numbered(match: re.Match[str], today: date) -> date | None:
    year, month, day = (int(match[name]) if match[name] else None for name in ("year", "month", "day"))
    return _day(day or 0, month or 0, year, today)


def _month_named(match: re.Match[str], today: date) -> date | None:
    year = next((int(found) for name in ("year", "gada") if (found := match.groupdict().get(name))), None)
    return _day(int(match["day"]), _chosen(match, "m"), year, today)


def _weekday(match: re.Match[str], today: date) -> date:
    wanted = _chosen(match, "d") - 1
    if match["coming"]:
        return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)
    return today - timedelta(days=(today.weekday() - wanted - 1) % 7 + 1)


def _of_the_month(match: re.Match[str], today: date) -> date | None:
    """A day without its month: the last such day, perhaps months ago where months have no such day."""
    back = ((today.year * 12 + today.month - 1 - step) for step in range(5))
    days = (_date(month // 12, month % 12 + 1, int(match["day"])) for month in back)
    return next((day for day in days if day is not None and day <= today), None)


def _relative(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=tuple(_WORDS)[_chosen(match, "w") - 1])


def _ago(match: re.Match[str], today: date) -> date:
    count = match["n"] or "1"
    return today - timedelta(days=counted(count) * tuple(_UNITS)[_chosen(match, "u") - 1])


def counted(count: str) -> int:
    """How many a word or figures before a unit of time say."""
    return int(count) if count.isdigit() else WORDS.get(count) or PAIRS.get(count) or (2 if "couple" in count else 1)


def _day(day: int, month: int, year: int | None, today: date) -> date | None:
    """The day with its year found where none is given; None where the calendar has no such day."""
    if year is not None:
        return _date(year + 2000 if year < 100 else year, month, day)
    near = (_date(today.year + step, month, day) for step in (1, 0, -1, -2, -3, -4))  # as far back as a 29th of February
    return next((found for found in near if found and found <= today + timedelta(days=AHEAD)), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _chosen(match: re.Match[str], letter: str) -> int:
    """The number of the group of a table that matched."""
    return next(int(name[1:]) for name, found in match.groupdict().items() if found and re.fullmatch(rf"{letter}\d+", name))


def month_of(match: re.Match[str]) -> int:
    """The month that MONTH has matched."""
    return _chosen(match, "m")


def weekday_of(match: re.Match[str]) -> int:
    """The weekday that WEEKDAY has matched, Monday as 0."""
    return _chosen(match, "d") - 1


def unit_of(match: re.Match[str]) -> int:
    """How many days the unit is that UNIT has matched."""
    return tuple(_UNITS)[_chosen(match, "u") - 1]


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day where the calendar has it."""
    return _date(year, month, day)


def nearest_year(month: int, day: int, year: str | None, today: date) -> date | None:
    """The day as find_dates takes it, with or without its year."""
    return _day(day, month, int(year) if year else None, today)


def _table(stems: Sequence[str], letter: str, ending: str = r"\w{0,4}") -> str:
    return "(?:" + "|".join(f"(?P<{letter}{number}>(?:{stem}){ending})" for number, stem in enumerate(stems, start=1)) + r")\b"


MONTH = _table([rf"(?:{stem})\w{{0,4}}|{short}" for stem, short in zip(_MONTHS, _SHORT, strict=True)], "m", "")
UNIT = _table(tuple(_UNITS.values()), "u", r"\w{0,5}")
WEEKDAY = _table(_WEEKDAYS, "d")
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_GADA = r"(?:(?P<gada>(?:19|20)\d\d)\. ?gada )?"  # Latvian says the year first
_N = rf"(?:(?P<n>\d{{1,3}}|{COUNTS}|{either(1, 1)})\s+)?"
NUMBERED: tuple[Rule, ...] = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (rf"(?<![\d.]){_YEAR}-(?P<month>\d\d?)-(?P<day>\d\d?)(?!\d)", _numbered),
        (r"(?<![\d.,/-])(?P<day>\d\d?)(?P<by>[./-])(?P<month>\d\d?)(?P=by)(?P<year>(?:19|20)?\d\d)(?![\d/-])", _numbered),
        (r"(?<![\d.,/:-])(?P<day>\d\d?)[./](?P<month>0\d|1[012])(?:\.(?!\d)|(?![\d.,/%:-]))(?P<year>)", _numbered),
        (
            rf"(?<!\d){_GADA}(?P<day>\d\d?)(?:\.|-?(?:st|nd|rd|th|го|е|ого|те|є))?[ -]?(?:of )?{MONTH}\.?(?:,? {_YEAR})?",
            _month_named,
        ),
        (r"(?<![\d.,])(?P<day>\d\d?)(?:\. ?|(?:-?го)? )(?:datum\w*|числ[ао]\w*)", _of_the_month),
        (rf"\b{MONTH}\.? (?P<day>\d\d?)(?:(?:st|nd|rd|th)\b|(?![\d.:,]*\d)(?!\s*[^\W\d]))(?:,? {_YEAR})?", _month_named),
    )
)
SPOKEN: tuple[Rule, ...] = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (rf"\b{_table(tuple(_WORDS.values()), 'w', '')}", _relative),
        (rf"(?<!\w){_N}(?:a )?{UNIT} (?:atpakal|назад|тому|temu|ago|nazad|tomu)\b", _ago),
        (rf"\bpirms {_N}{UNIT}", _ago),
        (rf"\b(?:(?P<coming>{_COMING}) )?{WEEKDAY}", _weekday),
    )
)  # fmt: skip
RULES = NUMBERED + SPOKEN


def find_coming(flat: str, today: date) -> Iterator[tuple[int, int, date]]:
    """As find_dates, of somebody who speaks of what will be: a weekday is the next such day, a date without its year too."""
    for match, meaning in _matches(flat):
        day = _coming_weekday(match, today) if meaning is _weekday else meaning(match, today)
        if day is not None and day < today and meaning in {_numbered, _month_named} and not _has_year(match):
            day = _date(today.year, day.month, day.day)
            day = _date(today.year + 1, day.month, day.day) if day is not None and day < today else day
        if day is not None and day >= today:
            yield match.start(), match.end(), day


def _coming_weekday(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=(_chosen(match, "d") - 1 - today.weekday() - 1) % 7 + 1)


def _has_year(match: re.Match[str]) -> bool:
    return any(match.groupdict().get(name) for name in ("year", "gada"))
