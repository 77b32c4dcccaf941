"""What understanding costs and reaches, run as `python -m tests.benchmarks.bench_nlu`; without it its figures would be memories.

Ours stands beside the textbook's method, learnt and judged in the same run, and beside what is published. `--noise` prints the
table of robustness alone, `--sets` the comparison alone; `make bench` prints both.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from nlu.artifact import OUT_OF_SCOPE, Model
from nlu.classifier import Classifier
from nlu.model import LANGUAGES, Utterance
from nlu.phrases import Phrase, Phrases
from nlu.thresholds import Judged, operating_point
from nlu.training import train
from tests.benchmarks.nlu_figures import Learnt, Reached, judged, mean, ours, reached, textbook
from tests.benchmarks.nlu_noise import NOISES, SLIPS, noisy
from tests.benchmarks.nlu_sets import FEW, PUBLIC, SEEDS, Set, missing, public, shipped
from tests.nlu.heldout import messages

PUBLISHED = {  # accuracy, and CPU seconds to train where they were measured
    "banking77": "DIET 0.90 (2124 s), SVC 0.91",
    "clinc150": "SVC 0.93",
    f"banking77, {FEW} an intent": "SVC 0.75",
}
SLIP_BAR = 0.05  # what one slip of the keyboard, or accents left out, may cost
MANY = 64  # messages that wait at once
Row = tuple[str, str, str, str, str]  # what, ours, baseline, ratio, bar


async def understanding(table: Table) -> None:
    """Add every row to the table of `make bench`."""
    model, seconds = _learnt(shipped().train)
    for row in (*_serving(model, seconds), *_comparison(), *_robustness(model)):
        table.add_row(*row)


ROWS = {"understanding": understanding}


def main(options: Sequence[str]) -> None:
    """Print the rows by themselves."""
    table = Table("what", "ours", "baseline", "ratio", "bar", title="understanding")
    if "--sets" in options:
        rows = _comparison()
    elif "--noise" in options:
        rows = _robustness(_learnt(shipped().train)[0])
    else:
        asyncio.run(understanding(table))
        rows = iter(())
    for row in rows:
        table.add_row(*row)
    Console(width=150).print(table)


def _learnt(phrases: Sequence[Phrase]) -> tuple[Model, float]:
    started = time.process_time()
    model, _ = train(Phrases(tuple(phrases)))
    return model, time.process_time() - started


def _serving(model: Model, seconds: float) -> Iterator[Row]:
    yield "training the shipped phrases, threshold search included", f"{seconds:.1f} s CPU", "", "", "15 s CPU"
    classifier = Classifier(model, lambda: date(2026, 11, 22))
    held = [phrase for language in LANGUAGES for phrase in messages(language)]
    wall, cpu = _timed(classifier, [phrase.text for phrase in held])
    together = _together(classifier, [phrase.text for phrase in held])
    yield "one message in process, median", f"{statistics.median(wall):.0f} us", "", "", "1000 us"
    yield "one message in process, mean", f"{statistics.mean(wall):.0f} us, {cpu:.0f} us CPU", "", "", ""
    yield f"{MANY} messages at once, each", f"{together:.0f} us CPU", f"{cpu:.0f} us CPU", f"{together / cpu:.2f}", "under 1"
    yield from _accuracy(classifier, held)


def _timed(classifier: Classifier, texts: Sequence[str]) -> tuple[list[float], float]:
    """Wall time of each message, and CPU time a message, in microseconds, after a first round that warms the caches."""
    wall = []
    for text in texts:
        classifier.predict([Utterance(text)])
    cpu = time.process_time()
    for text in texts:
        started = time.perf_counter()
        classifier.predict([Utterance(text)])
        wall.append((time.perf_counter() - started) * 1e6)
    return wall, (time.process_time() - cpu) / len(texts) * 1e6


def _together(classifier: Classifier, texts: Sequence[str]) -> float:
    """CPU time a message, in microseconds, where many wait."""
    batches = [[Utterance(text) for text in texts[place : place + MANY]] for place in range(0, len(texts) - MANY + 1, MANY)]
    started = time.process_time()
    for batch in batches:
        classifier.predict(batch)
    return (time.process_time() - started) / sum(map(len, batches)) * 1e6


def _accuracy(classifier: Classifier, held: Sequence[Phrase]) -> Iterator[Row]:
    found = classifier.predict([Utterance(phrase.text) for phrase in held])
    taken = [one.ranking[0].name if one.ranking else "" for one in found]
    all_of_them = Judged(held, taken, np.array([float(one.accepted) for one in found]))
    inside, right, accepted = all_of_them.inside, all_of_them.right, all_of_them.confidence
    for language in LANGUAGES:
        mine = inside & np.array([phrase.language == language for phrase in held])
        yield f"held-out messages, {language}: first guess right", f"{right[mine].mean():.3f} of {mine.sum()}", "", "", ""
    point = operating_point(0.5, accepted[inside], right[inside], accepted[~inside])
    yield "held-out messages: answered", f"{point.answered:.3f}", "", "", ""
    yield "held-out messages: answers right (one in five out of scope)", f"{point.precision:.3f}", "", "", "0.90"
    beyond = f"{point.outside_answered:.3f} of {(~inside).sum()}"
    yield "held-out messages out of scope: answered all the same", beyond, "", "", ""


def _comparison() -> Iterator[Row]:
    yield from _compared(shipped())
    if why := missing():
        for name in PUBLIC:
            yield f"{name}: accuracy", f"not measured: {why}", "", "", ""
        return
    for name in PUBLIC:
        yield from _compared(public(name))


def _compared(data: Set) -> Iterator[Row]:
    """A set learnt whole, and from a few phrases an intent (drawn several times, means)."""
    yield from _rows(data.name, *(reached(method, data, _outside(data)) for method in (ours, textbook)))
    if data.name.endswith("oosplus"):
        return  # teaches what is out of scope, for which few phrases are too few
    few = [data.few(seed) for seed in SEEDS]
    found = [mean([reached(method, one, _outside(one)) for one in few]) for method in (ours, textbook)]
    yield from _rows(f"{data.name}, {FEW} an intent", *found)


def _outside(data: Set) -> Set | None:
    """Where a set has nothing out of scope, intents left out of a few phrases stand for it."""
    return None if data.has_outside else data.few(SEEDS[0]).without_some()


def _rows(name: str, mine: Reached, theirs: Reached) -> Iterator[Row]:
    published = PUBLISHED.get(name, "")
    for what, one, other, bar in (
        ("accuracy", mine.accuracy, theirs.accuracy, published),
        ("macro-F1", mine.f1, theirs.f1, ""),
        ("out of scope, AUROC", mine.auroc, theirs.auroc, ""),
        ("coverage at 95 % precision", mine.coverage, theirs.coverage, ""),
    ):
        yield f"{name}: {what}", f"{one:.3f}", f"{other:.3f}", f"{100 * (one - other):+.1f} points", bar
    for what, one, other, unit in (
        ("training", mine.seconds, theirs.seconds, "s CPU"),
        ("a message", mine.microseconds, theirs.microseconds, "us CPU"),
        ("model", mine.kilobytes, theirs.kilobytes, "kB"),
    ):
        digits = 1 if unit == "s CPU" else 0
        yield f"{name}: {what}", f"{one:.{digits}f} {unit}", f"{other:.{digits}f} {unit}", f"{one / other:.2f}", ""


def _robustness(model: Model) -> Iterator[Row]:
    """What each kind of noise costs in points of accuracy, ours and the textbook's, on the same changed messages."""
    yield from _losses(shipped())
    if not missing():
        yield from _losses(public("hassil"))


def _losses(data: Set) -> Iterator[Row]:
    test = [phrase for phrase in data.test if phrase.intent != OUT_OF_SCOPE]
    methods = [method(data.train) for method in (ours, textbook)]
    for name, noise in NOISES.items():
        changed = noisy(noise, [(phrase.text, phrase.language) for phrase in test])
        pairs = [(phrase, text) for phrase, text in zip(test, changed, strict=True) if text is not None]
        meant = np.array([phrase.intent for phrase, _ in pairs])
        sent, noised = [one.text for one, _ in pairs], [text for _, text in pairs]
        lost = [100 * (_share(learnt, sent, meant) - _share(learnt, noised, meant)) for learnt in methods]
        bar = f"{100 * SLIP_BAR:.0f} points" if name in SLIPS else ""
        yield f"{data.name}, {name}", f"{lost[0]:.1f} points of {len(pairs)}", f"{lost[1]:.1f} points", "", bar


def _share(learnt: Learnt, texts: Sequence[str], meant: NDArray[np.str_]) -> float:
    return float((judged(learnt, texts)[0] == meant).mean())


if __name__ == "__main__":
    main(sys.argv[1:])
