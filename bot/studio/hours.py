"""What hours would mean: the next days as they would be worked, and the open promises that they would make late."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from bot.epoch import from_ms
from bot.store import promises
from handoff.calendars import WEEKDAYS
from handoff.hours import DAY_MINUTES, Calendar, Day, hours_on, worked
from handoff.promises import can_hold
from handoff.teams import Team

AHEAD = 7  # days
ROOM = 64
SHOWN = 50

Why = Literal["", "special", "closed_day"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A day: the stretches that are worked, as local `9:00-18:00`, and what made them other than the week says."""

    day: date
    hours: tuple[str, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class Late:
    """An open promise that could not be kept."""

    conversation_id: int
    due_at: datetime
    team: str


def drawn(calendar: Calendar, now: datetime) -> Iterator[Drawn]:
    """The next days."""
    today = now.astimezone(calendar.zone).date()
    for step in range(AHEAD):
        day = today + timedelta(days=step)
        stretches = [(start.astimezone(calendar.zone), end.astimezone(calendar.zone)) for start, end in worked(calendar, day)]
        hours = tuple(f"{start:%-H:%M}-{'24:00' if end.date() > day and f'{end:%H:%M}' == '00:00' else f'{end:%-H:%M}'}"
                      for start, end in stretches)  # fmt: skip
        yield Drawn(day, hours, _why(calendar, day))


def _why(calendar: Calendar, day: date) -> Why:
    if day in calendar.specials:
        return "special"
    return "closed_day" if not hours_on(calendar, day) and calendar.week[day.weekday()] else ""


def late(
    connection: sa.Connection, teams: Mapping[str, Team], running: Mapping[str, Team], usual: str, now: int
) -> Sequence[Late]:
    """The promises of an answer for which these teams' hours would leave no time, and the hours of today do.

    `usual` is the team of what belongs to none of them.
    """
    found: list[Late] = []
    after = (0, 0)
    while True:
        page, after = promises.page(connection, after, ROOM)
        for owed in page:
            then, today = (known.get(owed.team) or known[usual] for known in (teams, running))
            holds = [can_hold(owed.promise, team.calendar, from_ms(now)) for team in (then, today)]
            if owed.is_reply and holds == [False, True]:
                found.append(Late(owed.conversation_id, owed.promise.due_at, owed.team))
        if len(page) < ROOM:
            return found


def as_written(calendar: Calendar, data: Mapping[str, Any]) -> dict[str, Any]:
    """A calendar for a form: the week by day, and the rest as it stands in the file. Feeds are told of, not shown."""
    return {
        "week": {name: text_of(day) if day else "" for name, day in zip(WEEKDAYS, calendar.week, strict=True)},
        "holidays": calendar.holidays_country,
        "special": {day.isoformat(): text_of(hours) for day, hours in sorted(calendar.specials.items())},
        "feeds": bool(data.get("ical")),
    }


def text_of(day: Day) -> str:
    """`9:00-13:00, 14:00-18:00`, or `closed`."""
    return ", ".join(f"{_clock(one.opens)}-{_clock(one.closes)}" for one in sorted(day)) or "closed"


def _clock(minutes: int) -> str:
    past = minutes - DAY_MINUTES if minutes > DAY_MINUTES else minutes
    return f"{past // 60}:{past % 60:02d}"
