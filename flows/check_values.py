"""What flows look at, compare, set and hand on: without it a misspelt slot would be unknown for ever, and no one would notice."""

from collections.abc import Iterable, Iterator

from config.near import did_you_mean
from config.source import Path_, Place, Problem
from flows import slots
from flows.conditions import Compare, Condition, Join, Kind, Known, Node, Not, Operand, Reference, Several, Truth, Written
from flows.linking import answers_of, comparisons, conditions_at, references
from flows.model import Duration
from flows.reading import Draft
from flows.shelf import Shelf, given_values, kind_of_slot, kind_of_type, kind_of_value, looked_at
from flows.shop.model import Money
from flows.steps import Action, CallFlow, Collect, Constant, Flow, Given, SetSlots, Slot

NOTHING_SAID: frozenset[str] = frozenset({"any", "none"})  # kinds that agree with every other
DAYS = frozenset({"date", "moment"})
NAMES = {"any": "a value", "none": "nothing", "bool": "yes or no", "money": "an amount", "duration": "a length of time"}
ORDERED = frozenset({"number", "money", "date", "moment", "any"})


def problems(shelf: Shelf, draft: Draft) -> Iterator[Problem]:
    """Mistakes in the values of one flow."""
    flow = draft.flow
    for name in sorted(flow.persisted - shelf.own_slots):
        hint = did_you_mean(name, shelf.own_slots)
        yield Problem(draft.place("", "persisted_slots"), f"there is no slot `{name}`", hint, "slot-unknown")
    if flow.guard:
        looked = [(("if",), reference) for reference in references(flow.guard.node)]
        yield from _references(shelf, draft, "", looked)
        yield from _condition(shelf, draft, "", ("if",), flow.guard)
    for id_, step in flow.steps.items():
        yield from _references(shelf, draft, id_, looked_at(step))
        for keys, condition in conditions_at(step):
            yield from _condition(shelf, draft, id_, keys, condition)
        match step:
            case Collect():
                yield from _collect(draft, id_, step)
            case Action():
                yield from _action(shelf, draft, id_, step)
            case SetSlots():
                yield from _set_slots(draft, id_, step)
            case CallFlow() if step.flow in shelf.flows:
                yield from _handed_on(shelf.flows[step.flow], draft, id_, step)
            case _:
                pass


def _references(shelf: Shelf, draft: Draft, id_: str, looked: Iterable[tuple[Path_, Reference]]) -> Iterator[Problem]:
    for keys, reference in looked:
        if shelf.kind(draft.flow, reference) is None:
            hint = did_you_mean(str(reference), shelf.names_near(draft.flow, reference))
            yield Problem(draft.place(id_, *keys), f"`{reference}` is known nowhere in `{draft.flow.id}`", hint, "name-unknown")


# --- conditions ------------------------------------------------------------------------------------------------


def _condition(shelf: Shelf, draft: Draft, id_: str, keys: Path_, condition: Condition) -> Iterator[Problem]:
    for compare in comparisons(condition.node):
        left, right = _kind(shelf, draft.flow, compare.left), _kind(shelf, draft.flow, compare.right)
        text = _mismatch(compare, left, right)
        if text:
            yield Problem(draft.place(id_, *keys), f"`{condition.text}`: {text}", "", "condition-types")
        else:
            yield from _unknown_choice(draft, draft.place(id_, *keys), condition, compare)


def _kind(shelf: Shelf, flow: Flow, operand: Operand) -> Kind:
    match operand:
        case Reference():
            return shelf.kind(flow, operand) or "any"
        case Several():
            return "list"
        case Written(value):
            return kind_of_value(value)


