"""Who is here, what they can do, and what is put aside or taken up again: without it the desk's rules could not be reached."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from pydantic import AwareDatetime, Field, field_validator

from bot.api.conversations import ONE
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.floor import HELD, ColleagueOut, FloorBody, FloorOut, claim_of, colleagues, floor_out, held_or_problem
from bot.api.floor import change as change_floor
from bot.api.shape import Shape
from bot.epoch import from_ms, to_ms
from bot.store import floor, people, presence, snoozes
from bot.store.presence import Here, Place
from config.values import LanguageCode
from handoff import later
from handoff.presence import Presence
from handoff.teams import team_of

PERSON = r"/people/{id:\d{1,18}}"
_Word = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\s]+$")]


class ColleaguesOut(Shape):
    """Everybody who may sign in, by name."""

    items: list[ColleagueOut]


class PresenceOut(Shape):
    """Your presence: what you chose, what it comes to, and since when."""

    chosen: Presence
    state: Presence
    since: datetime


class PresenceBody(Strict):
    """What you choose, or nothing, when a page only tells that it is open; `idle`: seconds since somebody used it."""

    state: Presence | None = None
    idle: Annotated[int, Field(ge=0, le=86_400)] = 0


class PlaceBody(Strict):
    """What somebody is at the desk. No teams are all of them; `capacity` null is the shop's own; `languages` they answer in."""

    teams: Annotated[tuple[_Word, ...], Field(max_length=50)] = ()
    skills: Annotated[tuple[_Word, ...], Field(max_length=50)] = ()
    capacity: Annotated[int | None, Field(ge=1, le=1000)] = None
    languages: Annotated[tuple[LanguageCode, ...] | None, Field(max_length=5)] = None


class PlaceOut(Shape):
    """What somebody is at the desk; `capacity` null is the shop's own, which is `usual`."""

    teams: list[str]
    skills: list[str]
    capacity: int | None
    usual: int


class SnoozeBody(FloorBody):
    """Until when, or null for until the customer writes. `anyway`: you know that a promise falls due before."""

    until: AwareDatetime | None = None
    anyway: bool = False

    @field_validator("until")
    @classmethod
    def _storable(cls, value: datetime | None) -> datetime | None:
        if value is not None and not 2000 <= value.year <= 2200:
            raise ValueError("this is not a moment to put something aside until")
        return value


class ChoiceOut(Shape):
    """A moment worth offering."""

    name: Literal["later", "tomorrow", "monday"]
    at: datetime


class ChoicesOut(Shape):
    """Until when a conversation may well be put aside, by the hours of its team; soonest first."""

    choices: list[ChoiceOut]


class SnoozeOut(FloorOut):
    """Who has it, and until when it is put aside; null with `snoozed` is until the customer writes."""

    snoozed: bool
    snoozed_until: datetime | None


# --- people ----------------------------------------------------------------------------------------------------


async def here(ask: Ask[Nothing, Nothing]) -> ColleaguesOut:
    """Who is here, and how busy."""
    return ColleaguesOut(items=await colleagues(ask))


async def tell_presence(ask: Ask[Nothing, PresenceBody]) -> PresenceOut:
    """Say that you are here, away or off, or only that a page of yours is open."""
    now, limits = ask.api.now(), ask.api.shop.desk

    def work(connection: sa.Connection) -> tuple[Here | None, Here]:
        before = presence.one(connection, ask.agent.id)
        told = presence.tell(
            connection, ask.agent.id, now, limits, chosen=ask.body.state, idle=ask.body.idle * 1000
        )
        return before, told

    before, told = await ask.api.database.write(work)
    if before is None or before.state != told.state:
        ask.api.doorbell.ring("desk")
        ask.api.doorbell.ring("pages")
    return PresenceOut(chosen=told.chosen, state=told.state, since=from_ms(told.changed_at))


async def place(ask: Ask[Nothing, Nothing]) -> PlaceOut:
    """What somebody is at the desk."""
    await _known(ask)
    found = await ask.api.database.read(partial(presence.place_of, user_id=ask.id))
    return _place_out(ask, found)


async def set_place(ask: Ask[Nothing, PlaceBody]) -> PlaceOut:
    """Change which teams somebody serves, what they can do, and how much they are given at most."""
    body = ask.body
    if unknown := [team for team in body.teams if team not in ask.api.shop.teams]:
        raise Problem(422, f"teams: there is no team {unknown[0]!r}; {', '.join(ask.api.shop.teams)}.", path="teams")
    await _known(ask)
    new = Place(tuple(dict.fromkeys(body.teams)), tuple(dict.fromkeys(body.skills)), body.capacity or 0)

    def work(connection: sa.Connection) -> None:
        presence.set_place(connection, ask.id, new)
        told: dict[str, Any] = {"teams": list(new.teams), "skills": list(new.skills), "capacity": body.capacity}
        if body.languages is not None:
            people.set_languages(connection, ask.id, tuple(dict.fromkeys(body.languages)))
            told["languages"] = list(body.languages)
        ask.record(connection, "person.desk", f"person:{ask.id}", **told)

    await ask.api.database.write(work)
    ask.api.doorbell.ring("desk")
    return _place_out(ask, new)


