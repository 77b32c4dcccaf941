"""Stretches of days as people say them: without it "last week" would be one day, and "between Monday and Wednesday" two.

A span is its first and its last day. A week begins on Monday, as in all five languages' calendars (ISO 8601).
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from nlu.dates import COUNTS, MONTH, UNIT, WEEKDAY, calendar_day, counted, find_days, month_of, nearest_year, unit_of, weekday_of

Span = tuple[date, date]
DAY, WEEK = timedelta(days=1), timedelta(days=7)
FEW = (2, 5)  # what "a few days ago" may mean
APART = timedelta(days=366)  # longer than this nobody means with two days of one sentence

_LAST = (
    r"pagajus\w{1,6}|iepriekse\w{1,6}|прошл\w{2,4}|прошедш\w{2,4}|минул\w{1,4}|zeszl\w{1,4}|ubiegl\w{1,4}|poprzedni\w{0,3}|"
    r"last|previous|proshl\w{1,4}|mynul\w{1,4}|той|тому|tamt\w{1,4}"
)
_THIS = (
    r"so|saja|sai|sis|эт[оауи]\w{0,2}|текущ\w{2,3}|цьо\w{1,2}|ц(?:ей|ю|і|их)|поточн\w{1,3}|tym|ten|tego|te|biezac\w{1,3}|"
    r"this|current"
)
_NEXT = r"nakam\w{1,6}|следующ\w{2,3}|ближайш\w{2,3}|наступн\w{1,3}|przyszl\w{1,3}|nastepn\w{1,3}|najblizsz\w{1,3}|next|coming"
_WHICH = rf"(?:(?P<last>{_LAST})|(?P<this>{_THIS})|(?P<next>{_NEXT}))"
_WEEKEND = (
    r"nedelas\s{1,3}nogal\w{1,4}|brivdien\w{1,3}|выходн\w{2,4}|вихідн\w{1,3}|уик-?энд\w{0,3}|вікенд\w{0,3}|weekend\w{0,4}|"
    r"vyhodn\w{1,3}"
)
_WEEK = r"nedel\w{1,4}|недел\w{1,3}|тиж\w{2,4}|tydzien|tygodni\w{0,4}|week|tyzhn\w{1,3}"
_LONG = (
    r"(?P<month>menes\w{1,4}|месяц\w{0,2}|місяц\w{1,2}|miesia?c\w{1,3}|month)|(?P<year>gad[ausā]?|gada|год[уа]?|рок[уи]|році|"
    r"roku|rok|year)"
)
_SEASON = (
    r"(?P<spring>pavasar\w{1,3}|весн\w{1,3}|wiosn\w{1,3}|spring)|(?P<summer>vasar\w{1,3}|лет(?:о|а|ом)|літ(?:о|а|ку)|lat(?:o|"
    r"a|em)|summer)|"
    r"(?P<autumn>ruden\w{0,3}|осен\w{1,3}|осін\w{0,3}|восени|jesien\w{0,3}|autumn|fall)|(?P<winter>ziem\w{1,3}|зим\w{1,3}|"
    r"zim\w{1,3}|winter)"
)
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_PERIOD = re.compile(
    rf"(?<!\w){_WHICH}\s{{1,3}}(?:(?P<weekend>{_WEEKEND})|(?P<week>{_WEEK})|{_LONG}|{_SEASON})(?!\w)"
    rf"(?:\s{{1,3}}(?:(?:on|в|во|у|w|we|na)\s{{1,3}})?{WEEKDAY})?"
)
_DAY_OF_WEEK = re.compile(rf"\b{WEEKDAY}\s{{1,3}}(?:(?:of|no|на|w|в|во|у)\s{{1,3}})?{_WHICH}\s{{1,3}}(?P<week>{_WEEK})(?!\w)")
_BARE_WEEKEND = re.compile(
    r"(?<!\w)(?:(?:at|over|on|during)\s(?:the\s)?weekend|nedelas\s{1,3}nogal[eē]\b|brivdienas\b|(?:на|в|у)\s(?:выходн|"
    r"вихідн)\w{1,4}|w\sweekend)(?!\w)"
)
_PAST = re.compile(
    rf"(?<!\w)(?:(?:the\s)?(?:past|last(?=\s\d|\s(?:{COUNTS})\s))|pedej\w{{1,4}}|последн\w{{2,3}}|останн\w{{1,3}}|"
    rf"ostatni\w{{0,3}})\s{{1,3}}"
    rf"(?:(?P<n>\d{{1,3}}|{COUNTS})\s{{1,3}})?(?!weekend|nedelas\snogal){UNIT}"
)
_MANY = rf"(?P<a>\d{{1,3}}|{COUNTS})\s?(?:-|–|—|\s(?:or|vai|или|або|lub|czy|to|lidz|до|do)\s|\s)\s?(?P<b>\d{{1,3}}|{COUNTS})"
_FEW = r"(?P<few>daz\w{1,3}|несколько|кілька|декілька|kilka|(?:a )?few|several)"
_AGO_RANGE = re.compile(rf"(?<![\w.])(?:{_MANY}|{_FEW})\s{{1,3}}{UNIT}\s(?:atpakal|назад|тому|temu|ago)\b")
_PIRMS_RANGE = re.compile(rf"\bpirms\s(?:{_MANY}|{_FEW})\s{{1,3}}{UNIT}")
_FROM = r"(?:no|from|с|со|з|із|зі|від|от|od|starp|between|между|між|miedzy|the)"
_TO = r"(?:-|–|—|(?<=\s)(?:lidz|to|till|until|through|до|по|do)(?=\s))"
_AND = r"(?:un|and|и|й|і|та|a|i|oraz)"
_ORDINAL = r"(?:\.|-?(?:st|nd|rd|th|го|е|ого|те|є))?"
_YEAR = r"(?P<y>(?:19|20)\d\d)(?!\d)"
_DAYS_OF_MONTH = re.compile(
    rf"(?<![\d.,])(?:(?P<between>starp|between|между|між|"
    rf"miedzy)\s{{1,3}}(?:the\s)?)?(?:{_FROM}\s{{1,3}})?(?P<a>\d\d?){_ORDINAL}\s?"
    rf"(?:{_TO}|(?P<and>(?<=\s){_AND}(?=\s)))\s?(?:the\s)?(?P<b>\d\d?){_ORDINAL}[ -]?(?:of )?{MONTH}\.?(?:,? {_YEAR})?"
)
_MONTH_DAYS = re.compile(
    rf"\b(?:{_FROM}\s)?{MONTH}\.? (?P<a>\d\d?){_ORDINAL}\s?{_TO}\s?(?P<b>\d\d?)(?:st|nd|rd|th)?(?![\d:.,]*\d)(?:,? {_YEAR})?"
)
_NUMERIC = re.compile(
    r"(?<![\d.,/:-])(?P<lead>(?:no|from|с|з|від|od)\s)?(?P<a>\d\d?)(?P<dot>\.)?\s?(?:-|–|—|\s(?:lidz|to|до|по|"
    r"do)\s)\s?(?P<b>\d\d?)\.(?P<m>0?\d|1[012])"
    r"(?:\.(?P<y>(?:20)?\d\d)?|(?!\.))(?![\d:])"
)
_WHOLE_MONTH = re.compile(
    rf"(?<!\w)(?:(?P<of>(?:(?:at\s)?the\s)?(?:beginning|start|middle|end) of|"
    rf"(?:в|на)\s(?:начале|середине|конце|початку)|(?:у|в)\s(?:середині)|наприкінці|(?:na\s)?poczatku|w\spolowie|"
    rf"pod\skoniec)|in|в|у|w|we|during)\s"
    rf"{MONTH}(?!\w)(?!\.?\s?\d{{1,2}}(?!\d))(?:\s{_YEAR})?"
)
_LOCATIVE = re.compile(
    r"(?<![\w.])(?<!\d\s)(?<!\d\.\s)(?:(?P<y>(?:19|20)\d\d)\. ?gada )?(?:(?P<m1>janvari)|(?P<m2>februari)|(?P<m4>aprili)|"
    r"(?P<m5>maija)|(?P<m6>junija)|"
    r"(?P<m7>julija)|(?P<m8>augusta)|(?P<m9>septembri)|(?P<m10>oktobri)|(?P<m11>novembri)|(?P<m12>decembri))"
    r"(?!\w)(?!\s?\d)"
)
_PART_OF_MONTH = re.compile(  # Latvian says the month first
    rf"(?<!\w)(?<!\d\s)(?<!\d\.\s){MONTH}\s(?:(?P<begin>sakum\w{{1,2}})|(?P<middle>vidu\w?)|"
    rf"(?P<finish>beig\w{{1,2}}))(?!\w)(?P<y>)"
)
_OR_GAP = re.compile(r"\s{1,3}(?:or|vai|или|або|чи|lub|czy|albo)\s{1,3}(?:on\s|в\s|во\s|у\s|w\s|we\s|the\s)?")
_TO_GAP = re.compile(r"\s{0,3}(?:-|–|—|(?:lidz|to|till|until|through|до|по|do)(?=\s))\s{0,3}(?:the\s)?")
_AND_GAP = re.compile(rf"\s{{1,3}}{_AND}\s{{1,3}}(?:the\s)?")
_SPACE = re.compile(r"\s{1,3}")
_BETWEEN_LEAD = re.compile(r"(?<!\w)(?:starp|between|между|між|miedzy)\s{1,3}(?:the\s)?$")
_FROM_LEAD = re.compile(r"(?<!\w)(?:no|from|с|со|з|із|зі|від|od)\s{1,3}(?:the\s)?$")
_UNTIL = re.compile(r"(?:lidz|до|do|until|till)\s")
_GATE = re.compile(  # a word or sign without which there is no span; most messages have none
    rf"[-–—]|\b(?:starp|between|между|між|miedzy|vai|or|или|або|чи|lub|czy|albo|lidz|to|till|until|through|до|по|do|daz\w+|"
    rf"несколько|кілька|"
    rf"декілька|kilka|few|several|week|pedej\w+|последн\w+|останн\w+|ostatni\w*|past|in|в|у|w|we|na|poczatku|pod|наприкінці|на|during|nedelas|at|over|on|"
    rf"{_LAST}|{_THIS}|{_NEXT}|\w+(?:ari|bri|rili|ija|usta)|brivdienas)\b"
)


def find_spans(flat: str, today: date) -> Iterator[tuple[int, int, Span]]:
    """Every stretch of days in a text in lower case without accents (`normalise.flat`): start, end, first and last day.

    A single day of a week that is named with it ("Friday last week") is a span of one day.
    """
    if not _GATE.search(flat):
        return
    for pattern, meaning in _RULES:
        for match in pattern.finditer(flat):
            if (span := meaning(match, today)) is not None and span[0] <= span[1]:
                yield match.start(), match.end(), span
    yield from _two_days(flat, today)


def _period(match: re.Match[str], today: date) -> Span | None:
    step = -1 if match["last"] else 1 if match["next"] else 0
    if match["week"]:
        monday = _monday(today) + step * WEEK
        if any(found for name, found in match.groupdict().items() if re.fullmatch(r"d\d", name)):
            day = monday + weekday_of(match) * DAY
            return day, day
        return monday, monday + 6 * DAY
    if match["weekend"]:
        return _weekend(today, step)
    if match["month"]:
        return _month(today.year * 12 + today.month - 1 + step)
    if match["year"]:
        return (date(today.year + step, 1, 1), date(today.year + step, 12, 31)) if 1 < today.year < 9998 else None
    return _season(next(_SEASONS[name] for name in _SEASONS if match[name]), step, today)


def _day_of_week(match: re.Match[str], today: date) -> Span:
    day = _monday(today) + (-1 if match["last"] else 1 if match["next"] else 0) * WEEK + weekday_of(match) * DAY
    return day, day


def _weekend(today: date, step: int) -> Span:
    """The last one has ended, or is the one of today where the week has come to it; the next is another week's."""
    saturday = _monday(today) + 5 * DAY
    if step < 0:
        saturday -= WEEK
    elif step > 0 and today >= saturday:
        saturday += WEEK
    return saturday, saturday + DAY


