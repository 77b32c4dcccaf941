"""Calendars as a shop writes them: without it shop.yml's hours would stay text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holidays.registry import EntityLoader

from handoff.feeds import feeds_of
from handoff.hours import DAY_MINUTES, Calendar, Closure, Day, Interval

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KEYS = ("zone", "week", "holidays", "bridge_days", "special", "closures", "ical")
SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})")
CLOSED = (None, False, "closed")  # YAML reads `off` as False


def parse_calendar(data: Mapping[str, Any], zone: str = "Europe/Riga", at: str = "calendar") -> Calendar:
    """A calendar from the mapping that stands under `at` in shop.yml; `zone` is the shop's own, used where none is given.

    Raises ValueError whose message begins with the path of the field at fault. docs/hours.md explains the fields.
    """
    if not isinstance(data, Mapping):
        raise ValueError(f"{at}: write the fields {', '.join(KEYS)} here, at least `week`")  # noqa: TRY004 - a person's mistake
    for key in data:
        if key not in KEYS:
            raise ValueError(f"{at}.{key}: there is no such field; the fields are {', '.join(KEYS)}")
    feeds_of(data.get("ical"), f"{at}.ical")  # its mistakes are told with the others
    place = _zone(data.get("zone", zone), f"{at}.zone")
    return Calendar(
        zone=place,
        week=_week(data.get("week"), f"{at}.week"),
        holidays_country=_country(data.get("holidays"), f"{at}.holidays"),
        bridge_days=_flag(data.get("bridge_days", False), f"{at}.bridge_days"),
        specials=_specials(data.get("special"), f"{at}.special"),
        closures=tuple(_closures(data.get("closures"), place, f"{at}.closures")),
    )


def _zone(value: Any, at: str) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{at}: `{value}` is no time zone; write one such as Europe/Riga") from None


def _week(value: Any, at: str) -> tuple[Day, Day, Day, Day, Day, Day, Day]:
    if not isinstance(value, Mapping) or not value:
        raise ValueError(f'{at}: write the hours of the week, such as mon-fri: "9:00-18:00"')
    days: dict[int, Day] = {}
    for key, hours in value.items():
        for weekday in _weekdays(str(key), f"{at}.{key}"):
            if weekday in days:
                raise ValueError(f"{at}.{key}: {WEEKDAYS[weekday]} stands twice")
            days[weekday] = _day(hours, f"{at}.{key}")
    if not any(days.values()):
        raise ValueError(f"{at}: a team that is never open can promise nothing; give it hours on one day at least")
    mon, tue, wed, thu, fri, sat, sun = (days.get(weekday, ()) for weekday in range(7))
    return mon, tue, wed, thu, fri, sat, sun


def _weekdays(key: str, at: str) -> Iterator[int]:
    """`mon`, `mon-fri`, `sat, sun`; a range may run over Sunday."""
    for part in key.lower().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            raise ValueError(f"{at}: `{key}` is no weekday or range of them; write {', '.join(WEEKDAYS)} or mon-fri")
        start = WEEKDAYS.index(first)
        for step in range((WEEKDAYS.index(last or first) - start) % 7 + 1):
            yield (start + step) % 7


def _day(value: Any, at: str) -> Day:
    """`9:00-13:00, 14:00-18:00`, a list of such, or `closed`."""
    if value in CLOSED:
        return ()
    parts = value if isinstance(value, Sequence) and not isinstance(value, str) else str(value).split(",")
    day = tuple(sorted(_interval(str(part).strip(), at) for part in parts))
    for earlier, later in pairwise(day):
        if later.opens < earlier.closes:
            raise ValueError(f"{at}: `{value}` has hours that overlap")
    return day


def _interval(text: str, at: str) -> Interval:
    if (found := SPAN.fullmatch(text)) is None:
        raise ValueError(f'{at}: `{text}` is no opening time; write "9:00-18:00" or closed')
    from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
    opens, closes = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if opens >= DAY_MINUTES or closes > DAY_MINUTES or max(from_minute, to_minute) > 59:
        raise ValueError(f"{at}: `{text}` has a time that no clock shows")
    if opens == closes:
        raise ValueError(f'{at}: `{text}` opens and closes at once; all day is "0:00-24:00"')
    return Interval(opens, closes if closes > opens else closes + DAY_MINUTES)


def _country(value: Any, at: str) -> str:
    if value in CLOSED:
        return ""
    if str(value) not in EntityLoader.get_country_codes():  # list_supported_countries() would import every country: 30 MB
        raise ValueError(f"{at}: `{value}` is no country whose holidays are known; write a code such as LV")
    return str(value)


def _flag(value: Any, at: str) -> bool:
    if value is not True and value is not False:
        raise ValueError(f"{at}: write true or false")
    return bool(value)


def _specials(value: Any, at: str) -> dict[date, Day]:
    if value is not None and not isinstance(value, Mapping):
        raise ValueError(f'{at}: write days and their hours, such as 2026-12-24: "9:00-13:00"')
    return {_date(key, f"{at}.{key}"): _day(hours, f"{at}.{key}") for key, hours in (value or {}).items()}


def _date(value: Any, at: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{at}: `{value}` is no day; write 2026-12-24") from None


def _closures(value: Any, zone: ZoneInfo, at: str) -> Iterator[Closure]:
    """Each `{from: 2026-07-01 12:00, to: 2026-07-05}`; a day without a time counts whole, the last one too."""
    if value is not None and (isinstance(value, str | Mapping) or not isinstance(value, Sequence)):
        raise ValueError(f"{at}: write a list of {{from: 2026-07-01, to: 2026-07-14}}")
    for index, entry in enumerate(value or ()):
        here = f"{at}.{index}"
        if not isinstance(entry, Mapping) or set(entry) != {"from", "to"}:
            raise ValueError(f"{here}: write {{from: 2026-07-01, to: 2026-07-14}}")
        start, end = _moment(entry["from"], zone, f"{here}.from"), _moment(entry["to"], zone, f"{here}.to", last=True)
        if end <= start:
            raise ValueError(f"{here}: it ends before it begins")
        yield Closure(start, end)


def _moment(value: Any, zone: ZoneInfo, at: str, *, last: bool = False) -> datetime:
    text = str(value).strip()
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{at}: `{value}` is no moment; write 2026-07-01 or 2026-07-01 12:00") from None
    if last and len(text) == len("2026-07-01"):
        wall += timedelta(days=1)
    return (wall if wall.tzinfo else wall.replace(tzinfo=zone)).astimezone(UTC)
