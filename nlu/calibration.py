"""How sure to say the model is: without it "80 %" would be a number from a formula, and not four right answers in five.

A temperature (Guo et al. 2017) makes probabilities of the margins. What is left of over- and under-confidence is the same for
all languages, so three numbers more take it away: beta calibration (Kull, Silva Filho and Flach 2017) of the likeliest intent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]
TEMPERATURES = np.geomspace(0.05, 2.0, 150)
BINS = 10
_EDGE = 1e-6  # how near to 0 and 1 a probability may come
_TRUST = 30.0  # how many phrases' worth of belief there is that the probabilities are right as they are
_ROUNDS, _STILL = 60, 1e-9


@dataclass(frozen=True, slots=True)
class Curve:
    """How a confidence p becomes the share that is right: its log-odds are a ln p - b ln(1 - p) + c. Never falling."""

    a: float = 1.0
    b: float = 1.0
    c: float = 0.0

    def __call__(self, confidence: Scores) -> Scores:
        """The calibrated confidences."""
        return np.asarray(1 / (1 + np.exp(-_terms(confidence) @ np.array([self.a, self.b, self.c]))))

    def spread(self, shares: Sequence[float]) -> list[float]:
        """Probabilities of intents, the likeliest first: the first is calibrated, the others share what is left as before."""
        if not shares:
            return []
        likely = min(max(shares[0], _EDGE), 1 - _EDGE)
        first = 1 / (1 + exp(-(self.a * log(likely) - self.b * log(1 - likely) + self.c)))
        scale = (1 - first) / (1 - likely)
        return [first, *(min(share * scale, first) for share in shares[1:])]

    @property
    def rises(self) -> bool:
        """Whether it never falls, as a curve has to: the surer of two messages stays the surer."""
        return self.a >= 0 and self.b >= 0 and isfinite(self.a + self.b + self.c)

    @property
    def numbers(self) -> tuple[float, float, float]:
        """As they stand in the model file."""
        return self.a, self.b, self.c


def fit_curve(confidence: Scores, right: Flags) -> Curve:
    """The curve at which what happened to unseen phrases is likeliest; with few phrases it stays near what it was.

    Newton's method with halved steps. A curve that would fall anywhere (a or b below 0) is replaced by one with that part level.
    """
    free = np.ones(3, bool)
    while True:
        found = _fitted(_terms(confidence), right.astype(float), free)
        falling = (found[:2] < 0) & free[:2]
        if not falling.any():
            a, b, c = (round(float(number), 6) for number in found)
            return Curve(a, b, c)
        free[:2] &= ~falling


def fit_temperature(margins: Scores, labels: NDArray[np.intp]) -> float:
    """The temperature at which the right answers of unseen phrases are likeliest."""
    rows = np.arange(len(labels))
    losses = [-np.log(softmax(margins / one)[rows, labels] + 1e-12).mean() for one in TEMPERATURES]
    return round(float(TEMPERATURES[int(np.argmin(losses))]), 4)


def softmax(logits: NDArray[Any]) -> NDArray[Any]:
    """Probabilities from logits, row by row."""
    scores = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(scores / scores.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class Bin:
    """Phrases whose confidence lies in one tenth: how many, how sure the model was on average, and the share that was right."""

    count: int
    said: float
    right: float


def bins(confidence: Scores, right: Flags) -> tuple[Bin, ...]:
    """The reliability diagram: ten bins of equal width, those without a phrase left out."""
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    found = ((place == one) for one in sorted(set(place.tolist())))
    return tuple(Bin(int(mine.sum()), float(confidence[mine].mean()), float(right[mine].mean())) for mine in found)


def calibration_error(confidence: Scores, right: Flags) -> float:
    """Expected calibration error (Naeini et al. 2015): the gap between said and right, over the bins by their size."""
    return float(sum(one.count * abs(one.right - one.said) for one in bins(confidence, right)) / max(1, len(confidence)))


def _terms(confidence: Scores) -> Scores:
    likely = np.clip(np.asarray(confidence, np.float64), _EDGE, 1 - _EDGE)
    return np.stack([np.log(likely), -np.log(1 - likely), np.ones(len(likely))], axis=1)


def _fitted(terms: Scores, right: Scores, free: Flags) -> Scores:
    plain = np.where(free, [1.0, 1.0, 0.0], 0.0)
    found, loss = plain, _loss(terms, right, plain, plain)
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp(-terms @ found))
        slope = (terms.T @ (likely - right) + _TRUST * (found - plain))[free]
        bend = ((terms * (likely * (1 - likely))[:, None]).T @ terms + _TRUST * np.eye(3))[np.ix_(free, free)]
        step = np.zeros(3)
        step[free] = np.linalg.solve(bend, slope)
        while (new := _loss(terms, right, found - step, plain)) > loss and np.abs(step).max() > _STILL:
            step /= 2
        if np.abs(step).max() <= _STILL:
            break
        found, loss = found - step, new
    return found


def _loss(terms: Scores, right: Scores, numbers: Scores, plain: Scores) -> float:
    odds = terms @ numbers
    return float(np.sum(np.logaddexp(0, odds) - right * odds) + _TRUST / 2 * np.sum((numbers - plain) ** 2))
