"""Reports over HTTP: the same tables that the pages draw, as JSON, or one of them as CSV."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, Literal

from aiohttp import web
from pydantic import Field

from bot.api.csvs import CSV, download
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.report_reading import KINDS, OWN, Asking, asking, read
from bot.api.shape import Shape
from bot.api.tongue import speech_of
from bot.epoch import from_ms
from bot.store import reporting
from handoff.reports.figures import Quantiles
from handoff.reports.sheet import sheet
from handoff.reports.table import Report, Table


class ColumnOut(Shape):
    """A column: a `time` is in ms, `money` in hundredths of the row's currency, a `percent` from 0 to 100."""

    name: str
    kind: str


class TableOut(Shape):
    """A table; `about` is what it is of where a report has several of a kind. Null is a figure of too few cases."""

    name: str
    about: str
    columns: list[ColumnOut]
    rows: list[dict[str, Any]]


class FigureOut(Shape):
    """One number: `low` and `high` are the interval it lies in with 95 %, or the middle half; `n` of how many cases it is."""

    name: str
    kind: str
    value: float | date | str | None
    low: float | None
    high: float | None
    n: int | None


class ReportOut(Shape):
    """A report of the days from `since` to `until`, both included, in the shop's zone. `counted` of nothing is 0."""

    name: str
    since: date
    until: date
    zone: str
    least: int
    counted: int
    figures: list[FigureOut]
    tables: list[TableOut]


class ReportQuery(Strict):
    """Of which days (the last twelve weeks without them), team, channel, language of the customer; as JSON or CSV.

    CSV is of one `table`, the first without it; `about` tells apart those of one name. `lang` is the language of its headers.
    """

    since: date | None = Field(default=None, description="2026-09-01")
    until: date | None = Field(default=None, description="2026-11-30")
    team: Annotated[str, Field(max_length=100)] = ""
    channel: Annotated[str, Field(max_length=100)] = ""
    language: Annotated[str, Field(pattern="^([a-z]{2})?$")] = ""
    format: Literal["", "json", "csv"] = ""
    table: Annotated[str, Field(max_length=100)] = ""
    about: Annotated[str, Field(max_length=200)] = ""
    lang: Annotated[str, Field(pattern="^([a-z]{2})?$")] = ""


class DayQuery(Strict):
    """Which day (today without it), of which team or of all."""

    day: date | None = Field(default=None, description="2026-11-23")
    team: Annotated[str, Field(max_length=100)] = ""


class TimesOut(Shape):
    """How long something took, in ms, of `n` cases: half, nine tenths, nineteen twentieths were done by then."""

    n: int
    p50: float
    p90: float
    p95: float


class DayOut(Shape):
    """One day of a team, or of the shop. `waiting`, `late` and `owed` are as of `at`."""

    day: date
    at: datetime
    contacts: int
    messages: int
    by_bot: int
    handed: int
    by_reason: dict[str, int]
    answered: int
    closed: int
    left: int
    first_answer: TimesOut | None
    kept: int
    broken: int
    waiting: int
    late: int
    owed: int
    returns: int
    returned: dict[str, int]
    surveys: dict[int, int]


def _handler(name: str) -> Any:
    async def handle(ask: Ask[ReportQuery, Nothing]) -> ReportOut | web.Response:
        query = ask.query
        asked = asking(
            ask.api, ask.agent, query.since, query.until, team=query.team, channel=query.channel, language=query.language
        )  # fmt: skip
        found = await read(asked, name)
        wants = query.format or ("csv" if CSV in ask.request.headers.get("Accept", "") else "json")
        return _csv(ask, found, asked) if wants == "csv" else report_out(found, asked)

    handle.__name__, handle.__doc__ = f"report_{name}", f"The report `{name}`."
    return handle


def _csv(ask: Ask[ReportQuery, Nothing], found: Report, asked: Asking) -> web.Response:
    query = ask.query
    table = next((one for one in found.tables if query.table in {"", one.name} and query.about in {"", one.about}), None)
    if table is None:
        names = ", ".join(dict.fromkeys(one.name for one in found.tables))
        raise Problem(422, f"table: this report has {names}.", path="table")
    name = f"{found.name}-{table.name}-{asked.days.since}-{asked.days.until}.csv"
    return download(name, sheet(table, speech_of(ask.api, ask.request, ask.agent)), Vary="Accept")


def report_out(found: Report, asked: Asking) -> ReportOut:
    """A report as the API shows it."""
    return ReportOut(
        name=found.name, since=asked.days.since, until=asked.days.until, zone=str(asked.days.zone), least=asked.least,
        counted=found.counted,
        figures=[
            FigureOut(name=one.name, kind=one.kind, value=one.value, low=one.low, high=one.high, n=one.n) for one in found.tiles
        ],
        tables=[table_out(one) for one in found.tables],
    )  # fmt: skip


def table_out(table: Table) -> TableOut:
    """A table as the API shows it."""
    names = [column.name for column in table.columns]
    return TableOut(
        name=table.name, about=table.about, columns=[ColumnOut(name=one.name, kind=one.kind) for one in table.columns],
        rows=[dict(zip(names, row, strict=True)) for row in table.rows],
    )  # fmt: skip


async def day(ask: Ask[DayQuery, Nothing]) -> DayOut:
    """What a day brought, for the word at its end."""
    now, zone = ask.api.now(), ask.api.shop.time_zone
    asked = asking(ask.api, ask.agent, ask.query.day, ask.query.day, team=ask.query.team)
    wanted = asked.days.until
    read_day = partial(reporting.day_figures, team=ask.query.team, day=wanted, zone=zone, now=now)
    found = await ask.api.database.read(read_day)
    return DayOut(
        day=wanted, at=from_ms(now), contacts=found.contacts, messages=found.messages, by_bot=found.by_bot, handed=found.handed,
        by_reason=dict(found.by_reason), answered=found.answered, closed=found.closed, left=found.left,
        first_answer=_times(found.first_answer), kept=found.kept, broken=found.broken, waiting=found.waiting, late=found.late,
        owed=found.owed, returns=found.returns, returned=dict(found.returned), surveys=dict(found.surveys),
    )  # fmt: skip


def _times(found: Quantiles | None) -> TimesOut | None:
    return TimesOut(n=found.n, p50=found.p50, p90=found.p90, p95=found.p95) if found is not None else None


ENDPOINTS = (
    *(
        Endpoint(
            "GET", f"/reports/{name}" if name in OWN else f"/reports/{name}/tables", _handler(name), f"Report: {name}", kind.role,
            ReportOut, also=CSV, query=ReportQuery,
        )
        for name, kind in KINDS.items()
    ),
    Endpoint("GET", "/reports/day", day, "One day in figures", "agent", DayOut, query=DayQuery),
)  # fmt: skip
