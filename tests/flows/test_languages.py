"""Languages by their names, as customers ask for them."""

import pytest

from flows.languages import language_named
from nlu.model import Language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("In Russian, please", "ru"),
        ("можно по-русски?", "ru"),
        ("vai varat krievu valodā", "ru"),
        ("po rosyjsku proszę", "ru"),
        ("Latviski, lūdzu", "lv"),
        ("на латышском", "lv"),
        ("латиською", "lv"),
        ("po łotewsku", "lv"),
        ("українською будь ласка", "uk"),
        ("по-украински", "uk"),
        ("ukrainiski", "uk"),
        ("po ukraińsku", "uk"),
        ("po polsku", "pl"),
        ("poļu valodā", "pl"),
        ("польською", "pl"),
        ("Polish if you can", "pl"),
        ("do you speak English", "en"),
        ("angliski?", "en"),
        ("по-английски", "en"),
        ("po angielsku", "en"),
    ],
)
def test_a_language_is_known_by_its_name_in_any_other(text: str, language: Language) -> None:
    assert language_named(text) == language


@pytest.mark.parametrize("text", ["", "another language please", "latviski vai krieviski?", "10023", "the lamp is polished"])
def test_without_a_name_or_with_two_none_is_meant(text: str) -> None:
    assert language_named(text) is None
