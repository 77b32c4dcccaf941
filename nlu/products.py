"""Products by the names customers give them: without it "две керамические кружки" would be any text, and had to be asked for.

An index of the catalogue's words by runs of three letters finds the few words that a customer's word may be; how alike they are
is then measured. Word order, endings, missing accents, Latin letters for Cyrillic and one or two typing errors make no
difference; a word of the name that is missing does, unless the name is long. What names two products alike names none.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, log

from rapidfuzz.distance import OSA

from nlu.common_words import COMMON
from nlu.model import Language
from nlu.normalise import key

SHORTEST = 3  # letters of a word that are compared for more than sameness
STEM = 0.6  # of the longer word must be the same where only endings differ
ENDING = 3  # letters by which endings may differ
TYPING = ((9, 2), (6, 1))  # from so many letters of a stem on so many typing errors are forgiven
MISSED = 4  # from so many letters on one that is missing, too many or in its neighbour's place is
MISSING = 0.35  # the share of a long name's weight that may be left out
LONG = 3  # words from which on a name is long
BETWEEN = 2  # words that may stand amid those of a name
MOST_WORDS = 200  # of a message are read
NEAR = 0.34  # the share of runs in common from which a word is compared

_TOKEN = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_CODE = re.compile(r"(?<!\w)(?=[^\W_]*\d)(?=[^\W_]*[^\W\d_])[^\W_]{3,24}(?!\w)")  # EA891: makers know it, customers seldom
_AMOUNT = re.compile(r"\d+[^\W\d_]{1,3}")  # 500g
_UNITS = frozenset(map(key, re.findall(
    r"\w+", "g gr gram grams kg kilo kilogram ml l litri cm mm m gab pcs szt шт г гр кг мл л см мм м оз oz lb w v wat вт ват"
)))  # fmt: skip
_SMALL = frozenset(map(key, re.findall(
    r"\w+", "the a an of and with for in to no un ar par и с для из на і з та із do na i w dla od"
)))  # fmt: skip
# Endings of nouns and adjectives in the coarse spelling of `key`, longest first.
_ENDING = re.compile(
    r"(?:iami|iakh|iach|ami|ymi|imi|ogo|oho|omu|emu|iem|iam|iax|ia[mhks]?|ie|ii|iu|iy|ov|ev|iv|ei|oi|ai|ui|am|em|im|om|um|ah|"
    r"ih|ax|"
    r"as|es|is|os|us|s|a|e|i|o|u)$"
)


@dataclass(frozen=True, slots=True)
class Product:
    """Something the shop sells, in one language: `title` is its first name there, `names` are more of them."""

    id: str
    title: str
    names: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Name:
    product: str
    title: str
    language: str
    words: tuple[str, ...]  # that must be there
    extras: frozenset[str]  # amounts and units, which only decide between products alike
    weight: float


@dataclass(frozen=True, slots=True)
class _Hit:
    """A name that a message holds: how much of it, and from which word to which."""

    name: _Name
    weight: float
    first: int
    last: int


class Products:
    """The names of a catalogue, ready to be found. Safe to share; answering changes nothing but a cache."""

    def __init__(self, catalogue: Iterable[Product]) -> None:
        catalogue = tuple(catalogue)
        every = ((one, name) for one in catalogue for name in (one.title, *one.names))
        named = list(dict.fromkeys((one.id, one.title, one.language, *_split(name)) for one, name in every))
        counts = Counter(word for *_, words, _ in named for word in set(words))
        self._names = [
            _Name(id_, title, language, words, extras, sum(_weight(word, counts[word], len(named)) for word in words))
            for id_, title, language, words, extras in named
            if words
        ]
        self._weights = {word: _weight(word, count, len(named)) for word, count in counts.items()}
        self._titles = {(one.id, one.language): one.title for one in reversed(catalogue)}
        self._with: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(self._names):
            for word in dict.fromkeys(name.words):
                self._with[word].append(place)
        self._runs: dict[str, list[str]] = defaultdict(list)
        for word in self._with:
            for run in set(_runs(word)):
                self._runs[run].append(word)
        self._alike = lru_cache(maxsize=20_000)(self._find_alike)

    def __bool__(self) -> bool:
        return bool(self._names)

    def find(self, flat: str, language: Language | None = None) -> Iterator[tuple[int, int, str]]:
        """The products a text in lower case without accents (`normalise.flat`) names: start, end, title; none overlaps another.

        The title is that of the text's language, where there is one. A word of everyday grammar in that language (any, where it
        is not known) is no misspelt product.
        """
        tokens = list(_TOKEN.finditer(flat))[:MOST_WORDS] if self._names else []
        spelled, common = [_spelled(token[0]) for token in tokens], _common(language)
        words = ["" if word in common else word for word in spelled]
        hits = sorted(self._hits(words), key=lambda hit: (-hit.weight, hit.last - hit.first, hit.first))
        taken: set[int] = set()
        for place, hit in enumerate(hits):
            span = range(hit.first, hit.last + 1)
            if taken.isdisjoint(span):
                taken.update(span)
                if (name := _only(hit, hits[place:], spelled, language)) is not None:
                    yield (
                        tokens[hit.first].start(),
                        tokens[hit.last].end(),
                        self._titles.get((name.product, language or ""), name.title),
                    )

    def _hits(self, words: Sequence[str]) -> Iterator[_Hit]:
        found: dict[int, dict[str, list[tuple[int, float]]]] = defaultdict(dict)
        for place, word in enumerate(words):
            if not word:
                continue
            for known, alike in self._alike(word).items():
                if len(self._with[known]) <= 500 or len(words) < 12:  # what stands in every tenth name says nothing alone
                    for number in self._with[known]:
                        found[number].setdefault(known, []).append((place, alike))
        for number, places in found.items():
            name = self._names[number]
            if len(places) == len(set(name.words)) or len(set(name.words)) >= LONG:
                yield from self._whole(name, places)

    def _whole(self, name: _Name, places: Mapping[str, list[tuple[int, float]]]) -> Iterator[_Hit]:
        """Where the words of a name stand near one another, each by a word of its own."""
        for start, _ in {spot for found in places.values() for spot in found}:
            used: dict[int, float] = {}
            weight = 0.0
            for word in dict.fromkeys(name.words):
                near = range(start, start + len(name.words) + BETWEEN)
                window = [(alike, spot) for spot, alike in places.get(word, ()) if spot in near and spot not in used]
                if window:
                    alike, spot = max(window, key=lambda one: (one[0], -one[1]))
                    used[spot] = alike
                    weight += alike * self._weights[word]
            whole = len(used) == len(set(name.words))
            if used and start in used and (whole or (len(used) >= 2 and weight >= (1 - MISSING) * name.weight)):
                yield _Hit(name, weight, min(used), max(used))

    def _find_alike(self, word: str) -> Mapping[str, float]:
        """The catalogue's words that this word may be, and how alike, up to 1."""
        if len(word) < SHORTEST or word.isdigit() or word in _SMALL:
            return {word: 1.0} if word in self._with else {}
        runs = _runs(word)
        counts = Counter(known for run in runs for known in self._runs.get(run, ()))
        found = {known: 1.0 for known in (word,) if known in self._with}
        for known, count in counts.items():
            enough = known != word and count >= max(2, NEAR * min(len(runs), len(known)))
            if enough and (alike := _likeness(word, known)):
                found[known] = alike
        return found


