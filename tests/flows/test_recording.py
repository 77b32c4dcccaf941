"""The record of a turn: whatever an event or effect holds is read back equal, and older records as well as they go."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.dialogue import Dialogue
from flows.fluent import Named
from flows.model import (
    Answered,
    Approve,
    Attached,
    Call,
    Choice,
    Decided,
    Duration,
    Effect,
    Elapsed,
    Enclosure,
    Event,
    Forget,
    Handoff,
    Heard,
    Leave,
    Opened,
    Pressed,
    Promise,
    Record,
    Remind,
    Say,
    Shared,
    Told,
)
from flows.recording import FORMAT, Place, Recorder, RecordError, open_place, pack, place_of, read, unpack
from flows.shop.model import Money
from nlu.model import LANGUAGES, Entity, Intent, Understanding
from tests.flows.support import CALLS, Talk, said

NAMES = st.text(max_size=12)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False)
SUMS = st.decimals(-9999, 9999, places=2)
MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=2))]))
LENGTHS = st.builds(Duration, st.integers(0, 10**6), st.booleans())
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=20), NUMBERS,
    st.dates(), MOMENTS, LENGTHS, st.builds(Money, SUMS, st.sampled_from(["EUR", "PLN"])), st.builds(Named, NAMES, NAMES),
    st.frozensets(st.one_of(st.text(max_size=5), st.integers()), max_size=3), st.sets(st.text(max_size=5), max_size=3),
)  # fmt: skip
KEYS = st.one_of(NAMES, st.sampled_from(["$money", "$map", "$", "$tuple", "$day"]))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.lists(inner, max_size=3).map(tuple), st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=8,
)
MAPPINGS = st.dictionaries(KEYS, VALUES, max_size=3)
LANGUAGE = st.sampled_from(LANGUAGES)
SHARES = st.floats(0, 1)
ENTITIES = st.lists(st.builds(Entity, NAMES, NAMES, NAMES, st.integers(0, 99), st.integers(0, 99)), max_size=2).map(tuple)
INTENTS = st.lists(st.builds(Intent, NAMES, SHARES), max_size=2).map(tuple)
CHOICES = st.lists(st.builds(Choice, NAMES, NAMES, NAMES, NAMES, MAPPINGS), max_size=2).map(tuple)
EVENTS: dict[type, Any] = {
    Heard: st.builds(
        Heard,
        st.builds(Understanding, NAMES, LANGUAGE, st.none() | NAMES, SHARES, st.booleans(), ENTITIES, INTENTS, NAMES),
        st.booleans(),
    ),
    Pressed: st.builds(Pressed, NAMES, NAMES),
    Attached: st.builds(Attached, NAMES, st.sampled_from(["photo", "other"]), NAMES),
    Shared: st.builds(Shared, NAMES, st.booleans()),
    Opened: st.builds(Opened, NAMES),
    Answered: st.builds(Answered, NAMES, st.none() | MAPPINGS, NAMES),
    Elapsed: st.builds(Elapsed, NAMES),
    Decided: st.builds(Decided, NAMES, st.sampled_from(["approved", "no_answer"]), MAPPINGS),
    Told: st.builds(Told, NAMES, MAPPINGS),
}
EFFECTS: dict[type, Any] = {
    Say: st.builds(
        Say, NAMES, MAPPINGS, CHOICES, st.sampled_from(["talk", "fact"]), LANGUAGE,
        st.none() | st.builds(Enclosure, NAMES, NAMES, NAMES), st.booleans(), NAMES, NAMES,
    ),
    Call: st.builds(Call, NAMES, MAPPINGS, NAMES, st.booleans()),
    Remind: st.builds(Remind, NAMES, LENGTHS),
    Forget: st.builds(Forget, NAMES),
    Approve: st.builds(Approve, NAMES, NAMES, NAMES, MAPPINGS, LENGTHS, MAPPINGS),
    Promise: st.builds(Promise, NAMES, LENGTHS, NAMES, st.none() | st.dates() | MOMENTS, NAMES),
    Handoff: st.builds(Handoff, st.sampled_from(["asked", "failure"]), NAMES, NAMES, MAPPINGS),
    Leave: st.just(Leave()),
    Record: st.builds(Record, NAMES, MAPPINGS),
}  # fmt: skip


def recorded(events: list[Event], effects: list[Effect]) -> str:
    """The record of a turn in which all of this happened."""
    recorder = Recorder("lv", events, effects, [0], [Place("returns", "collect:item", "item")], [len(effects)])
    return recorder.text("abc", "1.0", 1_795_420_800_000, [7], Dialogue(1, owner="queue"))


def test_every_kind_of_event_and_effect_is_tried() -> None:
    assert set(EVENTS) == set(get_args(Event))
    assert set(EFFECTS) == set(get_args(Effect))


@given(st.lists(st.one_of(*EVENTS.values()), max_size=3), st.lists(st.one_of(*EFFECTS.values()), max_size=3))
def test_whatever_an_event_or_effect_holds_is_read_back_equal(events: list[Event], effects: list[Effect]) -> None:
    turn = read(3, recorded(events, effects), CALLS)
    assert (list(turn.events), list(turn.effects)) == (events, effects)
    assert [repr(type(one)) for one in turn.events] == [repr(type(one)) for one in events]


@given(VALUES)
def test_a_value_has_its_type_again(value: Any) -> None:
    again = unpack(msgspec.json.decode(msgspec.json.encode(pack(value))))
    assert again == value
    assert type(again) is type(value)


def test_a_value_of_a_type_nobody_knows_becomes_its_text_and_stops_no_turn() -> None:
    assert pack({"at": timedelta(hours=1)}) == {"at": "1:00:00"}


def test_a_record_says_whence_and_where() -> None:
    turn = read(3, recorded([Told("paid")], []), CALLS)
    assert (turn.number, turn.set, turn.engine, turn.now) == (3, "abc", "1.0", 1_795_420_800_000)
    assert (turn.language, turn.owner, turn.question, turn.exact) == ("lv", "queue", "", True)
    assert (turn.roots, turn.places) == ([0], [Place("returns", "collect:item", "item")])
    assert json.loads(recorded([], []))["format"] == FORMAT


def test_only_what_waits_for_an_answer_is_read_without_the_rest() -> None:
    call = Call("find_purchase", {"order_number": "1"}, "1:a:b:1")
    turn = read(1, recorded([], [Say("hello"), call, Record("asked", {})]), CALLS)
    assert turn.asked == [call]
    assert "effects" not in vars(turn)


def test_a_button_meets_the_question_it_stood_under(talk: Talk) -> None:
    talk.hear("I want to return something", "return_goods")
    talk.hear("a lamp")
    old = talk.buttons[0].payload
    talk.hear("it is broken", "broken")
    talk.press(old)
    reason = Place("return_goods", "collect:reason", "reason", "broken")
    assert place_of(talk.flows, talk.dialogue, Pressed(old)) == reason
    assert place_of(talk.flows, talk.dialogue, said("10023")) == Place("return_goods", "collect:order_number", "order_number")
    assert place_of(talk.flows, talk.dialogue, Elapsed(f"remind:{talk.dialogue.question}")) == open_place(
        talk.flows, talk.dialogue
    )
    assert place_of(talk.flows, talk.dialogue, Elapsed("remind:0")) is None


def test_a_question_is_known_by_its_slot_when_its_step_is_called_otherwise() -> None:
    assert Place("f", "a", "item").is_same(Place("f", "b", "item"))
    assert not Place("f", "a", "item").is_same(Place("f", "a", "reason"))
    assert not Place("f", "a", "item").is_same(Place("g", "a", "item"))
    assert Place("f", "confirm").is_same(Place("f", "confirm"))
    assert not Place("f", "confirm").is_same(None)


OLD = {
    "set": "abc", "engine": "0.1.0", "now": 1_795_420_800_000, "letters": [1],
    "events": [
        ["Heard", {"understanding": {"text": "where is 10023", "language": "lv", "intent": "order_status", "confidence": 0.9,
                                     "accepted": True, "entities": [], "ranking": [], "model": ""}, "edited": False}],
        ["Answered", {"key": "1:a:b:1", "value": {"found": True, "total": {"amount": "12.50", "currency": "EUR"},
                                                  "at": "2026-11-20"}, "failure": ""}],
        ["Told", {"fact": "handed_over", "values": {"due": "tomorrow"}}],
        ["Told", {"fact": "paid", "values": {}}],
    ],
    "effects": [
        ["Call", {"name": "find_purchase", "arguments": {"order_number": "10023"}, "key": "1:a:b:1", "once": False}],
        ["Handoff", {"reason": "asked", "team": "", "summary": "", "values": {}}],
    ],
}  # fmt: skip


def test_an_older_record_gets_its_types_back_from_the_table_of_calls() -> None:
    turn = read(1, json.dumps(OLD), CALLS)
    assert turn.events[1] == Answered(
        "1:a:b:1", {"found": True, "total": Money(Decimal("12.50"), "EUR"), "at": date(2026, 11, 20)}
    )
    assert (turn.roots, turn.exact, turn.language) == ([0, 3], False, "lv")
    assert turn.places == [None, None]


def test_a_turn_that_was_given_up_says_so() -> None:
    assert read(4, '{"gave_up": true}', CALLS).gave_up


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"format": 99, "now": 1}', '{"now": 1, "events": [["Nothing", {}]]}'])
def test_what_tells_of_no_turn_is_refused(text: str) -> None:
    with pytest.raises(RecordError):
        read(1, text, CALLS)


def test_moments_keep_their_zone() -> None:
    at = datetime(2026, 11, 23, 10, tzinfo=timezone(timedelta(hours=2)))
    assert unpack(pack(at)).utcoffset() == timedelta(hours=2)
