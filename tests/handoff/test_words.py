"""The console's words: every one is there in every language, with the same places, and plurals as each language has them."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from handoff import console
from handoff.console import words
from handoff.console.places import PLACES
from nlu.model import LANGUAGES, Language

GOOD = {"en": "{n} wait", "lv": "{n} gaida", "uk": "{n} чекають", "ru": "{n} ждут", "pl": "{n} czeka"}


def test_the_consoles_own_words_are_whole() -> None:
    loaded = words.load()
    assert set(loaded) == set(LANGUAGES)
    assert {place for place in (f"nav.{one.name}" for one in PLACES) if place not in loaded["en"]} == set()


def written(folder: Path, **keys: object) -> list[str]:
    (folder / "list.json").write_text(json.dumps(keys), encoding="utf-8")
    try:
        words.load(folder)
    except words.WordsError as error:
        return error.problems
    return []


def test_a_language_that_is_missing_is_told(tmp_path: Path) -> None:
    assert written(tmp_path, waits={code: text for code, text in GOOD.items() if code != "uk"}) == [
        "list.json: waits: write it in uk too"
    ]


def test_a_place_that_is_missing_is_told(tmp_path: Path) -> None:
    assert written(tmp_path, waits=GOOD | {"pl": "czeka"}) == ["list.json: waits: pl: the places are {n} in en and none here"]


def test_a_plural_has_every_form_of_its_language(tmp_path: Path) -> None:
    forms: dict[Language, tuple[str, ...]] = {
        "en": ("one", "other"), "lv": ("zero", "one", "other"), "uk": ("one", "few", "many", "other"),
        "ru": ("one", "few", "many", "other"), "pl": ("one", "few", "many", "other"),
    }  # fmt: skip
    good: dict[str, dict[str, str]] = {code: dict.fromkeys(known, "{n} x") for code, known in forms.items()}
    assert written(tmp_path, waits=good) == []
    del good["lv"]["zero"]
    assert written(tmp_path, waits=good) == ["list.json: waits: lv: the plural forms are one, other, zero"]
    assert written(tmp_path, waits=GOOD | {"en": {"one": "{n} waits", "other": "{n} wait"}}) == [
        "list.json: waits: give plural forms in every language or in none"
    ]


def test_an_empty_text_is_told(tmp_path: Path) -> None:
    assert "list.json: waits: lv: the text is empty" in written(tmp_path, waits=GOOD | {"lv": " "})


@pytest.mark.parametrize(
    ("language", "numbers"),
    [
        ("en", {1: "one", 0: "other", 2: "other", 21: "other"}),
        ("lv", {0: "zero", 1: "one", 10: "zero", 11: "zero", 21: "one", 22: "other", 111: "zero"}),
        ("ru", {1: "one", 2: "few", 5: "many", 11: "many", 12: "many", 21: "one", 24: "few", 111: "many", 0: "many"}),
        ("uk", {1: "one", 3: "few", 14: "many", 31: "one", 100: "many"}),
        ("pl", {1: "one", 2: "few", 5: "many", 21: "many", 22: "few", 12: "many", 0: "many"}),
    ],
)
def test_a_number_has_the_form_its_language_gives_it(language: Language, numbers: dict[int, str]) -> None:
    assert {n: words.category(language, n) for n in numbers} == numbers


def test_a_text_is_filled_in() -> None:
    t = words.speaker({"a.b": "Hi {name}", "a.n": {"one": "{n} cat", "other": "{n} cats"}}, "en")
    assert (t("a.b", name="Anna"), t("a.n", n=1), t("a.n", n=3)) == ("Hi Anna", "1 cat", "3 cats")


def asked(text: str) -> Iterator[str]:
    """Words a script or template asks for; of one that is put together, its beginning with a `*`."""
    for key in re.findall(r"""\bt\(`([a-z][\w.-]*)\$""", text):
        yield f"{key}*"
    for key, after in re.findall(r"""\bt\("([a-z][\w.-]*)"( ~)?""", text):
        yield f"{key}*" if after else key
    yield from re.findall(r"""\bkey\("[^"]+", "([\w.-]+)\"""", text)


@pytest.mark.parametrize("path", [*console.STATIC.glob("*.js"), *console.TEMPLATES.glob("*.html")], ids=lambda path: path.name)
def test_every_word_that_is_asked_for_exists(path: Path) -> None:
    known = words.load()["en"]
    wanted = set(asked(path.read_text(encoding="utf-8")))
    assert [key for key in wanted if not any(fnmatchcase(one, key) for one in known)] == []
