"""Settings that are each right and cannot be together: without it a shop would promise what its own hours forbid.

Pure: what is compared are the settings and the calendars made of them; `now` is an argument. docs/checking.md has the rules.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from config.shop import Shop
from config.source import Severity
from handoff.calendars import WEEKDAYS
from handoff.hours import DAY_MINUTES, Calendar, Day, next_opening
from handoff.teams import Team

NIGHT = 14 * 60  # minutes: a shift over midnight that is longer has its two times the wrong way round


@dataclass(frozen=True, slots=True)
class Clash:
    """What cannot be together: the path of the setting to change, what is wrong, how to mend it, and by which rule."""

    path: tuple[str | int, ...]
    text: str
    hint: str
    code: str
    severity: Severity = "warning"


def clashes(shop: Shop, teams: Mapping[str, Team], now: datetime) -> Iterator[Clash]:
    """Everything in a shop's settings that contradicts itself at this moment."""
    for name, team in teams.items():
        yield from _hours(team.base or team.calendar, ("teams", name, "calendar"), now)
        yield from _promises(shop, name, team)
    yield from _limits(shop)
    yield from _waits(shop)
    yield from _callbacks(shop, teams)


# --- hours -----------------------------------------------------------------------------------------------------


def _hours(calendar: Calendar, path: tuple[str, ...], now: datetime) -> Iterator[Clash]:
    if next_opening(calendar, now) is None:
        text = "the team is never open again: what is closed covers all its hours"
        yield Clash((*path, "closures"), text, "end the closure, or give it hours on some special day", "hours-never", "error")
    yield from _week(calendar, path)
    today = now.astimezone(calendar.zone).date()
    if calendar.specials and max(calendar.specials) < today:
        text = f"all special days are over, the last was {max(calendar.specials)}"
        yield Clash((*path, "special"), text, "write those to come, or take them out", "hours-past")
    for day, hours in calendar.specials.items():
        if hours and _is_closed(calendar, day):
            text = f"{day} has special hours, and a closure covers them"
            yield Clash((*path, "special"), text, "end the closure before that day, or take the day out", "hours-hidden")
    ordered = sorted(calendar.closures)
    for index, (earlier, later) in enumerate(pairwise(ordered)):
        if later.start < earlier.end:
            first, second = _day(earlier.end, calendar), _day(later.start, calendar)
            text = f"two closures overlap: one ends on {first}, another begins on {second}"
            yield Clash((*path, "closures", index + 1), text, "make one of them", "hours-overlap")


def _week(calendar: Calendar, path: tuple[str, ...]) -> Iterator[Clash]:
    for weekday, hours in enumerate(calendar.week):
        for interval in hours:
            if interval.closes - max(interval.opens, 0) > NIGHT and interval.closes > DAY_MINUTES:
                text = f"{WEEKDAYS[weekday]}: {_clock(interval.opens)}-{_clock(interval.closes)} ends before it begins"
                hint = "the earlier time comes first; a night shift is at most 14 hours long"
                yield Clash((*path, "week"), text, hint, "hours-backwards", "error")
        after: Day = calendar.week[(weekday + 1) % 7]
        if hours and after and hours[-1].closes - DAY_MINUTES > after[0].opens:
            until, following = _clock(hours[-1].closes), WEEKDAYS[(weekday + 1) % 7]
            text = f"{WEEKDAYS[weekday]} runs until {until}, and {following} opens before that"
            yield Clash((*path, "week"), text, "let one end where the other begins", "hours-overlap")


def _is_closed(calendar: Calendar, day: date) -> bool:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=calendar.zone)
    return any(closure.start <= noon < closure.end for closure in calendar.closures)


def _day(moment: datetime, calendar: Calendar) -> date:
    return moment.astimezone(calendar.zone).date()


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24}:{minutes % 60:02d}"


# --- promises --------------------------------------------------------------------------------------------------


