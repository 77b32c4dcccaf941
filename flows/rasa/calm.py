"""Flows that were written for CALM: without it they would have to be written again, though they are almost ours.

A file in which everything means something here comes over as it stands, to the byte. Else only what must be is changed, and the
comments stay: code becomes a person, buttons come to where they are shown, and a flow that a language model began gets an intent.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from config.source import Place, parse_yaml
from flows.conditions import ConditionError
from flows.linking import hyphened
from flows.parsing import parse_condition
from flows.patterns import CALM_ONLY, PATTERNS
from flows.rasa.names import human, named, title
from flows.rasa.responses import fluent, wording_of
from flows.rasa.scripts import HARMLESS, NOT_CODE, Material, Writer
from flows.reading_steps import CALM_NOOPS
from nlu.rasa_node import Node, Note, Page

NOTHING = "action_listen"  # a step that is read and does nothing
OURS = CALM_NOOPS | {"action_repeat_bot_messages", "action_cancel_interrupted_flows", "action_restart"}
OWN = ("slots", "rasa", "patterns")  # names of files that are made here, or built in
OF_CODE = ("mcp_server", "agent", "exit_if", "mapping")


@dataclass(slots=True)
class Calm:
    """The flow files by their new names, the phrases by which flows are begun that had none, and how many flows came."""

    files: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, list[str]] = field(default_factory=dict)
    flows: list[str] = field(default_factory=list)
    found: int = 0
    places: dict[str, Place] = field(default_factory=dict)  # where each flow stands in the project


def write_calm(given: Material, pages: list[Page], texts: Mapping[str, str], examples: Mapping[str, list[str]]) -> Calm:
    """All pages with flows. `examples` are what customers write in the project's tests to begin a flow."""
    calm = Calm()
    for page in pages:
        name = page.source.file.removeprefix("data/").removeprefix("flows/").replace("/", "-")
        stem = name.rpartition(".")[0]
        file = f"flows/scripts/{f'calm-{stem}' if stem in OWN else stem}.yml"
        file = file if file not in calm.files else file.replace(".yml", f"-{len(calm.files)}.yml")
        if text := _Page(given, calm, page, texts[page.source.file], examples).text():
            calm.files[file] = text
    return calm


def flow_at(text: str, line: int) -> str:
    """The flow that a line of a file belongs to; empty where none does."""
    source = parse_yaml(text, "")
    begins = {str(name): source.place("flows", name).line for name in source.data.get("flows") or ()}
    above = [name for name, begin in begins.items() if begin <= line]
    return max(above, key=begins.__getitem__) if above else ""


def without_flows(text: str, names: Collection[str]) -> str:
    """The same file without some of its flows."""
    yaml = _yaml()
    data = yaml.load(text)
    for name in names:
        data["flows"].pop(name, None)
    out = StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def _yaml() -> YAML:
    yaml = YAML()
    yaml.width, yaml.preserve_quotes = 4096, True
    return yaml


