"""Promises over HTTP: what a person may promise and when, the ledger as a list, kept, renewed, owed again."""

from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from aiohttp import web
from pydantic import AwareDatetime, BaseModel, Field

from bot.api.conversations import ONE, names_of
from bot.api.csvs import download
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.floor import claim_of, conflict, ring
from bot.api.shapes import Key, Names, PromiseOut, Words, promise_fields, promise_out, read_cursor, when, write_cursor
from bot.api.window import window_out
from bot.epoch import from_ms, to_ms
from bot.feeds import key_of
from bot.store import feeds, overview, promises, vows
from bot.store.floor import Conflict
from bot.store.model import NewPromise
from bot.store.overview import Card
from bot.store.vows import Row, Wanted
from flows.moments import due_words
from handoff import csvs
from handoff import picks as moments
from handoff.hours import is_open
from handoff.promises import promise as promised
from handoff.teams import Team
from nlu.model import Language

FURTHEST = timedelta(days=366)
LATELY = 30 * 86_400_000  # ms: what was kept and broken is counted for so long
EXPORT = 10_000  # rows of one file


class PickOut(BaseModel):
    """A moment that may be promised, and how that reads to the customer, alone (`words`) and in a sentence (`say`).

    `open`: somebody of the team works then. `beyond`: the channel takes no words then, and `by_email` tells whether a letter
    would reach the customer; where it would not, the promise is refused, and `ask` asks the customer for an address.
    """

    name: Literal["hour", "opening", "closing", "tomorrow", "friday", "said"]
    due_at: datetime
    words: str
    say: str
    open: bool
    beyond: bool
    by_email: bool
    ask: str


class PicksOut(BaseModel):
    """What is offered, and what was `said` in words, null where they say no moment to come."""

    picks: list[PickOut]
    said: PickOut | None
    until: datetime | None
    language: str


class PicksQuery(Strict):
    """`words`: a moment in words, "Friday 10"; `at`: a moment as such."""

    words: Annotated[str, Field(max_length=200)] = ""
    at: AwareDatetime | None = None


class PromiseBody(Strict):
    """Promise something by `due_at`: with `reply` that you write again, which your next answer keeps.

    Any other `what` (`delivery`, `repair`) is kept when somebody says so. `say` is told to the customer; empty, where you have
    told them yourself.
    """

    due_at: AwareDatetime
    what: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")] = "reply"
    say: Annotated[str, Field(max_length=4000)] = ""
    key: Key


class RenewBody(Strict):
    """A later moment, and how the customer is told."""

    due_at: AwareDatetime
    say: Words


class LedgerPromise(PromiseOut):
    """A promise with the customer it was made to; `at_risk` from three quarters of its time on."""

    name: str
    channel: str
    address: str
    owner: str
    warn_at: datetime
    at_risk: bool
    renew_say: str


class LedgerPage(BaseModel):
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


# --- what may be promised -------------------------------------------------------------------------------------------


async def picks(ask: Ask[PicksQuery, Nothing]) -> PicksOut:
    """Moments to promise: from the team's calendar, and the one that is asked for in words or as such."""
    card = await _card(ask, ask.id)
    team, now = _team(ask, card.team), from_ms(ask.api.now())
    asked = ask.query.at or (moments.said(ask.query.words, now, team.calendar) if ask.query.words else None)
    return PicksOut(
        picks=[_pick(ask, card, team, pick.name, pick.at) for pick in moments.picks(team.calendar, now)],
        said=_pick(ask, card, team, "said", asked) if asked is not None and now < asked < now + FURTHEST else None,
        until=window_out(ask, card).person_until, language=_language(ask, card),
    )  # fmt: skip


def _pick(ask: Ask[Any, Any], card: Card, team: Team, name: Any, at: datetime) -> PickOut:
    beyond = _beyond(ask, card, at)
    return PickOut(
        name=name, due_at=at, words=due_words(at, from_ms(ask.api.now()), team.calendar.zone, _language(ask, card)),
        say=_words(ask, card, "promise-words", team, at), beyond=beyond,
        open=is_open(team.calendar, at - timedelta(minutes=1)), by_email=_by_email(ask, card),
        ask=_words(ask, card, "promise-email", team, at) if beyond else "",
    )  # fmt: skip


