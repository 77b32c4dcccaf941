"""What people of the shop read in the console, in five languages: without it each page would speak English to everybody.

One file a topic, `words/<topic>.json`, the five languages side by side. A word is asked for as `topic.key`; `{name}` is filled
in, and a plural has a text for every category of its language (CLDR 46, integers: `one`, `few` ...), chosen by `n`.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from nlu.model import LANGUAGES, Language

FOLDER = Path(__file__).parent / "words"
CATEGORIES: Mapping[Language, frozenset[str]] = {
    "lv": frozenset({"zero", "one", "other"}),
    "uk": frozenset({"one", "few", "many", "other"}),
    "ru": frozenset({"one", "few", "many", "other"}),
    "pl": frozenset({"one", "few", "many", "other"}),
    "en": frozenset({"one", "other"}),
}
_PLACE = re.compile(r"\{(\w+)\}")

Text = str | Mapping[str, str]  # a plain text, or one by category
Say = Callable[..., str]


class WordsError(Exception):
    """A file of words has a mistake: `problems`, one line each, name file, key and language."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load(*folders: Path) -> Mapping[Language, Mapping[str, Text]]:
    """All words of some folders, or of the console's own, by language and key. Raises WordsError naming every mistake."""
    paths = [path for folder in folders or (FOLDER,) for path in sorted(folder.glob("*.json"))]
    topics = {path: json.loads(path.read_text(encoding="utf-8")) for path in paths}
    problems = [line for path, words in topics.items() for key, texts in words.items() for line in _wrong(path.name, key, texts)]
    if problems:
        raise WordsError(problems)
    return {
        language: {f"{path.stem}.{key}": texts[language] for path, words in topics.items() for key, texts in words.items()}
        for language in LANGUAGES
    }


def speaker(words: Mapping[str, Text], language: Language) -> Say:
    """`t("list.waits", n=3)` for the templates. Raises KeyError for a word that is not there."""

    def t(key: str, **values: object) -> str:
        text = words[key]
        if not isinstance(text, str):
            text = text[category(language, int(str(values["n"])))]
        return _PLACE.sub(lambda found: str(values[found[1]]), text)

    return t


def category(language: Language, n: int) -> str:
    """The plural category of a whole number, as Intl.PluralRules has it in the browser."""
    tens, ones = n % 100, n % 10
    match language:
        case "en":
            return "one" if n == 1 else "other"
        case "lv":
            round_ = ones == 0 or 11 <= tens <= 19
            return "zero" if round_ else "one" if ones == 1 else "other"
        case "pl" | "uk" | "ru":
            single = n == 1 if language == "pl" else ones == 1 and tens != 11
            few = ones in {2, 3, 4} and tens not in {12, 13, 14}
            return "one" if single else "few" if few else "many"


def _wrong(file: str, key: str, texts: Mapping[str, Text]) -> Iterator[str]:
    if missing := set(LANGUAGES) - set(texts):
        yield f"{file}: {key}: write it in {', '.join(sorted(missing))} too"
        return
    if unknown := set(texts) - set(LANGUAGES):
        yield f"{file}: {key}: {', '.join(sorted(unknown))} is no language of the console"
    if len({isinstance(texts[language], str) for language in LANGUAGES}) > 1:
        yield f"{file}: {key}: give plural forms in every language or in none"
        return
    wanted = _places(texts["en"])
    for language in LANGUAGES:
        yield from (f"{file}: {key}: {language}: {line}" for line in _off(language, texts[language], wanted))


def _off(language: Language, text: Text, wanted: set[str]) -> Iterator[str]:
    if isinstance(text, str):
        forms = {"": text}
    else:
        forms = dict(text)
        if set(forms) != CATEGORIES[language]:
            yield f"the plural forms are {', '.join(sorted(CATEGORIES[language]))}"
    if not all(form.strip() for form in forms.values()):
        yield "the text is empty"
    if (found := _places(text)) != wanted:
        yield f"the places are {_listed(wanted)} in en and {_listed(found)} here"
    for name, form in forms.items():
        if name and not wanted - {"n"} <= set(_PLACE.findall(form)):  # "one person" may do without its number
            yield f"the form {name} lacks one of {_listed(wanted - {'n'})}"


def _places(text: Text) -> set[str]:
    forms = [text] if isinstance(text, str) else text.values()
    return {place for form in forms for place in _PLACE.findall(form)}


def _listed(places: set[str]) -> str:
    return " ".join(f"{{{place}}}" for place in sorted(places)) or "none"
