"""Phrases that stand where they teach nothing: without it a Russian line in a Latvian file would go unseen."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from config.source import Problem
from nlu.artifact import OUT_OF_SCOPE
from nlu.language import LanguageGuesser, learn
from nlu.model import CYRILLIC, Language
from nlu.normalise import MASKS
from nlu.phrases import Phrase, Phrases, keys_of

ANYWHERE = ("change_language", OUT_OF_SCOPE)  # who asks for another language does so in it; what is foreign is out of scope
ANSWERS = ("affirm", "deny")  # one letter is an answer here: y, n
SHORT = 3  # words up to which a phrase may be a name, or the same in two languages
SLAVIC = (*CYRILLIC, "pl")  # too much alike where all are in Latin letters
SAMPLE = 60  # phrases a language that tell languages apart well enough where words have raised a doubt
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]{2,}")
Seen = Mapping[Language, Counter[str]]  # how often a word stands in the phrases of each language


def problems(phrases: Phrases, languages: Sequence[Language]) -> Iterator[Problem]:
    """Phrases without words, and phrases in another language than their file."""
    for phrase, key in zip(phrases.phrases, keys_of(phrases), strict=True):
        if MASKS.issuperset(key.split()):
            hint = "the values of messages are found by themselves; write what stands around them"
            yield Problem(phrase.place, f"`{phrase.text}` has no word to learn from", hint, "phrase-wordless", "warning")
        elif len(key) == 1 and phrase.intent not in ANSWERS and len(_LETTER.findall(phrase.text)) == 1:
            yield Problem(phrase.place, f"`{phrase.text}` is one letter", "write a word", "phrase-wordless", "warning")
    yield from _foreign(phrases.phrases, languages)


def _foreign(phrases: Sequence[Phrase], languages: Sequence[Language]) -> Iterator[Problem]:
    """What the alphabet gives away, and what is of words that only another language's phrases have, if its letters agree."""
    doubtful = []
    seen = _seen(phrases)
    for phrase in phrases:
        if phrase.intent in ANYWHERE:
            continue
        if phrase.language not in CYRILLIC and _in_cyrillic(phrase.text):
            yield _stray(phrase, "is in Cyrillic letters", "uk or ru")
        elif phrase.text.count(" ") >= SHORT and _is_foreign(phrase, seen):
            doubtful.append(phrase)
    if doubtful:
        guesser = _guesser(phrases, frozenset(doubtful), languages)
        for phrase in doubtful:
            if (likely := guesser.guess(phrase.text, phrase.language)) != phrase.language:
                yield _stray(phrase, f"looks like {likely}", likely)


def _in_cyrillic(text: str) -> bool:
    return not text.isascii() and len(_CYRILLIC.findall(text)) * 2 > len(_LETTER.findall(text))


def _seen(phrases: Sequence[Phrase]) -> Seen:
    texts: defaultdict[Language, list[str]] = defaultdict(list)
    for phrase in phrases:
        if phrase.intent not in ANYWHERE:
            texts[phrase.language].append(phrase.text)
    return {language: Counter(_WORD.findall("\n".join(found).lower())) for language, found in texts.items()}


def _is_foreign(phrase: Phrase, seen: Seen) -> bool:
    """Whether most of the words are another language's, and none but this phrase has them here.

    Slavic languages are too much alike where all are in Latin letters.
    """
    words, mine = _WORD.findall(phrase.text.lower()), seen[phrase.language]
    alone = [word for word in words if mine[word] == 1]
    here = len(words) - len(alone)
    if len(words) <= SHORT or len(alone) <= 2 * here:
        return False
    alike = SLAVIC if phrase.language in CYRILLIC and phrase.text.isascii() else (phrase.language,)
    others = [found for language, found in seen.items() if language not in alike]
    there = sum(any(other[word] for other in others) for word in alone)
    return there > 2 * here and there > len(words) / 2


def _guesser(phrases: Sequence[Phrase], doubtful: frozenset[Phrase], languages: Sequence[Language]) -> LanguageGuesser:
    """Learnt from phrases spread over all files, without those in doubt."""
    samples: list[Phrase] = []
    for language in languages:
        mine = [phrase for phrase in phrases if phrase.language == language and phrase not in doubtful]
        samples += mine[:: max(1, len(mine) // SAMPLE)]
    return LanguageGuesser(learn((phrase.language, phrase.text) for phrase in samples), languages)


def _stray(phrase: Phrase, what: str, where: str) -> Problem:
    return Problem(phrase.place, f"`{phrase.text}` {what}", f"it belongs into the file of {where}", "phrase-language", "warning")
