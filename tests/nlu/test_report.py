"""The figures of a training, checked against figures worked out by hand."""

import json

import numpy as np

from nlu.report import make_report
from nlu.thresholds import Chosen, Operating
from tests.nlu.judging import FOUR, judged

NONE = np.empty(0)


def test_a_report_tells_by_intent_by_language_and_what_is_confused() -> None:
    report = make_report(FOUR, np.array([0.3]), Chosen(Operating(0.61, 1.0, 0.5, 0.0)), 0.2, 0.9)
    assert (report.phrases, report.accuracy, report.threshold, report.temperature) == (4, 0.5, 0.61, 0.2)
    assert (report.precision, report.answered, report.outside_answered) == (1.0, 0.5, 0.0)
    assert report.intents["a"].accuracy == 0.5
    assert report.languages["lv"].count == 4
    assert [(one.intent, one.taken_for, one.count, one.example.place.line) for one in report.confusions] == [
        ("a", "b", 1, 2),
        ("b", "a", 1, 4),
    ]
    assert report.matrix == {"a": {"a": 1, "b": 1}, "b": {"b": 1, "a": 1}}


def test_each_language_is_answered_from_its_own_threshold_on() -> None:
    report = make_report(FOUR, NONE, Chosen(Operating(0.95, 0, 0, 0), {"lv": Operating(0.5, 0, 0, 0)}), 0.2, 0.9)
    assert report.languages["lv"].answered == report.answered == 0.75
    assert report.threshold == 0.95
    assert report.certainty["lv"].chosen == Operating(0.5, 0, 0, 0)


def test_messages_out_of_scope_are_told_by_what_they_are_taken_for() -> None:
    some = judged(("a", "a", 0.9), ("b", "b", 0.8), ("out_of_scope", "a", 0.95), ("out_of_scope", "b", 0.1))
    report = make_report(some, NONE, Chosen(Operating(0.5, 0, 0, 0)), 0.2, 0.9)
    assert report.outside_as == {"a": 1}
    assert report.outside_answered == 0.5
    assert report.told_apart == 0.5


def test_what_is_told_as_json_is_json_and_keeps_its_keys() -> None:
    report = make_report(FOUR, NONE, Chosen(Operating(0.61, 1.0, 0.5, 0.0)), 0.2, 0.9)
    data = json.loads(json.dumps(report.as_data()))
    assert {"phrases", "accuracy", "precision", "answered", "ece", "threshold", "intents", "confusions", "misread"} <= data.keys()
    assert data["misread"] == [["lv", "a", "text 2", "b", 0.4], ["lv", "b", "text 4", "a", 0.6]]
    assert data["certainty"]["all"]["reliability"][0] == {"count": 1, "said": 0.4, "right": 0.0}
