"""Two models are compared by what only one of them gets right, and a difference that chance makes is no difference."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from config.source import Place
from nlu.comparing import (
    LEVEL,
    Outcomes,
    Pair,
    Taken,
    band,
    compare,
    holm,
    mcnemar,
    outcomes_from,
    outcomes_of,
    pairs_of,
    shifts,
)  # fmt: skip
from nlu.model import Understanding
from nlu.phrases import Phrase

COUNTS = st.integers(0, 60)


def phrase(text: str, intent: str) -> Phrase:
    return Phrase(text, intent, "en", Place("en.yml"))


def pairs(intent: str, both: int, lost: int, gained: int, neither: int = 0) -> list[Pair]:
    """Phrases of an intent by who understands them."""
    right, wrong = Taken(intent, True), Taken("other", True)
    kinds = [(right, right)] * both + [(right, wrong)] * lost + [(wrong, right)] * gained + [(wrong, wrong)] * neither
    return [Pair(phrase(f"{intent} {number}", intent), *kind) for number, kind in enumerate(kinds)]


@given(COUNTS, COUNTS)
def test_the_chance_is_that_of_the_exact_test(lost: int, gained: int) -> None:
    expected = binomtest(lost, lost + gained, alternative="greater").pvalue if lost + gained else 1.0
    assert mcnemar(lost, gained) == pytest.approx(expected, rel=1e-9)


def test_many_changes_are_told_nearly_as_exactly() -> None:
    for lost, gained in ((520, 500), (560, 500), (500, 560)):
        assert mcnemar(lost, gained) == pytest.approx(binomtest(lost, lost + gained, alternative="greater").pvalue, rel=0.02)


@given(st.lists(st.floats(0, 1), max_size=30))
def test_asking_often_is_corrected_for(chances: list[float]) -> None:
    order = sorted(chances)
    expected = {
        one: max(min(1.0, (len(order) - j) * order[j]) for j in range(i + 1)) for i, one in reversed(list(enumerate(order)))
    }
    found = holm(chances)
    assert all(corrected >= one for corrected, one in zip(found, chances, strict=True))
    last = {one: max(corrected for corrected, other in zip(found, chances, strict=True) if other == one) for one in chances}
    assert all(last[one] >= expected[one] - 1e-12 for one in chances)
    if chances:
        assert min(found) == pytest.approx(min(1.0, len(chances) * order[0]))


def test_models_that_are_equally_good_are_seldom_held_for_worse() -> None:
    lot = random.Random(0)
    alarms = 0
    for _ in range(400):
        judged = []
        for intent in range(12):
            changed = lot.randint(0, 20)
            lost = sum(lot.random() < 0.5 for _ in range(changed))
            judged += pairs(f"intent{intent}", 60, lost, changed - lost)
        found = compare(judged)
        assert found is not None
        alarms += bool(found.worse)
    assert alarms / 400 <= LEVEL + 0.02


def test_an_intent_that_loses_much_is_worse_and_one_that_loses_little_is_not() -> None:
    found = compare(pairs("return_goods", 80, 14, 1) + pairs("greet", 50, 2, 1) + pairs("thank", 40, 0, 9), "old")
    assert found is not None
    assert [one.intent for one in found.intents] == ["return_goods", "greet", "thank"]
    assert [one.intent for one in found.worse] == ["return_goods"]
    worst = found.intents[0]
    assert (worst.count, worst.lost, worst.gained) == (95, 14, 1)
    assert worst.before - worst.after > worst.band
    assert found.as_data()["intents"][0]["worse"]
    assert found.mixed[0] == ("return_goods", "other", 1, 14)
    assert len(found.lost) == 16
    assert len(found.won) == 11


def test_what_is_out_of_scope_is_right_when_it_is_not_acted_on() -> None:
    sure, unsure = Taken("greet", True), Taken("greet", False)
    found = compare([Pair(phrase("sing me a song", "out_of_scope"), unsure, sure)])
    assert found is not None
    assert (found.whole.before, found.whole.after) == (1, 0)


@given(st.integers(1, 400), st.data())
def test_the_band_holds_the_simple_interval_of_small_changes(count: int, data: st.DataObject) -> None:
    lost = data.draw(st.integers(0, count))
    gained = data.draw(st.integers(0, count - lost))
    assert 0 < band(count, lost, gained) <= 1.96


def test_each_phrase_is_judged_by_models_that_had_not_seen_it() -> None:
    both, moved, new, copy, gone = (
        phrase("where is my parcel", "order_status"), phrase("good day", "greet"), phrase("bring the courier", "order_status"),
        phrase("my parcel is where", "order_status"), phrase("farewell", "greet"),
    )  # fmt: skip
    before = outcomes_of([both, phrase("good day", "thank"), gone], ["order_status", "greet", "greet"], [True, False, True])
    after = outcomes_of([both, moved, new, copy], ["greet", "greet", "order_status", "greet"], [True] * 4)
    asked: list[str] = []

    def read(phrases: object) -> list[Taken]:
        asked.extend(one.text for one in phrases)  # type: ignore[attr-defined]
        return [Taken("greet", True)] * len(asked)

    found = {pair.phrase.text: pair for pair in pairs_of([both, moved, new, copy], before, after, read)}
    assert asked == ["bring the courier"]  # its near-copy taught the old model, so that one would be flattered by the other
    assert set(found) == {"where is my parcel", "good day", "bring the courier"}
    assert found["good day"].right(found["good day"].before)
    assert not found["bring the courier"].right(found["bring the courier"].before)


@given(
    st.dictionaries(st.text("0123456789abcdef", min_size=14, max_size=14), st.tuples(st.sampled_from(["a", "b"]), st.booleans()))
)
def test_outcomes_are_kept_and_read_again(taken: dict[str, tuple[str, bool]]) -> None:
    outcomes = Outcomes({name: Taken(*one) for name, one in taken.items()})
    assert outcomes_from(outcomes.as_data()) == outcomes


@pytest.mark.parametrize(
    "nonsense", [None, {}, [], {"names": [], "ids": "0" * 14, "taken": [0]}, {"names": [], "ids": "0" * 14, "taken": []}]
)
def test_what_is_no_outcomes_is_none(nonsense: object) -> None:
    assert outcomes_from(nonsense) is None


def test_nothing_to_judge_is_no_comparison() -> None:
    assert compare([]) is None


def read(text: str, intent: str | None, confidence: float) -> Understanding:
    return Understanding(text, "en", intent, confidence, intent is not None)


def test_messages_that_change_their_intent_are_told_those_first_of_which_both_are_sure() -> None:
    before = [read("a", "greet", 0.9), read("b", None, 0.3), read("c", "greet", 0.9), read("d", "thank", 0.8)]
    after = [read("a", "greet", 0.8), read("b", "thank", 0.9), read("c", None, 0.4), read("d", "greet", 0.7)]
    assert [(one.text, one.before, one.after) for one in shifts(before, after)] == [
        ("d", "thank", "greet"), ("b", None, "thank"), ("c", "greet", None),
    ]  # fmt: skip
