"""From YAML to steps: without it what an admin writes would stay text.

The steps and their keys follow Rasa's CALM flows (https://rasa.com/docs/reference/primitives/flow-steps): nested steps are laid
flat, and every step gets an id, so that a dialogue can say where it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from config.near import did_you_mean
from config.source import Path_, Place, Problem, Source
from flows import steps
from flows.item import Item, given
from flows.patterns import CALM_ONLY
from flows.reading_steps import KINDS
from flows.steps import END, SLOT_TYPES, Arm, Flow, Next, Slot, SlotType, Step

CALM_SLOT_KEYS = (  # CALM's domain has these
    *("mappings", "influence_conversation", "auto_fill", "validation", "shared_for_coexistence", "min_value", "max_value"),
    "max_history",
)
CALM_TYPES: Mapping[str, SlotType] = {"float": "number", "categorical": "choice", "list": "any"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A flow as read, with the places of its steps; slots and default wordings are not settled yet."""

    flow: Flow
    source: Source
    path: Path_
    paths: Mapping[str, Path_] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()  # the slots it declares itself
    whole: bool = True  # every step could be read: if not, what they lead to is not known

    def raw(self, step: str, key: str | None = None) -> Any:
        """What stands in the file for a step, or for a key of it."""
        value: Any = self.source.data
        for part in self.paths.get(step, self.path):
            value = value[part]
        return value.get(key, "") if key else value

    def place(self, step: str, *keys: str | int) -> Place:
        """The place of a step, or of a key in it."""
        return self.source.place(*self.paths.get(step, self.path), *keys)


def read_flows(source: Source, problems: list[Problem]) -> tuple[list[Draft], dict[str, Slot]]:
    """The flows of one file, and the slots it declares for all of them. Mistakes are added to `problems`."""
    top = Item(source, (), source.data if source.data is not None else {}, problems)
    top.text("version")
    shared = read_slots(top.inner("slots")) if "slots" in top.data else {}
    if "flows" not in top.data and "slots" not in top.data:
        top.problem("there is no `flows:` in this file", "", code="flow-none")
    flows = top.inner("flows") if "flows" in top.data else Item(source, (), {}, problems)
    drafts = [read_flow(flows.inner(str(name)), str(name)) for name in flows.data if name not in CALM_ONLY]
    top.finish()
    return drafts, shared


def read_flow(item: Item, name: str) -> Draft:
    """One flow."""
    return _FlowReader(item, name).read()


def read_step(item: Item, kind: str) -> Step:
    """One step that stands by itself."""
    return _FlowReader(item, kind).alone(item, kind)


def read_slots(item: Item) -> dict[str, Slot]:
    """Declarations `name: {type: money, max: 100 EUR}`, or for short `name: money`."""
    return {str(name): _slot(item, str(name)) for name in item.data}


def _slot(parent: Item, name: str) -> Slot:
    raw = parent.raw(name)
    item = parent.within((name,), {"type": raw} if isinstance(raw, str) else raw)
    kind = item.text("type", "text")
    kind = CALM_TYPES.get(kind, kind)
    if kind not in SLOT_TYPES:
        hint = did_you_mean(kind, SLOT_TYPES) or "there are " + ", ".join(SLOT_TYPES)
        item.problem(f"there is no type `{kind}`", hint, "type", code="slot-type")
        kind = "text"
    values = item.texts("values")
    if kind == "choice" and not values:
        item.problem(f"the choice `{name}` has no `values`", "write `values: [one, other]`", code="slot-values")
    low, high = (_bound(item, key) for key in ("min", "max"))
    optional, wrong, opening = item.flag("optional"), item.text("wrong"), item.flag("opening")
    foreign = item.flag("foreign")
    for key in ("opening", "foreign"):
        if item.data.get(key) and kind != "text":
            item.problem(f"only a text can be `{key}`", "write `type: text`", key, code="slot-type")
    initial = _initial(item, kind, values)
    item.finish(known=CALM_SLOT_KEYS)
    type_ = next(known for known in SLOT_TYPES if known == kind)
    return Slot(name, type_, values, low, high, optional, wrong, opening, foreign, initial)