def _only(hit: _Hit, hits: Sequence[_Hit], words: Sequence[str], language: Language | None) -> _Name | None:
    """The name that is meant; of several alike that whose amount was written, none where two products are left."""
    same = [one for one in hits if one.weight >= hit.weight * 0.97 and one.first <= hit.last and hit.first <= one.last]
    said = set(words[max(0, hit.first - 3) : hit.last + 4])
    best = max(len(one.name.extras & said) for one in same)
    left = [one.name for one in same if len(one.name.extras & said) == best]
    if len({name.product for name in left}) > 1:
        return None
    return next((name for name in left if name.language == language), left[0])


@lru_cache(maxsize=len(COMMON) + 1)
def _common(language: Language | None) -> frozenset[str]:
    texts = [COMMON[language]] if language else COMMON.values()
    return frozenset(_spelled(word.lower()) for text in texts for word in text.split())


def _likeness(word: str, known: str) -> float:
    """How alike two words are, 0 where they are different words: endings cost little, a typing error more."""
    shorter, longer = sorted((len(word), len(known)))
    if shorter < SHORTEST or word.isdigit() or known.isdigit():
        return 0.0
    same = next((place for place, (one, other) in enumerate(zip(word, known, strict=False)) if one != other), shorter)
    rest, rest_known = word[same:], known[same:]
    enough = same >= max(SHORTEST, ceil(STEM * longer)) and max(len(rest), len(rest_known)) <= ENDING
    if enough and _inflect(rest, rest_known):
        return 0.95
    stem, stem_known = _stem(word), _stem(known)
    if stem == stem_known and len(stem) >= SHORTEST:
        return 0.93
    size = min(len(stem), len(stem_known))
    errors = next((allowed for letters, allowed in TYPING if size >= letters), 0)
    if not errors and size >= MISSED and (len(stem) != len(stem_known) or sorted(stem) == sorted(stem_known)):
        errors = 1
    if not errors or stem[0] != stem_known[0] or abs(len(stem) - len(stem_known)) > errors:
        return 0.0
    distance = OSA.distance(stem, stem_known, score_cutoff=errors)
    return 0.0 if distance > errors else 0.9 - 0.05 * distance


def _inflect(*rests: str) -> bool:
    """Whether what differs at the ends of two words may be their endings."""
    return all(not rest or _ENDING.fullmatch(rest) is not None for rest in rests)


def _stem(word: str) -> str:
    stem = _ENDING.sub("", word)
    return stem if len(stem) >= SHORTEST else word


def _split(name: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words of a name that must be there, as they are compared; its amounts and makers' codes, which need not."""
    low = name.lower()
    codes = [code for code in _CODE.findall(low) if not _AMOUNT.fullmatch(code)]
    if len(_TOKEN.findall(bare := _CODE.sub(" ", low))) < LONG - 1:
        codes, bare = [], low
    tokens = [_spelled(token) for token in _TOKEN.findall(bare if codes else low)]
    words, extras = list[str](), {_spelled(token) for code in codes for token in _TOKEN.findall(code)}
    for place, token in enumerate(tokens):
        amount = token[0].isdigit() and place + 1 < len(tokens) and tokens[place + 1] in _UNITS
        if amount or (token in _UNITS and place and tokens[place - 1][0].isdigit()):
            extras.add(token)
        elif token and token not in _SMALL:
            words.append(token)
    return tuple(words), frozenset(extras)


@lru_cache(maxsize=20_000)
def _spelled(token: str) -> str:
    return token if token[0].isdigit() else key(token) or token


def _runs(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[place : place + 3] for place in range(len(padded) - 2)]


def _weight(word: str, count: int, names: int) -> float:
    return 1.0 + log((1 + names) / count) + 0.05 * min(len(word), 10)
