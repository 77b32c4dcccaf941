"""Buyers' numbers are those a register could have given, and names are names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.shop import buyers


@pytest.mark.parametrize(("text", "number", "country"), [
    ("40003000002", "40003000002", "LV"), ("reģ. nr. 4000 3000 002", "40003000002", "LV"),
    ("NIP 525-000-00-09", "5250000009", ""), ("ЄДРПОУ 40000006", "40000006", "UA"), ("PL5250000009", "5250000009", ""),
])  # fmt: skip
def test_a_registration_number_is_found_in_what_was_written(text: str, number: str, country: str) -> None:
    assert buyers.registration(text) == number
    assert buyers.country_of(number) in {country, "PL"}


@pytest.mark.parametrize("text", ["", "40003000001", "5250000008", "nav", "123", "ABCDEFGHIJK", "40003000002000"])
def test_a_number_no_register_could_have_given_is_none(text: str) -> None:
    assert buyers.registration(text) is None


@pytest.mark.parametrize(("text", "registration", "number"), [
    ("LV40003000002", "", "LV40003000002"), ("lv 4000 3000 002", "", "LV40003000002"),
    ("40003000002", "40003000002", "LV40003000002"),
    ("PL 525-000-00-09", "", "PL5250000009"), ("123456789012", "40000006", "123456789012"),
])  # fmt: skip
def test_a_vat_number_has_its_countrys_letters(text: str, registration: str, number: str) -> None:
    assert buyers.vat_number(text, registration) == number


@pytest.mark.parametrize("text", ["", "LV40003000001", "PL5250000008", "XX123", "UA12", "nav"])
def test_a_vat_number_that_cannot_be_is_none(text: str) -> None:
    assert buyers.vat_number(text) is None


@pytest.mark.parametrize(("text", "name"), [
    ("Ilze Liepiņa", "Ilze Liepiņa"), ("Ilze Liepiņa, 010190-12345", "Ilze Liepiņa"), ("Jan 90010112345 Nowak", "Jan Nowak"),
    ("A\nB\tC", "A B C"), ("Anna\u202egnp.exe", "Annagnp.exe"), ("\u200b \u202e", ""), ("<b>{ $x }</b>", "<b>{ $x }</b>"),
])  # fmt: skip
def test_a_name_is_kept_without_personal_codes_and_what_turns_a_page(text: str, name: str) -> None:
    assert buyers.tidy_name(text) == name


@pytest.mark.parametrize(("text", "name"), [
    ("Firma 2000 SIA, 40003000002", "Firma 2000 SIA"), ("SIA Studija 7 reģ. nr. 40003000002", "SIA Studija 7"),
    ("3 Bite SIA, LV40003000002", "3 Bite SIA"), ("SIA Bite (40003000002)", "SIA Bite"),
    ("24 Reg Group SIA, vienotais reģ. nr. 40003000002, PVN LV40003000002", "24 Reg Group SIA"),
])  # fmt: skip
def test_a_firms_name_keeps_its_own_numbers_and_loses_those_of_the_register(text: str, name: str) -> None:
    assert buyers.tidy_name(text) == name


@given(st.text(max_size=400))
def test_any_text_gets_an_answer(text: str) -> None:
    name, address = buyers.tidy_name(text), buyers.tidy_address(text)
    assert len(name) <= buyers.LONGEST_NAME
    assert len(address) <= buyers.LONGEST_ADDRESS
    assert "\n" not in name + address
    assert "\0" not in name + address
    registration = buyers.registration(text)
    assert registration is None or registration.isdigit()
    buyers.vat_number(text)
