"""Several wishes in one message: the first is begun, the others wait and come, whatever lies between."""

import dataclasses
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.dialogue import dump, load
from flows.engine import advance
from flows.model import Answered, Elapsed, Handoff, Heard, Told
from nlu.model import Entity, Wish
from tests.flows.support import NOW, Talk, flows, said

SCRIPT = """
flows:
  order_status:
    description: Where it is
    nlu_trigger: [{intent: order_status}]
    slots: {order_number: {type: order_number}}
    steps:
      - collect: order_number
        ask_before_filling: false
        reprompts: [ask-again, ask-again]
      - say: on-its-way
        values: {number: slots.order_number}
  pay_by_invoice:
    description: An invoice
    nlu_trigger: [{intent: pay_by_invoice}]
    slots: {order_number: {type: order_number}}
    steps:
      - collect: order_number
        utter: ask-which
        ask_before_filling: false
        reprompts: [ask-again]
      - say: invoice
        values: {number: slots.order_number}
  opening_hours:
    description: When
    nlu_trigger: [{intent: opening_hours}]
    steps:
      - say: hours
  complaint:
    description: To a person
    nlu_trigger: [{intent: complaint}]
    steps:
      - say: sorry
      - handoff: {reason: flow}
  return_goods:
    description: Back
    nlu_trigger: [{intent: return_goods}]
    slots: {item: {type: text}}
    steps:
      - collect: item
        reprompts: [ask-item]
      - action: open_return
        once: true
      - say: returned
"""
WORDS = """
ask-order-number = Which order?
ask-which = Which order is the invoice for?
ask-again = Its number, please.
ask-item = What is it?
on-its-way = { $number } is on its way.
invoice = The invoice for { $number }.
hours = We are open.
sorry = Sorry.
returned = Done.
done-open-return = the return
slot-item = item
slot-order_number = order number
"""
A, B = "10023", "10031"


def wishes(text: str, *parts: tuple[str, str, dict[str, str]]) -> Heard:
    """A message with these wishes: each an intent, its words, and its values by kind."""
    found = []
    for intent, words, values in parts:
        start = text.index(words)
        entities = tuple(Entity(kind, one, one, text.index(one), text.index(one) + len(one)) for kind, one in values.items())
        found.append(Wish(intent, 0.97, words, start, start + len(words), entities))
    heard = said(text, found[0].intent)
    entities = tuple(one for wish in found for one in wish.entities)
    return Heard(dataclasses.replace(heard.understanding, wishes=tuple(found), entities=entities))


TWO = wishes(
    f"where is {A}, and an invoice for {B}?",
    ("order_status", f"where is {A}", {"order_number": A}),
    ("pay_by_invoice", f"and an invoice for {B}", {"order_number": B}),
)
OPEN = wishes(
    "where is my order and an invoice please",
    ("order_status", "where is my order", {}),
    ("pay_by_invoice", "and an invoice please", {}),
)


@pytest.fixture
def talk() -> Talk:
    return Talk(flows(SCRIPT, WORDS))


def later(talk: Talk) -> list[str]:
    return [wish.intent for wish in talk.dialogue.later]


def test_each_wish_is_answered_with_its_own_order_number(talk: Talk) -> None:
    assert talk.happen(TWO) == ["on-its-way", "next-wish", "invoice"]
    numbers = [effect.values["number"] for effect in talk.effects if getattr(effect, "wording", "") in {"on-its-way", "invoice"}]
    assert numbers == [A, B]
    assert not later(talk)


def test_what_is_said_at_once_comes_before_what_needs_a_conversation(talk: Talk) -> None:
    heard = wishes("a return, when are you open", ("return_goods", "a return", {}), ("opening_hours", "when are you open", {}))
    assert talk.happen(heard) == ["hours", "next-wish", "ask-item"]


