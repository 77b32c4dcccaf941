"""Answers to questions, confirmations, and corrections of what was said before."""

import pytest

from flows.model import (
    Answered,
    Attached,
    Call,
    Handoff,
)
from tests.flows.conftest import at_confirmation
from tests.flows.returns import RETURNS, WORDS
from tests.flows.support import NOW, Talk, flows


class TestAnswers:
    def test_the_first_message_fills_what_it_says(self, talk: Talk) -> None:
        assert talk.hear("10023 is broken", "return_goods", order_number="10023") == ["ask-item"]
        assert dict(talk.dialogue.slots) == {"order_number": "10023"}

    def test_and_so_do_the_words_of_a_choice(self, talk: Talk) -> None:
        assert talk.hear("the lamp from 10023 is kaput", "return_goods", order_number="10023") == ["ask-item"]
        assert dict(talk.dialogue.slots) == {"order_number": "10023", "reason": "broken"}

    def test_an_earlier_choice_is_corrected_by_its_words(self, talk: Talk) -> None:
        talk.hear("the lamp from 10023 is kaput", "return_goods", order_number="10023")
        talk.hear("a lamp")
        assert talk.hear("wait, it is another thing") == ["corrected", "ask-amount"]
        assert talk.dialogue.slots["reason"] == "wrong_item"

    def test_the_flow_goes_on_with_each_answer(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        assert talk.hear("a lamp") == ["ask-reason"]
        assert talk.hear("It is broken") == ["ask-order-number"]
        assert talk.dialogue.slots["reason"] == "broken"

    @pytest.mark.parametrize("text", ["broken!", "KAPUT", "another thing", "2", "wrong_item", "the lamp is smashed"])
    def test_a_choice_may_be_typed(self, talk: Talk, text: str) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.hear("a lamp")
        assert talk.hear(text) == ["ask-order-number"]

    def test_a_plain_value_wins_over_a_wish(self, talk: Talk) -> None:
        talk.hear("where is it", "order_status")
        assert talk.hear("it is 10023", "return_goods", order_number="10023") == ["order-told"]

    def test_a_wish_wins_over_a_value_among_many_words(self, talk: Talk) -> None:
        talk.hear("where is it", "order_status")
        said_now = talk.hear("I would rather give back the lamp of 10023 please", "return_goods", order_number="10023")
        assert said_now == ["ask-item"]

    def test_the_wish_the_flow_is_about_is_no_other_wish(self, talk: Talk) -> None:
        talk.hear("where is it", "order_status")
        assert talk.hear("where is my order then", "order_status") == ["ask-order-number-where"]

    def test_a_free_text_is_taken_unless_it_is_certainly_a_wish(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        assert talk.hear("the thing that came late", "order_status", confidence=0.7) == ["ask-reason"]
        talk.hear("change of mind", "cancel")
        talk.hear("I want to return something", "return_goods")
        assert talk.hear("when are you open", "opening_hours", confidence=0.95) == ["hours-told", "ask-item"]

    def test_two_answers_in_one_message(self, talk: Talk) -> None:
        at_confirmation(talk)
        talk.hear("yes", "affirm")
        assert dict(talk.done(Call)[0].arguments) == {"item": "a lamp"}

    def test_a_value_that_cannot_be_is_explained(self, talk: Talk) -> None:
        talk.hear("where is it", "order_status")
        assert talk.hear("AB-1") == ["wrong-order-number"]

    def test_re_prompts_are_numbered_and_then_a_person_comes(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.hear("a lamp")
        assert talk.hear("erm") == ["ask-reason-again"]
        assert talk.hear("hm") == ["unsure-person"]
        (handoff,) = talk.done(Handoff)
        assert (handoff.reason, handoff.summary) == ("unsure", "return-summary")
        assert handoff.values["item"] == "a lamp"
        assert talk.dialogue.question != ""

    def test_what_may_be_skipped_is_passed_over_in_the_end(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.hear("a lamp")
        talk.hear("kaput")
        assert talk.hear("erm") == ["ask-order-number-where"]
        assert talk.hear("hm") == ["ask-amount"]
        assert talk.done(Handoff) == []

    def test_a_value_the_flow_rejects_is_asked_for_again_and_not_for_ever(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.hear("a lamp")
        talk.hear("kaput")
        talk.hear("none", "skip")
        assert talk.hear("0") == ["too-little"]
        assert talk.hear("0,50") == ["too-little"]
        assert talk.hear("0") == ["unsure-person"]
        assert "amount" not in talk.dialogue.slots

    def test_an_amount_above_its_bound_is_wrong(self, talk: Talk) -> None:
        at_confirmation(talk)
        talk.press("confirm-change")
        talk.press("slot-amount")
        assert talk.hear("20000") == ["wrong-money"]

    def test_a_photo_answers_the_question_for_one(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.hear("a lamp")
        talk.hear("kaput")
        talk.hear("none", "skip")
        assert talk.hear("25") == ["ask-photo"]
        assert talk.happen(Attached("f1", "photo")) == ["read-back"]
        assert talk.dialogue.slots["photo"] == "f1"


class TestConfirmation:
    def test_yes_goes_on(self, talk: Talk) -> None:
        at_confirmation(talk)
        assert talk.texts == ["a lamp, It is broken, €25.00: right?"]
        talk.hear("yes", "affirm")
        assert [call.name for call in talk.done(Call)] == ["open_return"]

    def test_no_asks_what_to_change(self, talk: Talk) -> None:
        at_confirmation(talk)
        assert talk.hear("no", "deny") == ["confirm-what"]
        assert [choice.wording for choice in talk.buttons] == ["slot-item", "slot-reason", "slot-amount"]
        assert talk.hear("the reason") == ["ask-reason"]
        assert talk.hear("Something else") == ["read-back"]
        assert talk.dialogue.slots["reason"] == "other"

    def test_another_value_corrects_without_being_asked(self, talk: Talk) -> None:
        at_confirmation(talk)
        assert talk.hear("no, it was 30 EUR", "deny", money="30 EUR") == ["corrected", "read-back"]
        assert talk.texts[1] == "a lamp, It is broken, €30.00: right?"

    def test_cancel_leaves_the_flow(self, talk: Talk) -> None:
        at_confirmation(talk)
        assert talk.press("confirm-cancel") == ["cancelled"]
        assert talk.dialogue.stack == ()

    def test_anything_else_is_asked_again_and_then_a_person_comes(self, talk: Talk) -> None:
        at_confirmation(talk)
        assert talk.hear("hm") == ["read-back"]
        assert talk.hear("hm") == ["read-back"]
        assert talk.hear("hm") == ["unsure-person"]


class TestCorrections:
    def test_what_was_skipped_can_still_be_told(self, talk: Talk) -> None:
        at_confirmation(talk)
        talk.answers = {"find_purchase": {"found": True}}
        assert talk.hear("found it, 10023", order_number="10023") == ["corrected", "read-back"]
        assert [dict(call.arguments) for call in talk.done(Call)] == [{"order_number": "10023"}]

    def test_an_earlier_answer_is_corrected_and_the_flow_decides_again(self) -> None:
        talk = Talk(flows(RETURNS, WORDS), {"find_purchase": {"found": True}})
        talk.hear("10023 is broken", "return_goods", order_number="10023")
        talk.hear("a lamp")
        assert talk.hear("kaput") == ["ask-photo"]
        assert talk.hear("sorry, 10024 it is", order_number="10024") == ["corrected", "ask-photo"]
        assert [dict(call.arguments) for call in talk.done(Call)] == [{"order_number": "10024"}]

    def test_a_correction_of_what_has_not_been_asked_yet_is_noted(self, talk: Talk) -> None:
        talk.hear("10023 is broken", "return_goods", order_number="10023")
        talk.hear("a lamp")
        assert talk.hear("sorry, 10024 it is", order_number="10024") == ["corrected", "ask-reason"]
        assert talk.dialogue.slots["order_number"] == "10024"

    def test_the_answer_and_a_correction_in_one_message(self) -> None:
        talk = Talk(flows(RETURNS, WORDS), {"find_purchase": {"found": True}})
        talk.hear("10023 is broken", "return_goods", order_number="10023")
        talk.hear("a lamp")
        talk.hear("kaput")
        talk.happen(Attached("f", "photo"))
        talk.hear("yes", "affirm")
        (call,) = talk.done(Call)
        talk.happen(Answered(call.key, {"number": "R1", "refund_by": NOW.date()}))
        assert talk.hear("a@b.lv and the order was 10024", email="a@b.lv", order_number="10024") == ["already-done", "ask-email"]

    def test_what_was_done_outside_is_named_and_not_undone(self, talk: Talk) -> None:
        at_confirmation(talk)
        talk.hear("yes", "affirm")
        (call,) = talk.done(Call)
        assert call.once
        talk.happen(Answered(call.key, {"number": "R1", "refund_by": NOW.date()}))
        assert talk.said == ["opened", "ask-email"]
        assert talk.hear("it was 30 EUR", money="30 EUR") == ["already-done", "ask-email"]
        assert talk.says[0].values["done"].key == "open_return"
        assert talk.hear("stop", "cancel") == ["cancelled"]
