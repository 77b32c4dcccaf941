"""Languages by their names: without it "in Russian, please" could not be done."""

import re
from collections.abc import Mapping

from nlu.model import Language

# Stems of how each language is called in all five, as people write them, accents taken or left out.
STEMS: Mapping[Language, tuple[str, ...]] = {
    "lv": ("latvi", "латыш", "латис", "łotew", "lotew", "latyš", "latysh"),
    "uk": ("ukrai", "укра", "ukra"),
    "ru": ("russ", "krievu", "krievi", "русск", "росій", "по русски", "rosyj", "rusk", "russk"),
    "pl": ("polisk", "poļu", "polu", "поль", "polsk"),
    "en": ("engl", "angļu", "anglu", "angl", "англ", "angiel", "inglis"),
}
WHOLE: Mapping[str, Language] = {"polish": "pl"}  # where other words begin alike ("polished")


def language_named(text: str) -> Language | None:
    """The language a text names; None where it names none, or several."""
    words = re.findall(r"\w+", text.casefold())
    named = [
        language
        for language, stems in STEMS.items()
        if any(word.startswith(stems) or WHOLE.get(word) == language for word in words)
    ]
    return named[0] if len(named) == 1 else None
