"""Who is the same person, and which language they read, as an agent says over HTTP."""

from functools import partial
from typing import Annotated, Literal

import sqlalchemy as sa
from pydantic import Field

from bot.api.conversations import ONE
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.store import kin, overview, speech


class SameBody(Strict):
    """What is to stand of this conversation and another: the same person, two different ones, or nothing."""

    other: Annotated[int, Field(ge=1, le=2**62)]
    says: Literal["same", "different", "nothing"]


class SameOut(Shape):
    """The other conversations with this person."""

    conversations: list[int]


class LanguageBody(Strict):
    """One of the shop's languages."""

    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]


async def say(ask: Ask[Nothing, SameBody]) -> SameOut:
    """Say that two conversations are with the same person, that they are not, or take back what was said.

    Only what agents see changes by it. No message moves, no proof and no limit is shared.
    """
    if ask.body.other == ask.id:
        raise Problem(422, "other: this is the conversation itself.", path="other")
    result = await ask.api.database.write(partial(_say, ask=ask))
    if result is None:
        raise Problem(404, "There is no such conversation.")
    ask.api.doorbell.ring("pages")
    return result


def _say(connection: sa.Connection, ask: Ask[Nothing, SameBody]) -> SameOut | None:
    pair, now, says = (ask.id, ask.body.other), ask.api.now(), ask.body.says
    if any(overview.one(connection, id_) is None for id_ in pair):
        return None
    changed = kin.unsay(connection, pair, now) if says == "nothing" else kin.say(connection, pair, says, ask.agent.id, now)
    if changed:
        action = {"same": "person.joined", "different": "person.parted", "nothing": "person.taken_back"}[says]
        ask.record(connection, action, f"conversation:{ask.id}", other=ask.body.other)
    return SameOut(conversations=list(kin.of(connection, ask.id)))


async def speak(ask: Ask[Nothing, LanguageBody]) -> None:
    """Set the language the customer is spoken to in, until they write in another."""
    language = ask.body.language
    if language not in ask.api.shop.languages:
        raise Problem(422, f"language: the shop speaks {', '.join(ask.api.shop.languages)}.", path="language")

    def work(connection: sa.Connection) -> bool:
        card = overview.one(connection, ask.id)
        if card is not None and card.language != language:
            speech.set_language(connection, ask.id, language, ask.agent.id, ask.api.now())
            ask.record(connection, "customer.language", f"conversation:{ask.id}", language=language, before=card.language)
        return card is not None

    if not await ask.api.database.write(work):
        raise Problem(404, "There is no such conversation.")
    ask.api.doorbell.ring("turns")
    ask.api.doorbell.ring("pages")


_NONE = {404: "There is no such conversation"}
ENDPOINTS = (
    Endpoint("POST", ONE + "/same", say, "Say who is the same person", "agent", SameOut, body=SameBody, problems=_NONE),
    Endpoint("POST", ONE + "/language", speak, "Set the customer's language", "agent", body=LanguageBody, problems=_NONE),
)