def _bare_weekend(_: re.Match[str], today: date) -> Span:
    """As a bare weekday: the last there was, today's among them."""
    saturday = _monday(today) + 5 * DAY
    return (saturday, saturday + DAY) if today >= saturday else (saturday - WEEK, saturday - WEEK + DAY)


def _past(match: re.Match[str], today: date) -> Span:
    """The days up to today; "the last week" of Latvian and Russian, without a number, is the one up to today, too."""
    return today - counted(match["n"] or "1") * unit_of(match) * DAY, today


def _ago_range(match: re.Match[str], today: date) -> Span | None:
    near, far = FEW if match["few"] else (counted(match["a"]), counted(match["b"]))
    days = unit_of(match)
    return (today - far * days * DAY, today - near * days * DAY) if near < far else None


def _days_of_month(match: re.Match[str], today: date) -> Span | None:
    if match.groupdict().get("and") and not match["between"]:
        return None
    return _ordered(int(match["a"]), int(match["b"]), month_of(match), match["y"], today)


def _numeric(match: re.Match[str], today: date) -> Span | None:
    if not (match["dot"] or match["lead"] or match["y"]):
        return None
    return _ordered(int(match["a"]), int(match["b"]), int(match["m"]), match["y"], today)


def _ordered(first: int, last: int, month: int, year: str | None, today: date) -> Span | None:
    end = nearest_year(month, last, year, today)
    start = calendar_day(end.year, month, first) if end else None
    return (start, end) if start and end else None


