"""When a conversation that is put aside may come back: without it "tomorrow morning" would be a morning on which nobody works.

Pure: no clock, no database.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from handoff.hours import Calendar, NeverOpenError, add_working, clock_on, working_between

Name = Literal["later", "tomorrow", "monday"]
LATER = timedelta(hours=3)
_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Choice:
    """A moment worth offering: later on this working day, the next morning the team works, the first one of next week."""

    name: Name
    at: datetime


def choices(now: datetime, calendar: Calendar) -> list[Choice]:
    """What is offered at this moment, soonest first; what would be the same moment is offered once."""
    today = now.astimezone(calendar.zone).date()
    later = now + LATER
    found = [Choice("later", later)] if working_between(calendar, later, later + LATER / 3) else []
    days: tuple[tuple[Name, int], ...] = (("tomorrow", 1), ("monday", 7 - today.weekday()))
    for name, ahead in days:
        day = today + timedelta(days=ahead)
        at = _opening(calendar, clock_on(day, time(), calendar.zone))
        if at is not None and at not in {one.at for one in found}:
            found.append(Choice(name, at))
    return found


def _opening(calendar: Calendar, midnight: datetime) -> datetime | None:
    """When the team begins to work, from that night on."""
    try:
        return add_working(calendar, midnight, _MOMENT) - _MOMENT
    except NeverOpenError:
        return None
