"""A start given to thin intents: as much as helps, and none where nothing is gained."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from nlu.handicap import STRENGTHS, fit_handicap

INSIDE = np.array([True, True])


def margins_of(*rows: tuple[float, ...]) -> np.ndarray:
    return np.array(rows, float)


def test_an_intent_of_few_phrases_that_loses_by_little_is_helped_over_it() -> None:
    labels = np.array([0] * 40 + [1] * 4)
    margins = margins_of(*[(1.0, -1.0)] * 40, *[(0.1, 0.0)] * 4)
    handicap = fit_handicap(margins, labels, INSIDE)
    assert ((margins + handicap).argmax(axis=1) == labels).all()
    assert handicap[1] > 0 > handicap[0]


def test_nothing_is_given_where_nothing_is_gained() -> None:
    labels = np.array([0] * 40 + [1] * 4)
    assert not fit_handicap(margins_of(*[(1.0, -1.0)] * 40, *[(-1.0, 1.0)] * 4), labels, INSIDE).any()


def test_intents_of_as_many_phrases_are_left_as_they_are() -> None:
    labels = np.array([0, 0, 1, 1])
    assert not fit_handicap(margins_of((1, 0), (0, 1), (1, 0), (0, 1)), labels, INSIDE).any()


def test_what_is_out_of_scope_is_neither_helped_nor_held_back() -> None:
    labels = np.array([0] * 40 + [1] * 4 + [2] * 400)
    margins = margins_of(*[(1, -1, -1)] * 40, *[(0.1, 0, -1)] * 4, *[(-1, -1, 1)] * 400)
    assert fit_handicap(margins, labels, np.array([True, True, False]))[2] == 0


@given(some.integers(0, 1000), some.integers(2, 6))
def test_it_never_makes_unseen_phrases_worse_understood_on_the_whole(seed: int, classes: int) -> None:
    random = np.random.default_rng(seed)
    labels = np.concatenate([np.arange(classes), random.choice(classes, 60, p=random.dirichlet(np.ones(classes)))])
    margins = random.normal(size=(len(labels), classes))
    inside = np.ones(classes, bool)
    handicap = fit_handicap(margins, labels, inside)

    def recall(found: np.ndarray) -> float:
        return float(np.mean([(found[labels == one].argmax(axis=1) == one).mean() for one in range(classes)]))

    assert recall(margins + handicap) >= recall(margins) - 0.001
    assert np.abs(handicap).max() <= STRENGTHS[-1] * np.log(len(labels))
