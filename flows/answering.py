"""What a customer's message means to the open question: without it every message would be a new wish.

An answer to an earlier question goes back there, and the flow decides again from that point on.
"""

from typing import Any, Literal

from msgspec.structs import replace

from flows import patterns, slots
from flows.dialogue import Run, Stop
from flows.linking import name_of, title_of
from flows.slots import Answer, Found
from flows.stage import Stage, named_call, named_slot
from flows.steps import CONFIRMATIONS, Collect, Confirm, Slot
from flows.walking import give_up, go, may_skip, pass_over, without
from flows.wording import plain, stands_in
from nlu.model import Understanding

CONFIRM_TRIES = 2
SHORTEST_PART = 3  # characters of a button's title that stand for it


def read_answer(stage: Stage, run: Run, understanding: Understanding) -> Answer:
    """What a message says to the open question of a run."""
    step = stage.step(run)
    if isinstance(step, Collect):
        slot = stage.flow(run).slots[step.slot]
        if step.force:
            return Found(understanding.text.strip()[: slots.LONGEST_TEXT]) if understanding.text.strip() else None
        if chosen := _chosen(stage, slot, step, understanding):
            return chosen
        others = [value for name, value in run.slots.items() if name != slot.name and isinstance(value, str)]
        currency = str(stage.flows.facts[stage.language].get("shop", {}).get("currency", "EUR"))
        return slots.read(slot, understanding, currency, others, stage.now.date())
    if isinstance(step, Confirm):
        return _confirmed(stage, run, understanding)
    return None


def _chosen(stage: Stage, slot: Slot, step: Collect, understanding: Understanding) -> Answer:
    if slot.type == "bool" and understanding.accepted and understanding.intent in {"affirm", "deny"}:
        return Found(understanding.intent == "affirm")
    answers = slot.values if slot.type in {"choice", "text"} else ("true", "false") if slot.type == "bool" else ()
    found = _by_title(stage, {answer: title_of(slot, answer) for answer in answers}, understanding.text, step.buttons)
    if found and slot.type == "bool":
        return Found(found.value == "true", whole=found.whole)  # "no" amid other words may belong to another wish
    return slots.parse(slot, found.value) if found else None


def _by_title(stage: Stage, titles: dict[str, str], text: str, shown: tuple[str, ...] = ()) -> Found | None:
    """The one answer whose button is typed, wholly or in part, or by its number."""
    typed = plain(text)
    if not typed or not titles:
        return None
    words = {answer: stage.flows.titles[title] for answer, title in titles.items()}
    same = [answer for answer in words if typed in words[answer] or typed == plain(answer)]
    if len(same) == 1:
        return Found(same[0])
    numbers = {str(number): answer for number, answer in enumerate(shown, 1)}
    if typed in numbers:
        return Found(numbers[typed])
    near = [answer for answer in words if any(_stands_for(typed, word) for word in words[answer])]
    return Found(near[0], whole=False) if len(near) == 1 else None


def _stands_for(typed: str, title: str) -> bool:
    part = len(typed) >= SHORTEST_PART and f" {title} ".find(f" {typed} ") >= 0
    return part or (len(title) >= SHORTEST_PART and stands_in(title, typed))


def _confirmed(stage: Stage, run: Run, understanding: Understanding) -> Answer:
    if run.changing:
        names = {slot: name_of(slot) for slot in run.changeable}
        return _by_title(stage, names, understanding.text, tuple(names))
    titles = {answer: f"confirm-{answer}" for answer in CONFIRMATIONS}
    if (found := _by_title(stage, titles, understanding.text, CONFIRMATIONS)) and found.whole:
        return found
    if understanding.accepted and understanding.intent in {"affirm", "deny"}:
        return Found("yes" if understanding.intent == "affirm" else "change")
    return found


# --- taking answers --------------------------------------------------------------------------------------------


def answer(stage: Stage, run: Run, value: Any) -> None:
    """Give the open question of a run its answer."""
    step = stage.step(run)
    closed = stage.close(run)
    if isinstance(step, Collect):
        stage.update(replace(closed, slots={**run.slots, step.slot: value}, answered=step.slot))
    elif run.changing:
        go_back(stage, run, str(value))
    elif value == "yes":
        go(stage, closed, step.next)
    elif value == "cancel":
        cancel(stage)
    else:
        change(stage, run)


