"""Small sets of flows and somebody to talk to them: what the tests of the engine have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from textwrap import dedent
from typing import Any

from config.source import Problems
from flows.dialogue import Dialogue, dump, load
from flows.engine import advance, begin
from flows.flowset import FlowSet
from flows.library import BASE, BUILT_IN, build
from flows.model import Answered, Call, Effect, Event, Heard, Pressed, Say
from nlu.model import Entity, Intent, Language, Understanding

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
FACTS = {
    "shop": {
        "name": "Maize", "privacy": "https://maize.example/privacy", "hours": "9-18", "currency": "EUR", "mails": False
    }
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spec:
    """A row of a table of calls."""

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    result: str = "answer"
    fields: Mapping[str, str] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()
    once: bool = False


TABLE = (
    Spec("find_purchase", {"order_number": "order_number"}, "purchase", {"found": "bool", "total": "money", "at": "date"}),
    Spec(
        "await_shop",
        {"order_number": "order_number"},
        "waiting",
        {"again": "bool", "until": "moment"},
        frozenset({"order_number"}),
        once=True,
    ),
    Spec("open_return", {"item": "text"}, "return", {"number": "text", "refund_by": "date"}, once=True),
)
CALLS: Mapping[str, Spec] = {spec.name: spec for spec in TABLE}
PATTERNS = (BASE / "scripts" / "patterns.yml").read_text(encoding="utf-8")
TOPICS = ("en.ftl", "en-waiting.ftl", "en-desk.ftl", "en-privacy.ftl")
WORDS = "\n".join((BASE / "wording" / name).read_text(encoding="utf-8") for name in TOPICS)


@lru_cache(maxsize=256)
def flows(script: str, wording: str = "") -> FlowSet:
    """The set of one script and its English words, with the shipped patterns below them. Raises Problems."""
    sources = {
        "scripts/test.yml": dedent(script),
        "wording/en.ftl": dedent(wording),
        f"{BUILT_IN}scripts/patterns.yml": PATTERNS,
        f"{BUILT_IN}wording/en.ftl": WORDS,
    }
    return build(sources, CALLS, FACTS)


def mistakes(script: str, wording: str = "") -> list[str]:
    """What is wrong with a script, as it is shown."""
    try:
        flows(script, wording)
    except Problems as found:
        return [str(problem) for problem in found.problems]
    return []


def said(
    text: str,
    intent: str | None = None,
    confidence: float = 0.97,
    language: Language = "en",
    ranking: Mapping[str, float] | None = None,
    **entities: Any,
) -> Heard:
    """A message as the model would understand it; entities by their kind."""
    found = tuple(Entity(kind, value, value, text.find(value), text.find(value) + len(value)) for kind, value in entities.items())
    ranked = tuple(Intent(name, share) for name, share in (ranking or {}).items())
    return Heard(Understanding(text, language, intent, confidence, intent is not None, found, ranked))


class Talk:
    """One conversation with a set of flows. What is said last is in `said`; every state survives being stored."""

    def __init__(self, flows_: FlowSet, answers: Mapping[str, Mapping[str, Any]] | None = None, greeted: bool = True) -> None:
        self.flows, self.answers = flows_, answers or {}
        self.dialogue: Dialogue = begin(flows_, "en")
        self.effects: list[Effect] = []
        if greeted:
            self.hear("", "greet")

    def hear(self, text: str, intent: str | None = None, **more: Any) -> list[str]:
        """The customer writes."""
        return self.happen(said(text, intent, **more))

    def press(self, title: str) -> list[str]:
        """The customer presses a button by its wording, payload or title."""
        payload = next((choice.payload for choice in self.buttons if title in {choice.wording, choice.title}), title)
        return self.happen(Pressed(payload, title))

    def happen(self, event: Event) -> list[str]:
        """An event, with the answers to the reads it asks for; the wordings said are returned."""
        self.effects = []
        waiting = [event]
        while waiting:
            before = self.dialogue
            self.dialogue, effects = advance(self.flows, before, waiting.pop(0), NOW)
            assert load(dump(self.dialogue)) == self.dialogue
            self.effects += effects
            waiting += [
                Answered(call.key, self.answers[call.name])
                for call in effects
                if isinstance(call, Call) and not call.once and call.name in self.answers
            ]
        return self.said

    @property
    def says(self) -> list[Say]:
        """What was said, whole."""
        return [effect for effect in self.effects if isinstance(effect, Say)]

    @property
    def said(self) -> list[str]:
        """The wordings of what was said."""
        return [say.wording for say in self.says]

    @property
    def texts(self) -> list[str]:
        """What was said, as the customer reads it."""
        return [self.flows.wording.render(say.wording, say.values, say.language, NOW) for say in self.says]

    @property
    def buttons(self) -> list[Any]:
        """The buttons below what was said."""
        return [choice for say in self.says for choice in say.buttons]

    def done(self, kind: type) -> list[Any]:
        """The effects of a kind."""
        return [effect for effect in self.effects if isinstance(effect, kind)]
