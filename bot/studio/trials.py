"""Trying a draft out: a conversation on a stage of its own, and the shop's conversation tests."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field

from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.retelling import write
from bot.api.shape import Shape
from bot.epoch import from_ms
from bot.store.trials import Trial
from bot.studio import testing
from bot.studio.background import is_lost
from bot.studio.context import Studio, studio_of
from bot.studio.stages import Deed, Scene, Tryout, TryoutError
from config.source import Problems
from flows.coverage import shown
from flows.dialogue import Dialogue, Run
from flows.fixtures import Kind
from flows.flowset import FlowSet
from nlu.model import Language

PREFIX = "studio-"  # of files that come from here, so that none written by hand is overwritten
RANKED = 3  # intents that are told
MISTAKES = 20  # of a draft that are told
Id = Annotated[str, Field(pattern=r"^[\w-]{6,24}$")]
ONE = r"/studio/tryout/{tryout:[\w-]{6,24}}"


# --- the draft ---------------------------------------------------------------------------------------------------------


async def drafted(studio: Studio) -> FlowSet:
    """The draft as a set. Raises Problem with its mistakes, where it has any."""
    texts = await studio.workshop.texts()
    published = studio.workshop.published()
    if studio.workshop.own(published.sources) == texts:
        return published
    try:
        return await asyncio.to_thread(studio.workshop.build, texts)
    except Problems as found:
        first, count = found.problems[0], len(found.problems)
        errors = [
            {"path": f"{one.place.file}:{one.place.line}", "detail": f"{one.text}{f'; {one.hint}' if one.hint else ''}"}
            for one in found.problems[:MISTAKES]
        ]
        more = f" There are {count - 1} more mistakes." if count > 1 else ""
        detail = f"Mend the draft first. {first.place.file}:{first.place.line}: {first.text}.{more}"
        raise Problem(422, detail, errors=errors) from None


# --- a conversation tried out --------------------------------------------------------------------------------------------


class ButtonOut(Shape):
    """A button that can be pressed. With `url` it opens a page instead."""

    title: str
    payload: str


class SaidOut(Shape):
    """Something the bot said: the wordings it is made of, its text, its buttons, the name of its file."""

    wordings: list[str]
    text: str
    buttons: list[ButtonOut]
    file: str


class GuessOut(Shape):
    """An intent, and how sure the model is of it, from 0 to 1."""

    name: str
    confidence: float


class FoundOut(Shape):
    """A value that was recognised in a message."""

    name: str
    value: str


class HeardOut(Shape):
    """What the model made of a message; `intent` is null where it was too unsure."""

    text: str
    language: str
    intent: str | None
    confidence: float
    ranking: list[GuessOut]
    entities: list[FoundOut]


class StepOut(Shape):
    """A step, and where it stands: its file, and its line in it; 0 where that is not known."""

    flow: str
    step: str
    file: str
    line: int


class SceneOut(Shape):
    """Something that was done, and what came of it: what was said, and why. `walked` are the steps, in order."""

    do: str
    what: str
    at: datetime
    said: list[SaidOut]
    heard: list[HeardOut]
    walked: list[StepOut]
    calls: list[str]


class RunOut(StepOut):
    """A flow that is not over: at which step it stands, and whether it waits for an answer there."""

    waits: bool
    parked: bool = False


class SlotOut(Shape):
    """Something that is known, of its type."""

    name: str
    type: str
    value: str


class TryoutOut(Shape):
    """A conversation with the draft. `now` is its own clock; `context` is what calls answered, as YAML."""

    id: str
    draft: str
    now: datetime
    language: str
    channel: str
    owner: str
    scenes: list[SceneOut]
    stack: list[RunOut]
    slots: list[SlotOut]
    context: str


class BeginBody(Strict):
    """How it begins: the customer's language and messenger; `again`: one whose customer does the same once more."""

    language: Language = "en"
    channel: Kind = "web"
    again: Id | None = None


class ActBody(Strict):
    """What happens: the customer writes, presses (a title or payload), attaches (`photo`, `document`, `broken`), shares a number;

    `later`: so much time passes (`2h`); an `agent` does `take`, `release` or `close`, or says something; a person decides.
    """

    do: Literal["user", "press", "later", "agent", "agent_says", "attach", "share", "decide"]
    what: Annotated[str, Field(min_length=1, max_length=4000)]


class NameBody(Strict):
    """What a test is called; its file's name is made of it."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]


class TrialKept(Shape):
    """A test: where it stands in the shop's folder (null where that cannot be written to), and its YAML."""

    file: str | None
    text: str


