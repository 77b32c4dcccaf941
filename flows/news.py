"""What comes from elsewhere: without it a flow would never hear from the shop, from a person, or from the clock."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from flows import patterns
from flows.dialogue import Run
from flows.hearing import follow
from flows.model import Answered, Decided
from flows.stage import PAUSED, Stage
from flows.steps import Action, Approve, Collect, Confirm, Slot
from flows.walking import fail, go, go_to, typed
from flows.wishes import back_to_bot, begin_flow

UNKEPT_AGAIN = 86_400  # seconds in which that a number was not kept is told once
SILENT = "unavailable"  # why a call has no answer: the shop's software does not give one


def answered(stage: Stage, event: Answered) -> None:
    """The shop's answer to a call, or why there is none; the run that waited for it goes on."""
    run, step = _back(stage, event.key)
    if run is None or not isinstance(step, Action):
        return
    if event.value is not None:
        done = (*run.done, step.call) if step.once else run.done
        context = {**run.context, step.result or step.call: _listed(event.value)}
        go(stage, replace(run, context=context, done=done), step.next)
    elif step.failed:
        go_to(stage, run, step.failed)
    elif event.failure == SILENT and not step.once:
        _wait_for_shop(stage, run)
    else:
        stage.stack.pop()
        fail(stage, run, event.failure or "no answer")


def _wait_for_shop(stage: Stage, run: Run) -> None:
    """The shop does not answer: the run is put aside as it is, to ask again when it does, or the customer comes back to it."""
    stage.stack.pop()
    stage.parked[PAUSED + run.flow] = run
    stage.last = run.slots
    stage.record("shop_silent", run=run.number, flow=run.flow, step=run.top.step)
    name = stage.name(stage.flow(run))
    stage.start(stage.flows.flows[patterns.SHOP_SILENT], {"flow": name}, run.slots)


def _shop_again(stage: Stage, answers: bool) -> None:
    """Who waited for the shop goes on where it was, or with a person where it has been silent for too long."""
    waiting = [key for key, run in stage.parked.items() if key.startswith(PAUSED) and isinstance(stage.step(run), Action)]
    runs = [stage.parked.pop(key) for key in waiting]
    if not runs or stage.owner == "agent":  # a person has it in hand
        return
    if not answers:
        fail(stage, runs[-1], SILENT)
        return
    for run in runs:
        stage.put(run)
    stage.pattern(patterns.SHOP_ANSWERS, flow=stage.name(stage.flow(runs[-1])))


def decided(stage: Stage, event: Decided) -> None:
    """A person's decision, with the fields as the person left them; nobody's, when the time was up."""
    run, step = _back(stage, event.approval)
    if run is None or not isinstance(step, Approve):
        return
    fields = {
        name: typed(slot, event.fields[name]) for name, slot in _fields(stage, run, step) if event.fields.get(name) is not None
    }
    context = {**run.context, "approval": {"decision": event.decision}}
    ways = {"approved": step.approved, "rejected": step.rejected, "no_answer": step.no_answer}
    go_to(stage, replace(run, slots={**run.slots, **fields}, context=context), ways[event.decision])


def _fields(stage: Stage, run: Run, step: Approve) -> Iterator[tuple[str, Slot | None]]:
    declared = stage.flow(run).slots
    yield from ((name, declared.get(name)) for name in step.fields)


def _back(stage: Stage, key: str) -> tuple[Run | None, Any]:
    """The run that waited under a key, on top again, and its step; an unknown key is of a run that is gone."""
    run = None if key.startswith(PAUSED) else stage.parked.pop(key, None)
    if run is None:
        return None, None
    stage.put(run)
    return run, stage.step(run)


def _listed(value: Any) -> Any:
    """An answer as a dialogue keeps it: mappings and lists only."""
    if isinstance(value, Mapping):
        return {str(name): _listed(item) for name, item in value.items()}
    return [_listed(item) for item in value] if isinstance(value, list | tuple | set | frozenset) else value


def elapsed(stage: Stage, timer: str) -> None:
    """A question has waited for so long: a nudge, or the flow is put aside until the customer comes back to it."""
    kind, _, visit = timer.partition(":")
    run = next((run for run in stage.stack if run.visit and str(run.visit) == visit), None)
    if run is None:
        return
    step = stage.step(run)
    if kind == "remind" and run is stage.open and isinstance(step, Collect) and step.remind and stage.owner == "bot":
        stage.say(run, step.remind.wording, {}, asks=visit)
    elif kind == "expire":
        stage.stack.remove(run)
        if not stage.flow(run).lapses:
            stage.parked[PAUSED + run.flow] = run
        stage.record("paused", run=run.number, flow=run.flow, step=run.top.step)


