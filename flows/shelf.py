"""A set while it is being checked: without it every rule would have to look the same things up again."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from config.source import Path_
from flows import patterns, steps
from flows.conditions import Kind, Path, Reference
from flows.linking import called_by, conditions_at, references
from flows.model import Duration
from flows.reading import Draft
from flows.shop.model import Money
from flows.steps import CallSpec, Collect, Flow, Given, Slot, Step
from flows.wording import Wording

TEXTS = frozenset({"order_number", "phone", "email", "iban", "choice", "photo", "contact", "code", "text"})
# What every flow may look at, besides the facts of the shop and the answers to its calls.
ALWAYS: Mapping[str, Kind | Mapping[str, Kind]] = {
    "first": "bool",
    "open": "bool",
    "said": "text",
    "shared": {"phone": "text", "own": "bool"},
    "approval": {"decision": "text"},
}


@dataclass(frozen=True)
class Shelf:
    """All that belongs to a set, as far as it could be read. `intents` are those the phrases teach, None when not known."""

    drafts: list[Draft]
    wording: Wording
    calls: Mapping[str, CallSpec]
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    intents: Collection[str] | None = None
    shared: Collection[str] = ()  # slots declared for all flows of a file

    @cached_property
    def flows(self) -> Mapping[str, Flow]:
        """The flows by their ids."""
        return {draft.flow.id: draft.flow for draft in self.drafts}

    @cached_property
    def begun_by(self) -> frozenset[str]:
        """The intents that begin a flow, or are a command."""
        return frozenset(patterns.COMMANDS).union(*(flow.intents for flow in self.flows.values()))

    @cached_property
    def offered(self) -> Sequence[str]:
        """The flows that a button can begin."""
        return [flow.id for flow in self.flows.values() if flow.is_offered]

    @cached_property
    def said(self) -> Sequence[str]:
        """The ids of all wordings."""
        return list(dict.fromkeys(id_ for parts in self.wording.parts.values() for id_ in parts))

    @cached_property
    def own_slots(self) -> frozenset[str]:
        """The slots that any flow declares, collects or sets."""
        return frozenset(self.shared).union(*(_filled(draft) for draft in self.drafts))

    @cached_property
    def below(self) -> Mapping[str, list[Flow]]:
        """The flows that each flow calls or links to, and those they call."""
        return {id_: called_by(self.flows, id_) for id_ in self.flows}

    @cached_property
    def related(self) -> Mapping[str, list[Flow]]:
        """Each flow with those it calls or links to, and those it is called by: they share slots and answers."""
        related = {id_: [flow, *self.below[id_]] for id_, flow in self.flows.items()}
        for id_, below in self.below.items():
            for called in below:
                related[called.id].append(self.flows[id_])
        return related

    @cached_property
    def answers(self) -> Mapping[str, Mapping[str, CallSpec]]:
        """The calls whose answers each flow may look at, by their place in `context.`."""
        made = {id_: set(_calls_of(flow)) for id_, flow in self.flows.items()}
        return {
            id_: {
                self.calls[name].result: self.calls[name]
                for name in sorted(set().union(*(made[other.id] for other in related)))
                if name in self.calls
            }
            for id_, related in self.related.items()
        }

    # --- kinds of values -----------------------------------------------------------------------------------------

    def kind(self, flow: Flow, reference: Reference) -> Kind | None:
        """The kind of value at a reference; None where there is no such thing."""
        root, *names = reference.path
        if root == "slots":
            slot = flow.slots.get(names[0])
            return kind_of_slot(slot) if slot and len(names) == 1 and names[0] in self.own_slots else None
        return self._context_kind(flow, tuple(names))

    def _context_kind(self, flow: Flow, names: Path) -> Kind | None:
        first, rest = names[0], names[1:]
        if first in flow.told or any(first in other.told for other in self.related[flow.id]):
            return "any"
        calm: Kind | None = "any" if first in patterns.CALM_GIVES.get(flow.id, {}) else None
        known = patterns.PATTERNS.get(flow.id, {}).get(first) or calm or ALWAYS.get(first)
        if known is not None:
            return _inner(known, rest)
        if first in self.facts:
            return "any" if len(rest) == 1 and rest[0] in self.facts[first] else None
        spec = self.answers[flow.id].get(first)
        if spec is None:
            return None
        return kind_of_type(spec.fields[rest[0]]) if len(rest) == 1 and rest[0] in spec.fields else None

    def names_near(self, flow: Flow, reference: Reference) -> list[str]:
        """What could have been meant by a reference that leads nowhere."""
        slots = [f"slots.{name}" for name in flow.slots if name in self.own_slots]
        facts = [f"context.{group}.{name}" for group, values in self.facts.items() for name in values]
        answers = [f"context.{result}.{name}" for result, spec in self.answers[flow.id].items() for name in spec.fields]
        given = [f"context.{name}" for name in (*patterns.PATTERNS.get(flow.id, {}), *ALWAYS)]
        return [name for name in (*slots, *facts, *answers, *given) if name != str(reference)]


def _calls_of(flow: Flow) -> Iterator[str]:
    yield from (step.call for step in flow.steps.values() if isinstance(step, steps.Action))


def _inner(known: Kind | Mapping[str, Kind], rest: Path) -> Kind | None:
    if isinstance(known, str):
        return known if not rest else None
    return known.get(rest[0]) if len(rest) == 1 else None


def _filled(draft: Draft) -> Iterator[str]:
    yield from draft.declared
    for step in draft.flow.steps.values():
        if isinstance(step, Collect):
            yield step.slot
        elif isinstance(step, steps.SetSlots | steps.CallFlow):
            yield from step.values


def kind_of_slot(slot: Slot) -> Kind:
    """The kind of value a slot holds."""
    return kind_of_type(slot.type)


def kind_of_type(type_: str) -> Kind:
    """The kind of value a slot's type or a call's field stands for."""
    if type_ in TEXTS:
        return "text"
    match type_:
        case "number" | "money" | "date" | "moment" | "bool" | "list":
            return type_
        case _:
            return "any"


def kind_of_value(value: Any) -> Kind:  # noqa: PLR0911 - one line for each type
    """The kind of a value written in a flow."""
    match value:
        case None:
            return "none"
        case bool():
            return "bool"
        case str():
            return "text"
        case Money():
            return "money"
        case int() | float() | Decimal():
            return "number"
        case Duration():
            return "duration"
        case date():
            return "date"
        case _:
            return "any"


def given_values(step: Step) -> Iterator[tuple[str, str, Given]]:
    """The values a step gives, as (key in the file, name, value)."""
    match step:
        case steps.Action() | steps.CallFlow():
            yield from (("with", name, given) for name, given in step.values.items())
        case steps.SetSlots():
            yield from (("set_slots", name, given) for name, given in step.values.items())
        case steps.Collect() | steps.Say() | steps.Confirm():
            yield from (("values", name, given) for name, given in step.values.items())
        case steps.Handoff():
            yield from (("handoff", name, given) for name, given in step.values.items())
        case steps.Approve():
            yield from (("approve", name, given) for name, given in step.values.items())
        case _:
            return


def looked_at(step: Step) -> Iterator[tuple[Path_, Reference]]:
    """Everything a step looks at, as (keys in the file, reference)."""
    for keys, condition in conditions_at(step):
        yield from ((keys, reference) for reference in references(condition.node))
    yield from (((key, *_inside(step), name), given) for key, name, given in given_values(step) if isinstance(given, Reference))
    if isinstance(step, steps.Promise):
        told = (("until", step.until), ("about", step.about))
        yield from ((("promise", key), given) for key, given in told if isinstance(given, Reference))
    if isinstance(step, steps.Say):
        urls = ((("buttons", index, "url"), button.url) for index, button in enumerate(step.buttons))
        yield from ((keys, url) for keys, url in urls if isinstance(url, Reference))
        if isinstance(step.document, Reference):
            yield ("document",), step.document


def _inside(step: Step) -> Path_:
    """Where the values of a step stand that has them a level deeper."""
    return ("values",) if isinstance(step, steps.Handoff | steps.Approve) else ()
