"""Whatever is done to a shop's files: the check tells it in its own words and in time, and what it lets pass runs.

Files are cut, doubled, swapped, indented and misspelt as a slip of the hand or a bad merge would do it. Where no error is told,
a customer says and does anything at all, and everything said is written in every language. `MUTANTS=20000 pytest
tests/flows/test_mutations.py` looks longer.
"""

import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from config.source import Problem
from flows.dialogue import Dialogue, dump, load
from flows.engine import advance, begin
from flows.flowset import FlowSet
from flows.library import BASE, BUILT_IN, built_in, examine
from flows.library import FACTS as SHIPPED_FACTS
from flows.model import (
    Answered,
    Approve,
    Attached,
    Call,
    Decided,
    Effect,
    Elapsed,
    Event,
    Handoff,
    Opened,
    Pressed,
    Record,
    Remind,
    Say,
    Shared,
    Told,
)  # fmt: skip
from flows.patterns import COMMANDS
from flows.samples import sample
from flows.shop.calls import CALLS
from flows.steps import CallSpec
from nlu.model import LANGUAGES
from tests.flows import support
from tests.flows.returns import RETURNS, WORDS
from tests.flows.support import NOW, said

MUTANTS = int(os.environ.get("MUTANTS", "200"))
SECONDS = 6  # of this thread's own work; a set takes a tenth of one
EVENTS = 25
SHIPPED = sorted(path.name for path in (BASE / "scripts").glob("*.yml") if path.name != "patterns.yml")
NAME = re.compile(r"[A-Za-z_][\w.-]*")
WRONG = (
    "true", "no", "7", "-1", "1.5", "[]", "{}", "null", "~", "''", '"x"', "[a, b]", "{a: b}", "2026-11-20", "9" * 400, "END",
    "slots.nothing", "context.nothing.more", "slots.amount", "0 EUR", "3d", "1h open", "*x", "&x y", "!!python/object:x", ".inf",
    "{ $amount }", "{ $nothing }", "{ slot-item }", '{ "', "{ NUMBER($amount) }", "[[[[", "🙂", "\u202e", "\ufeff", "%d", "{}",
)  # fmt: skip
SIGNS = "{}[]()$:#&*!|>'\"%@`,-=.~^\\/ \t\n\r\x00\x0b\x85\u2028\ud7ff\ufffeāж🙂0aZ"

# --- what is mutated -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Subject:
    """A sound set, and the files of it that something happens to."""

    texts: Mapping[str, str]
    files: tuple[str, ...]
    calls: Mapping[str, CallSpec]
    facts: Mapping[str, Mapping[str, Any]]


@cache
def small() -> Subject:
    """A flow with every kind of step, in one language: quick to check."""
    texts = {
        "scripts/test.yml": RETURNS,
        "wording/en.ftl": WORDS,
        f"{BUILT_IN}scripts/patterns.yml": support.PATTERNS,
        f"{BUILT_IN}wording/en.ftl": support.WORDS,
    }
    return Subject(texts, ("scripts/test.yml", "scripts/test.yml", "wording/en.ftl"), support.CALLS, support.FACTS)


@cache
def shipped(script: str) -> Subject:
    """A shipped script with those it needs, in two languages, its own words in the shop's files."""
    language = ("lv", "uk", "ru", "pl")[SHIPPED.index(script) % 4]
    texts = {name: text for name, text in built_in().items() if re.search(rf"/(en|{language})[.-]|/scripts/", name)}
    scripts = {name: (BASE / "scripts" / name).read_text(encoding="utf-8") for name in SHIPPED}
    begins = {word: name for name, text in scripts.items() for word in re.findall(r"(?m)(?:^  |- intent: |- label: )(\w+)", text)}
    needed, new = {script}, {script}
    while new:
        words = {word for name in new for word in re.findall(r"(?:call: |link: |flow:|intent:|buttons: \[)(\w+)", scripts[name])}
        new = {begins[word] for word in words if word in begins} - needed
        needed |= new
    own = (f"wording/{language}.ftl", "wording/en.ftl")
    texts |= {name: texts.pop(BUILT_IN + name) for name in own}
    texts |= {f"scripts/{name}": scripts[name] for name in needed}
    facts = {**SHIPPED_FACTS, "shop": {**SHIPPED_FACTS["shop"], "language": {language: language, "en": "en"}}}
    return Subject(texts, (f"scripts/{script}", f"scripts/{script}", *own), CALLS, facts)