def _whole_month(match: re.Match[str], today: date) -> Span | None:
    span, said = _named_month(match, today), match.groupdict().get("of") or ""
    if span is None:
        return None
    begin = re.search("begin|start|начал|почат|poczat", said) or match.groupdict().get("begin")
    middle = re.search("middle|серед|polow", said) or match.groupdict().get("middle")
    finish = re.search("end|конц|кінц|koniec", said) or match.groupdict().get("finish")
    if begin:
        return span[0], span[0] + 9 * DAY
    if middle:
        return span[0] + 10 * DAY, span[0] + 19 * DAY
    return (span[0] + 20 * DAY, span[1]) if finish else span


def _named_month(match: re.Match[str], today: date) -> Span | None:
    """The last such month, or this one, or the one that comes next."""
    month = month_of(match)
    if match["y"]:
        return _month(int(match["y"]) * 12 + month - 1)
    now = today.year * 12 + today.month - 1
    ahead = (month - 1 - now) % 12
    return _month(now + (ahead if ahead <= 1 else ahead - 12))


def _month(count: int) -> Span | None:
    """The month that is so many after the first of the year nought."""
    year, month = divmod(count, 12)
    if not 1 <= year <= 9998:
        return None
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])


def _season(month: int, step: int, today: date) -> Span | None:
    """Three whole months; the last summer has begun and ended, the next is yet to begin."""
    years = (today.year + shift for shift in ((0, -1, -2) if step <= 0 else (0, 1)))
    for year in years:
        first, last = _month(year * 12 + month - 1), _month(year * 12 + month + 1)
        if first and last and ((first[0] > today) if step > 0 else (last[1] < today) if step < 0 else (first[0] <= today)):
            return first[0], last[1]
    return None


