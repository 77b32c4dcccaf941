"""Products by the customer's words: order, endings, accents, alphabets, typing errors, and what must not be taken for one."""

import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.books.names_of_goods import products_of
from config.settings import CHECKOUT
from config.shop import read_shop
from nlu.model import LANGUAGES, Language
from nlu.normalise import flat
from nlu.products import Product, Products
from tests.nlu.heldout import messages

SHIPPED = products_of(CHECKOUT, read_shop(CHECKOUT))


def found(text: str, products: Products = SHIPPED, language: Language | None = None) -> list[str]:
    return [title for _, _, title in products.find(flat(text), language)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("return the ceramic mugs", "Ceramic mug"), ("cofee beans", "Coffee beans, 1 kg"),
        ("towels, the set of", "Set of towels"),
        ("vacum cleaner", "Vacuum cleaner"), ("krūzi keramikas", "Keramikas krūze"), ("keramikas kruzes", "Keramikas krūze"),
        ("puteklu suceju", "Putekļu sūcējs"), ("kafijas pupiņu", "Kafijas pupiņas, 1 kg"), ("galda lampām", "Galda lampa"),
        ("дві керамічні чашки", "Керамічна чашка"), ("пилососа", "Пилосос"), ("зимову куртку", "Зимова куртка"),
        ("две керамические кружки", "Керамическая кружка"), ("dve keramicheskie kruzhki", "Керамическая кружка"),
        ("пылесосом", "Пылесос"), ("мёдом", "Мёд, 500 г"), ("kubków ceramicznych", "Kubek ceramiczny"),
        ("kurtkę zimową", "Kurtka zimowa"), ("komplet recznikow", "Komplet ręczników"), ("odkurzacza", "Odkurzacz"),
    ],
)  # fmt: skip
def test_a_product_is_known_by_the_words_of_its_name(text: str, title: str) -> None:
    language = next((language for language in LANGUAGES if title in found(text, language=language)), None)
    assert language is not None
    assert found(text, language=language) == [title]


def test_two_products_in_one_message_are_two() -> None:
    assert found("a desk lamp and the coffee machine", language="en") == ["Desk lamp", "Coffee machine"]


def test_what_names_two_products_alike_names_none_until_the_amount_is_said() -> None:
    shop = Products([Product("1", "Coffee beans, 1 kg"), Product("2", "Coffee beans, 250 g")])
    assert found("the coffee beans", shop) == []
    assert found("the coffee beans 250 g", shop) == ["Coffee beans, 250 g"]
    phones = Products([Product("14", "iPhone 14"), Product("15", "iPhone 15")])
    assert found("my iphone 15 broke", phones) == ["iPhone 15"]
    assert found("my iphone broke", phones) == []


def test_a_long_name_may_be_shortened_where_it_stays_plain() -> None:
    shop = Products([Product("1", "Krups Evidence espresso machine EA891"), Product("2", "Bosch hand mixer MFQ36")])
    assert found("my krups espresso machine leaks", shop) == ["Krups Evidence espresso machine EA891"]
    assert found("my machine leaks", shop) == []


def test_messages_by_other_hands_name_a_product_only_where_they_do() -> None:
    named = [(phrase.text, found(phrase.text, language=language)) for language in LANGUAGES for phrase in messages(language)]
    hits = [(text, titles) for text, titles in named if titles]
    assert 0 < len(hits) <= len(named) // 50
    stems = ("мед", "полуниц", "ламп", "kurtka", "кружек", "кофеварок", "ręcznik", "kawę", "mug", "hoover")
    assert [text for text, _ in hits if not any(stem in text.lower() for stem in stems)] == []


def test_five_thousand_products_cost_a_message_under_a_third_of_a_millisecond() -> None:
    random = Random(6)
    syllables = [first + second for first in "bcdfghklmnprstvz" for second in "aeiou"]
    words = ["".join(random.choices(syllables, k=random.randint(2, 4))) for _ in range(4000)]
    shop = Products(Product(str(number), " ".join(random.choices(words, k=random.randint(2, 4)))) for number in range(5000))
    texts = [flat(phrase.text) for language in LANGUAGES for phrase in messages(language)]
    best = min(_cost(shop, texts) for _ in range(3))
    assert best < 0.0003, f"{best * 1e6:.0f} us"


def _cost(shop: Products, texts: list[str]) -> float:
    started = time.process_time()
    for text in texts:
        list(shop.find(text))
    return (time.process_time() - started) / len(texts)


@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=5))
def test_no_text_and_no_catalogue_is_too_much(text: str, names: list[str]) -> None:
    end = 0
    for start, finish, title in sorted(Products(Product(str(place), name) for place, name in enumerate(names)).find(flat(text))):
        assert end <= start < finish <= len(text)
        assert title in names
        end = finish