def test_the_second_wish_waits_for_the_answers_to_the_first(talk: Talk) -> None:
    assert talk.happen(OPEN) == ["ask-order-number"]
    assert later(talk) == ["pay_by_invoice"]
    assert talk.hear(A, order_number=A) == ["on-its-way", "next-wish", "ask-which"]
    assert talk.hear(B, order_number=B) == ["invoice"]


def test_a_wish_that_came_between_does_not_call_up_the_one_that_waits(talk: Talk) -> None:
    talk.happen(OPEN)
    assert talk.hear("when are you open", "opening_hours") == ["hours", "ask-order-number"]
    assert later(talk) == ["pay_by_invoice"]


def test_who_asks_for_it_anew_is_not_answered_twice(talk: Talk) -> None:
    talk.happen(OPEN)
    talk.hear("an invoice now", "pay_by_invoice")
    assert not later(talk)
    talk.hear(B, order_number=B)
    assert talk.dialogue.stack[-1].flow == "order_status"


def test_the_same_wish_in_other_words_waits_once(talk: Talk) -> None:
    talk.happen(OPEN)
    talk.happen(
        wishes("hours? and do make an invoice", ("opening_hours", "hours?", {}), ("pay_by_invoice", "and do make an invoice", {}))
    )
    assert later(talk) == ["pay_by_invoice"]


def test_of_the_same_wish_the_fuller_waits(talk: Talk) -> None:
    talk.happen(OPEN)
    parts = ("opening_hours", "hours?", {}), ("pay_by_invoice", f"an invoice for {B}", {"order_number": B})
    talk.happen(wishes(f"hours? an invoice for {B}", *parts))
    assert [one.text for one in talk.dialogue.later] == [f"an invoice for {B}"]


@pytest.mark.parametrize(("named", "value"), [("my order?", {}), (f"order {A}?", {"order_number": A})])
def test_what_is_wished_for_beside_what_is_being_done_is_not_lost(talk: Talk, named: str, value: dict[str, str]) -> None:
    talk.hear("where is it", "order_status")
    talk.happen(wishes(f"{named} and an invoice", ("order_status", named, value), ("pay_by_invoice", "and an invoice", {})))
    flows_open = [run.flow for run in talk.dialogue.stack]
    assert later(talk) == ["pay_by_invoice"] or flows_open == ["pay_by_invoice"]


def test_who_names_what_is_being_done_and_asks_for_a_person_gets_one(talk: Talk) -> None:
    talk.hear("where is it", "order_status")
    talk.happen(wishes("my order? a person!", ("order_status", "my order?", {}), ("talk_to_human", "a person!", {})))
    assert any(isinstance(effect, Handoff) for effect in talk.effects)


def test_cancelling_one_leaves_the_other(talk: Talk) -> None:
    talk.happen(OPEN)
    assert talk.hear("forget it", "cancel") == ["cancelled", "next-wish", "ask-which"]


def test_the_open_question_is_come_back_to_after_all_of_them(talk: Talk) -> None:
    talk.hear("a return", "return_goods")
    assert talk.happen(TWO) == ["on-its-way", "next-wish", "invoice", "continued", "ask-item"]


def test_an_answer_with_a_question_beside_it_is_taken_and_the_question_answered(talk: Talk) -> None:
    talk.hear("where is it", "order_status")
    heard = wishes(f"{A}. and when are you open?", ("opening_hours", "and when are you open?", {}))
    entity = Entity("order_number", A, A, 0, 5)
    heard = Heard(dataclasses.replace(heard.understanding, entities=(entity,)))
    assert talk.happen(heard) == ["hours", "on-its-way"]


def test_an_agent_reads_what_was_not_begun_and_it_is_begun_where_the_customer_leaves_the_queue(talk: Talk) -> None:
    heard = wishes("you are rude. an invoice!", ("complaint", "you are rude", {}), ("pay_by_invoice", "an invoice!", {}))
    talk.happen(heard)
    (handoff,) = (effect for effect in talk.effects if isinstance(effect, Handoff))
    assert handoff.values["also_asked"] == ["an invoice!"]
    assert later(talk) == ["pay_by_invoice"]
    talk.happen(Told("handed_over", {"due": "soon", "open": True, "team": "front"}))
    assert talk.happen(Told("left_queue", {})) == ["left-queue", "next-wish", "ask-which"]


