"""Phrases that stand where they teach nothing."""

from pathlib import Path

import pytest

from config.source import Place
from nlu.model import LANGUAGES, Language
from nlu.phrases import Phrase, Phrases, read_phrases
from nlu.strays import problems

SHIPPED = read_phrases(Path("nlu/phrases"))


def told(intent: str, language: Language, text: str) -> list[str]:
    """What is found of one phrase among those that come with the program."""
    phrase = Phrase(text, intent, language, Place("new.yml", 1))
    found = problems(Phrases((*SHIPPED.phrases, phrase)), LANGUAGES)
    return [f"{one.code} {one.hint}" for one in found if one.place.file == "new.yml"]


@pytest.mark.parametrize("text", ["10023", "anna@example.com", "https://shop.example/10023", "12 34", "q", "..."])
def test_what_has_no_word_teaches_nothing(text: str) -> None:
    assert [line.split()[0] for line in told("order_status", "en", text)] == ["phrase-wordless"]


@pytest.mark.parametrize(("intent", "text"), [("affirm", "y"), ("thank", "🙏"), ("repeat", "??")])
def test_a_letter_may_be_a_yes_and_signs_speak(intent: str, text: str) -> None:
    assert told(intent, "en", text) == []


@pytest.mark.parametrize(
    ("language", "text", "belongs"),
    [
        ("lv", "скажите когда придёт посылка", "uk or ru"),
        ("lv", "can you please tell me what you have got in the shop", "en"),
        ("en", "lūdzu pasakiet kad mans sūtījums būs klāt", "lv"),
        ("ru", "будь ласка підкажіть коли приїде моє замовлення", "uk"),
        ("uk", "подскажите пожалуйста когда приедет мой заказ", "ru"),
        ("en", "prosze mi powiedziec kiedy dostane moja paczke", "pl"),
    ],
)
def test_a_phrase_in_the_wrong_file_is_shown_the_right_one(language: Language, text: str, belongs: str) -> None:
    assert told("order_status", language, text) == [f"phrase-language it belongs into the file of {belongs}"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("lv", "kad pienāks Nova Poshta sūtījums no Rozetka"),
        ("ru", "kogda zhe pridet moya posylka nakonec"),
        ("uk", "шото мій заказ нє приходить вже тиждень"),
    ],
)
def test_names_and_habits_are_no_other_language(language: Language, text: str) -> None:
    assert told("order_status", language, text) == []


def test_who_asks_for_a_language_may_do_so_in_it() -> None:
    assert told("change_language", "lv", "можно по-русски?") == []
