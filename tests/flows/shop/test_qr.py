"""Codes for banks' apps: read back by a scanner to the letter, within every limit, whatever a shop is called."""

import base64
import io
from decimal import Decimal

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from flows.shop.invoices import Account
from flows.shop.qr import (
    EPC_BYTES,
    NBU_BYTES,
    NBU_VERSIONS,
    QUIET,
    SCALE,
    NbuFormat,
    Payment,
    epc,
    nbu_link,
    payment_code,
    zbp,
)

EURO = Account("LV80BANK0000435195001", "EUR", "BANKLV22")
ZLOTY = Account("PL61 1090 1014 0000 0712 1981 2874", "PLN")
HRYVNIA = Account("UA213223130000026007233566001", "UAH")
NAMES = st.text(min_size=1, max_size=300)
SUMS = st.integers(1, 10**11).map(lambda cents: Decimal(cents) / 100)


def payment(account: Account, payee: str = "SIA Rīta veikals", amount: Decimal = Decimal("3990.50")) -> Payment:
    return Payment(payee, account, amount, "RF462026100123", "Rēķins 2026100123", "5260250274")


def scanned(png: bytes) -> str:
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    return found.text


@pytest.mark.parametrize("account", [EURO, ZLOTY, HRYVNIA], ids=lambda account: account.currency)
@pytest.mark.parametrize("form", ["002", "003"])
def test_a_scanner_reads_back_what_was_written(account: Account, form: str) -> None:
    code = payment_code(payment(account, "Ґанок & Łódź SIA"), form)  # type: ignore[arg-type]  # both are formats
    assert code is not None
    assert scanned(code.png) == code.payload


def test_the_lines_of_a_euro_code() -> None:
    assert epc(payment(EURO)).split("\n") == [
        *("BCD", "002", "1", "SCT", "BANKLV22", "SIA Rīta veikals", "LV80BANK0000435195001", "EUR3990.50", "", "RF462026100123"),
    ]


def test_the_fields_of_a_zloty_code_bear_no_marks() -> None:
    fields = zbp(payment(ZLOTY, "Żółta Łódka sp. z o.o.")).split("|")
    assert fields == [
        *("5260250274", "PL", "61109010140000071219812874", "399050", "Zolta Lodka sp. z o."),
        *("Rekins 2026100123 RF462026100123", "", "", ""),
    ]


def test_a_hryvnia_code_is_a_link_that_opens_on_the_phone_too() -> None:
    code = payment_code(payment(HRYVNIA, "ФОП Ґедзь"))
    assert code is not None
    assert code.link == code.payload
    content = code.link.removeprefix("https://bank.gov.ua/qr/")
    lines = base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)).decode("cp1251").split("\r\n")
    assert lines[:4] == ["BCD", "002", "2", "UCT"]
    assert lines[5:8] == ["ФОП Ґедзь", "UA213223130000026007233566001", "UAH3990.50"]
    assert len(lines) == 13


def test_there_is_no_code_where_banks_know_none() -> None:
    assert payment_code(payment(Account("GB33BUKB20201555555555", "GBP"))) is None
    assert payment_code(payment(Account("LV80BANK0000435195001", "UAH"))) is None


@settings(max_examples=60)
@given(NAMES, SUMS)
def test_no_name_breaks_a_code_or_its_limits(name: str, amount: Decimal) -> None:
    text = epc(payment(EURO, name, amount))
    assert len(text.encode()) <= EPC_BYTES
    assert len(text.split("\n")) == 10
    assert zbp(payment(ZLOTY, name, amount)).count("|") == 8
    assert len(zbp(payment(ZLOTY, name, amount))) <= 160
    for form in ("002", "003"):
        assert len(nbu_link(payment(HRYVNIA, name, amount), form)) <= NBU_BYTES


@settings(max_examples=15)
@given(NAMES, SUMS)
def test_every_euro_code_can_be_scanned(name: str, amount: Decimal) -> None:
    code = payment_code(payment(EURO, name, amount))
    assert code is not None
    assert scanned(code.png) == code.payload


@pytest.mark.parametrize("payee", ["Я", "ФОП " + "Ґедзь " * 60, "王" * 300, "ā" * 300])
@pytest.mark.parametrize("form", ["002", "003"])
def test_a_hryvnia_code_has_the_size_its_rules_allow_and_is_read(payee: str, form: NbuFormat) -> None:
    code = payment_code(payment(HRYVNIA, payee), form)
    assert code is not None
    modules = Image.open(io.BytesIO(code.png)).width // SCALE - 2 * QUIET
    assert NBU_VERSIONS[0] <= (modules - 17) // 4 <= NBU_VERSIONS[1]
    assert scanned(code.png) == code.payload


@pytest.mark.parametrize("bar", ["|", "\uff5c", "\ufe31|"])
def test_no_bar_of_a_name_ends_a_field(bar: str) -> None:
    assert zbp(payment(ZLOTY, f"A{bar}B")).count("|") == 8