def test_in_the_queue_only_what_is_said_at_once_is_answered(talk: Talk) -> None:
    heard = wishes("rude. open when?", ("complaint", "rude", {}), ("opening_hours", "open when?", {}))
    talk.happen(dataclasses.replace(heard))
    assert not later(talk)


def test_when_an_agent_takes_it_nothing_waits_for_the_bot_any_more(talk: Talk) -> None:
    talk.happen(OPEN)
    talk.happen(Told("taken", {}))
    assert not later(talk)
    assert talk.happen(Told("released", {})) [0] in {"released", "agreed-with-person"}


def test_the_shops_answer_is_waited_for_before_the_next_wish(talk: Talk) -> None:
    parts = ("return_goods", "a return of a lamp", {}), ("pay_by_invoice", "an invoice", {})
    heard = wishes("a return of a lamp, an invoice", *parts)
    talk.happen(heard)
    talk.hear("a lamp")
    assert later(talk) == ["pay_by_invoice"]
    key = next(iter(talk.dialogue.parked))
    assert talk.happen(Answered(key, {"number": "R1", "refund_by": NOW.date()})) == ["returned", "next-wish", "ask-which"]


def test_a_clock_alone_begins_nothing(talk: Talk) -> None:
    talk.happen(OPEN)
    assert talk.happen(Elapsed("expire:1")) == []
    assert later(talk) == ["pay_by_invoice"]


def test_what_is_refused_is_not_begun_and_dropped_where_it_waits(talk: Talk) -> None:
    talk.happen(OPEN)
    talk.happen(_refusing("no invoice please", "pay_by_invoice"))
    assert not later(talk)


def test_who_refuses_what_is_being_done_leaves_it(talk: Talk) -> None:
    talk.hear("an invoice", "pay_by_invoice")
    assert talk.happen(_refusing("I do not want an invoice", "pay_by_invoice")) == ["cancelled"]


def test_who_refuses_something_out_of_the_blue_is_asked_what_it_is_then(talk: Talk) -> None:
    assert talk.happen(_refusing("I do not want to return it", "return_goods")) == ["not-wanted"]


def _refusing(text: str, intent: str) -> Heard:
    return Heard(dataclasses.replace(said(text).understanding, refused=(intent,)))


EVENTS: dict[str, Any] = {
    "two": TWO,
    "open": OPEN,
    "number": said(A, None, order_number=A),
    "cancel": said("forget it", "cancel"),
    "hours": said("open?", "opening_hours"),
    "no": _refusing("no invoice", "pay_by_invoice"),
    "person": said("a person", "talk_to_human"),
    "queue": Told("handed_over", {"due": "soon", "open": True, "team": "front"}),
    "left": Told("left_queue", {}),
}


@given(st.lists(st.sampled_from(sorted(EVENTS)), max_size=12))
def test_no_wish_is_lost_but_by_being_done_refused_or_taken_by_a_person(names: list[str]) -> None:
    """What waits is begun, dropped on demand, or still waits; and it does so from what was stored."""
    dialogue = Talk(flows(SCRIPT, WORDS)).dialogue
    for name in names:
        before = Counter(wish.intent for wish in dialogue.later)  # the same in fuller words may take its place
        after, effects = advance(flows(SCRIPT, WORDS), dialogue, EVENTS[name], NOW)
        assert advance(flows(SCRIPT, WORDS), load(dump(dialogue)), EVENTS[name], NOW) == (after, effects)
        gone = before - Counter(wish.intent for wish in after.later)
        begun = after.runs > dialogue.runs
        assert not gone or begun or name == "no"
        assert len(after.later) <= 5
        dialogue = after
