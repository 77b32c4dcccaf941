"""How a customer sounds: without it an insult would be answered as a question, and anger with a form.

Own stems, capitals, exclamation marks and repetition, in five languages at once, because people swear in their neighbours' words.
Only the tone and the way of a conversation follow from it, never money.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from flows.shop.mood_words import ANGER, INSULTS
from nlu.model import Language
from nlu.normalise import flat

Mood = Literal["calm", "upset", "abusive"]
LONGEST = 600  # characters that are looked at
LOUD = 8  # letters of a text from which capitals are shouting
CRY = 3  # words of it: a first and a last name in capitals are copied from a card
FIRM = 5  # words that the name of a company has at most
SHOUTING = 0.7  # of the letters
_WORD = re.compile(r"[^\W_]+")
_BANGS = re.compile(r"!{2,}|[?!]{3,}")
_MASKED = re.compile(r"\w+[*@#$]+\w+")  # f**k
_MASK = re.compile(r"[*@#$]")
_QUOTED = re.compile(r"«[^»]*»|„[^“”\"]*[“”\"]|“[^”]*”|\"[^\"]*\"")
_HOUSE = re.compile(r"\b\d{1,3}[^\W\d_]?\b")  # number of a house
# What stands by the name of a company; not those that are words too ("as").
_FORM = re.compile(r"\b(?:SIA|IK|UAB|OÜ|GMBH|LTD|LLC|ТОВ|ФОП|ООО|SP\. ?Z ?O\. ?O\b)")
SHORTEST = 4  # letters of a word that can be told behind stars


@dataclass(frozen=True, slots=True)
class Stems:
    """A list, ready to be looked up: beginnings of words by their length, whole words, and phrases."""

    starts: frozenset[str]
    lengths: tuple[int, ...]
    whole: frozenset[str]
    phrases: tuple[str, ...]

    def count(self, words: Sequence[str]) -> int:
        """How many words and phrases of a text are in the list."""
        text = f" {' '.join(words)}"
        found = sum(word in self.whole or any(word[:length] in self.starts for length in self.lengths) for word in words)
        return found + sum(f" {phrase}" in text for phrase in self.phrases)


def _stems(lists: Iterable[str]) -> Stems:
    marks = list(chain.from_iterable(text.split() for text in lists))
    starts = frozenset(mark for mark in marks if not mark.endswith(".") and "_" not in mark)
    return Stems(
        starts,
        tuple(sorted({len(start) for start in starts})),
        frozenset(mark[:-1] for mark in marks if mark.endswith(".") and "_" not in mark),
        tuple(mark.strip(".").replace("_", " ") for mark in marks if "_" in mark),
    )


def _all(lists: Mapping[Language, str]) -> Stems:
    return _stems(flat(text) for text in lists.values())


_INSULTS, _ANGER = _all(INSULTS), _all(ANGER)


def mood_of(text: str, before: Sequence[str] = ()) -> Mood:
    """How a message sounds; `before` are the customer's earlier ones, because who says it again is not calm any more."""
    cut = text[:LONGEST]
    words = _WORD.findall(flat(cut))
    if _INSULTS.count(words) or _swears(cut):
        return "abusive"
    loud = _shouts(cut) or bool(_BANGS.search(cut)) or _repeats(words, before)
    return "upset" if loud or _ANGER.count(words) else "calm"


def worst(moods: Iterable[Mood]) -> Mood:
    """Of several messages, the mood that matters."""
    order: tuple[Mood, ...] = ("calm", "upset", "abusive")
    return max(moods, key=order.index, default="calm")


def _swears(text: str) -> bool:
    """A swear word with stars in it: the letters that are left stand where they do in a stem."""
    masked = [_MASK.sub("*", word) for word in _MASKED.findall(flat(text)) if not _has_digit(word)]
    known = _INSULTS.starts | _INSULTS.whole
    return any(_fits(word, stem) for word in masked for stem in known if SHORTEST <= len(stem) <= len(word))


def _fits(word: str, stem: str) -> bool:
    return all(letter in {"*", other} for letter, other in zip(word, stem, strict=False))


def _shouts(text: str) -> bool:
    """Capitals of one's own; what is copied from papers (names, companies, addresses, quotes) is printed in them."""
    own = _QUOTED.sub(" ", text)
    words = [word for word in _WORD.findall(own) if not _has_digit(word)]
    letters = "".join(words)
    if len(words) < CRY or len(letters) < LOUD or sum(map(str.isupper, letters)) <= SHOUTING * len(letters):
        return False
    is_firm = len(words) <= FIRM and _FORM.search(own) is not None
    is_address = "," in own and _HOUSE.search(own) is not None
    return not (is_firm or is_address)


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def _repeats(words: Sequence[str], before: Sequence[str]) -> bool:
    """The same message again, or one word three times in a row ("where where where"); numbers are said as often as asked for."""
    if any(a == b == c and not _has_digit(a) for a, b, c in zip(words, words[1:], words[2:], strict=False)):
        return True
    says = len(words) > 2 and sum(not _has_digit(word) for word in words) > 1  # an IBAN has the bank's letters at most
    return says and any(_WORD.findall(flat(earlier[:LONGEST])) == list(words) for earlier in before)