# --- how -------------------------------------------------------------------------------------------------------

Mutation = Callable[[list[str], int, Random], list[str]]


def _left_out(lines: list[str], at: int, chance: Random) -> list[str]:
    return lines[:at] + lines[at + chance.randint(1, 3) :]


def _doubled(lines: list[str], at: int, chance: Random) -> list[str]:
    some = lines[at : at + chance.randint(1, 6)]
    other = chance.randrange(len(lines))
    return lines[:other] + some + lines[other:]


def _swapped(lines: list[str], at: int, chance: Random) -> list[str]:
    other = chance.randrange(len(lines))
    changed = list(lines)
    changed[at], changed[other] = changed[other], changed[at]
    return changed


def _indented(lines: list[str], at: int, chance: Random) -> list[str]:
    by, upto = chance.choice((-4, -2, -1, 1, 2, 4)), at + chance.choice((1, 1, 2, 5))
    moved = [line[-by:] if by < 0 and line[:-by].isspace() else " " * max(by, 0) + line for line in lines[at:upto]]
    return lines[:at] + moved + lines[upto:]


def _cut(lines: list[str], at: int, chance: Random) -> list[str]:
    return [*lines[:at], lines[at][: chance.randint(0, len(lines[at]))]]


def _renamed(lines: list[str], at: int, chance: Random) -> list[str]:
    names = NAME.findall("\n".join(lines))
    if not (here := list(NAME.finditer(lines[at]))):
        return lines
    found = chance.choice(here)
    return [*lines[:at], lines[at][: found.start()] + chance.choice(names) + lines[at][found.end() :], *lines[at + 1 :]]


def _retyped(lines: list[str], at: int, chance: Random) -> list[str]:
    begin, sign, _ = lines[at].partition(chance.choice((": ", "= ", "- ")))
    return [*lines[:at], begin + sign + chance.choice(WRONG), *lines[at + 1 :]]


def _strewn(lines: list[str], at: int, chance: Random) -> list[str]:
    place = chance.randint(0, len(lines[at]))
    return [*lines[:at], lines[at][:place] + chance.choice(SIGNS) + lines[at][place + chance.randint(0, 1) :], *lines[at + 1 :]]


MUTATIONS: tuple[Mutation, ...] = (
    _left_out, _left_out, _doubled, _swapped, _indented, _cut, _renamed, _renamed, _renamed, _retyped, _strewn
)  # fmt: skip


def mutated(text: str, chance: Random) -> str:
    """The text after one to three mishaps."""
    lines = text.split("\n")
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        lines = chance.choice(MUTATIONS)(lines, chance.randrange(len(lines)), chance) or [""]
    return "\n".join(lines)


# --- what may happen -------------------------------------------------------------------------------------------

TYPED = (
    "", "hi", "10023", "a lamp", "kaput", "25", "20000", "0", "yes", "no", "🙂", "It is broken", "2", "a@b.lv", "4567", "\x00",
    "x" * 3000, "²", "9" * 5000, "1e999", "-1", "Latviešu",
)  # fmt: skip
ENTITIES: Mapping[str, str] = {
    "order_number": "10024", "money": "30 EUR", "email": "a@b.lv", "phone": "+37120000000", "date": "2026-11-20",
}  # fmt: skip
FACTS = ("handed_over", "taken", "released", "closed", "left_queue", "agent_wrote", "overdue", "paid", "unsettled")
FILES: tuple[Any, ...] = ("photo", "document", "audio")


