"""Messages that are more or less than one short wish: what reading them is measured on. Nothing here is ever trained on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nlu.model import Language

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Negation:
    """A message that says what is not wanted, and, unless it is `nothing`, what is."""

    text: str
    refused: str
    wanted: str


def negations(language: Language, after: bool = False) -> list[Negation]:
    """Messages that refuse something; `after`: those that were written when the code stood."""
    found = _read("after.yml")["negations"][language] if after else _read(f"negations.{language}.yml")
    return [
        Negation(text, refused, wanted)
        for refused, by_wish in found.items()
        for wanted, texts in by_wish.items()
        for text in texts
    ]


def several(language: Language, after: bool = False) -> list[tuple[str, tuple[str, ...]]]:
    """Messages and their wishes, in their order; messages of one wish, which may look like more, have none here."""
    found = _read("after.yml")["several"][language] if after else _read(f"several.{language}.yml")
    return [(text, () if wishes == "one" else tuple(wishes.split(" + "))) for wishes, texts in found.items() for text in texts]


def stories(language: Language) -> list[tuple[str, str]]:
    """Long messages and what each wishes for: every story with one wish in front of it, and with another behind it."""
    found = []
    for one in _read(f"stories.{language}.yml"):
        (first, before), (last, after) = one["wishes"].items()
        found += [(f"{before} {one['story']}", first), (f"{one['story']} {after}", last)]
    return found


def words(language: Language) -> list[tuple[str, str]]:
    """Messages of a word or two and their intents."""
    return list(_pairs(f"words.{language}.yml"))


def mixed() -> list[tuple[str, str, tuple[str, ...]]]:
    """Messages in two languages, their intents, and in which of the two an answer makes sense."""
    return [(text, intent, tuple(spoken.split())) for text, (intent, spoken) in _read("mixed.yml").items()]


def _pairs(name: str) -> Iterator[tuple[str, str]]:
    for intent, texts in _read(name).items():
        yield from ((" ".join(str(text).split()), intent) for text in texts)


def _read(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
