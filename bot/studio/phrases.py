"""What the model learns from: phrases by intent, what they are confused with, and messages nobody understood."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from bot import lessons as learnt
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.store import lessons
from bot.studio.context import Studio, studio_of
from bot.studio.phrasebook import Deed, StalePhrasesError, change
from config.source import Problems
from nlu.artifact import ModelError, load
from nlu.commands import lessons_path, model_path, phrases_path
from nlu.model import Language, Utterance
from nlu.neighbours import Neighbour, Space, doubles, resembling, standings
from nlu.phrase_files import PhraseError, phrase_at
from nlu.phrases import Phrase, Phrases, read_phrases
from nlu.shelf import report_of

FEW = 20  # phrases of an intent in a language, below which customers' own wording is seldom met (docs/understanding.md)
SHOWN = 8  # confusions of an intent

Text = Annotated[str, Field(min_length=1, max_length=300)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_/-]{0,99}$")]


class ConfusionOut(Shape):
    """So many phrases of the intent were taken for another."""

    intent: str
    times: int


class IntentOut(Shape):
    """An intent: its phrases by language, and how phrases like these fared with a model that had not seen them.

    `recall` is the share of its phrases that were understood, `precision` that of what was taken for it and was it; None where
    no report is kept. `few` are the languages with too few phrases.
    """

    intent: str
    phrases: dict[str, int]
    few: list[str]
    recall: float | None
    precision: float | None
    confusions: list[ConfusionOut]


class PhrasesOut(Shape):
    """All intents, worst first, as of the files' `version`; `doubles` are phrases that stand twice, by language and text."""

    version: str
    languages: list[str]
    intents: list[IntentOut]
    doubles: int
    changed: bool


class NearOut(Shape):
    """A phrase nearby: the cosine between both, as the model sees them."""

    text: str
    intent: str
    language: str
    near: float


class PhraseOut(Shape):
    """A phrase: where it stands, how near its own are, and those of others. `pulls`: another intent's is the nearest.

    `lesson` is the number of one that was taken from a message; it stands in no file.
    """

    text: str
    language: str
    file: str
    line: int
    lesson: int | None
    own: float
    near: list[NearOut]
    pulls: bool
    double: bool


class IntentPhrasesOut(Shape):
    """The phrases of an intent."""

    version: str
    intent: str
    phrases: list[PhraseOut]


class TryOut(Shape):
    """What the model in use makes of a message, and the phrases it resembles."""

    language: str
    intent: str | None
    confidence: float
    ranking: list[tuple[str, float]]
    resembles: list[NearOut]


class ChangedOut(Shape):
    """The files' version after a change."""

    version: str


class IntentQuery(Strict):
    """Which intent."""

    intent: Name


class TryBody(Strict):
    """A message as a customer would write it."""

    text: Text


class DeedBody(Strict):
    """One change: phrases added, or one at its place removed, worded otherwise, or moved to another intent."""

    kind: Literal["add", "remove", "edit", "move"]
    language: Language = "en"
    intent: Name = "none"
    texts: Annotated[tuple[Text, ...], Field(max_length=200)] = ()
    file: Annotated[str, Field(pattern=r"^([a-z]{2}(-[A-Za-z0-9_-]+)?\.yml)?$")] = ""
    line: int = 0
    text: Annotated[str, Field(max_length=300)] = ""


class PhraseBody(Strict):
    """Changes of the files as of that version."""

    version: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    deeds: Annotated[tuple[DeedBody, ...], Field(min_length=1, max_length=200)]


async def overview(ask: Ask[Nothing, Nothing]) -> PhrasesOut:
    """Intents with their phrases and how well they are told apart."""
    studio = studio_of(ask)
    known = await known_in(studio)
    report = await asyncio.to_thread(report_of, studio.school.shelf.using)
    languages = studio.floor.shop.languages
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for phrase in known.phrases:
        counts[phrase.intent][phrase.language] += 1
    intents = [_intent(name, count, report, languages) for name, count in counts.items()]
    intents.sort(key=lambda one: (one.recall if one.recall is not None else 1.0, sum(one.phrases.values()), one.intent))
    return PhrasesOut(
        version=known.fingerprint, languages=list(languages), intents=intents, doubles=len(doubles(known.phrases)),
        changed=await asyncio.to_thread(_trained_of, studio) != known.fingerprint,
    )  # fmt: skip


def _trained_of(studio: Studio) -> str:
    try:
        return load(studio.school.shelf.using).fingerprint
    except ModelError:
        return ""


def _intent(name: str, count: Counter[str], report: Mapping[str, Any] | None, languages: Sequence[str]) -> IntentOut:
    figures = (report or {}).get("intents", {}).get(name)
    missed = [one for one in (report or {}).get("misread", []) if name in {one[1], one[3]}]
    wrongly = sum(one[3] == name for one in missed)
    right = figures["count"] * figures["accuracy"] if figures else 0.0
    taken = Counter(one[3] for one in missed if one[1] == name)
    return IntentOut(
        intent=name, phrases=dict(count), few=[language for language in languages if count[language] < FEW],
        recall=figures["accuracy"] if figures else None, precision=right / (right + wrongly) if right else None,
        confusions=[ConfusionOut(intent=other, times=times) for other, times in taken.most_common(SHOWN)],
    )  # fmt: skip


