"""Who is at the desk: without it customers would be given to people who went home.

Pure: no clock, no database. What an agent chose counts as long as a page of theirs is open and they are at it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from config.desk import Desk

Presence = Literal["here", "away", "off"]


@dataclass(frozen=True, slots=True)
class Signs:
    """What an agent chose, when a page of theirs was heard of last, and when somebody last used it."""

    chosen: Presence
    seen_at: datetime
    active_at: datetime


def standing(signs: Signs, now: datetime, limits: Desk) -> Presence:
    """Whether they are here."""
    if signs.chosen == "off" or now - signs.seen_at >= limits.lost_after:
        return "off"
    if signs.chosen == "away" or now - signs.active_at >= limits.idle_after:
        return "away"
    return "here"
