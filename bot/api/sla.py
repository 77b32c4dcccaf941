"""How long customers wait in working time, over HTTP: each clock against its target, with percentiles."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated, Literal

from aiohttp import web
from pydantic import Field

from bot.api.csvs import download
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.reports import ShareOut
from bot.api.shape import Shape
from bot.epoch import from_ms, to_ms
from bot.store import clocks
from bot.store.clocks import Ended
from handoff import csvs
from handoff.clocks import KINDS
from handoff.reports.figures import quantiles, share

USUAL, LONGEST = timedelta(days=28), timedelta(days=740)


class WaitsOut(Shape):
    """Waits of one kind and team that ended in the time: how many, how many kept the target, and how long they took.

    Seconds of working time, null of fewer than `least`. `met` is null where no target was set.
    """

    clock: Literal["first", "next", "closing"]
    team: str
    n: int
    with_target: int
    late: int
    met: ShareOut | None
    p50: float | None
    p90: float | None
    p95: float | None


class RunningOut(Shape):
    """Clocks that are open now, and those of them that are late."""

    clock: Literal["first", "next", "closing"]
    open: int
    late: int


class SlaOut(Shape):
    """The waits of a time, the last day included, and how it stands now."""

    since: date
    until: date
    least: int
    waits: list[WaitsOut]
    now: list[RunningOut]


class SlaQuery(Strict):
    """From which day to which, in the shop's zone; without them the last four weeks. `team`: only of this one."""

    since: Annotated[date | None, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))] = None
    until: Annotated[date | None, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))] = None
    team: Annotated[str, Field(max_length=80)] = ""


async def of_waits(ask: Ask[SlaQuery, Nothing]) -> SlaOut:
    """First answers, further answers and closings against their targets."""
    since, until = _days(ask)
    running = await ask.api.database.read(clocks.late)
    least = ask.api.shop.care.surveys.least
    return SlaOut(
        since=since, until=until, least=least, waits=list(_waits(await _ended(ask, since, until), least)),
        now=[RunningOut(clock=kind, open=running.get(kind, (0, 0))[0], late=running.get(kind, (0, 0))[1]) for kind in KINDS],
    )  # fmt: skip


async def as_csv(ask: Ask[SlaQuery, Nothing]) -> web.Response:
    """The same as a table, seconds of working time."""
    since, until = _days(ask)
    rows = _waits(await _ended(ask, since, until), ask.api.shop.care.surveys.least)
    head = ("clock", "team", "n", "with_target", "late", "met_percent", "low", "high", "p50", "p90", "p95")
    lines = (
        (row.clock, row.team, row.n, row.with_target, row.late, *_shares(row.met), row.p50, row.p90, row.p95) for row in rows
    )
    return download(f"sla-{since}-{until}.csv", csvs.table(head, lines))


def _shares(met: ShareOut | None) -> tuple[float | None, float | None, float | None]:
    return (met.percent, met.low, met.high) if met is not None else (None, None, None)


def _days(ask: Ask[SlaQuery, Nothing]) -> tuple[date, date]:
    until = ask.query.until or from_ms(ask.api.now()).astimezone(ask.api.shop.time_zone).date()
    since = ask.query.since or until - USUAL
    if since > until:
        raise Problem(422, "since: it is later than until.", path="since")
    if until - since > LONGEST:
        raise Problem(422, "since: a report reaches over two years at most.", path="since")
    return since, until


async def _ended(ask: Ask[SlaQuery, Nothing], since: date, until: date) -> Sequence[Ended]:
    zone = ask.api.shop.time_zone
    begin, end = (to_ms(datetime.combine(day, time(), zone)) for day in (since, until + timedelta(days=1)))
    return await ask.api.database.read(partial(clocks.ended, since=begin, until=end, team=ask.query.team))


def _waits(found: Sequence[Ended], least: int) -> Iterable[WaitsOut]:
    for kind in KINDS:
        for team in sorted({wait.team for wait in found if wait.kind == kind}):
            waits = [wait for wait in found if wait.kind == kind and wait.team == team]
            aimed = [wait for wait in waits if wait.target_ms is not None]
            late = sum(wait.breached_at is not None for wait in aimed)
            lengths, met = quantiles([wait.took_ms / 1000 for wait in waits], least), share(len(aimed) - late, len(aimed), least)
            yield WaitsOut(
                clock=kind, team=team, n=len(waits), with_target=len(aimed), late=late,
                met=ShareOut(percent=round(met.percent, 1), low=round(met.low, 1), high=round(met.high, 1)) if met else None,
                p50=lengths.p50 if lengths else None, p90=lengths.p90 if lengths else None, p95=lengths.p95 if lengths else None,
            )  # fmt: skip


_QUERY = {422: "These days are no time"}

ENDPOINTS = (
    Endpoint(
        "GET", "/reports/sla", of_waits, "How long customers wait, against the targets", "supervisor", SlaOut, query=SlaQuery,
        problems=_QUERY,
    ),
    Endpoint(
        "GET", "/reports/sla.csv", as_csv, "The same as CSV", "supervisor", "text/csv", query=SlaQuery, problems=_QUERY
    ),
)  # fmt: skip
