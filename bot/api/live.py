"""The desk at this moment, over HTTP: who is here and how busy, who waits, what is held, what the bot has in hand."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.api.conversations import AgentOut, names_of
from bot.api.endpoints import Ask, Endpoint, Nothing
from bot.api.shape import Shape
from bot.api.shapes import Names, when
from bot.epoch import from_ms
from bot.store import joins, live, presence
from bot.store.live import Talk
from handoff.presence import Presence

ROOM = 500  # conversations that are shown at once
_ORDER: Sequence[Presence] = ("here", "away", "off")


class FaceOut(Shape):
    """Somebody of the desk: whether they are here, and how busy; `waits_since` is of the longest waiting of their customers."""

    id: int
    name: str
    presence: Presence
    holds: int
    capacity: int
    unanswered: int
    waits_since: datetime | None


class QueueOut(Shape):
    """A team's queue. `late` are past the moment that was promised, `at_risk` near it."""

    team: str
    name: str
    waiting: int
    oldest_at: datetime | None
    next_due_at: datetime | None
    late: int
    at_risk: int


class HeldOut(Shape):
    """A conversation that people hold; `waits_since` is null where the customer has an answer. `joined` are supervisors."""

    id: int
    name: str
    channel: str
    address: str
    team: str
    agent: AgentOut | None
    waits_since: datetime | None
    joined: list[AgentOut]


class BotOut(Shape):
    """What the bot has in hand; `oldest_turn_at` is null where nobody waits for it."""

    talking: int
    turns: int
    oldest_turn_at: datetime | None
    messages: int
    owed: int


class LiveOut(Shape):
    """The desk at one moment."""

    at: datetime
    people: list[FaceOut]
    queues: list[QueueOut]
    held: list[HeldOut]
    bot: BotOut


async def read(ask: Ask[Nothing, Nothing]) -> LiveOut:
    """How the desk stands now. Read it again when the stream of events tells that something changed."""
    return await ask.api.database.read(partial(_live, ask=ask))


def _live(connection: sa.Connection, ask: Ask[Any, Any]) -> LiveOut:
    now = ask.api.now()
    names, talks, machine = names_of(connection), live.talks(connection, ROOM), live.machine(connection, now)
    joined = {id_: _named(users, names) for id_, users in joins.now(connection).items()}
    return LiveOut(
        at=from_ms(now), people=_people(connection, ask, talks), queues=_queues(connection, ask, now),
        held=[_held(talk, names, joined.get(talk.id, [])) for talk in talks],
        bot=BotOut(
            talking=machine.talking, turns=machine.turns, oldest_turn_at=when(machine.oldest_turn_at),
            messages=machine.messages, owed=machine.owed,
        ),
    )  # fmt: skip


def _named(users: Sequence[int], names: Names) -> list[AgentOut]:
    return [AgentOut(id=user, name=names.get(user, "")) for user in users]


def _people(connection: sa.Connection, ask: Ask[Any, Any], talks: Sequence[Talk]) -> list[FaceOut]:
    """Those who may come in, who is here first and of those the busiest."""
    found = []
    for one in presence.colleagues(connection, ask.api.shop.desk.capacity):
        waits = [talk.waits_since for talk in talks if talk.agent_id == one.id and talk.waits_since is not None]
        found.append(
            FaceOut(
                id=one.id, name=one.name, presence=one.presence, holds=one.load, capacity=one.capacity, unanswered=len(waits),
                waits_since=when(min(waits, default=None)),
            )
        )
    return sorted(found, key=lambda face: (_ORDER.index(face.presence), -face.holds, face.name))


def _queues(connection: sa.Connection, ask: Ask[Any, Any], now: int) -> list[QueueOut]:
    """Every team of the shop, and whatever team else somebody waits for."""
    lines = {line.team: line for line in live.lines(connection, now)}
    teams = {id_: team.name or id_ for id_, team in ask.api.shop.teams.items()}
    for team in lines:
        teams.setdefault(team, team)
    empty = {"waiting": 0, "oldest_at": None, "next_due_at": None, "late": 0, "at_risk": 0}
    found = []
    for id_, name in teams.items():
        line = lines.get(id_)
        values = empty if line is None else {
            "waiting": line.waiting, "oldest_at": when(line.oldest_at), "next_due_at": when(line.next_due_at),
            "late": line.late, "at_risk": line.at_risk,
        }  # fmt: skip
        found.append(QueueOut(team=id_, name=name, **values))
    return found


def _held(talk: Talk, names: Names, joined: list[AgentOut]) -> HeldOut:
    agent = AgentOut(id=talk.agent_id, name=names.get(talk.agent_id, "")) if talk.agent_id is not None else None
    return HeldOut(
        id=talk.id, name=talk.name, channel=talk.channel, address=talk.address, team=talk.team, agent=agent,
        waits_since=when(talk.waits_since), joined=joined,
    )  # fmt: skip


ENDPOINTS = (Endpoint("GET", "/live", read, "The desk at this moment", "supervisor", LiveOut),)
