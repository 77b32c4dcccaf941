"""Whatever happens in whatever order: the engine never raises, never asks two things at once, and never talks over a person."""

from typing import Any, ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from flows.dialogue import Dialogue, dump, load
from flows.engine import advance, begin
from flows.flowset import FlowSet
from flows.library import BASE, load_flows
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
    Remind,
    Say,
    Shared,
    Told,
)
from flows.steps import Collect, Confirm
from nlu.model import LANGUAGES
from tests.flows.returns import RETURNS, WORDS
from tests.flows.support import NOW, flows, said

WORDS_TYPED = st.sampled_from(
    [
        *("²", "٣", "9" * 5000, "1." + "0" * 400, "1e999", "-1"),
        "",
        "hi",
        "10023",
        "a lamp",
        "kaput",
        "25",
        "20000",
        "0",
        "yes",
        "no",
        "🙂",
        "It is broken",
        "2",
        "a@b.lv",
        "4567",
        "\x00",
        "x" * 3000,
    ]
)
TEXTS = st.one_of(WORDS_TYPED, st.text(max_size=20))
ENTITIES: dict[str, Any] = {
    "order_number": "10024",
    "money": "30 EUR",
    "email": "a@b.lv",
    "phone": "+37120000000",
    "date": "2026-11-20",
}
PAYLOADS = st.one_of(
    st.sampled_from(
        ["intent:order_status", "intent:cancel", "intent:nothing", "lang:lv", "leave:queue", "", "0.0", "1.0", "2.1", "9.9"]
    ),
    st.text(max_size=8),
    st.builds(lambda visit, index: f"{visit}.{index}", st.integers(-1, 40), st.integers(-1, 4)),
    st.just("1." + "9" * 5000),
)
FACTS = st.sampled_from(
    ["handed_over", "taken", "released", "closed", "left_queue", "agent_wrote", "overdue", "broken", "paid", "unheard_of"]
)
VALUES: dict[str, Any] = {"due": "tomorrow by 11:00", "open": True, "team": "front", "amount": "3 EUR"}