class _Page:
    def __init__(self, given: Material, calm: Calm, page: Page, text: str, examples: Mapping[str, list[str]]) -> None:
        self.given, self.calm, self.page, self.whole, self.examples = given, calm, page, text, examples
        self.writer, self.changed, self.handing = Writer(given), False, False

    def text(self) -> str:
        yaml = _yaml()
        try:
            data = yaml.load(self.whole)
        except (YAMLError, ValueError, RecursionError):
            data = None
        flows = data.get("flows") if isinstance(data, dict) else None
        if not isinstance(flows, dict) or not isinstance(data, dict):
            self._note(self.page.top, "flow", self.page.source.file, "`flows:` holds no flows")
            return ""
        for key in [key for key in data if key not in {"version", "flows"}]:
            del data[key]
            self.changed = True
        for name in list(flows):
            self._flow(flows, str(name), self.page.top.get("flows").get(name))
        if not flows:
            return ""
        if not self.changed:
            return self.whole
        out = StringIO()
        yaml.dump(data, out)
        return out.getvalue()

    # --- a flow ----------------------------------------------------------------------------------------------------

    def _flow(self, flows: dict[Any, Any], name: str, node: Node) -> None:
        self.calm.found += 1
        self.calm.places[name] = node.place
        flow = flows[name]
        if not isinstance(flow, dict) or not isinstance(flow.get("steps"), list):
            self._drop(flows, name, node, "it has no steps")
            return
        if name in CALM_ONLY:
            self._drop(flows, name, node, "this engine has no such moment, or handles it by itself")
            return
        if name.startswith("pattern_"):
            if name not in PATTERNS:
                self._drop(flows, name, node, "there is no such moment here")
                return
            if (missing := next(self._strange(node), "")) and name in PATTERNS:
                self._drop(flows, name, node, f"it uses `{missing}`, which is not here; the built-in one is used")
                return
        self.calm.flows.append(name)
        self.handing = False
        self._conditions(node)
        self._steps(flow["steps"], node.get("steps"), name)
        while _pruned(flow["steps"], _referred(flow["steps"])):
            self.changed = True
        if self.handing:
            self._summary(flow["steps"], name)
        if name.startswith("pattern_"):
            return
        triggers = flow.get("nlu_trigger")
        if isinstance(triggers, list):
            self._triggers(triggers, name)
        elif str(flow.get("if", "")).lower() != "false":
            self._begin(flow, name, node)

    def _strange(self, node: Node) -> Iterator[str]:
        """What a pattern does that is neither a response of the project nor anything here."""
        for one in _walk(node):
            action = one.get("action").text
            if action and action not in OURS and action not in self.given.responses:
                yield action
            if one.has("link") or one.has("call"):
                yield one.get("link").text or one.get("call").text
            if any("{{" in one.get(key).text for key in ("if", "collect")):
                yield "{{ }}"

    def _drop(self, flows: dict[Any, Any], name: str, node: Node, why: str) -> None:
        del flows[name]
        self.changed = True
        self._note(node, "flow", f"`{name}`", why)

    def _triggers(self, triggers: list[Any], name: str) -> None:
        for trigger in triggers:
            if not isinstance(trigger, dict):
                continue
            at = trigger.get("intent")
            theirs = at.get("name") if isinstance(at, dict) else at
            ours = self.given.intents.get(str(theirs), named(str(theirs)))
            if theirs is not None and ours != theirs:
                self.changed = True
                if isinstance(at, dict):
                    at["name"] = ours
                else:
                    trigger["intent"] = ours
            if ours not in self.given.taught and ours not in self.calm.phrases:
                self._phrases(ours, name, "", human(name))
            self._named(ours)

    def _begin(self, flow: dict[Any, Any], name: str, node: Node) -> None:
        """An intent for a flow that a language model began by its description."""
        intent = named(name)
        if intent not in self.given.taught:
            self._phrases(intent, name, node.get("description").text, node.get("name").text)
            why = (
                "a language model began it by its description; it has an intent now, which wants phrases as customers write them"
            )
            self._note(node, "flow", f"`{name}`", why)
        flow["nlu_trigger"] = [{"intent": intent}]
        self.changed = True
        self._named(intent)

    def _phrases(self, intent: str, flow: str, description: str, name: str) -> None:
        texts = [*self.examples.get(flow, ()), human(flow).lower(), name.lower(), description.partition(".")[0].lower()]
        self.calm.phrases[intent] = list(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))

    def _named(self, intent: str) -> None:
        self.given.words.setdefault(f"intent-{intent}", fluent(f"intent-{intent}", title(human(intent))))

    def _conditions(self, node: Node) -> None:
        for one in (node, *_walk(node)):
            if one.has("if") and not isinstance(one.get("if").value, bool):
                try:
                    parse_condition(one.get("if").text)
                except ConditionError as error:
                    self._note(one.get("if"), "condition", f"`{one.get('if').text}`", f"{error}; mend it in the file")

    # --- steps -----------------------------------------------------------------------------------------------------

    def _steps(self, steps: list[Any], node: Node, flow: str) -> None:
        for index, step in enumerate(steps):
            if not isinstance(step, dict):
                continue
            at = node.get(index)
            if "action" in step:
                self._action(step, at, flow)
            elif "collect" in step:
                self._collect(step, at)
            elif "call" in step and any(key in step for key in OF_CODE):
                self._person(step, at, flow, str(step["call"]))
            self._below(step, at, flow)

    def _below(self, step: dict[Any, Any], node: Node, flow: str) -> None:
        following = step.get("next")
        if not isinstance(following, list):
            return
        ways = [way for way in following if isinstance(way, dict) and ("then" in way or "else" in way)]
        if not ways:
            self._steps(following, node.get("next"), flow)
        for index, way in enumerate(following):
            for key in ("then", "else"):
                if isinstance(way, dict) and isinstance(way.get(key), list):
                    self._steps(way[key], node.get("next").get(index).get(key), flow)

    def _action(self, step: dict[Any, Any], node: Node, flow: str) -> None:
        name = node.get("action").text
        if name in OURS:
            return
        if not name.startswith("utter_"):
            if HARMLESS.fullmatch(name):
                self._nothing(step, node, name, f"{NOT_CODE}; it is left out")
            else:
                self._person(step, node, flow, name)
            return
        response = self.given.responses.get(name)
        if response is None or not response.entry:
            why = "there is no response of this name" if response is None else "it says nothing that can be said here"
            self._nothing(step, node, name, why)
            return
        if wording_of(name) != name:
            step["action"] = wording_of(name)
            self.changed = True
        if "buttons" not in step and (buttons := self.writer.buttons(response)):
            step["buttons"] = buttons
            self.changed = True

    def _nothing(self, step: dict[Any, Any], node: Node, name: str, why: str) -> None:
        step["action"] = NOTHING
        self.changed = True
        self._note(node, "action" if not name.startswith("utter_") else "response", f"`{name}`", why)

    def _person(self, step: dict[Any, Any], node: Node, flow: str, name: str) -> None:
        """What code did, a person does; what would have come after it cannot be known."""
        summary = f"summary-{named(flow)}"
        self.handing = True
        for key in [key for key in step if key not in {"id", "description"}]:
            del step[key]
        step["handoff"] = {"reason": "flow", "summary": summary}
        self.changed = True
        self._note(node, "action", f"`{name}`", f"{NOT_CODE}; a person goes on here")

    def _summary(self, steps: list[Any], flow: str) -> None:
        """What the person reads: what the customer has said so far."""
        asked = [
            str(step["collect"]) for found in _lists(steps) for step in found if isinstance(step, dict) and "collect" in step
        ]
        lines = [human(flow), *(f"{human(slot)}: {{{slot}}}" for slot in dict.fromkeys(asked))]
        id_ = f"summary-{named(flow)}"
        self.given.words[id_] = fluent(id_, "\n".join(lines))

    def _collect(self, step: dict[Any, Any], node: Node) -> None:
        slot = node.get("collect").text
        question = node.get("utter").text or f"utter_ask_{slot}"
        response = self.given.responses.get(question)
        if response is None or not response.entry:
            id_ = wording_of(question)
            self.given.words.setdefault(id_, fluent(id_, f"{human(slot)}?"))
            self._note(node, "response", f"`{question}`", "nothing is written for this question; write it in the wording")
        elif slot in self.given.slots and "buttons" not in step:
            self.writer.answers(slot, response, step)
            if isinstance(step.get("buttons"), list):
                step["buttons"] = [DoubleQuotedScalarString(value) for value in step["buttons"]]
            self.changed = self.changed or "buttons" in step
        if slot in self.given.slots and self.given.slots[slot].rejections and "rejections" not in step:
            step["rejections"] = [{"if": test, "utter": said} for test, said in self.given.slots[slot].rejections]
            self.changed = True
        if isinstance(step.get("rejections"), list):
            self._rejections(step, node)
        name = f"slot-{hyphened(named(slot))}"
        self.given.words.setdefault(name, fluent(name, title(human(slot))))

    def _rejections(self, step: dict[Any, Any], node: Node) -> None:
        def is_said(one: Any) -> bool:
            response = self.given.responses.get(str(one.get("utter"))) if isinstance(one, dict) else None
            return response is not None and bool(response.entry)

        kept = [one for one in step["rejections"] if is_said(one)]
        if len(kept) < len(step["rejections"]):
            self._note(node, "response", f"a rejection of `{node.get('collect').text}`", "there is no response that says why")
            step["rejections"] = kept
            self.changed = True

    def _note(self, node: Node, group: Any, what: str, why: str) -> None:
        self.given.notes.append(Note(node.place or Place(self.page.source.file), group, what, why))


