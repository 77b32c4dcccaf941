"""Phrases that say the same: without it a shop would write much and teach little, or teach two things by one wording.

Each rule yields warnings; what stands word for word under two intents of one language is a mistake, and stops (nlu/phrases.py).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from config.source import Problem
from nlu.heldback import STEM
from nlu.model import CYRILLIC
from nlu.normalise import MASKS
from nlu.phrases import Phrase, Phrases, keys_of

SEVERAL = 3  # different words from which on their order hardly changes what is meant
HOMOGRAPH = 3  # letters of a word up to which languages share it by chance: `ta`, `no`
TEMPLATE = 6  # phrases that differ in one word only, from which on they are a list of words and no longer phrases
LONG = 4  # words of a sentence in which one may be left open
Keyed = tuple[Phrase, str]


def problems(phrases: Phrases) -> Iterator[Problem]:
    """All that is said more than once, in no order."""
    keyed = _main_files_first(zip(phrases.phrases, keys_of(phrases), strict=True))
    yield from _copies(keyed)
    yield from _near(keyed)
    yield from _clashes(keyed)
    yield from _templates(keyed)


def _main_files_first(keyed: Iterable[Keyed]) -> list[Keyed]:
    """So that what was added later is told to say again what stands in `<language>.yml`, and not the other way round."""
    main, further = list[Keyed](), list[Keyed]()
    for phrase, key in keyed:
        (main if phrase.place.file.endswith(f"{phrase.language}.yml") else further).append((phrase, key))
    return main + further


def _copies(keyed: Iterable[Keyed]) -> Iterator[Problem]:
    """What the model reads as a phrase it has of this intent and language already.

    Cyrillic in Latin letters is no copy: by it the program learns to tell the languages of those who type so.
    """
    first: dict[Hashable, Phrase] = {}
    for phrase, key in keyed:
        typed = phrase.language in CYRILLIC and phrase.text.isascii()
        other = first.setdefault((phrase.intent, phrase.language, typed, key or phrase.text), phrase)
        if other is not phrase:
            text = f"`{phrase.text}` is to the model the same as `{other.text}` at {other.place}"
            hint = "take it out, or say it in other words; case, accents and numbers make no difference"
            yield Problem(phrase.place, text, hint, "phrase-copy", "warning")


def _near(keyed: Iterable[Keyed]) -> Iterator[Problem]:
    """The same words in another order, or with other endings, under two intents of one language."""
    first: dict[Hashable, Keyed] = {}
    for phrase, key in keyed:
        stems = frozenset([word[:STEM] for word in key.split()])
        if len(stems) < SEVERAL:
            continue
        other, same = first.setdefault((phrase.language, stems), (phrase, key))
        if other.intent != phrase.intent and same != key:
            text = f"`{phrase.text}` is of the same words as `{other.text}`, which stands under `{other.intent}` at {other.place}"
            yield Problem(phrase.place, text, "keep one of them, or word them further apart", "phrase-near", "warning")


def _clashes(keyed: Iterable[Keyed]) -> Iterator[Problem]:
    """One wording under two intents in two languages, also where one of them types the other's letters.

    There is one model for all languages, so it cannot learn both. Single words may well mean different things where they are
    short or of two alphabets (`brak` is none in Polish and a defect in Russian).
    """
    first: dict[str, Phrase] = {}
    for phrase, key in keyed:
        other = first.setdefault(key, phrase)
        if other.intent == phrase.intent or other.language == phrase.language:
            continue
        alike = (other.language in CYRILLIC) == (phrase.language in CYRILLIC) and len(key) > HOMOGRAPH
        if " " in key or alike:
            text = f"`{phrase.text}` reads like `{other.text}`, which stands under `{other.intent}` at {other.place}"
            hint = "one model serves all languages: keep one of them, or word them further apart"
            yield Problem(phrase.place, text, hint, "phrase-clash", "warning")


def _templates(keyed: Sequence[Keyed]) -> Iterator[Problem]:
    """One sentence again and again with one of its words changed.

    Whichever word is left open, one half of the sentence stays as it is; so only phrases with a half in common are compared.
    """
    halves: defaultdict[Hashable, list[tuple[Phrase, list[str]]]] = defaultdict(list)
    for phrase, key in keyed:
        words = key.split()
        if (count := len(words)) >= LONG:
            start = f"{phrase.intent} {phrase.language} {count}"
            halves[start, "begins", *words[: count // 2]].append((phrase, words))
            halves[start, "ends", *words[count // 2 :]].append((phrase, words))
    told: set[Phrase] = set()
    for alike in halves.values():
        if len(alike) >= TEMPLATE:
            yield from _template(alike, told)


def _template(alike: Iterable[tuple[Phrase, list[str]]], told: set[Phrase]) -> Iterator[Problem]:
    found: defaultdict[tuple[str, ...], dict[str, Phrase]] = defaultdict(dict)
    for phrase, words in alike:
        for open_ in (place for place, word in enumerate(words) if word not in MASKS):
            found[*words[:open_], "…", *words[open_ + 1 :]][words[open_]] = phrase
    for family in found.values():
        one, *others = sorted(family.values(), key=lambda phrase: phrase.place)
        if len(family) >= TEMPLATE and one not in told:
            told.update((one, *others))
            text = f"{len(family)} phrases of `{one.intent}` differ from `{one.text}` in one word only"
            hint = "keep two, list the words under `lookup:`, and write what customers say otherwise"
            yield Problem(one.place, text, hint, "phrase-template", "warning")
