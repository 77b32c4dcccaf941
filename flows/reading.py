"""From YAML to steps: without it what an admin writes would stay text.

The steps and their keys follow Rasa's CALM flows (https://rasa.com/docs/reference/primitives/flow-steps): nested steps are laid
flat, and every step gets an id, so that a dialogue can say where it stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from config.source import Path_, Place, Problem, Source
from flows import steps
from flows.item import Item, did_you_mean, given
from flows.model import Duration
from flows.steps import END, SLOT_TYPES, Arm, Flow, Next, Slot, SlotType, Step

CALM_TYPES: Mapping[str, SlotType] = {"float": "number", "categorical": "choice", "list": "any"}
CALM_NOOPS = frozenset(  # what the engine has done by itself before the pattern starts
    {
        *("action_cancel_flow", "action_correct_flow_slot", "action_clarify_flows", "action_listen", "action_session_start"),
        *("action_continue_interrupted_flow", "action_clean_stack"),
    }
)
ALL_ANSWERS = ("*",)


@dataclass(frozen=True, slots=True)
class Draft:
    """A flow as read, with the places of its steps; slots and default wordings are not settled yet."""

    flow: Flow
    source: Source
    path: Path_
    paths: Mapping[str, Path_] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()  # the slots it declares itself

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
    if "flows" not in top.data:
        top.problem("there is no `flows:` in this file")
    flows = top.inner("flows") if "flows" in top.data else Item(source, (), {}, problems)
    drafts = [_FlowReader(flows.inner(str(name)), str(name)).read() for name in flows.data]
    top.finish()
    return drafts, shared


def read_slots(item: Item) -> dict[str, Slot]:
    """Declarations `name: {type: money, max: 100 EUR}`, or for short `name: money`."""
    return {str(name): _slot(item, str(name)) for name in item.data}


def _slot(parent: Item, name: str) -> Slot:
    raw = parent.raw(name)
    item = Item(parent.source, (*parent.path, name), {"type": raw} if isinstance(raw, str) else raw, parent.problems)
    kind = item.text("type", "text")
    kind = CALM_TYPES.get(kind, kind)
    if kind not in SLOT_TYPES:
        item.problem(f"there is no type `{kind}`", did_you_mean(kind, SLOT_TYPES) or "there are " + ", ".join(SLOT_TYPES), "type")
        kind = "text"
    values = item.texts("values")
    if kind == "choice" and not values:
        item.problem(f"the choice `{name}` has no `values`", "write `values: [one, other]`")
    low, high = (_bound(item, key) for key in ("min", "max"))
    optional, wrong = item.flag("optional"), item.text("wrong")
    item.finish(known=("mappings", "initial_value", "influence_conversation"))  # CALM's domain has these
    return Slot(name, next(known for known in SLOT_TYPES if known == kind), values, low, high, optional, wrong)


def _bound(item: Item, key: str) -> Any:
    raw = item.raw(key)
    return None if raw is None else getattr(given(raw), "value", None)


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
        entities = tuple(trigger.text("entity") for trigger in triggers if "entity" in trigger.data)
        for trigger in triggers:
            trigger.finish(known=("intent", "entity"))
        first = self._sequence(item, "steps", nested=False)
        if not item.raw("steps"):
            item.problem(f"the flow `{self.name}` has no steps")
        flow = Flow(
            self.name,
            self.steps,
            first,
            description=item.text("description"),
            name=item.text("name"),
            guard=item.condition("if") if "if" in item.data else None,
            intents=intents,
            thresholds=thresholds,
            entities=entities,
            told=item.texts("told"),
            slots=read_slots(item.inner("slots")) if "slots" in item.data else {},
            persisted=frozenset(item.texts("persisted_slots")),
            ask_again=item.flag("ask_again", default=True),
            summary=item.text("summary"),
            completes=item.flag("run_pattern_completed", default=True),
        )
        item.finish(known=("always_include_in_prompt",))
        return Draft(flow, item.source, item.path, self.paths, frozenset(flow.slots))

    @staticmethod
    def _intents(triggers: list[Item]) -> tuple[tuple[str, ...], dict[str, float]]:
        names, thresholds = [], {}
        for trigger in triggers:
            match trigger.raw("intent"):
                case str(name):
                    names.append(name)
                case {"name": str(name), "confidence_threshold": float(least)}:
                    names.append(name)
                    thresholds[name] = least
                case {"name": str(name)}:
                    names.append(name)
                case None if "entity" in trigger.data:
                    pass
                case _:
                    trigger.problem("a trigger is `intent: name` or `entity: kind`")
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
            if kind:
                self.steps[id_] = self._step(item, kind, id_, following)
        return ids[0] if ids else END

    @staticmethod
    def _kind(item: Item) -> str:
        kinds = [kind for kind in KINDS if kind in item.data]
        if "collect" in kinds and "say" in kinds:
            kinds.remove("say")  # the question's wording
        if len(kinds) == 1:
            return kinds[0]
        if kinds:
            item.problem(f"one step cannot be both `{kinds[0]}` and `{kinds[1]}`", "begin the second with a dash")
        elif isinstance(item.data, Mapping) and item.data:
            hints = [hint for key in item.data if (hint := did_you_mean(str(key), KINDS))]
            item.problem("this is no step", hints[0] if hints else "a step is one of " + ", ".join(KINDS))
        return ""

    def _id(self, item: Item, kind: str) -> str:
        wanted = item.text("id") or (f"{kind}:{item.data[kind]}" if kind and isinstance(item.data[kind], str) else kind or "step")
        if wanted == END:
            item.problem(f"`{END}` cannot be the id of a step", "", "id")
        if "id" in item.data and wanted in self.names:
            item.problem(f"the id `{wanted}` stands twice in `{self.name}`", "", "id")
        name, count = wanted, 1
        while name in self.names:
            count += 1
            name = f"{wanted}#{count}"
        self.names.add(name)
        return name

    def _step(self, item: Item, kind: str, id_: str, following: str) -> Step:
        default = END if kind in {"handoff", "link"} else following
        if kind == "noop" and "next" not in item.data:
            item.problem("a `noop` needs `next`")
        step = KINDS[kind](item, id_, self._next(item, default, "next" if kind != "approve" else ""))
        item.finish(known=("id", "description", *(("next",) if kind == "approve" else ())))
        return step

    def _next(self, item: Item, default: str, key: str) -> Next:
        raw = item.raw(key) if key else END
        match raw:
            case None:
                if not default:
                    item.problem("it is not said what comes after this nested step", "add `next: END`, or the id of a step")
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
                item.problem("`next` is the id of a step, END, steps, or a list of if/then/else", "", key)
                return (Arm(None, END),)

    def _fork(self, item: Item, key: str) -> Next:
        arms: list[Arm] = []
        branches = item.inners(key)
        for index, branch in enumerate(branches):
            is_last = index == len(branches) - 1
            if "else" in branch.data:
                if not is_last:
                    branch.problem("`else` must come last")
                arms.append(Arm(None, self._target(branch, "else")))
            else:
                condition = branch.condition("if")
                target = self._target(branch, "then")
                if condition is not None:
                    arms.append(Arm(condition, target))
                if is_last:
                    branch.problem("it is not said what happens otherwise", "add `- else: END`, or a step")
            branch.finish()
        return tuple(arms)

    def _target(self, branch: Item, key: str) -> str:
        match branch.raw(key):
            case bool() | str() | int():
                return branch.text(key, END)
            case list():
                return self._sequence(branch, key, nested=True)
            case _:
                branch.problem(f"`{key}` is the id of a step, END, or steps", "", key)
                return END


# --- the kinds of steps ----------------------------------------------------------------------------------------


def _collect(item: Item, id_: str, way: Next) -> Step:
    remind = item.inner("remind") if "remind" in item.data else None
    return steps.Collect(
        id_,
        way,
        item.text("collect"),
        item.text("utter") or item.text("say"),
        values=item.values("values"),
        buttons=_answers(item),
        reprompts=item.texts("reprompts"),
        rejections=tuple(found for entry in item.inners("rejections") if (found := _rejection(entry))),
        ask_before_filling=item.flag("ask_before_filling"),
        force=item.flag("force_slot_filling"),
        skipped=item.text("skipped"),
        optional=item.flag("optional"),
        remind=_reminder(remind) if remind else None,
        expire=_expiry(item),
        ask_contact=item.text("ask_contact"),
    )


def _answers(item: Item) -> tuple[str, ...]:
    raw = item.raw("buttons")
    return (ALL_ANSWERS if raw else ()) if isinstance(raw, bool) else item.texts("buttons")


def _rejection(item: Item) -> steps.Rejection | None:
    condition, wording = item.condition("if"), item.text("utter") or item.text("say")
    if not wording:
        item.problem("it is not said what the customer hears", "add `utter: id-of-the-wording`")
    item.finish()
    return steps.Rejection(condition, wording) if condition else None


def _reminder(item: Item) -> steps.Reminder:
    after, wording = item.duration("after"), item.text("say", needed=True)
    if after is None:
        item.problem("`after` is missing")
    item.finish()
    return steps.Reminder(after or Duration(0), wording)


def _expiry(item: Item) -> Duration | None:
    if not isinstance(item.raw("expire"), Mapping):
        return item.duration("expire")
    inner = item.inner("expire")
    after = inner.duration("after")
    inner.finish()
    return after


def _say(item: Item, id_: str, way: Next) -> Step:
    buttons, options = _buttons(item)
    document = item.raw("document")
    return steps.Say(
        id_,
        way,
        item.text("say"),
        item.values("values"),
        buttons=buttons,
        options=options,
        fact=item.flag("fact"),
        document=given(document) if document else None,
    )


def _buttons(item: Item) -> tuple[tuple[steps.Button, ...], bool]:
    raw = item.raw("buttons")
    if raw in {"options", "languages"} if isinstance(raw, str) else False:
        return (steps.LANGUAGES, False) if raw == "languages" else ((), True)
    buttons = [_button(item, index, entry) for index, entry in enumerate(raw if isinstance(raw, list) else [])]
    if raw is not None and not isinstance(raw, list):
        item.problem("`buttons` is a list", "each is an intent, or {wording: id, payload: ...}", "buttons")
    return tuple(buttons), False


def _button(item: Item, index: int, entry: Any) -> steps.Button:
    if isinstance(entry, str):
        return steps.Button(f"intent-{entry}", payload=f"intent:{entry}")
    inner = Item(item.source, (*item.path, "buttons", index), entry, item.problems)
    url = inner.raw("url")
    button = steps.Button(inner.text("wording"), inner.text("title"), inner.text("payload"), given(url) if url else None)
    if not (button.wording or button.title):
        inner.problem("the button says nothing", "add `wording:` or `title:`")
    if bool(button.payload) == bool(url):
        inner.problem("a button needs either `payload` or `url`", "payloads are intent:name, lang:code and leave:queue")
    inner.finish()
    return button


def _action(item: Item, id_: str, way: Next) -> Step:
    name = item.text("action")
    if name.startswith("utter_"):
        return steps.Say(id_, way, name, item.values("values"))
    if name in CALM_NOOPS:
        return steps.Noop(id_, way)
    if name == "action_repeat_bot_messages":
        return steps.Again(id_, way)
    if name in {"action_cancel_interrupted_flows", "action_restart"}:
        return steps.Forsake(id_, way)
    once = item.flag("once") if "once" in item.data else None
    return steps.Action(id_, way, name, item.values("with"), said_once=once, failed=item.text("failed"))


def _set_slots(item: Item, id_: str, way: Next) -> Step:
    raw = item.raw("set_slots")
    entries = raw if isinstance(raw, list) else [raw]
    values = {str(name): given(value) for entry in entries if isinstance(entry, Mapping) for name, value in entry.items()}
    if not values:
        item.problem("`set_slots` is a list of slots with values", "write `- amount: 10 EUR`", "set_slots")
    return steps.SetSlots(id_, way, values)


def _call(item: Item, id_: str, way: Next) -> Step:
    return steps.CallFlow(id_, way, item.text("call"), item.values("with"))


def _link(item: Item, id_: str, way: Next) -> Step:
    return steps.Link(id_, way, item.text("link"))


def _noop(item: Item, id_: str, way: Next) -> Step:
    item.raw("noop")
    return steps.Noop(id_, way)


def _confirm(item: Item, id_: str, way: Next) -> Step:
    return steps.Confirm(id_, way, item.text("confirm"), item.values("values"))


def _approve(item: Item, id_: str, way: Next) -> Step:
    inner = item.inner("approve")
    within = inner.duration("within")
    step = steps.Approve(
        id_,
        way,
        inner.text("team", needed=True),
        inner.text("summary", needed=True),
        within or Duration(0),
        approved=inner.text("approved", needed=True),
        rejected=inner.text("rejected", needed=True),
        no_answer=inner.text("no_answer", needed=True),
        fields=inner.texts("fields"),
        say=inner.text("say"),
        values=inner.values("values"),
    )
    if within is None:
        inner.problem("`within` is missing", "it says by when the customer hears, for example 4h open")
    inner.finish()
    return step


def _promise(item: Item, id_: str, way: Next) -> Step:
    inner = item.inner("promise")
    within = inner.duration("within")
    if within is None:
        inner.problem("`within` is missing")
    step = steps.Promise(id_, way, inner.text("what", needed=True), within or Duration(0), inner.text("basis"))
    inner.finish()
    return step


def _handoff(item: Item, id_: str, way: Next) -> Step:
    raw = item.raw("handoff")
    inner = Item(item.source, (*item.path, "handoff"), {} if raw is True or raw is None else raw, item.problems)
    step = steps.Handoff(
        id_, way, inner.text("reason", "flow"), inner.text("team"), inner.text("summary"), values=inner.values("values")
    )
    inner.finish()
    return step


KINDS: Mapping[str, Callable[[Item, str, Next], Step]] = {
    "collect": _collect,
    "say": _say,
    "action": _action,
    "set_slots": _set_slots,
    "call": _call,
    "link": _link,
    "noop": _noop,
    "confirm": _confirm,
    "approve": _approve,
    "promise": _promise,
    "handoff": _handoff,
}
