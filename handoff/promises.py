"""What is promised and what becomes of it: without it "soon" would be all that a customer is told.

Pure: no clock, no database. A promise is `open` until an answer in time makes it `kept`; time makes it `renewed`, once
and before it breaks, or `broken`. docs/hours.md says it to operators.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Literal

from flows.moments import due_words
from handoff.hours import HALF_HOUR, Calendar, add_working, clock_on, round_down, round_up, working_between
from handoff.model import Promise
from nlu.model import Language

# --- by when ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Policy:
    """What a team promises: working time to a person's first words, and the time of day for what was asked out of hours.

    `queue_limit` is how many waiting people the team answers within one `reply_within`: with more, the promise grows by as
    much for every further so many. `renew_within` is working time until the moment of an honest renewal.
    """

    reply_within: timedelta = timedelta(minutes=3)
    callback_by: time = time(11)
    queue_limit: int = 30
    renew_within: timedelta = HALF_HOUR


@dataclass(frozen=True, slots=True)
class Wait:
    """A moment by which a person writes. `beyond`: the desk does not work enough before the channel's window closes."""

    due: datetime
    beyond: bool = False


def moment(now: datetime, needed: timedelta, calendar: Calendar, policy: Policy, window: datetime | None = None) -> Wait:
    """By when `needed` working time will have been had, as a moment one can say, bounded by the channel's window."""
    due = _sayable(now, needed, calendar, policy)
    if window is None or due <= window:
        return Wait(due)
    for bound in (round_down(window, calendar.zone), window):
        if working_between(calendar, now, bound) >= policy.reply_within:
            return Wait(bound)
    return Wait(due, beyond=True)


def rounds(waiting: int, limit: int) -> int:
    """How many times `reply_within` it takes until somebody who comes now is answered."""
    return max(1, -(-waiting // limit))


def _sayable(now: datetime, needed: timedelta, calendar: Calendar, policy: Policy) -> datetime:
    """In hours to the minute, as the wait is short; out of hours, or over a closing, a round time of the day it falls on."""
    due = add_working(calendar, now, needed)
    if due - now <= needed:
        return round_up(due, calendar.zone) if needed >= HALF_HOUR else _whole_minute(due)
    callback = clock_on(due.astimezone(calendar.zone).date(), policy.callback_by, calendar.zone)
    return max(callback, round_up(due, calendar.zone))


def _whole_minute(value: datetime) -> datetime:
    past = timedelta(seconds=value.second, microseconds=value.microsecond)
    return value + (timedelta(minutes=1) - past if past else timedelta())


# --- promises --------------------------------------------------------------------------------------------------

WARN_AT, RENEW_AT = 0.75, 0.9  # of the time in which it can be kept


def promise(
    what: str, made_by: str, made_at: datetime, due_at: datetime, calendar: Calendar | None = None, *, renewal: bool = False
) -> Promise:
    """A new promise. Its warning and renewal count working time where there is a calendar and it has some, else all time."""
    warn_at, renew_at = _marks(made_at, due_at, calendar)
    return Promise(what, made_by, made_at, due_at, warn_at, renew_at, renewal=renewal)


def _marks(made_at: datetime, due_at: datetime, calendar: Calendar | None) -> tuple[datetime, datetime]:
    work = working_between(calendar, made_at, due_at) if calendar else timedelta()
    if calendar is None or not work:
        return made_at + (due_at - made_at) * WARN_AT, made_at + (due_at - made_at) * RENEW_AT
    return add_working(calendar, made_at, work * WARN_AT), add_working(calendar, made_at, work * RENEW_AT)


def review(owed: Promise, now: datetime) -> Literal["nothing", "warn", "renew", "break"]:
    """What a promise asks for at this moment; `warn` until `warned` says that it was done."""
    if owed.state != "open":
        return "nothing"
    if now >= owed.due_at:
        return "break"
    if now >= owed.renew_at and not owed.renewal:
        return "renew"
    return "warn" if now >= owed.warn_at and owed.warned_at is None else "nothing"


def next_review(owed: Promise) -> datetime | None:
    """The first moment at which `review` will ask for something; None when it is settled."""
    if owed.state != "open":
        return None
    if owed.warned_at is None:
        return owed.warn_at
    return owed.due_at if owed.renewal else owed.renew_at


def warned(owed: Promise, now: datetime) -> Promise:
    """The desk knows."""
    return replace(owed, warned_at=now)


def settle(owed: Promise, now: datetime) -> Promise:
    """A person's first words, the customer leaving the queue, a person closing: kept in time, else broken. Once."""
    if owed.state != "open":
        return owed
    return replace(owed, state="kept" if now <= owed.due_at else "broken", settled_at=now)


def break_(owed: Promise, now: datetime) -> Promise:
    """It was not kept; the customer is owed an apology."""
    return replace(owed, state="broken", settled_at=now) if owed.state == "open" else owed


@dataclass(frozen=True, slots=True)
class Renewal:
    """A promise renewed: the old one, the new one that succeeds it, and how its moment reads."""

    old: Promise
    new: Promise
    words: str
    beyond: bool = False


def renew(
    owed: Promise,
    now: datetime,
    *,
    calendar: Calendar,
    policy: Policy,
    window: datetime | None = None,
    language: Language = "en",
) -> Renewal:
    """An honest later moment, later than the one it replaces. Raises ValueError for what is settled or renewed already."""
    if owed.state != "open" or owed.renewal:
        raise ValueError("only an open promise is renewed, and only once")
    wait = moment(max(now, owed.due_at), policy.renew_within, calendar, policy, window)
    if wait.due <= owed.due_at:  # the window closes too soon for any later moment
        wait = Wait(_sayable(max(now, owed.due_at), policy.renew_within, calendar, policy), beyond=True)
    old = replace(owed, state="renewed", settled_at=now)
    new = promise(owed.what, owed.made_by, now, wait.due, calendar, renewal=True)
    return Renewal(old, new, due_words(wait.due, now, calendar.zone, language), wait.beyond)


def can_hold(owed: Promise, calendar: Calendar, now: datetime) -> bool:
    """Whether an open promise can still be kept by this calendar: asked again whenever the calendar changes."""
    return owed.state != "open" or working_between(calendar, now, owed.due_at) > timedelta()
