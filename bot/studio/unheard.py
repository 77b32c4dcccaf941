"""Messages nobody understood, as a worklist: without it the model would never learn how customers really write."""

import asyncio
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from pydantic import Field

from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.epoch import from_ms
from bot.store import unheard
from bot.store.lessons import NewLesson
from bot.store.unheard import NewDecision, Unheard
from bot.studio.context import Studio, studio_of
from bot.understanding import builtin_of
from config.source import Problems
from handoff.masking import mask
from nlu.artifact import ModelError
from nlu.commands import model_path
from nlu.model import LANGUAGES, Language, Understanding, Utterance, spoken
from nlu.normalise import MASKS, key
from nlu.phrases import Phrases, annotated
from nlu.teaching import Group, Message, worklist
from nlu.twins import Twins

DAY = 86_400_000  # ms
ROOM = 6000  # turns that are looked at
GROUPS = 200  # of wordings that are shown
OTHERS = 5  # wordings of a group that are shown beside the first
GUESSES = 2
AGREE = 2  # people who must have meant the same before it is accepted without a look at each
SHARE = 2 / 3  # of those whose meaning is known
CAP = 3  # groups in which one customer has a say when many are accepted at once
_NO_MARKS = str.maketrans("[]", "()")  # `[10031](order_number:7)` would teach synonyms, and `](` stop every training
INTENT = r"^[a-z][a-z0-9_]{1,59}$"


class GuessOut(Shape):
    """What the model holds it for, and how sure it is."""

    intent: str
    confidence: float


class UnheardOut(Shape):
    """Messages that say nearly the same: one of them as a phrase without what is personal, and how often they came.

    `said` is what the bot answered; `message` and `conversation_id` lead to where the phrase comes from. `people` wrote it.
    `why` are the reasons for its place (corrected | unsure | torn | many | new), `hints` what happened (unsure | cancelled |
    left | person). `proposed` is what those who wrote it meant by what they did next, `agreed` whether enough of them did for it
    to be accepted without a look at each.
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
    people: int
    why: list[str]
    hints: list[str]
    proposed: str | None
    agreed: bool


class UnheardListOut(Shape):
    """The worklist, what would teach the model most first, and how the time stands.

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


class DaysBody(Strict):
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


class AgreedOut(Shape):
    """What was accepted in one go: the phrases, and the digests by which it is taken back."""

    phrases: int
    digests: list[str]


class UndoBody(Strict):
    """Which group."""

    digests: Annotated[tuple[Annotated[str, Field(pattern="^[0-9a-f]{64}$")], ...], Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True)
class _Worded:
    """A message with its phrase, its digest, what the model in use makes of it, and what the customer meant as far as is known.

    `known` says that the model has learnt it since.
    """

    one: Unheard
    text: str
    digest: str
    guesses: tuple[GuessOut, ...]
    meant: str
    known: bool


_Group = tuple[Group, list[_Worded]]


def as_phrase(text: str, names: Sequence[str] = ()) -> str:
    """A customer's words as a phrase: in one line, without what is personal, and without marks of values."""
    return mask(" ".join(text.translate(_NO_MARKS).split()), names)[:300]


def digest_of(text: str) -> str:
    """By which a wording is known again, and not read."""
    return sha256(key(text).encode()).hexdigest()


async def listing(ask: Ask[DaysQuery, Nothing]) -> UnheardListOut:
    """What may have been misunderstood and is not decided yet."""
    studio, days = studio_of(ask), ask.query.days
    known = await _classroom(ask)
    groups, worded, decided = await _found(ask, days, known)
    items = await ask.api.database.read(lambda connection: [_out(connection, *group) for group in groups])
    flows = sorted(name for name in studio.floor.flows.flows if not name.startswith("pattern_"))
    counted = [decided.get(one.digest, "understood" if one.known else "") for one in worded]
    return UnheardListOut(
        items=items, intents=list(known.intents), flows=flows, total=len(worded), phrased=counted.count("accepted"),
        ignored=counted.count("ignored"), understood=counted.count("understood"),
    )  # fmt: skip


async def waiting(ask: Ask[Any, Any], days: int) -> int:
    """How many rows the worklist of so many days has."""
    groups, _, _ = await _found(ask, days, await _classroom(ask))
    return len(groups)


async def _found(ask: Ask[Any, Any], days: int, known: Phrases) -> tuple[list[_Group], list[_Worded], Mapping[str, str]]:
    studio, since = studio_of(ask), ask.api.now() - days * DAY

    def work(connection: sa.Connection) -> tuple[Sequence[Unheard], Mapping[str, str]]:
        return unheard.doubted(connection, since, ROOM), unheard.decided(connection)

    found, decided = await ask.api.database.read(work)
    worded = await _worded(studio, found)
    left = [one for one in worded if one.digest not in decided and not one.known]
    groups = await asyncio.to_thread(_grouped, studio, left, known)
    return groups[:GROUPS], worded, decided


async def _worded(studio: Studio, found: Sequence[Unheard]) -> list[_Worded]:
    """What says something; numbers and signs alone are no phrase."""
    usable = [one for one in found if set(key(one.text).split()) - MASKS]
    default = studio.floor.shop.default_language
    utterances = [Utterance(one.text, spoken(one.language, LANGUAGES, default)) for one in usable]
    model = builtin_of(studio.floor.nlu) or studio.floor.nlu  # hundreds at once: no server is asked, which costs and waits
    now = await model.understand(utterances) if utterances else []
    flows = studio.floor.flows.flows
    worded = []
    for one, read in zip(usable, now, strict=True):
        text = as_phrase(one.text, [one.name])
        ranking = tuple((intent.name, intent.confidence) for intent in read.ranking) or one.guesses
        guesses = tuple(GuessOut(intent=name, confidence=confidence) for name, confidence in ranking[:GUESSES])
        flow = flows.get(one.hint.flow)
        meant = flow.intents[0] if flow is not None and flow.intents else ""
        worded.append(_Worded(one, text, digest_of(text), guesses, meant, _is_known(one, read, meant)))
    return worded


