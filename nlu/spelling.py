"""Words with a slip of the keyboard, read as what was meant: without it a swapped letter could make a wish a stranger."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from rapidfuzz.distance import OSA

SHORTEST = 5  # letters from which on a word is looked at: of shorter ones too many are a slip away from one another
REPLACED = 6  # letters from which on one of them may stand for another
REMEMBERED = 4_000  # words without a phrase whose likeliest meaning is kept


def count_words(keys: Iterable[str]) -> Mapping[str, int]:
    """How often each word that could be meant by a slip stands in phrases, which are given in their key spelling.

    The most frequent first, and those that are equally so by their letters.
    """
    counts = Counter(word for text_key in keys for word in text_key.split(" ") if is_word(word))
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def is_word(word: str) -> bool:
    """Whether it is long enough, and all letters."""
    return len(word) >= SHORTEST and word.isalpha()


class Spelling:
    """Knows the words of a shop's phrases; `counts` says how often each is there, the most frequent first.

    One slip is a letter too many, a letter missing, another letter in its place, or two neighbours swapped (the optimal string
    alignment of Damerau 1964, who found that four of five misspellings are one of these). The first and the last letter are
    seldom where people slip, and are taken as they stand: so the word meant is looked for among few.
    """

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._alike: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for word in counts:
            self._alike[word[0], word[-1]].append(word)
        self._met: dict[str, str] = {}

    def mend(self, text_key: str) -> str:
        """The text with every word that no phrase has in the spelling of the word likeliest meant; others stay as they are."""
        words = text_key.split(" ")
        return " ".join([word if word in self._counts or not is_word(word) else self._meant(word) for word in words])

    def mended(self, keys: Sequence[str]) -> dict[int, str]:
        """Those of the texts in which there is something to mend, by their place."""
        texts = ((place, text_key, self.mend(text_key)) for place, text_key in enumerate(keys))
        return {place: text for place, text_key, text in texts if text != text_key}

    def _meant(self, word: str) -> str:
        found = self._met.get(word)
        if found is None:
            if len(self._met) >= REMEMBERED:
                self._met = {}
            found = self._met[word] = self._likeliest(word)
        return found

    def _likeliest(self, word: str) -> str:
        """The most frequent word that is one slip away; the word itself where there is none, or where two are as frequent."""
        alike = self._alike.get((word[0], word[-1]), ())
        near = list(islice((one for one in alike if _one_slip(word, one)), 2))
        if not near or (len(near) == 2 and self._counts[near[0]] == self._counts[near[1]]):
            return word
        return near[0]


def _one_slip(word: str, other: str) -> bool:
    if abs(len(word) - len(other)) > 1 or OSA.distance(word, other, score_cutoff=1) > 1:
        return False
    return len(word) >= REPLACED or len(word) != len(other) or sorted(word) == sorted(other)
