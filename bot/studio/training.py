"""A new model beside the one in use: trained, compared, used when it is no worse, taken back. Without it hope would publish."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field

from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.app import load_model, renew_model
from bot.store import heard
from bot.studio.context import Studio, studio_of
from bot.studio.phrases import known_in
from handoff.masking import mask
from nlu.artifact import ModelError
from nlu.comparing import Shift, outcomes_from, shifts
from nlu.course import BROKEN_OFF
from nlu.model import LANGUAGES, Utterance, spoken
from nlu.passing import compared
from nlu.phrases import Phrases
from nlu.shelf import Kept, report_of

DAY = 86_400_000  # ms
DAYS = 28  # of messages that are read by both models
MESSAGES = 3000
SHOWN = 100


class FiguresOut(Shape):
    """A training in figures; each share from 0 to 1."""

    at: int
    phrases: int
    accuracy: float
    answered: float
    precision: float
    outside_answered: float


class MovedOut(Shape):
    """A phrase that is read otherwise by the new model than by the one in use, both without having seen it."""

    language: str
    text: str
    intent: str
    before: str
    after: str


class ChangeOut(Shape):
    """How an intent (`*`: all) fares on phrases neither model had seen: shares before and after, phrases lost and gained.

    `band` is half the interval in which the difference lies at 95 %; `p` how likely so much loss is by chance, corrected for
    having asked of every intent; `worse` whether it is beyond noise.
    """

    intent: str
    count: int
    before: float
    after: float
    lost: int
    gained: int
    band: float
    p: float
    worse: bool


class MixedOut(Shape):
    """So many phrases of the intent that were taken for another, by the model in use and by the new one."""

    intent: str
    taken_for: str
    before: int
    after: int


class ComparisonOut(Shape):
    """The new model against the one in use, worst first; `gone` and `fresh` are intents only the old, or the new, one knows."""

    whole: ChangeOut
    intents: list[ChangeOut]
    mixed: list[MixedOut]
    gone: list[str]
    fresh: list[str]


class KeptOut(Shape):
    """A model that was in use: its name, when it was trained (ms), and the share it understood, if that is known."""

    name: str
    at: int
    accuracy: float | None


class TrainingOut(Shape):
    """How the training stands. `now` is the model in use, `new` one that waits to be used, with what it would change.

    `better` and `worse` are phrases that were misread and are no more, and the other way round. `comparison` is None where the
    model in use has no report to be compared by. `held` are the intents that stand in the way of using the new model without a
    reason (`*`: all together). `broken_off` says that a training ended before it was done; train again.
    """

    running: bool
    done: int
    total: int
    what: str
    failure: str
    broken_off: bool
    now: FiguresOut | None
    new: FiguresOut | None
    waits: bool
    can_go_back: bool
    kept: list[KeptOut]
    comparison: ComparisonOut | None
    held: list[str]
    better: list[MovedOut]
    worse: list[MovedOut]


class UseBody(Strict):
    """Why the new model is used although it is worse; empty where it is not."""

    reason: Annotated[str, Field(max_length=300)] = ""


class RestoreBody(Strict):
    """Which of the models that are kept; the one before where empty."""

    name: Annotated[str, Field(pattern=r"^\d{0,20}$")] = ""


class ShiftOut(Shape):
    """A customer's message, masked, that the new model understands otherwise; an intent is None where a model is not sure."""

    text: str
    language: str
    before: str | None
    after: str | None


class ShiftsOut(Shape):
    """Of so many messages of the last weeks those whose intent changes."""

    messages: int
    changed: int
    days: int
    items: list[ShiftOut]


async def train(ask: Ask[Nothing, Nothing]) -> TrainingOut:
    """Train a model of the phrases as they are now, in the background."""
    studio = studio_of(ask)
    await known_in(studio)
    shop = studio.floor.shop
    if not studio.school.start(shop.languages, shop.understanding.precision):
        raise Problem(409, "A model is being trained already; wait for it.")
    return await training(ask)


async def training(ask: Ask[Any, Any]) -> TrainingOut:
    """How the training stands, and what the new model would change."""
    studio = studio_of(ask)
    waits = studio.school.shelf.trained.exists() and not studio.school.course.running
    stale = waits and await asyncio.to_thread(_is_stale, studio)
    known = await known_in(studio) if stale else None
    return await asyncio.to_thread(_training, studio, known)


def _is_stale(studio: Studio) -> bool:
    """Whether the new model was compared with another than the one in use by now."""
    shelf = studio.school.shelf
    found = (report_of(shelf.trained) or {}).get("comparison") or {}
    return bool(found.get("against") != (report_of(shelf.using) or {}).get("model"))


def _comparison(studio: Studio, new: Mapping[str, Any] | None, known: Phrases | None) -> Mapping[str, Any] | None:
    if known is not None and new is not None:
        found = compared(studio.school.shelf.using, known.phrases, outcomes_from(new.get("outcomes")))
        return found.as_data() if found else None
    return new.get("comparison") if new else None


def _training(studio: Studio, known: Phrases | None) -> TrainingOut:
    shelf, course = studio.school.shelf, studio.school.course
    now, new = report_of(shelf.using), report_of(shelf.trained)
    waits = shelf.trained.exists() and not course.running
    found = _comparison(studio, new, known) if waits else None
    broken = course.failure == BROKEN_OFF
    return TrainingOut(
        running=course.running, done=course.done, total=course.total, what=course.what,
        failure="" if broken else course.failure, broken_off=broken, now=_figures(now), new=_figures(new) if waits else None,
        waits=waits, can_go_back=shelf.before() is not None, kept=[_kept(one) for one in shelf.kept()],
        comparison=_compared(found), held=_held(found),
        better=_moved(found["won"]) if found else [], worse=_moved(found["lost"]) if found else [],
    )  # fmt: skip


