"""The teams of a shop's settings as the desk needs them: without it calendars and promises in shop.yml would bind nobody."""

from dataclasses import dataclass
from datetime import time

from config.shop import Shop
from handoff.calendars import parse_calendar
from handoff.feeds import Feed, feeds_of
from handoff.hours import Calendar
from handoff.promises import Policy


@dataclass(frozen=True, slots=True)
class Team:
    """When a team works and what it promises. `base` is the calendar as it stands in the settings, without what feeds say."""

    name: str
    calendar: Calendar
    policy: Policy
    feeds: tuple[Feed, ...] = ()
    base: Calendar | None = None


def team_of(shop: Shop, name: str) -> Team:
    """One team. Raises ValueError, which names the field, for a calendar that cannot be read; KeyError for no such team."""
    promises = shop.promises_of(name)
    hour, minute = map(int, promises.callback_by.split(":"))
    written = shop.teams[name].calendar
    calendar = parse_calendar(written, shop.zone, f"teams.{name}.calendar")
    return Team(
        name=name,
        calendar=calendar,
        base=calendar,
        feeds=feeds_of(written.get("ical"), f"teams.{name}.calendar.ical"),
        policy=Policy(promises.reply_within, time(hour, minute), shop.queue.limit),
    )
