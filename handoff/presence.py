"""Who is at the desk: without it customers would be given to people who went home.

Pure: no clock, no database. What an agent chose counts as long as a page of theirs is open and they are at it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Presence = Literal["here", "away", "off"]


@dataclass(frozen=True, slots=True)
class Habits:
    """After how long without a hand on the page somebody is away, and after how long without a page they are off."""

    idle_after: timedelta = timedelta(minutes=10)
    lost_after: timedelta = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Signs:
    """What an agent chose, when a page of theirs was heard of last, and when somebody last used it."""

    chosen: Presence
    seen_at: datetime
    active_at: datetime


def standing(signs: Signs, now: datetime, habits: Habits) -> Presence:
    """Whether they are here."""
    if signs.chosen == "off" or now - signs.seen_at >= habits.lost_after:
        return "off"
    if signs.chosen == "away" or now - signs.active_at >= habits.idle_after:
        return "away"
    return "here"
