"""The record of changes over HTTP: who did what, found by person, action, conversation and day, and taken along as a file."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated, Any

import sqlalchemy as sa
from aiohttp import web
from pydantic import Field

from bot.api.csvs import CSV, download
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.api.shapes import read_cursor, write_cursor
from bot.epoch import from_ms, to_ms
from bot.store import audit, people
from bot.store.audit import Entry, Wanted
from bot.store.people import User
from handoff.csvs import table

MOST = 50_000  # entries of one file
_HEAD = ("id", "at", "person_id", "person", "e_mail", "action", "about", "about_person", "conversation_id", "detail")
Known = Mapping[int, User]


class EntryOut(Shape):
    """One change. `by` is empty where the command line or the program did it; `whom` names a person whom it is about."""

    id: int
    at: datetime
    by_id: int | None
    by: str
    action: str
    about: str
    whom: str
    conversation_id: int | None
    detail: dict[str, Any]


class AuditPage(Shape):
    """Entries, newest first, and `next` to go on with."""

    items: list[EntryOut]
    next: str | None


class Filter(Strict):
    """By whom or about whom, what (`refund` or `refund.paid`), in which conversation, from which day to which (the shop's)."""

    person: Annotated[int, Field(ge=0, lt=2**62)] = 0
    action: Annotated[str, Field(max_length=60, pattern=r"^[a-z_.]*$")] = ""
    conversation: Annotated[int, Field(ge=0, lt=2**62)] = 0
    since: date | None = None
    until: date | None = None


class AuditQuery(Filter):
    """The same, how many, and after which page."""

    limit: Annotated[int, Field(ge=1, le=200)] = 100
    after: str = ""


async def listing(ask: Ask[AuditQuery, Nothing]) -> AuditPage:
    """What was changed, newest first."""
    query = ask.query
    before = read_cursor(query.after, "after")[1] if query.after else 2**62
    page = partial(audit.page, wanted=_wanted(ask), before=before, room=query.limit + 1)
    found, known = await ask.api.database.read(lambda connection: (page(connection), _known(connection)))
    shown = found[: query.limit]
    more = len(found) > query.limit
    return AuditPage(items=[_out(entry, known) for entry in shown], next=write_cursor(None, shown[-1].id) if more else None)


async def as_csv(ask: Ask[Filter, Nothing]) -> web.Response:
    """The same as a table. That somebody took it along stands in the record too."""
    found, known = await _taken_along(ask, "csv")
    rows = (_row(entry, known) for entry in found)
    return _file(ask, table(_HEAD, rows), CSV, "csv")


async def as_json(ask: Ask[Filter, Nothing]) -> web.Response:
    """The same as JSON."""
    found, known = await _taken_along(ask, "json")
    items = [_out(entry, known).model_dump(mode="json") for entry in found]
    return _file(ask, json.dumps(items, ensure_ascii=False, indent=1).encode(), "application/json", "json")


async def _taken_along(ask: Ask[Filter, Nothing], form: str) -> tuple[Sequence[Entry], Known]:
    wanted = _wanted(ask)
    read = partial(audit.everything, wanted=wanted, room=MOST)
    found, known = await ask.api.database.read(lambda connection: (list(read(connection)), _known(connection)))
    asked = {name: str(value) for name, value in ask.query.model_dump(exclude_defaults=True).items()}

    def note(connection: sa.Connection) -> None:
        ask.record(connection, "audit.exported", f"audit:{form}", rows=len(found), **asked)

    await ask.api.database.write(note)
    return found, known


def _wanted(ask: Ask[Any, Any]) -> Wanted:
    query, zone = ask.query, ask.api.shop.time_zone
    if query.since and query.until and query.since > query.until:
        raise Problem(422, "since: it is later than until.", path="since")
    try:
        since = to_ms(datetime.combine(query.since, time(), zone)) if query.since else 0
        until = to_ms(datetime.combine(query.until + timedelta(days=1), time(), zone)) if query.until else 2**62
    except OverflowError:
        raise Problem(422, "until: no calendar goes that far.", path="until") from None
    return Wanted(query.person, query.action.strip("."), query.conversation, since, until)


def _known(connection: sa.Connection) -> Known:
    return {user.id: user for user in people.everybody(connection)}


def _out(entry: Entry, known: Known) -> EntryOut:
    return EntryOut(
        id=entry.id, at=from_ms(entry.at), by_id=entry.user_id, by=_name(entry.user_id, known), action=entry.action,
        about=entry.about, whom=_whom(entry, known), conversation_id=entry.conversation_id, detail=dict(entry.detail),
    )  # fmt: skip


def _row(entry: Entry, known: Known) -> Sequence[object]:
    person = known.get(entry.user_id) if entry.user_id is not None else None
    detail = "; ".join(f"{name}: {value}" for name, value in entry.detail.items())
    return (
        entry.id, from_ms(entry.at).isoformat(), entry.user_id, _name(entry.user_id, known), person.email if person else "",
        entry.action, entry.about, _whom(entry, known), entry.conversation_id, detail,
    )  # fmt: skip


def _name(user_id: int | None, known: Known) -> str:
    if user_id is None:
        return ""
    return known[user_id].name if user_id in known else f"#{user_id}"


def _whom(entry: Entry, known: Known) -> str:
    kind, _, id_ = entry.about.partition(":")
    return _name(int(id_), known) if kind in {"user", "person"} and id_.isdecimal() else ""


def _file(ask: Ask[Any, Any], content: bytes, media: str, ending: str) -> web.Response:
    day = from_ms(ask.api.now()).astimezone(ask.api.shop.time_zone).date()
    return download(f"audit-{day}.{ending}", content, media)


ENDPOINTS = (
    Endpoint("GET", "/audit", listing, "The record of changes", "supervisor", AuditPage, query=AuditQuery),
    Endpoint("GET", "/audit.csv", as_csv, "The record as a table", "supervisor", "text/csv", query=Filter),
    Endpoint("GET", "/audit.json", as_json, "The record as JSON", "supervisor", "application/json", query=Filter),
)
