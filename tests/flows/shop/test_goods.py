"""Goods are found by what customers call them, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.shop.demo import LARGE, SMALL
from flows.shop.goods import Thing, Wish, find, wish
from flows.shop.model import Money

THINGS = tuple(
    Thing(product.titles["lv"], tuple(product.titles.values()), Money(Decimal(product.price), "EUR"))
    for product in (*SMALL, *LARGE)
)


def found(text: str) -> tuple[str, int] | None:
    wanted = wish(text)
    thing = find(THINGS, wanted)
    return (thing.title, wanted.quantity) if thing else None


@pytest.mark.parametrize(
    ("text", "title", "quantity"),
    [
        ("2 keramikas krūzes", "Keramikas krūze", 2),
        ("keramikas krūze x 3", "Keramikas krūze", 3),
        ("Putekļu sūcēju, lūdzu", "Putekļu sūcējs", 1),
        ("кавомашина", "Kafijas automāts", 1),
        ("2 настільні лампи", "Galda lampa", 2),
        ("Кофе в зёрнах, 1 кг", "Kafijas pupiņas, 1 kg", 1),
        ("3 шт. мёд", "Medus, 500 g", 3),
        ("odkurzacz", "Putekļu sūcējs", 1),
        ("2 x kubek ceramiczny", "Keramikas krūze", 2),
        ("komplet ręczników 4 szt.", "Dvieļu komplekts", 4),
        ("a coffee machine", "Kafijas automāts", 1),
        ("10 desk lamps", "Galda lampa", 10),
        ("honey", "Medus, 500 g", 1),
    ],
)
def test_customers_name_goods_in_their_own_words(text: str, title: str, quantity: int) -> None:
    assert found(text) == (title, quantity)


@pytest.mark.parametrize("text", ["", "x", "kafija", "velosipēds", "500 g", "10031", "5000 krūzes", "kaut ko", "1 kg", "set"])
def test_what_is_not_surely_one_thing_is_none(text: str) -> None:
    assert found(text) is None


@given(st.text(max_size=200))
def test_any_text_is_a_wish(text: str) -> None:
    wanted = wish(text)
    assert 1 <= wanted.quantity <= 9999
    assert wanted.words == wanted.words.strip()
    find(THINGS, wanted)


def test_where_the_shop_has_no_list_nothing_is_found() -> None:
    assert find((), Wish("krūze")) is None
