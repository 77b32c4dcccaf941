"""Supervisors beside agents, over HTTP: join a conversation that an agent holds, and part again."""

from collections.abc import Callable

import sqlalchemy as sa

from bot.api.conversations import ONE, AgentOut, joined_out, names_of
from bot.api.endpoints import Ask, Endpoint, Nothing
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.store import beside
from bot.store.floor import Claim, Conflict, Standing


class JoinedOut(Shape):
    """Who has joined a conversation, beside the agent who holds it."""

    id: int
    joined: list[AgentOut]


async def join(ask: Ask[Nothing, Nothing]) -> JoinedOut:
    """Join the agent who answers: you may answer too, they keep the conversation, and both of you see it."""
    return await _step(ask, beside.join)


async def part(ask: Ask[Nothing, Nothing]) -> JoinedOut:
    """Part again."""
    return await _step(ask, beside.part)


async def _step(
    ask: Ask[Nothing, Nothing], work: Callable[[sa.Connection, Claim], Standing | Conflict | None]
) -> JoinedOut:
    claim = Claim(ask.id, ask.agent.id, ask.api.now())
    match await ask.api.database.write(lambda connection: work(connection, claim)):
        case None:
            raise Problem(404, "There is no such conversation.")
        case Conflict(standing=held):
            said = "Nobody at the console is answering this conversation. Take it." if held.owner != "agent" else _OUTSIDE
            raise Problem(409, said, owner=held.owner, agent_id=held.agent_id, floor=held.number)
        case _:
            for bell in ("turns", "pages"):
                ask.api.doorbell.ring(bell)
    read = await ask.api.database.read(lambda connection: joined_out(connection, ask.id, names_of(connection)))
    return JoinedOut(id=ask.id, joined=read)


_OUTSIDE = "It is answered from outside the console. Take it."
_PROBLEMS = {404: "There is no such conversation", 409: "Nobody at the console holds it"}
ENDPOINTS = (
    Endpoint("POST", ONE + "/join", join, "Join the agent who answers", "supervisor", JoinedOut, problems=_PROBLEMS),
    Endpoint("POST", ONE + "/part", part, "Part again", "supervisor", JoinedOut, problems=_PROBLEMS),
)
