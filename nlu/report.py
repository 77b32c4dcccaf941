"""What a training reached, in figures an admin can act on: without it nobody could tell a good model from a confident one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.artifact import OUT_OF_SCOPE
from nlu.phrases import Phrase

OUTSIDE_SHARE = 0.2  # of real messages, assumed to be none of the shop's business
BINS = 10
Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figures:
    """How many phrases, the share understood right, and the share answered (accepted), each from 0 to 1."""

    count: int
    accuracy: float
    answered: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """So many phrases of one intent were taken for another; `example` is one of them, with its place."""

    intent: str
    taken_for: str
    count: int
    example: Phrase


@dataclass(frozen=True, slots=True)
class Misread:
    """A phrase that a model which had not seen it took for another intent, and how sure of that it was."""

    phrase: Phrase
    taken_for: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Report:
    """All figures hold for examples like these: every phrase was judged by a model that had not seen it, nor a near-copy of it.

    `precision` is the share of accepted answers that are right when one message in five is out of scope; `outside_answered`
    the share of such messages that are answered all the same (whole intents left out stand in for them); `ece` the mean gap
    between the confidence said and the share that was right. Customers word things in ways no example does: expect less.
    """

    phrases: int
    accuracy: float
    precision: float
    answered: float
    outside_answered: float
    ece: float
    temperature: float
    threshold: float
    target: float
    intents: Mapping[str, Figures]
    languages: Mapping[str, Figures]
    confusions: tuple[Confusion, ...]
    misread: tuple[Misread, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """All of it as JSON knows it, to be kept beside the model; phrases by language, intent and text."""
        found = asdict(self)
        found["confusions"] = [[one.intent, one.taken_for, one.count] for one in self.confusions]
        found["misread"] = [
            [one.phrase.language, one.phrase.intent, one.phrase.text, one.taken_for, round(one.confidence, 4)]
            for one in self.misread
        ]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Every phrase with what a model that had not seen it made of it: best intent, its confidence, and whether that is right."""

    phrases: Sequence[Phrase]
    taken_for: Sequence[str]
    confidence: Scores

    @property
    def right(self) -> Flags:
        """Which are right; what is out of scope never is."""
        return np.array([phrase.intent == taken for phrase, taken in zip(self.phrases, self.taken_for, strict=True)])

    @property
    def inside(self) -> Flags:
        """Which have an intent."""
        return np.array([phrase.intent != OUT_OF_SCOPE for phrase in self.phrases])


@dataclass(frozen=True, slots=True)
class Operating:
    """What a threshold gives: precision of what is accepted, share of messages in scope and out of scope that are accepted."""

    threshold: float
    precision: float
    answered: float
    outside_answered: float


def choose_threshold(judged: Judged, outside: Scores, target: float) -> Operating:
    """The lowest threshold at which the accepted answers are right as often as `target`, or else the most precise one.

    `outside` are confidences for messages out of scope; they weigh as OUTSIDE_SHARE of all, however many there are.
    """
    inside, right = judged.confidence[judged.inside], judged.right[judged.inside]
    outside = np.concatenate([outside, judged.confidence[~judged.inside]])
    steps = np.round(np.arange(0.05, 1.0, 0.01), 2)
    points = [operating_point(float(step), inside, right, outside) for step in steps]
    good = next((point for point in points if point.precision >= target), None)
    return good or max(points, key=lambda point: (point.precision, point.answered))


def make_report(judged: Judged, point: Operating, temperature: float, target: float) -> Report:
    """The figures of a training at its operating point."""
    inside = judged.inside
    return Report(
        phrases=len(judged.phrases),
        accuracy=float(judged.right[inside].mean()),
        precision=point.precision,
        answered=point.answered,
        outside_answered=point.outside_answered,
        ece=calibration_error(judged.confidence[inside], judged.right[inside]),
        temperature=temperature,
        threshold=point.threshold,
        target=target,
        intents=_by(judged, [phrase.intent for phrase in judged.phrases], point.threshold),
        languages=_by(judged, [phrase.language for phrase in judged.phrases], point.threshold),
        confusions=_confusions(judged),
        misread=tuple(
            Misread(phrase, taken, float(confidence))
            for phrase, taken, confidence in zip(judged.phrases, judged.taken_for, judged.confidence, strict=True)
            if phrase.intent not in (taken, OUT_OF_SCOPE)
        ),
    )


def calibration_error(confidence: Scores, right: Flags) -> float:
    """Expected calibration error (Naeini et al. 2015) over ten bins of equal width."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [abs(right[bins == one].mean() - confidence[bins == one].mean()) * (bins == one).mean() for one in set(bins.tolist())]
    return float(sum(gaps))


def operating_point(threshold: float, inside: Scores, right: Flags, outside: Scores) -> Operating:
    """What a threshold gives on confidences of messages in scope (and whether each was right) and out of scope."""
    accepted = inside >= threshold
    correct = float((accepted & right).mean())
    wrong = float((accepted & ~right).mean())
    beyond = float((outside >= threshold).mean()) if outside.size else 0.0
    share = OUTSIDE_SHARE if outside.size else 0.0
    answered = (1 - share) * (correct + wrong) + share * beyond
    precision = (1 - share) * correct / answered if answered else 0.0
    return Operating(threshold, precision, correct + wrong, beyond)


def _by(judged: Judged, names: Sequence[str], threshold: float) -> dict[str, Figures]:
    named, right, inside = np.array(names), judged.right, judged.inside
    result = {}
    for name in sorted(set(names) - {OUT_OF_SCOPE}):
        mine = (named == name) & inside
        result[name] = Figures(int(mine.sum()), float(right[mine].mean()), float((judged.confidence[mine] >= threshold).mean()))
    return result


def _confusions(judged: Judged, most: int = 10) -> tuple[Confusion, ...]:
    wrong = [
        (phrase, taken)
        for phrase, taken in zip(judged.phrases, judged.taken_for, strict=True)
        if phrase.intent not in (taken, OUT_OF_SCOPE)
    ]
    counts = Counter((phrase.intent, taken) for phrase, taken in wrong)
    first = {(phrase.intent, taken): phrase for phrase, taken in reversed(wrong)}
    return tuple(Confusion(*pair, count, first[pair]) for pair, count in counts.most_common(most))
