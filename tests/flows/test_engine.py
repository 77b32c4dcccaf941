"""What happens next: the rules of the engine, in conversations."""

from flows import patterns
from flows.engine import advance, begin
from flows.library import BASE
from flows.model import (
    Opened,
)
from tests.flows.returns import RETURNS, WORDS
from tests.flows.support import NOW, Talk, flows, said


class TestFirstContact:
    def test_who_answers_comes_before_the_answer_once(self) -> None:
        talk = Talk(flows(RETURNS, WORDS), greeted=False)
        assert talk.hear("when are you open?", "opening_hours") == ["first-contact", "hours-told"]
        assert talk.hear("when are you open?", "opening_hours") == ["hours-told"]

    def test_it_is_told_whatever_has_happened_meanwhile(self) -> None:
        talk = Talk(flows(RETURNS, WORDS), greeted=False)
        talk.hear("hi", "greet")
        assert (talk.says[0].kind, dict(talk.says[0].values)) == (
            "fact",
            {"shop": "Maize", "privacy": "https://maize.example/privacy"},
        )

    def test_opening_the_conversation_is_answered_with_a_greeting(self) -> None:
        assert Talk(flows(RETURNS, WORDS), greeted=False).happen(Opened()) == ["first-contact", "hello"]

    def test_a_link_may_begin_a_flow(self) -> None:
        talk = Talk(flows(RETURNS, WORDS), greeted=False)
        assert talk.happen(Opened("intent:order_status")) == ["first-contact", "ask-order-number"]
        assert talk.happen(Opened("anything")) == ["ask-order-number"]


def test_every_question_says_which_one_it_is(talk: Talk) -> None:
    talk.hear("where is it", "order_status")
    for event in (said("AB-1"), said("when are you open", "opening_hours"), said("again", "repeat")):
        talk.happen(event)
        assert [say.asks for say in talk.says if say.wording.startswith(("ask-", "wrong-"))] == [talk.dialogue.question]


def test_a_dialogue_of_another_set_keeps_what_the_new_one_knows() -> None:
    talk = Talk(flows(RETURNS, WORDS))
    talk.hear("I want to return something", "return_goods")
    talk.hear("where is it", "order_status", confidence=0.95)
    other = RETURNS.replace("      - collect: item\n", "      - id: thing\n        collect: item\n")
    talk.flows = flows(other, WORDS)
    assert talk.hear("10023", order_number="10023") == ["order-told"]
    assert talk.dialogue.stack == ()
    assert talk.dialogue.flows == talk.flows.hash


def test_the_same_event_gives_the_same_answer(talk: Talk) -> None:
    event = said("10023 is broken", "return_goods", order_number="10023")
    assert advance(talk.flows, talk.dialogue, event, NOW) == advance(talk.flows, talk.dialogue, event, NOW)


def test_a_new_conversation_knows_its_set_and_language() -> None:
    dialogue = begin(flows(RETURNS, WORDS), "lv")
    assert (dialogue.flows, dialogue.language, dialogue.greeted, dialogue.owner) == (
        flows(RETURNS, WORDS).hash,
        "lv",
        False,
        "bot",
    )


def test_every_pattern_is_begun_by_something() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in BASE.glob("*.py") if path.name != "patterns.py")
    names = {name for name, value in vars(patterns).items() if isinstance(value, str) and value in patterns.PATTERNS}
    assert {name for name in names if f"patterns.{name}" not in sources} == set()
