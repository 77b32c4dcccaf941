"""What would teach most stands first, and near-duplicates stand together."""

import random
import time
from dataclasses import replace
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.artifact import Model
from nlu.neighbours import Index, Space
from nlu.phrases import read_phrases
from nlu.teaching import Group, Message, doubt, worklist
from tests.nlu.trained import PHRASES

WORDS = [
    "where",
    "parcel",
    "order",
    "late",
    "refund",
    "mug",
    "gift",
    "wrap",
    "courier",
    "return",
    "card",
    "paid",
    "twice",
    "broken",
    "invoice",
    "colour",
    "size",
    "shop",
    "open",
]
MESSAGES = st.lists(
    st.builds(
        Message, st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join), st.sampled_from(["lv", "en"]),
        st.lists(st.floats(0, 1), max_size=3).map(lambda sure: tuple(sorted(sure, reverse=True))), st.booleans(),
        st.integers(0, 5),
    ), max_size=25,
)  # fmt: skip


def listed(model: Model, messages: list[Message], phrases: list[str] | None = None) -> list[Group]:
    space = Space(model)
    return worklist(messages, partial(Index, space), Index(space, phrases) if phrases else None)


@settings(max_examples=40, deadline=None)
@given(MESSAGES)
def test_every_message_stands_in_one_group_of_its_language(model: Model, messages: list[Message]) -> None:
    groups = listed(model, messages)
    assert sorted(place for group in groups for place in group.places) == list(range(len(messages)))
    assert all(len({messages[place].language for place in group.places}) == 1 for group in groups)
    assert [group.worth for group in groups] == sorted((group.worth for group in groups), reverse=True)
    assert all(0 <= group.doubt <= 1 and 0 <= group.novelty <= 1 for group in groups)


@settings(max_examples=40, deadline=None)
@given(MESSAGES.filter(bool))
def test_one_more_person_who_writes_the_same_never_makes_it_worth_less(model: Model, messages: list[Message]) -> None:
    (alone,) = listed(model, messages[:1])
    (both,) = listed(model, [messages[0], replace(messages[0], person=99)])
    assert both.worth > alone.worth or alone.doubt == 0


def test_what_is_put_right_counts_as_unsure_and_the_surer_the_less(model: Model) -> None:
    assert doubt(Message("a", "en", (0.99, 0.01), corrected=True)) == 1
    assert doubt(Message("a", "en", (0.9, 0.05))) < doubt(Message("a", "en", (0.6, 0.35))) < doubt(Message("a", "en", (0.2, 0.2)))


def test_many_people_come_before_one_and_what_is_new_before_what_is_known(model: Model) -> None:
    unsure = (0.4, 0.1)
    messages = [
        Message("where is my parcel", "en", unsure, person=1),
        *(
            Message(f"do you wrap gifts{sign}", "en", unsure, person=person)
            for person, sign in enumerate(("", "!", " please"), 2)
        ),
        *(Message("is the zoo open on mondays", "en", unsure, person=9) for _ in range(3)),
    ]
    first, *rest = listed(model, messages, ["where is my parcel"])
    assert first.places == (1, 2, 3)
    assert (first.people, first.why) == (3, ("unsure", "many", "new"))
    assert [group.places for group in rest] == [(4, 5, 6), (0,)]
    assert rest[0].people == 1


def test_ten_thousand_messages_are_ordered_fast(model: Model) -> None:
    lot = random.Random(0)
    phrases = [one.text for one in read_phrases(PHRASES).phrases]
    messages = [
        Message(f"{lot.choice(phrases)} {lot.choice(WORDS)}", "en", (lot.random(),), person=lot.randrange(5000))
        for _ in range(10_000)
    ]
    began = time.process_time()
    groups = listed(model, messages, phrases)
    print(f"{len(groups)} groups in {time.process_time() - began:.1f} s of CPU")
    assert time.process_time() - began < 30
