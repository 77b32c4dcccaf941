"""Which language a message is in: without it a customer could be answered in a language they do not read."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from nlu.common_words import COMMON
from nlu.features import char_grams
from nlu.model import CYRILLIC, LANGUAGES, Language
from nlu.normalise import flat

SMOOTHING = 0.05
FEWEST = 4  # a run that was met fewer times tells little and takes its room; kept where little was learnt from
LITTLE = 20_000  # runs of letters
OFTEN = 5  # a common word is learnt as if it had been written so many times
KNOWN = 3.0  # how much likelier (in nats) a language is by one of its common words, beside what the word's letters say
REMEMBERED = 4_000  # words whose score is kept; each takes some 300 bytes
STICKY = 6.0  # how much likelier (in nats, over the runs of one length) another language must be before a conversation changes
_NOISE = re.compile(  # addresses, numbers, codes and commands are in no language
    r"(?<!\S)(?:https?://\S+|www\.\S+|\S+@\S+|\S*\d\S*|/[A-Za-z]\S*)"
)
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_ALPHABETS: tuple[tuple[Language, re.Pattern[str]], ...] = (  # letters that no other of the five languages has
    ("lv", re.compile("[āēģīķļņū]")),
    ("pl", re.compile("[ąćęłńśźż]")),
    ("uk", re.compile("[іїєґ]")),
    ("ru", re.compile("[ыэъё]")),
)
_NOBODYS = frozenset(
    [
        "ok",
        "okay",
        "okey",
        "okei",
        "okk",
        "ок",
        "окей",
        "haha",
        "hehe",
        "hmm",
        "hm",
        "lol",
        "wow",
        "super",
        "хаха",
        "хех",
        "ха",
        "danke",
        "merci",
        "gracias",
        "grazie",
        "ciao",
        "bravo",
        "sorry",
        "pls",
        "plz",
        "pliz",
        "thx",
        "tnx",
        "стоп",
        "stop",
    ]
)
_CYRILLIC_SHARE = 0.3  # of the letters: below it a Cyrillic word is a name in somebody else's sentence
_LETTERS = "абвгґдезийклмнопрстуфхцчшщыэюяіїєёжьъ"
TYPED = tuple(  # two habits of typing Cyrillic in Latin letters, as people have them; no standard is followed
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
        codes = _codes(table.grams)
        order = np.argsort(codes)
        self._codes = codes[order]  # numbers to search in take a tenth of the room of a dict of texts
        self._logs = np.ascontiguousarray(table.logs[order][:, columns])
        self._word = lru_cache(maxsize=REMEMBERED)(self._score_word)

    @property
    def room(self) -> int:
        """Bytes that the table takes."""
        return self._codes.nbytes + self._logs.nbytes

    def guess(self, text: str, previous: Language | None = None) -> Language:
        """The language of `text`; `previous` is what the conversation was in, and stays unless much speaks against it.

        A message that is in no language ("ok", 10023, an e-mail address, "Jānis Bērziņš") changes nothing; without a previous
        language it is taken for the shop's first, and a name for that of its letters.
        """
        words, names = _told_apart(text)
        if not words or (previous is None and len(words) < len(names)):
            words = [*words, *names]
            if previous is not None and _is_cyrillic("".join(words)) == (previous in CYRILLIC):
                return previous if previous in self.languages else self.languages[0]
        letters = "".join(words)
        allowed = self._allowed(letters)
        known = previous if previous in allowed else None
        says_little = len(letters) < 3 or (known is not None and max(map(len, words)) < 3)
        if len(allowed) == 1 or (says_little and (known or len(allowed) == len(self.languages))):
            return known or allowed[0]
        heard = words if previous else [*words, *(name for name in names if name not in words and _is_cyrillic(name))]
        return self._likeliest(heard, allowed, known)  # a place or a person is spelt otherwise in Ukrainian than in Russian

    def _likeliest(self, words: list[str], allowed: Sequence[Language], previous: Language | None) -> Language:
        scores = map(sum, zip(*map(self._word, words), strict=True))
        odds = {language: score + STICKY * (language == previous) for language, score in zip(self.languages, scores, strict=True)}
        return max(allowed, key=lambda language: odds[language])

    def _allowed(self, letters: str) -> Sequence[Language]:
        """The shop's languages that the alphabet leaves; all of them where it would leave none."""
        if _is_cyrillic(letters):
            possible = set(CYRILLIC)
        elif letters.isascii():
            return self.languages
        else:
            possible = set(LANGUAGES)
        owned = {language: len(own.findall(letters)) for language, own in _ALPHABETS if language in possible}
        if (most := max(owned.values())) and list(owned.values()).count(most) == 1:
            possible = {max(owned, key=owned.__getitem__)}
        return [language for language in self.languages if language in possible] or self.languages

    def _score_word(self, word: str) -> tuple[float, ...]:
        codes = _codes(list(char_grams(word, 1, 4)))
        rows = np.minimum(np.searchsorted(self._codes, codes), max(len(self._codes) - 1, 0))
        scores = (
            self._logs[rows[self._codes[rows] == codes]].sum(axis=0) / 4 if len(self._codes) else np.zeros(len(self.languages))
        )
        owners = _owners().get(word, frozenset())
        return tuple(
            score + KNOWN * (language in owners) for score, language in zip(scores.tolist(), self.languages, strict=True)
        )


