"""What happens next in a conversation: without it nothing would.

Pure: no clock, no network, no database. `(flows, dialogue, event, now) -> (dialogue, effects)`, and everything a customer can send
has an answer here. The rules, in the order in which they are asked:

| who has the floor | what comes | what happens |
|---|---|---|
| an agent | anything from the customer | nothing: the agent answers |
| bot, queue | the first message of a conversation | who answers, and the privacy notice, come before the answer |
| bot, queue | a plain value for the open question | it is taken, and the flow goes on |
| bot, queue | cancel, repeat, skip, a person, another language | done, then the open question is asked again where it still stands |
| bot, queue | another wish the model is sure of | its flow runs on top; afterwards back to the open question |
| bot, queue | a value among other words, or one for an earlier question | taken; an earlier answer is corrected and the flow goes back |
| bot | a value that cannot be, or nothing understood | the question in other words; after the last re-prompt a person |
| bot | nothing open, nothing understood | "did you mean ...?" once in a row, else once more, else a person |
| queue | nothing understood | silence: a person will read it |
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, assert_never

from flows import patterns
from flows.answering import (
    CERTAIN,
    Found,
    Wrong,
    answer,
    cancel,
    fill,
    go_back,
    read_answer,
    reprompt,
    skip,
    stage_run,
)
from flows.dialogue import Dialogue, Run
from flows.languages import language_named
from flows.library import FlowSet
from flows.model import (
    Answered,
    Attached,
    Decided,
    Effect,
    Elapsed,
    Event,
    Heard,
    Leave,
    Opened,
    Pressed,
    Shared,
    Told,
)
from flows.slots import mentioned, parse
from flows.stage import Stage
from flows.steps import Approve, Action, Collect, Confirm, Flow
from flows.walking import fail, go, go_to, walk
from nlu.model import Language, Understanding

OPTIONS = 2  # wishes offered when two or more are about as likely
LIKELY = 0.15  # confidence a wish needs to be offered
PLAIN_ANSWERS = frozenset({"affirm", "deny"})  # mean something only to a question
PAUSED = "paused:"


def begin(flows: FlowSet, language: Language) -> Dialogue:
    """A conversation in which nothing was said yet."""
    return Dialogue(flows=flows.hash, language=language)


def advance(flows: FlowSet, dialogue: Dialogue, event: Event, now: datetime) -> tuple[Dialogue, tuple[Effect, ...]]:
    """The dialogue after an event, and what is to be done. Never raises for what a customer or platform can send."""
    stage = Stage(flows, dialogue, now)
    _mend(stage)
    match event:
        case Heard() | Pressed() | Attached() | Shared() | Opened():
            _customer(stage, event)
        case Answered():
            _answered(stage, event)
        case Decided():
            _decided(stage, event)
        case Elapsed():
            _elapsed(stage, event.timer)
        case Told():
            _told(stage, event.fact, event.values)
        case _:
            assert_never(event)
    walk(stage)
    return stage.finish()


def _mend(stage: Stage) -> None:
    """Drop runs of flows or steps this set does not have; a dialogue normally goes on with the set it began with."""
    if stage.before.flows == stage.flows.hash:
        return
    known = {id_: flow.steps for id_, flow in stage.flows.flows.items()}

    def stands(run: Run) -> bool:
        frames = (*run.frames, *(frame for stop in run.trail for frame in stop.frames))
        return all(frame.step in known.get(frame.flow, {}) for frame in frames)

    stage.stack = [run for run in stage.stack if stands(run)]
    stage.parked = {key: run for key, run in stage.parked.items() if stands(run)}


# --- from the customer -----------------------------------------------------------------------------------------


def _customer(stage: Stage, event: Heard | Pressed | Attached | Shared | Opened) -> None:
    if isinstance(event, Heard):
        _follow(stage, event.understanding.language)
    if stage.owner == "agent":
        return
    if not stage.greeted:
        stage.greeted = True
        stage.pattern(patterns.SESSION_START)
        walk(stage)
    match event:
        case Heard(understanding):
            _heard(stage, understanding)
        case Pressed(payload) | Opened(payload) if _pressed(stage, payload):
            stage.unsure = 0
        case Pressed():
            _unknown_button(stage)
        case Opened():
            _opened(stage)
        case Attached(file, kind):
            _attached(stage, file, kind)
        case Shared(phone, own):
            _shared(stage, phone, own)
        case _:
            assert_never(event)


def _follow(stage: Stage, language: Language) -> None:
    if language in stage.flows.wording.languages:
        stage.language = language


def _heard(stage: Stage, understanding: Understanding) -> None:
    if run := stage.open:
        _heard_to_question(stage, run, understanding)
    elif intent := _intent(stage, understanding):
        stage.unsure = 0
        _wish(stage, intent, understanding)
    elif not _heard_value(stage, understanding):
        _not_understood(stage, understanding)


def _intent(stage: Stage, understanding: Understanding) -> str:
    """The wish or command of a message, if the model is sure and there is something for it."""
    intent = understanding.intent
    if intent is None or not understanding.accepted:
        return ""
    flow = stage.flows.by_intent.get(intent)
    if flow is not None and understanding.confidence < flow.thresholds.get(intent, 0):
        return ""
    return intent if flow is not None or intent in patterns.COMMANDS else ""


def _heard_to_question(stage: Stage, run: Run, understanding: Understanding) -> None:
    reading = read_answer(stage, run, understanding)
    intent = _intent(stage, understanding)
    is_wish = bool(intent) and intent not in PLAIN_ANSWERS and stage.flows.by_intent.get(intent) is not stage.flow(run)
    if isinstance(reading, Found) and _takes(stage, run, reading, understanding, is_wish):
        stage.unsure = 0
        step = stage.step(run)
        fill(stage, run, understanding, except_for=step.slot if isinstance(step, Collect) else "")
        answer(stage, stage_run(stage, run), reading.value)
    elif is_wish:
        stage.unsure = 0
        _wish(stage, intent, understanding)
    elif (contradicted := fill(stage, run, understanding)) is not None:
        stage.unsure = 0
        go_back(stage, stage_run(stage, run), *contradicted)
    else:
        run = stage_run(stage, run)
        if intent == "deny" and isinstance(stage.step(run), Collect):
            skip(stage, run)
        else:
            reprompt(stage, run, "wrong" if isinstance(reading, Wrong) else "unclear")


def _takes(stage: Stage, run: Run, reading: Found, understanding: Understanding, is_wish: bool) -> bool:
    """Whether something found is meant as the answer, and not as a part of another wish."""
    step = stage.step(run)
    if isinstance(step, Collect) and not step.force and stage.flow(run).slots[step.slot].type in {"text", "any"}:
        if stage.owner == "queue":
            return False  # words to the person who will come
        is_command = understanding.intent in patterns.COMMANDS
        return not is_wish or (not is_command and understanding.confidence < CERTAIN)
    return reading.whole or not is_wish


def _wish(stage: Stage, intent: str, understanding: Understanding | None = None) -> None:
    if intent in patterns.COMMANDS:
        _command(stage, intent, understanding.text if understanding else "")
        return
    flow = stage.flows.by_intent[intent]
    if flow.guard is not None and not flow.guard.holds(_outside(stage)):
        _not_understood(stage, understanding)
    elif not _resumed(stage, flow, understanding):
        begin_flow(stage, flow, understanding)


def _outside(stage: Stage) -> Any:
    return stage.scope(stage.stack[-1] if stage.stack else Run(0, ()))


def begin_flow(stage: Stage, flow: Flow, understanding: Understanding | None = None, context: Mapping[str, Any] | None = None) -> None:
    """Run a flow on top of what is open, with what is known already and what the message says."""
    below = stage.stack[-1].slots if stage.stack and not flow.is_aside else {}
    known = {**stage.persisted, **{name: value for name, value in below.items() if _shares(stage, name, flow)}}
    if understanding is not None:
        known |= {slot.name: value for slot, value in reversed(list(mentioned(tuple(flow.slots.values()), understanding)))}
    stage.record("started", flow=flow.id)
    stage.start(flow, context or {}, {name: value for name, value in known.items() if name in flow.slots})


def _shares(stage: Stage, name: str, flow: Flow) -> bool:
    """Whether a slot means the same in the flow below."""
    below = stage.flow(stage.stack[-1]).slots.get(name)
    return below is not None and below == flow.slots.get(name)


def _resumed(stage: Stage, flow: Flow, understanding: Understanding | None) -> bool:
    """Take up the same flow where it was left, unless the message is about something else."""
    key = PAUSED + flow.id
    waiting = next((run for run in stage.stack if run.flow == flow.id and run.visit), None) or stage.parked.get(key)
    if waiting is None:
        return False
    stage.parked.pop(key, None)
    stage.stack = [run for run in stage.stack if run.number != waiting.number]
    said = {slot.name: value for slot, value in mentioned(tuple(flow.slots.values()), understanding)} if understanding else {}
    if any(waiting.slots.get(name, value) != value for name, value in said.items()):
        stage.close(waiting)
        return False
    stage.put(replace(waiting, slots={**waiting.slots, **said}, tries=0, interrupted=False, visit=0))
    stage.pattern(patterns.CONTINUE, flow=stage.name(flow))
    return True


def _heard_value(stage: Stage, understanding: Understanding) -> bool:
    """Nothing open and no wish, but a value: of a flow that was paused, or one that is begun by such a value."""
    for key, run in reversed(list(stage.parked.items())):
        if key.startswith(PAUSED):
            reading = read_answer(stage, run, understanding)
            step = stage.step(run)
            is_free = isinstance(step, Collect) and stage.flow(run).slots[step.slot].type in {"text", "any"}
            if isinstance(reading, Found) and reading.whole and not is_free:
                stage.put(stage.parked.pop(key))
                answer(stage, stage.stack[-1], reading.value)
                return True
    for entity in understanding.entities:
        if (flow := stage.flows.by_entity.get(entity.kind)) is not None:
            begin_flow(stage, flow, understanding)
            return True
    return False


def _not_understood(stage: Stage, understanding: Understanding | None = None) -> None:
    if stage.owner != "bot":
        return
    stage.unsure += 1
    ranking = understanding.ranking if understanding else ()
    options = [found.name for found in ranking if found.confidence >= LIKELY and _offered(stage, found.name)][:OPTIONS]
    if stage.unsure == 1 and len(options) == OPTIONS:
        stage.record("clarified", options=tuple(options))
        stage.pattern(patterns.CLARIFICATION, options=(*options, *(() if "talk_to_human" in options else ("talk_to_human",))))
    else:
        stage.record("not_understood", times=stage.unsure)
        stage.pattern(patterns.CANNOT_HANDLE, times=stage.unsure)


def _offered(stage: Stage, intent: str) -> bool:
    flow = stage.flows.by_intent.get(intent)
    return intent == "talk_to_human" or (flow is not None and not flow.is_aside)


# --- commands --------------------------------------------------------------------------------------------------


def _command(stage: Stage, intent: str, text: str) -> None:
    run = stage.open
    match intent:
        case "cancel" if run:
            cancel(stage)
        case "cancel" if stage.owner == "queue":
            stage.effects.append(Leave())
        case "cancel":
            stage.pattern(patterns.CANCEL)
        case "skip" if run:
            skip(stage, run)
        case "skip":
            _not_understood(stage)
        case "repeat":
            stage.pattern(patterns.REPEAT)
        case "talk_to_human" if stage.owner == "queue":
            stage.waiting_said = True
            stage.pattern(patterns.STILL_WAITING, **stage.promised)
        case "talk_to_human":
            stage.pattern(patterns.HUMAN_HANDOFF)
        case _:
            _change_language(stage, language_named(text))


def _change_language(stage: Stage, wanted: Language | None) -> None:
    if wanted is None and stage.language != stage.before.language:
        wanted = stage.language  # asked in the language that is wanted
    if wanted in stage.flows.wording.languages:
        stage.language = wanted or stage.language
        stage.pattern(patterns.CHANGE_LANGUAGE, language=wanted)
    else:
        stage.pattern(patterns.CHANGE_LANGUAGE)


# --- buttons, files, contacts ----------------------------------------------------------------------------------


def _pressed(stage: Stage, payload: str) -> bool:
    """Do what a button stands for; False where it stands for nothing."""
    kind, _, name = payload.partition(":")
    if kind == "intent" and (name in stage.flows.by_intent or name in patterns.COMMANDS):
        _wish(stage, name)
    elif kind == "lang" and name in stage.flows.wording.languages:
        _change_language(stage, name)  # type: ignore[arg-type]  # one of the languages
    elif payload == "leave:queue" and stage.owner == "queue":
        stage.effects.append(Leave())
    else:
        return _pressed_answer(stage, payload)
    return True


def _pressed_answer(stage: Stage, payload: str) -> bool:
    visit, _, index = payload.partition(".")
    offer = stage.before.offered.get(visit)
    if offer is None or not index.isdecimal() or int(index) >= len(offer.answers):
        return False
    run = next((run for run in stage.stack if run.number == offer.run), None)
    if run is None or offer.flow not in stage.flows.flows:
        return False
    value = offer.answers[int(index)]
    if run.visit and (run.top.flow, run.top.step) == (offer.flow, offer.step):
        stage.stack.remove(run)
        stage.put(replace(run, interrupted=False))
        _press_current(stage, stage.stack[-1], value)
        return True
    return _press_earlier(stage, run, stage.flows.flows[offer.flow].steps.get(offer.step), value)


def _press_current(stage: Stage, run: Run, value: str) -> None:
    step = stage.step(run)
    if isinstance(step, Confirm):
        is_name = value not in {"yes", "change", "cancel"}
        answer(stage, replace(run, changing=is_name), value)
    elif isinstance(step, Collect):
        reading = parse(stage.flow(run).slots[step.slot], value)
        answer(stage, run, reading.value if isinstance(reading, Found) else value)


def _press_earlier(stage: Stage, run: Run, step: Any, value: str) -> bool:
    """A button of a question that was answered before is a correction of that answer."""
    if not isinstance(step, Collect) or run is not stage.open or step.slot not in stage.flow(run).slots:
        return False
    reading = parse(stage.flow(run).slots[step.slot], value)
    if not isinstance(reading, Found) or run.slots.get(step.slot) == reading.value:
        return False
    go_back(stage, run, step.slot, reading.value)
    return True


def _unknown_button(stage: Stage) -> None:
    if run := stage.open:
        stage.pose(run)
    elif stage.owner == "bot":
        stage.pattern(patterns.UNKNOWN_BUTTON)


def _opened(stage: Stage) -> None:
    if run := stage.open:
        stage.pose(run)
    elif (flow := stage.flows.by_intent.get("greet")) is not None:
        begin_flow(stage, flow)


def _attached(stage: Stage, file: str, kind: str) -> None:
    run = stage.open
    declared = stage.flow(run).slots if run else {}
    step = stage.step(run) if run else None
    if run and isinstance(step, Collect) and declared[step.slot].type == "photo" and kind in {"photo", "document"}:
        answer(stage, run, file)
        return
    empty = next((slot.name for slot in declared.values() if slot.type == "photo" and run and slot.name not in run.slots), None)
    if run and empty and kind in {"photo", "document"}:
        stage.pose(stage.update(replace(run, slots={**run.slots, empty: file})))
    elif stage.owner == "bot":
        stage.pattern(patterns.ATTACHMENT, file=file, type=kind)


def _shared(stage: Stage, phone: str, own: bool) -> None:
    run = stage.open
    if run is None:
        _not_understood(stage)
        return
    run = stage.update(replace(run, context={**run.context, "shared": {"phone": phone, "own": own}}))
    step, declared = stage.step(run), stage.flow(run).slots
    if isinstance(step, Collect) and declared[step.slot].type in {"phone", "contact"}:
        answer(stage, run, phone)
        return
    empty = next((slot.name for slot in declared.values() if slot.type in {"phone", "contact"} and slot.name not in run.slots), None)
    stage.pose(stage.update(replace(run, slots={**run.slots, empty: phone})) if empty else run)


# --- from elsewhere --------------------------------------------------------------------------------------------


def _unparked(stage: Stage, key: str) -> Run | None:
    """A run whose wait is over, on top again."""
    run = stage.parked.pop(key, None)
    if run is not None:
        stage.put(run)
    return run


def _answered(stage: Stage, event: Answered) -> None:
    run = _unparked(stage, event.key)
    if run is None:
        return
    step = stage.step(run)
    if not isinstance(step, Action):
        return
    if event.value is None:
        if step.failed:
            go_to(stage, run, step.failed)
        else:
            stage.stack.pop()
            fail(stage, run, event.failure or "no answer")
        return
    done = (*run.done, step.call) if step.once else run.done
    go(stage, replace(run, context={**run.context, step.result or step.call: dict(event.value)}, done=done), step.next)


def _decided(stage: Stage, event: Decided) -> None:
    run = _unparked(stage, event.approval)
    if run is None:
        return
    step = stage.step(run)
    if isinstance(step, Approve):
        fields = {name: event.fields[name] for name in step.fields if event.fields.get(name) is not None}
        context = {**run.context, "approval": {"decision": event.decision}}
        to = {"approved": step.approved, "rejected": step.rejected, "no_answer": step.no_answer}[event.decision]
        go_to(stage, replace(run, slots={**run.slots, **fields}, context=context), to)


def _elapsed(stage: Stage, timer: str) -> None:
    kind, _, visit = timer.partition(":")
    run = next((run for run in stage.stack if str(run.visit) == visit and run.visit), None)
    if run is None:
        return
    step = stage.step(run)
    if kind == "remind" and run is stage.open and isinstance(step, Collect) and step.remind and stage.owner == "bot":
        stage.say(run, step.remind.wording, {}, asks=visit)
    elif kind == "expire":
        stage.stack.remove(run)
        stage.parked[PAUSED + run.flow] = run
        stage.record("paused", flow=run.flow, step=run.top.step)


def _told(stage: Stage, fact: str, values: Mapping[str, Any]) -> None:
    match fact:
        case "handed_over":
            stage.owner, stage.promised, stage.handing = "queue", dict(values), True
            stage.pattern(patterns.HANDED_OVER, **values)
        case "overdue" if stage.owner == "queue":
            stage.promised = {**stage.promised, **values}
            stage.pattern(patterns.OVERDUE, **stage.promised)
        case "taken":
            stage.owner = "agent"
        case "released":
            _returned(stage, patterns.RELEASED, values)
        case "left_queue":
            _returned(stage, patterns.LEFT_QUEUE, {})
        case "closed":
            _closed(stage)
        case "unsettled":
            if (run := stage.open) and str(run.visit) == str(values.get("asks")) and stage.owner != "agent":
                stage.pose(run)
        case _ if (flow := stage.flows.by_fact.get(fact)) is not None:
            begin_flow(stage, flow, context={fact: dict(values)})


def _returned(stage: Stage, pattern: str, values: Mapping[str, Any]) -> None:
    stage.owner, stage.promised, stage.unsure = "bot", {}, 0
    stage.pattern(pattern, **values)


def _closed(stage: Stage) -> None:
    for run in stage.stack:
        stage.close(run)
        stage.last = run.slots
    stage.stack.clear()
    stage.owner, stage.promised, stage.unsure = "bot", {}, 0


