"""A customer's message as a phrase to learn from: suggested without what is personal, edited by a person, and kept."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field

from bot.api.conversations import ONE, names_of
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.epoch import from_ms
from bot.store import history, lessons, overview
from bot.store.lessons import Lesson, NewLesson
from config.source import Problems
from handoff.masking import mask
from nlu.model import Language
from nlu.normalise import key
from nlu.phrases import Phrases, annotated

MessageId = Annotated[str, Field(pattern=r"^i\d{1,18}$", description="A customer's message, as in `messages`")]
Text = Annotated[str, Field(min_length=1, max_length=300)]


class LessonOut(Shape):
    """A phrase; `message` and `conversation_id` lead to where it comes from, while that is kept."""

    id: int
    language: Language
    intent: str
    text: str
    message: str | None
    conversation_id: int | None
    agent: str
    made_at: datetime


class LessonPage(Shape):
    """Phrases, newest first, and `next` to go on with."""

    items: list[LessonOut]
    next: str | None


class LessonDraftOut(Shape):
    """A message without names, numbers and addresses, what the bot took it for, and what it could be."""

    text: str
    language: str
    intent: str
    intents: list[str]


class SuggestQuery(Strict):
    """Which message."""

    message: MessageId


class LessonBody(Strict):
    """The phrase as the person edited it."""

    message: MessageId
    conversation_id: Annotated[int, Field(ge=1)]
    language: Language
    intent: Annotated[str, Field(min_length=1, max_length=100)]
    text: Text


class PageQuery(Strict):
    """How many, and after which page."""

    limit: Annotated[int, Field(ge=1, le=200)] = 100
    after: Annotated[str, Field(pattern=r"^\d{0,18}$")] = ""


async def suggest(ask: Ask[SuggestQuery, Nothing]) -> LessonDraftOut:
    """What the dialog shows first."""
    known = await _phrases(ask)
    found = await ask.api.database.read(partial(_suggestion, ask=ask, intents=known.intents))
    if found is None:
        raise Problem(404, "There is no such message of the customer.")
    return found


def _suggestion(connection: sa.Connection, ask: Ask[SuggestQuery, Nothing], intents: Sequence[str]) -> LessonDraftOut | None:
    card, number = overview.one(connection, ask.id), int(ask.query.message[1:])
    line = history.came(connection, [number]).get(number)
    if card is None or line is None or line.author != "customer" or not line.text or not _of(connection, ask.id, number):
        return None
    understood = _understood(connection, ask.id, line)
    language = str(understood.get("language") or card.language or ask.api.shop.default_language)
    intent = next((one["name"] for one in understood.get("ranking", []) if one["name"] in intents), "")
    return LessonDraftOut(text=mask(line.text, [card.name])[:300], language=language, intent=intent, intents=list(intents))


def _of(connection: sa.Connection, conversation_id: int, number: int) -> bool:
    lines, _ = history.read(connection, conversation_id, (number + 1, 0), 1)
    return any(line.id == f"i{number}" for line in lines)


def _understood(connection: sa.Connection, conversation_id: int, line: history.Line) -> dict[str, Any]:
    turns = history.turns(connection, conversation_id, [line.turn] if line.turn is not None else [])
    events = [event for _, record in turns.values() for event in record.get("events", [])]
    heard = [event["understanding"] for kind, event in events if kind == "Heard"]
    return next((dict(one) for one in heard if one.get("text", "").strip() == line.text.strip()), {})


async def _phrases(ask: Ask[SuggestQuery, Nothing] | Ask[Nothing, LessonBody]) -> Phrases:
    try:
        return await asyncio.to_thread(ask.api.classroom)
    except Problems as problems:
        raise Problem(409, f"The phrase files have a mistake, mend it first: {problems.problems[0]}") from None


async def add(ask: Ask[Nothing, LessonBody]) -> LessonOut:
    """Keep a phrase. `dezura train` learns it with the phrase files."""
    body, known = ask.body, await _phrases(ask)
    if body.intent not in known.intents:
        raise Problem(422, f"intent: there is no intent {body.intent}.", path="intent")
    text = " ".join(body.text.split())
    if not key(_bare(text)):
        raise Problem(422, "text: write some words.", path="text")
    _refuse_known(known, body.language, body.intent, text)
    new = NewLesson(body.language, body.intent, text, int(body.message[1:]), body.conversation_id, ask.agent.id)
    kept = await ask.api.database.write(partial(lessons.add, new=new, now=ask.api.now()))
    if kept is None:
        raise Problem(404, "There is no such message of the customer.")
    return _out(kept, ask.agent.name)


def _bare(text: str) -> str:
    try:
        return annotated(text)[0]
    except ValueError as error:
        raise Problem(422, f"text: {error}.", path="text") from None


def _refuse_known(known: Phrases, language: Language, intent: str, text: str) -> None:
    """One phrase means one thing: what the files have under another intent would stop the training."""
    wanted = key(_bare(text))
    for phrase in known.phrases:
        if phrase.language == language and key(phrase.text) == wanted:
            if phrase.intent == intent:
                raise Problem(409, f"The model knows this already: {phrase.place}.")
            raise Problem(409, f"This stands under {phrase.intent} at {phrase.place}. Change it there, or word it otherwise.")


async def listing(ask: Ask[PageQuery, Nothing]) -> LessonPage:
    """Every phrase that was taken from a message."""
    before, room = int(ask.query.after or 2**62), ask.query.limit + 1
    found, names = await ask.api.database.read(lambda connection: (lessons.page(connection, before, room), names_of(connection)))
    shown = found[: ask.query.limit]
    items = [_out(lesson, names.get(lesson.agent_id, "")) for lesson in shown]
    return LessonPage(items=items, next=str(shown[-1].id) if len(found) > len(shown) else None)


async def remove(ask: Ask[Nothing, Nothing]) -> None:
    """Forget a phrase; the model does at the next training."""
    work = partial(lessons.remove, lesson_id=ask.id, agent_id=ask.agent.id, now=ask.api.now())
    if not await ask.api.database.write(work):
        raise Problem(404, "There is no such phrase.")


def _out(lesson: Lesson, agent: str) -> LessonOut:
    message = f"i{lesson.inbox_id}" if lesson.inbox_id is not None else None
    return LessonOut(
        id=lesson.id, language=lesson.language, intent=lesson.intent, text=lesson.text, message=message,
        conversation_id=lesson.conversation_id, agent=agent, made_at=from_ms(lesson.made_at),
    )  # fmt: skip


_MISTAKE = {409: "The phrase files have a mistake, or know the phrase already"}

ENDPOINTS = (
    Endpoint(
        "GET", ONE + "/lesson", suggest, "A message as a phrase to learn", "agent", LessonDraftOut, query=SuggestQuery,
        problems={404: "There is no such message", **_MISTAKE},
    ),
    Endpoint("GET", "/lessons", listing, "Phrases taken from messages", "agent", LessonPage, query=PageQuery),
    Endpoint(
        "POST", "/lessons", add, "Keep a phrase to learn", "agent", LessonOut, body=LessonBody,
        problems={404: "There is no such message", **_MISTAKE},
    ),
    Endpoint(
        "DELETE", r"/lessons/{id:\d{1,18}}", remove, "Forget a phrase", "agent",
        problems={404: "There is no such phrase"},
    ),
)  # fmt: skip
