"""Calendar feeds (iCalendar, RFC 5545) as closures or shifts: without them a team's holidays would be typed twice.

Pure: the text is the caller's. Recurrences, exceptions, moved occurrences, all-day events and zones are read by `icalendar` and
`recurring-ical-events`; a time without a zone is the team's own. Free time (TRANSP:TRANSPARENT) and what was called off say
nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Literal

from handoff.hours import Calendar, Closure

MOST_BYTES = 1024 * 1024
MOST_EVENTS = 5000  # of one feed within the time that is looked at
BACK, AHEAD = timedelta(days=40), timedelta(days=400)
MOST_TIMES = 4 * MOST_EVENTS  # which its repetitions may come to, estimated before any is laid out
Means = Literal["closed", "shifts"]
_RULE = re.compile(r"^(?:R|EX)RULE[^:\r\n]*:(.*)$", re.IGNORECASE | re.MULTILINE)
_FOLDED = re.compile(r"\r?\n[ \t]")  # RFC 5545, 3.1


class FeedError(ValueError):
    """What came is no calendar that can be used; the message says why, and holds nothing of it."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Where a team's feed is, and what its events mean: times when nobody works, or when people do."""

    source: str
    means: Means = "closed"

    @property
    def is_remote(self) -> bool:
        """Whether it is fetched, and not read from the shop's folder."""
        return self.source.startswith(("http://", "https://"))


def feeds_of(value: Any, at: str) -> tuple[Feed, ...]:
    """What stands under `ical` in a team's calendar: an address or a file, with `means` where it is spelt out, or a list of such.

    Raises ValueError with the path of the field at fault.
    """
    if value is None:
        return ()
    if isinstance(value, str | Mapping):
        return (_feed(value, at),)
    if not isinstance(value, Sequence):
        raise ValueError(f"{at}: write an address, a file, or a list of them")  # noqa: TRY004 - a person's mistake
    return tuple(_feed(entry, f"{at}.{index}") for index, entry in enumerate(value))


def _feed(value: Any, at: str) -> Feed:
    if isinstance(value, str):
        value = {"url" if "://" in value else "file": value}
    if not isinstance(value, Mapping) or not set(value) <= {"url", "file", "means"} or ("url" in value) == ("file" in value):
        raise ValueError(f"{at}: write {{url: https://..., means: closed}} or {{file: holidays.ics, means: shifts}}")
    means = value.get("means", "closed")
    if means not in {"closed", "shifts"}:
        raise ValueError(f"{at}.means: `{means}` is neither closed (nobody works) nor shifts (people work)")
    source = str(value.get("url") or value.get("file") or "").strip()
    if "url" in value and not source.startswith(("http://", "https://")):
        raise ValueError(f"{at}.url: write an address that begins with https://")
    if not source:
        raise ValueError(f"{at}: the address is empty")
    return Feed(source, "shifts" if means == "shifts" else "closed")


def read(text: str, zone: tzinfo, now: datetime) -> list[Closure]:
    """The busy times of a feed from some weeks ago to a good year ahead, in order, with their names. Raises FeedError."""
    if len(text.encode()) > MOST_BYTES:
        raise FeedError("the feed is larger than 1 MiB")
    oldest = f"{now - BACK:%Y%m%d}"
    if sum(_times(rule, oldest) for rule in _RULE.findall(_FOLDED.sub("", text))) > MOST_TIMES:
        raise FeedError(f"the feed's repetitions come to more than {MOST_TIMES} events in a year")
    import icalendar  # noqa: PLC0415 - few calendars have feeds, and a start need not wait for it
    import recurring_ical_events  # type: ignore[import-untyped]  # noqa: PLC0415  # publishes no types

    try:
        calendar = icalendar.Calendar.from_ical(text)
        found = recurring_ical_events.of(calendar).between(now - BACK, now + AHEAD)
        times = sorted(_busy(found[: MOST_EVENTS + 1], zone, now))
    except Exception as error:  # noqa: BLE001 - whatever a stranger's file makes the libraries raise
        raise FeedError(f"the feed cannot be read as iCalendar ({type(error).__name__})") from None
    if len(found) > MOST_EVENTS:
        raise FeedError(f"the feed has more than {MOST_EVENTS} events in a year")
    return times


_DAYS: Mapping[str, int] = {"DAILY": 440, "WEEKLY": 63, "MONTHLY": 15, "YEARLY": 2}  # within the time that is looked at
_ENDLESS = MOST_TIMES + 1


