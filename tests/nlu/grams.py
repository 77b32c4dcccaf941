"""The features of a text one by one, as they are meant: what works them out for many at once is held to it."""

from collections.abc import Iterator, Sequence

import numpy as np

from nlu import features


def word_grams(words: Sequence[str]) -> Iterator[str]:
    """Every word, and every two words that stand side by side."""
    yield from words
    for index in range(len(words) - 1):
        yield f"{words[index]} {words[index + 1]}"


def code(gram: str) -> int:
    """The code of one feature, as `see` works it out for many."""
    points = features._mixed(np.frombuffer(gram.encode("utf-32-le", "surrogatepass"), np.uint32))
    return sum(int(point) * pow(features._STEP, place, 1 << 64) for place, point in enumerate(points)) % (1 << 64)


def pair_grams(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The stems of every two words that stand no further apart than REACH, whichever is first; a stem alone is both."""
    stems = [word[: features.STEM] for word in words]
    for place, stem in enumerate(stems):
        yield stem, stem
        yield from ((stem, other) for other in stems[place + 1 : place + 1 + features.REACH])


def pair_code(first: int, second: int) -> int:
    """The code of two stems with these codes, in either order."""
    low, high = np.array([sorted((first, second))], np.uint64).T
    return int(features._paired(low, high)[0])
