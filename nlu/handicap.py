"""A start given to thin intents: without it a shop's own intent of ten phrases would lose to the shipped ones of hundreds.

A linear machine learns how much is written about an intent as well as how. But phrases are as many as somebody had time for, and
customers do not ask in their proportion. So every margin is lowered by the logarithm of how many phrases its intent has, as far
as unseen phrases of all intents alike are better understood for it (logit adjustment: Menon et al. 2021, "Long-tail learning via
logit adjustment").
"""

import numpy as np
from numpy.typing import NDArray

STRENGTHS = np.round(np.arange(0, 0.32, 0.02), 2)  # of the adjustment; from 0.3 on it takes more than it gives
WORTH = 0.002  # of the mean recall: what is gained beyond that is no accident of the phrases
Offsets = NDArray[np.float64]


def fit_handicap(margins: NDArray[np.float64], labels: NDArray[np.intp], inside: NDArray[np.bool_]) -> Offsets:
    """What is to be added to the margin of each class (phrases x classes, of phrases unseen in training).

    `inside` says which classes are intents. Each intent counts alike, however many phrases it has. Where that gains next to
    nothing, and for what is out of scope, nothing is added.
    """
    counts = np.bincount(labels, minlength=len(inside))
    few = np.log(np.median(counts[inside]) / np.maximum(counts, 1)) * inside
    judged = inside[labels]
    means = np.array([_mean_recall(margins[judged] + strength * few, labels[judged], inside) for strength in STRENGTHS])
    best = int(means.argmax()) if means.max() > means[0] + WORTH else 0
    return np.asarray(STRENGTHS[best] * few)


def _mean_recall(margins: NDArray[np.float64], labels: NDArray[np.intp], inside: NDArray[np.bool_]) -> float:
    right = np.where(inside, margins, -np.inf).argmax(axis=1) == labels
    counts, hits = np.bincount(labels), np.bincount(labels, weights=right)
    return float((hits[counts > 0] / counts[counts > 0]).mean())