def _walk(node: Node) -> Iterator[Node]:
    """Every mapping below a node."""
    for child in (*(child for _, child in node.items()), *node.each()):
        if child.is_mapping:
            yield child
        yield from _walk(child)


def _lists(steps: list[Any]) -> Iterator[list[Any]]:
    """A list of steps and all that are nested in it."""
    yield steps
    for step in steps:
        following = step.get("next") if isinstance(step, dict) else None
        for way in following if isinstance(following, list) else ():
            for key in ("then", "else"):
                if isinstance(way, dict) and isinstance(way.get(key), list):
                    yield from _lists(way[key])
        if isinstance(following, list) and not any(isinstance(way, dict) and ("if" in way or "else" in way) for way in following):
            yield from _lists(following)


def _referred(steps: list[Any]) -> set[str]:
    """The ids that some step leads to."""
    names: set[str] = set()
    for found in _lists(steps):
        for step in found:
            following = step.get("next") if isinstance(step, dict) else None
            ways = following if isinstance(following, list) else [following]
            for way in ways:
                targets = (way.get("then"), way.get("else")) if isinstance(way, dict) else (way,)
                names |= {str(to) for to in targets if isinstance(to, str | int) and not isinstance(to, bool)}
    return names


def _pruned(steps: list[Any], referred: set[str]) -> bool:
    """Take out one step that no way leads to, because a person goes on before it; whether there was one."""
    for found in _lists(steps):
        for index in range(1, len(found)):
            before, step = found[index - 1], found[index]
            if not isinstance(before, dict) or not isinstance(step, dict):
                continue
            leads = "next" not in before and "handoff" not in before and "link" not in before
            if not leads and str(step.get("id", "")) not in referred:
                del found[index]
                return True
    return False
