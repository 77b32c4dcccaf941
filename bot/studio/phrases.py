"""What the model learns from: phrases by intent, what they are confused with, and messages nobody understood."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from bot import lessons as learnt
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.app import renew_model
from bot.store import lessons
from bot.studio.context import Studio, studio_of
from bot.studio.phrasebook import Deed, StalePhrasesError, change
from bot.studio.school import report_of
from config.source import Problems
from nlu.artifact import ModelError, load
from nlu.commands import lessons_path, model_path, phrases_path
from nlu.model import Language, Utterance
from nlu.neighbours import Neighbour, Space, doubles, resembling, standings
from nlu.phrase_files import PhraseError, phrase_at
from nlu.phrases import Phrase, Phrases, read_phrases

FEW = 20  # phrases of an intent in a language, below which customers' own wording is seldom met (docs/understanding.md)
MOST = 100  # misread phrases that are shown
SHOWN = 8  # confusions of an intent

Text = Annotated[str, Field(min_length=1, max_length=300)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_/-]{0,99}$")]


class ConfusionOut(BaseModel):
    """So many phrases of the intent were taken for another."""

    intent: str
    times: int


class IntentOut(BaseModel):
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


class FiguresOut(BaseModel):
    """A training in figures; each share from 0 to 1."""

    at: int
    phrases: int
    accuracy: float
    answered: float
    precision: float
    outside_answered: float


class MovedOut(BaseModel):
    """A phrase that is read otherwise by the new model than by the one in use, both without having seen it."""

    language: str
    text: str
    intent: str
    before: str
    after: str


class TrainingOut(BaseModel):
    """How the training stands. `now` is the model in use, `new` one that waits to be used, with what it would change.

    `better` and `worse` are phrases that were misread and are no more, and the other way round; `intents` whose share of
    understood phrases differs, as [before, after].
    """

    running: bool
    done: int
    total: int
    what: str
    failure: str
    now: FiguresOut | None
    new: FiguresOut | None
    waits: bool
    can_go_back: bool
    better: list[MovedOut]
    worse: list[MovedOut]
    intents: dict[str, list[float]]


class PhrasesOut(BaseModel):
    """All intents, worst first, as of the files' `version`; `doubles` are phrases that stand twice, by language and text."""

    version: str
    languages: list[str]
    intents: list[IntentOut]
    doubles: int
    changed: bool


class NearOut(BaseModel):
    """A phrase nearby: the cosine between both, as the model sees them."""

    text: str
    intent: str
    language: str
    near: float


class PhraseOut(BaseModel):
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


class IntentPhrasesOut(BaseModel):
    """The phrases of an intent."""

    version: str
    intent: str
    phrases: list[PhraseOut]


class TryOut(BaseModel):
    """What the model in use makes of a message, and the phrases it resembles."""

    language: str
    intent: str | None
    confidence: float
    ranking: list[tuple[str, float]]
    resembles: list[NearOut]


class ChangedOut(BaseModel):
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
    known = await _known(studio)
    report = await asyncio.to_thread(report_of, studio.school.using)
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
        return load(studio.school.using).fingerprint
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
    known = await _known(studio)
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


async def _known(studio: Studio) -> Phrases:
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
    known = await _known(studio)
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
    await _known(studio)
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


async def train(ask: Ask[Nothing, Nothing]) -> TrainingOut:
    """Train a model of the phrases as they are now, in the background."""
    studio = studio_of(ask)
    await _known(studio)
    shop = studio.floor.shop
    if not studio.school.start(shop.languages, shop.understanding.precision):
        raise Problem(409, "A model is being trained already; wait for it.")
    return await training(ask)


async def training(ask: Ask[Nothing, Nothing]) -> TrainingOut:
    """How the training stands, and what the new model would change."""
    return await asyncio.to_thread(_training, studio_of(ask))


def _training(studio: Studio) -> TrainingOut:
    school = studio.school
    now, new, course = report_of(school.using), report_of(school.trained), school.course
    waits = school.trained.exists() and not course.running
    better, worse = _moved(now, new) if waits and now and new else ([], [])
    return TrainingOut(
        running=course.running, done=course.done, total=course.total, what=course.what, failure=course.failure,
        now=_figures(now), new=_figures(new) if waits else None, waits=waits, can_go_back=school.before.exists(),
        better=better, worse=worse, intents=_differing(now, new) if waits and now and new else {},
    )  # fmt: skip


def _figures(report: Mapping[str, Any] | None) -> FiguresOut | None:
    names = FiguresOut.model_fields
    return FiguresOut(**{name: report[name] for name in names}) if report is not None else None


def _moved(now: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[list[MovedOut], list[MovedOut]]:
    """Phrases that only one of them misreads."""
    was, becomes = ({(one[0], one[1], one[2]): one[3] for one in report["misread"]} for report in (now, new))
    better = [
        MovedOut(language=k[0], intent=k[1], text=k[2], before=taken, after=k[1]) for k, taken in was.items() if k not in becomes
    ]
    worse = [
        MovedOut(language=k[0], intent=k[1], text=k[2], before=k[1], after=taken) for k, taken in becomes.items() if k not in was
    ]
    return better[:MOST], worse[:MOST]


def _differing(now: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[float]]:
    """Where the share of understood phrases differs by a point at least, the worst change first."""
    found = {
        name: [now["intents"][name]["accuracy"], figures["accuracy"]]
        for name, figures in new["intents"].items()
        if name in now["intents"] and abs(figures["accuracy"] - now["intents"][name]["accuracy"]) >= 0.01
    }
    return dict(sorted(found.items(), key=lambda pair: pair[1][1] - pair[1][0]))


async def use(ask: Ask[Nothing, Nothing]) -> TrainingOut:
    """Understand with the new model from the next message on, in every process."""
    return await _exchange(ask, back=False)


async def go_back(ask: Ask[Nothing, Nothing]) -> TrainingOut:
    """Understand with the model before again."""
    return await _exchange(ask, back=True)


async def _exchange(ask: Ask[Nothing, Nothing], *, back: bool) -> TrainingOut:
    studio = studio_of(ask)
    if studio.school.course.running:
        raise Problem(409, "A model is being trained; wait for it.")
    if not await asyncio.to_thread(studio.school.back if back else studio.school.use):
        raise Problem(409, "There is no model before this one." if back else "There is no new model; train one first.")
    await asyncio.to_thread(renew_model, studio.floor)
    action = "model.taken_back" if back else "model.used"
    digest = await asyncio.to_thread(_trained_of, studio)
    await ask.api.database.write(lambda connection: ask.record(connection, action, "model:shop", phrases=digest[:12]))
    return await training(ask)


_MISTAKE = {409: "The phrase files have a mistake, or were changed meanwhile"}
_BUSY = {409: "A model is being trained, or there is none"}

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
    Endpoint("POST", "/studio/phrases/train", train, "Train a model in the background", "admin", TrainingOut, problems=_BUSY),
    Endpoint("GET", "/studio/phrases/training", training, "How the training stands", "admin", TrainingOut),
    Endpoint("POST", "/studio/phrases/use", use, "Use the new model", "admin", TrainingOut, problems=_BUSY),
    Endpoint("POST", "/studio/phrases/back", go_back, "Go back to the model before", "admin", TrainingOut, problems=_BUSY),
)  # fmt: skip
