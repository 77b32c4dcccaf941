"""Messages nobody understood, as a worklist: without it the model would never learn how customers really write."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Annotated, Literal

import sqlalchemy as sa
from pydantic import BaseModel, Field

from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.epoch import from_ms
from bot.store import unheard
from bot.store.lessons import NewLesson
from bot.store.unheard import NewDecision, Unheard
from bot.studio.context import Studio, studio_of
from bot.understanding import builtin_of
from config.source import Problems
from handoff.masking import mask
from nlu.artifact import ModelError, load
from nlu.commands import model_path
from nlu.model import LANGUAGES, Language, Utterance, spoken
from nlu.neighbours import Space, alike
from nlu.normalise import MASKS, key
from nlu.phrases import annotated

DAY = 86_400_000  # ms
ROOM = 2000  # turns that are looked at
GROUPS = 200  # of wordings that are shown
OTHERS = 5  # wordings of a group that are shown beside the first
GUESSES = 2
INTENT = r"^[a-z][a-z0-9_]{1,59}$"


class GuessOut(BaseModel):
    """What the model holds it for, and how sure it is."""

    intent: str
    confidence: float


class UnheardOut(BaseModel):
    """Messages that say nearly the same: one of them as a phrase without what is personal, and how often they came.

    `said` is what the bot answered; `message` and `conversation_id` lead to where the phrase comes from.
    """

    text: str
    others: list[str]
    language: str
    times: int
    last_at: str
    said: str
    guesses: list[GuessOut]
    digests: list[str]
    message: str
    conversation_id: int


class UnheardListOut(BaseModel):
    """The worklist, the most frequent first, and how the time stands.

    Of `total` messages there is a phrase for `phrased` by now, `ignored` are nothing to learn from, and `understood` are those
    that the model in use understands by now.
    """

    items: list[UnheardOut]
    intents: list[str]
    flows: list[str]
    total: int
    phrased: int
    ignored: int
    understood: int


class DaysQuery(Strict):
    """How far back."""

    days: Annotated[int, Field(ge=1, le=90)] = 7


class UnheardBody(Strict):
    """What is to become of a group: a phrase of an intent (a new one where `new`), or nothing."""

    decision: Literal["accepted", "ignored"]
    digests: Annotated[tuple[Annotated[str, Field(pattern="^[0-9a-f]{64}$")], ...], Field(min_length=1, max_length=500)]
    message: Annotated[str, Field(pattern=r"^i\d{1,18}$")] = "i0"
    conversation_id: int = 0
    language: Language = "en"
    intent: Annotated[str, Field(max_length=60)] = ""
    text: Annotated[str, Field(max_length=300)] = ""
    new: bool = False
    flow: Annotated[str, Field(max_length=100)] = ""


class UndoBody(Strict):
    """Which group."""

    digests: Annotated[tuple[Annotated[str, Field(pattern="^[0-9a-f]{64}$")], ...], Field(min_length=1, max_length=500)]


@dataclass(frozen=True, slots=True)
class _Worded:
    """A message with its phrase, its digest, and what the model in use makes of it."""

    one: Unheard
    text: str
    digest: str
    guesses: tuple[GuessOut, ...]
    accepted: bool


def digest_of(text: str) -> str:
    """By which a wording is known again, and not read."""
    return sha256(key(text).encode()).hexdigest()


async def listing(ask: Ask[DaysQuery, Nothing]) -> UnheardListOut:
    """What was not understood and is not decided yet."""
    studio, since = studio_of(ask), ask.api.now() - ask.query.days * DAY

    def work(connection: sa.Connection) -> tuple[Sequence[Unheard], Mapping[str, str]]:
        return unheard.missed(connection, since, ROOM), unheard.decided(connection)

    found, decided = await ask.api.database.read(work)
    worded = await _worded(studio, found)
    left = [one for one in worded if one.digest not in decided and not one.accepted]
    groups = (await asyncio.to_thread(_grouped, studio, left))[:GROUPS]
    items = await ask.api.database.read(lambda connection: [_out(connection, group) for group in groups])
    flows = sorted(name for name in studio.floor.flows.flows if not name.startswith("pattern_"))
    counted = [decided.get(one.digest, "understood" if one.accepted else "") for one in worded]
    return UnheardListOut(
        items=items, intents=await _intents(ask), flows=flows, total=len(worded), phrased=counted.count("accepted"),
        ignored=counted.count("ignored"), understood=counted.count("understood"),
    )  # fmt: skip


async def _worded(studio: Studio, found: Sequence[Unheard]) -> list[_Worded]:
    """What says something; numbers and signs alone are no phrase."""
    usable = [one for one in found if set(key(one.text).split()) - MASKS]
    default = studio.floor.shop.default_language
    utterances = [Utterance(one.text, spoken(one.language, LANGUAGES, default)) for one in usable]
    model = builtin_of(studio.floor.nlu) or studio.floor.nlu  # hundreds at once: no server is asked, which costs and waits
    now = await model.understand(utterances) if utterances else []
    worded = []
    for one, read in zip(usable, now, strict=True):
        text = " ".join(mask(one.text, [one.name]).split())[:300]
        ranking = tuple((intent.name, intent.confidence) for intent in read.ranking) or one.guesses
        guesses = tuple(GuessOut(intent=name, confidence=confidence) for name, confidence in ranking[:GUESSES])
        worded.append(_Worded(one, text, digest_of(text), guesses, read.accepted))
    return worded


def _grouped(studio: Studio, left: Sequence[_Worded]) -> list[list[_Worded]]:
    """The most frequent first, then the newest."""
    try:
        space = Space(load(model_path(studio.floor.environment.dezura_home)))
    except ModelError:
        return [[one] for one in left]
    groups = alike(space, {place: one.text for place, one in enumerate(left)})
    return sorted(([left[int(str(place))] for place in group] for group in groups), key=lambda group: -len(group))


def _out(connection: sa.Connection, group: Sequence[_Worded]) -> UnheardOut:
    first = group[0]
    texts = [text for text in dict.fromkeys(one.text for one in group) if text != first.text]
    message = unheard.message(connection, first.one)
    return UnheardOut(
        text=first.text, others=texts[:OTHERS], language=first.one.language, times=len(group),
        last_at=from_ms(max(one.one.at for one in group)).isoformat(), said=mask(first.one.said, [first.one.name])[:300],
        guesses=list(first.guesses), digests=list(dict.fromkeys(one.digest for one in group)),
        message=f"i{message or 0}", conversation_id=first.one.conversation_id,
    )  # fmt: skip


async def _intents(ask: Ask[DaysQuery, Nothing] | Ask[Nothing, UnheardBody]) -> list[str]:
    try:
        return list((await asyncio.to_thread(ask.api.classroom)).intents)
    except Problems as problems:
        raise Problem(409, f"The phrase files have a mistake, mend it first: {problems.problems[0]}") from None


async def decide(ask: Ask[Nothing, UnheardBody]) -> None:
    """Make a phrase of it, or nothing; it does not come again."""
    body = ask.body
    lesson = await _lesson(ask) if body.decision == "accepted" else None
    new = NewDecision(body.digests, body.decision, lesson.intent if lesson else "", body.flow if body.new else "", lesson)
    if not await ask.api.database.write(partial(unheard.decide, new=new, agent_id=ask.agent.id, now=ask.api.now())):
        raise Problem(404, "This message is not kept any more; ignore it instead.")


async def _lesson(ask: Ask[Nothing, UnheardBody]) -> NewLesson:
    body, known = ask.body, await _intents(ask)
    if body.new:
        _check_name(body.intent, known)
    elif body.intent not in known:
        raise Problem(422, f"There is no intent {body.intent}.", path="intent")
    text = " ".join(body.text.split())
    try:
        bare = annotated(text)[0]
    except ValueError as error:
        raise Problem(422, f"{error}.", path="text") from None
    if not set(key(bare).split()) - MASKS:
        raise Problem(422, "Write some words.", path="text")
    for phrase in (await asyncio.to_thread(ask.api.classroom)).phrases:
        if phrase.language == body.language and key(phrase.text) == key(bare) and phrase.intent != body.intent:
            raise Problem(409, f"This stands under {phrase.intent} at {phrase.place}. Change it there, or word it otherwise.")
    return NewLesson(body.language, body.intent, text, int(body.message[1:]), body.conversation_id, ask.agent.id)


def _check_name(name: str, known: Sequence[str]) -> None:
    if re.fullmatch(INTENT, name) is None:
        raise Problem(422, "An intent is named in small letters, digits and _, like gift_wrapping.", path="intent")
    if name in known:
        raise Problem(422, f"There is an intent {name} already; choose it from the list.", path="intent")


async def undo(ask: Ask[Nothing, UndoBody]) -> None:
    """Take a decision back."""
    work = partial(unheard.undo, digests=ask.body.digests, agent_id=ask.agent.id, now=ask.api.now())
    if not await ask.api.database.write(work):
        raise Problem(404, "Nothing was decided about this.")


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET", "/studio/unheard", listing, "Messages that were not understood", "admin", UnheardListOut, query=DaysQuery,
        problems={409: "The phrase files have a mistake"},
    ),
    Endpoint(
        "POST", "/studio/unheard", decide, "Make a phrase of a message, or nothing", "admin", body=UnheardBody,
        problems={404: "The message is not kept any more", 409: "The phrase files have a mistake, or know the phrase already"},
    ),
    Endpoint(
        "POST", "/studio/unheard/undo", undo, "Take back what became of a message", "admin", body=UndoBody,
        problems={404: "Nothing was decided about it"},
    ),
)  # fmt: skip
