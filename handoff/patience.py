"""How long anybody waits, and what happens then: without it a customer could wait for ever for somebody who went to lunch.

Pure: no clock, no database. What a conversation asks for, by who has it:

| who has it | what is so | what happens |
|---|---|---|
| an agent | put aside until a moment that has come | it comes back to them |
| an agent | the customer waits for `warn_after` | the agent is warned, once |
| an agent | ... for `quiet_after`, or for `absent_after` while they are not here | it waits for everybody again, as is told |
| somebody outside | ... for `outside_after` | the same |
| the queue | no promise stands, and `wait_limit` of working time has passed | wait on, another way, or leave: that is offered |
| the queue | the customer wrote since that offer | the time begins anew |
| the queue | silence for `give_up_after` of working time since the offer | it is given up with an apology, and the desk is told |
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from config.desk import Desk
from handoff.hours import Calendar, NeverOpenError, add_working
from handoff.model import Bot, Held, Owner, Queue
from handoff.presence import Presence

Step = Literal["nothing", "wake", "warn", "requeue", "offer", "give_up"]


@dataclass(frozen=True, slots=True)
class Wait:
    """A conversation as the clock sees it.

    `since`: the customer waits for people; None where nobody waits. `told`: the agent was warned, or the customer offered another
    way. `heard`: the customer's last message. `due`: what is promised. `aside`: put aside until then; `presence` is the holder's,
    who has been so since `presence_at`.
    """

    owner: Owner
    since: datetime | None = None
    told: datetime | None = None
    heard: datetime | None = None
    due: datetime | None = None
    aside: datetime | None = None
    presence: Presence = "here"
    presence_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What happens next, and when; a moment that has come is now."""

    step: Step
    at: datetime


def ahead(wait: Wait, limits: Desk, calendar: Calendar) -> Ahead | None:
    """The next thing the clock brings about if nobody does anything; None where it is for people to move."""
    match wait.owner:
        case Bot():
            return None
        case Held(agent):
            if wait.aside is not None:
                return Ahead("wake", wait.aside)
            return _held(wait, limits, outside=agent is None)
        case Queue():
            return _queued(wait, limits, calendar)


def review(wait: Wait, now: datetime, limits: Desk, calendar: Calendar) -> Step:
    """What a conversation asks for at this moment."""
    soon = ahead(wait, limits, calendar)
    return soon.step if soon is not None and soon.at <= now else "nothing"


def _held(wait: Wait, limits: Desk, *, outside: bool) -> Ahead | None:
    if wait.since is None:
        return None
    if outside:
        return Ahead("requeue", wait.since + limits.outside_after)
    quiet = wait.since + limits.quiet_after
    if wait.presence != "here":
        quiet = min(quiet, max(wait.since, wait.presence_at or wait.since) + limits.absent_after)
    warning = wait.since + limits.warn_after
    return Ahead("warn", warning) if wait.told is None and warning < quiet else Ahead("requeue", quiet)


def _queued(wait: Wait, limits: Desk, calendar: Calendar) -> Ahead | None:
    if wait.since is None or not limits.wait_limit:
        return None
    begun = max(wait.since, wait.due or wait.since)
    if wait.told is None:
        return _worked("offer", calendar, begun, limits.wait_limit)
    if wait.heard is not None and wait.heard > wait.told:
        return _worked("offer", calendar, max(begun, wait.heard), limits.wait_limit)
    return _worked("give_up", calendar, max(begun, wait.told), limits.give_up_after) if limits.give_up_after else None


def _worked(step: Step, calendar: Calendar, begun: datetime, length: timedelta) -> Ahead | None:
    """After so much working time; a team that never works again makes nobody wait for a clock."""
    try:
        return Ahead(step, add_working(calendar, begun, length))
    except NeverOpenError:
        return None


# --- putting aside ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Refused:
    """Why it cannot be put aside: the moment has passed, or a promise falls due before it."""

    reason: Literal["past", "promised"]
    due: datetime | None = None


def aside(until: datetime | None, now: datetime, promised: datetime | None, *, anyway: bool = False) -> Refused | None:
    """Whether a conversation may be put aside until a moment, or until the customer writes (None). A promise goes on meanwhile.

    `promised` is the first moment at which the customer was told that people would do something; `anyway` is who was warned.
    """
    if until is not None and until <= now:
        return Refused("past")
    if promised is not None and not anyway and (until is None or promised < until):
        return Refused("promised", promised)
    return None