def change(stage: Stage, run: Run) -> None:
    """Ask what shall be changed; where only one thing was asked, it is that."""
    names = run.changeable
    if len(names) == 1:
        go_back(stage, run, names[0])
    elif names:
        stage.ask(replace(run, changing=True))
    else:
        cancel(stage)


def go_back(stage: Stage, run: Run, slot: str, value: Any = None) -> None:
    """Go back to where a slot was collected; with a new value go on from there, else ask for it again.

    What was done outside since then cannot be undone by going back: it is named, and the flow stays where it is.
    """
    stop = next((stop for stop in run.trail if stop.slot == slot), None)
    if stop is None:
        _note(stage, run, slot, value)
        return
    if len(run.done) > stop.done:
        stage.record("too_late", flow=run.flow, slot=slot)
        stage.pattern(patterns.CORRECTION, slot=named_slot(slot), value=value, done=named_call(run.done[stop.done]))
        return
    stage.record("corrected", flow=run.flow, slot=slot)
    slots_now = without(run.slots, slot) if value is None else {**run.slots, slot: value}
    stage.update(
        replace(
            stage.close(run),
            frames=stop.frames,
            slots=slots_now,
            trail=_before(run.trail, stop),
            skipped=tuple(other for other in run.skipped if other != slot),
            tries=0,
            answered="" if value is None else slot,
        )
    )
    if value is not None:
        stage.pattern(patterns.CORRECTION, slot=named_slot(slot), value=stage.called(run, slot, value))


def _note(stage: Stage, run: Run, slot: str, value: Any) -> None:
    """A value for a question that has not come yet; without one, the open question is asked again."""
    if value is None:
        stage.pose(run)
    else:
        stage.update(replace(run, slots={**run.slots, slot: value}))
        stage.pattern(patterns.CORRECTION, slot=named_slot(slot), value=stage.called(run, slot, value))


def _before(trail: tuple[Stop, ...], stop: Stop) -> tuple[Stop, ...]:
    return trail[: trail.index(stop)]


def fill(stage: Stage, run: Run, understanding: Understanding, except_for: str = "") -> tuple[str, Any] | None:
    """Fill the slots a message mentions by the way; one that was answered otherwise or skipped is returned, and not filled."""
    said = {name: value for name, value in stage.mentions(stage.flow(run), understanding).items() if name != except_for}
    if found := {name: value for name, value in said.items() if run.slots.get(name) is None and name not in run.skipped}:
        stage.update(replace(run, slots={**run.slots, **found}))
    said = {name: value for name, value in said.items() if name not in found and name not in slots.PASSING}
    return next(((name, value) for name, value in said.items() if run.slots.get(name) != value), None)


# --- what is no answer -----------------------------------------------------------------------------------------


def reprompt(stage: Stage, run: Run, kind: Literal["wrong", "unclear"]) -> None:
    """The question in other words, so many times as the flow has words for; then a person. In the queue nothing is guessed."""
    if stage.owner != "bot":
        return
    step = stage.step(run)
    words = step.reprompts if isinstance(step, Collect) else ("",) * CONFIRM_TRIES
    run = stage.update(replace(run, tries=run.tries + 1))
    stage.record("unclear", run=run.number, flow=run.top.flow, step=run.top.step, tries=run.tries)
    if run.tries > len(words):
        give_up(stage, run)
    elif kind == "wrong" and isinstance(step, Collect) and step.wrong:
        stage.pose(run, step.wrong)
    else:
        stage.pose(run, words[run.tries - 1])


def skip(stage: Stage, run: Run) -> None:
    """Pass over the question, where the flow allows it; else say why not."""
    step = stage.step(run)
    if isinstance(step, Collect) and may_skip(step):
        pass_over(stage, run, step)
    elif isinstance(step, Collect):
        stage.pattern(patterns.SKIP, slot=named_slot(step.slot))
    else:
        stage.pose(run)


def cancel(stage: Stage) -> None:
    """Leave the flow at hand, and say what was left and what was already done outside."""
    run = stage.stack.pop()
    stage.close(run)
    stage.record("cancelled", run=run.number, flow=run.flow, step=run.top.step)
    stage.last = run.slots
    done = named_call(run.done[-1]) if run.done else None
    flow = stage.name(stage.flow(run))
    stage.start(stage.flows.flows[patterns.CANCEL], {"flow": flow, "done": done}, run.slots)
