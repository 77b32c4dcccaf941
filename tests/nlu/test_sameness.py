"""Phrases that say the same, and those that only look as if they did."""

import pytest

from config.source import Place
from nlu.model import Language
from nlu.phrases import Phrase, Phrases
from nlu.sameness import TEMPLATE, problems

Line = tuple[str, Language, str]


def told(*lines: Line) -> list[tuple[str, int]]:
    """The codes of what is found, each with the line it is found at."""
    phrases = [
        Phrase(text, intent, language, Place(f"{language}.yml", number))
        for number, (intent, language, text) in enumerate(lines, 1)
    ]
    return [(problem.code, problem.place.line) for problem in problems(Phrases(tuple(phrases)))]


@pytest.mark.parametrize("again", ["KUR IR MANS PASUTIJUMS 7", "kur ir mans pasūtījums 10023", "kur  ir, mans pasūtījums 1"])
def test_what_differs_in_case_accents_signs_or_numbers_is_a_copy(again: str) -> None:
    assert told(("order_status", "lv", "kur ir mans pasūtījums 10"), ("order_status", "lv", again)) == [("phrase-copy", 2)]


def test_the_same_words_may_stand_in_several_languages_and_in_latin_letters() -> None:
    assert told(("deny", "uk", "ні"), ("deny", "ru", "ни"), ("greet", "ru", "привет"), ("greet", "ru", "privet")) == []


def test_a_question_is_no_copy_of_what_is_told() -> None:
    assert told(("affirm", "en", "all right"), ("affirm", "en", "all right?")) == []


def test_the_same_words_in_another_order_under_two_intents_contradict_each_other() -> None:
    found = told(("cancel_order", "lv", "gribu atcelt pasūtījumu"), ("cancel", "lv", "pasūtījums atcelts, gribu"))
    assert found == [("phrase-near", 2)]


def test_a_word_more_makes_another_phrase() -> None:
    assert told(("affirm", "en", "i want to return it"), ("deny", "en", "i do not want to return it")) == []


def test_what_reads_alike_in_two_languages_contradicts_itself_in_one_model() -> None:
    assert told(("refund_status", "uk", "возврат"), ("return_goods", "ru", "возврат")) == [("phrase-clash", 2)]
    assert told(("return_goods", "ru", "хочу вернуть"), ("deny", "en", "hochu vernut")) == [("phrase-clash", 2)]


def test_short_words_and_words_of_two_alphabets_may_mean_what_they_mean() -> None:
    assert told(("affirm", "pl", "no"), ("deny", "en", "no"), ("skip", "pl", "brak"), ("return_goods", "ru", "брак")) == []


WORDS = ("milk", "bread", "tea", "coffee", "honey", "cheese", "rice", "salt")


@pytest.mark.parametrize("sentence", ["{} do you have today", "do you have {} today", "do you have today some {}"])
def test_one_sentence_with_one_word_changed_is_a_template_wherever_the_word_stands(sentence: str) -> None:
    lines: list[Line] = [("product_question", "en", sentence.format(word)) for word in WORDS]
    assert told(*lines) == [("phrase-template", 1)]
    assert told(*lines[: TEMPLATE - 1]) == []


def test_short_phrases_and_those_of_several_intents_are_no_template() -> None:
    assert told(*[("product_question", "en", f"any {word} left") for word in WORDS]) == []
    assert told(*[(word, "en", f"do you have {word} today") for word in WORDS]) == []
