"""Cards and personal codes are taken out of what customers write, and nothing else is."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.ee import ik
from stdnum.iso7064 import mod_97_10
from stdnum.lv import pvn
from stdnum.pl import pesel

from flows.shop.invoices import reference_of
from nlu.unkept import CARD, CODE, marked, unkept

ROOT = Path(__file__).parents[2]
SAID = ("nlu/phrases/*.yml", "tests/dialogues/*.yml", "tests/nlu/heldout/*", "tests/nlu/spoken/*")
CARDS = ["4111111111111111", "5555555555554444", "2223003122003222", "378282246310005", "6011111111111117", "2200154567890120"]
APART = st.sampled_from([" ", "-", ".", "\u00a0", " - ", "\u2013"])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mana karte 4111 1111 1111 1111", f"mana karte {CARD}"),
        ("4111-1111-1111-1111, cvv 123", CARD),
        ("karte 4111 1111 1111 1111 derīga 12/28 123.", f"karte {CARD}."),
        ("3782 822463 10005", CARD),
        ("4111 1111 1111 1111 un pasūtījums 10023", f"{CARD} un pasūtījums 10023"),
        ("order 10023 4111111111111111", f"order 10023 {CARD}"),
        ("nr4111111111111111", f"nr{CARD}"),
        ("٤١١١١١١١١١١١١١١١", CARD),
        ("4111\u200b1111\u200b1111\u200b1111", CARD),
        ("LV80BANK0000435195001 4111 1111 1111 1111", f"LV80BANK0000435195001 {CARD}"),
        ("p.k. 161175-19997", f"p.k. {CODE}"),
        ("328673-00679 un 32867300679", f"{CODE} un {CODE}"),
        ("161175 \u2013 19997", CODE),
        ("37605030299", CODE),
        ("PESEL 44051401359", f"PESEL {CODE}"),
        ("мій ІПН: 1759013776", f"мій ІПН: {CODE}"),
        ("personas kods ir 161175-19998", f"personas kods ir {CODE}"),
    ],
)
def test_what_nobody_may_keep_goes(text: str, kept: str) -> None:
    found = unkept(text)
    assert (found.text, marked(found.text)) == (kept, True)


@pytest.mark.parametrize(
    "text",
    [
        "pasūtījums 10023",
        "4111 1111 1111 1112",
        "44051401358",
        "LV80BANK0000435195001",
        "lv80 bank 0000 4351 9500 1",
        "LV81BANK4111111111111111",
        "PL61 1090 1014 0000 0712 1981 2874",
        "61 1090 1014 0000 0712 1981 2874",
        "61109010140000071219812874",
        "UA213223130000026007233566001",
        "+371 20 000 000",
        "37120000000",
        "+48 122015678",
        "48122015672",
        "+380 50 123 45 67",
        "00371 6700 0000",
        "RF18 5390 0754 7034",
        "20450123456789",
        "RR123456785LV",
        "JJD014600004111111111",
        "00059007738264711111",
        "4751234567896",
        "PVN LV40003000002, reģ. nr. 40003000002",
        "NIP 5260001246",
        "1759013776",
        "no 9.00 līdz 18.00, 24.12.2026-31.12.2026",
        "R-26-000123-ABCD",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert unkept(text).text == text


@given(st.sampled_from(CARDS), st.data())
def test_a_card_goes_however_it_is_spaced(card: str, data: st.DataObject) -> None:
    assume(luhn.is_valid(card))
    apart, size = data.draw(APART), data.draw(st.integers(4, 8))
    written = apart.join(card[at : at + size] for at in range(0, len(card), size))
    assume(all(len(part) > 2 for part in written.split(apart)))
    found = unkept(f"lūdzu, {written} paldies")
    assert found.cards == 1
    assert re.search(r"\d", found.text) is None


@given(st.dates(min_value=date(1920, 1, 1), max_value=date(2030, 1, 1)), st.integers(0, 9999))
def test_every_kind_of_personal_code_goes(born: date, serial: int) -> None:
    day = f"{born:%d%m%y}"
    year = int(f"{born:%Y}")
    old = f"{day}{year // 100 - 18}{serial % 1000:03}"
    latvian = old + pvn.calc_check_digit_pers(old)
    baltic = f"{(year // 100 - 18) * 2 + 1}{born:%y%m%d}{serial % 1000:03}"
    month = int(f"{born:%m}") + (20 if year >= 2000 else 0)
    polish = f"{born:%y}{month:02}{born:%d}{serial:04}"
    for code in (latvian, baltic + ik.calc_check_digit(f"{baltic}0"), polish + pesel.calc_check_digit(polish)):
        if not code.startswith("4812"):
            assert unkept(f"mans {code}.").text == f"mans {CODE}."
    assert unkept(f"{latvian[:6]}-{latvian[6:]}").text == CODE


@given(st.sampled_from([("LV", 17), ("LT", 16), ("EE", 16), ("PL", 24), ("UA", 25)]), st.data(), st.booleans())
def test_no_account_is_taken_for_a_card(country: tuple[str, int], data: st.DataObject, spaced: bool) -> None:
    letters, length = country
    digits = data.draw(st.text("0123456789", min_size=length, max_size=length))
    own = ("BANK" + digits[4:] if letters == "LV" else digits) + letters
    account = f"{letters}{mod_97_10.calc_check_digits(own)}{own[:-2]}"
    written = " ".join(account[at : at + 4] for at in range(0, len(account), 4)) if spaced else account
    assert unkept(f"konts {written}, paldies").text == f"konts {written}, paldies"


@given(st.integers(0, 10**9 - 1), st.sampled_from(["+371", "+48", "+380", "+7", "+370", "+372", "+44"]))
def test_no_telephone_is(number: int, country: str) -> None:
    assert unkept(f"{country}{number:09}").text == f"{country}{number:09}"


@given(st.integers(1, 10**6), st.integers(20, 40))
def test_no_reference_of_an_invoice_is(number: int, year: int) -> None:
    reference = reference_of(f"{year}{number:010}")
    assert unkept(f"maksājums {reference}").text == f"maksājums {reference}"


@given(st.text(max_size=200))
def test_what_was_kept_once_is_kept_again(text: str) -> None:
    once = unkept(text).text
    assert unkept(once).text == once


def test_nothing_that_customers_are_known_to_say_is_touched() -> None:
    lines = [
        line
        for pattern in SAID
        for path in ROOT.glob(pattern)
        if not path.name.startswith("privacy.")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(lines) > 40_000
    assert [line for line in lines if unkept(line).text != line] == []