def _promises(shop: Shop, name: str, team: Team) -> Iterator[Clash]:
    own = shop.teams[name].promises is not None
    path = ("teams", name, "promises") if own else ("promises",)
    policy, week = team.policy, team.calendar.week
    clock = policy.callback_by.hour * 60 + policy.callback_by.minute
    closed = [WEEKDAYS[day] for day, hours in enumerate(week) if hours and not _works_at(hours, clock)]
    if closed:
        text = f"`callback_by` {_clock(clock)} lies outside the hours of the team `{name}` on {', '.join(closed)}"
        always = len(closed) == sum(bool(hours) for hours in week)
        hint, severity = "name a time at which somebody is there", _severity(always)
        yield Clash((*path, "callback_by"), text, hint, "promise-closed", severity)
    longest = max((_length(hours) for hours in week), default=timedelta())
    if policy.reply_within > longest:
        text = f"`reply_within` {_span(policy.reply_within)} is longer than any day of the team `{name}`"
        yield Clash((*path, "reply_within"), text, f"its longest day has {_span(longest)}", "promise-long")
    sla = shop.sla_of(name)
    if sla.first_answer is not None and policy.reply_within > sla.first_answer:
        text = f"customers are promised {_span(policy.reply_within)}, and the target `first_answer` is {_span(sla.first_answer)}"
        hint = "a kept promise would miss the target: make one fit the other"
        yield Clash((*path, "reply_within"), text, hint, "promise-target")
    if sla.closing is not None and sla.first_answer is not None and sla.closing < sla.first_answer:
        at = ("teams", name, "sla", "closing") if shop.teams[name].sla is not None else ("sla", "closing")
        text = "`closing` is shorter than `first_answer`"
        yield Clash(at, text, "nothing is closed before it is answered", "promise-target", "error")


def _severity(stops: bool) -> Severity:
    return "error" if stops else "warning"


def _works_at(hours: Day, clock: int) -> bool:
    return any(interval.opens <= clock <= interval.closes for interval in hours)


def _length(hours: Day) -> timedelta:
    return timedelta(minutes=sum(interval.closes - interval.opens for interval in hours))


def _span(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    for unit, many in (("d", 86_400), ("h", 3600), ("m", 60)):
        if seconds >= many and not seconds % many:
            return f"{seconds // many}{unit}"
    return f"{seconds}s"


# --- limits and waits ------------------------------------------------------------------------------------------


def _limits(shop: Shop) -> Iterator[Clash]:
    """Sums that bound each other, where they are in one currency."""
    returns, reserve, coupons = shop.returns.limits, shop.reserve, shop.care.coupons
    rows = [
        (("returns", "limits", "per_case"), returns.per_case, "reserve.budget", reserve.budget),
        (("reserve", "landing_limit"), reserve.landing_limit, "returns.limits.per_case", returns.per_case),
        (("care", "coupons", "loyalty", "amount"), coupons.loyalty.amount, "care.coupons.loyalty.budget", coupons.loyalty.budget),
        *(
            (("care", "coupons", "goodwill", name), getattr(coupons.goodwill, name), "care.coupons.budget", coupons.budget)
            for name in type(coupons.goodwill).model_fields
        ),
    ]
    if shop.people.supervisors_allowance is not None:
        theirs = shop.people.supervisors_allowance
        rows.append((("agents_allowance",), shop.agents_allowance, "people.supervisors_allowance", theirs))
    for path, inner, name, outer in rows:
        if inner[1] == outer[1] and inner[0] > outer[0]:
            text = f"`{'.'.join(path)}` {inner[0]} {inner[1]} is above `{name}` {outer[0]} {outer[1]}"
            yield Clash(path, text, "what is bounded cannot be more than its bound", "limits-order")


def _waits(shop: Shop) -> Iterator[Clash]:
    """Lengths of time of which one comes before the other."""
    desk, people, kept = shop.desk, shop.people, shop.retention
    rows = [
        (("desk", "wait_limit"), desk.wait_limit, "desk.give_up_after", desk.give_up_after),
        (("people", "idle"), people.idle, "people.signed_in", people.signed_in),
        (("retention", "photos"), kept.photos, "retention.conversations", kept.conversations),
        (("care", "surveys", "expires"), shop.care.surveys.expires, "care.surveys.every", shop.care.surveys.every),
        (("invoices", "remind_before"), shop.invoices.remind_before, "invoices.valid_for", shop.invoices.valid_for),
        (("alerts", "after"), shop.alerts.after, "promises.reply_within", shop.promises.reply_within),
    ]
    for path, sooner, name, later in rows:
        if sooner and later and sooner > later:
            text = f"`{'.'.join(path)}` {_span(sooner)} is longer than `{name}` {_span(later)}"
            yield Clash(path, text, "it would come when it no longer matters", "waits-order")


def _callbacks(shop: Shop, teams: Mapping[str, Team]) -> Iterator[Clash]:
    calls = shop.care.callbacks
    path = ("care", "callbacks")
    if calls.notice >= calls.ahead:
        text = "`notice` is not shorter than `ahead`"
        yield Clash((*path, "notice"), text, "no call could be arranged", "callbacks-never", "error")
    team = teams.get(calls.team or shop.team)
    if team is not None:
        longest = max((interval.closes - interval.opens for hours in team.calendar.week for interval in hours), default=0)
        if calls.slot > timedelta(minutes=longest):
            text = f"`slot` {_span(calls.slot)} is longer than the team is ever open at a stretch"
            yield Clash((*path, "slot"), text, "no call could be arranged", "callbacks-never", "error")
