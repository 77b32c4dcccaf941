"""From one set to the next in the middle of a flow: without it every correction would reach only those who begin afterwards.

A conversation moves on where every step it stands at, and every one it could be sent back to, is there in the new set too, by its
id. A value that the new set would not take is asked for again. Where something does not fit, the conversation stays on the set it
began with. Nothing it knows is lost on the way.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from flows.check_ways import targets
from flows.conditions import Reference
from flows.dialogue import Dialogue, Frame, Offer, Run, Spoken, Stop
from flows.flowset import FlowSet
from flows.shelf import looked_at
from flows.shop.model import Money
from flows.slots import Found, checked
from flows.stage import PAUSED
from flows.steps import END, Action, CallFlow, Collect, Confirm, Flow, Slot, SlotType, Step


@dataclass(frozen=True, slots=True)
class Moves:
    """It goes on with the new set, where it was."""

    dialogue: Dialogue


@dataclass(frozen=True, slots=True)
class Redo:
    """It goes on with the new set, and one step is answered again: of this flow, with this id."""

    dialogue: Dialogue
    flow: str
    step: str


@dataclass(frozen=True, slots=True)
class Stays:
    """It goes on with the set it began with, since this step has no place in the new one."""

    flow: str
    step: str


Move = Moves | Redo | Stays


class _NoPlaceError(Exception):
    def __init__(self, frame: Frame) -> None:
        self.frame = frame


def is_inside(dialogue: Dialogue) -> bool:
    """Whether a conversation is in the middle of something."""
    return bool(dialogue.stack or dialogue.parked)


def move(old: FlowSet, new: FlowSet, dialogue: Dialogue) -> Move:
    """Where a conversation that began with `old` stands in `new`."""
    try:
        stack = tuple(_moved(old, new, run) for run in dialogue.stack)
        parked = {key: _parked(old, new, key, run) for key, run in dialogue.parked.items()}
    except _NoPlaceError as error:
        return Stays(error.frame.flow, error.frame.step)
    moved = replace(
        dialogue, flows=new.hash, stack=stack, parked=parked, said=tuple(said for said in dialogue.said if _is_known(new, said)),
        offered={key: offer for key, offer in dialogue.offered.items() if _is_offered(new, offer)},
    )  # fmt: skip
    again = next((after for before, after in zip(dialogue.stack, stack, strict=True) if before.visit and not after.visit), None)
    return Redo(moved, again.top.flow, again.top.step) if again is not None else Moves(moved)


def left_behind(new: FlowSet, dialogue: Dialogue) -> Moves | Stays:
    """The same where the set it began with is lost, or fits this program no more: it goes on only where all of its steps are."""
    for run in (*dialogue.stack, *dialogue.parked.values()):
        for frame in (*run.frames, *(frame for stop in run.trail for frame in stop.frames)):
            if _step(new, frame) is None:
                return Stays(frame.flow, frame.step)
    return Moves(dialogue)


# --- runs --------------------------------------------------------------------------------------------------------


def _parked(old: FlowSet, new: FlowSet, key: str, run: Run) -> Run:
    """What is paused moves as what is open does; what waits for an answer from elsewhere only where all of it is as it was."""
    if not key.startswith(PAUSED) and any(old.flows.get(name) != new.flows.get(name) for name in _flows_of(run)):
        raise _NoPlaceError(run.top)
    return _moved(old, new, run)


def _moved(old: FlowSet, new: FlowSet, run: Run) -> Run:
    if all(old.flows.get(name) == new.flows.get(name) for name in _flows_of(run)):
        return run
    for frames in (run.frames, *(stop.frames for stop in run.trail)):
        _stand(old, new, frames)
    _has_its_answers(old, new, run)
    slots = new.flows[run.flow].slots
    unfit = {name for name, value in run.slots.items() if value is not None and not _fits(slots.get(name), value)}
    if unfit:
        return _asked_again(run, unfit)
    return run if _asks_the_same(old, new, run) else _closed(run)


def _flows_of(run: Run) -> Iterator[str]:
    yield from (frame.flow for frame in run.frames)
    yield from (frame.flow for stop in run.trail for frame in stop.frames)


def _stand(old: FlowSet, new: FlowSet, frames: tuple[Frame, ...]) -> None:
    """Every step is there and of its kind; below the topmost one stand calls of the flow above them."""
    for index, frame in enumerate(frames):
        before, after = _step(old, frame), _step(new, frame)
        if before is None or after is None or type(before) is not type(after):
            raise _NoPlaceError(frame)
        if index + 1 < len(frames) and not (isinstance(after, CallFlow) and after.flow == frames[index + 1].flow):
            raise _NoPlaceError(frame)


def _step(flows: FlowSet, frame: Frame) -> Step | None:
    flow = flows.flows.get(frame.flow)
    return flow.steps.get(frame.step) if flow is not None else None


def _has_its_answers(old: FlowSet, new: FlowSet, run: Run) -> None:
    """What the rest of a flow looks at, and did not before, was asked of the shop before the place where the run stands."""
    for frame in run.frames:
        if _wanted(new, frame) - _wanted(old, frame) - run.context.keys():
            raise _NoPlaceError(frame)


def _wanted(flows: FlowSet, frame: Frame) -> set[str]:
    """The answers of calls that the steps from here on look at, and none of them asks for."""
    flow = flows.flows[frame.flow]
    ahead = [flow.steps[id_] for id_ in _ahead(flow, frame.step)]
    looked = {reference.path[1] for step in ahead for _, reference in looked_at(step) if _is_context(reference)}
    asked = {flows.calls[step.call].result for step in ahead if isinstance(step, Action) and step.call in flows.calls}
    return (looked & {call.result for call in flows.calls.values()}) - asked


def _is_context(reference: Reference) -> bool:
    return reference.path[0] == "context" and len(reference.path) > 1


def _ahead(flow: Flow, first: str) -> set[str]:
    """The steps that may follow, with the one at hand."""
    found, waiting = set[str](), [first]
    while waiting:
        if (id_ := waiting.pop()) not in found and id_ != END and id_ in flow.steps:
            found.add(id_)
            waiting += [to for _, to in targets(flow.steps[id_])]
    return found


def _asks_the_same(old: FlowSet, new: FlowSet, run: Run) -> bool:
    """Whether the answer to what was asked is one to what is asked now."""
    before, after = _step(old, run.top), _step(new, run.top)
    if isinstance(before, Collect) and isinstance(after, Collect):
        return before.slot == after.slot and _kind(old, run, before.slot) == _kind(new, run, after.slot)
    if isinstance(before, Confirm) and isinstance(after, Confirm):
        return before.wording == after.wording
    return True


def _kind(flows: FlowSet, run: Run, name: str) -> tuple[Any, ...]:
    slot = flows.flows[run.flow].slots.get(name)
    return (slot.type, slot.values) if slot is not None else ()


def _closed(run: Run) -> Run:
    return replace(run, visit=0, tries=0, answered="", changing=False)


def _asked_again(run: Run, unfit: set[str]) -> Run:
    """Back to where the first of these was asked for, unless something was done outside since."""
    stop = next((stop for stop in run.trail if stop.slot in unfit), None)
    asked = {stop.slot for stop in run.trail}
    if stop is None or unfit - asked or len(run.done) > stop.done:
        raise _NoPlaceError(run.top)
    known = {name: value for name, value in run.slots.items() if name not in unfit}
    skipped = tuple(name for name in run.skipped if name not in unfit)
    return replace(_closed(run), frames=stop.frames, slots=known, skipped=skipped, trail=_before(run.trail, stop))


def _before(trail: tuple[Stop, ...], stop: Stop) -> tuple[Stop, ...]:
    return trail[: trail.index(stop)]


def _fits(slot: Slot | None, value: Any) -> bool:
    """Whether a value is one that the slot would take now; one that nobody asks for any more does no harm."""
    if slot is None:
        return True
    if slot.type == "choice":
        return value in slot.values
    return _HOLDS[slot.type](value) and isinstance(checked(slot, Found(value)), Found)


_TEXT: Callable[[Any], bool] = lambda value: isinstance(value, str)  # noqa: E731 - a row of the table below
_HOLDS: Mapping[SlotType, Callable[[Any], bool]] = {
    "money": lambda value: isinstance(value, Money),
    "date": lambda value: isinstance(value, date),
    "number": lambda value: isinstance(value, int | float | Decimal) and not isinstance(value, bool),
    "bool": lambda value: isinstance(value, bool),
    "any": lambda _value: True,
    **dict.fromkeys(("order_number", "phone", "email", "iban", "text", "photo", "contact", "code"), _TEXT),
}


# --- what was said and offered -----------------------------------------------------------------------------------


def _is_known(new: FlowSet, said: Spoken) -> bool:
    """Whether it could be said again on request."""
    wordings = (said.wording, said.ask_contact, *(button.wording for button in said.buttons))
    return all(not id_ or id_ in new.needs for id_ in wordings) and set(new.needs[said.wording]) <= said.values.keys()


def _is_offered(new: FlowSet, offer: Offer) -> bool:
    """Whether the buttons of a question still answer it."""
    step = _step(new, Frame(offer.flow, offer.step))
    if isinstance(step, Collect):
        slot = new.flows[offer.flow].slots.get(step.slot)
        return slot is not None and (slot.type != "choice" or set(offer.answers) <= set(slot.values))
    return isinstance(step, Confirm)