def _figures(report: Mapping[str, Any] | None) -> FiguresOut | None:
    names = FiguresOut.model_fields
    return FiguresOut(**{name: report[name] for name in names}) if report is not None and "accuracy" in report else None


def _kept(one: Kept) -> KeptOut:
    return KeptOut(name=one.name, at=one.at, accuracy=(one.report or {}).get("accuracy"))


def _compared(found: Mapping[str, Any] | None) -> ComparisonOut | None:
    if found is None:
        return None
    mixed = [MixedOut(**dict(zip(MixedOut.model_fields, row, strict=True))) for row in found["mixed"]]
    return ComparisonOut(
        whole=ChangeOut(**found["whole"]), intents=[ChangeOut(**one) for one in found["intents"]], mixed=mixed,
        gone=found["gone"], fresh=found["fresh"],
    )  # fmt: skip


def _held(found: Mapping[str, Any] | None) -> list[str]:
    return [one["intent"] for one in (found["whole"], *found["intents"]) if one["worse"]] if found else []


def _moved(rows: Sequence[Sequence[str]]) -> list[MovedOut]:
    return [
        MovedOut(language=language, intent=intent, text=text, before=before, after=after)
        for language, intent, text, before, after in rows[:SHOWN]
    ]  # fmt: skip


async def use(ask: Ask[Nothing, UseBody]) -> TrainingOut:
    """Understand with the new model from the next message on, in every process; with a reason where it is worse."""
    studio, stands = _idle(ask), await training(ask)
    if not stands.waits:
        raise Problem(409, "There is no new model; train one first.")
    reason = ask.body.reason.strip()
    if stands.held and not reason:
        raise Problem(422, "The new model understands less than the one in use; say why it is used all the same.", path="reason")
    if not await asyncio.to_thread(studio.school.shelf.publish):
        raise Problem(409, "There is no new model; train one first.")
    detail = {"reason": reason, "worse": stands.held} if stands.held else {}
    return await _renewed(ask, "model.used", detail)


async def go_back(ask: Ask[Nothing, RestoreBody]) -> TrainingOut:
    """Understand with a model that is kept again."""
    shelf = _idle(ask).school.shelf
    before = await asyncio.to_thread(shelf.before)
    name = ask.body.name or (before.name if before else "")
    if not name or not await asyncio.to_thread(shelf.restore, name):
        raise Problem(409, "There is no model before this one.")
    return await _renewed(ask, "model.taken_back", {})


def _idle(ask: Ask[Any, Any]) -> Studio:
    studio = studio_of(ask)
    if studio.school.course.running:
        raise Problem(409, "A model is being trained; wait for it.")
    return studio


async def _renewed(ask: Ask[Any, Any], action: str, detail: Mapping[str, Any]) -> TrainingOut:
    studio = studio_of(ask)
    await asyncio.to_thread(renew_model, studio.floor)
    digest = str((await asyncio.to_thread(report_of, studio.school.shelf.using) or {}).get("model", ""))

    def note(connection: sa.Connection) -> None:
        ask.record(connection, action, "model:shop", model=digest[:12], **detail)

    await ask.api.database.write(note)
    return await training(ask)


async def changes(ask: Ask[Nothing, Nothing]) -> ShiftsOut:
    """Which messages of the last weeks the new model understands otherwise."""
    studio, since = studio_of(ask), ask.api.now() - DAYS * DAY
    found = await ask.api.database.read(lambda connection: heard.newest(connection, since, MESSAGES))
    changed = await asyncio.to_thread(_changed, studio, found)
    names = {one.text: one.name for one in found}
    items = [
        ShiftOut(text=mask(one.text, [names[one.text]])[:300], language=one.language, before=one.before, after=one.after)
        for one in changed[:SHOWN]
    ]  # fmt: skip
    return ShiftsOut(messages=len(found), changed=len(changed), days=DAYS, items=items)


def _changed(studio: Studio, found: Sequence[heard.Heard]) -> list[Shift]:
    floor, shop, shelf = studio.floor, studio.floor.shop, studio.school.shelf
    utterances = [Utterance(one.text, spoken(one.language, LANGUAGES, shop.default_language)) for one in found]
    try:
        old, new = (load_model(floor.environment, shop, floor.clock, path) for path in (shelf.using, shelf.trained))
    except ModelError as error:
        raise Problem(409, f"{error}.") from None
    return shifts(old.predict(utterances), new.predict(utterances))


_BUSY = {409: "A model is being trained, or there is none"}

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST", "/studio/phrases/train", train, "Train a model in the background", "admin", TrainingOut,
        problems={409: "A model is being trained already, or the phrase files have a mistake"},
    ),
    Endpoint(
        "GET", "/studio/phrases/training", training, "How the training stands", "admin", TrainingOut,
        problems={409: "The phrase files have a mistake"},
    ),
    Endpoint("GET", "/studio/phrases/changes", changes, "Messages that change their intent", "admin", ShiftsOut, problems=_BUSY),
    Endpoint(
        "POST", "/studio/phrases/use", use, "Use the new model", "admin", TrainingOut, body=UseBody,
        problems={**_BUSY, 422: "The new model is worse, and no reason is given"},
    ),
    Endpoint(
        "POST", "/studio/phrases/back", go_back, "Go back to a model that is kept", "admin", TrainingOut, body=RestoreBody,
        problems=_BUSY,
    ),
)  # fmt: skip
