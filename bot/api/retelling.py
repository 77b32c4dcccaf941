"""A conversation as a test: without it what went wrong once would be found again only by the next customer."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
from pydantic import Field

from bot.api.conversations import ONE
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.retell import Retold, begin_of, retell
from bot.store import overview, retold
from bot.store.overview import Card
from config.source import Problems, parse_yaml
from flows.cases import parse

PREFIX = "desk-"  # of files that come from the console, so that none written by hand is overwritten


class RetoldOut(Shape):
    """A conversation test: a name for its file, and its YAML, with nothing personal in it."""

    name: str
    text: str


class KeptOut(Shape):
    """Where the test stands in the shop's folder; null where that cannot be written to."""

    file: str | None


class KeepBody(Strict):
    """The test as a person read it over; `name` becomes the file's."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
    text: Annotated[str, Field(min_length=1, max_length=60_000)]


async def read(ask: Ask[Nothing, Nothing]) -> RetoldOut:
    """The last turns of a conversation as `dezura test` reads them."""
    story = await ask.api.database.read(partial(story_of, conversation_id=ask.id, default=ask.api.shop.default_language))
    if story is None:
        raise Problem(404, "There is no such conversation, or the bot has not read a word of it.")
    begin = begin_of(story.scenes, ask.api.shop.time_zone)
    return RetoldOut(name=f"conversation-{ask.id}", text=await asyncio.to_thread(retell, story, begin))


def story_of(connection: sa.Connection, conversation_id: int, default: str) -> Retold | None:
    """What a test of a conversation needs to know of it; None where the bot has not read a word."""
    card, scenes = overview.one(connection, conversation_id), retold.scenes(connection, conversation_id)
    if card is None or not scenes:
        return None
    agents = retold.words_of_agents(connection, conversation_id)
    return Retold(f"conversation {conversation_id}", _language(card, default), scenes, agents, _names(card), card.owner)


def _language(card: Card, default: str) -> str:
    return card.language or default


def _names(card: Card) -> Sequence[str]:
    return [name for name in (card.name, card.email.partition("@")[0]) if name]


async def keep(ask: Ask[Nothing, KeepBody]) -> KeptOut:
    """Put a test among the shop's own; the same name again replaces it."""
    name = f"{PREFIX}{ask.body.name}.yml"
    try:
        await asyncio.to_thread(lambda: parse(parse_yaml(ask.body.text, name)))  # a long one takes half a second
    except Problems as problems:
        raise Problem(422, f"text: {problems.problems[0]}", path="text") from None
    return KeptOut(file=await asyncio.to_thread(write, ask.api.home, name, ask.body.text))


def write(home: Path | None, name: str, text: str) -> str | None:
    """Put a file among the shop's tests; None where that cannot be written to, as in a container: then one downloads it."""
    if home is None:
        return None
    folder = home / "tests" / "dialogues"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    except OSError:
        return None
    return f"tests/dialogues/{name}"


ENDPOINTS = (
    Endpoint(
        "GET", ONE + "/test", read, "A conversation as a test", "agent", RetoldOut,
        problems={404: "There is no such conversation, or nothing in it that the bot has read"},
    ),
    Endpoint("POST", "/conversation-tests", keep, "Keep a conversation test", "agent", KeptOut, body=KeepBody),
)  # fmt: skip
