"""Beginning, leaving and picking up flows: without it a conversation could only ever be about one thing."""

import dataclasses
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace

from flows import patterns
from flows.answering import cancel, skip
from flows.dialogue import Run
from flows.languages import language_named
from flows.model import Leave
from flows.stage import PAUSED, Stage
from flows.steps import Flow
from flows.walking import resume, still_waiting
from nlu.model import Intent, Language, Understanding, Wish

OPTIONS = 2  # wishes offered when two or more are about as likely
LIKELY = 0.15  # confidence a wish needs to be offered
PERSON = "talk_to_human"
LATER_KEPT = 5  # wishes that wait for an earlier one


def wish(stage: Stage, intent: str, understanding: Understanding | None = None) -> None:
    """Do what an intent asks for; there is a command or a flow for it."""
    stage.later = tuple(other for other in stage.later if not _is_same(other, intent, understanding))
    if intent in patterns.COMMANDS:
        _command(stage, intent, understanding.text if understanding else "")
        return
    flow = stage.flows.by_intent[intent]
    if not may_begin(stage, flow):
        not_understood(stage)
    elif not picked_up(stage, flow, understanding):
        begin_flow(stage, flow, understanding)


def begin_several(stage: Stage, understanding: Understanding, wishes: Sequence[Wish]) -> None:
    """Do the first of several wishes, and keep the others until it is done."""
    first, *others = in_order(stage, wishes)
    wish(stage, first.intent, part_of(understanding, first))
    keep(stage, others, next((run for run in reversed(stage.stack) if not stage.flow(run).is_pattern), stage.open))


def in_order(stage: Stage, wishes: Sequence[Wish]) -> list[Wish]:
    """Who asks for a person gets one; what is answered at once comes before what needs a conversation; else as written."""
    return sorted(wishes, key=lambda one: (one.intent != PERSON, not stage.is_quick(one.intent)))


def part_of(understanding: Understanding, wish_: Wish) -> Understanding:
    """A message as if this one wish were all of it."""
    how = {"text": wish_.text, "intent": wish_.intent, "confidence": wish_.confidence, "entities": wish_.entities}
    return dataclasses.replace(understanding, **how, accepted=True, wishes=())  # type: ignore[arg-type]  # by their names


def keep(stage: Stage, wishes: Sequence[Wish], run: Run | None) -> None:
    """Remember wishes for when a run is done, behind those that wait already."""
    if not wishes:
        return
    if not stage.later:
        stage.after = run.number if run else 0
    known = [max((kept, *(one for one in wishes if _is_same(kept, one.intent, one))), key=_values) for kept in stage.later]
    fresh = [one for one in wishes if not any(_is_same(kept, one.intent, one) for kept in known)]
    stage.later = (*known, *fresh)[:LATER_KEPT]
    stage.record("kept_wishes", intents=tuple(one.intent for one in wishes))


def go_on(stage: Stage) -> bool:
    """Begin the next wish of an earlier message, if it is its turn; where nothing is left, back to the question that was open."""
    if (next_ := stage.next_wish) is None:
        return False
    stage.later = tuple(one for one in stage.later if one is not next_)
    flow = stage.flows.by_intent.get(next_.intent)
    if flow is None or not may_begin(stage, flow):
        if stage.next_wish is None:
            resume(stage)
        return True
    understanding = part_of(Understanding(next_.text, stage.language, None, 0.0, accepted=False), next_)
    if not picked_up(stage, flow, understanding):
        begin_flow(stage, flow, understanding)
        stage.after = stage.stack[-1].number
        stage.pattern(patterns.NEXT_WISH, flow=stage.name(flow))
    else:
        stage.after = next(run.number for run in reversed(stage.stack) if run.flow == flow.id)
    return True


def _values(one: Wish) -> int:
    """How much a wish says: of the same one in other words the fuller counts, and the earlier of two as full."""
    return len(one.entities)


def _is_same(kept: Wish, intent: str, understanding: Understanding | Wish | None) -> bool:
    """Whether a wish that waits is what the customer asks for now."""
    mine = {one.value for one in kept.entities if one.kind == "order_number"}
    now = {one.value for one in understanding.entities if one.kind == "order_number"} if understanding else set()
    return kept.intent == intent and (not mine or not now or mine == now)


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
