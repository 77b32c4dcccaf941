"""What happens next: the rules of the engine, in conversations."""

from typing import ClassVar

import pytest

from flows import patterns
from flows.engine import advance, begin
from flows.library import BASE, load_flows
from flows.model import (
    Answered,
    Approve,
    Attached,
    Call,
    Decided,
    Duration,
    Elapsed,
    Forget,
    Handoff,
    Leave,
    Opened,
    Promise,
    Record,
    Remind,
    Shared,
    Told,
)
from tests.flows.returns import RETURNS, WORDS
from tests.flows.support import NOW, Talk, flows, said

HANDED_OVER = Told("handed_over", {"due": "tomorrow by 11:00", "open": False, "team": "front"})


SHIPPED = load_flows(BASE)


@pytest.fixture
def talk() -> Talk:
    return Talk(flows(RETURNS, WORDS), {"find_purchase": {"found": False}})


def at_confirmation(talk: Talk) -> Talk:
    """A return of a lamp for 25 EUR, read back."""
    for text in ("I want to return something", "a lamp", "kaput"):
        talk.hear(text, "return_goods" if "return" in text else None)
    talk.hear("I have none", "skip")
    talk.hear("25")
    assert talk.hear("no photo", "deny") == ["read-back"]
    return talk


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


class TestButtons:
    def test_a_button_answers_its_question(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.hear("a lamp")
        assert talk.press("reason-broken") == ["ask-order-number"]

    def test_an_old_one_corrects(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.hear("a lamp")
        old = {choice.wording: choice.payload for choice in talk.buttons}
        talk.press("reason-broken")
        assert talk.press(old["reason-other"]) == ["corrected", "ask-order-number"]
        assert talk.dialogue.slots["reason"] == "other"
        assert talk.press(old["reason-other"]) == ["ask-order-number"]

    def test_one_of_a_flow_that_is_over_does_no_harm(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.hear("a lamp")
        old = talk.buttons[0].payload
        talk.hear("stop", "cancel")
        assert talk.press(old) == ["button-expired"]

    def test_one_of_an_interrupted_flow_comes_back_to_it(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.hear("a lamp")
        old = talk.buttons[0].payload
        talk.hear("where is it", "order_status")
        assert talk.press(old) == ["ask-order-number"]
        assert [run.flow for run in talk.dialogue.stack] == ["order_status", "return_goods"]

    @pytest.mark.parametrize(
        "payload", ["", "x", "9.9", "1.x", "1.-1", "1.٣", "intent:", "intent:nothing", "lang:de", "leave:queue", "1.0" * 9]
    )
    def test_a_forged_one_asks_again(self, talk: Talk, payload: str) -> None:
        assert talk.press(payload) == ["button-expired"]
        talk.hear("I want to return something", "return_goods")
        assert talk.press(payload) == ["ask-item"]

    def test_those_of_the_last_twenty_questions_work(self, talk: Talk) -> None:
        for _ in range(30):
            talk.hear("I want to return something", "return_goods")
            talk.hear("a lamp")
            talk.hear("stop", "cancel")
        assert len(talk.dialogue.offered) == 20

    def test_a_number_shared_by_the_platforms_button_is_known_to_be_vouched_for(self) -> None:
        script = """
            flows:
              it:
                nlu_trigger: [{intent: it}]
                steps:
                  - collect: phone
                    ask_contact: share
                  - noop: true
                    next:
                      - if: context.shared.own
                        then: [{say: vouched, next: END}]
                      - else: [{say: typed, next: END}]
        """
        words = "intent-it = It\nask-phone = Phone?\nshare = Share\nvouched = Good.\ntyped = Well."
        talk = Talk(flows(script.replace("steps:", "slots: {phone: phone}\n                steps:", 1), words))
        talk.hear("call me", "it")
        assert talk.says[-1].ask_contact == "share"
        assert talk.happen(Shared("+37120000000", own=True)) == ["vouched"]
        talk.hear("call me", "it")
        assert talk.hear("+37120000000", phone="+37120000000") == ["typed"]


class TestTimers:
    def test_a_question_may_nudge_once(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        visit = talk.dialogue.question
        assert talk.done(Remind) == [
            Remind(f"remind:{visit}", Duration(7200, open=True)),
            Remind(f"expire:{visit}", Duration(259_200)),
        ]
        assert talk.happen(Elapsed(f"remind:{visit}")) == ["still-there"]
        assert talk.says[0].asks == visit

    def test_its_answer_takes_the_timers_away(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        visit = talk.dialogue.question
        talk.hear("a lamp")
        assert talk.done(Forget) == [Forget(f"remind:{visit}"), Forget(f"expire:{visit}")]
        assert talk.happen(Elapsed(f"remind:{visit}")) == []

    def test_a_flow_that_was_paused_can_be_picked_up_again(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        assert talk.happen(Elapsed(f"expire:{talk.dialogue.question}")) == []
        assert talk.dialogue.stack == ()
        assert talk.hear("I want to return something", "return_goods") == ["continued", "ask-item"]

    def test_a_plain_answer_days_later_is_still_one(self) -> None:
        script = """
            flows:
              it:
                nlu_trigger: [{intent: it}]
                slots: {email: email}
                steps:
                  - collect: email
                    expire: 1d
                  - say: hello
        """
        talk = Talk(flows(script, "intent-it = It\nask-email = E-mail?"))
        talk.hear("write to me", "it")
        talk.happen(Elapsed(f"expire:{talk.dialogue.question}"))
        assert talk.hear("a@b.lv", email="a@b.lv") == ["hello"]

    @pytest.mark.parametrize("timer", ["", "remind:", "remind:0", "remind:99", "expire:x", "other:1"])
    def test_a_timer_of_nothing_does_nothing(self, talk: Talk, timer: str) -> None:
        talk.hear("I want to return something", "return_goods")
        assert talk.happen(Elapsed(timer)) == []


class TestShop:
    def test_a_call_that_fails_is_admitted_and_a_person_comes(self) -> None:
        talk = Talk(flows(RETURNS, WORDS))
        talk.hear("10023 is broken", "return_goods", order_number="10023")
        talk.hear("a lamp")
        talk.hear("kaput")
        (call,) = talk.done(Call)
        assert talk.happen(Answered(call.key, failure="timeout")) == ["internal-error"]
        (handoff,) = talk.done(Handoff)
        assert (handoff.reason, handoff.summary, handoff.values["item"]) == ("failure", "return-summary", "a lamp")

    def test_an_answer_nobody_waits_for_is_nothing(self, talk: Talk) -> None:
        assert talk.happen(Answered("1:2:3", {"found": True})) == []
        assert talk.happen(Decided("x", "approved")) == []

    def test_the_customer_may_do_other_things_while_an_effect_is_under_way(self, talk: Talk) -> None:
        at_confirmation(talk)
        talk.hear("yes", "affirm")
        (call,) = talk.done(Call)
        assert talk.hear("where is another one", "order_status") == ["ask-order-number"]
        assert talk.happen(Answered(call.key, {"number": "R1", "refund_by": NOW.date()})) == ["opened", "ask-email"]
        assert talk.done(Promise) == [Promise("refund-sent", Duration(14 * 86_400), "CRD 13(1)")]
        assert talk.hear("a@b.lv", email="a@b.lv") == ["continued", "ask-order-number"]

    def test_the_same_effect_has_one_key_and_each_visit_its_own(self, talk: Talk) -> None:
        keys = set()
        for _ in range(2):
            at_confirmation(talk)
            talk.hear("yes", "affirm")
            keys |= {call.key for call in talk.done(Call)}
        assert len(keys) == 2

    def test_a_person_decides_and_the_flow_goes_on(self, talk: Talk) -> None:
        at_confirmation(talk)
        talk.press("confirm-change")
        talk.press("slot-amount")
        assert talk.hear("2500") == ["being-looked-at"]
        (card,) = talk.done(Approve)
        assert (card.team, card.summary, card.within, str(card.fields["amount"])) == (
            *("returns", "return-summary", Duration(14_400, open=True), "2500.00 EUR"),
        )
        assert talk.happen(Decided(card.key, "approved", {"amount": card.fields["amount"] * 2, "item": "forged"})) == [
            "read-back"
        ]
        assert talk.texts == ["a lamp, It is broken, €5,000.00: right?"]

    @pytest.mark.parametrize(("decision", "words"), [("rejected", ["not-approved"]), ("no_answer", [])])
    def test_another_decision_takes_another_way(self, talk: Talk, decision: str, words: list[str]) -> None:
        at_confirmation(talk)
        talk.press("confirm-change")
        talk.press("slot-amount")
        talk.hear("2500")
        (card,) = talk.done(Approve)
        assert talk.happen(Decided(card.key, decision)) == words  # type: ignore[arg-type]  # one of the decisions
        (handoff,) = talk.done(Handoff)
        assert (handoff.reason, handoff.team, handoff.values["reason"]) == ("flow", "returns", "return")

    def test_a_fact_of_the_shop_may_begin_a_flow(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        assert talk.happen(Told("paid", {"amount": "12 EUR"})) == ["paid-told", "ask-item"]
        assert talk.says[0].kind == "fact"
        assert talk.happen(Told("something_else", {})) == []


class TestPeople:
    def test_the_promise_is_told(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.hear("a person please", "talk_to_human")
        assert talk.happen(HANDED_OVER) == ["handed-over"]
        assert (talk.says[0].kind, dict(talk.says[0].values)) == ("fact", {"due": "tomorrow by 11:00", "open": False})
        assert talk.dialogue.owner == "queue"

    def test_in_the_queue_the_bot_answers_what_it_is_sure_of(self, talk: Talk) -> None:
        talk.happen(HANDED_OVER)
        assert talk.hear("when are you open", "opening_hours") == ["hours-told"]
        assert talk.hear("where is 10023", "order_status", order_number="10023") == ["order-told"]

    def test_and_guesses_nothing(self, talk: Talk) -> None:
        talk.hear("where is it", "order_status")
        talk.happen(HANDED_OVER)
        for text in ("bla", "AB-1", "yes"):
            assert talk.hear(text, "affirm" if text == "yes" else None) == []
        assert talk.happen(Attached("f", "photo")) == []
        assert talk.hear("10023", order_number="10023") == ["order-told"]
        assert talk.hear("ok", "affirm") == []
        assert talk.hear("bla", ranking=TestNotUnderstood.RANKING) == []

    def test_words_to_the_person_are_no_answer_to_a_free_question(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.happen(HANDED_OVER)
        assert talk.hear("please hurry, it is for my mother") == []
        assert "item" not in talk.dialogue.slots

    def test_and_never_hands_over_twice(self, talk: Talk) -> None:
        talk.happen(HANDED_OVER)
        assert talk.hear("a person please", "talk_to_human") == ["still-waiting"]
        assert talk.says[0].values["due"] == "tomorrow by 11:00"
        assert talk.done(Handoff) == []

    @pytest.mark.parametrize("how", ["cancel", "button"])
    def test_the_customer_may_leave_the_queue(self, talk: Talk, how: str) -> None:
        talk.happen(HANDED_OVER)
        words = talk.hear("never mind", "cancel") if how == "cancel" else talk.press("leave:queue")
        assert words == ["left-queue"]
        assert talk.done(Leave) == [Leave()]
        assert talk.dialogue.owner == "bot"
        assert talk.happen(Told("left_queue")) == []

    def test_an_agent_is_never_talked_over(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        visit = talk.dialogue.question
        talk.happen(Told("taken", {"agent": "Anna"}))
        for event in (
            said("where is 10023", "order_status", order_number="10023"),
            said("a person", "talk_to_human"),
            Elapsed(f"remind:{visit}"),
            Told("unsettled", {"asks": visit}),
            Told("paid", {"amount": "1 EUR"}),
            Attached("f", "photo"),
            Opened(),
            Told("agent_wrote"),
        ):
            assert talk.happen(event) == []
            assert talk.done(Handoff) == []

    def test_the_bot_says_that_it_is_back_and_asks_again(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.happen(Told("taken"))
        assert talk.happen(Told("released", {"summary": "done"})) == ["released", "ask-item"]

    def test_what_was_done_meanwhile_is_told_when_the_bot_is_back(self, talk: Talk) -> None:
        at_confirmation(talk)
        talk.hear("yes", "affirm")
        (call,) = talk.done(Call)
        talk.happen(Told("taken"))
        assert talk.happen(Answered(call.key, {"number": "R1", "refund_by": NOW.date()})) == []
        assert talk.happen(Told("released")) == ["released", "opened", "ask-email"]

    def test_a_closed_conversation_begins_anew(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.happen(Told("taken"))
        assert talk.happen(Told("closed")) == []
        assert talk.hear("hello", "greet") == ["hello"]

    def test_the_promise_is_renewed_as_a_fact(self, talk: Talk) -> None:
        talk.happen(HANDED_OVER)
        assert talk.happen(Told("overdue", {"due": "tomorrow by 13:00"})) == ["overdue"]
        assert talk.says[0].kind == "fact"
        talk.hear("a person please", "talk_to_human")
        assert talk.says[0].values["due"] == "tomorrow by 13:00"

    def test_a_question_nobody_knows_the_fate_of_is_asked_once_more(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        visit = talk.dialogue.question
        assert talk.happen(Told("unsettled", {"asks": visit})) == ["ask-item"]
        talk.hear("a lamp")
        assert talk.happen(Told("unsettled", {"asks": visit})) == []


class TestCircles:
    def test_a_circle_ends_with_honest_words_and_a_person(self) -> None:
        script = """
            flows:
              it:
                nlu_trigger: [{intent: it}]
                steps:
                  - id: again
                    call: inner
                    next:
                      - if: slots.a is known
                        then: END
                      - else: again
              inner:
                steps:
                  - set_slots: {b: x}
                  - noop: true
                    next:
                      - if: slots.b is known
                        then: END
                      - else: ask
                  - id: ask
                    collect: a
        """
        talk = Talk(flows(script, "intent-it = It\nask-a = A?"))
        assert talk.hear("go", "it") == ["internal-error"]
        assert [handoff.reason for handoff in talk.done(Handoff)] == ["failure"]
        assert [record.values["flow"] for record in talk.done(Record) if record.what == "circle"] == ["it"]


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
