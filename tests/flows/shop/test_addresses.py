"""Addresses as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.shop.addresses import parse_address
from flows.shop.model import Address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Brīvības iela 1-2, Rīga, LV-1010", Address("Brīvības iela 1-2", "Rīga", "LV-1010", "LV")),
        ("LV1010, Rīga, Brīvības iela 1-2", Address("Brīvības iela 1-2", "Rīga", "LV-1010", "LV")),
        ("ul. Prosta 20 m. 5, 00-850 Warszawa", Address("ul. Prosta 20 m. 5", "Warszawa", "00-850", "PL")),
        ("вул. Хрещатик 22, кв. 4, Київ, 01001", Address("вул. Хрещатик 22, кв. 4", "Київ", "01001", "UA")),
        ("01001 Київ, вул. Хрещатик 22", Address("вул. Хрещатик 22", "Київ", "01001", "UA")),
        ("Gedimino pr. 9, Vilnius LT-01103", Address("Gedimino pr. 9", "Vilnius", "LT-01103", "LT")),
        ("Brīvības iela 1", Address("Brīvības iela 1", country="UA")),
        ("LV-1010", Address("", "", "LV-1010", "LV")),
        ("", Address("", country="UA")),
    ],
)
def test_what_can_be_told_is_told(text: str, address: Address) -> None:
    assert parse_address(text, "UA") == address


def test_only_a_whole_address_is_complete() -> None:
    assert parse_address("Brīvības iela 1-2, Rīga, LV-1010").is_complete
    assert not parse_address("Brīvības iela 1-2, LV-1010").is_complete
    assert not parse_address("Rīga, LV-1010").is_complete


@given(st.text(max_size=400))
def test_no_text_breaks_it_and_no_digit_is_lost(text: str) -> None:
    address = parse_address(text)
    kept = f"{address.street}{address.city}{address.postcode}"
    assert sorted(char for char in text[:300] if char.isdigit()) == sorted(char for char in kept if char.isdigit())