def _place_out(ask: Ask[Any, Any], found: Place) -> PlaceOut:
    return PlaceOut(
        teams=list(found.teams), skills=list(found.skills), capacity=found.capacity or None, usual=ask.api.shop.desk.capacity
    )


async def _known(ask: Ask[Any, Any]) -> None:
    everybody: Sequence[people.User] = await ask.api.database.read(people.everybody)
    if ask.id not in {one.id for one in everybody}:
        raise Problem(404, "There is no such person.")


# --- conversations ---------------------------------------------------------------------------------------------


async def offers(ask: Ask[Nothing, Nothing]) -> ChoicesOut:
    """Later today, the next morning the team works, next week."""
    held = await held_or_problem(ask, await ask.api.database.read(partial(floor.hold, conversation_id=ask.id)))
    shop = ask.api.shop
    team = team_of(shop, held.team if held.team in shop.teams else shop.team)
    found = later.choices(from_ms(ask.api.now()), team.calendar)
    return ChoicesOut(choices=[ChoiceOut(name=one.name, at=one.at) for one in found])


async def snooze(ask: Ask[Nothing, SnoozeBody]) -> SnoozeOut:
    """Put it aside: it leaves your list, and comes back at its moment or with the customer's next message."""
    body = ask.body
    until = to_ms(body.until) if body.until is not None else None
    work = partial(snoozes.snooze, claim=claim_of(ask, body.floor), until=until, anyway=body.anyway)
    done = await ask.api.database.write(work)
    match done:
        case snoozes.Refused("promised", due_at):
            raise Problem(
                409, "A promise falls due before that. Choose an earlier moment, or put it aside anyway.",
                reason="promised", due_at=from_ms(due_at).isoformat() if due_at is not None else None,
            )  # fmt: skip
        case snoozes.Refused():
            raise Problem(422, "until: this moment has passed.", path="until")
        case _:
            held = await held_or_problem(ask, done)
    _ring(ask)
    return SnoozeOut(**floor_out(held).model_dump(), snoozed=True, snoozed_until=body.until)


async def wake(ask: Ask[Nothing, FloorBody]) -> SnoozeOut:
    """Take up again what was put aside."""
    held = await held_or_problem(ask, await ask.api.database.write(partial(snoozes.wake, claim=claim_of(ask, ask.body.floor))))
    _ring(ask)
    return SnoozeOut(**floor_out(held).model_dump(), snoozed=False, snoozed_until=None)


async def reopen(ask: Ask[Nothing, FloorBody]) -> FloorOut:
    """Take up again what was closed; it is yours."""
    return await change_floor(ask, partial(floor.reopen, claim=claim_of(ask, ask.body.floor)))


def _ring(ask: Ask[Any, Any]) -> None:
    ask.api.doorbell.ring("turns")
    ask.api.doorbell.ring("pages")
    ask.api.doorbell.ring("desk")


_NOBODY = {404: "There is no such person"}
_SNOOZED = {**HELD, 409: "Somebody else has the floor, or a promise falls due before (`reason`, `due_at`)"}

ENDPOINTS = (
    Endpoint("GET", "/presence", here, "Who is here, and how busy", "agent", ColleaguesOut),
    Endpoint("POST", "/presence", tell_presence, "Say whether you are here", "agent", PresenceOut, body=PresenceBody, quiet=True),
    Endpoint("GET", PERSON + "/desk", place, "What somebody is at the desk", "agent", PlaceOut, problems=_NOBODY),
    Endpoint(
        "POST", PERSON + "/desk", set_place, "Change what somebody is at the desk", "supervisor", PlaceOut, body=PlaceBody,
        problems=_NOBODY,
    ),
    Endpoint(
        "GET", ONE + "/snooze", offers, "Until when it may well be put aside", "agent", ChoicesOut,
        problems={404: "There is no such conversation"},
    ),
    Endpoint("POST", ONE + "/snooze", snooze, "Put it aside", "agent", SnoozeOut, body=SnoozeBody, problems=_SNOOZED),
    Endpoint("POST", ONE + "/wake", wake, "Take it up before its moment", "agent", SnoozeOut, body=FloorBody, problems=HELD),
    Endpoint("POST", ONE + "/reopen", reopen, "Take up again what was closed", "agent", FloorOut, body=FloorBody, problems=HELD),
)  # fmt: skip
