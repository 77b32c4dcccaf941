"""What understanding costs and reaches, run as `python -m tests.benchmarks.bench_nlu`; without it its figures would be memories.

`DEZURA_DATASETS` names a folder with public intent sets (banking77.csv, clinc150.csv, hassil.csv: columns text, intent, lang,
split) to compare the method with what is published; their sentences are no part of the project.
"""

import asyncio
import csv
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from config.source import Place
from nlu.artifact import OUT_OF_SCOPE
from nlu.classifier import Classifier, Scorer
from nlu.model import LANGUAGES, Utterance
from nlu.normalise import key
from nlu.phrases import Phrase, Phrases, read_phrases
from nlu.thresholds import Judged, operating_point
from nlu.training import fit, train
from tests.nlu.heldout import PHRASES, messages

SETS = {
    "banking77": 0.91,
    "clinc150": 0.93,
    "hassil": None,
}  # published or measured elsewhere with linear models of such features
Row = tuple[str, str, str, str, str]  # what, ours, baseline, ratio, bar


async def understanding(table: Table) -> None:
    """Add every row to the table of `make bench`."""
    for row in (*_shipped(), *_public()):
        table.add_row(*row)


ROWS = {"understanding": understanding}


def main() -> None:
    """Print the rows by themselves."""
    table = Table("what", "ours", "baseline", "ratio", "bar", title="understanding")
    asyncio.run(understanding(table))
    Console(width=130).print(table)


def _shipped() -> Iterator[Row]:
    started = time.process_time()
    model, _ = train(read_phrases(PHRASES))
    yield (
        "training the shipped phrases, threshold search included",
        f"{time.process_time() - started:.1f} s CPU",
        "",
        "",
        "60 s CPU",
    )
    classifier = Classifier(model, lambda: date(2026, 11, 22))
    held = [phrase for language in LANGUAGES for phrase in messages(language)]
    wall, cpu = _timed(classifier, [phrase.text for phrase in held])
    yield "one message in process, median", f"{statistics.median(wall):.0f} us", "", "", "1000 us"
    yield "one message in process, mean", f"{statistics.mean(wall):.0f} us, {cpu:.0f} us CPU", "", "", ""
    yield from _accuracy(classifier, model.threshold, held)


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


def _accuracy(classifier: Classifier, threshold: float, held: Sequence[Phrase]) -> Iterator[Row]:
    found = classifier.predict([Utterance(phrase.text) for phrase in held])
    taken = [one.ranking[0].name if one.ranking else "" for one in found]
    judged = Judged(held, taken, np.array([one.confidence for one in found]))
    inside, right = judged.inside, judged.right
    for language in LANGUAGES:
        mine = inside & np.array([phrase.language == language for phrase in held])
        yield f"held-out messages, {language}: first guess right", f"{right[mine].mean():.3f} of {mine.sum()}", "", "", ""
    point = operating_point(threshold, judged.confidence[inside], right[inside], judged.confidence[~inside])
    yield "held-out messages: answered", f"{point.answered:.3f}", "", "", ""
    yield "held-out messages: answers right (one in five out of scope)", f"{point.precision:.3f}", "", "", "0.90"
    yield (
        "held-out messages out of scope: answered all the same",
        f"{point.outside_answered:.3f} of {(~inside).sum()}",
        "",
        "",
        "",
    )


def _public() -> Iterator[Row]:
    folder = os.environ.get("DEZURA_DATASETS", "")
    for name, baseline in SETS.items():
        path = Path(folder) / f"{name}.csv"
        if not folder or not path.exists():
            why = f"{path} is missing" if folder else "DEZURA_DATASETS is not set"
            yield f"{name}: accuracy", f"not measured: {why}", "", "", ""
            continue
        for language, accuracy, count in _public_accuracy(path):
            yield f"{name}, {language}: accuracy", f"{accuracy:.3f} of {count}", f"{baseline:.2f}" if baseline else "", "", ""


def _public_accuracy(path: Path) -> Iterator[tuple[str, float, int]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["intent"] != "oos"]
    counts: dict[str, int] = {}
    for row in rows:
        if row["split"] == "train":
            counts[row["intent"]] = counts.get(row["intent"], 0) + 1
    known = {intent for intent, count in counts.items() if count > 1 and intent != OUT_OF_SCOPE}
    train_rows = [row for row in rows if row["split"] == "train" and row["intent"] in known]
    phrases = tuple(Phrase(row["text"], row["intent"], row["lang"], Place(path.name)) for row in train_rows)  # type: ignore[arg-type]  # the sets use our codes
    scorer = Scorer(fit(Phrases(phrases)))
    for language in sorted({row["lang"] for row in rows}):
        tests = [row for row in rows if row["split"] == "test" and row["lang"] == language and row["intent"] in known]
        right = sum(_first(scorer, row["text"]) == row["intent"] for row in tests)
        yield language, right / len(tests), len(tests)


def _first(scorer: Scorer, text: str) -> str:
    probabilities = scorer.probabilities(key(text))
    return "" if probabilities is None else scorer.classes[int(np.argmax(probabilities))]


if __name__ == "__main__":
    main()
