"""What would teach most stands first, and near-duplicates stand together."""

import random
import time
from dataclasses import replace
from functools import partial

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.artifact import Model
from nlu.neighbours import Index, Space
from nlu.phrases import read_phrases
from nlu.teaching import Group, Message, doubt, worklist
from nlu.twins import ALIKE, Twins
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
    return worklist(messages, partial(Twins, space), Index(space, phrases) if phrases else None)


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


@settings(max_examples=60, deadline=None)
@given(MESSAGES)
def test_those_alike_are_the_ones_a_look_at_every_pair_would_find(model: Model, messages: list[Message]) -> None:
    space, texts = Space(model), [one.text for one in messages]
    index, twins = Index(space, texts), Twins(space, texts)
    for place, text in enumerate(texts):
        near, found = index.near(text), set(twins.of(place).tolist())
        assert found <= set(np.flatnonzero(near >= ALIKE - 1e-5).tolist())
        assert found >= set(np.flatnonzero(near >= ALIKE + 1e-5).tolist())


def many_messages(phrases: list[str], count: int) -> list[Message]:
    lot = random.Random(0)
    return [
        Message(f"{lot.choice(phrases)} {lot.choice(WORDS)}", "en", (lot.random(),), person=lot.randrange(5000))
        for _ in range(count)
    ]


def test_ordering_ten_thousand_messages_takes_little_more_than_reading_them(model: Model) -> None:
    space, phrases = Space(model), [one.text for one in read_phrases(PHRASES).phrases]
    messages, taught = many_messages(phrases, 10_000), Index(space, phrases)
    began = time.process_time()
    space.several([one.text for one in messages])
    read = time.process_time() - began
    began = time.process_time()
    groups = worklist(messages, partial(Twins, space), taught)
    ordered = time.process_time() - began
    print(f"{len(groups)} groups in {ordered:.2f} s of CPU, {ordered / read:.1f} times what reading them takes ({read:.2f} s)")
    assert ordered < 8 * read
