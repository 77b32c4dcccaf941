"""Numbers and lengths of texts, language by language: without it a Pole would read "5 dni" and a Ukrainian "5 день".

The categories are CLDR's (https://cldr.unicode.org/index/cldr-spec/plural-rules), as babel has them.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from babel import Locale

from config.source import Place, Problem
from flows.entries import Entry, Fork
from nlu.model import Language

CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})
COUNTED = 201  # from there on the last digits decide, so that nothing new comes
NAMES: Mapping[Language, str] = {"lv": "Latvian", "uk": "Ukrainian", "ru": "Russian", "pl": "Polish", "en": "English"}
LONG = 1999  # characters; Messenger wants fewer than 2000, Telegram at most 4096
VALUE = 20  # characters a value is reckoned with


@lru_cache(maxsize=8)
def samples(language: Language) -> Mapping[str, tuple[int, ...]]:
    """The categories that whole numbers have in a language, each with its first three numbers."""
    found: dict[str, tuple[int, ...]] = {}
    for number in range(COUNTED):
        category = str(Locale(language).plural_form(number))
        found[category] = (*found.get(category, ()), number)[:3]
    return found


def problems(language: Language, entry: Entry, place: Callable[[int], Place]) -> Iterator[Problem]:
    """What is wrong with one text by itself."""
    for fork in entry.forks:
        yield from _plural(language, entry.id, fork, place)
    length = entry.longest + VALUE * len(entry.variables)
    if length > LONG:
        text = f"`{entry.id}` has up to {length} characters, and Messenger takes fewer than 2000 in one message"
        yield Problem(place(entry.start), text, "it would come in pieces: make it shorter, or two texts", "text-long", "warning")


def _plural(language: Language, id_: str, fork: Fork, place: Callable[[int], Place]) -> Iterator[Problem]:
    keys, needed = {key for _, key in fork.keys}, samples(language)
    if not keys & (CATEGORIES - {"other"}):
        return
    spare = {"many"} if "other" in keys and "other" not in needed else set()  # no whole number is [other]: it means [many]
    missing = [category for category in needed if category not in keys | spare]
    if missing:
        told = ", ".join(f"[{name}] ({', '.join(map(str, needed[name]))} ...)" for name in missing)
        text = f"`{id_}` leaves out {told}, which {NAMES[language]} has"
        yield Problem(place(fork.start), text, "write a variant for each", "plural-missing")
    for start, key in fork.keys:
        if key in CATEGORIES - {"other"} and key not in needed:
            text, hint = f"no number is [{key}] in {NAMES[language]}", "there are " + ", ".join(f"[{name}]" for name in needed)
            yield Problem(place(start), text, hint, "plural-never", "warning")
    if language == "lv" and "zero" in fork.silent and "other" in keys - fork.silent:
        start = next(start for start, key in fork.keys if key == "zero")
        text = "[zero] is also 10 to 20, 30, 100 in Latvian, and this text does not tell the number"
        yield Problem(place(start), text, "write [0] for none", "plural-zero")
