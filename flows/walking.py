"""Going from step to step: without it a flow would be a list that nobody follows.

`walk` goes on with the topmost run until it waits for the customer, is parked for an answer from elsewhere, or nothing is left. A
run waits while it has the number of a question (`visit`).
"""

from collections.abc import Mapping
from typing import Any, assert_never

from msgspec.structs import replace

from flows import patterns, slots, steps
from flows.dialogue import Frame, Run, Stop
from flows.model import Approve, Call, Enclosure, Handoff, Promise, Say
from flows.stage import Stage
from flows.steps import END, START, Collect, Flow, Next, leads_to

SAID_IN_CIRCLE = 3  # messages of a circle a customer gets
ALSO_ASKED = "also_asked"  # of a hand-over: in the customer's words, what else was wished and has not been begun
STEP_LIMIT = 200  # steps for one event; more is a circle
REASONS = ("asked", "unsure", "flow", "failure")


def walk(stage: Stage) -> None:
    """Go on until something is waited for, or an agent has the floor; what is owed is told all the same."""
    while stage.stack and not stage.stack[-1].visit and (stage.owner != "agent" or stage.flow(stage.stack[-1]).is_news):
        stage.steps += 1
        if stage.steps > STEP_LIMIT:
            _trapped(stage)
        else:
            _perform(stage, stage.stack[-1])


def _trapped(stage: Stage) -> None:
    """A circle in the flows: leave the run, and let a person go on; a circle in that very pattern ends everything."""
    run = stage.stack[-1]
    stage.record("circle", flow=run.flow, step=run.top.step)
    stage.steps = 0
    _hush(stage)
    if run.flow == patterns.INTERNAL_ERROR:
        stage.stack.clear()
        _hand_over(stage, run, Handoff("failure"))
        return
    fail(stage, stage.stack.pop(), "circle")


def _hush(stage: Stage) -> None:
    """What was said again and again on the way round is said a few times only."""
    talk = [effect for effect in stage.effects if isinstance(effect, Say) and effect.kind == "talk"]
    repeated = {id(effect) for effect in talk[SAID_IN_CIRCLE:]}
    stage.effects = [effect for effect in stage.effects if id(effect) not in repeated]
    stage.said = stage.said[:SAID_IN_CIRCLE]


def fail(stage: Stage, run: Run, reason: str) -> None:
    """A run that cannot go on is left; `run` is off the stack already."""
    stage.record("failed", run=run.number, flow=run.flow, step=run.top.step, reason=reason)
    stage.last = run.slots
    stage.start(stage.flows.flows[patterns.INTERNAL_ERROR], {"reason": reason, "failed": run.flow}, run.slots)


def _perform(stage: Stage, run: Run) -> None:  # noqa: C901, PLR0912 - one arm for each kind of step
    step = stage.step(run)
    match step:
        case Collect():
            _collect(stage, run, step)
        case steps.Say():
            _say(stage, run, step)
            go(stage, run, step.next)
        case steps.Action():
            _call(stage, run, step)
        case steps.SetSlots():
            _set_slots(stage, run, step)
        case steps.CallFlow():
            first = stage.flows.flows[step.flow].first
            stage.went_to(run, START, first, step.flow)
            frames = (*run.frames, Frame(step.flow, first))
            given = {name: stage.value(value, run) for name, value in step.values.items()}
            stage.update(replace(run, frames=frames, slots={**run.slots, **given}))
        case steps.Link():
            _link(stage, run, step)
        case steps.Noop():
            go(stage, run, step.next)
        case steps.Again():
            _again(stage)
            go(stage, run, step.next)
        case steps.Forsake():
            del stage.stack[:-1]
            go(stage, run, step.next)
        case steps.Confirm():
            stage.ask(run)
        case steps.Approve():
            _approve(stage, run, step)
        case steps.Promise():
            until = stage.value(step.until, run) if step.until else None
            about = stage.value(step.about, run) if step.about else None
            stage.effects.append(Promise(step.what, step.within, step.basis, until, str(about or "")))
            go(stage, run, step.next)
        case steps.Handoff():
            _handoff(stage, run, step)
        case _:
            assert_never(step)


# --- ways on ---------------------------------------------------------------------------------------------------


def go(stage: Stage, run: Run, way: Next) -> None:
    """Move a run along the first way that is open."""
    to = way[0].to
    if way[0].condition is not None:
        scope = stage.scope(run)
        to = next((arm.to for arm in way if arm.condition is None or arm.condition.holds(scope)), END)
    go_to(stage, run, to)


def go_to(stage: Stage, run: Run, to: str) -> None:
    """Move a run to a step, or to the end of its flow."""
    stage.went_to(run, run.top.step, to)
    run = replace(run, visit=0, tries=0, answered="", changing=False)
    if to != END:
        stage.update(replace(run, frames=(*run.frames[:-1], Frame(run.top.flow, to))))
    elif len(run.frames) > 1:
        run = replace(run, frames=run.frames[:-1])
        go(stage, run, stage.step(run).next)
    else:
        _ended(stage, run)


