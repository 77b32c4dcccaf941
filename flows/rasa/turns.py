"""Rules and stories as turns: without it a story of ten messages could only come over whole, and stories do not.

A turn is what a message means and what is done then, with what was said before it. Rasa's format is told at
https://legacy-docs-oss.rasa.com/docs/rasa/stories and https://legacy-docs-oss.rasa.com/docs/rasa/rules.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from config.source import Place
from nlu.rasa_node import Node, Note, Page

Kind = Literal["say", "form", "code"]
DONE_BY_ENGINE = frozenset(  # Rasa's own actions that mean nothing here, or what happens anyway
    {
        *("action_listen", "action_session_start", "action_deactivate_loop", "action_deactivate_form", "action_back"),
        *("action_unlikely_intent", "action_extract_slots", "action_revert_fallback_events", "action_restart"),
    }
)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that is done: a response is said, a form is filled, code is run."""

    kind: Kind
    name: str
    place: Place

    @property
    def key(self) -> tuple[str, str]:
        """The same for the same thing elsewhere."""
        return self.kind, self.name


@dataclass(frozen=True, slots=True)
class Turn:
    """What is done when somebody says one of `intents`; without them, when the form `loop` is filled.

    `before` is the response said just before, `slots` what must be known (None: nothing).
    """

    place: Place
    name: str
    intents: tuple[str, ...]
    acts: tuple[Act, ...]
    before: str = ""
    loop: str = ""
    slots: tuple[tuple[str, Any], ...] = ()
    is_rule: bool = False

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """The same for turns that do the same."""
        return tuple(act.key for act in self.acts)


def read_turns(
    rules: Iterable[Page], stories: Iterable[Page], forms: Collection[str], notes: list[Note]
) -> tuple[list[Turn], Mapping[str, int]]:
    """The turns of all rules and stories, and how many of each there were."""
    turns: list[Turn] = []
    counts = {"rules": 0, "stories": 0}
    for kind, pages in (("rules", rules), ("stories", stories)):
        for page in pages:
            for node in page.top.get(kind).each():
                counts[kind] += 1
                turns += _Walk(node, kind == "rules", forms, notes).turns()
    return turns, counts


class _Walk:
    """One rule or story from its first step to its last."""

    def __init__(self, node: Node, is_rule: bool, forms: Collection[str], notes: list[Note]) -> None:
        self.node, self.is_rule, self.forms, self.notes = node, is_rule, forms, notes
        self.name = node.get("rule" if is_rule else "story").text or "without a name"
        self.intents: tuple[str, ...] = ()
        self.place, self.acts, self.before, self.loop, self.filled = node.place, list[Act](), "", "", ""
        self.slots: tuple[tuple[str, Any], ...] = ()
        self.begun = False

    def turns(self) -> Iterator[Turn]:
        self._condition()
        loop = self.loop
        for step in self.node.get("steps").each():
            if step.has("checkpoint"):
                self._miss(
                    step, "a checkpoint joins stories; what comes after it is read as a story of its own" if self.begun else ""
                )
                yield from self._turn(loop)
                self.before, self.intents, self.acts = "", (), []
            elif intents := _intents(step):
                yield from self._turn(loop)
                self.before = self.acts[-1].name if self.acts and self.acts[-1].kind == "say" else ""
                self.place, self.intents, self.acts, self.begun, loop = step.place, intents, [], True, self.loop
            elif step.has("user") or step.has("bot"):
                self._miss(step, "words instead of names; a conversation of words is a test here")
                yield from self._turn(loop)
                return
            elif step.has("action"):
                self._act(step)
            elif step.has("active_loop") or step.has("form"):
                yield from self._looped(step, loop)
                loop = loop if self.loop else ""
        yield from self._turn(loop)

    def _condition(self) -> None:
        for one in self.node.get("condition").each():
            if one.has("active_loop"):
                self.loop = one.get("active_loop").text
            elif one.has("slot_was_set"):
                self.slots += tuple(_slots_of(one.get("slot_was_set")))

    def _act(self, step: Node) -> None:
        name = step.get("action").text
        if name in DONE_BY_ENGINE or not name:
            return
        kind: Kind = "form" if name in self.forms else "say" if name.startswith(("utter_", "respond_")) else "code"
        if name.startswith("respond_"):
            name = f"utter_{name.removeprefix('respond_')}"
        if kind == "form" and name in {self.loop, self.filled}:
            self.filled = name  # it goes on, or is filled
            return
        self.acts.append(Act(kind, name, step.place))

    def _looped(self, step: Node, loop: str) -> Iterator[Turn]:
        """A form begins, or is filled: what comes then belongs to the form."""
        name = step.get("active_loop" if step.has("active_loop") else "form").text
        if name and name != "null":
            self.loop = name
            return
        ended, self.loop = self.loop or self.filled, ""
        if self.begun:
            yield from self._turn(loop)
        if ended:
            self.place, self.intents, self.acts, self.begun, self.filled = step.place, (), [], True, ended

    def _turn(self, loop: str) -> Iterator[Turn]:
        ends = self.filled if not self.intents else ""
        if self.acts and (self.intents or ends):
            acts, intents = tuple(self.acts), self.intents
            yield Turn(self.place, self.name, intents, acts, self.before, ends or loop, self.slots, self.is_rule)

    def _miss(self, step: Node, why: str) -> None:
        if why:
            self.notes.append(Note(step.place, "rule" if self.is_rule else "story", f"“{self.name}”", why))


def _intents(step: Node) -> tuple[str, ...]:
    if step.has("or"):
        return tuple(intent for one in step.get("or").each() for intent in one.get("intent").texts())
    return step.get("intent").texts() if step.has("intent") else ()


def _slots_of(node: Node) -> Iterator[tuple[str, Any]]:
    """What must be known: `- name` for anything, `- name: value`, `- name: null` for nothing."""
    if node.is_mapping:
        yield from ((name, one.value) for name, one in node.items())
    for one in node.each():
        if one.is_mapping:
            yield from ((name, value.value) for name, value in one.items())
        elif one.text:
            yield one.text, ...
