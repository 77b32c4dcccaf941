"""From which certainty on to answer: without it a shop would guess a number, and learn from its customers that it was wrong.

A promise ("nine of ten answers are right") is made for the lower bound of what was measured and not for the measure itself:
Wilson's interval (1927) with Newcombe's correction for small numbers (1998), one-sided. Choosing the lowest threshold that keeps
it uses up some of its caution; over many divisions of the phrases about nine choices in ten keep what they promise, and choices
by the measure itself fewer than half (`tests/nlu/test_promise.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, sqrt

import numpy as np

from nlu.artifact import OUT_OF_SCOPE
from nlu.calibration import Flags, Scores
from nlu.phrases import Phrase

OUTSIDE_SHARE = 0.2  # of real messages, assumed to be none of the shop's business
ENOUGH_OUTSIDE = 100  # phrases out of scope with which a threshold can be set on them alone
CONFIDENCE = 0.95  # how sure the lower bound is
DEVIATIONS = 1.645  # the same as standard deviations of the normal distribution, one-sided
SLACK = 0.02  # what a language may lose by being measured alone: how far its bound lies below the measure
_STEPS = 1000  # thresholds tried: thousandths
_SHOWN = 60  # points of the curve


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Every phrase with what a model that had not seen it made of it: best intent, its confidence, and whether that is right."""

    phrases: Sequence[Phrase]
    taken_for: Sequence[str]
    confidence: Scores

    @property
    def right(self) -> Flags:
        """Which are right; what is out of scope never is."""
        return np.array([phrase.intent == taken for phrase, taken in zip(self.phrases, self.taken_for, strict=True)], bool)

    @property
    def inside(self) -> Flags:
        """Which have an intent."""
        return np.array([phrase.intent != OUT_OF_SCOPE for phrase in self.phrases], bool)

    def only(self, which: Flags) -> "Judged":
        """Some of them."""
        places = np.flatnonzero(which).tolist()
        phrases, taken = [self.phrases[place] for place in places], [self.taken_for[place] for place in places]
        return Judged(phrases, taken, self.confidence[which])


