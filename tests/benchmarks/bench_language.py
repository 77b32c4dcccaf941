"""Which language a short message is in, measured: without it nobody would notice when a change makes "on" Polish.

`DEZURA_DATASETS` names the folder with `hassil.csv` (text, intent, lang, split); its sentences are no part of the project.
The baseline is lingua 2.1 with the same five languages, as measured on the same file, without and with accents.
"""

import csv
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rich.table import Table

from nlu.language import TYPED, LanguageGuesser, learn
from nlu.model import LANGUAGES
from nlu.normalise import flat
from nlu.phrases import read_phrases
from tests.nlu.heldout import PHRASES, messages

Samples = Sequence[tuple[str, str]]  # language, text
ACCENTED, CYRILLIC = ("lv", "pl"), ("uk", "ru")
LINGUA = {"whole": "0.991"}


async def language(table: Table) -> None:
    """Add the rows: whole messages, their first words, without accents, and typed in Latin letters."""
    phrases = read_phrases(PHRASES).phrases
    started = time.process_time()
    learnt = learn((phrase.language, phrase.text) for phrase in phrases)
    trained = time.process_time() - started
    started = time.process_time()
    guesser = LanguageGuesser(learnt, LANGUAGES)
    loaded = (time.process_time() - started) * 1000
    size = sum(sys.getsizeof(gram) for gram in learnt.grams) / 1e6
    table.add_row("language: learning, ready to guess", f"{trained:.1f} s, {loaded:.0f} ms, {len(learnt.grams)} runs", "", "", "")
    table.add_row("language: room of the runs", f"{guesser.room / 1e6:.1f} MB ({size:.1f} MB as texts)", "", "", "")
    for name, samples in _sets():
        if not samples:
            table.add_row(f"language, {name}", "not measured: DEZURA_DATASETS is not set", "", "", "")
            continue
        for what, right in _measured(guesser, samples):
            lingua = LINGUA.get(what, "") if name == "hassil" else ""
            table.add_row(f"language, {name}, {what}: right, mean of the languages", f"{right:.3f}", lingua, "", "")


ROWS = {"language": language}


def _sets() -> Iterator[tuple[str, Samples]]:
    yield (
        "held-out messages",
        [
            (language, phrase.text)
            for language in LANGUAGES
            for phrase in messages(language)
            if phrase.intent != "change_language" and len(phrase.text) > 2
        ],
    )
    path = Path(os.environ.get("DEZURA_DATASETS", "")) / "hassil.csv"
    rows: Samples = []
    if "DEZURA_DATASETS" in os.environ and path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            rows = [(row["lang"], row["text"]) for row in csv.DictReader(file)]
    yield "hassil", rows


def _measured(guesser: LanguageGuesser, samples: Samples) -> Iterator[tuple[str, float]]:
    yield "whole", _right(guesser, samples, str)
    for count in (1, 2, 3):
        yield f"first {count} words" if count > 1 else "first word", _right(guesser, samples, _first(count))
    yield "no accents (lv, pl)", _right(guesser, samples, flat, ACCENTED)
    for number, habit in enumerate(TYPED, 1):
        yield f"in Latin letters, habit {number} (uk, ru)", _right(guesser, samples, _typed(habit), CYRILLIC)


def _right(guesser: LanguageGuesser, samples: Samples, change: Callable[[str], str], of: Sequence[str] = LANGUAGES) -> float:
    """The share that is told right, the mean over the languages."""
    shares = []
    for language in of:
        texts = [text for code, text in samples if code == language]
        shares.append(sum(guesser.guess(change(text)) == language for text in texts) / len(texts))
    return sum(shares) / len(shares)


def _first(count: int) -> Callable[[str], str]:
    return lambda text: " ".join(text.split()[:count])


def _typed(habit: dict[str, str]) -> Callable[[str], str]:
    return lambda text: "".join(habit.get(letter, letter) for letter in text.lower())