class Customer:
    """One conversation with a set, in which anything happens; all that is said is written in all languages."""

    def __init__(self, flows: FlowSet, chance: Random) -> None:
        self.flows, self.chance = flows, chance
        self.dialogue: Dialogue = begin(flows, chance.choice(flows.wording.languages))
        self.effects: list[Effect] = []
        self.intents = [*flows.by_intent, *flows.by_intent, *COMMANDS, "affirm", "deny", "greet", "nothing"]

    def lives(self) -> None:
        for _ in range(EVENTS):
            self.happens(self.something())

    def happens(self, event: Event) -> None:
        self.dialogue, effects = advance(self.flows, load(dump(self.dialogue)), event, NOW)
        self.effects += effects
        for effect in effects:
            self.looks_at(effect)

    def looks_at(self, effect: Effect) -> None:
        match effect:
            case Record(what="circle"):
                raise AssertionError(f"it goes round without end: {effect.values}")
            case Say():
                self.writes(effect.wording, effect.values)
                self.writes(effect.ask_contact, {})
                for button in effect.buttons:
                    assert len(button.payload.encode()) <= 64
                    assert button.title or button.wording
                    self.writes("" if button.title else button.wording, button.values)
            case Handoff() | Approve():
                self.writes(effect.summary, effect.values)
            case _:
                pass

    def writes(self, wording: str, values: Mapping[str, Any]) -> None:
        for language in self.flows.wording.languages if wording else ():
            assert isinstance(self.flows.wording.render(wording, values, language, NOW), str)

    def something(self) -> Event:
        chance = self.chance
        match chance.choice(("hears", "hears", "hears", "hears", "presses", "presses", "answers", "answers", "other", "told")):
            case "hears":
                kinds = chance.sample(sorted(ENTITIES), chance.choice((0, 0, 1, 2)))
                entities: dict[str, Any] = {kind: ENTITIES[kind] for kind in kinds}
                text = " ".join([chance.choice(TYPED), *entities.values()])
                intent = chance.choice([None, *self.intents])
                return said(text, intent, chance.choice((0.5, 0.95)), chance.choice(LANGUAGES), **entities)
            case "presses":
                offered = [button.payload for effect in self.effects if isinstance(effect, Say) for button in effect.buttons]
                return Pressed(chance.choice([*offered[-6:], "0.0", "flow:nothing", "intent:nothing", "lang:pl"]))
            case "answers":
                return self.answered() or Attached("file-1", chance.choice(FILES))
            case "told":
                values = {"due": "tomorrow", "open": True, "team": "front", "amount": "3 EUR"}
                return Told(chance.choice([*FACTS, *self.flows.by_fact]), values)
            case _:
                timers = [effect.timer for effect in self.effects if isinstance(effect, Remind)]
                cards = [effect.key for effect in self.effects if isinstance(effect, Approve)]
                decision: Any = chance.choice(("approved", "rejected", "no_answer"))
                others: list[Event] = [Elapsed(timer) for timer in timers[-3:]]
                others += [Decided(card, decision) for card in cards[-2:]]
                return chance.choice(
                    [*others, Shared("+37120000000", True), Opened("intent:order_status"), Attached("f", "photo")]
                )

    def answered(self) -> Event | None:
        """What the shop says to a call that waits: all its fields, some of them, or that it is down."""
        calls = [effect for effect in self.effects if isinstance(effect, Call)]
        if not calls:
            return None
        call = self.chance.choice(calls[-2:])
        fields = self.flows.calls[call.name].fields.items()
        value = {name: self.value(kind, name) for name, kind in fields if self.chance.random() < 0.8}
        return Answered(call.key, failure="down") if self.chance.random() < 0.15 else Answered(call.key, value)

    def value(self, kind: str, name: str) -> Any:
        return self.chance.random() < 0.5 if kind == "bool" else None if kind == "document" else sample(kind, name, NOW)


# --- what must hold --------------------------------------------------------------------------------------------


def checked(texts: Mapping[str, str], subject: Subject) -> tuple[FlowSet | None, list[Problem]]:
    before = time.thread_time()
    flows, problems = examine(texts, subject.calls, subject.facts)
    assert time.thread_time() - before < SECONDS
    return flows, list(problems)


def test_the_sets_are_sound_before_anything_happens_to_them() -> None:
    for subject in (small(), *map(shipped, SHIPPED)):
        flows, problems = checked(subject.texts, subject)
        assert not [problem for problem in problems if problem.stops]
        assert flows is not None
        Customer(flows, Random(1)).lives()


@settings(
    max_examples=MUTANTS,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    derandomize="MUTANTS" not in os.environ,
)
@given(seed=st.integers(0, 2**48))
def test_no_mutant_breaks_the_check_and_none_that_passes_breaks_a_conversation(seed: int) -> None:
    chance = Random(seed)
    subject = small() if chance.random() < 0.8 else shipped(chance.choice(SHIPPED))
    file = chance.choice(subject.files)
    text = mutated(subject.texts[file], chance)
    note(f"{file}\n{text}")
    flows, problems = checked({**subject.texts, file: text}, subject)
    for problem in problems:
        assert problem.text
        assert problem.code
        assert problem.place.file
        assert "\n" not in str(problem)
    if flows is not None:
        for _ in range(3):
            Customer(flows, chance).lives()