def learn(samples: Iterable[tuple[Language, str]]) -> LanguageTable:
    """Learn from texts of known language; each is also read as typed without accents and, in Cyrillic, in Latin letters."""
    counts: dict[Language, Counter[str]] = {language: Counter() for language in LANGUAGES}
    words: dict[Language, Counter[str]] = {language: Counter() for language in LANGUAGES}  # most stand in many texts
    for language, text in samples:
        words[language].update(word for spelling in _spellings(text) for word in _words(spelling))
    languages = tuple(language for language in LANGUAGES if words[language])
    for language in languages:
        words[language].update({word: OFTEN for text in _spellings(COMMON[language]) for word in _words(text)})
    for language, several in words.items():
        for word, many in several.items():
            for gram in char_grams(word, 1, 4):
                counts[language][gram] += many
    total = sum((counts[language] for language in languages), Counter[str]())
    fewest = FEWEST if len(total) > LITTLE else 1
    grams = tuple(sorted(gram for gram, count in total.items() if count >= fewest))
    logs = np.stack([_logs(counts[language], grams) for language in languages], axis=1)
    return LanguageTable(languages, grams, logs - logs.mean(axis=1, keepdims=True))


def _logs(counts: Counter[str], grams: Sequence[str]) -> NDArray[np.float32]:
    totals, kinds = Counter[int](), Counter(len(gram) for gram in grams)
    for gram in grams:
        totals[len(gram)] += counts[gram]
    floor = {size: math.log(totals[size] + SMOOTHING * kind) for size, kind in kinds.items()}
    return np.array([math.log(counts[gram] + SMOOTHING) - floor[len(gram)] for gram in grams], np.float32)


def _spellings(text: str) -> Iterator[str]:
    lower = text.lower()
    yield lower
    if _CYRILLIC.search(lower):
        for habit in TYPED:
            yield "".join(habit.get(letter, letter) for letter in lower)
    elif (bare := flat(text)) != lower:
        yield bare


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(_NOISE.sub(" ", normalize("NFC", text.lower()))) if word not in _NOBODYS]


def _told_apart(text: str) -> tuple[list[str], list[str]]:
    """The words of a message, and what looks like names: capitals amid a sentence, or a message of nothing but such words."""
    written = [word for word in _WORD.findall(_NOISE.sub(" ", normalize("NFC", text))) if word.lower() not in _NOBODYS]
    named = [_is_capital(word) and word.lower() not in _owners() for word in written]
    if named and written[0][0].isupper() and (len(named) < 2 or not named[1]):
        named[0] = False  # a sentence begins with a capital
    words = [word.lower() for word, is_name in zip(written, named, strict=True) if not is_name]
    return words, [word.lower() for word, is_name in zip(written, named, strict=True) if is_name]


def _is_capital(word: str) -> bool:
    """Anna, McDonald, iPhone; no word in capitals alone, which is only loud."""
    return not word.islower() and not word.isupper()


@lru_cache(maxsize=1)
def _owners() -> Mapping[str, frozenset[Language]]:
    """Whose common word a word is, in every spelling it is typed in."""
    found: dict[str, set[Language]] = {}
    for language, words in COMMON.items():
        for word in (word for spelling in _spellings(words) for word in spelling.split()):
            found.setdefault(word, set()).add(language)
    return {word: frozenset(languages) for word, languages in found.items()}


def _is_cyrillic(letters: str) -> bool:
    cyrillic = len(_CYRILLIC.findall(letters))
    return bool(cyrillic) and cyrillic >= _CYRILLIC_SHARE * len(letters)


def _codes(grams: Sequence[str]) -> NDArray[np.uint64]:
    """Runs of up to four letters, each as one number of 64 bits."""
    letters = np.array(grams, "U4").view(np.uint32).reshape(len(grams), 4) if grams else np.zeros((0, 4), np.uint32)
    parts = np.minimum(letters, 0xFFFF).astype(np.uint64)
    return np.asarray(np.bitwise_or.reduce(parts << np.array([48, 32, 16, 0], np.uint64), axis=1), np.uint64)
