"""The ledger of promises over HTTP, as a list and as CSV: without it a promise would be seen in its own conversation alone."""

from datetime import datetime
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from aiohttp import web
from pydantic import Field

from bot.api.conversations import names_of
from bot.api.csvs import CSV, download
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.shape import Shape
from bot.api.shapes import Names, PromiseOut, promise_fields, read_cursor, write_cursor
from bot.api.vows import language_of
from bot.epoch import from_ms
from bot.store import overview, vows
from bot.store.overview import Card
from bot.store.vows import Row, Wanted
from handoff import csvs

LATELY = 30 * 86_400_000  # ms: what was kept and broken is counted for so long
EXPORT = 10_000  # rows of one file


class LedgerPromise(PromiseOut):
    """A promise with the customer it was made to; `at_risk` from three quarters of its time on."""

    name: str
    channel: str
    address: str
    owner: str
    warn_at: datetime
    at_risk: bool
    renew_say: str


class LedgerPage(Shape):
    """Promises, `next` to go on with, how many there are in each list, and what is promised, by name."""

    items: list[LedgerPromise]
    next: str | None
    counts: dict[str, int]
    whats: list[str]


class LedgerQuery(Strict):
    """Which list; of whose promises (`bot`, `people`, `me`) and of what."""

    tab: Literal["open", "risk", "broken", "kept", "renewed"] = "open"
    maker: Literal["", "bot", "people", "me"] = ""
    what: Annotated[str, Field(max_length=40)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: str = ""


async def ledger(ask: Ask[LedgerQuery, Nothing]) -> LedgerPage:
    """Open promises first due first, settled ones newest first."""
    query, now = ask.query, ask.api.now()
    moment, id_ = read_cursor(query.after, "after") if query.after else (None, 0)
    wanted, after = _wanted(ask), (moment or 0, id_)

    def read(connection: sa.Connection) -> LedgerPage:
        rows, names = vows.page(connection, wanted, after, query.limit + 1, now), names_of(connection)
        shown, more = rows[: query.limit], len(rows) > query.limit
        cards = {id_: overview.one(connection, id_) for id_ in {row.promise.conversation_id for row in shown}}
        return LedgerPage(
            items=[_row(ask, row, names, cards[row.promise.conversation_id], now) for row in shown],
            next=write_cursor(shown[-1].promise.due_at, shown[-1].promise.id) if more else None,
            counts=dict(vows.counts(connection, now - LATELY, now)), whats=list(vows.whats(connection, now - LATELY)),
        )  # fmt: skip

    return await ask.api.database.read(read)


def _wanted(ask: Ask[LedgerQuery, Nothing]) -> Wanted:
    query = ask.query
    if query.maker == "me":
        return Wanted(query.tab, agent_id=ask.agent.id, what=query.what)
    return Wanted(query.tab, query.maker, what=query.what)


def _row(ask: Ask[Any, Any], row: Row, names: Names, card: Card | None, now: int) -> LedgerPromise:
    promise = row.promise
    risk = promise.state == "open" and (promise.warned_at is not None or now >= promise.warn_at)
    again = ""
    if card is not None and promise.state == "open" and not promise.renewal and ask.api.wording is not None:
        again = _renewal_words(ask, card)
    return LedgerPromise(
        **promise_fields(promise, names), name=row.name, channel=row.channel, address=row.address, owner=row.owner, at_risk=risk,
        warn_at=from_ms(promise.warn_at), renew_say=again,
    )  # fmt: skip


def _renewal_words(ask: Ask[Any, Any], card: Card) -> str:
    """What a renewal says in the customer's language, with `{due}` where the moment stands."""
    said, language = ask.api.wording, language_of(ask, card)
    if said is None or not said.has("promise-renewed"):
        return ""
    return said.render("promise-renewed", {"due": "{due}"}, language, from_ms(ask.api.now()))


async def export(ask: Ask[LedgerQuery, Nothing]) -> web.Response:
    """The same list as CSV."""
    wanted, now = _wanted(ask), ask.api.now()

    def read(connection: sa.Connection) -> bytes:
        names = names_of(connection)
        rows = vows.page(connection, wanted, (0, 0), EXPORT, now)
        return csvs.table(_HEAD, ([*_line(row, names)] for row in rows))

    content = await ask.api.database.read(read)
    return download(f"promises-{wanted.tab}.csv", content)


_HEAD = (
    "id", "conversation", "customer", "channel", "what", "about", "by", "made_at", "due_at", "state", "settled_at", "renewal",
)  # fmt: skip


def _line(row: Row, names: Names) -> tuple[object, ...]:
    p = row.promise
    moments_ = (from_ms(p.made_at).isoformat(), from_ms(p.due_at).isoformat())
    settled = from_ms(p.settled_at).isoformat() if p.settled_at is not None else ""
    by = names.get(p.agent_id, f"#{p.agent_id}") if p.agent_id is not None else "bot"
    about = "" if p.about.startswith("key:") else p.about
    return p.id, p.conversation_id, row.name, row.channel, p.what, about, by, *moments_, p.state, settled, int(p.renewal)


ENDPOINTS = (
    Endpoint("GET", "/promises/ledger", ledger, "Promises to look after", "agent", LedgerPage, query=LedgerQuery),
    Endpoint("GET", "/promises/ledger.csv", export, "Promises as CSV", "agent", CSV, query=LedgerQuery, reads="ledger"),
)
