"""The pages of reports: drawn on the server, filtered by plain forms, so that they work without a script and on paper."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.api import who
from bot.api.console import Console
from bot.api.context import Api
from bot.api.errors import Problem
from bot.api.report_reading import KINDS, OWN, Asking, asking, read
from bot.api.tongue import speech_of
from bot.epoch import from_ms
from bot.store import report_behind
from bot.store.people import Role, User
from handoff.plots import draw
from handoff.reports.speech import Speech
from handoff.reports.table import Cell, Column, Report, Table, Tile
from nlu.model import LANGUAGES

HOME = "/console/reports"
OVERVIEW = ("load", "answers", "bot", "promises")
RANGES = (7, 28, 84, 365)  # days
ROOM = 100  # conversations behind a figure
FILTERS = ("team", "channel", "language")
DAYS = 7
HOURS = 24
_TIMES = frozenset({"of", "since", "until", *FILTERS, "lang", "day", "week"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the page has it: in words, with its picture."""

    id: str
    title: str
    note: str
    picture: str
    head: Sequence[str]
    numeric: Sequence[bool]
    rows: Sequence[tuple[str, Sequence[str]]]
    sheet: str
    drawable: bool


class ReportPages:
    """Serves them inside the console's frame."""

    def __init__(self, api: Api, console: Console) -> None:
        self.api, self.console = api, console

    def routes(self) -> list[web.RouteDef]:
        """The overview, what is behind a figure, and each report."""
        return [
            web.get(HOME, self.signed_in(self.overview)), web.get(f"{HOME}/behind", self.signed_in(self.behind)),
            web.get(HOME + "/{name:" + "|".join(name for name in KINDS if name != "quality") + "}", self.signed_in(self._named)),
        ]  # fmt: skip

    def signed_in(
        self, page: Callable[[web.Request, User], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """A page for those who are signed in, or the way in; what was asked for wrongly is told in the page."""

        async def handle(request: web.Request) -> web.Response:
            user = await who.user(self.api, request)
            if user is None:
                return self.console.show(request, "sign-in.html", None, keep="", next=HOME)
            try:
                return await page(request, user)
            except Problem as problem:
                shown = self.console.show(request, "reports-wrong.html", user, here="reports", wrong=problem.detail)
                shown.set_status(problem.status)
                return shown

        return handle

    async def overview(self, request: web.Request, user: User) -> web.Response:
        """What each report says in its first numbers."""
        asked, speech = self.asked(request, user), speech_of(self.api, request, user)
        found = [await read(asked, name) for name in OVERVIEW]
        parts = [
            {"title": speech.t(f"reports.{one.name}"), "href": _href(one.name, asked), "tiles": _tiles(one, speech),
             "counted": one.counted}
            for one in found
        ]  # fmt: skip
        return self.show(request, user, "reports.html", asked, name="", title=speech.t("nav.reports"), parts=parts)

    async def _named(self, request: web.Request, user: User) -> web.Response:
        return await self.report(request, user, request.match_info["name"])

    def refused(self, request: web.Request, user: User, role: Role) -> web.Response:
        """That this page is for others."""
        response = self.console.show(request, "not-allowed.html", user, here="reports", role=role)
        response.set_status(403)
        return response

    async def report(
        self, request: web.Request, user: User, name: str, template: str = "report.html", **more: Any
    ) -> web.Response:
        """One report with its pictures and tables."""
        asked, speech = self.asked(request, user), speech_of(self.api, request, user)
        if not user.is_at_least(KINDS[name].role):
            return self.refused(request, user, KINDS[name].role)
        found = await read(asked, name)
        return self.show(
            request, user, template, asked, name=name, title=speech.t(f"reports.{name}"),
            about=speech.t(f"reports.{name}_about"), counted=found.counted, tiles=_tiles(found, speech),
            least=self.api.shop.care.surveys.least if name == "surveys" else asked.least,
            tables=[_shown(found, table, place, speech, asked) for place, table in enumerate(found.tables)],
            notes=[speech.t(f"reports.note_{note}") for note in found.notes], **more,
        )  # fmt: skip

    async def behind(self, request: web.Request, user: User) -> web.Response:
        """The conversations behind a figure."""
        asked, speech = self.asked(request, user), speech_of(self.api, request, user)
        query = request.query
        of = query.get("of", "")
        if of not in {*report_behind.KINDS, "day"}:
            raise Problem(422, "of: follow a link of a report.", path="of")
        if of in {"return", "survey"} and not user.is_at_least("supervisor"):
            raise Problem(403, "This is for supervisors. Ask one, or an admin.")
        narrowed_ = self._narrowed(asked, query)
        of = "contacts" if of == "day" else of
        words = {key: value for key, value in query.items() if key not in _TIMES}
        work = partial(
            report_behind.behind, of=of, wanted=narrowed_.wanted, narrower=words, now=self.api.now(), room=ROOM
        )  # fmt: skip
        rows = await self.api.database.read(work)
        zone = asked.days.zone
        listed = [
            {"id": row.id, "name": row.name, "channel": row.channel, "language": row.language,
             "at": f"{speech.day(from_ms(row.at).astimezone(zone).date())} {from_ms(row.at).astimezone(zone):%H:%M}"}
            for row in rows
        ]  # fmt: skip
        title = speech.t(f"reports.behind_{of}")
        said = ", ".join(speech.word(_word(key, value), value) for key, value in words.items() if value)
        return self.show(
            request, user, "report-behind.html", narrowed_, name="", title=title, said=said, listed=listed, room=ROOM
        )  # fmt: skip

    def _narrowed(self, asked: Asking, query: Mapping[str, str]) -> Asking:
        """The day or week of a link, within what is looked at."""
        since, until = asked.days.since, asked.days.until
        if day := day_in(query, "day"):
            since = until = day
        if week := day_in(query, "week"):
            since, until = max(since, week), min(until, week + timedelta(days=6))
        narrower = {name: query.get(name, "") for name in FILTERS}
        return asking(self.api, asked.user, since, until, **narrower)

    def asked(self, request: web.Request, user: User) -> Asking:
        """What the form says; an empty field is none."""
        narrower = {name: request.query.get(name, "") for name in FILTERS}
        return asking(self.api, user, day_in(request.query, "since"), day_in(request.query, "until"), **narrower)

    def show(self, request: web.Request, user: User, template: str, asked: Asking, **values: Any) -> web.Response:
        """A page with its menu and form."""
        speech = speech_of(self.api, request, user)
        menu = [
            {"name": name, "title": speech.t(f"reports.{name}"), "href": _href(name, asked), "role": kind.role}
            for name, kind in KINDS.items()
            if user.is_at_least(kind.role)
        ]
        today = from_ms(self.api.now()).astimezone(asked.days.zone).date()
        ranges = [
            (days, _address(request.path, asked, since=today - timedelta(days=days - 1), until=today),
             (asked.days.until, len(asked.days)) == (today, days))
            for days in RANGES
        ]  # fmt: skip
        return self.console.show(
            request, template, user, here="reports", menu=menu, home=_address(HOME, asked), path=request.path, ranges=ranges,
            since=asked.days.since, until=asked.days.until, today=today, wanted=asked.wanted,
            least=values.pop("least", asked.least),
            days=f"{speech.day(asked.days.since)} – {speech.day(asked.days.until)}",
            teams=[(name, team.name or name) for name, team in self.api.shop.teams.items()],
            channels=sorted({*self.api.channels, self.api.web, asked.wanted.channel} - {""}),
            spoken=[(code, speech.word(f"lang_{code}", code)) for code in LANGUAGES if code in self.api.shop.languages],
            made=f"{speech.day(today)} {from_ms(self.api.now()).astimezone(asked.days.zone):%H:%M}", **values,
        )  # fmt: skip


def day_in(query: Mapping[str, str], field: str) -> date | None:
    if not (text := query.get(field, "").strip()):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(422, f"{field}: write a day such as 2026-09-01.", path=field) from None


def _address(path: str, asked: Asking, **more: Any) -> str:
    """A page with what is looked at."""
    wanted = {name: getattr(asked.wanted, name) for name in FILTERS}
    values = {"since": asked.days.since, "until": asked.days.until, **wanted, **more}
    return f"{path}?{urlencode({key: str(value) for key, value in values.items() if value})}"


def _href(name: str, asked: Asking) -> str:
    return _address(f"{HOME}/{name}", asked)


def _word(key: str, value: str) -> str:
    return {"reason": f"reason_{value}", "fate": f"col_fate_{value}", "basis": f"basis_{value}", "state": f"state_{value}"}.get(
        key, f"{key}_{value}"
    )


def _tiles(found: Report, speech: Speech) -> list[dict[str, str]]:
    return [_tile(one, speech) for one in found.tiles]


def _tile(one: Tile, speech: Speech) -> dict[str, str]:
    name, _, currency = one.name.partition(" ")
    value = speech.value(one.kind, one.value) + (f" {currency}" if currency else "")
    between = ""
    if one.low is not None and one.high is not None:
        between = f"{speech.value(one.kind, one.low)} – {speech.value(one.kind, one.high)}"
    return {
        "label": speech.t(f"reports.tile_{name}"), "value": value, "between": between,
        "of": speech.t("reports.of", n=one.n) if one.n is not None else "",
    }  # fmt: skip


def _shown(found: Report, table: Table, place: int, speech: Speech, asked: Asking) -> Shown:
    key = f"{found.name}_{table.name}"
    title = speech.t(f"reports.{key}", about=speech.word(f"flow_{table.about}", table.about))
    own = {"table": table.name, "about": table.about, "format": "csv", "lang": speech.language}
    api = f"/api/v1/reports/{found.name}" + ("" if found.name in OWN else "/tables")
    heat = table.plot is not None and table.plot.kind == "heat"
    head, rows = _matrix(table, speech) if heat else _rows(table, speech, asked)
    return Shown(
        id=f"t{place}", title=title, note=speech.word(f"{key}_note", ""), picture=draw(table, speech, f"p{place}", title),
        head=head, numeric=[heat or column.kind not in {"text", "word", "day", "week"} for column in _columns(table, heat)],
        rows=rows, sheet=_address(api, asked, **own), drawable=table.plot is not None,
    )  # fmt: skip


def _columns(table: Table, heat: bool) -> Sequence[Column]:
    return [Column("weekday", "text"), *([Column("hour")] * HOURS)] if heat else table.columns


def _rows(table: Table, speech: Speech, asked: Asking) -> tuple[list[str], list[tuple[str, list[str]]]]:
    links = table.links or [None] * len(table.rows)
    rows = [
        (_address(f"{HOME}/behind", asked, **link) if link else "", _cells(table.columns, row, speech))
        for row, link in zip(table.rows, links, strict=True)
    ]
    return [speech.word(f"col_{column.name}", column.name) for column in table.columns], rows


def _cells(columns: Sequence[Column], row: Sequence[Cell], speech: Speech) -> list[str]:
    return [speech.cell(column, value) for column, value in zip(columns, row, strict=True)]


def _matrix(table: Table, speech: Speech) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """A week: a row a day, a column an hour."""
    assert table.plot is not None
    values = [speech.value("number", value) for value in table.values(table.plot.value)]
    names = [speech.t(f"reports.weekday_{day}") for day in range(DAYS)]
    head = [speech.t("reports.col_weekday"), *map(str, range(HOURS))]
    return head, [("", [names[day], *values[day * HOURS : (day + 1) * HOURS]]) for day in range(DAYS)]
