"""Finds the shop's own answer to a question: without it every question about goods would wait for a person.

A question is compared with the wordings the shop has written, and less with what it answers there, by beginnings of words and by
runs of letters (TF-IDF, cosine), so that endings and slips of the finger matter little; a word that stands in many entries counts
for little, one that no entry has makes the question less alike to all. How alike is alike enough is measured on the shop's own
wordings: each is asked as if it were not there, which shows what is right, and as if its whole entry were not there, which
shows what is wrong.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, log
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from config.faq import Answer
from nlu.features import char_grams
from nlu.model import Language
from nlu.normalise import key

LONGEST = 300  # characters of a question that are compared; the point of a longer one is lost in it anyway
BEGINNING = 5  # letters of a word that are looked at as a word
SHORTEST_GRAM, LONGEST_GRAM = 3, 5
FEWEST = 2  # entries
ANSWERS_COUNT = 0.3  # how much what is answered counts beside what is asked
Kind = Literal["words", "letters"]
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Match:
    """The likeliest entry for a question; `score` from 0 to 1."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Trial:
    """One measured question: how alike its best entry was, and whether it was the right one."""

    score: float
    right: bool


@dataclass(frozen=True)
class Index:
    """One language's entries: what is asked, as (wording, id of its entry), and what is answered by that id."""

    wordings: Sequence[tuple[str, str]]
    answers: Mapping[str, str]

    def best(self, question: str) -> Match:
        """The entry that is most alike."""
        if not self.wordings:
            return Match("", 0.0)
        scores = self._scores(question)
        at = int(scores.argmax())
        return Match(self.wordings[at][1], float(scores[at]))

    def trials(self) -> Iterator[Trial]:
        """Every wording asked twice: without itself, and without all of its entry. One entry alone cannot be measured."""
        if len(self.answers) < FEWEST:
            return
        for at, (text, id_) in enumerate(self.wordings):
            scores = self._scores(text)
            scores[at] = -1
            best = int(scores.argmax())
            yield Trial(float(scores[best]), self.wordings[best][1] == id_)
            scores[[other == id_ for _, other in self.wordings]] = -1
            yield Trial(float(scores.max()), right=False)

    def _scores(self, question: str) -> Vector:
        """How alike the question is to each wording and the answer to it."""
        scores: Vector = np.mean([part.scores(question) for part in self._parts], axis=0)
        return scores

    @cached_property
    def _parts(self) -> Sequence["_Part"]:
        return (_Part("words", self), _Part("letters", self))


class _Part:
    """Wordings and answers by one kind of feature."""

    def __init__(self, kind: Kind, index: Index) -> None:
        self._kind = kind
        ids = [id_ for _, id_ in index.wordings]
        asked = [Counter(_features(text, kind)) for text, _ in index.wordings]
        answered = {id_: Counter(_features(index.answers[id_], kind)) for id_ in dict.fromkeys(ids)}
        entries: dict[str, set[str]] = defaultdict(set)
        for id_, count in (*zip(ids, asked, strict=True), *answered.items()):
            for feature in count:
                entries[feature].add(id_)
        self._at = {feature: place for place, feature in enumerate(entries)}
        self._rarest = log(1 + len(answered))
        self._weights = np.array([log((1 + len(answered)) / len(having)) for having in entries.values()])
        self._asked = np.array([self._vector(count)[0] for count in asked])
        told = {id_: self._vector(count)[0] for id_, count in answered.items()}
        self._told = np.array([told[id_] for id_ in ids])

    def scores(self, question: str) -> Vector:
        """The cosine to every wording, and to its answer."""
        vector, known = self._vector(Counter(_features(question, self._kind)))
        alike: Vector = known * (self._asked @ vector + ANSWERS_COUNT * (self._told @ vector)) / (1 + ANSWERS_COUNT)
        return alike

    def _vector(self, count: Mapping[str, int]) -> tuple[Vector, float]:
        """Of length 1 by the features that are known, and how much of the whole length those are."""
        vector, strange = np.zeros(len(self._at)), 0.0
        for feature, times in count.items():
            weight = 1 + log(times)
            if (at := self._at.get(feature)) is None:
                strange += (weight * self._rarest) ** 2
            else:
                vector[at] = weight * self._weights[at]
        known = float(vector @ vector)
        return (vector / known**0.5, (known / (known + strange)) ** 0.5) if known else (vector, 0.0)


def _features(text: str, kind: Kind) -> Iterator[str]:
    words = key(text[:LONGEST]).split()
    if kind == "words":
        return (word[:BEGINNING] for word in words)
    return (gram for word in words for gram in char_grams(word, SHORTEST_GRAM, LONGEST_GRAM))


def measured(trials: Sequence[Trial], precision: float) -> float:
    """The lowest score from which on so many of the answers given are right; inf where none is."""
    threshold, right = inf, 0
    ordered = sorted(trials, key=lambda trial: -trial.score)
    for count, trial in enumerate(ordered, 1):
        right += trial.right
        is_last_of_score = count == len(ordered) or ordered[count].score < trial.score
        if is_last_of_score and right / count >= precision:
            threshold = trial.score
    return threshold


@dataclass(frozen=True, slots=True)
class Shelf:
    """One language's entries, and the score from which on they are told."""

    index: Index
    threshold: float

    def find(self, question: str) -> Match:
        """The entry, or one without an id where none is sure enough."""
        match = self.index.best(question)
        return match if match.score >= self.threshold else Match("", match.score)


def shelves_of(answers: Sequence[Answer], languages: Sequence[Language], precision: float) -> Mapping[Language, Shelf]:
    """What the shop can answer in each language. The threshold is one for all: more questions measure it better."""
    indexes = {language: index_of(answers, language) for language in languages}
    threshold = measured([trial for index in indexes.values() for trial in index.trials()], precision)
    return {language: Shelf(index, threshold) for language, index in indexes.items()}


def index_of(answers: Sequence[Answer], language: Language) -> Index:
    """One language's entries."""
    wordings = [(text, answer.id) for answer in answers for text in answer.questions.get(language, ())]
    return Index(wordings, {answer.id: answer.answer.get(language, "") for answer in answers})
