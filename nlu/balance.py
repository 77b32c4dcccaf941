"""Whether a shop's phrases are enough, and evenly spread: without it an intent could be taught in name only."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from config.source import Problem
from nlu.artifact import OUT_OF_SCOPE
from nlu.model import Language
from nlu.phrases import Phrase, Phrases

NEED = 20  # phrases an intent and language up to which every further one helps most: docs/understanding.md, "How many phrases"
BEHIND = 3  # times as many phrases as an intent the others have, and a third of what is meant by it goes to them
UNEVEN = 10  # times as many phrases as the others one has, and it takes what is theirs
ALONE = 2  # phrases below which nothing can be learnt at all
Counts = Mapping[tuple[str, Language], int]
Usual = Mapping[Language, float]  # phrases that an intent of a language has, by the median


def problems(phrases: Phrases, languages: Sequence[Language]) -> Iterator[Problem]:
    """Intents that are thin in a language of the shop's, and those that outweigh all others."""
    counts = Counter((phrase.intent, phrase.language) for phrase in phrases.phrases)
    firsts: dict[str, Phrase] = {}
    for phrase in phrases.phrases:
        firsts.setdefault(phrase.intent, phrase)
    inside = [intent for intent in firsts if intent != OUT_OF_SCOPE]
    usual = {language: median(counts[intent, language] for intent in inside) for language in languages if inside}
    for intent in inside:
        yield from _thin(firsts[intent], counts, usual)
        yield from _uneven(firsts[intent], counts, usual)


def _thin(first: Phrase, counts: Counts, usual: Usual) -> Iterator[Problem]:
    """One warning an intent, whatever languages it lacks. A single phrase is a mistake, and told as that."""
    if sum(counts[first.intent, language] for language in usual) < ALONE:
        return
    needs = {language: max(NEED, round(many / BEHIND)) for language, many in usual.items()}
    lacking = [language for language, need in needs.items() if counts[first.intent, language] < need]
    if lacking:
        said = ", ".join(f"{counts[first.intent, language] or 'none'} in {language}" for language in lacking)
        need = max(needs[language] for language in lacking)
        hint = f"write at least {need} a language, each worded on its own"
        yield Problem(first.place, f"`{first.intent}` has few phrases: {said}", hint, "phrase-thin", "warning")


def _uneven(first: Phrase, counts: Counts, usual: Usual) -> Iterator[Problem]:
    for language, many in usual.items():
        mine = counts[first.intent, language]
        if many and mine > UNEVEN * many:
            text = f"`{first.intent}` has {mine} phrases in {language}, and other intents have {many:.0f}"
            hint = "write more for the others, or keep fewer here"
            yield Problem(first.place, text, hint, "phrase-uneven", "warning")