def _ended(stage: Stage, run: Run) -> None:
    stage.stack = [other for other in stage.stack if other.number != run.number]
    flow = stage.flow(run)
    kept = {name: run.slots[name] for name in flow.persisted if run.slots.get(name) is not None}
    if kept:
        stage.persisted = {**stage.persisted, **kept}
    if not flow.is_aside:
        stage.last = run.slots
        stage.record("finished", run=run.number, flow=flow.id)
    _come_back(stage, flow)


def _come_back(stage: Stage, ended: Flow) -> None:
    """What was open before is said to be continued, and asked again."""
    if stage.handing or stage.next_wish is not None:
        return
    below = stage.stack[-1] if stage.stack else None
    if below is None:
        if not ended.is_aside and ended.completes and stage.owner == "bot":
            stage.pattern(patterns.COMPLETED, flow=stage.name(ended))
    elif below.visit and below.interrupted:
        resume(stage)
    elif below.visit and ended.ask_again and ended.id not in patterns.LEAVE_OPEN:
        stage.pose(below)


def resume(stage: Stage) -> None:
    """Go on with what another flow came between, and say so."""
    if (run := stage.open) is not None and run.interrupted:
        stage.update(replace(run, interrupted=False))
        stage.pattern(patterns.CONTINUE, flow=stage.name(stage.flow(run)))


# --- the steps -------------------------------------------------------------------------------------------------


def _collect(stage: Stage, run: Run, step: Collect) -> None:
    known = run.slots.get(step.slot)
    if known is not None and (run.answered == step.slot or not step.ask_before_filling):
        _take(stage, run, step)
    elif is_enough(stage, run):
        go(stage, run, step.next)
    elif known is None and step.slot in run.skipped:
        go_to(stage, run, step.skipped) if step.skipped else go(stage, run, step.next)
    else:
        stage.ask(replace(run, tries=0))


def is_enough(stage: Stage, run: Run) -> bool:
    """Whether the question a run stands at has its answer already, by whatever else is known."""
    step = stage.step(run)
    return isinstance(step, Collect) and step.enough is not None and step.enough.holds(stage.scope(run))


def _take(stage: Stage, run: Run, step: Collect) -> None:
    """Accept the value of a slot, unless the flow rejects it."""
    scope = stage.scope(run)
    for rejection in step.rejections:
        if rejection.condition.holds(scope):
            rejected = replace(run, slots=without(run.slots, step.slot), tries=run.tries + 1)
            is_last = rejected.tries > max(len(step.reprompts), 1)
            stage.ask(rejected, rejection.wording, silent=is_last)
            if is_last:
                give_up(stage, stage.stack[-1])
            return
    if run.answered:
        stage.record("answered", flow=run.top.flow, slot=step.slot)
    go(stage, replace(run, trail=_trail(run, step)), step.next)


def _trail(run: Run, step: Collect) -> tuple[Stop, ...]:
    return (*(other for other in run.trail if other.slot != step.slot), Stop(step.slot, run.frames, len(run.done)))


def give_up(stage: Stage, run: Run) -> None:
    """The last re-prompt was in vain: the question is passed over where it may be; else a person goes on, and it stays open."""
    stage.record("gave_up", run=run.number, flow=run.top.flow, step=run.top.step)
    step = stage.step(run)
    if isinstance(step, Collect) and may_skip(step):
        pass_over(stage, run, step)
    else:
        stage.update(replace(run, tries=0))
        stage.pattern(patterns.CANNOT_HANDLE, times=max(run.tries + 1, 2))


def may_skip(step: Collect) -> bool:
    """Whether the flow can go on without an answer."""
    return step.optional or bool(step.skipped)


def pass_over(stage: Stage, run: Run, step: Collect) -> None:
    """Go on without an answer."""
    stage.record("skipped", flow=run.top.flow, slot=step.slot)
    closed = replace(stage.close(run), skipped=(*run.skipped, step.slot), trail=_trail(run, step))
    go_to(stage, closed, step.skipped) if step.skipped else go(stage, closed, step.next)


def _say(stage: Stage, run: Run, step: steps.Say) -> None:
    flow = stage.flows.flows[run.top.flow]
    document = _document(stage.value(step.document, run)) if step.document else None
    buttons: tuple[steps.Button, ...] = step.buttons
    if step.options:
        buttons = tuple(steps.Button(f"intent-{intent}", payload=f"intent:{intent}") for intent in run.context.get("options", ()))
    is_fact = step.fact or flow.id in patterns.FACTS
    choices = tuple(stage.button(button, run) for button in buttons)
    how = {"buttons": choices, "kind": "fact" if is_fact else "talk", "document": document, "copy": step.copy}
    stage.say(run, step.wording, step.values, **how)


