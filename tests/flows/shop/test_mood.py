"""Moods, held to phrases that people might write in five languages, and what must never be taken for one."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.source import read_yaml
from flows.shop.mood import Mood, mood_of, worst
from nlu.model import LANGUAGES, Language

FOLDER = Path(__file__).parent / "moods"
MOODS: tuple[Mood, ...] = ("calm", "upset", "abusive")


def phrases(language: Language) -> Mapping[Mood, Sequence[str]]:
    data: Mapping[Mood, Sequence[str]] = read_yaml(FOLDER / f"{language}.yml", language).data
    return data


def measured(language: Language, mood: Mood) -> tuple[float, float]:
    """Precision and recall."""
    told = [(wanted, mood_of(text)) for wanted, texts in phrases(language).items() for text in texts]
    right = sum(wanted == found == mood for wanted, found in told)
    return right / max(1, sum(found == mood for _, found in told)), right / sum(wanted == mood for wanted, _ in told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_phrases(language: Language) -> None:
    found = phrases(language)
    assert set(found) == set(MOODS)
    assert sum(map(len, found.values())) >= 40


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_moods_are_told_apart(language: Language, mood: Mood) -> None:
    precision, recall = measured(language, mood)
    assert precision >= 0.9, f"{mood}: {precision:.2f}"
    assert recall >= 0.85, f"{mood}: {recall:.2f}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_calm_is_called_abusive(language: Language) -> None:
    assert [text for text in phrases(language)["calm"] if mood_of(text) == "abusive"] == []


def test_who_writes_the_same_again_is_not_calm() -> None:
    assert mood_of("kur ir mana paciņa") == "calm"
    assert mood_of("Kur ir mana paciņa?", ["kur ir mana paciņa"]) == "upset"


def test_a_short_cry_in_capitals_is_no_shouting() -> None:
    assert mood_of("OK, DPD") == "calm"


def test_of_several_messages_the_worst_counts() -> None:
    assert worst(["calm", "abusive", "upset"]) == "abusive"
    assert worst([]) == "calm"


@given(st.text(max_size=2000))
def test_any_text_has_a_mood(text: str) -> None:
    assert mood_of(text, [text]) in MOODS


@pytest.mark.parametrize(
    "text",
    [
        *("pēdējie cipari 1111", "LV80BANK0000435195001", "SIA BĒRZS", "1111 1111", "10023 10023 10023"),
        *("ostatnie cyfry 1111", "ul. Cipińska 5", "останні цифри 1111", "последние цифры 1111", "the last digits are 1111"),
    ],
)
def test_digits_names_and_accounts_are_no_insult(text: str) -> None:
    assert mood_of(text) != "abusive"
