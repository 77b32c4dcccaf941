"""The floor over HTTP: take over, give back, hand on, close."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field, model_validator

from bot.api.conversations import ONE, AgentOut, names_of
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.session import UserOut, user_out
from bot.api.shape import Shape
from bot.api.shapes import Names, when
from bot.doorbell import Bell
from bot.epoch import length_ms
from bot.store import floor, people, presence
from bot.store.floor import Claim, Conflict, Standing
from bot.store.model import Holder
from handoff.presence import Presence


class FloorOut(Shape):
    """Who has the floor now."""

    id: int
    owner: Holder
    agent_id: int | None
    floor: int
    team: str
    due_at: datetime | None
    closed_at: datetime | None


class TeamOut(Shape):
    """A team of the shop."""

    id: str
    name: str


class ColleagueOut(AgentOut):
    """Somebody to whom a conversation can be handed: whether they are here, and how busy. No teams, no languages: all of them."""

    presence: Presence
    load: int
    capacity: int
    languages: list[str]
    teams: list[str]
    skills: list[str]


class DeskOut(Shape):
    """Who is signed in, and to whom a conversation can be handed."""

    user: UserOut
    teams: list[TeamOut]
    agents: list[ColleagueOut]
    channels: list[str]


class FloorBody(Strict):
    """`floor` is the one you were looking at: with it, nothing happens when it has changed since."""

    floor: int | None = None


class ReleaseBody(FloorBody):
    """`summary` is what the bot may tell of it."""

    summary: Annotated[str, Field(max_length=1000)] = ""


class TransferBody(FloorBody):
    """To a team's queue, or to a person."""

    team: str = ""
    agent_id: int | None = None

    @model_validator(mode="after")
    def _one(self) -> "TransferBody":
        if bool(self.team) == (self.agent_id is not None):
            raise ValueError("name a team or an agent_id, one of them")
        return self


async def who_is_here(ask: Ask[Nothing, Nothing]) -> DeskOut:
    """Who is signed in, the teams, and the people to whom a conversation can be handed."""
    return DeskOut(
        user=user_out(ask.agent),
        teams=[TeamOut(id=id_, name=team.name or id_) for id_, team in ask.api.shop.teams.items()],
        agents=await colleagues(ask),
        channels=sorted(ask.api.channels),
    )


async def colleagues(ask: Ask[Any, Any]) -> list[ColleagueOut]:
    """Everybody who may sign in, by name."""
    found = await ask.api.database.read(partial(presence.colleagues, capacity=ask.api.shop.desk.capacity))
    return [
        ColleagueOut(
            id=one.id, name=one.name, presence=one.presence, load=one.load, capacity=one.capacity,
            languages=list(one.languages), teams=list(one.teams), skills=list(one.skills),
        )
        for one in found
    ]  # fmt: skip


# --- the floor -------------------------------------------------------------------------------------------------


def claim_of(ask: Ask[Any, Any], seen: int | None = None) -> Claim:
    """The signed-in person's wish of the conversation in the path; `seen` is the floor they were looking at."""
    return Claim(ask.id, ask.agent.id, ask.api.now(), seen)


async def change(ask: Ask[Any, Any], work: Callable[[sa.Connection], floor.Change]) -> FloorOut:
    """Pass the floor. Raises Problem as below."""
    changed = await ask.api.database.write(work)
    ring(ask, "turns", "pages", "desk")
    return floor_out(await held_or_problem(ask, changed))


async def held_or_problem(ask: Ask[Any, Any], result: "Standing | Conflict | None") -> Standing:
    """Raises Problem 404 for no conversation, 409 for somebody else's."""
    match result:
        case None:
            raise Problem(404, "There is no such conversation.")
        case Conflict():
            raise await conflict(ask, result)
        case _:
            return result