async def one_intent(ask: Ask[IntentQuery, Nothing]) -> IntentPhrasesOut:
    """An intent's phrases, with what lies near each of them."""
    studio, name = studio_of(ask), ask.query.intent
    known = await known_in(studio)
    taken = {(one.language, one.text): one.id for one in await ask.api.database.read(lessons.everything)}
    shown = await asyncio.to_thread(_phrases_of, studio, known, name, taken)
    if not shown:
        raise Problem(404, "There is no such intent.")
    return IntentPhrasesOut(version=known.fingerprint, intent=name, phrases=shown)


def _phrases_of(studio: Studio, known: Phrases, name: str, taken: Mapping[tuple[str, str], int]) -> list[PhraseOut]:
    twice = {phrase.place for several in doubles(known.phrases) for phrase in several}
    texts: dict[str, str] = {}
    shown = []
    for one in standings(_space(studio), known.phrases, name):
        phrase = one.phrase
        path = Path(phrase.place.file)
        if str(path) not in texts:
            texts[str(path)] = path.read_text(encoding="utf-8")
        raw, line = _raw(texts[str(path)], phrase)
        is_lesson = path.parent.name == "lessons"
        lesson = taken.get((phrase.language, raw)) if is_lesson else None
        shown.append(
            PhraseOut(
                text=raw, language=phrase.language, file="" if is_lesson else path.name, line=0 if is_lesson else line,
                lesson=lesson, own=round(one.own, 4), near=[_near(other) for other in one.others[:3]], pulls=one.pulls,
                double=phrase.place in twice,
            )
        )  # fmt: skip
    return shown


def _raw(text: str, phrase: Phrase) -> tuple[str, int]:
    """The phrase with its marks, as its line has it; 0 where it stands in a form that is changed in the file alone."""
    try:
        return phrase_at(text, phrase.place.line), phrase.place.line
    except PhraseError:
        return phrase.text, 0


def _near(one: Neighbour) -> NearOut:
    return NearOut(text=one.phrase.text, intent=one.phrase.intent, language=one.phrase.language, near=round(one.near, 3))


def _space(studio: Studio) -> Space:
    try:
        return Space(load(model_path(studio.floor.environment.dezura_home)))
    except ModelError as error:
        raise Problem(409, f"{error}.") from None


async def known_in(studio: Studio) -> Phrases:
    """The files, with what was taken from messages."""
    found = await studio.floor.database.read(lessons.everything)
    try:
        return await asyncio.to_thread(_read, studio, found)
    except Problems as problems:
        raise Problem(409, f"The phrase files have a mistake, mend it first: {problems.problems[0]}") from None


def _read(studio: Studio, found: Sequence[lessons.Lesson]) -> Phrases:
    home = studio.floor.environment.dezura_home
    learnt.write(lessons_path(home), found)
    return read_phrases(phrases_path(home), studio.floor.shop.languages, lessons_path(home))


async def attempt(ask: Ask[Nothing, TryBody]) -> TryOut:
    """What the model makes of a message."""
    studio = studio_of(ask)
    (read,) = await studio.floor.nlu.understand([Utterance(ask.body.text)])
    known = await known_in(studio)
    near = await asyncio.to_thread(lambda: resembling(_space(studio), known.phrases, ask.body.text))
    return TryOut(
        language=read.language, intent=read.intent, confidence=read.confidence,
        ranking=[(one.name, one.confidence) for one in read.ranking], resembles=[_near(one) for one in near],
    )  # fmt: skip


async def alter(ask: Ask[Nothing, PhraseBody]) -> ChangedOut:
    """Change phrases in their files, if all of them can still be read then."""
    studio = studio_of(ask)
    home, languages = studio.floor.environment.dezura_home, studio.floor.shop.languages
    deeds = [Deed(one.kind, one.language, one.intent, one.texts, one.file, one.line, one.text) for one in ask.body.deeds]
    await known_in(studio)
    work = partial(change, phrases_path(home), lessons_path(home), languages, deeds, ask.body.version)
    try:
        version = await asyncio.to_thread(work)
    except StalePhrasesError:
        raise Problem(
            409, "Somebody else has changed the phrases meanwhile. They are read again; look and try once more."
        ) from None
    except PhraseError as error:
        raise Problem(409, f"{str(error).capitalize()}.") from None
    except Problems as problems:
        first = problems.problems[0]
        raise Problem(422, f"{Path(first.place.file).name}, line {first.place.line}: {first.text}", path="deeds") from None
    except OSError as error:
        raise Problem(409, f"The phrase files cannot be written: {error.strerror}.") from None
    kinds: Counter[str] = Counter(deed.kind for deed in deeds)
    detail: dict[str, Any] = {"intents": sorted({deed.intent for deed in deeds}), **kinds}
    await ask.api.database.write(lambda connection: ask.record(connection, "phrases.changed", "phrases:shop", **detail))
    return ChangedOut(version=version)


_MISTAKE = {409: "The phrase files have a mistake, or were changed meanwhile"}

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET", "/studio/phrases", overview, "Intents and how well they are told apart", "admin", PhrasesOut, problems=_MISTAKE,
    ),
    Endpoint(
        "GET", "/studio/phrases/intent", one_intent, "An intent's phrases and what lies near them", "admin", IntentPhrasesOut,
        query=IntentQuery, problems={404: "There is no such intent", **_MISTAKE},
    ),
    Endpoint(
        "POST", "/studio/phrases/try", attempt, "What the model makes of a message", "admin", TryOut, body=TryBody,
        problems=_MISTAKE,
    ),
    Endpoint("POST", "/studio/phrases", alter, "Change phrases", "admin", ChangedOut, body=PhraseBody, problems=_MISTAKE),
)  # fmt: skip
