"""Clocks in working time: without them "we answer within 15 minutes" would count nights, or would not be counted at all.

Pure. A clock runs in stretches: it rests while the customer is to answer, or while the conversation is put aside. What it has
taken, when it is due and whether it is late follow from the stretches and the team's calendar, so that a calendar that changes
changes what is still open and nothing that has ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from handoff.hours import Calendar, NeverOpenError, add_working, working_between

Kind = Literal["first", "next", "closing"]
KINDS: tuple[Kind, ...] = ("first", "next", "closing")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Running from a moment to another; `end` None: it still runs."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """What a customer waits for, since when. At most the last stretch is open; stretches are in order and do not overlap."""

    kind: Kind
    stretches: Sequence[Stretch] = ()
    ended_at: datetime | None = None

    @property
    def is_running(self) -> bool:
        """Whether time passes on it."""
        return self.ended_at is None and bool(self.stretches) and self.stretches[-1].end is None


@dataclass(frozen=True, slots=True)
class Reading:
    """How a clock stands at a moment: working time taken, when it is due, since when it is late.

    `due` is None where it rests or has no target.
    """

    took: timedelta
    due: datetime | None = None
    breached_at: datetime | None = None


def start(kind: Kind, now: datetime) -> Clock:
    """A clock that runs from now on."""
    return Clock(kind, (Stretch(now),))


def pause(clock: Clock, now: datetime) -> Clock:
    """It rests. One that rests or has ended stays as it is."""
    if not clock.is_running:
        return clock
    last = clock.stretches[-1]
    closed = replace(last, end=max(now, last.start))
    return replace(clock, stretches=(*clock.stretches[:-1], closed))


def resume(clock: Clock, now: datetime) -> Clock:
    """It runs again. One that runs or has ended stays as it is."""
    if clock.is_running or clock.ended_at is not None:
        return clock
    since = max(now, clock.stretches[-1].end or now) if clock.stretches else now
    return replace(clock, stretches=(*clock.stretches, Stretch(since)))


def end(clock: Clock, now: datetime) -> Clock:
    """What the customer waited for has come. Once."""
    if clock.ended_at is not None:
        return clock
    rested = pause(clock, now)
    last = max((stretch.end for stretch in rested.stretches if stretch.end is not None), default=now)
    return replace(rested, ended_at=max(now, last))


def read(clock: Clock, calendar: Calendar, target: timedelta | None, now: datetime) -> Reading:
    """How it stands."""
    took, breached_at, due = timedelta(), None, None
    for stretch in clock.stretches:
        until = stretch.end if stretch.end is not None else max(now, stretch.start)
        if target is not None and breached_at is None:
            due = _due(calendar, stretch.start, target - took)
            if due is not None and due < until:
                breached_at = due
        took += working_between(calendar, stretch.start, until)
    if breached_at is None and not clock.is_running:
        due = None
    return Reading(took, due, breached_at)


def _due(calendar: Calendar, since: datetime, left: timedelta) -> datetime | None:
    try:
        return add_working(calendar, since, left)
    except NeverOpenError:
        return None