def _monday(today: date) -> date:
    return max(today - today.weekday() * DAY, date.min + 400 * DAY)


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Span | None]], ...] = (
    (_DAYS_OF_MONTH, _days_of_month), (_MONTH_DAYS, _days_of_month), (_NUMERIC, _numeric), (_DAY_OF_WEEK, _day_of_week),
    (_AGO_RANGE, _ago_range), (_PIRMS_RANGE, _ago_range), (_PERIOD, _period), (_PAST, _past), (_BARE_WEEKEND, _bare_weekend),
    (_PART_OF_MONTH, _whole_month), (_LOCATIVE, _whole_month), (_WHOLE_MONTH, _whole_month),
)  # fmt: skip


def _two_days(flat: str, today: date) -> Iterator[tuple[int, int, Span]]:
    """Two days with a word between that joins them: from one to the other, between them, or one of them."""
    found = sorted(find_days(flat, today), key=lambda day: (day[0], -day[1]))
    days = [day for place, day in enumerate(found) if place == 0 or day[0] >= max(other[1] for other in found[:place])]
    for (start, end, first, bare), (begin, finish, last, bare_too) in pairwise(days):
        between, lead = _BETWEEN_LEAD.search(flat, max(0, start - 20), start), _FROM_LEAD.search(flat, max(0, start - 20), start)
        gap = flat[end:begin]
        joined = (
            _TO_GAP.fullmatch(gap)
            or _OR_GAP.fullmatch(gap)
            or (between and _AND_GAP.fullmatch(gap))
            or (_SPACE.fullmatch(gap) and _UNTIL.match(flat, begin))
        )
        ends = (min(first, last), max(first, last)) if _OR_GAP.fullmatch(gap) else (first, last)
        span = _in_order(*ends, bare, bare_too, today) if joined else None
        if span is not None:
            said = between or lead
            yield said.start() if said else start, finish, span


def _in_order(first: date, last: date, bare: bool, bare_too: bool, today: date) -> Span | None:
    """Two days, the later second: a weekday is taken a week earlier, a day without its year in the year of the other."""
    if bare_too and last > today and first <= today and bare:
        last -= WEEK if last - WEEK >= first else timedelta()
    if first > last and bare:
        first -= WEEK
    if first > last and first >= today:
        last = calendar_day(first.year, last.month, last.day) or last
    if first > last:
        first = calendar_day(last.year, first.month, first.day) or first
    if first > last:
        first = calendar_day(last.year - 1, first.month, first.day) or first
    return (first, last) if first <= last and last - first <= APART else None
