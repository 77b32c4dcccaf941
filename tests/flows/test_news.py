"""What comes from elsewhere: the clock, the shop, and people."""

import pytest

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
    Remind,
    Say,
    Told,
)
from tests.flows.conftest import at_confirmation
from tests.flows.returns import RETURNS, WORDS
from tests.flows.support import NOW, Talk, flows, said

HANDED_OVER = Told("handed_over", {"due": "tomorrow by 11:00", "open": False, "team": "front"})


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
        assert talk.hear("bla", ranking={"order_status": 0.4, "return_goods": 0.35}) == []

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
            Attached("f", "photo"),
            Opened(),
            Told("agent_wrote"),
        ):
            assert talk.happen(event) == []
            assert talk.done(Handoff) == []

    def test_what_happened_in_the_shop_is_owed_whoever_has_the_floor(self, talk: Talk) -> None:
        talk.happen(Told("taken", {"agent": "Anna"}))
        assert talk.happen(Told("paid", {"amount": "1 EUR"})) == ["paid-told"]
        (say,) = talk.done(Say)
        assert say.kind == "fact"
        assert talk.happen(Told("released", {})) == ["released"]

    def test_the_bot_says_that_it_is_back_and_asks_again(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.happen(Told("taken"))
        assert talk.happen(Told("released", {"summary": "done"})) == ["agreed-with-person", "released", "ask-item"]

    def test_where_the_channel_does_not_ask_for_it_the_bot_comes_back_without_a_word(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        talk.happen(Told("taken"))
        assert talk.happen(Told("released", {"summary": "", "disclose": False})) == ["ask-item"]

    @pytest.mark.parametrize("fact", ["assigned", "reopened", "came_back"])
    def test_whoever_was_given_it_silences_the_bot(self, talk: Talk, fact: str) -> None:
        talk.happen(Told(fact, {"agent": 1}))
        assert talk.hear("I want to return something", "return_goods") == []

    def test_an_agent_who_went_quiet_leaves_the_customer_a_new_promise(self, talk: Talk) -> None:
        talk.happen(Told("taken"))
        assert talk.happen(Told("gone_quiet", {"agent": 1, "due": "today by 10:18"})) == ["gone-quiet"]
        (say,) = talk.done(Say)
        assert (say.kind, say.values["due"]) == ("fact", "today by 10:18")
        assert talk.hear("can I talk to somebody", "talk_to_human") == ["still-waiting"]

    def test_a_long_wait_has_three_ways_out(self, talk: Talk) -> None:
        assert talk.happen(Told("waits_long")) == [], "nobody waits"
        talk.hear("can I talk to somebody", "talk_to_human")
        talk.happen(Told("handed_over", {"due": "today by 10:03", "open": True}))
        assert talk.happen(Told("waits_long")) == ["waits-long"]
        assert talk.press("wait:on") == ["still-waiting"]
        assert talk.happen(Told("gave_up")) == ["gave-up"]
        assert talk.happen(Told("gave_up")) == [], "once"

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

    def test_a_broken_promise_is_owned_up_to_and_no_moment_is_named_again(self, talk: Talk) -> None:
        talk.happen(HANDED_OVER)
        assert talk.happen(Told("broken", {})) == ["broken"]
        assert talk.says[0].kind == "fact"
        talk.hear("a person please", "talk_to_human")
        assert talk.says[0].values["due"] is None

    def test_a_broken_promise_is_the_business_of_the_person_who_has_the_floor(self, talk: Talk) -> None:
        talk.happen(HANDED_OVER)
        talk.happen(Told("taken", {}))
        assert talk.happen(Told("broken", {})) == []

    def test_a_question_nobody_knows_the_fate_of_is_asked_once_more(self, talk: Talk) -> None:
        talk.hear("I want to return something", "return_goods")
        visit = talk.dialogue.question
        assert talk.happen(Told("unsettled", {"asks": visit})) == ["ask-item"]
        talk.hear("a lamp")
        assert talk.happen(Told("unsettled", {"asks": visit})) == []
