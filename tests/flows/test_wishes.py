"""Wishes: flows that come between, commands, and what is not understood."""

from typing import ClassVar

from flows.library import BASE, load_flows
from flows.model import (
    Attached,
    Handoff,
    Told,
)
from tests.flows.returns import WORDS
from tests.flows.support import Talk, flows

SHIPPED = load_flows(BASE)


class TestDigressions:
    def test_an_aside_is_answered_and_the_question_asked_again(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        assert talk.hear("when are you open", "opening_hours") == ["hours-told", "ask-item"]

    def test_thanks_want_no_question_back(self, talk: Talk) -> None:
        talk.hear("where is it", "order_status")
        assert talk.hear("thanks", "thank") == ["welcome"]
        assert talk.hear("10023", order_number="10023") == ["order-told"]

    def test_another_flow_comes_between_and_the_first_is_continued(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        assert talk.hear("where is 10023", "order_status", order_number="10023") == ["order-told", "continued", "ask-item"]
        assert talk.says[1].values["flow"].key == "return_goods"
        assert talk.hear("a lamp") == ["ask-reason"]

    def test_what_is_known_of_one_is_not_asked_again_in_the_other(self, talk: Talk) -> None:
        talk.hear("10023 is broken", "return_goods", order_number="10023")
        assert talk.hear("where is it", "order_status", confidence=0.95) == ["order-told", "continued", "ask-item"]

    def test_the_same_flow_lower_down_is_taken_up_and_not_begun_again(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.hear("a lamp")
        assert talk.hear("where is it", "order_status") == ["ask-order-number"]
        assert talk.hear("I want to return something", "return_goods") == ["continued", "ask-reason"]
        assert [run.flow for run in talk.dialogue.stack] == ["order_status", "return_goods"]

    def test_cancelling_comes_back_to_what_was_interrupted(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.hear("where is it", "order_status", confidence=0.95)
        assert talk.hear("never mind", "cancel") == ["cancelled", "continued", "ask-item"]

    def test_a_flow_whose_guard_is_shut_cannot_begin(self, talk: Talk) -> None:
        assert talk.hear("a gift card", "gift") == ["not-understood"]

    def test_only_so_many_flows_wait(self, talk: Talk) -> None:
        script = "flows:\n" + "".join(
            f"  f{n}:\n    nlu_trigger: [{{intent: f{n}}}]\n    steps: [{{collect: order_number}}]\n" for n in range(9)
        )
        words = WORDS + "".join(f"intent-f{n} = F{n}\n" for n in range(9))
        talk = Talk(flows(script, words))
        for n in range(9):
            talk.hear("something else", f"f{n}")
        assert [run.flow for run in talk.dialogue.stack] == ["f4", "f5", "f6", "f7", "f8"]


class TestCommands:
    def test_repeat_says_the_same_again(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.hear("when are you open", "opening_hours")
        assert talk.hear("again please", "repeat") == ["hours-told", "ask-item"]

    def test_repeat_asks_the_open_question_where_something_else_was_said_last(self, talk: Talk) -> None:
        talk.hear("where is it", "order_status")
        talk.hear("thanks", "thank")
        assert talk.hear("again please", "repeat") == ["welcome", "ask-order-number"]

    def test_skip_passes_over_what_is_optional(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.hear("a lamp")
        talk.hear("kaput")
        assert talk.hear("don't have it", "skip") == ["ask-amount"]

    def test_skip_says_why_where_it_cannot(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        assert talk.hear("skip this", "skip") == ["cannot-skip", "ask-item"]

    def test_nothing_to_cancel_is_said(self, talk: Talk) -> None:
        assert talk.hear("never mind", "cancel") == ["nothing-to-cancel"]

    def test_a_person_is_called(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.hear("a lamp")
        assert talk.hear("let me talk to a person", "talk_to_human") == []
        (handoff,) = talk.done(Handoff)
        assert (handoff.reason, handoff.summary, handoff.values["item"]) == ("asked", "return-summary", "a lamp")

    def test_another_language_is_switched_to_and_the_question_asked_in_it(self) -> None:
        talk = Talk(SHIPPED)
        talk.hear("where is my order", "order_status")
        assert talk.hear("latviešu valodā lūdzu", "change_language") == ["language-changed", "ask-order-number"]
        assert {say.language for say in talk.says} == {"lv"}
        assert talk.hear("citā valodā", "change_language", language="lv") == ["which-language", "ask-order-number"]
        assert talk.press("Українська") == ["language-changed", "ask-order-number"]
        assert talk.dialogue.language == "uk"

    def test_an_agent_sets_the_language(self) -> None:
        talk = Talk(SHIPPED)
        talk.hear("ok", "greet", language="en")
        for language, spoken in (("lv", "lv"), ("xx", "lv")):
            assert talk.happen(Told("language_set", {"language": language, "agent": 1})) == []
            assert talk.dialogue.language == spoken

    def test_the_language_follows_the_customer(self) -> None:
        talk = Talk(SHIPPED)
        talk.hear("где мой заказ", "order_status", language="ru")
        assert [say.language for say in talk.says] == ["ru"]


class TestNotUnderstood:
    RANKING: ClassVar = {"order_status": 0.4, "return_goods": 0.35, "thank": 0.1}

    def test_two_likely_wishes_are_offered_with_a_person(self, talk: Talk) -> None:
        assert talk.hear("my lamp", ranking=self.RANKING) == ["did-you-mean"]
        assert [choice.payload for choice in talk.buttons] == [
            "intent:order_status",
            "intent:return_goods",
            "intent:talk_to_human",
        ]
        assert talk.press("intent-order_status") == ["ask-order-number"]

    def test_at_most_once_in_a_row(self, talk: Talk) -> None:
        talk.hear("my lamp", ranking=self.RANKING)
        assert talk.hear("the lamp", ranking=self.RANKING) == ["unsure-person"]
        assert [handoff.reason for handoff in talk.done(Handoff)] == ["unsure"]

    def test_without_a_likely_wish_it_is_tried_once_more(self, talk: Talk) -> None:
        assert talk.hear("bla") == ["not-understood"]
        assert talk.hear("when are you open", "opening_hours") == ["hours-told"]
        assert talk.hear("bla") == ["not-understood"]
        assert talk.hear("bla") == ["unsure-person"]

    def test_a_value_alone_may_begin_a_flow(self, talk: Talk) -> None:
        assert talk.hear("10023", order_number="10023") == ["order-told"]

    def test_a_file_nobody_asked_for_is_asked_about(self, talk: Talk) -> None:
        assert talk.happen(Attached("f1", "photo")) == ["got-file"]

    def test_a_photo_that_comes_early_is_kept(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        assert talk.happen(Attached("f1", "photo")) == ["ask-item"]
        assert talk.dialogue.slots["photo"] == "f1"
