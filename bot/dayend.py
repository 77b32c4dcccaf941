"""The day in a few lines: without it a supervisor who was out would have to open the reports to learn how it went."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from bot.doorbell import Doorbell
from bot.epoch import from_ms
from bot.store import alarms, dayend, notices, reporting
from bot.store.database import Database
from bot.store.dayend import Wait
from bot.store.notices import Notice
from bot.voice import Voice
from bot.ways import Reachable
from config.topics import Summary
from handoff.hours import Calendar, worked
from handoff.reports.day import DayFigures
from handoff.reports.figures import Quantiles, quantiles
from handoff.reports.spans import Days
from handoff.reports.speech import lasting
from handoff.reports.working import Worked
from handoff.teams import Team

LOOK = 30.0  # seconds between looks
LATEST = timedelta(hours=12)  # after a closing; what was missed for longer is not told any more
MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Waited:
    """Somebody who waited, how long in working time (ms), and whether they still do."""

    conversation_id: int
    name: str
    ms: int
    still: bool


@dataclass(frozen=True, slots=True)
class Day:
    """All that a summary says. `whole`: of the shop and not of one team of several."""

    shop: str
    team: str
    day: date
    whole: bool
    figures: DayFigures
    first_answer: Quantiles | None
    to_pay: Mapping[str, tuple[int, int]]
    unmatched: int
    worst: Sequence[Waited]


def read(connection: sa.Connection, day: date, team: Team, *, shop: str, title: str, whole: bool, now: int, worst: int) -> Day:
    """A day of a team; waits are counted in its working time."""
    zone, asked = team.calendar.zone, "" if whole else team.name
    days = Days(day, day, zone)
    figures = reporting.day_figures(connection, asked, day, zone, now)
    found = dayend.waits(connection, asked, days.begin, days.end)
    open_ = Worked.of(team.calendar, days.begin, max(now, days.end))
    lengths = [(one, open_.between(one.opened_at, one.answered_at if one.answered_at is not None else now)) for one in found]
    answered = [length for one, length in lengths if one.answered_at is not None]
    longest = sorted(lengths, key=lambda one: -one[1])[:worst]
    return Day(
        shop, title, day, whole, figures, quantiles(answered), dayend.to_pay(connection), dayend.unmatched(connection),
        [_waited(one, length) for one, length in longest if length >= MINUTE],
    )  # fmt: skip


def _waited(one: Wait, length: int) -> Waited:
    return Waited(one.conversation_id, one.name or f"…{one.address[-4:]}", length, one.answered_at is None)


def words(day: Day, say: Voice, console: str = "") -> str:
    """The summary as one reads it: what is nothing is left out."""
    figures = day.figures
    lines = ["📊 " + say("summary.title", shop=day.shop, team=day.team, day=f"{day.day:%d.%m.%Y}"), ""]
    met = say("summary.conversations", n=figures.contacts)
    if day.whole and figures.contacts:
        met += ", " + say("summary.by_bot", percent=round(100 * figures.by_bot / figures.contacts))
    lines += [met, say("summary.to_people", n=figures.handed)] if figures.handed else [met]
    if day.first_answer is not None:
        median, p90 = (lasting(ms, say) for ms in (day.first_answer.p50, day.first_answer.p90))
        lines.append(say("summary.first_answer", median=median, p90=p90))
    if (promised := figures.kept + figures.broken) > 0:
        lines.append(say("summary.kept", kept=figures.kept, all=promised))
    lines.append(say("summary.waiting", n=figures.waiting) if figures.waiting else say("summary.nobody_waits"))
    if figures.returns:
        lines.append(say("summary.returns", n=figures.returns))
    for currency, (n, amount) in day.to_pay.items():
        lines.append(say("summary.to_pay", n=n, sum=f"{amount // 100},{amount % 100:02d} {currency}"))
    if day.unmatched:
        lines.append(say("summary.unmatched", n=day.unmatched))
    if day.worst:
        lines += ["", say("summary.worst"), *(_worst(one, say, console) for one in day.worst)]
    return "\n".join(lines)


def _worst(one: Waited, say: Voice, console: str) -> str:
    told = say("summary.still" if one.still else "summary.one_worst", name=one.name, time=lasting(one.ms, say))
    return f"• {told}" + (f"\n  {console}/console#/{one.conversation_id}" if console else "")


def closing(calendar: Calendar, day: date) -> datetime | None:
    """When a team is done on a day; None where it does not work then."""
    return max((end for _, end in worked(calendar, day)), default=None)


class DayEnd:
    """Tells supervisors once a day and team, a while after the team has closed."""

    def __init__(
        self, database: Database, doorbell: Doorbell, clock: Callable[[], int], *, settings: Summary, reach: Reachable,
        teams: Mapping[str, Team], titles: Mapping[str, str], shop: str,
    ) -> None:  # fmt: skip
        self._database, self._doorbell, self._clock = database, doorbell, clock
        self._settings, self._reach, self._teams, self._titles, self._shop = settings, reach, teams, titles, shop
        self._running = True

    async def run(self) -> None:
        """Until `stop`."""
        while self._running:
            if self._settings.by:
                await self.look()
            await self._doorbell.wait("dayend", LOOK)

    def stop(self) -> None:
        """Look no more."""
        self._running = False
        self._doorbell.ring("dayend")

    async def look(self) -> int:
        """Tell what is due; how many notices were made."""
        now = self._clock()
        return sum([await self._tell(team, day, now) for team in self._teams.values() for day in self._due(team, now)])

    def _due(self, team: Team, now: int) -> Sequence[date]:
        moment, zone = from_ms(now), team.calendar.zone
        today = moment.astimezone(zone).date()
        ends = [(day, closing(team.calendar, day)) for day in (today - timedelta(days=1), today)]
        after = self._settings.after
        return [day for day, end in ends if end is not None and end + after <= moment < end + after + LATEST]

    async def _tell(self, team: Team, day: date, now: int) -> int:
        made = await self._database.read(partial(self._notices, team=team, day=day, now=now))
        if made:
            await self._database.write(partial(notices.put_all, made=made, now=now))
            self._doorbell.ring("group")
            self._doorbell.ring("notices")
        return len(made)

    def _notices(self, connection: sa.Connection, team: Team, day: date, now: int) -> Sequence[Notice]:
        key = f"summary:{team.name}:{day}"
        wanted = [*self._places(connection, team, key)]
        new = alarms.untold(connection, [notice.key for notice, _ in wanted])
        if not new:
            return []
        read_ = read(
            connection, day, team, shop=self._shop, title=self._titles[team.name], whole=len(self._teams) == 1, now=now,
            worst=self._settings.worst,
        )  # fmt: skip
        return [_filled(notice, say, read_, self._reach.console) for notice, say in wanted if notice.key in new]

    def _places(self, connection: sa.Connection, team: Team, key: str) -> Sequence[tuple[Notice, Voice]]:
        reach, ways, bare = self._reach, self._settings.by, Notice(key, "summary", "private", "")
        told = [person for person in alarms.people(connection) if person.supervisor and person.of(team.name)]
        found = [(reach.group(bare, ways), reach.say), *((reach.person(bare, one, ways), reach.voice(one)) for one in told)]
        return [(notice, say) for notice, say in found if notice is not None]


def _filled(notice: Notice, say: Voice, day: Day, console: str) -> Notice:
    subject = say("summary.subject", day=f"{day.day:%d.%m.%Y}")
    return replace(notice, text=words(day, say, console), subject=subject)