def _times(rule: str, oldest: str) -> int:
    """About how often a rule comes up within the time that is looked at; whoever lays it out must first know that it ends.

    Zones have rules too. What repeats within a day by its kind (HOURLY) counts as endless: such a rule is walked from its first
    moment, however long ago that was. `oldest` is the first day that is looked at, as UNTIL writes it.
    """
    parts = dict(part.strip().split("=", 1) for part in rule.upper().split(";") if "=" in part)
    kind, until, count = parts.get("FREQ", ""), parts.get("UNTIL", ""), parts.get("COUNT", "")
    if kind not in _DAYS:
        return _ENDLESS
    if until and until[:8] < oldest:
        return 0
    weeks = 53 if kind == "YEARLY" and not parts.keys() & {"BYMONTH", "BYMONTHDAY"} else 5 if kind in {"MONTHLY", "YEARLY"} else 1
    days = _DAYS[kind] * (weeks * _listed(parts, "BYDAY") if "BYDAY" in parts else 1)
    for name in ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"):
        days *= _listed(parts, name)
    times = min(days, AHEAD.days) * _listed(parts, "BYHOUR") * _listed(parts, "BYMINUTE") * _listed(parts, "BYSECOND")
    return min(times, int(count)) if re.fullmatch(r"\d{1,9}", count) else times


def _listed(parts: Mapping[str, str], name: str) -> int:
    return parts[name].count(",") + 1 if name in parts else 1


def _busy(events: Iterable[Any], zone: tzinfo, now: datetime) -> Iterator[Closure]:
    """Each cut to what is looked at: one that lasts a thousand years would be a thousand years of shifts."""
    first, last = now - BACK, now + AHEAD
    for event in events:
        if str(event.get("TRANSP", "")).upper() == "TRANSPARENT" or str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        start = event.get("DTSTART")
        if start is None:
            continue
        begin, end = max(first, _moment(start.dt, zone)), min(last, _end(event, start.dt, zone))
        if end > begin:
            yield Closure(begin, end, _name(event))


def _end(event: Any, start: date | datetime, zone: tzinfo) -> datetime:
    """DTEND, else DTSTART and DURATION, else the day or nothing at all (RFC 5545, 3.6.1)."""
    if (end := event.get("DTEND")) is not None:
        return _moment(end.dt, zone)
    if (length := event.get("DURATION")) is not None:
        return _moment(start, zone) + timedelta(seconds=length.dt.total_seconds())
    return _moment(start, zone) if isinstance(start, datetime) else _moment(start + timedelta(days=1), zone)


def _moment(value: date | datetime, zone: tzinfo) -> datetime:
    wall = value if isinstance(value, datetime) else datetime.combine(value, time())
    return (wall if wall.tzinfo is not None else wall.replace(tzinfo=zone)).astimezone(UTC)


def _name(event: Any) -> str:
    return " ".join(str(event.get("SUMMARY", "")).split())[:80]


def applied(calendar: Calendar, feeds: Iterable[tuple[Feed, Sequence[Closure]]]) -> Calendar:
    """The calendar with what its feeds say; shifts take the place of the week."""
    closures, shifts, by_shifts = list(calendar.closures), list[Closure](), False
    for feed, times in feeds:
        if feed.means == "closed":
            closures += times
        else:
            shifts += times
            by_shifts = True
    return replace(calendar, closures=tuple(sorted(closures)), shifts=_daily(shifts, calendar.zone), by_shifts=by_shifts)


def _daily(shifts: Iterable[Closure], zone: tzinfo) -> tuple[Closure, ...]:
    """Shifts in order, those that overlap made one, each cut at the team's midnights so that it belongs to a day."""
    merged: list[Closure] = []
    for shift in sorted(shifts):
        if merged and shift.start <= merged[-1].end:
            merged[-1] = Closure(merged[-1].start, max(merged[-1].end, shift.end), merged[-1].name)
        else:
            merged.append(shift)
    return tuple(piece for shift in merged for piece in _pieces(shift, zone))


def _pieces(shift: Closure, zone: tzinfo) -> Iterator[Closure]:
    start = shift.start
    while start < shift.end:
        midnight = _moment(start.astimezone(zone).date() + timedelta(days=1), zone)
        yield Closure(start, min(midnight, shift.end), shift.name)
        start = min(midnight, shift.end)
