"""Forms and replies as flows: without it what a project does would be known, and nobody would do it.

Code cannot come over. Where a project runs some, a person goes on with what the customer has said; nothing is told to have been
done that was not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flows import patterns
from flows.linking import hyphened, in_id
from flows.rasa.domain import Form, Slot
from flows.rasa.names import human, named, title
from flows.rasa.replies import ANSWERS, Replies
from flows.rasa.responses import Payload, Response, fluent, wording_of
from flows.rasa.turns import Act, Turn
from nlu.rasa_node import Note

TRUE = frozenset({"true", "yes", "1"})
HARMLESS = re.compile(r"(?:validate_|action_(?:set|reset|clear|log|tag|extract)_?).*")  # only keeps slots in order
NOT_CODE = "a program of the project's own, which cannot come over"
Steps = list[dict[str, Any]]


@dataclass(slots=True)
class Material:
    """All that flows are made of. Slots, forms and responses go by their names in the project, intents by our own."""

    slots: dict[str, Slot]
    forms: Mapping[str, Form]
    responses: Mapping[str, Response]
    replies: Replies
    intents: Mapping[str, str]  # theirs -> ours
    taught: frozenset[str]  # ours, those the model learns
    spoken: Mapping[str, str]  # ours, with the one text that begins it
    texts: Mapping[str, str]  # a phrase as typed -> its intent, ours
    notes: list[Note]
    words: dict[str, str] = field(default_factory=dict)  # wordings made here: id -> its Fluent entry
    flows: dict[str, dict[str, Any]] = field(default_factory=dict)
    declared: dict[str, dict[str, Any]] = field(default_factory=dict)  # slots of our own making


def write_flows(given: Material) -> None:
    """All flows of a classic project into `given.flows`."""
    writer = Writer(given)
    for intent in [intent for intent in given.replies.always if intent in patterns.COMMANDS]:
        turn = given.replies.always.pop(intent)
        said = ", ".join(act.name for act in turn.acts)
        given.notes.append(Note(turn.place, "rule", f"`{intent}` does {said}", "the program does this by itself"))
    merged = _merged(given)
    for name in _forms_used(given):
        writer.form(name, merged.get(name, ()))
    done = {intent for intents in merged.values() for intent in intents}
    by_turn: dict[tuple[Any, ...], list[str]] = {}
    for intent in dict.fromkeys((*given.replies.always, *given.replies.under)):
        if intent not in done and intent != "nlu_fallback":
            always, under = given.replies.always.get(intent), given.replies.under.get(intent, ())
            told = [writer.told(act, intent) for act in always.acts if act.kind == "form"] if always else []
            key = (always.place if always else None, *(turn.place for turn in under), str(told))
            by_turn.setdefault(key, []).append(intent)
    for intents in by_turn.values():
        writer.intents(intents)
    for answer in sorted(ANSWERS & given.taught - given.replies.always.keys()):
        given.flows[answer] = {"description": f"{human(answer)} when nothing was asked", **writer.begins([answer])} | {
            "steps": [{"say": "all-right"}]
        }
    writer.fallback()


def _forms_used(given: Material) -> list[str]:
    turns = (*given.replies.always.values(), *(turn for found in given.replies.under.values() for turn in found))
    acts = [act.name for turn in turns for act in turn.acts if act.kind == "form"]
    acts += [
        act.name for found in given.replies.questions.values() for seq in found.values() for act in seq if act.kind == "form"
    ]
    acts += [act.name for turn in given.replies.after.values() for act in turn.acts if act.kind == "form"]
    return list(dict.fromkeys((*given.forms, *acts)))


def _merged(given: Material) -> dict[str, tuple[str, ...]]:
    """Forms that intents begin directly: one flow is enough for both."""
    found: dict[str, list[str]] = {}
    for intent, turn in given.replies.always.items():
        if (
            intent not in given.replies.under
            and intent not in ANSWERS
            and turn.key
            and turn.key[0][0] == "form"
            and len(turn.key) == 1
        ):
            found.setdefault(turn.key[0][1], []).append(intent)
    known = {name: [given.slots[slot] for slot in form.required if slot in given.slots] for name, form in given.forms.items()}
    return {name: tuple(intents) for name, intents in found.items() if not any(slot.by_trigger for slot in known.get(name, ()))}


class Writer:
    """Makes steps of acts."""

    def __init__(self, given: Material) -> None:
        self.given = given

    # --- flows -----------------------------------------------------------------------------------------------------

    def begins(self, intents: Iterable[str]) -> dict[str, Any]:
        """What begins a flow: an intent the model knows, the words of a button, or nothing but buttons."""
        triggers: list[dict[str, str]] = []
        for intent in intents:
            if intent in self.given.taught:
                triggers.append({"intent": intent})
            elif intent in self.given.spoken:
                triggers.append({"label": intent})
        return {"nlu_trigger": triggers} if triggers else {}

    def name(self, intents: Iterable[str]) -> None:
        """The buttons that begin a flow, which are its names, too."""
        for intent in intents:
            entry = fluent(f"intent-{intent}", title(human(intent)))
            if intent in self.given.spoken and intent not in self.given.taught:
                entry += f"    .also = {plainly(self.given.spoken[intent])}\n"
            self.given.words[f"intent-{intent}"] = entry

    def intents(self, intents: list[str]) -> None:
        """The flow for one intent, or for several that one rule answers."""
        given, first = self.given, intents[0]
        always, under = given.replies.always.get(first), [*given.replies.under.get(first, ())]
        flow_id = first if first not in given.flows else f"{first}_flow"
        used: set[str] = set()
        steps = self.steps(always.acts, flow_id, used, first) if always else []
        arms = [arm for turn in under if (arm := self._arm(turn, flow_id, used, first))]
        if arms:
            rest = [*steps] or [{"say": "not-understood", "buttons": ["talk_to_human"]}]
            steps = [{"noop": True, "next": [*arms, {"else": _ended(rest)}]}]
        if not steps:
            return
        lapses = {"lapses": True} if steps[-1].get("ask_before_filling") and not any("call" in step for step in steps) else {}
        turn = always or under[0]
        flow = {"description": f"“{turn.name}” of {turn.place.file}", **self.begins(intents), **lapses, "steps": steps}
        given.flows[flow_id] = flow
        self.name(intents)

    def form(self, name: str, intents: tuple[str, ...]) -> None:
        """The flow of a form: its questions, and what is done when they are answered."""
        given = self.given
        form = given.forms.get(name)
        flow_id = named(name)
        steps: Steps = []
        asked: list[Slot] = []
        for slot in form.required if form else ():
            if step := self._question(name, slot, form.place if form else None):
                steps.append(step)
                asked.append(given.slots[slot])
        self._summary(flow_id, human(name.removesuffix("_form")), [slot.name for slot in asked])
        after = given.replies.after.get(name)
        steps += self.steps(after.acts, flow_id, set(), "") if after else []
        if not steps:
            place = form.place if form else next(iter(self._places(name)), None)
            if place:
                why = "nothing is known of what it asks; a person goes on"
                given.notes.append(Note(place, "form", f"`{name}`", why))
            steps = [{"handoff": {"reason": "flow", "summary": f"summary-{flow_id}"}}]
        guard = {} if intents else {"if": False}
        flow = {"description": f"The form {name}", **guard, **self.begins(intents), "summary": f"summary-{flow_id}"}
        given.flows[flow_id] = {**flow, "steps": steps}
        self.name(intents)

    def _places(self, name: str) -> Iterator[Any]:
        for turn in self.given.replies.always.values():
            yield from (act.place for act in turn.acts if act.name == name)

    def fallback(self) -> None:
        """What is said to what is not understood; the second time a person goes on."""
        given = self.given
        turn, beyond = given.replies.always.get("nlu_fallback"), given.replies.always.get("out_of_scope")
        if turn and beyond:
            why = "what is out of scope is not understood here, and answered as that is"
            given.notes.append(Note(beyond.place, "rule", f"“{beyond.name}” of `out_of_scope`", why))
        turn = turn or beyond
        said = [act for act in turn.acts if act.kind == "say"] if turn else []
        steps = self.steps(tuple(said), "pattern_cannot_handle", {"*"}, "")
        given.flows.pop("out_of_scope", None)
        given.words.pop("intent-out_of_scope", None)
        if not steps or turn is None:
            return
        steps[0] = {"id": "once_more", **steps[0]}
        steps[-1]["next"] = "END"
        given.flows["pattern_cannot_handle"] = {
            "description": "Not understood; the second time in a row a person goes on",
            "slots": {"order_number": "order_number"},
            "steps": [
                {"noop": True, "next": [{"if": "context.times > 1", "then": "person"}, {"else": "once_more"}]},
                *steps,
                {"id": "person", "say": "unsure-person"},
                {"handoff": {"reason": "unsure", "summary": "summary-unsure", "values": {"order_number": "slots.order_number"}}},
            ],
        }

    # --- steps -----------------------------------------------------------------------------------------------------

    def steps(self, acts: tuple[Act, ...], flow: str, used: set[str], intent: str) -> Steps:
        """The steps of a sequence. `used` are the questions on the way here, so that none leads back to itself."""
        steps: Steps = []
        for index, act in enumerate(acts):
            match act.kind:
                case "say":
                    steps += self._say(act, is_last=index == len(acts) - 1, flow=flow, used=used, intent=intent)
                case "form":
                    steps += self._call(act, intent)
                case _ if HARMLESS.fullmatch(act.name):
                    self.given.notes.append(Note(act.place, "action", f"`{act.name}`", f"{NOT_CODE}; it is left out"))
                case _:
                    self.given.notes.append(Note(act.place, "action", f"`{act.name}`", f"{NOT_CODE}; a person goes on here"))
                    self._summary(flow, human(flow), [])
                    return [*steps, {"handoff": {"reason": "flow", "summary": f"summary-{flow}"}}]
        return steps

    def told(self, act: Act, intent: str) -> dict[str, str]:
        """The slots of a form that the intent beginning it says."""
        theirs = [name for name, ours in self.given.intents.items() if ours == intent]
        form = self.given.forms.get(act.name)
        slots = [self.given.slots[slot] for slot in form.required if slot in self.given.slots] if form else []
        return {slot.name: slot.by_trigger[name] for slot in slots for name in theirs if name in slot.by_trigger}

    def _call(self, act: Act, intent: str) -> Steps:
        told = self.told(act, intent)
        setting = [{"set_slots": [{name: value} for name, value in told.items()]}] if told else []
        return [*setting, {"call": named(act.name)}]

    def _say(self, act: Act, *, is_last: bool, flow: str, used: set[str], intent: str) -> Steps:
        response = self.given.responses.get(act.name)
        if response is None or not response.entry:
            why = "there is no response of this name" if response is None else "it says nothing that can be said here"
            self.given.notes.append(Note(act.place, "response", f"`{act.name}`", why))
            return []
        ways = self.given.replies.questions.get(act.name)
        if is_last and ways and "affirm" in ways and act.name not in used and "*" not in used and self._is_yes_no(response):
            return [self._asked(act.name, ways, flow, {*used, act.name}, intent)]
        step: dict[str, Any] = {"action": wording_of(act.name)}
        if buttons := self.buttons(response):
            step["buttons"] = buttons
        return [step]

    def _is_yes_no(self, response: Response) -> bool:
        return all(self.given.intents.get(button.intent, button.intent) in ANSWERS for button in response.buttons)

    def _asked(self, name: str, ways: Mapping[str, tuple[Act, ...]], flow: str, used: set[str], intent: str) -> dict[str, Any]:
        slot = named(f"said_yes_to_{name.removeprefix('utter_').removeprefix('ask_')}")
        self.given.declared[slot] = {"type": "bool"}
        arms: list[dict[str, Any]] = []
        for answer, key in (("affirm", "if"), ("deny", "else")):
            steps = _ended(self.steps(ways.get(answer, ()), flow, used, intent))
            arms.append({"if": f"slots.{slot}", "then": steps} if key == "if" else {"else": steps})
        return {"collect": slot, "utter": wording_of(name), "ask_before_filling": True, "buttons": True, "next": arms}

    def _arm(self, turn: Turn, flow: str, used: set[str], intent: str) -> dict[str, Any] | None:
        tests = []
        for name, value in turn.slots:
            slot = self.given.slots.get(name)
            if slot is None:
                self.given.notes.append(Note(turn.place, "condition", f"“{turn.name}”", f"there is no slot `{name}`"))
                return None
            tests.append(_test(slot, value))
        steps = self.steps(turn.acts, flow, used, intent)
        return {"if": " and ".join(tests), "then": _ended(steps)} if steps and tests else None

    # --- questions and buttons -------------------------------------------------------------------------------------

    def _question(self, form: str, name: str, place: Any) -> dict[str, Any] | None:
        given = self.given
        slot = given.slots[name]
        asks = [id_ for id_ in (f"utter_ask_{form}_{name}", f"utter_ask_{name}") if id_ in given.responses]
        if not asks:
            why = "no response asks for it; write its question anew"
            given.notes.append(Note(place or slot.place, "form", f"`{name}` of `{form}`", why))
            return None
        step: dict[str, Any] = {"collect": slot.name, "utter": wording_of(asks[0])}
        self.answers(name, given.responses[asks[0]], step)
        given.words[f"slot-{hyphened(slot.name)}"] = fluent(f"slot-{hyphened(slot.name)}", title(human(name)))
        return step

    def answers(self, name: str, response: Response, step: dict[str, Any]) -> None:
        """Buttons of a question as its answers."""
        given = self.given
        slot = given.slots[name]
        found: dict[str, str] = {}
        for button in response.buttons:
            value = self._value(slot, name, button)
            if value:
                found.setdefault(value, button.title)
            else:
                given.notes.append(
                    Note(button.place, "button", f"“{button.title}” of `{response.id}`", f"it is no answer for `{name}`")
                )
        if not found:
            return
        if slot.type == "bool":
            step["buttons"] = True
            return
        if slot.type == "choice":
            step["buttons"] = [value for value in slot.values if value in found]
            self._titles(slot, {value: found.get(value, human(value)) for value in slot.values})
            if not step["buttons"]:
                del step["buttons"]
        elif slot.type in {"text", "any"}:
            values = {named(value): text for value, text in found.items()}
            values = {**dict.fromkeys(slot.values, ""), **values}
            given.slots[name] = replace(slot, type="text", values=tuple(values), initial=None)
            self._titles(slot, {value: text or human(value) for value, text in values.items()})
            step["buttons"] = list(dict.fromkeys(map(named, found)))

    def _titles(self, slot: Slot, titles: Mapping[str, str]) -> None:
        for value, text in titles.items():
            id_ = f"{hyphened(slot.name)}-{in_id(value)}"
            if title(text) != " ".join(text.split()):
                self.given.notes.append(Note(slot.place, "button", f"“{text}”", "a button has 20 characters; the rest is cut"))
            self.given.words[id_] = fluent(id_, title(text))

    def choices(self) -> None:
        """The words of every choice, also where nothing shows them as buttons."""
        for slot in self.given.slots.values():
            for value in slot.values:
                id_ = f"{hyphened(slot.name)}-{in_id(value)}"
                self.given.words.setdefault(id_, fluent(id_, title(human(value))))

    def _value(self, slot: Slot, name: str, button: Payload) -> str:
        """What a button answers to a question; empty where it is something else."""
        intent = self.given.intents.get(button.intent, button.intent)
        if slot.type == "bool":
            given = (button.values or {}).get(name, button.text).lower()
            known = {"affirm": "true", "deny": "false"}.get(intent, "")
            return known or {**dict.fromkeys(TRUE, "true"), "false": "false", "no": "false"}.get(given, "")
        values = button.values or {}
        kinds = {name, *(entity for entity, _ in slot.entities)}
        if value := next((values[kind] for kind in values if kind in kinds), ""):
            return value
        if button.intent in slot.by_intent:
            return slot.by_intent[button.intent]
        if slot.type == "choice":
            return next((one for one in slot.values if one.lower() in {button.text.lower(), button.title.lower()}), "")
        return button.text if not button.intent else ""

    def buttons(self, response: Response) -> Steps:
        """Buttons of a message, each of which begins something."""
        result: Steps = []
        for button in response.buttons:
            if button.url:
                result.append({"title": button.title, "url": button.url})
                continue
            intent = self.given.intents.get(button.intent, button.intent) if button.intent else self._typed(button)
            payload = self._payload(intent)
            if not payload:
                why = "nothing begins with what it sends" if intent else "its words are no phrase of any intent"
                self.given.notes.append(Note(button.place, "button", f"“{button.title}” of `{response.id}`", why))
                continue
            if button.values:
                why = f"it begins `{intent}`, but tells no values: {', '.join(button.values)}"
                self.given.notes.append(Note(button.place, "button", f"“{button.title}” of `{response.id}`", why))
            if {"title": button.title, "payload": payload} not in result:
                result.append({"title": button.title, "payload": payload})
        return result

    def _typed(self, button: Payload) -> str:
        return self.given.texts.get(plainly(button.text)) or self.given.texts.get(plainly(button.title), "")

    def _payload(self, intent: str) -> str:
        known = intent in self.given.replies.always or intent in self.given.replies.under
        if intent in patterns.COMMANDS or (known and intent in {*self.given.taught, *self.given.spoken}):
            return f"intent:{intent}"
        return f"flow:{intent}" if known and intent not in {"nlu_fallback", "out_of_scope"} else ""

    def _summary(self, flow: str, about: str, slots: list[str]) -> None:
        """What a person reads who goes on."""
        id_ = f"summary-{flow}"
        if id_ not in self.given.words:
            lines = [about, *(f"{human(slot)}: {{{slot}}}" for slot in slots)]
            self.given.words[id_] = fluent(id_, "\n".join(lines))


def plainly(text: str) -> str:
    """Words alone, for comparing what is typed, and for a list of other words of a button."""
    return " ".join(re.sub(r"[^\w\s'-]+", " ", text.lower()).split())


def _ended(steps: Steps) -> Any:
    """Nested steps that say where they lead."""
    if not steps:
        return "END"
    last = steps[-1]
    return steps if "next" in last or "handoff" in last else [*steps[:-1], {**last, "next": "END"}]


def _test(slot: Slot, value: Any) -> str:
    at = f"slots.{slot.name}"
    match value:
        case None:
            return f"{at} is null"
        case bool() if slot.type in {"bool", "any"}:
            return f"{at} = {str(value).lower()}"
        case int() | float() if slot.type in {"number", "any"} and not isinstance(value, bool):
            return f"{at} = {value}"
        case str() if slot.type in {"text", "any", "choice"} and '"' not in value:
            return f'{at} = "{value}"'
        case _:
            return f"{at} is known"
