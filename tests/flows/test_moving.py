"""From one set to the next in mid-flow: whoever has a place in it moves on, nobody loses what is known."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule
from msgspec.structs import replace

from flows.engine import advance
from flows.flowset import FlowSet
from flows.model import Handoff, Told
from flows.moving import Moves, Redo, Stays, is_inside, move
from tests.flows.returns import RETURNS, WORDS
from tests.flows.support import NOW, Talk, flows
from tests.flows.test_engine_machine import Conversation

OLD = flows(RETURNS, WORDS)


def changed(*changes: tuple[str, str], words: tuple[str, str] = ("", "")) -> FlowSet:
    """The returns flow as an admin has changed it."""
    script = RETURNS
    for before, after in changes:
        assert before in script, before
        script = script.replace(before, after)
    return flows(script, WORDS.replace(*words) if words[0] else WORDS)


REWORDED = changed(words=("ask-item = What is it?", "ask-item = What do you bring back?"))
WITHOUT_OTHER = changed(("values: [broken, wrong_item, other]", "values: [broken, wrong_item]"))
FROM_FIVE = changed(("amount: {type: money, max: 10000 EUR}", "amount: {type: money, min: 5 EUR, max: 10000 EUR}"))
WITHOUT_PHOTO = changed(
    ("      - id: photo\n        collect: photo\n        skipped: agree\n", ""),
    ("then: photo", "then: agree"),
    ("else: photo", "else: agree"),
    ("      photo: {type: photo}\n", ""),
)  # fmt: skip
MORE = changed(
    ("      - collect: reason\n", "      - collect: email\n      - collect: reason\n"),
    ("      - collect: email\n        next: END", "      - noop: true\n        next: END"),
)
LOOKS = changed(("values: {number: context.return.number", "values: {number: context.purchase.total"))
SETS = [REWORDED, WITHOUT_OTHER, FROM_FIVE, WITHOUT_PHOTO, MORE, LOOKS, OLD]


def asked_for_the_amount() -> Talk:
    """Somebody has said what and why, has no number, and is asked how much it was."""
    talk = Talk(OLD)
    talk.hear("I bring something back", "return_goods")
    talk.hear("a lamp")
    talk.press("reason-other")
    talk.hear("no number", "skip")
    assert talk.said == ["ask-amount"]
    return talk


def test_who_is_in_the_middle_of_nothing_is_not_inside() -> None:
    talk = Talk(OLD)
    assert not is_inside(talk.dialogue)
    assert move(OLD, REWORDED, talk.dialogue) == Moves(replace(talk.dialogue, flows=REWORDED.hash))


def test_other_words_let_everybody_move_on_where_they_are() -> None:
    talk = asked_for_the_amount()
    found = move(OLD, REWORDED, talk.dialogue)
    assert isinstance(found, Moves)
    assert found.dialogue.stack == talk.dialogue.stack
    talk.flows, talk.dialogue = REWORDED, found.dialogue
    assert talk.hear("25 EUR", money="25 EUR") == ["ask-photo"]


def test_an_answer_that_is_none_any_more_is_asked_for_again_and_the_rest_is_kept() -> None:
    talk = asked_for_the_amount()
    found = move(OLD, WITHOUT_OTHER, talk.dialogue)
    assert isinstance(found, Redo)
    assert (found.flow, found.step) == ("return_goods", "collect:reason")
    assert found.dialogue.stack[-1].slots["item"] == "a lamp"
    assert "reason" not in found.dialogue.stack[-1].slots
    talk.flows, talk.dialogue = WITHOUT_OTHER, found.dialogue
    assert talk.happen(Told("moved")) == []
    assert talk.hear("25 EUR", money="25 EUR") == ["ask-reason-again"]
    assert talk.press("reason-broken") == ["ask-photo"], "the amount was heard in passing"


def test_what_answers_the_new_question_at_once_is_taken() -> None:
    talk = asked_for_the_amount()
    found = move(OLD, WITHOUT_OTHER, talk.dialogue)
    assert isinstance(found, Redo)
    talk.flows, talk.dialogue = WITHOUT_OTHER, found.dialogue
    talk.happen(Told("moved"))
    assert talk.hear("kaput") == ["ask-amount"]


def test_who_stands_at_a_step_that_is_gone_stays() -> None:
    talk = asked_for_the_amount()
    talk.hear("25 EUR", money="25 EUR")
    assert talk.said == ["ask-photo"]
    assert move(OLD, WITHOUT_PHOTO, talk.dialogue) == Stays("return_goods", "photo")


def test_who_would_miss_what_is_asked_of_the_shop_earlier_now_stays() -> None:
    assert isinstance(move(OLD, LOOKS, asked_for_the_amount().dialogue), Stays)


@pytest.mark.parametrize("owner", ["bot", "queue", "agent"])
def test_where_a_set_is_withdrawn_a_person_goes_on_and_is_asked_for_once(owner: Any) -> None:
    talk = asked_for_the_amount()
    talk.hear("25 EUR", money="25 EUR")
    if owner != "bot":
        talk.happen(Told("queued" if owner == "queue" else "taken", {"due": "tomorrow", "open": True, "team": "front"}))
    after, effects = advance(WITHOUT_PHOTO, talk.dialogue, Told("withdrawn", {}), NOW)
    assert [run.flow for run in after.stack if not run.flow.startswith("pattern_")] == []
    assert [isinstance(effect, Handoff) for effect in effects].count(True) == (owner == "bot")


class Moving(Conversation):
    """Sets are published in the midst of everything."""

    flows = OLD

    @rule(new=st.sampled_from(SETS))
    def a_set_is_published(self, new: FlowSet) -> None:
        before = self.dialogue
        found = move(self.flows, new, before)
        if isinstance(found, Stays):
            return
        self.flows, self.dialogue = new, found.dialogue
        known = [dict(run.slots) for run in before.stack]
        kept = [dict(run.slots) for run in found.dialogue.stack]
        if isinstance(found, Moves):
            assert kept == known
        for old, run in zip(before.stack, found.dialogue.stack, strict=True):
            lost = old.slots.keys() - run.slots.keys()
            assert lost <= {"reason", "amount"}, "only what may be no answer any more"
        self.happen(Told("moved"))


TestMoving = Moving.TestCase
TestMoving.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
