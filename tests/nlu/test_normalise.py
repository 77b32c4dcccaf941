"""The text key makes one wording of many spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.normalise import flat, key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kur ir mans SŪTĪJUMS?", "kur ir mans sutijums?"),
        ("где мой заказ", "gde moy zakaz"),
        ("где мой заказ", "gde moj zakaz"),
        ("хочу вернуть щётку", "hochu vernut shchetku"),
        ("Хочу вернуть", "khochu vernut'"),
        ("чек", "chek"),
        ("цена", "tsena"),
        ("п'ятниця", "п’ятниця"),
        ("don't", "dont"),
        ("приветттт", "привет"),
        ("zażółć", "zazolc"),
        ("Ｈｅｌｌｏ", "hello"),
        ("👍🏽", "👍"),
        ("👍👍👍", "👍"),
        ("кафé", "кафe"),
        ("où est ma commande…", "ou est ma commande"),
    ],
)
def test_spellings_of_the_same_words_have_the_same_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pasūtījums 10023", "pasutiums 0"),
        ("12.05.2026 vai 1 290,50?", "0 vai 0 0 ?"),
        ("rakstiet uz Anna.B+x@example.com", "rakstiet uz @"),
        ("(anna@example.com)", "@"),
        ("skat. https://example.com/a?b=1 un www.example.com", "skat 🔗 un 🔗"),
        ("???", "?"),
        ("-- ... !!", ""),
        ("", ""),
    ],
)
def test_numbers_addresses_and_punctuation_do_not_become_features(text: str, expected: str) -> None:
    assert key(text) == expected


def test_what_is_longer_than_any_address_is_read_as_words() -> None:
    assert key("(" * 20_000 + "a@" * 10_000) == "a" + " @ a" * 9_999 + " @"


@given(st.text(max_size=80))
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert key(key(text)) == key(text)


@given(st.text(alphabet="schtkz wjyшщчцжх0159.,@:/'’ŠšЙй👍", max_size=40))
def test_the_key_of_a_key_is_itself_where_sounds_meet(text: str) -> None:
    assert key(key(text)) == key(text)


@given(st.text())
def test_flat_text_keeps_every_sign_in_its_place(text: str) -> None:
    assert len(flat(text)) == len(text)


def test_flat_text_is_lower_case_without_latin_accents_and_keeps_its_alphabet() -> None:
    assert flat("ŠODIEN Żółw ЩЁ Їжак й") == "sodien zolw ще їжак й"
