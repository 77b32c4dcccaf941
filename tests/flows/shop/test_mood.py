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


@pytest.mark.parametrize(
    "text",
    [
        *("SIA BĒRZS", "SIA BĒRZS UN DĒLI", "RĪGA, BRĪVĪBAS IELA 155", "LV80 BANK 0000 4351 9500 1", "1111 1111 1111"),
        *("ТОВ «БЕРЕЗА»", "ТОВ БЕРЕЗА І СИНИ", "КИЇВ, ВУЛ. ХРЕЩАТИК 22", "UA213223130000026007233566001", "10 10 10"),
        *("ООО «БЕРЁЗА»", "РИГА, УЛИЦА БРИВИБАС 155", "последние цифры 2 2 2"),
        *("BRZOZA SP. Z O.O.", "WARSZAWA, UL. PROSTA 51", "PL61 1090 1014 0000 0712 1981 2874"),
        *("BIRCH AND SONS LTD", "BAKER STREET 221B, LONDON", "GB29 NWBK 6016 1331 9268 19", 'the label says "DO NOT BEND"'),
        *("a***1111", "****1111", "anna***1@example.com", "ANNA BĒRZIŅA", "ОЛЕНА КОВАЛЕНКО"),
    ],
)
def test_what_is_copied_from_papers_is_said_calmly(text: str) -> None:
    assert mood_of(text) == "calm"


@pytest.mark.parametrize(
    "text", ["KUR IR MANA PACIŅA", "KUR IR MANS PASŪTĪJUMS 10023", "WHERE IS MY ORDER 10023", "ДЕ МОЯ ПОСИЛКА"]
)
def test_a_number_does_not_make_shouting_quiet(text: str) -> None:
    assert mood_of(text) == "upset"
