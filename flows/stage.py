"""The working state of one event: without it every rule of the engine would have to hand a dozen values on to the next."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from flows import patterns, steps
from flows.conditions import Reference, Scope
from flows.dialogue import FORMAT, Dialogue, Frame, Offer, Run, Spoken, spoken
from flows.flowset import FlowSet
from flows.linking import hyphened, name_of, title_of
from flows.model import Choice, Effect, Forget, Record, Remind, Say
from flows.slots import LONGEST_TEXT, chosen, mentioned
from flows.steps import CONFIRMATIONS, START, Button, Collect, Confirm, Constant, Flow, Given, Step, Values, way
from flows.wording import Named, plain
from nlu.model import Understanding, Wish

NOTHING: Values = {}
OFFERS_KEPT = 20  # questions whose buttons still work
PAUSED = "paused:"  # key of a parked run the customer fell silent in, with its flow
RUNS_KEPT = 5  # flows that wait for the customer to come back to them


class Stage:
    """A dialogue being changed, and the effects so far."""

    __slots__ = (
        *("abuse", "abused_at", "after", "blocked", "later", "unkept_at"),
        *("before", "effects", "first", "flows", "greeted", "handing", "language", "last", "now", "offered", "owner", "parked"),
        *("persisted", "promised", "runs", "said", "stack", "steps", "unsure", "visits", "waiting_said", "went"),
    )

    def __init__(self, flows: FlowSet, dialogue: Dialogue, now: datetime) -> None:
        self.flows, self.before, self.now = flows, dialogue, now.astimezone(flows.zone)
        self.language, self.greeted, self.owner = dialogue.language, dialogue.greeted, dialogue.owner
        self.stack, self.parked = list(dialogue.stack), dict(dialogue.parked)
        self.persisted, self.last = dialogue.persisted, dialogue.last
        self.offered, self.promised = dialogue.offered, dialogue.promised
        self.visits, self.runs, self.unsure = dialogue.visits, dialogue.runs, dialogue.unsure
        self.abuse, self.abused_at, self.blocked = dialogue.abuse, dialogue.abused_at, dialogue.blocked
        self.later, self.after = dialogue.later, dialogue.after
        self.unkept_at = dialogue.unkept_at
        self.effects: list[Effect] = []
        self.said: list[Spoken] = []
        self.first = not dialogue.greeted
        self.handing = False  # this event hands the conversation to people
        self.waiting_said = False  # the promise was told in this event
        self.steps = 0
        self.went: list[tuple[int, str, str]] = []  # (run, flow, way): which ways of flows were gone

    def finish(self) -> tuple[Dialogue, tuple[Effect, ...]]:
        """The dialogue after the event, and what shall be done."""
        dialogue = Dialogue(
            FORMAT,
            flows=self.flows.hash,
            language=self.language,
            greeted=self.greeted,
            owner=self.owner,
            stack=tuple(self.stack),
            parked=self.parked,
            persisted=self.persisted,
            last=self.last,
            offered=self.offered,
            said=tuple(self.said) or self.before.said,
            promised=self.promised,
            visits=self.visits,
            runs=self.runs,
            unsure=self.unsure,
            abuse=self.abuse,
            abused_at=self.abused_at,
            blocked=self.blocked,
            later=self.later,
            after=self.after if self.later else 0,
            unkept_at=self.unkept_at,
        )
        if self.went:
            self.record("went", ways=tuple(self.went))
        return dialogue, tuple(self.effects)

    # --- looking -------------------------------------------------------------------------------------------------

    @property
    def open(self) -> Run | None:
        """The run whose question is open, if one is."""
        return self.stack[-1] if self.stack and self.stack[-1].visit else None

    @property
    def next_wish(self) -> Wish | None:
        """The wish whose turn it is, of those of an earlier message; in the queue only what is answered in a word or two."""
        if not self.later or self.owner == "agent" or (self.handing and self.owner == "bot") or self._is_busy():
            return None
        return next((wish for wish in self.later if self.owner == "bot" or self.is_quick(wish.intent)), None)

    def _is_busy(self) -> bool:
        """Whether the wish before is still being seen to: with the customer, or with the shop's software."""
        waiting = (run for key, run in self.parked.items() if not key.startswith(PAUSED))
        asked = (run for run in waiting if isinstance(self.step(run), steps.Action))
        return any(run.number == self.after for run in (*self.stack, *asked))

    def is_quick(self, intent: str) -> bool:
        """Whether a wish is answered at once: its flow asks nothing and does nothing outside."""
        flow = self.flows.by_intent.get(intent)
        return flow is not None and all(
            isinstance(step, steps.Say | steps.SetSlots | steps.Noop) or (isinstance(step, steps.Action) and not step.once)
            for step in flow.steps.values()
        )

    def flow(self, run: Run) -> Flow:
        """The flow a run was begun with."""
        return self.flows.flows[run.flow]

    def step(self, run: Run) -> Step:
        """The step a run stands at."""
        return self.flows.flows[run.top.flow].steps[run.top.step]

    def scope(self, run: Run) -> Scope:
        """What the flow may look at."""
        below = self.stack[:-1] if self.stack and self.stack[-1].number == run.number else self.stack
        context = {
            "first": self.first,
            "open": any(other.visit for other in below),
            **self.flows.facts.get(self.language, {}),
            **run.context,
        }
        return Scope(run.slots, context, self.now)

    def value(self, given: Given, run: Run) -> Any:
        """A value of a flow, looked up."""
        return given.value if isinstance(given, Constant) else self.scope(run).get(given.path)

    def values(self, wording: str, given: Values, run: Run) -> dict[str, Any]:
        """What a wording needs: what the step gives, and else the slot of the same name."""
        needed = self.flows.needs[wording]
        scope = self.scope(run) if needed else None
        values: dict[str, Any] = {}
        for name in needed:
            match given.get(name) or self._by_name(name, run):
                case Constant(value):
                    values[name] = value
                case Reference(("slots", slot)):
                    values[name] = self.called(run, slot, run.slots.get(slot))
                case Reference(path) if scope is not None:
                    values[name] = scope.get(path)
        return values

    def _by_name(self, name: str, run: Run) -> Reference:
        """What a wording means by a name nobody gives it: in a pattern what the moment tells, else a slot."""
        told = patterns.PATTERNS.get(run.flow, {}).keys() | patterns.CALM_GIVES.get(run.flow, {}).keys()
        return Reference(("context" if name in told else "slots", name))

    def mentions(self, flow: Flow, understanding: Understanding) -> dict[str, Any]:
        """The slots of a flow that a message fills: by what was recognised in it, by the words of choices, by what it is.

        A choice that is always asked is one of what to do next, and no fact: only the answer to its own question fills it.
        """
        found: dict[str, Any] = {}
        if understanding.accepted and understanding.intent in flow.intents:
            found |= {slot.name: understanding.text.strip()[:LONGEST_TEXT] for slot in flow.slots.values() if slot.opening}
        for slot, value in mentioned(tuple(flow.slots.values()), understanding, self.now.date()):
            found.setdefault(slot.name, value)
        filled = flow.asked_anew | found.keys()
        choices = [slot for slot in flow.slots.values() if slot.type == "choice" and slot.name not in filled]
        text = plain(understanding.text) if choices else ""
        for slot in choices:
            answer = chosen({answer: self.flows.phrases[title_of(slot, answer)] for answer in slot.values}, text)
            found |= {slot.name: answer} if answer else {}
        return found

    def called(self, run: Run, name: str, value: Any) -> Any:
        """A slot's value as the customer knows it: a choice by the words on its button."""
        slot = self.flow(run).slots.get(name)
        return Named(value, title_of(slot, value)) if slot and slot.type == "choice" and isinstance(value, str) else value

    def name(self, flow: Flow) -> Named:
        """A flow's name in a sentence."""
        return Named(flow.id, flow.name_wording)

    def now_of(self, run: Run) -> Run:
        """A run as it has become."""
        return next(other for other in self.stack if other.number == run.number)

    # --- doing ---------------------------------------------------------------------------------------------------

    def record(self, what: str, **values: Any) -> None:
        """Count something."""
        self.effects.append(Record(what, values))

    def went_to(self, run: Run, source: str, target: str, flow: str = "") -> None:
        """Count a way of a flow: from a step, or from its beginning, to a step, or to where it leads out of the flow."""
        self.went.append((run.number, flow or run.top.flow, way(source, target)))

    def say(self, run: Run, wording: str, given: Values, **how: Any) -> None:
        """Say something in the customer's language; an agent who has the floor is never talked over, but facts are owed."""
        if self.owner == "agent" and how.get("kind") != "fact":
            return
        said = Say(wording, self.values(wording, given, run), language=self.language, **how)
        self.effects.append(said)
        if run.flow not in {patterns.SESSION_START, patterns.REPEAT}:
            self.said.append(spoken(said))

    def again(self, spoken_: Spoken) -> None:
        """Say something once more, in today's language."""
        how = {
            "language": self.language, "ask_contact": spoken_.ask_contact, "asks": spoken_.asks, "document": spoken_.document,
            "copy": spoken_.copy,
        }  # fmt: skip
        self.effects.append(Say(spoken_.wording, spoken_.values, spoken_.buttons, **how))  # type: ignore[arg-type]  # by their names

    def update(self, run: Run) -> Run:
        """Put a changed run in its place."""
        for index in range(len(self.stack) - 1, -1, -1):
            if self.stack[index].number == run.number:
                self.stack[index] = run
                break
        return run

    def start(self, flow: Flow, context: Mapping[str, Any], slots: Mapping[str, Any]) -> Run:
        """Put a new run on top of what is open."""
        self.runs += 1
        calm = {theirs: context.get(ours) for theirs, ours in patterns.CALM_GIVES.get(flow.id, {}).items()}
        run = Run(self.runs, (Frame(flow.id, flow.first),), slots, {**calm, **context})
        self.put(run)
        self.went_to(run, START, flow.first)
        return run

    def put(self, run: Run) -> None:
        """Put a run on top; what it interrupts will be named when the customer comes back to it."""
        if not self.flow(run).is_aside:
            while self.stack and self.stack[-1].visit and self.flow(self.stack[-1]).is_pattern:
                self.stack.pop()  # a pattern that waits is not come back to
            if self.stack and self.stack[-1].visit:
                self.stack[-1] = replace(self.stack[-1], interrupted=True)
            for run_given_up in self.stack[: -RUNS_KEPT + 1]:
                self.close(run_given_up)
                self.record("forgotten", run=run_given_up.number, flow=run_given_up.flow)
            del self.stack[: -RUNS_KEPT + 1]
        self.stack.append(run)

    def lapse(self) -> None:
        """Drop what was asked only in passing: the customer has something else to say."""
        while (run := self.open) is not None and self.flow(run).lapses:
            self.close(run)
            self.stack.pop()
            self.record("lapsed", run=run.number, flow=run.flow, step=run.top.step)

    def pattern(self, name: str, **context: Any) -> Run:
        """Put a pattern on top; it sees the slots of what is below."""
        slots = self.stack[-1].slots if self.stack else self.last
        return self.start(self.flows.flows[name], context, slots)

    # --- asking --------------------------------------------------------------------------------------------------

    def ask(self, run: Run, wording: str = "", silent: bool = False) -> None:
        """Open a question: a number of its own, its timers, its words."""
        self.visits += 1
        run = self.update(replace(run, visit=self.visits, answered=""))
        step = self.step(run)
        if isinstance(step, Collect):
            if step.remind:
                self.effects.append(Remind(f"remind:{run.visit}", step.remind.after))
            if step.expire:
                self.effects.append(Remind(f"expire:{run.visit}", step.expire))
        self.record("asked", run=run.number, flow=run.top.flow, step=run.top.step)
        if not silent:
            self.pose(run, wording)

    def pose(self, run: Run, wording: str = "") -> None:
        """Put the open question into words, again or for the first time."""
        step = self.step(run)
        if isinstance(step, Collect):
            slot = self.flow(run).slots[step.slot]
            titles = [title_of(slot, answer) for answer in step.buttons]
            buttons = self.offer(run, step.buttons, titles, step.values)
            how = {"buttons": buttons, "ask_contact": step.ask_contact, "asks": str(run.visit)}
            self.say(run, wording or step.question, step.values, **how)
        elif isinstance(step, Confirm) and run.changing:
            buttons = self.offer(run, run.changeable, list(map(name_of, run.changeable)))
            self.say(run, "confirm-what", {}, buttons=buttons, asks=str(run.visit))
        elif isinstance(step, Confirm):
            buttons = self.offer(run, CONFIRMATIONS, [f"confirm-{answer}" for answer in CONFIRMATIONS])
            self.say(run, wording or step.wording, step.values, buttons=buttons, asks=str(run.visit))

    def offer(self, run: Run, answers: tuple[str, ...], titles: list[str], given: Values = NOTHING) -> tuple[Choice, ...]:
        """Buttons for the open question, remembered for a while."""
        if not answers:
            return ()
        self.offered = {**self.offered, str(run.visit): Offer(run.number, run.top.flow, run.top.step, answers)}
        if len(self.offered) > OFFERS_KEPT:
            self.offered = dict(list(self.offered.items())[-OFFERS_KEPT:])
        return tuple(
            Choice(f"{run.visit}.{index}", title, values=self.values(title, given, run)) for index, title in enumerate(titles)
        )

    def button(self, button: Button, run: Run) -> Choice:
        """A button of a message, which means the same for ever."""
        url = str(self.value(button.url, run) or "") if button.url else ""
        return Choice(button.payload, button.wording, button.title, url)

    def close(self, run: Run) -> Run:
        """The same run without its question; its timers are dropped."""
        if run.visit:
            step = self.step(run)
            if isinstance(step, Collect):
                if step.remind:
                    self.effects.append(Forget(f"remind:{run.visit}"))
                if step.expire:
                    self.effects.append(Forget(f"expire:{run.visit}"))
        return replace(run, visit=0, changing=False)


def named_slot(slot: str) -> Named:
    """A slot's name in a sentence."""
    return Named(slot, name_of(slot))


def named_call(call: str) -> Named:
    """What a call has done, in a sentence."""
    return Named(call, f"done-{hyphened(call)}")
