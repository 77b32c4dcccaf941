"""Buttons, files and contacts: without it a customer could only write."""

from msgspec.structs import replace

from flows import patterns
from flows.answering import answer, go_back, reprompt
from flows.dialogue import Run
from flows.slots import Found, parse
from flows.stage import Stage
from flows.steps import CONFIRMATIONS, Collect, Confirm, Step
from flows.walking import go, is_enough, still_waiting
from flows.wishes import begin_flow, change_language, leave_queue, may_begin, not_understood, wish

PICTURES = frozenset({"photo", "document"})
PHOTO = frozenset({"photo"})
NUMBERS = frozenset({"phone", "contact"})


def pressed(stage: Stage, payload: str) -> None:
    """Do what a button stands for. One that is old, unknown or forged does no harm: the open question is asked again."""
    if _pressed(stage, payload):
        stage.unsure = 0
    elif run := stage.open:
        stage.pose(run)
    elif stage.owner == "bot":
        stage.pattern(patterns.UNKNOWN_BUTTON)


def opened(stage: Stage, payload: str) -> None:
    """The conversation was opened by a link or a start button."""
    if _pressed(stage, payload):
        return
    if run := stage.open:
        stage.pose(run)
    elif (flow := stage.flows.by_intent.get("greet")) is not None:
        begin_flow(stage, flow)


def _pressed(stage: Stage, payload: str) -> bool:
    kind, _, name = payload.partition(":")
    if kind == "intent" and (name in stage.flows.by_intent or name in patterns.COMMANDS):
        wish(stage, name)
    elif kind == "flow" and (flow := stage.flows.flows.get(name)) is not None and flow.is_offered and may_begin(stage, flow):
        begin_flow(stage, flow)
    elif kind == "lang" and name in stage.flows.wording.languages:
        change_language(stage, name)
    elif payload == "leave:queue" and stage.owner == "queue":
        leave_queue(stage)
    elif payload == "wait:on" and stage.owner == "queue":
        still_waiting(stage)
    else:
        return _answer(stage, payload)
    return True


def _answer(stage: Stage, payload: str) -> bool:
    """A button below a question, `<number of the question>.<index>`; only those that were offered count."""
    visit, _, index = payload.partition(".")
    offer = stage.before.offered.get(visit)
    answers = {str(number): given for number, given in enumerate(offer.answers)} if offer else {}
    if offer is None or index not in answers:
        return False
    run = next((run for run in stage.stack if run.number == offer.run), None)
    flow = stage.flows.flows.get(offer.flow)
    if run is None or flow is None:
        return False
    value = answers[index]
    if run.visit and (run.top.flow, run.top.step) == (offer.flow, offer.step):
        stage.stack.remove(run)
        stage.put(replace(run, interrupted=False))
        _current(stage, stage.stack[-1], value)
        return True
    return _earlier(stage, run, flow.steps.get(offer.step), value)


def _current(stage: Stage, run: Run, value: str) -> None:
    """The question is open, perhaps after a digression: this is its answer."""
    step = stage.step(run)
    if isinstance(step, Confirm):
        answer(stage, replace(run, changing=value not in CONFIRMATIONS), value)
    elif isinstance(step, Collect):
        reading = parse(stage.flow(run).slots[step.slot], value)
        answer(stage, run, reading.value if isinstance(reading, Found) else value)


def _earlier(stage: Stage, run: Run, step: Step | None, value: str) -> bool:
    """The question was answered before: another answer to it is a correction."""
    if not isinstance(step, Collect) or run is not stage.open or step.slot not in stage.flow(run).slots:
        return False
    reading = parse(stage.flow(run).slots[step.slot], value)
    if not isinstance(reading, Found) or run.slots.get(step.slot) == reading.value:
        return False
    go_back(stage, run, step.slot, reading.value)
    return True


def attached(stage: Stage, file: str, kind: str) -> None:
    """A file: the answer to a question for a photo, or kept for one that will come; else the customer is asked what it is."""
    run = stage.open
    if run and kind in PICTURES and (_given(stage, run, PHOTO, file) if file else _unfit(stage, run)):
        return
    if stage.owner == "bot":
        stage.pattern(patterns.ATTACHMENT, file=file, type=kind)


def _unfit(stage: Stage, run: Run) -> bool:
    """What was sent for a photo, and is none: that is said, and the question stays open."""
    step = stage.step(run)
    is_asked = isinstance(step, Collect) and stage.flow(run).slots[step.slot].type in PHOTO
    if is_asked:
        reprompt(stage, run, "wrong")
    return is_asked


def shared(stage: Stage, phone: str, own: bool) -> None:
    """A phone number by the platform's own button; `context.shared.own` tells a flow whether the platform vouches for it."""
    run = stage.open
    if run is None:
        not_understood(stage)
        return
    run = stage.update(replace(run, context={**run.context, "shared": {"phone": phone, "own": own}}))
    if is_enough(stage, run):
        go(stage, stage.close(run), stage.step(run).next)
    elif not _given(stage, run, NUMBERS, phone):
        stage.pose(run)


def _given(stage: Stage, run: Run, types: frozenset[str], value: str) -> bool:
    """Take the value as the answer to the open question, or for another slot of these types that is still empty."""
    step, declared = stage.step(run), stage.flow(run).slots
    if isinstance(step, Collect) and declared[step.slot].type in types:
        answer(stage, run, value)
        return True
    empty = next((slot.name for slot in declared.values() if slot.type in types and slot.name not in run.slots), None)
    if empty is not None:
        stage.pose(stage.update(replace(run, slots={**run.slots, empty: value})))
    return empty is not None
