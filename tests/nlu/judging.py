"""Judgements of phrases made up by hand, for the tests of what is made of them."""

import numpy as np

from config.source import Place
from nlu.phrases import Phrase
from nlu.thresholds import Judged


def judged(*rows: tuple[str, str, float]) -> Judged:
    """Rows of intent, what it was taken for, and how surely."""
    phrases = [
        Phrase(f"text {number}", intent, "lv", Place("lv.yml", number)) for number, (intent, _, _) in enumerate(rows, start=1)
    ]
    return Judged(phrases, [taken for _, taken, _ in rows], np.array([confidence for _, _, confidence in rows]))


FOUR = judged(("a", "a", 0.9), ("a", "b", 0.4), ("b", "b", 0.8), ("b", "a", 0.6))
