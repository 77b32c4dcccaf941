"""When a customer wants to be called, as people say it: without it "tomorrow after 3" would be no time.

Five languages at once. Days are read by nlu/dates.py; a day that is past is its next coming ("on Monday" is the next one). Hours
from 1 to 7 without more are those of the afternoon, because nobody asks to be called at three at night.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from nlu.dates import find_dates
from nlu.normalise import flat

AFTERNOON = 8  # hours below it are meant twelve later
PARTS: Mapping[str, time] = {  # words by which a part of the day is called
    r"no rita|rit[aā] agri|priekspusdien|из утра|утром|с утра|зранку|вранці|ранком|rano|z rana|morning": time(8),
    r"pusdien(?:laik|as|u)|в обед|днем|днём|в обід|вдень|w poludnie|poludni|noon|midday|lunch": time(12),
    r"pecpusdien|после обеда|после полудня|пополудн|після обіду|po poludniu|popoludni|afternoon": time(13),
    r"vakar(?:a|p)\w*|вечером|к вечеру|ввечері|увечері|надвечір|wieczor|evening": time(16),
}
SOON = re.compile(
    r"\b(?:tagad|tulit|talit|uzreiz|iespejami dri\w+|зараз|негайно|якомога|сейчас|сразу|как можно|teraz|zaraz|od razu|"
    r"jak najszybciej|now|asap|as soon|straight away|right away)"
)
_SOME = r"(?P<n>\d{1,2}|vienas?|vienu|div[aāuasm]+|par\w*|одн\w+|две|дві|пару|дв[аоі]\w*|jedn\w+|dwie|an?|one|two|half an)?\s*"
_HOURS = r"(?P<h>stund\w*|hours?|hrs?|годин\w*|час(?:а|ов|ик)?|godzin\w*)"
_MINUTES = r"(?P<m>min\w*|хв\w*|мин\w*)"
IN = re.compile(rf"\b(?:pec|in|через|за|za)\s+{_SOME}(?:{_HOURS}|{_MINUTES})(?!\w)")
CLOCK = re.compile(
    r"(?<![\d.,:+/-])(?P<h>[01]?\d|2[0-4])(?:\s?[:.]\s?(?P<m>[0-5]\d))?\s*(?P<half>[ap]\.?m\b)?(?![\d:]|[.,]\d|/\d)"
)
AFTER = re.compile(r"\b(?:pec|no|sakot no|після|з|від|после|с|от|po|od|after|from|past)\s*(?:plkst\.?|pulksten\w*)?\s*$")
WORDS: Mapping[str, int] = {"half an": 0, "div": 2, "par": 2, "дв": 2, "пару": 2, "dwie": 2, "two": 2}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A day, a time of day, or both; `soon`: the first there is; `moment`: exactly then. `after`: then or later."""

    day: date | None = None
    clock: time | None = None
    after: bool = False
    soon: bool = False
    moment: datetime | None = None


def read_wanted(text: str, now: datetime) -> Wanted | None:
    """What a text says about a time, seen from `now` in the shop's zone; None where it says nothing."""
    low = flat(text)[:200]
    if (found := IN.search(low)) is not None:
        return Wanted(moment=now + _length(found), after=True)
    day, rest = _day(low, now.date())
    clock, after = _clock(rest)
    if day is None and clock is None:
        return Wanted(soon=True) if SOON.search(low) else None
    return Wanted(day, clock, after)


def _day(low: str, today: date) -> tuple[date | None, str]:
    """The day, and the text without it. Part-of-day words that look like days ("rīta" and "rīt") are kept apart."""
    for start, end, day in find_dates(low, today):
        return _coming(day, today), f"{low[:start]} {low[end:]}"
    return None, low


def _coming(day: date, today: date) -> date:
    """A day that is past, as its next coming: weekdays and dates are read backwards elsewhere."""
    back = (today - day).days
    return day if back <= 0 else day + timedelta(days=7 * -(-back // 7)) if back <= 7 else day


def _clock(rest: str) -> tuple[time | None, bool]:
    for found in CLOCK.finditer(rest):
        hour, minute = int(found["h"]), int(found["m"] or 0)
        if found["half"]:
            hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
        elif hour < AFTERNOON:
            hour += 12
        if hour < 24:
            return time(hour, minute), bool(AFTER.search(rest[: found.start()]))
    for words, clock in PARTS.items():
        if re.search(rf"(?<!\w)(?:{words})", rest):
            return clock, True
    return None, False


def _length(found: re.Match[str]) -> timedelta:
    written = found["n"] or "1"
    if written.startswith("half"):
        return timedelta(minutes=30)
    count = int(written) if written.isdigit() else next((n for stem, n in WORDS.items() if written.startswith(stem)), 1)
    return timedelta(hours=count) if found["h"] else timedelta(minutes=count)
