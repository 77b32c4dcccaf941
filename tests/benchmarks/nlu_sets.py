"""The sets that understanding is measured on: without one way of reading and sampling them no two figures could be compared.

`DEZURA_DATASETS` names a folder with public sets (banking77.csv, clinc150.csv, clinc150_oosplus.csv, hassil.csv: columns text,
intent, lang, split); their sentences are no part of the project. The shipped phrases stand beside their held-out messages.
"""

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np

from config.source import Place
from nlu.artifact import OUT_OF_SCOPE
from nlu.model import LANGUAGES, Language
from nlu.phrases import Phrase, read_phrases
from tests.nlu.heldout import PHRASES, messages

FEW = 10  # phrases an intent (and language) as a small shop writes them
SEEDS = (0, 1, 2)
PUBLIC = ("banking77", "clinc150", "clinc150_oosplus", "hassil")


@dataclass(frozen=True, slots=True)
class Set:
    """Phrases to learn from and messages to judge by; those under `out_of_scope` have no intent."""

    name: str
    train: tuple[Phrase, ...]
    test: tuple[Phrase, ...]

    def few(self, seed: int, many: int = FEW) -> "Set":
        """So many phrases of every intent and language, drawn by the seed."""
        drawn = np.random.default_rng(seed)
        groups: defaultdict[tuple[str, str], list[Phrase]] = defaultdict(list)
        for phrase in self.train:
            groups[phrase.intent, phrase.language].append(phrase)
        chosen = [group[place] for _, group in sorted(groups.items()) for place in drawn.permutation(len(group))[:many]]
        return replace(self, train=_several(chosen))

    def without_some(self) -> "Set":
        """The same with every fourth intent left out of the phrases; its messages are out of scope then."""
        left = set(sorted({phrase.intent for phrase in self.train} - {OUT_OF_SCOPE})[::4])
        test = [replace(one, intent=OUT_OF_SCOPE) if one.intent in left else one for one in self.test]
        return Set(self.name, tuple(one for one in self.train if one.intent not in left), tuple(test))

    @property
    def has_outside(self) -> bool:
        """Whether messages are among those to judge by that have no intent."""
        return any(phrase.intent == OUT_OF_SCOPE for phrase in self.test)


def missing() -> str:
    """Why the public sets cannot be measured; empty where they can."""
    folder = os.environ.get("DEZURA_DATASETS", "")
    if not folder:
        return "DEZURA_DATASETS is not set"
    absent = [name for name in PUBLIC if not (Path(folder) / f"{name}.csv").exists()]
    return f"{folder} has no {', '.join(absent)}" if absent else ""


def public(name: str) -> Set:
    """One of the public sets; intents with a single phrase are left out, since from one nothing can be held back."""
    rows: list[dict[str, str]] = []
    for part in dict.fromkeys((name.removesuffix("_oosplus"), name)):  # the second brings what is out of scope alone
        with (Path(os.environ["DEZURA_DATASETS"]) / f"{part}.csv").open(encoding="utf-8", newline="") as file:
            rows += [row for row in csv.DictReader(file) if not part.endswith("_oosplus") or row["intent"] == "oos"]
    parts: dict[str, list[Phrase]] = {"train": [], "valid": [], "test": []}
    for row in rows:
        intent = OUT_OF_SCOPE if row["intent"] == "oos" else row["intent"]
        parts[row["split"]].append(Phrase(row["text"], intent, cast("Language", row["lang"]), Place(name)))
    train = _several(parts["train"])
    known = {phrase.intent for phrase in train} | {OUT_OF_SCOPE}
    return Set(name, train, tuple(phrase for phrase in parts["test"] if phrase.intent in known))


def shipped() -> Set:
    """The shipped phrases, judged by the held-out messages."""
    return Set("shipped phrases", read_phrases(PHRASES).phrases, tuple(one for code in LANGUAGES for one in messages(code)))


def _several(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    chosen: Sequence[Phrase] = tuple(phrases)
    counts = Counter(phrase.intent for phrase in chosen)
    return tuple(phrase for phrase in chosen if counts[phrase.intent] > 1)
