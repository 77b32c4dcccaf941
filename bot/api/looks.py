"""Looking and typing over HTTP: who else has a conversation open and who is writing there, before two people answer at once."""

from functools import partial
from typing import Annotated, Literal

import sqlalchemy as sa
from pydantic import Field

from bot.api.conversations import ONE
from bot.api.counting import count
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.shape import Shape
from bot.store import looks, overview, visitors
from bot.store.looks import VISITOR, Around, Typing
from bot.store.overview import Card

Tab = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{1,64}$", description="Chosen by the page, one for each tab")]


class SeatOut(Shape):
    """A colleague who has it open, by id, and what they are writing."""

    id: int
    typing: Typing


class AroundOut(Shape):
    """Who has it open, and whether the visitor of the web chat is typing."""

    id: int
    people: list[SeatOut]
    visitor: bool


class LookBody(Strict):
    """Repeat it every 8 seconds while it is open, and every 3 while one types; `gone` when the tab closes or shows another."""

    tab: Tab
    typing: Typing = ""
    gone: bool = False


class TypingBody(Strict):
    """The visitor types, or has stopped."""

    typing: bool = True


def around_out(id_: int, around: Around | None) -> AroundOut:
    """Who is around as the API shows it."""
    people = [SeatOut(id=who, typing=typing) for who, typing in around.people] if around is not None else []
    return AroundOut(id=id_, people=people, visitor=around is not None and around.visitor)


async def look(ask: Ask[Nothing, LookBody]) -> AroundOut:
    """You have it open. What you type as its holder the customer sees as typing."""
    body, now = ask.body, ask.api.now()
    card, before, after = await ask.api.database.write(partial(_look, ask=ask, now=now))
    if before != after:
        ask.api.doorbell.ring("pages")
    mine = card is not None and card.owner == "agent" and card.agent_id == ask.agent.id
    if card is not None and mine and body.typing == "answer" and ask.api.courtesy is not None:
        ask.api.courtesy.person_types(card.channel, card.address)
    return around_out(ask.id, after)


def _look(
    connection: sa.Connection, ask: Ask[Nothing, LookBody], now: int
) -> tuple[Card | None, Around | None, Around | None]:
    who, body = str(ask.agent.id), ask.body
    before = looks.around(connection, ask.id, now)
    if body.gone:
        looks.leave(connection, ask.id, who=who, tab=body.tab)
    else:
        looks.look(connection, ask.id, who=who, tab=body.tab, now=now, typing=body.typing)
    return overview.one(connection, ask.id), before, looks.around(connection, ask.id, now)


async def visitor_types(ask: Ask[Nothing, TypingBody]) -> None:
    """The visitor types; people who have the conversation open see it for six seconds."""
    count(ask, ask.api.limits.typing, ask.guest.id)
    work = partial(_visitor_types, ask=ask, now=ask.api.now())
    if await ask.api.database.write(work):
        ask.api.doorbell.ring("pages")


def _visitor_types(connection: sa.Connection, ask: Ask[Nothing, TypingBody], now: int) -> bool:
    conversation_id = visitors.conversation_of(connection, ask.guest)
    if conversation_id is None:
        return False
    typing: Literal["", "answer"] = "answer" if ask.body.typing else ""
    looks.look(connection, conversation_id, who=VISITOR, tab=VISITOR, now=now, typing=typing)
    return True


ENDPOINTS = (
    Endpoint("POST", ONE + "/look", look, "You have it open, or are typing", "agent", AroundOut, body=LookBody, quiet=True),
    Endpoint(
        "POST", "/channels/web/typing", visitor_types, "The visitor types", "visitor", body=TypingBody,
        problems={429: "Too much at once; `Retry-After` says when"},
    ),
)  # fmt: skip