@dataclass(frozen=True, slots=True)
class Operating:
    """What a threshold gives: precision of what is accepted, share of messages in scope and out of scope that are accepted.

    `least` is the lower bound of the precision, `count` how many phrases in scope it was measured on, `kept` whether the bound
    is as high as was asked for: only then is it a promise.
    """

    threshold: float
    precision: float
    answered: float
    outside_answered: float
    least: float = 0.0
    count: int = 0
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The thresholds of a model: the common one, and those of languages that have phrases enough of their own."""

    common: Operating
    languages: Mapping[str, Operating] = field(default_factory=dict)

    def of(self, language: str) -> float:
        """From which confidence on a message in this language is answered."""
        return self.languages.get(language, self.common).threshold

    def accepted(self, judged: Judged) -> Flags:
        """Which are answered."""
        least = np.array([self.of(phrase.language) for phrase in judged.phrases])
        return np.asarray(judged.confidence >= least)


def choose_thresholds(judged: Judged, outside: Scores, target: float) -> Chosen:
    """One threshold for all, and one of its own for each language that would give `least_answers`, where there are several.

    `outside` are confidences for messages out of scope beside those among the phrases. A language with fewer than ENOUGH_OUTSIDE
    of its own is measured against those of all languages.
    """
    common = choose_threshold(judged, outside, target)
    spoken = [phrase.language for phrase in judged.phrases]
    own: dict[str, Operating] = {}
    for language in sorted(set(spoken)) if len(set(spoken)) > 1 else ():
        mine = judged.only(np.array([one == language for one in spoken], bool))
        if int(mine.inside.sum()) >= least_answers(target):
            enough = int((~mine.inside).sum()) >= ENOUGH_OUTSIDE
            others = mine if enough else mine.only(mine.inside)
            beyond = outside if enough else np.concatenate([outside, judged.confidence[~judged.inside]])
            point = choose_threshold(others, beyond, target)
            if point.kept and round(point.answered * point.count) >= least_answers(target):
                own[language] = point
    return Chosen(common, own)


def least_answers(target: float) -> int:
    """How many phrases in scope have to be answered in a language for a threshold of its own.

    As many as bring the bound within SLACK of the measure at this precision (609 for 0.9): with fewer it would have to be more
    than SLACK better than what is asked for, and answer far less for that. At least so many that the bound can be reached at all.
    """
    room = DEVIATIONS**2 * target * (1 - target) / SLACK**2
    return max(ceil(room), reachable(target))


def reachable(target: float) -> int:
    """How many answers, all of them right, it takes to promise this precision: 34 for 0.9, 16 for 0.8."""
    squared = DEVIATIONS**2
    more = DEVIATIONS * sqrt(squared + 2) + 1 - squared
    return ceil((2 * squared * target + more) / max(1e-9, 2 * (1 - target)))


def choose_threshold(judged: Judged, outside: Scores, target: float) -> Operating:
    """The lowest threshold at which the bound of the precision is `target`.

    Where none is, there is too little to promise anything, or the phrases are too hard to tell apart. Then the one with the
    highest bound is taken, but never less than `target` itself: an answer is given only where its own probability is as high.
    `outside` are confidences for messages out of scope; they weigh as OUTSIDE_SHARE of all, however many there are.
    """
    inside, right = judged.confidence[judged.inside], judged.right[judged.inside]
    beyond = np.concatenate([outside, judged.confidence[~judged.inside]])
    points = _points(inside, right, beyond)
    if good := [point for point in points if point.least >= target]:
        best = good[-1]
        return Operating(best.threshold, best.precision, best.answered, best.outside_answered, best.least, best.count, kept=True)
    best = max(points, key=lambda point: (point.least, point.answered), default=operating_point(target, inside, right, beyond))
    return operating_point(max(best.threshold, target), inside, right, beyond)


def operating_point(threshold: float, inside: Scores, right: Flags, outside: Scores) -> Operating:
    """What a threshold gives on confidences of messages in scope (and whether each was right) and out of scope."""
    accepted, beyond = inside >= threshold, int((outside >= threshold).sum())
    return _point(threshold, int((accepted & right).sum()), int(accepted.sum()), beyond, (len(inside), len(outside)))


def trade_off(judged: Judged, outside: Scores) -> tuple[Operating, ...]:
    """Coverage against precision: what falling thresholds give, some sixty points evenly by what is answered."""
    beyond = np.concatenate([outside, judged.confidence[~judged.inside]])
    points = _points(judged.confidence[judged.inside], judged.right[judged.inside], beyond)
    shown: list[Operating] = []
    for point in points:
        if point is points[-1] or not shown or point.answered - shown[-1].answered >= 1 / _SHOWN:
            shown.append(point)
    return tuple(shown)


def lower_bound(precision: float, count: float) -> float:
    """What the share is at least, CONFIDENCE sure, when it was `precision` of `count` (Newcombe 1998, method 4)."""
    if count <= 0 or precision <= 0:
        return 0.0
    z, n, p = DEVIATIONS, count, min(1.0, precision)
    inner = max(0.0, z * z - 2 - 1 / n + 4 * p * (n * (1 - p) + 1))
    return min(p, max(0.0, (2 * n * p + z * z - 1 - z * sqrt(inner)) / (2 * (n + z * z))))


def _points(inside: Scores, right: Flags, outside: Scores) -> list[Operating]:
    """What every threshold gives at which something changes, from the highest down."""
    if not len(inside):
        return []
    steps = np.floor(inside * _STEPS).astype(int)
    thresholds = np.unique(steps)[::-1]
    hits = [_at_least(steps[right], thresholds), _at_least(steps, thresholds)]
    beyond = _at_least(np.floor(outside * _STEPS).astype(int), thresholds)
    rows = zip(thresholds.tolist(), *(one.tolist() for one in (*hits, beyond)), strict=True)
    many = len(inside), len(outside)
    return [_point(step / _STEPS, good, accepted, wrong, many) for step, good, accepted, wrong in rows]


def _at_least(steps: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    return len(steps) - np.searchsorted(np.sort(steps), thresholds)


def _point(threshold: float, good: int, accepted: int, beyond: int, many: tuple[int, int]) -> Operating:
    """The share that is right among weighted answers; its bound counts as many as would say as much unweighted (Kish 1965).

    `many` are the messages in scope and out of scope that there are.
    """
    inside, outside = many
    share = OUTSIDE_SHARE if outside else 0.0
    one, other = (1 - share) / max(1, inside), share / max(1, outside)
    weight = one * accepted + other * beyond
    precision = one * good / weight if weight else 0.0
    count = weight**2 / (one**2 * accepted + other**2 * beyond) if weight else 0.0
    answered, wrong = accepted / max(1, inside), beyond / max(1, outside)
    return Operating(threshold, precision, answered, wrong, lower_bound(precision, count), inside)
