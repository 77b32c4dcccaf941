"""Whom the desk calls, and when: without these rules an alert would wake everybody, or nobody.

Pure: no clock, no database. A customer who waits calls those on duty first and supervisors later; what is promised calls who has
it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from handoff.hours import Calendar, is_open, working_between
from handoff.presence import Presence

Kind = Literal["waiting", "waiting_long", "at_risk", "broken", "unknown", "stopped", "silence", "group_lost"]
FOR_SUPERVISORS: frozenset[Kind] = frozenset({"stopped", "silence", "group_lost"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the shop who can be called. No `teams` mean every team; `telegram_id` is None where none is linked."""

    id: int
    email: str
    supervisor: bool
    presence: Presence
    teams: tuple[str, ...] = ()
    telegram_id: int | None = None
    snoozed_until: int = 0
    locale: str = ""
    languages: tuple[str, ...] = ()

    def of(self, team: str) -> bool:
        """Whether they answer for this team."""
        return not self.teams or not team or team in self.teams


def steps(since: datetime, now: datetime, calendar: Calendar, after: timedelta, later: timedelta) -> Sequence[Kind]:
    """What a customer who waits since then calls for; nothing out of hours, when the promise says another day."""
    if not is_open(calendar, now):
        return ()
    waited = working_between(calendar, since, now)
    due: list[tuple[Kind, timedelta]] = [("waiting", after), ("waiting_long", later)]
    return [kind for kind, length in due if length and waited >= length]


def called(kind: Kind, team: str, people: Iterable[Person], now: int, holder: int | None = None) -> Sequence[Person]:
    """Who is told: the one who has the customer, else who is on duty, else the whole team; supervisors where it is theirs.

    Nobody who wants no alerts before a moment later than `now` (ms), unless that would leave supervisors without a word of what
    concerns the whole shop.
    """
    known = [person for person in people if person.of(team)]
    supervisors = [person for person in known if person.supervisor]
    if kind in FOR_SUPERVISORS:
        return supervisors
    awake = [person for person in known if person.snoozed_until <= now]
    if kind == "waiting_long":
        return [person for person in awake if person.supervisor]
    theirs = [person for person in awake if person.id == holder]
    on_duty = [person for person in awake if person.presence != "off"]
    told = theirs or on_duty or awake
    if kind == "broken":
        told = [*told, *(person for person in awake if person.supervisor and person not in told)]
    return told


def silent(last: datetime, now: datetime, calendar: Calendar, longest: timedelta) -> bool:
    """Whether a channel has been silent for longer than it should, in working time."""
    return bool(longest) and is_open(calendar, now) and working_between(calendar, last, now) >= longest
