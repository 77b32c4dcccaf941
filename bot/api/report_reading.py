"""Reports by their names: what is read from the database for each, and what is made of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from bot.api.context import Api
from bot.api.errors import Problem
from bot.books.report import experiment
from bot.epoch import from_ms
from bot.store import people, quality, report_desk, report_flows, report_money, reporting
from bot.store.people import Role, User
from bot.store.reporting import Wanted
from bot.store.reserve import cents
from handoff.reports import agents, answers, load, promises, returns, surveys
from handoff.reports import bot as bots
from handoff.reports import quality as readings
from handoff.reports.answers import timed
from handoff.reports.spans import Days
from handoff.reports.table import Report
from handoff.reports.working import Worked
from handoff.teams import team_of

# The others' addresses say the same in a shape of their own, so that their tables stand one step below.
OWN = frozenset({"load", "answers", "bot", "agents", "quality"})
LONGEST = timedelta(days=731)
PAST_THE_END = 30 * 86_400_000  # ms: what was handed over on the last day may have been answered later


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for a report, of which days, team, channel and language."""

    api: Api
    user: User
    days: Days
    wanted: Wanted

    @property
    def least(self) -> int:
        """From how many on a figure is shown."""
        return self.api.shop.reports.least

    @property
    def worked(self) -> Mapping[str, Worked]:
        """The teams' working time around these days."""
        begin, end = self.days.begin, min(self.days.end + PAST_THE_END, max(self.api.now(), self.days.end))
        return {name: Worked.of(team_of(self.api.shop, name).calendar, begin, end) for name in self.api.shop.teams}


@dataclass(frozen=True, slots=True)
class Kind:
    """A report: who may read it, and how it is made inside one reading transaction."""

    role: Role
    read: Callable[[sa.Connection, Asking], Report]


def asking(
    api: Api, user: User, since: date | None = None, until: date | None = None, *, team: str = "", channel: str = "",
    language: str = "",
) -> Asking:  # fmt: skip
    """What is asked for, checked. Raises Problem 422 naming the field."""
    zone = api.shop.time_zone
    last = until or from_ms(api.now()).astimezone(zone).date()
    first = since or max(last - api.shop.reports.usual + timedelta(days=1), date.min)
    if first > last:
        raise Problem(422, "since: it is later than until.", path="since")
    if not 1990 < first.year <= last.year < 2200:  # else a slip of the finger
        raise Problem(422, "since: write a day such as 2026-09-01.", path="since")
    if last - first > LONGEST:
        raise Problem(422, "since: ask for two years at most.", path="since")
    if team and team not in api.shop.teams:
        raise Problem(422, f"team: there is no such team; there are {', '.join(api.shop.teams)}.", path="team")
    days = Days(first, last, zone)
    return Asking(api, user, days, Wanted.of(days, team, channel, language))


async def read(asked: Asking, name: str) -> Report:
    """A report. Raises Problem 403 for one that is not this reader's."""
    kind = KINDS[name]
    if not asked.user.is_at_least(kind.role):
        raise Problem(403, "This is for supervisors. Ask one, or an admin.")
    return await asked.api.database.read(lambda connection: kind.read(connection, asked))


def _load(connection: sa.Connection, asked: Asking) -> Report:
    hours = reporting.hours(connection, asked.wanted, asked.days.zone)
    return load.load(hours, reporting.contacts(connection, asked.wanted, asked.days), asked.days)


def _answers(connection: sa.Connection, asked: Asking) -> Report:
    return answers.answers(reporting.tickets(connection, asked.wanted), asked.worked, asked.days, asked.least)


def _bot(connection: sa.Connection, asked: Asking) -> Report:
    wanted = asked.wanted
    rows = bots.BotRows(
        reporting.contacts(connection, wanted, asked.days), reporting.tickets(connection, wanted),
        report_flows.fates(connection, wanted, asked.api.now()), report_flows.reached(connection, wanted),
        report_flows.misses(connection, wanted),
    )  # fmt: skip
    return bots.bot(rows, asked.days, asked.least)


def _promises(connection: sa.Connection, asked: Asking) -> Report:
    standing = report_desk.standing(connection, asked.wanted, asked.api.now())
    return promises.promises(report_desk.settled(connection, asked.wanted, asked.days), standing, asked.days, asked.least)


def _returns(connection: sa.Connection, asked: Asking) -> Report:
    reserve = report_money.reserve(connection, asked.days)
    return returns.returns(report_money.returns(connection, asked.wanted), reserve, _arms(connection, asked), asked.least)


def _arms(connection: sa.Connection, asked: Asking) -> list[returns.Arm]:
    """The experiment so far, whole: its persons are drawn once, whatever days are looked at."""
    shop = asked.api.shop
    if not shop.experiment.on:
        return []
    found = experiment(connection, shop, asked.api.secret, from_ms(asked.api.now()), 1.0)
    return [
        returns.Arm(arm.arm, arm.persons, arm.claims, arm.repeats, cents(arm.cost), arm.cost.currency)
        for arm in (found.control, found.trust)
    ]


def _surveys(connection: sa.Connection, asked: Asking) -> Report:
    return surveys.surveys(report_desk.asked(connection, asked.wanted, asked.days), asked.days, asked.api.shop.care.surveys.least)


def _agents(connection: sa.Connection, asked: Asking) -> Report:
    cases = timed(reporting.tickets(connection, asked.wanted), asked.worked)
    names = {user.id: user.name for user in people.everybody(connection)}
    reader = agents.Reader(asked.user.id, asked.user.is_at_least("supervisor"))
    return agents.agents(cases, report_desk.wrote(connection, asked.wanted), names, reader, asked.least)


def _quality(connection: sa.Connection, asked: Asking) -> Report:
    return readings.quality(quality.cards(connection, asked.wanted), asked.least)


KINDS: Mapping[str, Kind] = {
    "load": Kind("agent", _load),
    "answers": Kind("agent", _answers),
    "bot": Kind("agent", _bot),
    "promises": Kind("agent", _promises),
    "agents": Kind("agent", _agents),
    "surveys": Kind("supervisor", _surveys),
    "returns": Kind("supervisor", _returns),
    "quality": Kind("supervisor", _quality),
}