def told(stage: Stage, fact: str, values: Mapping[str, Any]) -> None:
    """Who has the floor, how long the wait for a person is, what became of a question, or a fact of the shop."""
    match fact:
        case "handed_over":
            stage.owner, stage.promised, stage.handing = "queue", dict(values), True
            stage.pattern(patterns.HANDED_OVER, **stage.promised)
        case "queued" | "barred" | "unbarred" | "shop_answers" | "shop_gone" | "language_set" | "unkept":
            _put(stage, fact, values)
        case "submitted":
            stage.pattern(patterns.SUBMITTED, **values)
        case "gone_quiet":
            stage.owner = "queue"
            stage.promised = {**stage.promised, **{name: values[name] for name in ("due", "team") if values.get(name)}}
            stage.pattern(patterns.GONE_QUIET, due=stage.promised.get("due"))
        case "overdue" | "broken" | "waits_long" | "gave_up" | "left_queue":
            if stage.owner == "queue":
                _waits(stage, fact, values)
        case "taken" | "assigned" | "reopened" | "came_back":
            stage.owner, stage.later = "agent", ()  # the agent reads what else was wished
        case "released":
            back_to_bot(stage, patterns.RELEASED, values)
        case "closed":
            _closed(stage)
            _begin_told(stage, fact, values)
        case "unsettled":
            if (run := stage.open) and str(run.visit) == str(values.get("asks")) and stage.owner != "agent":
                stage.pose(run)
        case _:
            _begin_told(stage, fact, values)


def _unkept(stage: Stage) -> None:
    """A number nobody may keep was taken out of a message: told once, and after a day once more."""
    now = int(stage.now.timestamp())
    if not stage.blocked and now - stage.unkept_at > UNKEPT_AGAIN:
        stage.unkept_at = now
        stage.pattern(patterns.UNKEPT)


def in_another_set(stage: Stage, fact: str) -> None:
    """The conversation has moved to another set, or may not go on in the one it began with."""
    if fact == "withdrawn":
        _withdrawn(stage)
    else:
        _asks_anew(stage)


def _asks_anew(stage: Stage) -> None:
    """In another set the question is another one: what is said next is heard as an answer to it, and else it is asked."""
    if not stage.stack or (run := stage.stack[-1]).visit:
        return
    step = stage.step(run)
    if isinstance(step, Confirm) or (isinstance(step, Collect) and run.slots.get(step.slot) is None):
        stage.ask(run, silent=True)


def _withdrawn(stage: Stage) -> None:
    """The set in whose midst it was is not to be gone on with: a person goes on, unless one does already."""
    left = [run for run in (*stage.before.stack, *stage.before.parked.values()) if not run.flow.startswith("pattern_")]
    stage.last = left[-1].slots if left else stage.last
    stage.stack.clear()
    stage.parked.clear()
    stage.offered = {}
    for run in left:
        stage.record("withdrawn", run=run.number, flow=run.flow, step=run.top.step)
    if stage.owner == "bot":
        stage.pattern(patterns.WITHDRAWN)


def _waits(stage: Stage, fact: str, values: Mapping[str, Any]) -> None:
    """How the wait for a person goes, and how it ends without one."""
    match fact:
        case "overdue":
            stage.promised = {**stage.promised, **values}
            stage.pattern(patterns.OVERDUE, **stage.promised)
        case "broken":
            stage.promised = {**stage.promised, "due": None}  # no moment is named again that might not be kept
            stage.pattern(patterns.BROKEN)
        case "waits_long":
            stage.pattern(patterns.WAITS_LONG)
        case _:
            back_to_bot(stage, patterns.GAVE_UP if fact == "gave_up" else patterns.LEFT_QUEUE)


def _put(stage: Stage, fact: str, values: Mapping[str, Any]) -> None:
    """Where the clock, a rule, a supervisor or the shop's silence has put the conversation; mostly somebody else tells of it."""
    match fact:
        case "queued" if stage.owner == "bot":
            stage.owner, stage.promised = "queue", dict(values)
        case "barred":
            _closed(stage)
            stage.blocked = "silent"
        case "unbarred":
            stage.blocked = ""
        case "language_set":
            follow(stage, str(values.get("language")))
        case "unkept":
            _unkept(stage)
        case "shop_answers" | "shop_gone":
            _shop_again(stage, fact == "shop_answers")
        case _:
            pass


def notice_block(stage: Stage) -> None:
    """Somebody who is blocked writes: what that means is told once, and nothing else is answered."""
    if stage.blocked == "silent":
        stage.blocked = "told"
        _begin_told(stage, "barred", {})


def _begin_told(stage: Stage, fact: str, values: Mapping[str, Any]) -> None:
    """The flow that waits for such a fact, if there is one."""
    if (flow := stage.flows.by_fact.get(fact)) is not None:
        begin_flow(stage, flow, context={fact: _listed(values)})


def _closed(stage: Stage) -> None:
    for run in stage.stack:
        stage.close(run)
        stage.last = run.slots
    stage.stack.clear()
    stage.owner, stage.promised, stage.unsure, stage.later = "bot", {}, 0, ()
