"""What lies near what, as the model sees it: without it nobody could tell which phrase teaches the model the wrong thing.

Two texts are near when the angle between their features is small: those that the model learns from, weighted as it weighs them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.artifact import Model
from nlu.features import see, vectors
from nlu.normalise import key
from nlu.phrases import Phrase

NEAR = 5  # neighbours that are shown
Rows = NDArray[np.signedinteger[Any]]
Vector = tuple[Rows, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A phrase and how near it is: the cosine, from 0 to 1."""

    phrase: Phrase
    near: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How a phrase stands among the others: the nearest of its own intent, and those of other intents, nearest first.

    It `pulls` away when another intent's phrase is nearer than any of its own.
    """

    phrase: Phrase
    own: float
    others: tuple[Neighbour, ...]

    @property
    def pulls(self) -> bool:
        """Whether it teaches the model to take the other intent for this one."""
        return bool(self.others) and self.others[0].near > self.own


class Space:
    """The features of a model, and texts as vectors of length one in them; what the model has never seen has no place."""

    def __init__(self, model: Model) -> None:
        self._blocks = model.blocks[:2]
        self._first = len(self._blocks[0].codes)

    @property
    def size(self) -> int:
        """How many features there are."""
        return sum(len(block.codes) for block in self._blocks)

    def vector(self, text: str) -> Vector:
        """The rows and values of a text; empty where the model knows nothing of it."""
        return self.several([text])[0]

    def several(self, texts: Sequence[str]) -> list[Vector]:
        """The rows and values of each of several texts, much cheaper than one by one."""
        seen = see([key(text) for text in texts])
        words, chars = (vectors(seen[block.name], block.codes, block.idf).unit() for block in self._blocks)
        found = []
        for place in range(len(texts)):
            mine, more = (slice(one.starts[place], one.starts[place + 1]) for one in (words, chars))
            rows = np.concatenate([words.rows[mine], chars.rows[more] + self._first])
            values = np.concatenate([words.values[mine], chars.values[more]])
            found.append((rows, values / np.sqrt(max(values @ values, 1e-9))))
        return found


class Index:
    """Vectors by which feature they have, so that all those near a text are found in one pass."""

    def __init__(self, space: Space, texts: Sequence[str]) -> None:
        self.space, self._count = space, len(texts)
        found = space.several(texts)
        lengths = [len(rows) for rows, _ in found]
        rows = np.concatenate([rows for rows, _ in found]) if found else np.zeros(0, np.intp)
        values = np.concatenate([values for _, values in found]) if found else np.zeros(0, np.float32)
        owners = np.repeat(np.arange(len(found)), lengths)
        order = np.argsort(rows, kind="stable")
        self._values, self._owners = values[order], owners[order]
        self._starts = np.searchsorted(rows[order], np.arange(space.size + 1))

    def near(self, text: str) -> NDArray[np.float32]:
        """The cosine of a text with each of the texts, in their order."""
        found = np.zeros(self._count, np.float32)
        rows, values = self.space.vector(text)
        for row, value in zip(rows.tolist(), values.tolist(), strict=True):
            part = slice(self._starts[row], self._starts[row + 1])
            found[self._owners[part]] += value * self._values[part]  # a text has a feature once
        return found


def standings(space: Space, phrases: Sequence[Phrase], intent: str) -> list[Standing]:
    """How each phrase of an intent stands among all phrases; copies of itself do not count as its own."""
    index = Index(space, [phrase.text for phrase in phrases])
    same = np.array([phrase.intent == intent for phrase in phrases])
    keys = [key(phrase.text) for phrase in phrases]
    found = []
    for phrase in (one for one in phrases if one.intent == intent):
        near = index.near(phrase.text)
        mine = np.array([same_ and other != key(phrase.text) for same_, other in zip(same, keys, strict=True)])
        found.append(Standing(phrase, float(near[mine].max(initial=0)), _nearest(phrases, near, ~same)))
    return found


def _nearest(phrases: Sequence[Phrase], near: NDArray[np.float32], among: NDArray[np.bool_]) -> tuple[Neighbour, ...]:
    masked = np.where(among, near, -1)
    best = np.argsort(-masked, kind="stable")[:NEAR]
    return tuple(Neighbour(phrases[place], round(float(masked[place]), 4)) for place in best if masked[place] > 0)


def resembling(space: Space, phrases: Sequence[Phrase], text: str) -> tuple[Neighbour, ...]:
    """The phrases that a message is nearest to."""
    near = Index(space, [phrase.text for phrase in phrases]).near(text)
    return _nearest(phrases, near, np.ones(len(phrases), bool))


def doubles(phrases: Iterable[Phrase]) -> list[tuple[Phrase, ...]]:
    """Phrases of one language that stand twice or more, also where they differ only in case, accents or signs."""
    found: defaultdict[tuple[str, str], list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        found[phrase.language, key(phrase.text)].append(phrase)
    return [tuple(several) for several in found.values() if len(several) > 1]