class Conversation(RuleBasedStateMachine):
    """Events in any order, and what must hold after each."""

    flows: FlowSet = flows(RETURNS, WORDS)
    answer: ClassVar[dict[str, Any]] = {"found": True, "number": "R1", "refund_by": NOW.date()}

    def __init__(self) -> None:
        super().__init__()
        self.dialogue: Dialogue = begin(self.flows, "en")
        self.effects: tuple[Effect, ...] = ()
        self.calls: list[str] = []
        self.cards: list[str] = []
        self.timers: list[str] = []
        self.payloads: list[str] = []

    def happen(self, event: Event) -> None:
        before = self.dialogue
        after, self.effects = advance(self.flows, before, event, NOW)
        assert advance(self.flows, load(dump(before)), event, NOW) == (after, self.effects), (
            "the same again, from what was stored"
        )
        self.dialogue = after
        for effect in self.effects:
            match effect:
                case Call(key=key):
                    self.calls.append(key)
                case Approve(key=key):
                    self.cards.append(key)
                case Remind(timer):
                    self.timers.append(timer)
                case Say(buttons=buttons):
                    self.payloads += [button.payload for button in buttons]
                case Handoff():
                    assert before.owner == "bot", "nobody is handed over twice"
                case _:
                    pass

    @rule(
        text=TEXTS,
        intent=st.sampled_from(
            [None, "order_status", "return_goods", "opening_hours", "thank", "greet", "affirm", "deny", "gift", "survey"]
        ),
        confidence=st.sampled_from([0.5, 0.95]),
        kinds=st.sets(st.sampled_from(sorted(ENTITIES)), max_size=2),
        language=st.sampled_from(LANGUAGES),
        ranked=st.booleans(),
    )
    def hears(  # noqa: PLR0917 - hypothesis names them
        self, text: str, intent: str | None, confidence: float, kinds: set[str], language: Any, ranked: bool
    ) -> None:
        entities: dict[str, Any] = {kind: ENTITIES[kind] for kind in sorted(kinds)}
        ranking = {"order_status": 0.4, "return_goods": 0.3} if ranked else None
        self.happen(said(" ".join([text, *entities.values()]), intent, confidence, language, ranking, **entities))

    @rule(intent=st.sampled_from(["cancel", "repeat", "skip", "talk_to_human", "change_language"]), text=TEXTS)
    def commands(self, intent: str, text: str) -> None:
        self.happen(said(text, intent))

    @rule(payload=PAYLOADS)
    def presses_anything(self, payload: str) -> None:
        self.happen(Pressed(payload))

    @rule(data=st.data())
    def presses_a_button(self, data: st.DataObject) -> None:
        if self.payloads:
            self.happen(Pressed(data.draw(st.sampled_from(self.payloads[-30:]))))

    @rule(kind=st.sampled_from(["photo", "document", "audio"]))
    def attaches(self, kind: Any) -> None:
        self.happen(Attached("file-1", kind))

    @rule(own=st.booleans())
    def shares(self, own: bool) -> None:
        self.happen(Shared("+37120000000", own))

    @rule(payload=PAYLOADS)
    def opens(self, payload: str) -> None:
        self.happen(Opened(payload))

    @rule(data=st.data(), fails=st.booleans())
    def shop_answers(self, data: st.DataObject, fails: bool) -> None:
        key = data.draw(st.sampled_from([*self.calls[-5:], "1:x:y:2"]))
        self.happen(Answered(key, failure="down") if fails else Answered(key, self.answer))

    @rule(data=st.data(), decision=st.sampled_from(["approved", "rejected", "no_answer"]))
    def person_decides(self, data: st.DataObject, decision: Any) -> None:
        key = data.draw(st.sampled_from([*self.cards[-3:], *self.calls[-1:], "paused:return_goods"]))
        self.happen(Decided(key, decision))

    @rule(data=st.data())
    def time_passes(self, data: st.DataObject) -> None:
        self.happen(Elapsed(data.draw(st.sampled_from([*self.timers[-6:], "remind:", "x"]))))

    @rule(fact=FACTS)
    def is_told(self, fact: str) -> None:
        self.happen(Told(fact, VALUES))

    @rule()
    def is_unsettled(self) -> None:
        self.happen(Told("unsettled", {"asks": self.dialogue.question}))

    @invariant()
    def a_person_is_never_talked_over(self) -> None:
        if self.dialogue.owner == "agent":
            said = [effect for effect in self.effects if isinstance(effect, Say | Handoff | Call | Approve)]
            assert all(isinstance(effect, Say) and effect.kind == "fact" for effect in said)

    @invariant()
    def one_question_at_most_is_open(self) -> None:
        """Only runs that were interrupted wait below the topmost one, and each at a step that asks."""
        for run in self.dialogue.stack:
            if run.visit:
                step = self.flows.flows[run.top.flow].steps[run.top.step]
                assert isinstance(step, Collect | Confirm)
        if self.dialogue.owner != "agent" and self.dialogue.stack:
            assert self.dialogue.stack[-1].visit, "what is open waits for the customer"
        assert len({run.visit for run in self.dialogue.stack if run.visit}) == len(
            [run for run in self.dialogue.stack if run.visit]
        )

    @invariant()
    def a_question_says_which_one_it_is(self) -> None:
        asked = [effect.asks for effect in self.effects if isinstance(effect, Say) and effect.asks]
        known = {str(run.visit) for run in self.dialogue.stack}
        assert all(int(visit) <= self.dialogue.visits for visit in asked)
        assert (
            not asked
            or asked[-1] in known
            or self.dialogue.owner != "bot"
            or any(isinstance(e, Handoff | Call) for e in self.effects)
        )

    @invariant()
    def buttons_lead_somewhere(self) -> None:
        for effect in self.effects:
            for button in effect.buttons if isinstance(effect, Say) else ():
                assert len(button.payload.encode()) <= 64
                visit, dot, index = button.payload.partition(".")
                if dot:
                    assert int(index) < len(self.dialogue.offered[visit].answers)

    @invariant()
    def what_is_said_can_be_said(self) -> None:
        for effect in self.effects:
            if isinstance(effect, Say):
                assert self.flows.wording.render(effect.wording, effect.values, effect.language, NOW)

    @invariant()
    def it_does_not_grow_without_end(self) -> None:
        assert len(self.dialogue.stack) <= 6
        assert len(self.dialogue.offered) <= 20


class ShippedConversation(Conversation):
    """The same with the demo shop's own flows."""

    flows: FlowSet = load_flows(BASE)
    answer: ClassVar[dict[str, Any]] = {"proved": True, "locked": False, "number": "10023", "state": "shipped", "late": False}


TestAnyOrder = Conversation.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyOrderShipped = ShippedConversation.TestCase
TestAnyOrderShipped.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)
