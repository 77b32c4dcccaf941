"""Which phrases are judged together: without it one would wander between learning and judging, and flatter one model or another.

A phrase belongs to the part of its wording alone, whatever else stands in the files, so two trainings hold the same ones back.
"""

from collections.abc import Sequence
from hashlib import sha256

from nlu.normalise import MASKS, key
from nlu.phrases import Phrase

STEM = 5  # letters of a word that two wordings share when they differ in its ending only
_GROUP, _REST = 8, 6  # hexadecimal digits of an id: by which near-copies agree, and by which they differ


def stems(words: Sequence[str]) -> frozenset[str]:
    """What near-copies share: they differ only in numbers, endings, order or repetition."""
    return frozenset(word[:STEM] for word in words if word not in MASKS)


def group_of(words: Sequence[str]) -> str:
    """The digest that all near-copies of a wording have, given the words of its key."""
    return sha256(" ".join(sorted(stems(words))).encode()).hexdigest()[:_GROUP]


def part_of(words: Sequence[str], parts: int) -> int:
    """In which of so many parts a wording is, from 0; near-copies are in the same."""
    return int(group_of(words), 16) % parts


def id_of(phrase: Phrase) -> str:
    """By which a phrase is known again in another training, also when its intent has been changed since."""
    text = key(phrase.text)
    return group_of(text.split()) + sha256(f"{phrase.language} {text}".encode()).hexdigest()[:_REST]


def group_in(name: str) -> str:
    """The group an id belongs to."""
    return name[:_GROUP]


ID = _GROUP + _REST