async def begin(ask: Ask[Nothing, BeginBody]) -> TryoutOut:
    """A new conversation with the draft as it is now."""
    studio, body = studio_of(ask), ask.body
    flows = await drafted(studio)
    language, channel, deeds = body.language, body.channel, list[Deed]()
    if body.again is not None:
        former = _mine(studio, body.again, ask.agent.id)
        language, channel, deeds = former.language, former.channel, [scene.deed for scene in former.scenes]
        await studio.stages.end(ask.agent.id, former.id)
    try:
        tryout = await studio.stages.begin(studio.floor, flows, ask.agent.id, language=language, channel=channel, deeds=deeds)
    except TryoutError as error:
        raise Problem(429, str(error)) from None
    return await asyncio.to_thread(_shown, tryout)


async def act(ask: Ask[Nothing, ActBody]) -> TryoutOut:
    """Something happens in it."""
    studio = studio_of(ask)
    tryout = _mine(studio, _asked(ask), ask.agent.id)
    try:
        await studio.stages.act(tryout, Deed(ask.body.do, ask.body.what))
    except TryoutError as error:
        raise Problem(409, str(error)) from None
    return await asyncio.to_thread(_shown, tryout)


async def end(ask: Ask[Nothing, Nothing]) -> None:
    """It is over."""
    await studio_of(ask).stages.end(ask.agent.id, _asked(ask))


async def keep(ask: Ask[Nothing, NameBody]) -> TrialKept:
    """It becomes a test of the shop's."""
    studio, name = studio_of(ask), ask.body.name
    text = _mine(studio, _asked(ask), ask.agent.id).as_test(name)
    file = await asyncio.to_thread(write, studio.floor.environment.dezura_home, f"{PREFIX}{name}.yml", text)
    return TrialKept(file=file, text=text)


def _asked(ask: Ask[Any, Any]) -> str:
    return ask.request.match_info["tryout"]


def _mine(studio: Studio, id_: str, user_id: int) -> Tryout:
    tryout = studio.stages.get(id_, user_id)
    if tryout is None:
        raise Problem(404, "This conversation is over; begin a new one.")
    return tryout


@dataclass(frozen=True, slots=True)
class _Map:
    """Where steps stand."""

    lines: Mapping[tuple[str, str], tuple[str, int]]

    def step(self, flow: str, step: str) -> StepOut:
        """A step with its place."""
        file, line = self.lines.get((flow, step), ("", 0))
        return StepOut(flow=flow, step=step, file=file, line=line)


def _shown(tryout: Tryout) -> TryoutOut:
    flows = tryout.theatre.flows
    known = _Map(tryout.theatre.places)
    dialogue = tryout.conversation.dialogue
    runs = [*((run, False) for run in reversed(dialogue.stack)), *((run, True) for run in dialogue.parked.values())]
    return TryoutOut(
        id=tryout.id, draft=flows.hash, now=tryout.now, language=tryout.language, channel=tryout.channel,
        owner=tryout.conversation.owner,
        scenes=[_scene(known, tryout, scene) for scene in tryout.scenes],
        stack=[_run(known, run, parked) for run, parked in runs],
        slots=_slots(flows, dialogue),
        context=_plain(dialogue.context),
    )  # fmt: skip


def _scene(known: _Map, tryout: Tryout, scene: Scene) -> SceneOut:
    ways = [(flow, way.partition(" -> ")[2]) for flow, way in tryout.walked(scene)]
    events = [event for record in scene.records for event in record.get("events", ())]
    effects = [effect for record in scene.records for effect in record.get("effects", ())]
    return SceneOut(
        do=scene.deed.do, what=scene.deed.what, at=scene.at,
        said=[
            SaidOut(
                wordings=list(reply.wordings), text=reply.text, file=reply.file,
                buttons=[ButtonOut(title=button.title, payload=button.payload) for button in reply.buttons],
            )
            for reply in scene.replies
        ],
        heard=[_heard(event["understanding"]) for kind, event in events if kind == "Heard" and "understanding" in event],
        walked=[known.step(flow, step) for flow, step in ways if (flow, step) in known.lines],
        calls=[str(effect["name"]) for kind, effect in effects if kind == "Call"],
    )  # fmt: skip


def _heard(found: Mapping[str, Any]) -> HeardOut:
    ranking = [GuessOut(name=one["name"], confidence=one["confidence"]) for one in found.get("ranking", ())[:RANKED]]
    return HeardOut(
        text=found["text"], language=found.get("language") or "", intent=found.get("intent"),
        confidence=found.get("confidence", 0.0), ranking=ranking,
        entities=[FoundOut(name=str(one.get("kind", "")), value=_plain(one.get("value"))) for one in found.get("entities", ())],
    )  # fmt: skip


def _run(known: _Map, run: Run, parked: bool) -> RunOut:
    place = known.step(run.top.flow, run.top.step)
    return RunOut(**place.model_dump(), waits=bool(run.visit), parked=parked)


def _slots(flows: FlowSet, dialogue: Dialogue) -> list[SlotOut]:
    run = dialogue.stack[-1] if dialogue.stack else None
    declared = flows.flows[run.flow].slots if run is not None and run.flow in flows.flows else {}
    everywhere = {slot.name: slot for flow in flows.flows.values() for slot in flow.slots.values()}
    found = [(name, declared.get(name) or everywhere.get(name), value) for name, value in dialogue.slots.items()]
    return [
        SlotOut(name=name, type=slot.type if slot is not None else "any", value=_plain(value))
        for name, slot, value in found
        if value is not None
    ]


