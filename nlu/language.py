"""Which language a message is in: without it a customer could be answered in a language they do not read."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from nlu.features import char_grams
from nlu.model import LANGUAGES, Language
from nlu.normalise import flat

SMOOTHING = 0.05
STICKY = 6.0  # how much likelier (in nats, over the runs of one length) another language must be before a conversation changes
_NOISE = re.compile(r"(?<!\S)(?:https?://\S+|www\.\S+|\S+@\S+|\S*\d\S*)")  # addresses, numbers and codes are in no language
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_ALPHABETS: tuple[tuple[Language, re.Pattern[str]], ...] = (  # letters that no other of the five languages has
    ("lv", re.compile("[āēģīķļņū]")),
    ("pl", re.compile("[ąćęłńśźż]")),
    ("uk", re.compile("[іїєґ]")),
    ("ru", re.compile("[ыэъё]")),
)
_NOBODYS = frozenset(("ok", "okay", "okey", "okei", "okk", "ок", "окей", "haha", "hehe", "hmm", "lol", "wow", "super", "хаха"))
_CYRILLIC_SHARE = 0.3  # of the letters: below it a Cyrillic word is a name in somebody else's sentence
_LETTERS = "абвгґдезийклмнопрстуфхцчшщыэюяіїєёжьъ"
_TYPED = tuple(  # two habits of typing Cyrillic in Latin letters, as people have them; no standard is followed
    dict(zip(_LETTERS, habit.replace("-", " ").split(" "), strict=True))
    for habit in (
        "a b v g g d e z i y k l m n o p r s t u f h c ch sh sch y e yu ya i yi ye e zh--",
        "a b v h g d e z y j k l m n o p r s t u f kh ts ch sh shch i e ju ja i ji je jo zh ' '",
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class LanguageTable:
    """What was learnt: the log-likelihood (float32, grams x languages) of every run of 1 to 4 letters in each language."""

    languages: tuple[Language, ...]
    grams: tuple[str, ...]
    logs: NDArray[np.float32]


class LanguageGuesser:
    """Tells the language of a message among those of the shop."""

    def __init__(self, table: LanguageTable, languages: Sequence[Language]) -> None:
        columns = [table.languages.index(language) for language in languages]
        self.languages = tuple(languages)
        self._logs = np.ascontiguousarray(table.logs[:, columns])
        self._rows = {gram: row for row, gram in enumerate(table.grams)}
        self._word = lru_cache(maxsize=20_000)(self._score_word)

    def guess(self, text: str, previous: Language | None = None) -> Language:
        """The language of `text`; `previous` is what the conversation was in, and stays unless much speaks against it.

        A message that is in no language ("ok", 10023, an e-mail address) changes nothing; without a previous language it is
        taken for the shop's first.
        """
        words = _words(text)
        letters = "".join(words)
        allowed = self._allowed(letters)
        known = previous if previous in allowed else None
        if len(allowed) == 1 or (len(letters) < 3 and (known or len(allowed) == len(self.languages))):
            return known or allowed[0]
        return self._likeliest(words, allowed, known)

    def _likeliest(self, words: list[str], allowed: Sequence[Language], previous: Language | None) -> Language:
        scores = map(sum, zip(*map(self._word, words), strict=True))
        odds = {language: score + STICKY * (language == previous) for language, score in zip(self.languages, scores, strict=True)}
        return max(allowed, key=lambda language: odds[language])

    def _allowed(self, letters: str) -> Sequence[Language]:
        """The shop's languages that the alphabet leaves; all of them where it would leave none."""
        cyrillic = len(_CYRILLIC.findall(letters))
        if cyrillic and cyrillic >= _CYRILLIC_SHARE * len(letters):
            possible = {"uk", "ru"}
        elif letters.isascii():
            return self.languages
        else:
            possible = set(LANGUAGES)
        owned = {language: len(own.findall(letters)) for language, own in _ALPHABETS if language in possible}
        if (most := max(owned.values())) and list(owned.values()).count(most) == 1:
            possible = {max(owned, key=owned.__getitem__)}
        return [language for language in self.languages if language in possible] or self.languages

    def _score_word(self, word: str) -> tuple[float, ...]:
        rows = [row for gram in char_grams(word, 1, 4) if (row := self._rows.get(gram)) is not None]
        return tuple((self._logs[rows].sum(axis=0) / 4).tolist())


def learn(samples: Iterable[tuple[Language, str]]) -> LanguageTable:
    """Learn from texts of known language; each is also read as typed without accents and, in Cyrillic, in Latin letters."""
    counts: dict[Language, Counter[str]] = {language: Counter() for language in LANGUAGES}
    words: dict[Language, Counter[str]] = {language: Counter() for language in LANGUAGES}  # most stand in many texts
    for language, text in samples:
        words[language].update(word for spelling in _spellings(text) for word in _words(spelling))
    for language, several in words.items():
        for word, many in several.items():
            for gram in char_grams(word, 1, 4):
                counts[language][gram] += many
    languages = tuple(language for language in LANGUAGES if counts[language])
    grams = tuple(sorted(set().union(*(counts[language] for language in languages))))
    logs = np.stack([_logs(counts[language], grams) for language in languages], axis=1)
    return LanguageTable(languages, grams, logs - logs.mean(axis=1, keepdims=True))


def _logs(counts: Counter[str], grams: Sequence[str]) -> NDArray[np.float32]:
    totals, kinds = Counter[int](), Counter(len(gram) for gram in grams)
    for gram, count in counts.items():
        totals[len(gram)] += count
    floor = {size: math.log(totals[size] + SMOOTHING * kind) for size, kind in kinds.items()}
    return np.array([math.log(counts[gram] + SMOOTHING) - floor[len(gram)] for gram in grams], np.float32)


def _spellings(text: str) -> Iterator[str]:
    lower = text.lower()
    yield lower
    if _CYRILLIC.search(lower):
        for habit in _TYPED:
            yield "".join(habit.get(letter, letter) for letter in lower)
    elif (bare := flat(text)) != lower:
        yield bare


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(_NOISE.sub(" ", normalize("NFC", text.lower()))) if word not in _NOBODYS]
