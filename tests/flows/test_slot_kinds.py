"""What a text may be besides words: the message that begins a flow, or a name that says nothing of the language."""

from typing import Any

from flows.library import BASE, load_flows
from tests.flows.support import Talk, flows, mistakes

SCRIPT = """
flows:
  ask:
    nlu_trigger: [{intent: ask}]
    slots: {question: {type: text, opening: true}, more: text}
    steps:
      - collect: question
      - collect: more
  move:
    nlu_trigger: [{intent: move}]
    slots: {order_number: order_number, address: {type: text, foreign: true}, note: text}
    steps:
      - collect: order_number
      - collect: address
      - collect: note
  look:
    nlu_trigger: [{intent: look}]
    slots: {order_number: order_number}
    steps:
      - action: find_purchase
        with: {order_number: "1"}
        next:
          - if: context.purchase.found
            then: tell
          - else: END
      - id: tell
        say: found
"""
WORDS = """
intent-ask = Ask
intent-move = Move
ask-question = What?
ask-more = And?
ask-order-number = Which?
ask-address = Where to?
ask-note = Anything else?
found = Found.
done-open-return = it is open
"""


def talk() -> Talk:
    return Talk(flows(SCRIPT, WORDS), {"find_purchase": {"found": True}})


class TestTheOpeningMessage:
    def test_it_is_the_value_and_not_asked_for(self) -> None:
        it = talk()
        assert it.hear(" is it red ", "ask") == ["ask-more"]
        assert it.dialogue.slots["question"] == "is it red"

    def test_who_begins_with_a_button_is_asked(self) -> None:
        it = talk()
        assert it.press("intent:ask") == ["ask-question"]
        assert it.hear("is it red") == ["ask-more"]

    def test_a_message_that_is_none_such_leaves_it_alone(self) -> None:
        it = talk()
        it.hear("is it red", "ask")
        it.hear("by the way", None)
        assert it.dialogue.slots["question"] == "is it red"

    def test_a_long_one_is_cut(self) -> None:
        it = talk()
        it.hear("x" * 9000, "ask")
        assert len(it.dialogue.slots["question"]) == 2000


class TestNamesAndAddresses:
    def test_they_change_no_language_and_correct_nothing(self) -> None:
        it = talk()
        it.hear("move 10023", "move", order_number="10023")
        assert it.hear("Narva mnt 5, Tallinn, 10117", language="lv", order_number="10117") == ["ask-note"]
        assert (it.dialogue.language, it.dialogue.slots["order_number"]) == ("en", "10023")

    def test_a_postcode_is_no_wish_for_a_language(self) -> None:
        it = talk()
        it.hear("move 10023", "move", order_number="10023")
        assert it.hear("LV-1010", "change_language", language="lv") == ["ask-note"]

    def test_a_wish_in_another_language_is_one_all_the_same(self) -> None:
        it = moving()
        assert it.hear("Miera iela 5", language="lv") == ["ask-city"]
        it.hear("соедините с оператором", "talk_to_human", language="ru")
        assert it.dialogue.language == "ru"


def moving() -> Talk:
    """The shipped flow, at the question where to."""
    changing = {"number": "10040", "state": "paid", "open": True, "address": "at_once", "level": 2}
    where = {"needs": "city", "served": True}
    answers: dict[str, dict[str, Any]] = {"prove_ownership": {"proved": True}, "may_change": changing, "check_address": where}
    it = Talk(load_flows(BASE), answers)
    it.hear("change 10040", "change_order", order_number="10040")
    assert it.press("change-address") == ["ask-address"]
    return it


def test_a_flow_that_reads_and_says_interrupts_nothing() -> None:
    it = talk()
    it.hear("move 10023", "move", order_number="10023")
    assert it.hear("is it there", "look") == ["found", "ask-address"]
    assert it.dialogue.slots["order_number"] == "10023"


def test_only_a_text_can_be_either() -> None:
    for key in ("opening", "foreign"):
        found = mistakes(SCRIPT.replace("more: text", f"more: {{type: number, {key}: true}}"), WORDS)
        assert any(f"only a text can be `{key}`" in mistake for mistake in found), found