def _document(value: Any) -> Enclosure | None:
    """A file as a call's answer names it."""
    return Enclosure(str(value["id"]), str(value["name"]), str(value["mime"])) if isinstance(value, Mapping) else None


def _call(stage: Stage, run: Run, step: steps.Action) -> None:
    stage.visits += 1
    key = f"{run.number}:{run.top.flow}:{step.id}:{stage.visits}"
    wanted = stage.flows.calls[step.call].arguments
    arguments = {name: stage.value(step.values[name], run) if name in step.values else run.slots.get(name) for name in wanted}
    stage.effects.append(Call(step.call, {name: value for name, value in arguments.items() if value is not None}, key, step.once))
    _park(stage, run, key)


def _park(stage: Stage, run: Run, key: str) -> None:
    stage.stack = [other for other in stage.stack if other.number != run.number]
    stage.parked[key] = run
    if not stage.flow(run).is_aside:
        stage.last = run.slots


def _set_slots(stage: Stage, run: Run, step: steps.SetSlots) -> None:
    declared = stage.flow(run).slots
    changed = dict(run.slots)
    for name, given in step.values.items():
        value = stage.value(given, run)
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = typed(declared.get(name), value)
    cleared = tuple(name for name in run.skipped if name not in step.values)
    go(stage, replace(run, slots=changed, skipped=cleared), step.next)


def typed(slot: steps.Slot | None, value: Any) -> Any:
    """A value written as text, as the slot's type has it."""
    answer = slots.parse(slot, value) if slot and isinstance(value, str) else None
    return answer.value if isinstance(answer, slots.Found) else value


def _link(stage: Stage, run: Run, step: steps.Link) -> None:
    first = stage.flows.flows[step.flow].first
    stage.went_to(run, step.id, leads_to(step.flow))
    stage.went_to(run, START, first, step.flow)
    stage.update(replace(run, frames=(Frame(step.flow, first),)))


def _again(stage: Stage) -> None:
    known = [spoken for spoken in stage.before.said if stage.flows.wording.has(spoken.wording)]
    open_run = next((run for run in reversed(stage.stack) if run.visit), None)
    question = str(open_run.visit) if open_run else ""
    for spoken in known:
        if spoken.asks in {"", question}:
            stage.again(spoken)
    if open_run and not any(spoken.asks == question for spoken in known):
        stage.pose(open_run)


def _approve(stage: Stage, run: Run, step: steps.Approve) -> None:
    stage.visits += 1
    key = f"{run.number}:{run.top.flow}:{step.id}:{stage.visits}"
    fields = {name: run.slots.get(name) for name in step.fields}
    values = stage.values(step.summary, step.values, run)
    stage.effects.append(Approve(key, step.team, step.summary, fields, step.within, values))
    if step.say:
        stage.say(run, step.say, step.values)
    _park(stage, run, key)


def _handoff(stage: Stage, run: Run, step: steps.Handoff) -> None:
    reason = next((known for known in REASONS if known == step.reason), "flow")
    summary = _summary(stage, run) or step.summary
    values = stage.values(summary, step.values, run) if summary else dict(run.slots)
    if reason != step.reason:
        values["reason"] = step.reason
    if waiting := [wish.text for wish in stage.later if not stage.is_quick(wish.intent)]:
        values[ALSO_ASKED] = waiting
    _hand_over(stage, run, Handoff(reason, step.team, summary, values))  # type: ignore[arg-type]  # one of REASONS
    go(stage, run, step.next)


def _summary(stage: Stage, run: Run) -> str:
    """A pattern hands over for the flow in whose midst it came up, which knows best what to tell."""
    if not stage.flow(run).is_pattern:
        return ""
    below = next((other.flow for other in reversed(stage.stack) if not stage.flow(other).is_aside), run.context.get("failed", ""))
    flow = stage.flows.flows.get(below)
    return flow.summary if flow else ""


def _hand_over(stage: Stage, run: Run, handoff: Handoff) -> None:
    """Hand over, but never twice: who waits already hears the promise again."""
    was_handing, stage.handing = stage.handing, True
    if stage.owner == "bot" and not was_handing:
        stage.effects.append(handoff)
        stage.record("handed_over", run=run.number, flow=run.flow, reason=handoff.reason)
    elif stage.owner == "queue":
        still_waiting(stage)


def still_waiting(stage: Stage) -> None:
    """Tell the promise again, once for an event."""
    if not stage.waiting_said:
        stage.waiting_said = True
        stage.pattern(patterns.STILL_WAITING, **stage.promised)


def without(mapping: Any, name: str) -> dict[str, Any]:
    """A copy without a key."""
    return {key: value for key, value in mapping.items() if key != name}
