"""Choosing a threshold, checked against figures worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.model import Language
from nlu.thresholds import (
    Judged,
    choose_threshold,
    choose_thresholds,
    least_answers,
    lower_bound,
    operating_point,
    reachable,
    trade_off,
)
from tests.nlu.judging import FOUR, judged

NONE = np.empty(0)
RIGHT, WRONG = ("a", "a", 0.8), ("a", "b", 0.3)
MANY = judged(*[RIGHT] * 90, *[WRONG] * 30)


def test_what_is_out_of_scope_weighs_a_fifth_however_many_there_are() -> None:
    for outside in ([0.9, 0.1], [0.9] * 50 + [0.1] * 50):
        point = operating_point(0.5, FOUR.confidence, FOUR.right, np.array(outside))
        assert point.answered == 0.75
        assert point.outside_answered == 0.5
        assert point.precision == pytest.approx(0.8 * 0.5 / (0.8 * 0.75 + 0.2 * 0.5))


def test_nothing_answered_is_not_precise() -> None:
    point = operating_point(0.95, FOUR.confidence, FOUR.right, np.array([0.1]))
    assert (point.precision, point.least) == (0.0, 0.0)


def test_the_bound_is_the_textbook_one() -> None:
    # Newcombe 1998, table I: 81 of 263, 95 % two-sided, so the one-sided z is 1.96 there; by ours of 1.645 it lies nearer.
    assert 0.2535 < lower_bound(81 / 263, 263) < 81 / 263
    # By Clopper and Pearson 29 answers that are all right promise 90 % (0.05 ** (1 / 29) = 0.902); this asks for a few more.
    assert lower_bound(1.0, 33) < 0.9 <= lower_bound(1.0, 34)
    assert [reachable(target) for target in (0.8, 0.9, 0.99)] == [16, 34, 362]
    assert lower_bound(0.0, 10) == lower_bound(0.5, 0) == 0.0


@given(st.integers(1, 5000), st.floats(0, 1))
def test_the_bound_lies_below_what_was_measured_and_rises_with_the_count(count: int, share: float) -> None:
    measured = int(share * count) / count
    assert 0 <= lower_bound(measured, count) <= measured
    assert lower_bound(measured, count) <= lower_bound(measured, 2 * count) + 1e-12


def test_the_lowest_threshold_that_keeps_the_promise_is_taken() -> None:
    point = choose_threshold(MANY, NONE, 0.9)
    assert (point.threshold, point.precision, point.answered, point.kept) == (0.8, 1.0, 0.75, True)
    assert point.least >= 0.9


def test_a_few_phrases_promise_nothing_and_are_answered_only_where_sure_by_themselves() -> None:
    few = judged(*[RIGHT] * 18, *[WRONG] * 2)
    point = choose_threshold(few, NONE, 0.9)
    assert not point.kept
    assert point.threshold == 0.9
    assert choose_threshold(judged(*[("a", "a", 0.96)] * 20), NONE, 0.9).threshold == 0.96


def test_where_no_threshold_is_precise_enough_it_is_not_below_what_was_asked_for() -> None:
    hard = judged(*[("a", "a", 0.7)] * 500, *[("a", "b", 0.9)] * 400)
    point = choose_threshold(hard, NONE, 0.95)
    assert (point.threshold, point.kept) == (0.95, False)


def test_with_nothing_in_scope_nothing_is_promised() -> None:
    point = choose_threshold(judged(("out_of_scope", "a", 0.5)), NONE, 0.9)
    assert (point.threshold, point.kept) == (0.9, False)


def test_phrases_out_of_scope_count_as_such() -> None:
    some = judged(*[("a", "a", 0.9)] * 99, ("out_of_scope", "a", 0.95))
    assert choose_threshold(some, NONE, 0.9).precision < 0.9
    assert some.inside.tolist() == [True] * 99 + [False]


def in_two_languages(lv: int, en: int) -> Judged:
    """As many phrases in scope in each; the English ones are surer than right."""
    rows = [("a", "a", 0.8)] * lv + [("a", "a", 0.95)] * (en * 9 // 10) + [("a", "b", 0.85)] * (en - en * 9 // 10)
    found = judged(*rows)
    spoken: tuple[Language, Language] = ("lv", "en")
    languages = [spoken[0]] * lv + [spoken[1]] * en
    return replace(found, phrases=[replace(one, language=code) for one, code in zip(found.phrases, languages, strict=True)])


def test_a_language_with_phrases_enough_has_a_threshold_of_its_own() -> None:
    enough = least_answers(0.9)
    assert enough == 609
    chosen = choose_thresholds(in_two_languages(enough, 700), NONE, 0.9)
    assert (chosen.of("lv"), chosen.of("en")) == (0.8, 0.95)
    assert chosen.of("pl") == chosen.common.threshold
    assert choose_thresholds(in_two_languages(enough - 1, 700), NONE, 0.9).languages.keys() == {"en"}
    assert choose_thresholds(in_two_languages(enough, enough), NONE, 0.9).languages.keys() == {"lv"}, "548 would be answered"


def test_one_language_alone_needs_no_threshold_beside_the_common_one() -> None:
    assert choose_thresholds(in_two_languages(1000, 0), NONE, 0.9).languages == {}


def test_what_is_accepted_goes_by_the_language_of_each_phrase() -> None:
    both = in_two_languages(700, 700)
    chosen = choose_thresholds(both, NONE, 0.9)
    accepted = chosen.accepted(both)
    assert accepted[:700].all()
    assert accepted[700:].sum() == 630


def test_a_language_with_too_few_messages_out_of_scope_is_measured_against_those_of_all() -> None:
    both = in_two_languages(700, 700)
    strange = np.array([0.85] * 200)
    alone, beset = choose_thresholds(both, NONE, 0.9), choose_thresholds(both, strange, 0.9)
    assert alone.of("lv") == 0.8
    assert "lv" not in beset.languages
    assert beset.of("lv") == beset.common.threshold == 0.95


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30),
    st.lists(st.floats(0, 1), max_size=10),
    st.floats(0, 1),
)
def test_a_higher_threshold_never_answers_more(rows: list[tuple[float, bool]], outside: list[float], threshold: float) -> None:
    confidence, right = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    lower, higher = (operating_point(one, confidence, right, np.array(outside)) for one in (threshold / 2, threshold))
    assert higher.answered <= lower.answered
    assert higher.outside_answered <= lower.outside_answered
    assert 0 <= higher.precision <= 1


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60), st.lists(st.floats(0, 1), max_size=20))
def test_the_curve_is_what_its_thresholds_give_and_reaches_everything(
    rows: list[tuple[float, bool]], outside: list[float]
) -> None:
    found, beyond = judged(*(("a", "a" if right else "b", sure) for sure, right in rows)), np.array(outside)
    curve = trade_off(found, beyond)
    assert curve[-1].answered == 1
    for point in curve:
        again = operating_point(point.threshold, found.confidence, found.right, beyond)
        assert again.precision == pytest.approx(point.precision)
        assert (again.answered, again.outside_answered) == (point.answered, point.outside_answered)
