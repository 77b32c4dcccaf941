"""Buttons, old and new, files and contacts."""

import pytest

from flows.model import (
    Shared,
)
from tests.flows.support import Talk, flows


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
