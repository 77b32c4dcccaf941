"""How well the shipped model understands customers who worded things otherwise than any phrase it learnt from.

The floors stand a few points below what was measured, so that a change for the worse fails and noise does not.
"""

from collections.abc import Sequence

import numpy as np
import pytest

from nlu.artifact import OUT_OF_SCOPE
from nlu.calibration import calibration_error
from nlu.classifier import Classifier
from nlu.model import LANGUAGES, Language, Understanding, Utterance
from nlu.normalise import flat
from nlu.phrases import Phrase
from nlu.thresholds import Judged, operating_point
from tests.benchmarks.nlu_noise import NOISES, SLIPS, noisy
from tests.nlu.heldout import messages

FLOORS: dict[Language, float] = {"lv": 0.78, "uk": 0.83, "ru": 0.83, "pl": 0.82, "en": 0.76}


def judge(classifier: Classifier, languages: tuple[Language, ...] = LANGUAGES) -> Judged:
    phrases = [phrase for language in languages for phrase in messages(language)]
    found = classifier.predict([Utterance(phrase.text) for phrase in phrases])
    return Judged(phrases, [first(one) for one in found], np.array([one.confidence for one in found]))


def first(found: Understanding) -> str:
    return found.ranking[0].name if found.ranking else ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_guess_is_right_as_often_as_was_measured(classifier: Classifier, language: Language) -> None:
    judged = judge(classifier, (language,))
    assert judged.right[judged.inside].mean() >= FLOORS[language]


def test_what_is_accepted_is_mostly_right_and_what_is_out_of_scope_mostly_left(classifier: Classifier) -> None:
    held = [phrase for language in LANGUAGES for phrase in messages(language)]
    found = classifier.predict([Utterance(phrase.text, phrase.language) for phrase in held])
    judged = Judged(held, [first(one) for one in found], np.array([float(one.accepted) for one in found]))
    inside = judged.inside
    point = operating_point(1.0, judged.confidence[inside], judged.right[inside], judged.confidence[~inside])
    assert point.precision >= 0.89
    assert point.answered >= 0.62
    assert point.outside_answered <= 0.12


def test_confidence_means_about_what_it_says(classifier: Classifier) -> None:
    judged = judge(classifier)
    assert calibration_error(judged.confidence[judged.inside], judged.right[judged.inside]) <= 0.06


def test_enough_is_left_to_measure_on() -> None:
    for language in LANGUAGES:
        inside = [phrase.intent != "out_of_scope" for phrase in messages(language)]
        assert sum(inside) >= 140
        assert inside.count(False) >= 20


def test_missing_accents_cost_next_to_nothing(classifier: Classifier) -> None:
    for language in ("lv", "pl"):
        held = [phrase for phrase in messages(language) if phrase.intent != "out_of_scope"]
        bare = classifier.predict([Utterance(flat(phrase.text)) for phrase in held])
        right = sum(first(found) == phrase.intent for found, phrase in zip(bare, held, strict=True))
        assert right / len(held) >= FLOORS[language]


@pytest.mark.parametrize("noise", SLIPS)
def test_a_slip_of_the_keyboard_costs_no_more_than_five_points(classifier: Classifier, noise: str) -> None:
    held = [phrase for language in LANGUAGES for phrase in messages(language) if phrase.intent != OUT_OF_SCOPE]
    pairs = [(one.text, one.language) for one in held]
    lost = [points_lost(classifier, held, noisy(NOISES[noise], pairs, seed)) for seed in (0, 1)]
    assert np.mean(lost) <= 5


def points_lost(classifier: Classifier, held: Sequence[Phrase], written: Sequence[str | None]) -> float:
    """What accuracy the messages lose, written so, in points; None is a message that has nothing to change."""
    pairs = [(phrase, text) for phrase, text in zip(held, written, strict=True) if text is not None]
    right = [
        np.mean([first(found) == phrase.intent for found, (phrase, _) in zip(classifier.predict(texts), pairs, strict=True)])
        for texts in ([Utterance(phrase.text) for phrase, _ in pairs], [Utterance(text) for _, text in pairs])
    ]
    return float(100 * (right[0] - right[1]))
