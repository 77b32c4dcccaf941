"""Answers amid other words: which are taken although the model thinks of a wish, and which words are no answer at all."""

import pytest

from tests.flows.returns import RETURNS, WORDS
from tests.flows.support import Talk, flows

USUAL = "it must be the one I always order with, anna@example.com"
LETTER = """
  letter:
    nlu_trigger: [{intent: letter}]
    slots:
      email: email
      number: number
      what_next: {type: choice, values: [number, email]}
    steps:
      - id: email
        collect: email
      - id: what_next
        collect: what_next
        ask_before_filling: true
        buttons: true
        next:
          - if: slots.what_next = "email"
            then:
              - set_slots: [{email: null}]
                next: email
          - else: number
      - id: number
        collect: number
"""
LETTER_WORDS = """
intent-letter = A letter
ask-what-next = What now?
what-next-number = A number
  .also = number
what-next-email = An e-mail
  .also = mail
ask-number = How many?
"""


@pytest.fixture
def asked_for_an_email() -> Talk:
    """A customer whose e-mail is asked for, and who could wish for other things."""
    return Talk(flows(RETURNS + LETTER, WORDS + LETTER_WORDS))


class TestAValueAmidOtherWords:
    @pytest.mark.parametrize("intent", ["order_status", "opening_hours", "repeat", "cancel"])
    def test_is_the_answer_where_another_wish_is_doubtful(self, asked_for_an_email: Talk, intent: str) -> None:
        asked_for_an_email.hear("write to me", "letter")
        assert asked_for_an_email.hear(USUAL, intent, confidence=0.86, email="anna@example.com") == ["ask-what-next"]
        assert asked_for_an_email.dialogue.slots["email"] == "anna@example.com"

    def test_is_no_answer_where_another_wish_is_certain(self, asked_for_an_email: Talk) -> None:
        asked_for_an_email.hear("write to me", "letter")
        said = asked_for_an_email.hear("when are you open at all, a@b.lv asks", "opening_hours", confidence=0.95, email="a@b.lv")
        assert said == ["hours-told", "ask-email"]

    def test_is_no_answer_where_a_person_is_asked_for(self, asked_for_an_email: Talk) -> None:
        asked_for_an_email.hear("write to me", "letter")
        said = asked_for_an_email.hear("let one of you write to a@b.lv please", "talk_to_human", confidence=0.8, email="a@b.lv")
        assert "ask-what-next" not in said
        assert asked_for_an_email.dialogue.slots.get("email") is None

    def test_of_another_kind_is_no_answer(self, asked_for_an_email: Talk) -> None:
        asked_for_an_email.hear("write to me", "letter")
        said = asked_for_an_email.hear("well where has my 10023 got to", "order_status", confidence=0.8, order_number="10023")
        assert said == ["order-told", "continued", "ask-email"]


class TestWordsThatChooseWhatToDoNext:
    def test_are_no_answer_before_it_is_asked(self, asked_for_an_email: Talk) -> None:
        asked_for_an_email.hear("write to me by mail", "letter")
        assert asked_for_an_email.hear("my mail is a@b.lv", email="a@b.lv") == ["ask-what-next"]
        assert dict(asked_for_an_email.dialogue.slots) == {"email": "a@b.lv"}

    def test_are_the_answer_when_it_is_asked(self, asked_for_an_email: Talk) -> None:
        asked_for_an_email.hear("write to me", "letter")
        asked_for_an_email.hear("a@b.lv", email="a@b.lv")
        assert asked_for_an_email.hear("the number") == ["ask-number"]

    def test_do_not_correct_it_when_they_come_with_another_answer(self, asked_for_an_email: Talk) -> None:
        asked_for_an_email.hear("write to me", "letter")
        asked_for_an_email.hear("a@b.lv", email="a@b.lv")
        assert asked_for_an_email.hear("mail") == ["ask-email"]
        assert asked_for_an_email.hear("number one is b@b.lv", email="b@b.lv") == ["ask-what-next"]
