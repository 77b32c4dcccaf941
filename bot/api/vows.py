"""Promising over HTTP: what a person may promise and by when; kept, renewed, owed again."""

from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from pydantic import AwareDatetime, Field

from bot.api.conversations import ONE, names_of
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.floor import claim_of, conflict, ring
from bot.api.shape import Shape
from bot.api.shapes import Key, PromiseOut, Words, promise_out
from bot.api.window import window_out
from bot.epoch import from_ms, to_ms
from bot.store import overview, promises, vows
from bot.store.floor import Conflict
from bot.store.model import NewPromise
from bot.store.overview import Card
from flows.moments import due_words
from handoff import picks as moments
from handoff.hours import is_open
from handoff.promises import promise as promised
from handoff.teams import Team
from nlu.model import Language, spoken

FURTHEST = timedelta(days=366)


class PickOut(Shape):
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


class PicksOut(Shape):
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


# --- what may be promised -------------------------------------------------------------------------------------------


async def picks(ask: Ask[PicksQuery, Nothing]) -> PicksOut:
    """Moments to promise: from the team's calendar, and the one that is asked for in words or as such."""
    card = await _card(ask, ask.id)
    team, now = _team(ask, card.team), from_ms(ask.api.now())
    asked = ask.query.at or (moments.said(ask.query.words, now, team.calendar) if ask.query.words else None)
    return PicksOut(
        picks=[_pick(ask, card, team, pick.name, pick.at) for pick in moments.picks(team.calendar, now)],
        said=_pick(ask, card, team, "said", asked) if asked is not None and now < asked < now + FURTHEST else None,
        until=window_out(ask, card).person_until, language=language_of(ask, card),
    )  # fmt: skip


def _pick(ask: Ask[Any, Any], card: Card, team: Team, name: Any, at: datetime) -> PickOut:
    beyond = _beyond(ask, card, at)
    return PickOut(
        name=name, due_at=at, words=due_words(at, from_ms(ask.api.now()), team.calendar.zone, language_of(ask, card)),
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
    said, now, language = ask.api.wording, from_ms(ask.api.now()), language_of(ask, card)
    if said is None or not said.has(wording):
        return ""
    return said.render(wording, {"due": due_words(at, now, team.calendar.zone, language)}, language, now)


def language_of(ask: Ask[Any, Any], card: Card) -> Language:
    """In which language this customer is told."""
    shop = ask.api.shop
    return spoken(card.language, shop.languages, shop.default_language)


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
    words = due_words(body.due_at, now, team.calendar.zone, language_of(ask, card))
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
    words = due_words(ask.body.due_at, now, team.calendar.zone, language_of(ask, card))
    renewal = vows.Renewal(new, words, ask.body.say, ask.agent.id, above=ask.agent.is_at_least("supervisor"))
    work = partial(vows.renew, id_=ask.id, renewal=renewal, now=ask.api.now())
    made = await ask.api.database.write(work)
    if isinstance(made, Conflict):
        raise await conflict(ask, made)
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


_CONVERSATION = {404: "There is no such conversation"}
_PROMISE = {404: "There is no such promise", 409: "It is settled, was renewed before, or a colleague speaks there"}
_ONE_PROMISE = r"/promises/{id:\d{1,18}}"

ENDPOINTS = (
    Endpoint(
        "GET", ONE + "/promises/picks", picks, "What may be promised", "agent", PicksOut, query=PicksQuery, problems=_CONVERSATION
    ),
    Endpoint(
        "POST", ONE + "/promises", make, "Promise something", "agent", PromiseOut, body=PromiseBody,
        problems={**_CONVERSATION, 409: "Somebody else has the floor", 422: "It cannot be promised"},
    ),
    Endpoint("POST", _ONE_PROMISE + "/kept", keep, "It has been done", "agent", PromiseOut, problems=_PROMISE),
    Endpoint(
        "POST", _ONE_PROMISE + "/renew", renew, "Promise it anew, once", "agent", PromiseOut, body=RenewBody,
        problems={**_PROMISE, 422: "It cannot be promised"},
    ),
    Endpoint("POST", _ONE_PROMISE + "/reopen", reopen, "It is owed again", "agent", PromiseOut, problems=_PROMISE),
)  # fmt: skip
