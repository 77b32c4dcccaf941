"""Which language a message is in, measured on messages the phrases' readers never saw."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.artifact import Model
from nlu.language import LanguageGuesser, learn
from nlu.model import LANGUAGES, Language
from nlu.normalise import flat
from tests.nlu.heldout import messages


@pytest.fixture(scope="module")
def guesser(model: Model) -> LanguageGuesser:
    return LanguageGuesser(model.language, LANGUAGES)


def test_a_first_message_is_told_by_its_words_alone(guesser: LanguageGuesser) -> None:
    for language in LANGUAGES:
        texts = [phrase.text for phrase in messages(language) if phrase.intent != "change_language" and len(phrase.text) > 2]
        right = sum(guesser.guess(text) == language for text in texts)
        assert right / len(texts) > 0.94, language


def test_a_conversation_keeps_its_language(guesser: LanguageGuesser) -> None:
    for language in LANGUAGES:
        texts = [phrase.text for phrase in messages(language) if phrase.intent != "change_language"]
        kept = sum(guesser.guess(text, language) == language for text in texts)
        assert kept / len(texts) > 0.97, language


def test_a_conversation_follows_a_customer_who_changes_language(guesser: LanguageGuesser) -> None:
    for language in LANGUAGES:
        texts = [phrase.text for phrase in messages(language) if phrase.intent != "change_language" and len(phrase.text) > 20]
        others = [other for other in LANGUAGES if other != language]
        followed = sum(guesser.guess(text, other) == language for text in texts for other in others)
        assert followed / len(texts) / len(others) > 0.93, language


@pytest.mark.parametrize(
    "text",
    [
        *("ok", "OK!", "okay", "10023", "anna@example.com", "https://example.com/kur", "👍", "", "+371 29123456"),
        *("/mydata", "/delete", "/privacy@rita_bot"),
    ],
)
@pytest.mark.parametrize("previous", LANGUAGES)
def test_what_is_in_no_language_changes_nothing(guesser: LanguageGuesser, text: str, previous: Language) -> None:
    assert guesser.guess(text, previous) == previous


@pytest.mark.parametrize(
    ("text", "language"),
    [("ні", "uk"), ("мы", "ru"), ("їжа", "uk"), ("ļoti", "lv"), ("książka", "pl"), ("ещё", "ru"), ("це є", "uk")],
)
def test_a_letter_that_only_one_language_has_decides_even_against_the_conversation(
    guesser: LanguageGuesser, text: str, language: Language
) -> None:
    assert all(guesser.guess(text, previous) == language for previous in LANGUAGES)


def test_a_cyrillic_message_is_never_answered_in_latin_letters(guesser: LanguageGuesser) -> None:
    assert guesser.guess("да", "lv") in ("ru", "uk")
    assert guesser.guess("да", "uk") == "uk"
    assert guesser.guess("где мой iPhone 15 Pro Max Titanium", "en") == "ru"


def test_a_name_in_another_alphabet_does_not_change_the_language(guesser: LanguageGuesser) -> None:
    assert guesser.guess("kur ir mans pasūtījums, mani sauc Андрій", "lv") == "lv"


@pytest.mark.parametrize(
    ("text", "language"),
    [("kur ir mans sutijums, gaidu jau divas nedelas", "lv"), ("gdzie jest moja paczka, czekam juz tydzien", "pl"),
     ("gde moy zakaz, zhdu uzhe dve nedeli", "ru"), ("koly pryide moie zamovlennia", "uk")],
)  # fmt: skip
def test_languages_are_known_without_accents_and_in_latin_letters(
    guesser: LanguageGuesser, text: str, language: Language
) -> None:
    assert guesser.guess(text) == language


def test_only_the_shops_languages_are_guessed(model: Model) -> None:
    shop = LanguageGuesser(model.language, ("lv", "en"))
    assert shop.guess("где мой заказ") in ("lv", "en")
    assert shop.guess("10023") == "lv"
    assert shop.guess("where is my parcel", "pl") == "en"


@given(st.text(), st.none() | st.sampled_from(LANGUAGES))
def test_every_text_has_a_language(text: str, previous: Language | None) -> None:
    small = LanguageGuesser(learn([("lv", "kur ir mana paka"), ("ru", "где мой заказ")]), ("lv", "ru"))
    assert small.guess(text, previous) in ("lv", "ru")


def test_accents_that_are_missing_are_learnt_too() -> None:
    table = learn([("lv", "sūtījums")])
    assert {"sūt", flat("sūt")} <= set(table.grams)
