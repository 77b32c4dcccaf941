"""Beginning, leaving and picking up flows: without it a conversation could only ever be about one thing."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace

from flows import patterns
from flows.answering import cancel, skip
from flows.dialogue import Run
from flows.languages import language_named
from flows.model import Leave
from flows.stage import Stage
from flows.steps import Flow
from flows.walking import still_waiting
from nlu.model import Intent, Language, Understanding

OPTIONS = 2  # wishes offered when two or more are about as likely
LIKELY = 0.15  # confidence a wish needs to be offered
PAUSED = "paused:"  # key of a parked run the customer fell silent in, with its flow
PERSON = "talk_to_human"


def wish(stage: Stage, intent: str, understanding: Understanding | None = None) -> None:
    """Do what an intent asks for; there is a command or a flow for it."""
    if intent in patterns.COMMANDS:
        _command(stage, intent, understanding.text if understanding else "")
        return
    flow = stage.flows.by_intent[intent]
    if not may_begin(stage, flow):
        not_understood(stage)
    elif not picked_up(stage, flow, understanding):
        begin_flow(stage, flow, understanding)


def may_begin(stage: Stage, flow: Flow) -> bool:
    """Whether the flow's guard lets it begin."""
    if flow.guard is None:
        return True
    return flow.guard.holds(stage.scope(stage.stack[-1] if stage.stack else Run(0, (), stage.persisted)))


def begin_flow(
    stage: Stage, flow: Flow, understanding: Understanding | None = None, context: Mapping[str, Any] | None = None
) -> None:
    """Run a flow on top of what is open, with what is known already and what the message says."""
    stage.lapse()
    said = stage.mentions(flow, understanding) if understanding else {}
    initial = {slot.name: slot.initial for slot in flow.slots.values() if slot.initial is not None}
    known = {**initial, **stage.persisted, **_shared(stage, flow), **said}
    stage.record("started", run=stage.runs + 1, flow=flow.id)
    told = {**(context or {}), **({"said": understanding.text} if understanding else {})}
    stage.start(flow, told, {name: value for name, value in known.items() if name in flow.slots})


def _shared(stage: Stage, flow: Flow) -> dict[str, Any]:
    """What the flow below knows and this one asks for in the same sense."""
    if not stage.stack or flow.is_aside:
        return {}
    below = stage.stack[-1]
    declared = stage.flow(below).slots
    return {name: value for name, value in below.slots.items() if name in declared and declared[name] == flow.slots.get(name)}


def picked_up(stage: Stage, flow: Flow, understanding: Understanding | None) -> bool:
    """Take up the same flow where it was left, unless the message is about something else."""
    key = PAUSED + flow.id
    left = next((run for run in stage.stack if run.flow == flow.id and run.visit), None) or stage.parked.get(key)
    if left is None:
        return False
    stage.parked.pop(key, None)
    stage.stack = [run for run in stage.stack if run.number != left.number]
    left, said = stage.close(left), stage.mentions(flow, understanding) if understanding else {}
    if any(left.slots.get(name, value) != value for name, value in said.items()):
        return False
    stage.put(replace(left, slots={**left.slots, **said}, tries=0, interrupted=False))
    stage.pattern(patterns.CONTINUE, flow=stage.name(flow))
    return True


def not_understood(stage: Stage, ranking: Sequence[Intent] = ()) -> None:
    """Offer the likeliest wishes, once in a row; else say so, and at last let a person go on. In the queue nothing is guessed."""
    if stage.owner != "bot":
        return
    stage.unsure += 1
    options = [found.name for found in ranking if found.confidence >= LIKELY and _is_offered(stage, found.name)][:OPTIONS]
    if stage.unsure == 1 and len(options) == OPTIONS:
        stage.record("clarified", options=tuple(options))
        stage.pattern(patterns.CLARIFICATION, options=[*options, *([] if PERSON in options else [PERSON])])
    else:
        stage.record("not_understood", times=stage.unsure)
        stage.pattern(patterns.CANNOT_HANDLE, times=stage.unsure)


def _is_offered(stage: Stage, intent: str) -> bool:
    flow = stage.flows.by_intent.get(intent)
    return intent == PERSON or (flow is not None and bool(flow.name_wording) and stage.flows.wording.has(flow.name_wording))


def _command(stage: Stage, intent: str, text: str) -> None:
    run = stage.open
    match intent:
        case "cancel" if run:
            cancel(stage)
        case "cancel" if stage.owner == "queue":
            leave_queue(stage)
        case "cancel":
            stage.pattern(patterns.CANCEL)
        case "skip" if run:
            skip(stage, run)
        case "skip":
            not_understood(stage)
        case "repeat":
            stage.pattern(patterns.REPEAT)
        case "talk_to_human" if stage.owner == "queue":
            still_waiting(stage)
        case "talk_to_human":
            stage.pattern(patterns.HUMAN_HANDOFF)
        case _:
            change_language(stage, language_named(text))


def leave_queue(stage: Stage) -> None:
    """Nobody needs to write any more: the bot has the floor again, and says so."""
    stage.effects.append(Leave())
    back_to_bot(stage, patterns.LEFT_QUEUE)


def back_to_bot(stage: Stage, pattern: str, values: Mapping[str, Any] = MappingProxyType({})) -> None:
    """The bot has the floor; the pattern says so, and then the open question is asked again."""
    stage.owner, stage.promised, stage.unsure = "bot", {}, 0
    stage.pattern(pattern, **values)


def change_language(stage: Stage, wanted: Language | None) -> None:
    """Go on in the language that was named, or the one it was asked for in; else ask which."""
    if wanted is None and stage.language != stage.before.language:
        wanted = stage.language
    if wanted in stage.flows.wording.languages:
        stage.language = wanted
        stage.pattern(patterns.CHANGE_LANGUAGE, language=wanted)
    else:
        stage.pattern(patterns.CHANGE_LANGUAGE)