def _mismatch(compare: Compare, left: Kind, right: Kind) -> str:
    match compare:
        case Compare(right=Written(Duration(open=True))):
            return "working time cannot be compared; it needs a calendar"
        case Compare(operator="=" | "!="):
            agrees = left == right or bool({left, right} & NOTHING_SAID) or {left, right} <= DAYS
            return "" if agrees else f"{_a(left)} is never equal to {_a(right)}"
        case Compare(operator="contains"):
            return "" if left in {"text", "list", "any"} else f"{_a(left)} contains nothing"
        case Compare(operator="matches"):
            return "" if left in {"text", "any"} else f"{_a(left)} is no text to match a pattern"
        case _:
            return _disorder(left, right)


def _disorder(left: Kind, right: Kind) -> str:
    if "any" in {left, right} or (left in DAYS and (right in DAYS or right == "duration")):
        return ""
    if left not in ORDERED:
        return f"{_a(left)} is neither more nor less than anything"
    return "" if left == right else f"{_a(left)} is neither more nor less than {_a(right)}"


def _a(kind: Kind) -> str:
    return NAMES.get(kind, f"a {kind}")


def _unknown_choice(draft: Draft, place: Place, condition: Condition, compare: Compare) -> Iterator[Problem]:
    """A choice compared with something that cannot be chosen."""
    match compare:
        case Compare("=" | "!=", Reference(("slots", name)), Written(str(value))) if name in draft.flow.slots:
            values = draft.flow.slots[name].values
            if values and value not in values:
                text = f"`{condition.text}`: `{name}` is never `{value}`"
                yield Problem(place, text, did_you_mean(value, values), "choice-unknown")
        case _:
            return


# --- steps -----------------------------------------------------------------------------------------------------


def _collect(draft: Draft, id_: str, step: Collect) -> Iterator[Problem]:
    slot = draft.flow.slots[step.slot]
    answers = answers_of(slot)
    if (step.buttons or draft.raw(id_, "buttons") is True) and not answers:
        hint = "declare it {type: choice, values: [...]}"
        yield Problem(draft.place(id_, "buttons"), f"`{slot.name}` is no choice, so it has no buttons", hint, "button-none")
    for answer in step.buttons:
        if answers and answer not in answers and answer != "*":
            hint = did_you_mean(answer, answers)
            yield Problem(draft.place(id_, "buttons"), f"`{slot.name}` is never `{answer}`", hint, "choice-unknown")
    for rejection in step.rejections:
        if _always(rejection.condition.node, step.slot):
            hint = "say which values cannot be, for example `if: slots.n > 10`"
            yield Problem(draft.place(id_, "rejections"), f"every answer to `{slot.name}` is rejected", hint, "collect-endless")
    if slot.low is not None and slot.high is not None and kind_of_value(slot.low) == kind_of_value(slot.high) and _above(slot):
        text = f"`{slot.name}`: the least, {slot.low}, is above the most, {slot.high}"
        yield Problem(draft.place(id_), text, "no answer would do", "slot-bounds")
    for bound in (slot.low, slot.high):
        if bound is not None and kind_of_value(bound) != kind_of_slot(slot):
            text = f"`{slot.name}`: {_a(kind_of_value(bound))} is no bound for {_a(kind_of_slot(slot))}"
            yield Problem(draft.place(id_), text, "", "slot-bounds")


def _always(node: Node, slot: str) -> bool:
    """Whether a rejection holds for whatever was answered."""
    own = Reference(("slots", slot))
    match node:
        case Known(operand):
            return operand == own
        case Not(Not(inner)):
            return _always(inner, slot)
        case Truth(Written(True)):
            return True
        case Join("or", nodes):
            return any(_always(part, slot) for part in nodes)
        case Join("and", nodes):
            return all(_always(part, slot) for part in nodes)
        case _:
            return False


def _above(slot: Slot) -> bool:
    if isinstance(slot.low, Money) and isinstance(slot.high, Money):
        return slot.low.currency == slot.high.currency and slot.low.amount > slot.high.amount
    return not isinstance(slot.low, Money) and bool(slot.low > slot.high)