def _plain(value: Any) -> str:
    """A value for people: a text as it is, anything else as YAML with its dates and sums as text."""
    if not isinstance(value, Mapping | list | tuple):
        return "" if value is None else str(value)
    return yaml.safe_dump(json.loads(json.dumps(value, default=str)), allow_unicode=True, sort_keys=False) if value else ""


# --- the tests -----------------------------------------------------------------------------------------------------------


class TalkOut(Shape):
    """A line of a conversation, and whose it is."""

    who: str
    text: str


class FailureOut(Shape):
    """A test that failed: where, what was expected, what came, and what had been said. Without `name` it is a file's mistake."""

    name: str
    file: str
    line: int
    expected: str
    got: str
    talk: list[TalkOut]


class CoverOut(Shape):
    """How much of a flow the tests came to, in per cent, and the lines they did not (`12, 20-24`)."""

    flow: str
    file: str
    line: int
    percent: float
    missing: str


class TrialOut(Shape):
    """The tests of the draft as it is now. `stale`: files of tests changed since; `none`: they were never held with it."""

    draft: str
    tests: int
    state: Literal["none", "running", "stale", "passed", "failed"]
    done: int = 0
    total: int = 0
    failed: int = 0
    ended_at: datetime | None = None
    percent: float | None = None
    failures: Sequence[FailureOut] = ()
    flows: Sequence[CoverOut] = ()


async def start(ask: Ask[Nothing, Nothing]) -> TrialOut:
    """Hold them with the draft as it is now."""
    studio = studio_of(ask)
    flows, tests = await drafted(studio), await _tests(studio)
    if not tests.cases and not tests.problems:
        raise Problem(409, "There are no tests in tests/dialogues; try a conversation out and keep it as a test.")
    await testing.start(studio, flows, tests, ask.agent.id)
    return await _told(studio, flows, tests)


async def result(ask: Ask[Nothing, Nothing]) -> TrialOut:
    """How far they are, or how they came out."""
    studio = studio_of(ask)
    return await _told(studio, await drafted(studio), await _tests(studio))


async def stop(ask: Ask[Nothing, Nothing]) -> None:
    """Leave them off."""
    await studio_of(ask).bench.stop()


async def _tests(studio: Studio) -> testing.Tests:
    return await asyncio.to_thread(testing.read_tests, studio.floor.environment.dezura_home)


async def _told(studio: Studio, flows: FlowSet, tests: testing.Tests) -> TrialOut:
    trial = await testing.newest(studio, flows)
    if trial is None or is_lost(trial, studio.floor.clock()):
        return TrialOut(draft=flows.hash, tests=len(tests.cases), state="none")
    report = json.loads(trial.report) if trial.report else {}
    return TrialOut(
        draft=flows.hash, tests=len(tests.cases), state=_state(trial, tests), done=trial.done, total=trial.total,
        failed=trial.failed, ended_at=from_ms(trial.ended_at) if trial.ended_at else None, percent=report.get("percent"),
        failures=[FailureOut(**failure) for failure in report.get("failures", ())],
        flows=[CoverOut(**{**one, "missing": shown(one["missing"])}) for one in report.get("flows", ())],
    )  # fmt: skip


def _state(trial: Trial, tests: testing.Tests) -> Literal["running", "stale", "passed", "failed"]:
    if trial.ended_at is None:
        return "running"
    if trial.tests != tests.hash:
        return "stale"
    return "failed" if trial.failed else "passed"


MISTAKEN = {422: "The draft has mistakes; `errors` has them with file and line"}
OVER = {404: "The conversation is over"}
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST", "/studio/tryout", begin, "Try the draft out", "admin", TryoutOut, body=BeginBody,
        problems={**MISTAKEN, **OVER, 429: "Too many are being tried out"},
    ),
    Endpoint(
        "POST", ONE, act, "Let something happen in a conversation tried out", "admin", TryoutOut, body=ActBody,
        problems={**OVER, 409: "That cannot happen as things stand"},
    ),
    Endpoint("DELETE", ONE, end, "End a conversation tried out", "admin"),
    Endpoint(
        "POST", ONE + "/test", keep, "Keep a conversation tried out as a test", "admin", TrialKept, body=NameBody, problems=OVER
    ),
    Endpoint("GET", "/studio/trials", result, "How the draft's tests came out", "admin", TrialOut, problems=MISTAKEN),
    Endpoint(
        "POST", "/studio/trials", start, "Hold the conversation tests with the draft", "admin", TrialOut,
        problems={**MISTAKEN, 409: "There are no tests"},
    ),
    Endpoint("DELETE", "/studio/trials", stop, "Leave the tests off", "admin"),
)  # fmt: skip
