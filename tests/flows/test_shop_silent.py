"""The shop does not answer: the flow is put aside as it is, and goes on where it was."""

import pytest

from flows.model import Answered, Call, Handoff, Told
from tests.flows.support import NOW, Talk, flows

SCRIPT = """
    flows:
      look:
        nlu_trigger: [{intent: look}]
        slots: {order_number: order_number}
        steps:
          - collect: order_number
          - action: find_purchase
            next:
              - if: context.purchase.found
                then: [{say: found, next: END}]
              - else: [{say: lost, next: END}]
      other:
        nlu_trigger: [{intent: other}]
        slots: {email: email}
        steps:
          - collect: email
          - say: thanks
      news:
        told: [news]
        steps:
          - say: thanks
            fact: true
      hidden:
        if: False
        steps:
          - say: lost
      offered:
        steps:
          - say: found
"""
WORDS = """
intent-look = Look
intent-other = Other
ask-order-number = Number?
found = Here it is.
lost = Nothing.
ask-email = E-mail?
thanks = Thanks.
"""
FOUND = {"found": True, "total": None, "at": None}


def silent(talk: Talk, number: str = "10023") -> list[str]:
    """The customer asks for an order, and the shop does not answer; what is said once the promise is noted."""
    talk.hear(f"where is {number}", "look", order_number=number)
    return promised(talk)


def promised(talk: Talk) -> list[str]:
    [call] = [effect for effect in talk.done(Call) if effect.name == "find_purchase"]
    assert talk.happen(Answered(call.key, failure="unavailable")) == []
    [wait] = talk.done(Call)
    assert (wait.name, wait.once, wait.arguments) == ("await_shop", True, {"order_number": call.arguments["order_number"]})
    return talk.happen(Answered(wait.key, {"again": False, "until": NOW}))


@pytest.fixture
def talk() -> Talk:
    return Talk(flows(SCRIPT, WORDS))


def test_it_is_promised_and_nothing_is_open(talk: Talk) -> None:
    assert silent(talk) == ["shop-silent"]
    assert talk.dialogue.stack == ()


def test_it_goes_on_where_it_was(talk: Talk) -> None:
    silent(talk)
    assert talk.happen(Told("shop_answers")) == ["shop-answers"]
    [call] = talk.done(Call)
    assert (call.name, call.arguments) == ("find_purchase", {"order_number": "10023"})
    assert talk.happen(Answered(call.key, FOUND)) == ["found"]
    assert talk.happen(Told("shop_answers")) == []


def test_it_goes_on_beside_another_question_which_is_asked_again(talk: Talk) -> None:
    silent(talk)
    assert talk.hear("something else", "other") == ["ask-email"]
    assert talk.happen(Told("shop_answers")) == ["shop-answers"]
    [call] = talk.done(Call)
    assert talk.happen(Answered(call.key, FOUND)) == ["found", "continued", "ask-email"]


def test_it_waits_again_where_the_shop_is_silent_again(talk: Talk) -> None:
    silent(talk)
    talk.happen(Told("shop_answers"))
    assert promised(talk) == ["shop-silent"]
    talk.happen(Told("shop_answers"))
    [call] = talk.done(Call)
    assert talk.happen(Answered(call.key, FOUND)) == ["found"]


def test_a_customer_who_comes_back_to_it_has_it_asked_at_once(talk: Talk) -> None:
    silent(talk)
    assert talk.hear("and my order?", "look") == ["continued"]
    [call] = talk.done(Call)
    assert talk.happen(Answered(call.key, FOUND)) == ["found"]
    assert talk.happen(Told("shop_answers")) == []


def test_another_order_is_another_question(talk: Talk) -> None:
    silent(talk)
    talk.hear("where is 10099", "look", order_number="10099")
    [call] = talk.done(Call)
    assert call.arguments == {"order_number": "10099"}


def test_a_person_goes_on_where_the_shop_stays_silent(talk: Talk) -> None:
    silent(talk)
    assert talk.happen(Told("shop_gone")) == ["internal-error"]
    [handoff] = talk.done(Handoff)
    assert handoff.values["order_number"] == "10023"
    assert talk.happen(Told("shop_answers")) == []


@pytest.mark.parametrize("fact", ["shop_answers", "shop_gone"])
def test_a_person_who_has_the_conversation_is_not_talked_over(talk: Talk, fact: str) -> None:
    silent(talk)
    talk.happen(Told("taken"))
    assert talk.happen(Told(fact)) == []
    assert talk.effects == []
    assert talk.happen(Told("released")) == ["released"]


def test_a_promise_that_cannot_be_noted_is_not_made(talk: Talk) -> None:
    talk.hear("where is 10023", "look", order_number="10023")
    [call] = talk.done(Call)
    talk.happen(Answered(call.key, failure="unavailable"))
    [wait] = talk.done(Call)
    assert talk.happen(Answered(wait.key, failure="unclear")) == ["internal-error"]
    assert talk.done(Handoff)


def test_a_flow_with_a_way_of_its_own_takes_it() -> None:
    script = SCRIPT.replace("- action: find_purchase", "- action: find_purchase\n            failed: sorry").replace(
        "      other:", "          - {id: sorry, say: thanks, next: END}\n      other:", 1
    )
    talk = Talk(flows(script, WORDS))
    talk.hear("where is 10023", "look", order_number="10023")
    [call] = talk.done(Call)
    assert talk.happen(Answered(call.key, failure="unavailable")) == ["thanks"]


@pytest.mark.parametrize("payload", ["flow:hidden", "flow:news", "flow:nothing", "flow:pattern_completed", "flow:"])
def test_a_button_begins_no_flow_that_only_others_begin(talk: Talk, payload: str) -> None:
    assert talk.press(payload) == ["button-expired"]


def test_a_button_begins_a_flow_by_its_name(talk: Talk) -> None:
    assert talk.press("flow:offered") == ["found"]