def _initial(item: Item, kind: str, values: tuple[str, ...]) -> Any:
    """What a slot holds before anybody says anything; only what can be compared and said: yes, no, a number, a text."""
    raw = item.raw("initial_value")
    match kind:
        case "bool":
            return raw if isinstance(raw, bool) else None
        case "number":
            return Decimal(str(raw)) if isinstance(raw, int | float) and not isinstance(raw, bool) else None
        case "choice":
            return str(raw) if raw is not None and str(raw) in values else None
        case "text" | "any":
            return str(raw) if isinstance(raw, str | int | float) and str(raw) else None
        case _:
            return None


def _bound(item: Item, key: str) -> Any:
    raw = item.raw(key)
    return None if raw is None else getattr(given(raw), "value", None)


FORK = frozenset({"if", "then", "else"})


class _FlowReader:
    def __init__(self, item: Item, name: str) -> None:
        self.item, self.name = item, name
        self.steps: dict[str, Step] = {}
        self.paths: dict[str, Path_] = {}
        self.names: set[str] = set()

    def read(self) -> Draft:
        item = self.item
        triggers = item.inners("nlu_trigger")
        intents, thresholds = self._intents(triggers)
        labels = tuple(trigger.text("label") for trigger in triggers if "label" in trigger.data)
        entities = tuple(trigger.text("entity") for trigger in triggers if "entity" in trigger.data)
        for trigger in triggers:
            trigger.finish(known=("intent", "entity", "label"))
        mistakes = len(item.problems)
        first = self._sequence(item, "steps", nested=False)
        whole = len(item.problems) == mistakes
        if not item.raw("steps"):
            item.problem(f"the flow `{self.name}` has no steps", "", code="flow-empty")
        flow = Flow(
            self.name,
            self.steps,
            first,
            description=item.text("description"),
            name=item.text("name"),
            guard=item.condition("if") if "if" in item.data else None,
            intents=(*intents, *labels),
            thresholds=thresholds,
            labels=frozenset(labels),
            entities=entities,
            told=item.texts("told"),
            slots=read_slots(item.inner("slots")) if "slots" in item.data else {},
            persisted=frozenset(item.texts("persisted_slots")) | self._kept(),
            ask_again=item.flag("ask_again", default=True),
            summary=item.text("summary"),
            completes=item.flag("run_pattern_completed", default=True),
            lapses=item.flag("lapses"),
        )
        item.finish(known=("always_include_in_prompt", "metadata"))
        return Draft(flow, item.source, item.path, self.paths, frozenset(flow.slots), whole)

    def _kept(self) -> set[str]:
        """The slots that stay known by CALM's older word for it."""
        steps = (self._raw(path) for path in self.paths.values())
        return {str(step["collect"]) for step in steps if "collect" in step and step.get("reset_after_flow_ends") is False}

    def _raw(self, path: Path_) -> Mapping[Any, Any]:
        value: Any = self.item.source.data
        for part in path:
            value = value[part]
        return value if isinstance(value, Mapping) else {}

    def alone(self, item: Item, kind: str) -> Step:
        """A step, whatever else there is."""
        item.text("id")
        return self._step(item, kind, kind, END)

    @staticmethod
    def _intents(triggers: list[Item]) -> tuple[tuple[str, ...], dict[str, float]]:
        names, thresholds = [], {}
        for trigger in triggers:
            match trigger.raw("intent"):
                case str(name):
                    names.append(name)
                case {"name": str(name), "confidence_threshold": (int() | float()) as least}:
                    names.append(name)
                    thresholds[name] = float(least)
                case {"name": str(name)}:
                    names.append(name)
                case None if trigger.data.keys() & {"entity", "label"}:
                    pass
                case _:
                    trigger.problem("a trigger is `intent: name`, `entity: kind` or `label: name`", "", code="trigger-wrong")
        return tuple(names), thresholds

    # --- sequences and ways on -------------------------------------------------------------------------------

    def _sequence(self, parent: Item, key: str, nested: bool) -> str:
        """Lay the steps of a list flat; the id of the first is returned."""
        items = parent.inners(key)
        kinds = [self._kind(item) for item in items]
        ids = [self._id(item, kind) for item, kind in zip(items, kinds, strict=True)]
        for index, (item, kind, id_) in enumerate(zip(items, kinds, ids, strict=True)):
            self.paths[id_] = item.path
            following = ids[index + 1] if index + 1 < len(ids) else ("" if nested else END)
            stands_in = steps.Noop(id_, (Arm(None, following or END),))  # so that what leads to it is not wrong as well
            self.steps[id_] = self._step(item, kind, id_, following) if kind else stands_in
        return ids[0] if ids else END

    @staticmethod
    def _kind(item: Item) -> str:
        kinds = [kind for kind in KINDS if kind in item.data]
        if "collect" in kinds and "say" in kinds:
            kinds.remove("say")  # the question's wording
        if len(kinds) == 1:
            return kinds[0]
        if kinds:
            text = f"one step cannot be both `{kinds[0]}` and `{kinds[1]}`"
            item.problem(text, "begin the second with a dash", code="step-two")
        elif isinstance(item.data, Mapping) and item.data:
            hints = [hint for key in item.data if (hint := did_you_mean(str(key), KINDS))]
            item.problem("this is no step", hints[0] if hints else "a step is one of " + ", ".join(KINDS), code="step-none")
        return ""

    def _id(self, item: Item, kind: str) -> str:
        wanted = item.text("id") or (f"{kind}:{item.data[kind]}" if kind and isinstance(item.data[kind], str) else kind or "step")
        if wanted == END:
            item.problem(f"`{END}` cannot be the id of a step", "it is where a flow ends", "id", code="step-id")
        if "id" in item.data and wanted in self.names:
            item.problem(f"the id `{wanted}` stands twice in `{self.name}`", "", "id", code="step-twice")
        name, count = wanted, 1
        while name in self.names:
            count += 1
            name = f"{wanted}#{count}"
        self.names.add(name)
        return name

    def _step(self, item: Item, kind: str, id_: str, following: str) -> Step:
        default = END if kind in {"handoff", "link"} else following
        if kind == "noop" and "next" not in item.data:
            item.problem("a `noop` needs `next`", "it does nothing but choose the way", code="next-missing")
        step = KINDS[kind](item, id_, self._next(item, default, "next" if kind != "approve" else ""))
        calm = ("reset_after_flow_ends", "silence_timeout") if kind == "collect" else ()
        item.finish(known=("id", "description", "metadata", *calm, *(("next",) if kind == "approve" else ())))
        return step

    def _next(self, item: Item, default: str, key: str) -> Next:
        raw = item.raw(key) if key else END
        match raw:
            case None:
                if not default and not any(did_you_mean(str(other), ("next",)) for other in item.data):
                    hint = "add `next: END`, or the id of a step"
                    item.problem("it is not said what comes after this nested step", hint, code="next-missing")
                return (Arm(None, default or END),)
            case bool():
                return (Arm(None, item.text(key)),)
            case str() | int():
                return (Arm(None, str(raw)),)
            case [{**first}, *_] if "if" in first or "else" in first:
                return self._fork(item, key)
            case list():
                return (Arm(None, self._sequence(item, key, nested=True)),)
            case _:
                item.problem("`next` is the id of a step, END, steps, or a list of if/then/else", "", key, code="next-wrong")
                return (Arm(None, END),)

    def _fork(self, item: Item, key: str) -> Next:
        arms: list[Arm] = []
        branches = item.inners(key)
        for index, branch in enumerate(branches):
            is_last = index == len(branches) - 1
            if not FORK.issuperset(branch.data):  # one mistake, and not also whatever it leaves out
                branch.used |= FORK
                arms += (Arm(None, self._target(branch, way)) for way in ("then", "else") if way in branch.data)
            elif "else" in branch.data:
                if not is_last:
                    branch.problem("`else` must come last", "what stands after it is never asked", "else", code="next-else")
                arms.append(Arm(None, self._target(branch, "else")))
            else:
                condition = branch.condition("if")
                target = self._target(branch, "then")
                if condition is not None:
                    arms.append(Arm(condition, target))
                if is_last:
                    branch.problem("it is not said what happens otherwise", "add `- else: END`, or a step", code="next-else")
            branch.finish()
        return tuple(arms)

    def _target(self, branch: Item, key: str) -> str:
        match branch.raw(key):
            case bool() | str() | int():
                return branch.text(key, END)
            case list():
                return self._sequence(branch, key, nested=True)
            case _:
                branch.problem(f"`{key}` is the id of a step, END, or steps", "", key, code="next-wrong")
                return END