async def conflict(ask: Ask[Any, Any], found: Conflict) -> Problem:
    """Why it cannot be done, in words and as fields."""
    held = found.standing
    names = await ask.api.database.read(names_of)
    holder = _holder(held, names)
    details = {
        "held": f"{holder} is answering this conversation.",
        "not_yours": f"You are not answering this conversation, {holder} is. Take it first.",
        "moved": "This conversation has changed hands since you looked at it. Look again.",
    }
    return Problem(409, _capital(details[found.reason]), owner=held.owner, agent_id=held.agent_id, floor=held.number)


def _holder(held: Standing, names: Names) -> str:
    match held.owner:
        case "bot":
            return "the bot"
        case "queue":
            return "the queue"
        case "agent":
            return names.get(held.agent_id, "somebody else") if held.agent_id is not None else "somebody outside the console"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def floor_out(held: Standing) -> FloorOut:
    """Who has the floor, as the API shows it."""
    return FloorOut(
        id=held.conversation_id, owner=held.owner, agent_id=held.agent_id, floor=held.number, team=held.team,
        due_at=when(held.due_at), closed_at=when(held.closed_at),
    )  # fmt: skip


async def take(ask: Ask[Nothing, FloorBody]) -> FloorOut:
    """Take the conversation over; the bot falls silent."""
    return await change(ask, partial(floor.take, claim=claim_of(ask, ask.body.floor)))


async def release(ask: Ask[Nothing, ReleaseBody]) -> FloorOut:
    """Give it back to the bot."""
    discreet = frozenset(channel.name for channel in ask.api.shop.channels if not channel.disclose)
    work = partial(floor.release, claim=claim_of(ask, ask.body.floor), summary=ask.body.summary, discreet=discreet)
    return await change(ask, work)


async def close(ask: Ask[Nothing, FloorBody]) -> FloorOut:
    """Done, until the customer writes again."""
    return await change(ask, partial(floor.close, claim=claim_of(ask, ask.body.floor), reopen_within=_reopen_within(ask)))


def _reopen_within(ask: Ask[Any, Any]) -> int:
    return length_ms(ask.api.shop.desk.reopen_within)


async def transfer(ask: Ask[Nothing, TransferBody]) -> FloorOut:
    """Hand it to a team or to a person."""
    body = ask.body
    if body.team and body.team not in ask.api.shop.teams:
        raise Problem(422, f"team: there is no team {body.team!r}; {', '.join(ask.api.shop.teams)}.", path="team")
    if body.agent_id is not None and body.agent_id not in await _active(ask):
        raise Problem(422, "agent_id: there is no such person, or they are disabled.", path="agent_id")
    return await change(ask, partial(floor.transfer, claim=claim_of(ask, body.floor), team=body.team, to_agent=body.agent_id))


async def _active(ask: Ask[Any, Any]) -> Sequence[int]:
    return [user.id for user in await ask.api.database.read(people.everybody) if not user.disabled]


def ring(ask: Ask[Any, Any], *bells: Bell) -> None:
    """Wake those who wait."""
    for bell in bells:
        ask.api.doorbell.ring(bell)


_NONE = {404: "There is no such conversation"}
HELD = {**_NONE, 409: "Somebody else has the floor, or it has changed hands since"}

ENDPOINTS = (
    Endpoint("GET", "/desk", who_is_here, "Who is signed in, teams and people", "agent", DeskOut),
    Endpoint(
        "POST", ONE + "/take", take, "Take it over", "agent", FloorOut, body=FloorBody, problems=HELD
    ),
    Endpoint(
        "POST", ONE + "/release", release, "Give it back to the bot", "agent", FloorOut,
        body=ReleaseBody, problems=HELD,
    ),
    Endpoint("POST", ONE + "/close", close, "Close it", "agent", FloorOut, body=FloorBody, problems=HELD),
    Endpoint(
        "POST", ONE + "/transfer", transfer, "Hand it to a team or person", "agent", FloorOut,
        body=TransferBody, problems=HELD,
    ),
)  # fmt: skip
