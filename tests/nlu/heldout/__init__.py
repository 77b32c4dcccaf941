"""Messages by people who did not write the phrases: what the model is measured on. Nothing here is ever trained on."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from nlu.artifact import OUT_OF_SCOPE
from nlu.model import LANGUAGES, Language
from nlu.normalise import MASKS, key
from nlu.phrases import Phrase, read_file, read_phrases

HERE = Path(__file__).parent
PHRASES = HERE.parent.parent.parent / "nlu" / "phrases"
NEAR = 0.5  # the share of word stems that two messages out of scope have in common, from which one counts as a copy of the other


@cache
def messages(language: Language) -> tuple[Phrase, ...]:
    """The held-out messages of one language; `out_of_scope` is the intent of those that have none.

    Those that happen to stand in the phrases too are left out, and of those out of scope also near-copies: people who are asked
    for messages that are none of a shop's business all think of the weather first.
    """
    return tuple(_unseen(read_file(HERE / f"{language}.yml", language).phrases))


def _unseen(held: tuple[Phrase, ...]) -> Iterator[Phrase]:
    keys, outside = _learnt()
    for phrase in held:
        mine = _stems(phrase.text)
        near = phrase.intent == OUT_OF_SCOPE and any(len(mine & other) >= NEAR * len(mine | other) for other in outside)
        if key(phrase.text) not in keys and not near:
            yield phrase


@cache
def _learnt() -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    phrases = read_phrases(PHRASES, LANGUAGES).phrases
    outside = tuple(_stems(phrase.text) for phrase in phrases if phrase.intent == OUT_OF_SCOPE)
    return frozenset(key(phrase.text) for phrase in phrases), outside


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:5] for word in key(text).split() if word not in MASKS)