def _beyond(ask: Ask[Any, Any], card: Card, at: datetime) -> bool:
    """Whether the channel takes a person's words no more at that moment."""
    until = window_out(ask, card).person_until
    return not card.reachable or (until is not None and at > until)


def _by_email(ask: Ask[Any, Any], card: Card) -> bool:
    return bool(card.email) and ask.api.mails


def _words(ask: Ask[Any, Any], card: Card, wording: str, team: Team, at: datetime) -> str:
    """What the customer reads, in their language; empty where a shop's own wording does not have it."""
    said, now, language = ask.api.wording, from_ms(ask.api.now()), _language(ask, card)
    if said is None or not said.has(wording):
        return ""
    return said.render(wording, {"due": due_words(at, now, team.calendar.zone, language)}, language, now)


def _language(ask: Ask[Any, Any], card: Card) -> Language:
    shop = ask.api.shop
    return next((known for known in shop.languages if known == card.language), shop.default_language)


def _team(ask: Ask[Any, Any], name: str) -> Team:
    return ask.api.teams.get(name) or ask.api.teams[ask.api.shop.team]


async def _card(ask: Ask[Any, Any], id_: int) -> Card:
    found = await ask.api.database.read(partial(overview.one, conversation_id=id_))
    if found is None:
        raise Problem(404, "There is no such conversation.")
    return found


# --- promising ------------------------------------------------------------------------------------------------------


async def make(ask: Ask[Nothing, PromiseBody]) -> PromiseOut:
    """Promise, and tell the customer; the conversation must be yours."""
    body, card = ask.body, await _card(ask, ask.id)
    team, now = _team(ask, card.team), from_ms(ask.api.now())
    _possible(ask, card, body.due_at, now)
    made = promised(body.what, ask.agent.email, now, body.due_at, team.calendar if body.what == promises.REPLY else None)
    words = due_words(body.due_at, now, team.calendar.zone, _language(ask, card))
    new = NewPromise(
        body.what, words, to_ms(made.due_at), to_ms(made.warn_at), to_ms(made.renew_at), made_by=made.made_by,
        agent_id=ask.agent.id,
    )  # fmt: skip
    work = partial(vows.promise, claim=claim_of(ask), new=new, say=body.say.strip(), key=body.key)
    found = await ask.api.database.write(work)
    if isinstance(found, Conflict):
        raise await conflict(ask, found)
    if found is None:
        raise Problem(404, "There is no such conversation.")
    ring(ask, "sends", "turns", "pages", "promises")
    return promise_out(found, {ask.agent.id: ask.agent.name})


def _possible(ask: Ask[Any, Any], card: Card, at: datetime, now: datetime) -> None:
    """Raises Problem 422 for what cannot be promised."""
    if at <= now:
        raise Problem(422, "due_at: this moment has passed; promise a later one.", path="due_at")
    if at > now + FURTHEST:
        raise Problem(422, "due_at: that is more than a year ahead; nobody can promise so far.", path="due_at")
    if not _beyond(ask, card, at) or _by_email(ask, card):
        return
    until = window_out(ask, card).person_until
    if until is None:
        raise Problem(422, "due_at: this customer cannot be reached here. Ask for an e-mail address first.", path="due_at")
    last = due_words(until, now, _team(ask, card.team).calendar.zone, "en")
    advice = "Promise an earlier moment, or ask for an e-mail address."
    text = f"due_at: on {card.channel} you may write {last} at the latest. {advice}"
    raise Problem(422, text, path="due_at", until=until.isoformat())


async def keep(ask: Ask[Nothing, Nothing]) -> PromiseOut:
    """It has been done: kept where that is in time, broken where it is late."""
    done = await ask.api.database.write(partial(vows.keep, id_=ask.id, agent_id=ask.agent.id, now=ask.api.now()))
    return await _after(ask, done)


