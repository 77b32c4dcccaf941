"""Calendar feeds over HTTP: without it nobody would see that a team's hours have not been heard of for a week."""

from datetime import datetime
from typing import Literal

from bot.api.endpoints import Ask, Endpoint, Nothing
from bot.api.shape import Shape
from bot.api.shapes import when
from bot.feeds import key_of
from bot.store import feeds


class CalendarOut(Shape):
    """A team's calendar feed: what its events mean, when it was last read well, and what was wrong with the last try."""

    team: str
    number: int
    means: Literal["closed", "shifts"]
    read_at: datetime | None
    failure: str


class CalendarsOut(Shape):
    """All calendar feeds. One that fails changes nothing: the last good copy counts."""

    feeds: list[CalendarOut]


async def calendars(ask: Ask[Nothing, Nothing]) -> CalendarsOut:
    """Whether the calendar feeds are read."""
    copies = {copy.key: copy for copy in await ask.api.database.read(feeds.everything)}
    return CalendarsOut(
        feeds=[
            CalendarOut(
                team=ask.api.shop.teams[team.name].name or team.name, number=number, means=feed.means,
                read_at=when(copy.read_at) if copy else None, failure=copy.failure if copy else "",
            )
            for team in ask.api.teams.values()
            for number, feed in enumerate(team.feeds, start=1)
            for copy in [copies.get(key_of(team.name, feed))]
        ]
    )  # fmt: skip


ENDPOINTS = (Endpoint("GET", "/calendars", calendars, "Whether calendar feeds are read", "agent", CalendarsOut),)
