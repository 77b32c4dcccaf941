"""Lists of words that name an entity: without it five thousand towns would be one regular expression, tried at each letter."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from nlu.normalise import flat

_WORD = re.compile(r"\w+")


class Lookup:
    """Texts to be found as they are, but for case and Latin accents, at the borders of words; the longest first."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_word: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._wordless: list[str] = []
        for text in sorted({flat(text.strip()) for text in texts} - {""}, key=lambda text: (-len(text), text)):
            if (word := _WORD.search(text)) is None:
                self._wordless.append(text)
            else:
                self._by_word[word[0]].append((text, word.start()))

    def find(self, flat: str) -> Iterator[tuple[int, int]]:
        """Where a text in lower case without accents (`normalise.flat`) holds one of them: start, end."""
        for word in _WORD.finditer(flat):
            for text, before in self._by_word.get(word[0], ()):
                start = word.start() - before
                if start >= 0 and flat.startswith(text, start) and _ends(flat, start, start + len(text)):
                    yield start, start + len(text)
                    break
        for text in self._wordless:
            start = flat.find(text)
            while start >= 0:
                yield start, start + len(text)
                start = flat.find(text, start + len(text))


def _ends(flat: str, start: int, end: int) -> bool:
    """Whether no word goes on before the start or after the end."""
    before, after = flat[max(0, start - 1) : start], flat[end : end + 1]
    goes_on_before = _WORD.fullmatch(before) and _WORD.fullmatch(flat[start])
    return not goes_on_before and not (_WORD.fullmatch(after) and _WORD.fullmatch(flat[end - 1]))
