"""What the model sees of a message: without one extraction for training and answering, the two would drift apart.

A feature is a word or two words side by side, a run of letters, or the beginnings of two words that stand in one text in any
order; it goes by a code of 64 bits, worked out for many texts at once, so that a model holds no table of texts and finds its
features by bisection. Further blocks of features (`Further`) come with codes of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

SHORTEST, LONGEST = 2, 5  # letters in a run
WORDS, CHARS, PAIRS = "words", "chars", "pairs"
BLOCKS = {WORDS: 0.7, CHARS: 1.0, PAIRS: 0.7}  # what every model has, and how long the vector of a text is in each
STEM, REACH = 4, 7  # letters that stand for a word in a pair, and how many words apart the two may stand
FEW = 64  # words of a text up to which it is kept which of them are near each other
_SPACE = 0x20
_STEP = 0x9E3779B97F4A7C17  # odd, so that it has an inverse modulo 2**64
_BACK = pow(_STEP, -1, 1 << 64)
_MIX, _MORE = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)  # of splitmix64 (Steele et al. 2014)
Codes = NDArray[np.uint64]
Places = NDArray[np.intp]


def char_grams(word: str, shortest: int = SHORTEST, longest: int = LONGEST) -> Iterator[str]:
    """Every run of characters of a word with a space at either end, so that beginnings and endings are told apart."""
    padded = f" {word} "
    for size in range(shortest, min(longest, len(padded)) + 1):
        for start in range(len(padded) - size + 1):
            yield padded[start : start + size]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What one block saw in `texts` texts: by feature found, whose it is and its code, and its value.

    Without `values` it counts how often a text has a feature (its value is 1 + ln of that).
    """

    texts: int
    owners: Places
    codes: Codes
    values: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """Sparse vectors, one a text: that of text `i` has `values[starts[i]:starts[i + 1]]` in the rows `rows[...]`."""

    starts: Places
    rows: Places
    values: NDArray[np.float32]

    def unit(self) -> "Vectors":
        """The same, each of length one; empty ones stay empty."""
        sizes = np.diff(self.starts)
        owners = np.repeat(np.arange(len(sizes)), sizes)
        lengths = np.sqrt(np.bincount(owners, self.values * self.values, len(sizes))).astype(np.float32)
        return Vectors(self.starts, self.rows, np.asarray(self.values / np.maximum(lengths, 1e-9)[owners], np.float32))


class Further(Protocol):
    """A block of features beside words and runs of letters: a shop's concepts, the embedding of a sentence.

    `name` is lower-case letters and names it in the model file; `digest` is what it was made from, and a model answers only with
    a block of the same digest; `weight` is its length beside the two built-in blocks, whose length is one.
    """

    @property
    def name(self) -> str: ...

    @property
    def digest(self) -> str: ...

    @property
    def weight(self) -> float: ...

    def see(self, texts: Sequence[str]) -> Seen:
        """The features of messages as customers wrote them. A dense block has the codes 0, 1, 2 ... in every text."""
        ...


def see(keys: Sequence[str]) -> dict[str, Seen]:
    """The features of texts in their key spelling (one space between words), by block."""
    found, owners, stems = _alone(keys)
    found[PAIRS] = _pairs(len(keys), owners, stems)
    return found


