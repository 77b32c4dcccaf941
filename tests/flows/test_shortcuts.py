"""What spares a customer a question: an answer that is enough, a word for none, words on a button, a code as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.model import Attached, Call, Shared
from flows.slots import Found, Wrong, read
from flows.steps import Slot
from tests.flows.support import Talk, flows, mistakes, said

SCRIPT = """
flows:
  greet:
    nlu_trigger: [{intent: greet}]
    steps:
      - say: hello

  give_back:
    nlu_trigger: [{intent: give_back}]
    slots:
      order_number: {type: order_number}
      item: {type: text}
      amount: {type: money, max: 100 EUR}
      photo: {type: photo, wrong: wrong-photo}
      code: {type: code}
      gift: {type: bool}
      words: {type: text}
    steps:
      - set_slots:
          - words: context.said
      - collect: item
        enough: slots.order_number is known
        next:
          - if: slots.order_number is known
            then: photo
          - else: amount
      - id: amount
        collect: amount
        reprompts: [ask-amount-again, ask-amount-last]
      - id: photo
        collect: photo
        reprompts: [ask-photo-again, ask-photo-last]
        skipped: code
      - id: code
        collect: code
        ask_contact: share
        enough: context.shared.own
      - collect: gift
        buttons: true
      - say: thanks
        values: {words: slots.words}

  withdraw:
    nlu_trigger:
      - label: withdraw
    slots:
      sure: {type: bool}
    steps:
      - collect: sure
        buttons: true
      - say: withdrawn
"""
WORDS = """
hello = Hello
intent-give_back = Give back
intent-withdraw = Contract withdrawal
    .also = withdraw from contract here
ask-item = What is it, or which order?
ask-amount = How much?
ask-amount-again = An amount.
ask-amount-last = Only the amount.
ask-photo = A photo?
ask-photo-again = As a picture.
ask-photo-last = Or say that there is none.
wrong-photo = This is no picture.
ask-code = The code?
share = Share
ask-gift = A gift?
ask-sure = Sure?
yes = Yes
no = No
    .also = none, i have none
thanks = Thanks for “{ $words }”.
withdrawn = Done.
"""


@pytest.fixture
def talk() -> Talk:
    """Somebody who has just said that they want to give something back."""
    talk = Talk(flows(SCRIPT, WORDS))
    assert talk.hear("it is bad, take it back", "give_back") == ["ask-item"]
    return talk


class TestAnAnswerThatIsEnough:
    def test_goes_on_without_the_slot_that_was_asked_for(self, talk: Talk) -> None:
        assert talk.hear("10023", order_number="10023") == ["ask-photo"]
        assert talk.dialogue.slots.get("item") is None

    def test_is_not_needed_where_the_question_is_answered(self, talk: Talk) -> None:
        assert talk.hear("a mug") == ["ask-amount"]

    def test_may_be_known_before_it_is_asked(self) -> None:
        talk = Talk(flows(SCRIPT, WORDS))
        assert talk.hear("10023 is bad", "give_back", order_number="10023") == ["ask-photo"]

    def test_may_come_from_the_share_button(self, talk: Talk) -> None:
        talk.hear("10023", order_number="10023")
        talk.happen(Attached("file", "photo"))
        assert talk.happen(Shared("+37120000000", own=True)) == ["ask-gift"]

    def test_is_none_where_the_number_is_somebody_elses(self, talk: Talk) -> None:
        talk.hear("10023", order_number="10023")
        talk.happen(Attached("file", "photo"))
        assert talk.happen(Shared("+37120000000", own=False)) == ["ask-code"]

    def test_looks_at_what_there_is(self) -> None:
        [mistake] = mistakes(
            SCRIPT.replace("slots.order_number is known\n        next", "slots.nunber is known\n        next"), WORDS
        )
        assert "slots.nunber" in mistake


class TestAWordForNone:
    @pytest.mark.parametrize("text", ["none", "No.", "I have none"])
    def test_skips_what_may_be_skipped(self, talk: Talk, text: str) -> None:
        talk.hear("10023", order_number="10023")
        assert talk.hear(text) == ["ask-code"]

    def test_skips_nothing_else(self, talk: Talk) -> None:
        talk.hear("a mug")
        assert talk.hear("none") == ["ask-amount-again"]


class TestAPictureThatIsNone:
    def test_is_said_to_be_none_and_the_question_stays(self, talk: Talk) -> None:
        talk.hear("10023", order_number="10023")
        assert talk.happen(Attached("", "photo")) == ["wrong-photo"]
        assert talk.happen(Attached("file", "photo")) == ["ask-code"]

    def test_is_not_kept_for_a_question_to_come(self, talk: Talk) -> None:
        talk.happen(Attached("", "photo"))
        assert talk.dialogue.slots.get("photo") is None


class TestALabel:
    @pytest.mark.parametrize("text", ["Contract withdrawal", "withdraw from CONTRACT here."])
    def test_begins_its_flow_when_its_words_are_typed(self, text: str) -> None:
        assert Talk(flows(SCRIPT, WORDS)).hear(text, "greet", confidence=0.5) == ["ask-sure"]

    def test_begins_it_in_the_midst_of_another(self, talk: Talk) -> None:
        assert talk.hear("contract withdrawal") == ["ask-sure"]

    def test_begins_it_when_pressed(self) -> None:
        assert Talk(flows(SCRIPT, WORDS)).press("intent:withdraw") == ["ask-sure"]

    def test_needs_its_words(self) -> None:
        assert any(
            "intent-withdraw" in mistake for mistake in mistakes(SCRIPT, WORDS.replace("intent-withdraw =", "intent-other ="))
        )


class TestWhatWasSaid:
    def test_is_known_to_the_flow_it_began(self, talk: Talk) -> None:
        assert talk.dialogue.slots["words"] == "it is bad, take it back"

    def test_is_not_known_where_a_button_began_it(self) -> None:
        talk = Talk(flows(SCRIPT, WORDS))
        talk.press("intent:give_back")
        assert "words" not in talk.dialogue.slots


class TestACode:
    @pytest.mark.parametrize(
        ("text", "code"), [("012345", "012345"), ("012 345", "012345"), ("it is 12-34-56", "123456"), ("код 987654.", "987654")]
    )
    def test_is_its_digits_with_a_nought_at_the_front(self, text: str, code: str) -> None:
        found = read(Slot("code", "code"), said(text).understanding)
        assert isinstance(found, Found)
        assert found.value == code

    @pytest.mark.parametrize("text", ["12", "1234567890123", "12 or perhaps 4512"])
    def test_is_wrong_where_it_cannot_be_one(self, text: str) -> None:
        assert read(Slot("code", "code"), said(text).understanding) == Wrong()

    def test_is_none_without_digits(self) -> None:
        assert read(Slot("code", "code"), said("it has not come").understanding) is None

    @given(st.from_regex(r"[0-9]{4,10}", fullmatch=True))
    def test_survives_as_it_is(self, code: str) -> None:
        assert read(Slot("code", "code"), said(code).understanding) == Found(code)


class TestAnAmountByTheWay:
    def test_beyond_its_bounds_is_not_taken(self, talk: Talk) -> None:
        assert talk.hear("a mug for 5000 euros", money="5000 EUR") == ["ask-amount"]

    def test_within_them_is(self, talk: Talk) -> None:
        assert talk.hear("a mug for 50 euros", money="50 EUR") == ["ask-photo"]


def test_no_call_is_made_by_any_of_it(talk: Talk) -> None:
    talk.hear("10023", order_number="10023")
    assert talk.done(Call) == []
