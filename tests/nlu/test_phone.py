"""Telephone numbers as customers write them."""

import pytest

from nlu.phone import e164, find_phones


def phones(text: str, *regions: str) -> list[str]:
    return [number for _, _, number in find_phones(text, regions or ("LV",))]


@pytest.mark.parametrize(
    "text", ["29123456", "29 123 456", "+371 29123456", "0037129123456", "(+371) 29-123-456", "zvaniet 29123456!"]
)
def test_one_number_has_many_spellings(text: str) -> None:
    assert phones(text) == ["+37129123456"]


def test_a_country_code_is_believed_and_its_absence_is_the_shops_country() -> None:
    assert phones("+48 501 234 567") == ["+48501234567"]
    assert phones("501 234 567") == []
    assert phones("501 234 567", "LV", "PL") == ["+48501234567"]


@pytest.mark.parametrize("text", ["10023", "LV80BANK0000435195001", "12345678901234567890", "12.05.2026", ""])
def test_other_numbers_are_no_telephone_numbers(text: str) -> None:
    assert phones(text) == []


def test_what_cannot_be_dialled_has_no_e164() -> None:
    assert e164("call me", ["LV"]) is None
    assert e164("11111111", ["LV"]) is None


def test_a_message_full_of_digits_is_not_searched_for_ever() -> None:
    assert len(phones("29123456, " * 100)) == 10
