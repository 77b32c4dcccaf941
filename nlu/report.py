"""What a training reached, in figures an admin can act on: without it nobody could tell a good model from a confident one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from nlu.artifact import OUT_OF_SCOPE
from nlu.calibration import Bin, Flags, Scores, bins, calibration_error
from nlu.comparing import Outcomes, outcomes_of
from nlu.phrases import Phrase
from nlu.suspects import Alike, Mislabelled
from nlu.thresholds import Chosen, Judged, Operating, operating_point, trade_off

ALL = "all"  # the name of all languages together


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
class Certainty:
    """How far the certainty said can be believed, in one language or in all: `chosen` is the threshold set here, if one is.

    `ece` is the mean gap between said and right over the `reliability` bins; `trade_off` what other thresholds would give.
    """

    ece: float
    reliability: tuple[Bin, ...]
    chosen: Operating | None
    trade_off: tuple[Operating, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All figures hold for examples like these: every phrase was judged by a model that had not seen it, nor a near-copy of it.

    `precision` is the share of accepted answers that are right when one message in five is out of scope; `outside_answered`
    the share of such messages that are answered all the same (whole intents left out stand in for them); `ece` the mean gap
    between the confidence said and the share that was right. Customers word things in ways no example does: expect less.
    `threshold` is the common one; `certainty` has those of languages, under ALL and the languages' codes. `told_apart` is how
    often a message in scope is surer than one out of scope (AUROC), `matrix` how often each intent was taken for which,
    `outside_as` what the messages out of scope that were answered were taken for.
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
    certainty: Mapping[str, Certainty] = field(default_factory=dict)
    told_apart: float = 0.0
    matrix: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    outside_as: Mapping[str, int] = field(default_factory=dict)
    mislabelled: tuple[Mislabelled, ...] = ()
    alike: tuple[Alike, ...] = ()
    outcomes: Outcomes | None = None

    def as_data(self) -> dict[str, Any]:
        """All of it as JSON knows it, to be kept beside the model; phrases by language, intent and text."""
        found = asdict(self)
        found["confusions"] = [[one.intent, one.taken_for, one.count] for one in self.confusions]
        found["misread"] = [
            [one.phrase.language, one.phrase.intent, one.phrase.text, one.taken_for, round(one.confidence, 4)]
            for one in self.misread
        ]
        found["mislabelled"] = [
            {**_told(one.phrase), "looks_like": one.looks_like, "likely": one.likely, "own": one.own} for one in self.mislabelled
        ]
        found["alike"] = [{"one": _told(pair.phrase), "other": _told(pair.other), "near": pair.near} for pair in self.alike]
        found["outcomes"] = self.outcomes.as_data() if self.outcomes else None
        return found


def _told(phrase: Phrase) -> dict[str, Any]:
    place = phrase.place
    return {
        "language": phrase.language, "intent": phrase.intent, "text": phrase.text, "file": place.file, "line": place.line,
    }  # fmt: skip


def make_report(judged: Judged, outside: Scores, chosen: Chosen, temperature: float, target: float) -> Report:
    """The figures of a training. `outside` are confidences for messages out of scope beside those among the phrases."""
    inside, accepted = judged.inside, chosen.accepted(judged)
    point = _together(judged, outside, accepted, chosen)
    certainty = {ALL: _certainty(judged, outside, chosen.common)}
    for language in sorted({phrase.language for phrase in judged.phrases}):
        mine = judged.only(np.array([phrase.language == language for phrase in judged.phrases], bool))
        if mine.inside.any():
            certainty[language] = _certainty(mine, outside, chosen.languages.get(language))
    return Report(
        phrases=len(judged.phrases),
        accuracy=float(judged.right[inside].mean()),
        precision=point.precision,
        answered=point.answered,
        outside_answered=point.outside_answered,
        ece=certainty[ALL].ece,
        temperature=temperature,
        threshold=chosen.common.threshold,
        target=target,
        intents=_by(judged, [phrase.intent for phrase in judged.phrases], accepted),
        languages=_by(judged, [phrase.language for phrase in judged.phrases], accepted),
        confusions=_confusions(judged),
        misread=tuple(
            Misread(phrase, taken, float(confidence))
            for phrase, taken, confidence in zip(judged.phrases, judged.taken_for, judged.confidence, strict=True)
            if phrase.intent not in (taken, OUT_OF_SCOPE)
        ),
        certainty=certainty,
        told_apart=_told_apart(judged.confidence[inside], np.concatenate([outside, judged.confidence[~inside]])),
        matrix=_matrix(judged),
        outside_as=dict(Counter(_names(judged, accepted & ~inside)).most_common()),
        outcomes=outcomes_of(judged.phrases, judged.taken_for, accepted.tolist()),
    )


def _together(judged: Judged, outside: Scores, accepted: Flags, chosen: Chosen) -> Operating:
    """What the thresholds give together, each in its language; strangers of no language are held to the common one."""
    beyond = np.concatenate([outside >= chosen.common.threshold, accepted[~judged.inside]])
    sure = accepted[judged.inside].astype(float)
    return operating_point(1.0, sure, judged.right[judged.inside], beyond.astype(float))


def _certainty(judged: Judged, outside: Scores, chosen: Operating | None) -> Certainty:
    confidence, right = judged.confidence[judged.inside], judged.right[judged.inside]
    found = bins(confidence, right)
    return Certainty(calibration_error(confidence, right), found, chosen, trade_off(judged, outside))


def _told_apart(inside: Scores, outside: Scores) -> float:
    """How often a message in scope has the higher confidence than one out of scope (area under the ROC curve); ties are half."""
    if not len(inside) or not len(outside):
        return 0.0
    ordered = np.sort(outside)
    below, up_to = np.searchsorted(ordered, inside), np.searchsorted(ordered, inside, side="right")
    return float((below + up_to).mean() / 2 / len(outside))


def _names(judged: Judged, which: Flags) -> list[str]:
    return [taken for taken, mine in zip(judged.taken_for, which.tolist(), strict=True) if mine]


def _matrix(judged: Judged) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for phrase, taken in zip(judged.phrases, judged.taken_for, strict=True):
        if phrase.intent != OUT_OF_SCOPE:
            found.setdefault(phrase.intent, Counter())[taken] += 1
    return {intent: dict(row.most_common()) for intent, row in sorted(found.items())}


def _by(judged: Judged, names: Sequence[str], accepted: Flags) -> dict[str, Figures]:
    named, right, inside = np.array(names), judged.right, judged.inside
    result = {}
    for name in sorted(set(names) - {OUT_OF_SCOPE}):
        mine = (named == name) & inside
        if mine.any():
            result[name] = Figures(int(mine.sum()), float(right[mine].mean()), float(accepted[mine].mean()))
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
