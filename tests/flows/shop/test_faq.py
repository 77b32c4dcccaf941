"""The shop's own answers: found where they are surely meant, measured on questions nobody has written into the file."""

from functools import cache
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.faq import Faq, read_faq
from config.settings import CHECKOUT
from config.source import read_yaml
from flows.shop.faq import Index, Shelf, Trial, index_of, measured, shelves_of
from nlu.model import LANGUAGES, Language

HIT_RATE, PRECISION = 0.45, 0.9  # measured: 0.49 and 0.99


@cache
def faq() -> Faq:
    return read_faq(CHECKOUT, LANGUAGES)


@cache
def shelf(language: Language) -> Shelf:
    return shelves_of(faq().answers, LANGUAGES, faq().precision)[language]


@cache
def heldout() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml(CHECKOUT / "tests" / "flows" / "shop" / "faq_heldout.yml").data
    return data


def test_of_what_is_answered_nearly_all_is_right_and_about_half_is_answered() -> None:
    right = wrong = asked = 0
    for language in LANGUAGES:
        for id_, question in heldout()[language]["asked"].items():
            found = shelf(language).find(question).id
            asked, right, wrong = asked + 1, right + (found == id_), wrong + (found not in {id_, ""})
        wrong += sum(bool(shelf(language).find(question).id) for question in heldout()[language]["outside"])
    assert right / (right + wrong) >= PRECISION
    assert right / asked >= HIT_RATE


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_that_are_in_the_file_are_answered(language: Language) -> None:
    for answer in faq().answers:
        for question in answer.questions[language]:
            assert shelf(language).find(f"  {question.upper()}???").id == answer.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_held_out_is_in_the_file(language: Language) -> None:
    known = {question for answer in faq().answers for question in answer.questions[language]}
    assert known.isdisjoint({*heldout()[language]["asked"].values(), *heldout()[language]["outside"]})
    assert heldout()[language]["asked"].keys() == {answer.id for answer in faq().answers}


def test_the_demo_shop_answers_at_least_25_questions() -> None:
    assert len(faq().answers) >= 25


@pytest.mark.parametrize("question", ["", "   ", "???", "!!!", "\x00", "a", "x" * 100_000, "<script>alert(1)</script>", "😀"])
def test_what_says_nothing_is_answered_with_nothing(question: str) -> None:
    assert shelf("en").find(question).id == ""


@given(st.text(max_size=300))
def test_a_score_is_a_share_whatever_is_asked(question: str) -> None:
    assert 0 <= shelf("lv").index.best(question).score <= 1 + 1e-9


class TestWithoutAnswers:
    def test_a_shop_without_a_file_answers_nothing(self) -> None:
        assert shelves_of([], LANGUAGES, 0.9)["lv"].find("vai krūzi var mazgāt").id == ""
        assert index_of([], "lv").best("x").score == 0

    def test_one_entry_cannot_be_measured_and_is_not_told(self) -> None:
        index = Index([("is it red", "colour"), ("what colour is it", "colour")], {"colour": "Red."})
        assert Shelf(index, measured(list(index.trials()), 0.9)).find("is it red").id == ""


class TestMeasuring:
    def test_the_lowest_score_that_is_right_often_enough(self) -> None:
        trials = [Trial(0.9, right=True), Trial(0.8, right=True), Trial(0.7, right=False), Trial(0.6, right=True)]
        assert measured(trials, 0.9) == 0.8
        assert measured(trials, 0.7) == 0.6

    def test_nothing_is_told_where_nothing_is_right(self) -> None:
        assert measured([Trial(0.9, right=False)], 0.9) == inf
        assert measured([], 0.9) == inf

    def test_equal_scores_stand_or_fall_together(self) -> None:
        assert measured([Trial(0.9, right=True), Trial(0.9, right=False)], 0.9) == inf

    @given(st.lists(st.builds(Trial, st.floats(0, 1), st.booleans())), st.floats(0.5, 0.99))
    def test_what_passes_is_right_often_enough(self, trials: list[Trial], precision: float) -> None:
        threshold = measured(trials, precision)
        passed = [trial for trial in trials if trial.score >= threshold]
        assert not passed or sum(trial.right for trial in passed) / len(passed) >= precision
