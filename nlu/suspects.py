"""Phrases that look wrong: without it a line under the wrong intent would teach its mistake for years.

Whether a label is doubtful is asked of models that had not seen the phrase, by confident learning (Northcutt, Jiang and Chuang
2021): a phrase is surely of a class where its probability there is at least the average of that class's own phrases. Phrases that
are surely of another class than theirs are told, those first of which the model is surest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from nlu.calibration import Scores
from nlu.model import CYRILLIC
from nlu.normalise import key
from nlu.phrases import Phrase

MOST = 60  # of each kind that are told
ALIKE = 0.85  # cosine from which two phrases of one language say the same
RARE = 60  # phrases a word or pair of words may stand in to lead from one phrase to its likes
PART = 0.2  # of the likeness of words that rare ones have to make up before the rest is looked at
_ROWS = 20_000  # pairs compared at once


@dataclass(frozen=True, slots=True)
class Mislabelled:
    """A phrase that seems to stand under the wrong intent: what it looks like, and the probabilities of that and its own."""

    phrase: Phrase
    looks_like: str
    likely: float
    own: float


@dataclass(frozen=True, slots=True)
class Alike:
    """Two phrases that say nearly the same, and how nearly (cosine); under two intents they contradict each other."""

    phrase: Phrase
    other: Phrase
    near: float

    @property
    def contradicts(self) -> bool:
        """Whether they stand under two intents."""
        return self.phrase.intent != self.other.intent


def mislabelled(
    phrases: Sequence[Phrase], classes: Sequence[str], labels: NDArray[np.intp], likely: Scores
) -> tuple[Mislabelled, ...]:
    """Phrases that are surely of another class, the surest first. `likely` are probabilities (phrases x classes) unseen."""
    rows = np.arange(len(labels))
    own = likely[rows, labels]
    usual = np.array([own[labels == one].mean() if (labels == one).any() else np.inf for one in range(len(classes))])
    sure = np.where(likely >= usual, likely, -1.0)
    best = sure.argmax(axis=1)
    doubtful = np.flatnonzero((sure[rows, best] >= 0) & (best != labels))
    order = doubtful[np.argsort(own[doubtful] - likely[doubtful, best[doubtful]], kind="stable")][:MOST]
    return tuple(
        Mislabelled(phrases[row], classes[best[row]], round(float(likely[row, best[row]]), 4), round(float(own[row]), 4))
        for row in order.tolist()
    )


def look_alikes(phrases: Sequence[Phrase], words: csr_matrix, features: csr_matrix) -> tuple[Alike, ...]:
    """Pairs of one language that say nearly the same: those under two intents first, and then the nearest.

    `words` are the vectors (length one) of words and pairs of words, by which pairs are found; `features` those (length one) by
    which they are compared. A phrase and its spelling in Latin letters, which teaches the model such spelling, are no pair.
    """
    often = words.getnnz(axis=0)
    rare = words @ diags(((often > 1) & (often <= RARE)).astype(np.float32))
    near = (rare @ rare.T).tocoo()
    spoken = np.array(_numbers([phrase.language for phrase in phrases]))
    likely = (near.row < near.col) & (near.data >= PART) & (spoken[near.row] == spoken[near.col])
    ones, others = near.row[likely], near.col[likely]
    found = [
        Alike(phrases[one], phrases[other], round(min(1.0, cosine), 4))
        for one, other, cosine in zip(ones.tolist(), others.tolist(), _cosines(features, ones, others), strict=True)
        if cosine >= ALIKE and not _respelt(phrases[one], phrases[other])
    ]
    found.sort(key=lambda pair: (not pair.contradicts, -pair.near, pair.phrase.place))
    return tuple(found[:MOST])


def _cosines(features: csr_matrix, ones: NDArray[np.intp], others: NDArray[np.intp]) -> list[float]:
    found: list[float] = []
    for start in range(0, len(ones), _ROWS):
        part = slice(start, start + _ROWS)
        product = features[ones[part]].multiply(features[others[part]])
        found += np.asarray(product.sum(axis=1)).ravel().tolist()
    return found


def _numbers(names: Sequence[str]) -> list[int]:
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return [places[name] for name in names]


def _respelt(one: Phrase, other: Phrase) -> bool:
    """Whether one is the other in Latin letters."""
    typed = one.text.isascii() != other.text.isascii()
    return typed and one.language in CYRILLIC and one.intent == other.intent and key(one.text) == key(other.text)