def _action(shelf: Shelf, draft: Draft, id_: str, step: Action) -> Iterator[Problem]:
    spec = shelf.calls.get(step.call)
    if spec is None:
        hint = did_you_mean(step.call, shelf.calls)
        yield Problem(draft.place(id_, "action"), f"the shop has no call `{step.call}`", hint, "call-unknown")
        return
    if step.said_once is not None and step.said_once != spec.once:
        text = "does something outside" if spec.once else "only reads"
        yield Problem(draft.place(id_, "once"), f"`{step.call}` {text}, so `once` is {str(spec.once).lower()}", "", "call-once")
    for name in step.values:
        if name not in spec.arguments:
            hint = did_you_mean(name, spec.arguments)
            yield Problem(draft.place(id_, "with", name), f"`{step.call}` takes no `{name}`", hint, "call-argument-unknown")
        elif text := _unfit(shelf, draft.flow, step.values[name], spec.arguments[name]):
            yield Problem(draft.place(id_, "with", name), f"`{step.call}` takes {text} for `{name}`", "", "call-argument-type")
    for name in sorted(set(spec.arguments) - set(step.values)):
        given = Reference(("slots", name))
        if name in draft.flow.slots and (text := _unfit(shelf, draft.flow, given, spec.arguments[name])):
            place, hint = draft.place(id_, "action"), f"the slot `{name}` is given to it"
            yield Problem(place, f"`{step.call}` takes {text} for `{name}`", hint, "call-argument-type")
    filled = shelf.own_slots & set(draft.flow.slots)
    for name in sorted(set(spec.arguments) - set(step.values) - spec.optional - filled):
        hint = f"collect it, or add `with: {{{name}: ...}}`"
        yield Problem(draft.place(id_, "action"), f"`{step.call}` needs `{name}`", hint, "call-argument-missing")


def _unfit(shelf: Shelf, flow: Flow, given: Given, wanted: str) -> str:
    """What is wrong with the type of a value given for a type; nothing where it fits or is not known."""
    kind = kind_of_type(wanted)
    found = (shelf.kind(flow, given) or "any") if isinstance(given, Reference) else kind_of_value(given.value)
    if found == kind or {found, kind} & NOTHING_SAID or {found, kind} <= DAYS or _is_read(given, kind):
        return ""
    return f"{_a(kind)}, not {_a(found)},"


def _is_read(given: Given, kind: Kind) -> bool:
    """Whether a text written in the flow is what the type is written as."""
    return isinstance(given, Constant) and kind == "text" and not isinstance(given.value, bool)


def _set_slots(draft: Draft, id_: str, step: SetSlots) -> Iterator[Problem]:
    for name, given in step.values.items():
        slot = draft.flow.slots[name]
        if isinstance(given, Constant) and not _fits(slot, given.value):
            text = f"`{given.value}` is no value for `{name}`, which is {_a_type(slot)}"
            yield Problem(draft.place(id_, "set_slots"), text, "", "slot-value")


def _fits(slot: Slot, value: object) -> bool:
    if value is None or slot.type == "any":
        return True
    if isinstance(value, str):
        return isinstance(slots.parse(slot, value), slots.Found)
    return kind_of_value(value) == kind_of_slot(slot)


def _a_type(slot: Slot) -> str:
    return f"one of {', '.join(slot.values)}" if slot.type == "choice" else _a(kind_of_slot(slot))


def _handed_on(called: Flow, draft: Draft, id_: str, step: CallFlow) -> Iterator[Problem]:
    for _, name, given in given_values(step):
        if name not in called.slots:
            hint = did_you_mean(name, called.slots) or f"declare it under `slots:` of `{called.id}`"
            yield Problem(draft.place(id_, "with"), f"`{called.id}` has no slot `{name}`", hint, "slot-unknown")
        elif isinstance(given, Constant) and not _fits(called.slots[name], given.value):
            text = f"`{given.value}` is no value for `{name}`, which is {_a_type(called.slots[name])}"
            yield Problem(draft.place(id_, "with", name), text, "", "slot-value")
