"""The figures of a training, checked against figures worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.source import Place
from nlu.phrases import Phrase
from nlu.report import Judged, calibration_error, choose_threshold, make_report, operating_point


def judged(*rows: tuple[str, str, float]) -> Judged:
    """Rows of intent, what it was taken for, and how surely."""
    phrases = [
        Phrase(f"text {number}", intent, "lv", Place("lv.yml", number)) for number, (intent, _, _) in enumerate(rows, start=1)
    ]
    return Judged(phrases, [taken for _, taken, _ in rows], np.array([confidence for _, _, confidence in rows]))


FOUR = judged(("a", "a", 0.9), ("a", "b", 0.4), ("b", "b", 0.8), ("b", "a", 0.6))


def test_what_is_out_of_scope_weighs_a_fifth_however_many_there_are() -> None:
    for outside in ([0.9, 0.1], [0.9] * 50 + [0.1] * 50):
        point = operating_point(0.5, FOUR.confidence, FOUR.right, np.array(outside))
        assert point.answered == 0.75
        assert point.outside_answered == 0.5
        assert point.precision == pytest.approx(0.8 * 0.5 / (0.8 * 0.75 + 0.2 * 0.5))


def test_nothing_answered_is_not_precise() -> None:
    assert operating_point(0.95, FOUR.confidence, FOUR.right, np.array([0.1])).precision == 0.0


def test_the_lowest_threshold_that_is_precise_enough_is_taken() -> None:
    point = choose_threshold(FOUR, np.array([0.3]), 0.9)
    assert (point.threshold, point.precision, point.answered) == (0.61, 1.0, 0.5)


def test_where_no_threshold_is_precise_enough_the_most_precise_is_taken() -> None:
    worse = judged(("a", "a", 0.7), ("a", "b", 0.9), ("b", "b", 0.5))
    point = choose_threshold(worse, np.empty(0), 0.99)
    assert point.precision == pytest.approx(2 / 3)


def test_phrases_out_of_scope_count_as_such() -> None:
    some = judged(("a", "a", 0.9), ("b", "b", 0.9), ("out_of_scope", "a", 0.95))
    assert choose_threshold(some, np.empty(0), 0.9).precision < 0.9
    assert some.inside.tolist() == [True, True, False]


def test_a_report_tells_by_intent_by_language_and_what_is_confused() -> None:
    report = make_report(FOUR, choose_threshold(FOUR, np.array([0.3]), 0.9), 0.2, 0.9)
    assert (report.phrases, report.accuracy, report.threshold, report.temperature) == (4, 0.5, 0.61, 0.2)
    assert report.intents["a"].accuracy == 0.5
    assert report.languages["lv"].count == 4
    assert [(one.intent, one.taken_for, one.count, one.example.place.line) for one in report.confusions] == [
        ("a", "b", 1, 2),
        ("b", "a", 1, 4),
    ]


def test_confidence_that_is_always_right_about_itself_has_no_error() -> None:
    assert calibration_error(np.array([0.75] * 4), np.array([True, True, True, False])) == 0
    assert calibration_error(np.array([1.0, 1.0]), np.array([False, False])) == 1


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
