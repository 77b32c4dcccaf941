"""Flows put together: without it each would know only its own slots, and every default would have to be written out."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from unicodedata import combining, normalize

from config.source import Path_, Problem
from flows import conditions, steps
from flows.conditions import Compare, Condition, Join, Node, Not, Reference
from flows.reading import Draft
from flows.reading_steps import ALL_ANSWERS
from flows.shop.model import Money
from flows.steps import CallSpec, Collect, Flow, Slot, SlotType, Step
from flows.wording import Wording


def link(
    drafts: list[Draft], shared: Mapping[str, Slot], wording: Wording, calls: Mapping[str, CallSpec], problems: list[Problem]
) -> list[Draft]:
    """The same flows with their slots settled, and with default questions, buttons and re-prompts filled in."""
    first: dict[str, Draft] = {}
    for draft in drafts:
        if (other := first.setdefault(draft.flow.id, draft)) is not draft:
            text = f"the flow `{draft.flow.id}` stands twice"
            problems.append(Problem(draft.place(""), text, f"the other is in {other.place('')}", "flow-twice"))
    flows = {id_: draft.flow for id_, draft in first.items()}
    below = {id_: called_by(flows, id_) for id_ in flows}
    slots = _Slots(flows, shared, wording, below)
    settled = {id_: slots.of(flow) for id_, flow in flows.items()}
    kept = {id_: flow.persisted.union(*(called.persisted for called in below[id_])) for id_, flow in flows.items()}
    anew = {id_: _asked_anew((flow, *below[id_])) for id_, flow in flows.items()}
    return [
        replace(draft, flow=replace(_filled(draft.flow, settled[id_], wording, calls), persisted=kept[id_], asked_anew=anew[id_]))
        for id_, draft in first.items()
    ]


def _asked_anew(flows: Collection[Flow]) -> frozenset[str]:
    questions = [step for flow in flows for step in flow.steps.values() if isinstance(step, Collect)]
    return frozenset(step.slot for step in questions) - {step.slot for step in questions if not step.ask_before_filling}


class _Slots:
    """The declarations that hold in a flow: its own, else those of flows it calls or is called by, else the only one there is."""

    def __init__(
        self, flows: Mapping[str, Flow], shared: Mapping[str, Slot], wording: Wording, below: Mapping[str, list[Flow]]
    ) -> None:
        self.shared, self.wording, self.below = shared, wording, below
        self.above: dict[str, list[Flow]] = {}
        self.declared: dict[str, dict[SlotType, Slot]] = {}
        for flow in flows.values():
            for called in below[flow.id]:
                self.above.setdefault(called.id, []).append(flow)
            for name, slot in flow.slots.items():
                self.declared.setdefault(name, {})[slot.type] = slot
        self.compared = _compared(flows.values())

    def of(self, flow: Flow) -> dict[str, Slot]:
        """All that a flow knows of, by name."""
        named = {name for one in (flow, *self.below[flow.id]) for name in (*one.slots, *slots_named(one))}
        said = set() if flow.is_pattern else {name for name in _slots_said(flow, self.wording) if name in self.shared}
        return {name: self._settle(flow, name) for name in sorted(named | said)}

    def _settle(self, flow: Flow, name: str) -> Slot:
        for one in (flow, *self.below[flow.id], *self.above.get(flow.id, ())):
            if name in one.slots:
                slot: Slot = one.slots[name]
                return slot
        if name in self.shared:
            return self.shared[name]
        if len(declared := self.declared.get(name, {})) == 1:
            return next(iter(declared.values()))
        wanted = self.compared.get(name, set())
        type_: SlotType = next(iter(wanted)) if len(wanted) == 1 else "text"
        return Slot(name, type_)


def called_by(flows: Mapping[str, Flow], id_: str) -> list[Flow]:
    """The flows a flow calls or links to, and those they call; itself too, where it is called again."""
    seen: dict[str, Flow] = {}
    waiting = [id_]
    while waiting:
        for step in flows[waiting.pop()].steps.values():
            if isinstance(step, steps.CallFlow | steps.Link) and step.flow in flows and step.flow not in seen:
                seen[step.flow] = flows[step.flow]
                waiting.append(step.flow)
    return list(seen.values())


def slots_named(flow: Flow) -> Iterator[str]:
    """Every slot a flow collects, sets, hands on, or looks at in a condition."""
    if flow.guard:
        yield from _slots_in(flow.guard)
    for step in flow.steps.values():
        if isinstance(step, Collect):
            yield step.slot
        if isinstance(step, steps.SetSlots | steps.CallFlow):
            yield from step.values
        for condition in conditions_of(step):
            yield from _slots_in(condition)


def _slots_said(flow: Flow, wording: Wording) -> Iterator[str]:
    """What the wordings of a flow use and its steps do not give: slots of the same names, as in a response of CALM."""
    for step in flow.steps.values():
        match step:
            case steps.Say():
                yield from wording.needs(step.wording) - step.values.keys()
            case Collect():
                questions = (step.question or f"utter_ask_{step.slot}", *(found.wording for found in step.rejections))
                yield from (name for id_ in questions for name in wording.needs(id_) - step.values.keys())
            case _:
                pass


def _slots_in(condition: Condition) -> Iterator[str]:
    yield from (reference.path[1] for reference in references(condition.node) if reference.path[0] == "slots")


def conditions_of(step: Step) -> Iterator[Condition]:
    """The conditions of a step: its ways on, its rejections, and what is answer enough."""
    yield from (condition for _, condition in conditions_at(step))


def conditions_at(step: Step) -> Iterator[tuple[Path_, Condition]]:
    """The same, each with its keys in the step."""
    yield from ((("next", index, "if"), arm.condition) for index, arm in enumerate(step.next) if arm.condition)
    if isinstance(step, Collect):
        yield from ((("rejections", index, "if"), rejection.condition) for index, rejection in enumerate(step.rejections))
        if step.enough:
            yield ("enough",), step.enough


def comparisons(node: Node) -> Iterator[Compare]:
    """Every comparison in a condition."""
    match node:
        case Compare():
            yield node
        case Not(inner):
            yield from comparisons(inner)
        case Join(_, nodes):
            for part in nodes:
                yield from comparisons(part)
        case _:
            return


def references(node: Node) -> Iterator[Reference]:
    """Every slot and result a condition looks at."""
    match node:
        case Compare(_, left, right):
            yield from (operand for operand in (left, right) if isinstance(operand, Reference))
        case Not(inner):
            yield from references(inner)
        case Join(_, nodes):
            for part in nodes:
                yield from references(part)
        case conditions.Known(operand) | conditions.Truth(operand):
            if isinstance(operand, Reference):
                yield operand


def _compared(flows: Iterable[Flow]) -> dict[str, set[SlotType]]:
    """What each slot is compared with: one declared nowhere, as in a CALM flow file, has that type."""
    found: dict[str, set[SlotType]] = {}
    for flow in flows:
        for step in flow.steps.values():
            for condition in conditions_of(step):
                for compare in comparisons(condition.node):
                    for name, type_ in _compared_types(compare):
                        found.setdefault(name, set()).add(type_)
    return found


def _compared_types(compare: Compare) -> Iterator[tuple[str, SlotType]]:
    pair = (compare.left, compare.right)
    if compare.operator not in {"contains", "matches"}:
        names = [one.path[1] for one in pair if isinstance(one, Reference) and one.path[0] == "slots" and len(one.path) == 2]
        written = [one.value for one in pair if isinstance(one, conditions.Written) and one.value is not None]
        yield from ((name, _type_of(value)) for name in names for value in written)


def _type_of(value: Any) -> SlotType:
    match value:
        case bool():
            return "bool"
        case Decimal():
            return "number"
        case Money():
            return "money"
        case _:
            return "text"


# --- defaults --------------------------------------------------------------------------------------------------


def _filled(flow: Flow, slots: Mapping[str, Slot], wording: Wording, calls: Mapping[str, CallSpec]) -> Flow:
    filled = {id_: _filled_step(step, slots, wording, calls) for id_, step in flow.steps.items()}
    only_says = all(isinstance(step, steps.Say | steps.Noop | steps.Again) or _reads(step) for step in filled.values())
    return replace(flow, slots=slots, steps=filled, is_aside=flow.is_pattern or only_says)


def _reads(step: Step) -> bool:
    """Whether it asks for something that is answered within the turn."""
    return isinstance(step, steps.Action) and not step.once


def _filled_step(step: Step, slots: Mapping[str, Slot], wording: Wording, calls: Mapping[str, CallSpec]) -> Step:
    match step:
        case Collect():
            return _collect(step, slots[step.slot], wording)
        case steps.Action(call=name) if name in calls:
            return replace(step, once=calls[name].once, result=calls[name].result)
        case _:
            return step


def _collect(step: Collect, slot: Slot, wording: Wording) -> Collect:
    usual: tuple[str, ...]
    question = step.question or next(filter(wording.has, (f"utter_ask_{slot.name}",)), f"ask-{hyphened(slot.name)}")
    wrong = slot.wrong or f"wrong-{hyphened(slot.type)}"
    may_skip = step.optional or slot.optional or bool(step.skipped)
    usual = (wrong, f"{wrong}-again" if wording.has(f"{wrong}-again") else question)
    if not wording.has(wrong):
        usual = () if may_skip else (question,)
    return replace(
        step,
        question=question,
        reprompts=step.reprompts or usual,
        wrong=wrong if wording.has(wrong) else "",
        buttons=answers_of(slot) if step.buttons == ALL_ANSWERS else step.buttons,
        optional=step.optional or slot.optional,
    )


def hyphened(name: str) -> str:
    """A name of a flow as wording ids have it."""
    return name.replace("_", "-")


def title_of(slot: Slot, answer: str) -> str:
    """The wording id of an answer's button."""
    if slot.type == "bool":
        return "yes" if answer == "true" else "no"
    return f"{hyphened(slot.name)}-{in_id(answer)}"


def in_id(answer: str) -> str:
    """An answer as wording ids have it, whatever letters it is written in: `sci-fi`, `deep dish`, `рыба`."""
    if re.fullmatch(r"[\w-]+", answer, re.ASCII):
        return hyphened(answer)
    bare = (one for one in normalize("NFKD", answer) if not combining(one))
    return "".join(one if one.isascii() and one.isalnum() else "-" if not one.isalnum() else f"{ord(one):x}" for one in bare)


def answer_titles(flows: Iterable[Flow]) -> frozenset[str]:
    """The wording ids of all buttons that answer a question."""
    fixed = {"confirm-yes", "confirm-change", "confirm-cancel"}
    slots = {slot for flow in flows for slot in flow.slots.values()}
    named = {name_of(slot.name) for slot in slots}
    answers = {title_of(slot, answer) for slot in slots for answer in answers_of(slot)}
    return frozenset(fixed | named | answers)


def answers_of(slot: Slot) -> tuple[str, ...]:
    """What can be answered with a button."""
    return slot.values or (("true", "false") if slot.type == "bool" else ())


def name_of(slot: str) -> str:
    """The wording id of a slot's name."""
    return f"slot-{hyphened(slot)}"