def _alone(keys: Sequence[str]) -> tuple[dict[str, Seen], Places, Codes]:
    """The blocks of words and of runs; of every word whose it is, and the code of its stem."""
    points = np.frombuffer(f" {'  '.join(keys)} ".encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.cumsum(np.fromiter(map(len, keys), np.intp, len(keys)) + 2)
    steps, back = _powers((len(points) + 1).bit_length())
    sums = np.zeros(len(points) + 1, np.uint64)
    np.cumsum(_mixed(points) * steps[: len(points)], out=sums[1:])
    spaces = np.flatnonzero(points == _SPACE)
    found = {}
    for name, (starts, stops) in ((WORDS, _words(spaces)), (CHARS, _runs(points, spaces))):
        codes = (sums[stops] - sums[starts]) * back[starts]
        found[name] = Seen(len(keys), np.searchsorted(ends, starts, "right"), codes)
    starts, stops = _spans(spaces)
    stems = (sums[np.minimum(stops, starts + STEM)] - sums[starts]) * back[starts]
    return found, np.searchsorted(ends, starts, "right"), stems


@dataclass(frozen=True, slots=True, eq=False)
class WordFeatures:
    """What a model knows of a word by itself, and the numbers of `see_words` that its neighbours need."""

    rows: NDArray[np.int32]
    numbers: bytes


def see_words(words: Sequence[str]) -> tuple[dict[str, Seen], Codes]:
    """The features of single words that stand by themselves, by block, and four numbers of each word (words x 4).

    Those are its code, what a space behind it adds to a code, by what the code of a word behind that is multiplied, and the code
    of its stem: of them `two_words` and `pairs_of` work out what `see` sees in a whole text.
    """
    found, _, stems = _alone(words)
    sizes = np.fromiter(map(len, words), np.intp, len(words))
    steps, _ = _powers(int(sizes.max() + 2).bit_length())
    space = _mixed(np.array([_SPACE], np.uint32))
    return found, np.stack([found[WORDS].codes, space * steps[sizes], steps[sizes + 1], stems], axis=1)


def two_words(numbers: Codes) -> Codes:
    """The codes of every two words that stand side by side, from the words' numbers (words x 4)."""
    return np.asarray(numbers[:-1, 0] + numbers[:-1, 1] + numbers[:-1, 2] * numbers[1:, 0])


def pairs_of(numbers: Codes, ones: Places, others: Places) -> Codes:
    """The codes of the pairs of stems of these words."""
    stems = numbers[:, 3]
    firsts, seconds = stems[ones], stems[others]
    return _paired(np.minimum(firsts, seconds), np.maximum(firsts, seconds))


def neighbours(words: int, first: int = 0) -> tuple[Places, Places]:
    """Each word of a text with itself and those up to REACH behind it, where the words are counted from `first` on."""
    ones, others = _near_few(words) if words <= FEW else _near(words)
    return (ones + first, others + first) if first else (ones, others)


def _near(words: int) -> tuple[Places, Places]:
    near = [(one, other) for one in range(words) for other in range(one, min(words, one + REACH + 1))]
    ones, others = np.array(near, np.intp).reshape(-1, 2).T.copy()
    return ones, others


_near_few = lru_cache(maxsize=FEW + 1)(_near)


def vectors(seen: Seen, codes: Codes, idf: NDArray[np.float32]) -> Vectors:
    """What was seen as vectors over the features with these codes (ascending); others do not exist."""
    rows = np.searchsorted(codes, seen.codes)
    known = np.flatnonzero(codes.take(rows, mode="clip") == seen.codes) if len(codes) else rows[:0]
    owners, rows = seen.owners[known], rows[known]
    if seen.values is None:
        places, counts = np.unique(owners * len(codes) + rows, return_counts=True)
        owners, rows = np.divmod(places, max(len(codes), 1))
        values = 1 + np.log(counts.astype(np.float32))
    else:
        values = seen.values[known]
    return Vectors(np.searchsorted(owners, np.arange(seen.texts + 1)), rows, values * idf[rows])


def _spans(spaces: Places) -> tuple[Places, Places]:
    """Where words begin and end."""
    real = np.flatnonzero(np.diff(spaces) > 1)
    return spaces[real] + 1, spaces[real + 1]


def _words(spaces: Places) -> tuple[Places, Places]:
    """Where words and pairs of words begin and end; between two texts stand two spaces."""
    starts, stops = _spans(spaces)
    pairs = np.flatnonzero(starts[1:] == stops[:-1] + 1)
    firsts, lasts = np.concatenate([starts, starts[pairs]]), np.concatenate([stops, stops[pairs + 1]])
    order = np.argsort(firsts, kind="stable")
    return firsts[order], lasts[order]


def _pairs(texts: int, owners: Places, stems: Codes) -> Seen:
    """Every stem with itself and with those that follow in the same text."""
    others = np.arange(len(stems))[:, None] + np.arange(REACH + 1)
    lasts = np.searchsorted(owners, owners, "right")
    near = others < lasts[:, None]
    counts = near.sum(axis=1)
    firsts, seconds = np.repeat(stems, counts), stems[others[near]]
    return Seen(texts, np.repeat(owners, counts), _paired(np.minimum(firsts, seconds), np.maximum(firsts, seconds)))


def _paired(low: Codes, high: Codes) -> Codes:
    return np.asarray((low ^ (low >> np.uint64(31))) * _MIX + (high ^ (high >> np.uint64(27))) * _MORE)


def _runs(points: NDArray[np.uint32], spaces: Places) -> tuple[Places, Places]:
    """Where runs begin and end: a space may stand first or last in a run, not inside."""
    places = np.arange(len(points) - 1)
    following = spaces[np.searchsorted(spaces, places + 1)]  # the next space after the first letter
    stops = places[:, None] + np.arange(SHORTEST, LONGEST + 1)
    fits = stops <= following[:, None] + 1
    fits[(points[:-1] == _SPACE) & (following == places + 1)] = False  # two spaces: the end of a text
    return np.broadcast_to(places[:, None], fits.shape)[fits], stops[fits]


def _mixed(points: NDArray[np.uint32]) -> Codes:
    mixed = (points.astype(np.uint64) + np.uint64(1)) * _MIX
    return np.asarray((mixed ^ (mixed >> np.uint64(29))) * _MORE)


@lru_cache(maxsize=32)
def _powers(bits: int) -> tuple[Codes, Codes]:
    """The powers of the step and of its inverse, from the 0th, as many as `bits` can count."""
    steps, back = (np.full(1 << bits, base, np.uint64) for base in (_STEP, _BACK))
    steps[0] = back[0] = 1
    return np.cumprod(steps), np.cumprod(back)
