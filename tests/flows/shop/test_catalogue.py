"""What a thing costs and whether there is any left."""

import pytest

from config.faq import read_faq
from config.settings import CHECKOUT
from flows.shop.catalogue import asked, named
from nlu.model import LANGUAGES, Language

CATALOGUE = read_faq(CHECKOUT, LANGUAGES).catalogue


@pytest.mark.parametrize(
    ("language", "question", "what", "thing"),
    [
        ("lv", "Cik maksā kafijas automāts?", "price", "coffee-machine"),
        ("lv", "vai jums ir vēl dvieļu komplekti", "stock", "towels"),
        ("uk", "Скільки коштує пилосос?", "price", "vacuum-cleaner"),
        ("uk", "є у вас зимові куртки?", "stock", "winter-jacket"),
        ("ru", "сколько стоит настольная лампа", "price", "desk-lamp"),
        ("ru", "мёд есть в наличии?", "stock", "honey"),
        ("pl", "Ile kosztuje odkurzacz?", "price", "vacuum-cleaner"),
        ("pl", "czy są jeszcze kubki ceramiczne", "stock", "ceramic-mug"),
        ("en", "how much are the strawberries?", "price", "strawberries"),
        ("en", "do you have the desk lamp in stock", "stock", "desk-lamp"),
    ],
)
def test_a_thing_is_known_by_its_name_in_any_ending(language: Language, question: str, what: str, thing: str) -> None:
    found = named(question, CATALOGUE, language)
    assert (asked(question, language), found and found.id) == (what, thing)


@pytest.mark.parametrize("question", ["", "how much?", "how much is the sofa", "\x00" * 50, "a" * 50_000, "<b>mug"])
def test_what_names_nothing_is_none(question: str) -> None:
    assert (named(question, CATALOGUE, "en") is None) == ("mug" not in question)


def test_what_is_asked_is_not_guessed() -> None:
    assert asked("is the mug dishwasher safe", "en") is None
    assert asked("", "lv") is None