def _is_known(one: Unheard, read: Understanding, meant: str) -> bool:
    """Whether the model in use understands by now what it did not: as what was meant, or at least otherwise than it did."""
    if meant:
        return read.intent == meant
    return read.accepted and (one.hint.what == "unsure" or read.intent != one.intent)


def _grouped(studio: Studio, left: Sequence[_Worded], known: Phrases) -> list[_Group]:
    """What would teach most first."""
    if not left:
        return []
    messages = [
        Message(
            one.text, one.one.language, tuple(guess.confidence for guess in one.guesses), one.one.hint.what != "unsure",
            one.one.person,
        )
        for one in left
    ]  # fmt: skip
    try:
        space, taught = studio.taught.get(model_path(studio.floor.environment.dezura_home), known)
    except ModelError:
        return [(Group((place,), 1, 1.0, 1.0, 1.0, ()), [one]) for place, one in enumerate(left)]
    groups = worklist(messages, partial(Twins, space), taught)
    return [(group, [left[place] for place in group.places]) for group in groups]


def _proposed(group: Sequence[_Worded]) -> tuple[str | None, bool]:
    """What most of those who wrote it meant, each person counted once; and whether enough agree that nobody need look at each."""
    meant = {(one.one.person, one.meant) for one in group if one.meant}
    counts = Counter(intent for _, intent in meant)
    if not counts:
        return None, False
    (intent, people), *_ = counts.most_common(1)
    return intent, people >= AGREE and people >= SHARE * len(meant)


def _out(connection: sa.Connection, group: Group, members: Sequence[_Worded]) -> UnheardOut:
    first = members[0]
    texts = [text for text in dict.fromkeys(one.text for one in members) if text != first.text]
    message = unheard.message(connection, first.one)
    proposed, agreed = _proposed(members)
    return UnheardOut(
        text=first.text, others=texts[:OTHERS], language=first.one.language, times=len(members),
        last_at=from_ms(max(one.one.at for one in members)).isoformat(),
        said=mask(unheard.answer(connection, first.one), [first.one.name])[:300],
        guesses=list(first.guesses), digests=list(dict.fromkeys(one.digest for one in members)),
        message=f"i{message or 0}", conversation_id=first.one.conversation_id, people=group.people, why=list(group.why),
        hints=list(dict.fromkeys(one.one.hint.what for one in members)), proposed=proposed, agreed=agreed,
    )  # fmt: skip


async def accept_agreed(ask: Ask[Nothing, DaysBody]) -> AgreedOut:
    """Make phrases of all that enough customers agree on by what they did; of one customer's messages only some."""
    known = await _classroom(ask)
    groups, _, _ = await _found(ask, ask.body.days, known)
    chosen = _capped([group for group in groups if _proposed(group[1])[1]])

    def work(connection: sa.Connection) -> AgreedOut:
        digests: list[str] = []
        phrases = 0
        for _, members in chosen:
            first, intent = members[0], _proposed(members)[0] or ""
            message = unheard.message(connection, first.one)
            language = spoken(first.one.language, LANGUAGES, "en")
            if message is None or intent not in known.intents or _stands_otherwise(known, language, first.text, intent):
                continue
            lesson = NewLesson(language, intent, first.text, message, first.one.conversation_id, ask.agent.id)
            mine = tuple(dict.fromkeys(one.digest for one in members))
            if unheard.decide(connection, NewDecision(mine, "accepted", intent, "", lesson), ask.agent.id, ask.api.now()):
                digests.extend(mine)
                phrases += 1
        return AgreedOut(phrases=phrases, digests=digests)

    return await ask.api.database.write(work)


def _capped(groups: Sequence[_Group]) -> list[_Group]:
    """Those that rest on no customer's word who has had a say in enough others: nobody teaches the bot alone."""
    said: Counter[int] = Counter()
    chosen = []
    for group, members in groups:
        people = {one.one.person for one in members if one.meant}
        fresh = [person for person in people if said[person] < CAP]
        if len(fresh) >= AGREE:
            said.update(people)
            chosen.append((group, members))
    return chosen


def _stands_otherwise(known: Phrases, language: Language, text: str, intent: str) -> bool:
    wanted = key(text)
    return any(one.language == language and one.intent != intent and key(one.text) == wanted for one in known.phrases)


async def _classroom(ask: Ask[Any, Any]) -> Phrases:
    try:
        return await asyncio.to_thread(ask.api.classroom)
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
    body, known = ask.body, await _classroom(ask)
    if body.new:
        _check_name(body.intent, known.intents)
    elif body.intent not in known.intents:
        raise Problem(422, f"There is no intent {body.intent}.", path="intent")
    text = " ".join(body.text.split())
    try:
        bare = annotated(text)[0]
    except ValueError as error:
        raise Problem(422, f"{error}.", path="text") from None
    if not set(key(bare).split()) - MASKS:
        raise Problem(422, "Write some words.", path="text")
    for phrase in known.phrases:
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
        "POST", "/studio/unheard/agreed", accept_agreed, "Make phrases of all that customers agree on", "admin", AgreedOut,
        body=DaysBody, problems={409: "The phrase files have a mistake"},
    ),
    Endpoint(
        "POST", "/studio/unheard/undo", undo, "Take back what became of a message", "admin", body=UndoBody,
        problems={404: "Nothing was decided about it"},
    ),
)  # fmt: skip