async def renew(ask: Ask[Nothing, RenewBody]) -> PromiseOut:
    """Promise it anew, once, with a word to the customer; the answer is the new promise."""
    now = from_ms(ask.api.now())
    found = await ask.api.database.read(partial(vows.one, id_=ask.id))
    if found is None:
        raise Problem(404, "There is no such promise.")
    card = await _card(ask, found.conversation_id)
    team = _team(ask, card.team)
    _possible(ask, card, ask.body.due_at, now)
    if to_ms(ask.body.due_at) <= found.due_at:
        raise Problem(422, "due_at: a renewal is later than what it renews.", path="due_at")
    calendar = team.calendar if found.what == promises.REPLY else None
    new = promised(found.what, found.made_by, now, ask.body.due_at, calendar, renewal=True)
    words = due_words(ask.body.due_at, now, team.calendar.zone, _language(ask, card))
    renewal = vows.Renewal(new, words, ask.body.say, ask.agent.id)
    work = partial(vows.renew, id_=ask.id, renewal=renewal, now=ask.api.now())
    made = await ask.api.database.write(work)
    if isinstance(made, int):
        ring(ask, "sends", "pages", "promises")
        return await _shown(ask, made)
    return await _after(ask, made)


async def reopen(ask: Ask[Nothing, Nothing]) -> PromiseOut:
    """The answer that kept it was not yet what was promised: it is owed again. Within ten minutes, and before it is due."""
    if not await ask.api.database.write(partial(vows.reopen, id_=ask.id, agent_id=ask.agent.id, now=ask.api.now())):
        raise Problem(409, "It is too late to say so, or it was never kept. Promise anew.")
    return await _after(ask, "done")


async def _after(ask: Ask[Any, Any], done: str) -> PromiseOut:
    if done == "gone":
        raise Problem(404, "There is no such promise.")
    if done == "settled":
        raise Problem(409, "This promise is settled already, or has been renewed once. Look at it again.")
    ring(ask, "pages", "promises")
    return await _shown(ask, ask.id)


async def _shown(ask: Ask[Any, Any], id_: int) -> PromiseOut:
    def read(connection: sa.Connection) -> PromiseOut:
        found = vows.one(connection, id_)
        assert found is not None, "promises are never deleted alone"
        return promise_out(found, names_of(connection))

    return await ask.api.database.read(read)


# --- calendars ------------------------------------------------------------------------------------------------------


class CalendarOut(BaseModel):
    """A team's calendar feed: what its events mean, when it was last read well, and what was wrong with the last try."""

    team: str
    number: int
    means: Literal["closed", "shifts"]
    read_at: datetime | None
    failure: str


class CalendarsOut(BaseModel):
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


# --- the ledger -----------------------------------------------------------------------------------------------------


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
    said, language = ask.api.wording, _language(ask, card)
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


_CONVERSATION = {404: "There is no such conversation"}
_PROMISE = {404: "There is no such promise", 409: "It is settled, or was renewed before"}
_ONE_PROMISE = r"/promises/{id:\d{1,18}}"

ENDPOINTS = (
    Endpoint(
        "GET", ONE + "/promises/picks", picks, "What may be promised", "agent", PicksOut, query=PicksQuery, problems=_CONVERSATION
    ),
    Endpoint(
        "POST", ONE + "/promises", make, "Promise something", "agent", PromiseOut, body=PromiseBody,
        problems={**_CONVERSATION, 409: "Somebody else has the floor", 422: "It cannot be promised"},
    ),
    Endpoint("GET", "/calendars", calendars, "Whether calendar feeds are read", "agent", CalendarsOut),
    Endpoint("GET", "/promises/ledger", ledger, "Promises to look after", "agent", LedgerPage, query=LedgerQuery),
    Endpoint("GET", "/promises/ledger.csv", export, "Promises as CSV", "agent", "text/csv", query=LedgerQuery),
    Endpoint("POST", _ONE_PROMISE + "/kept", keep, "It has been done", "agent", PromiseOut, problems=_PROMISE),
    Endpoint(
        "POST", _ONE_PROMISE + "/renew", renew, "Promise it anew, once", "agent", PromiseOut, body=RenewBody,
        problems={**_PROMISE, 422: "It cannot be promised"},
    ),
    Endpoint("POST", _ONE_PROMISE + "/reopen", reopen, "It is owed again", "agent", PromiseOut, problems=_PROMISE),
)  # fmt: skip
