"""What a method reached on a set, in figures: without the same ones for ours and the baseline there would be no comparison."""

import pickle
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score

from nlu.artifact import OUT_OF_SCOPE, save
from nlu.classifier import Scorer
from nlu.normalise import key
from nlu.phrases import Phrase, Phrases
from nlu.training import train
from tests.benchmarks.nlu_sets import Set

PRECISION = 0.95
TIMED = 300  # messages whose time is taken one by one
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Learnt:
    """A method that has learnt: its classes, the probabilities (texts x classes) of texts, and what it cost."""

    classes: Sequence[str]
    score: Callable[[Sequence[str]], Scores]
    seconds: float
    kilobytes: float


@dataclass(frozen=True, slots=True)
class Reached:
    """Shares from 0 to 1; AUROC of certainty, in scope against out of scope; seconds and microseconds of CPU."""

    accuracy: float
    f1: float
    auroc: float
    coverage: float
    seconds: float
    microseconds: float
    kilobytes: float


def ours(phrases: tuple[Phrase, ...]) -> Learnt:
    """The built-in model with all that a training does, calibration and threshold included."""
    started = time.process_time()
    model, _ = train(Phrases(phrases))
    seconds = time.process_time() - started
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        save(model, path)
        size = path.stat().st_size / 1000
    scorer = Scorer(model)
    return Learnt(model.classes, lambda texts: scorer.several(texts, [key(text) for text in texts])[0], seconds, size)


def textbook(phrases: tuple[Phrase, ...]) -> Learnt:
    """What every textbook begins with: TF-IDF of words and logistic regression, with scikit-learn's own settings."""
    started = time.process_time()
    words = TfidfVectorizer()
    features = words.fit_transform([phrase.text for phrase in phrases])
    machine = LogisticRegression(max_iter=1000).fit(features, [phrase.intent for phrase in phrases])
    seconds = time.process_time() - started
    size = len(pickle.dumps((words, machine))) / 1000
    return Learnt(machine.classes_.tolist(), lambda texts: machine.predict_proba(words.transform(texts)), seconds, size)


def reached(method: Callable[[tuple[Phrase, ...]], Learnt], data: Set, outside: Set | None = None) -> Reached:
    """Learn a set and judge; where the set has nothing out of scope, that figure is taken on `outside`, learnt apart."""
    learnt = method(data.train)
    texts = [phrase.text for phrase in data.test]
    meant = np.array([phrase.intent for phrase in data.test])
    best, certainty = judged(learnt, texts)
    inside = meant != OUT_OF_SCOPE
    right = best == meant
    beside = outside and reached(method, outside)
    auroc = beside.auroc if beside else float(roc_auc_score(inside, certainty)) if data.has_outside else float("nan")
    return Reached(
        accuracy=float(right[inside].mean()),
        f1=float(f1_score(meant[inside], best[inside], average="macro", labels=sorted(set(meant[inside])), zero_division=0)),
        auroc=auroc,
        coverage=coverage(certainty[inside], right[inside]),
        seconds=learnt.seconds,
        microseconds=_microseconds(learnt, texts[:: max(1, len(texts) // TIMED)]),
        kilobytes=learnt.kilobytes,
    )


def judged(learnt: Learnt, texts: Sequence[str]) -> tuple[NDArray[np.str_], Scores]:
    """The likeliest intent of each text and its probability; out of scope is never the answer."""
    scores = np.array(learnt.score(texts))
    scores[:, [name == OUT_OF_SCOPE for name in learnt.classes]] = 0
    return np.array(learnt.classes)[scores.argmax(axis=1)], scores.max(axis=1)


def coverage(certainty: Scores, right: NDArray[np.bool_], precision: float = PRECISION) -> float:
    """The largest share of messages in scope, the surest first, of which so many are right."""
    order = np.argsort(-certainty, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    good = np.flatnonzero(shares >= precision)
    return float((good[-1] + 1) / len(right)) if good.size else 0.0


def mean(several: Sequence[Reached]) -> Reached:
    """The mean of each figure."""
    return Reached(*(float(np.mean([getattr(one, field.name) for one in several])) for field in fields(Reached)))


def _microseconds(learnt: Learnt, texts: Sequence[str]) -> float:
    learnt.score(texts[:5])
    started = time.process_time()
    for text in texts:
        learnt.score([text])
    return (time.process_time() - started) / len(texts) * 1e6
