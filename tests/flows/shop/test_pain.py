"""The file for the bank: what the guidelines ask, in their order, whatever customers are called."""

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from flows.shop.model import Money
from flows.shop.pain import NAMESPACE, Account, PainError, Payment, Version, credit_transfer
from tests.bot.returns_desk import NOW, eur

SHOP = Account("Rīta veikals SIA", "LV80BANK0000435195001")
IBAN = "LV97HABA0012345678910"
ILZE = Payment("R-26-000001-KAET", eur("18.00"), Account("Ilze Liepiņa", IBAN), "Refund R-26-000001-KAET")
HEADER = ["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"]
BATCH = [
    "PmtInfId", "PmtMtd", "BtchBookg", "NbOfTxs", "CtrlSum", "PmtTpInf", "ReqdExctnDt", "Dbtr", "DbtrAcct", "DbtrAgt", "ChrgBr",
    "CdtTrfTxInf",
]  # fmt: skip


def written(*payments: Payment, version: Version = "001.001.09", debtor: Account = SHOP) -> etree._Element:
    content = credit_transfer(payments, debtor, message_id="M1", made_at=NOW, on=date(2026, 11, 24), version=version)
    return etree.fromstring(content)


def find(root: etree._Element, path: str) -> str:
    version = root.tag.removeprefix("{").partition("}")[0]
    found = root.findtext("/".join(f"{{{version}}}{name}" for name in path.split("/")))
    assert found is not None, path
    return found


def names(element: etree._Element) -> list[str]:
    return list(dict.fromkeys(etree.QName(child).localname for child in element))


@pytest.mark.parametrize("version", get_args(Version))
def test_it_has_the_elements_of_the_schema_in_its_order(version: Version) -> None:
    root = written(ILZE, ILZE, version=version)
    assert root.tag == f"{{{NAMESPACE}{version}}}Document"
    header, batch = root[0]
    assert (names(header), names(batch)) == (HEADER, BATCH)
    assert (find(root, "CstmrCdtTrfInitn/GrpHdr/NbOfTxs"), find(root, "CstmrCdtTrfInitn/GrpHdr/CtrlSum")) == ("2", "36.00")
    day = "ReqdExctnDt" if version == "001.001.03" else "ReqdExctnDt/Dt"
    assert find(root, f"CstmrCdtTrfInitn/PmtInf/{day}") == "2026-11-24"
    payment = "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf"
    assert find(root, f"{payment}/PmtId/EndToEndId") == "R-26-000001-KAET"
    assert find(root, f"{payment}/CdtrAcct/Id/IBAN") == IBAN
    assert names(batch[-1]) == ["PmtId", "Amt", "Cdtr", "CdtrAcct", "RmtInf"]


@pytest.mark.parametrize(("version", "tag"), [("001.001.03", "BIC"), ("001.001.09", "BICFI")])
def test_a_bic_stands_where_its_version_has_it(version: Version, tag: str) -> None:
    root = written(ILZE, version=version, debtor=Account(SHOP.name, SHOP.iban, "HABALV22"))
    assert find(root, f"CstmrCdtTrfInitn/PmtInf/DbtrAgt/FinInstnId/{tag}") == "HABALV22"
    assert find(written(ILZE), "CstmrCdtTrfInitn/PmtInf/DbtrAgt/FinInstnId/Othr/Id") == "NOTPROVIDED"


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Ilze Liepiņa", "Ilze Liepina"),
        ("Łukasz Źdźbło", "Lukasz Zdzblo"),
        ("Оксана Ґалаґан-Щербак", "Oksana Galagan-Shcherbak"),
        ("Юрий Ёлкин", "Iurii Elkin"),
        ("<b>&\x00'; DROP", "b ' DROP"),
        ("ŠĶ" * 60, "SK" * 35),
    ],
)
def test_names_are_spelt_as_every_bank_can_read_them(name: str, latin: str) -> None:
    root = written(Payment(ILZE.id, ILZE.amount, Account(name, IBAN), "x"))
    assert find(root, "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/Cdtr/Nm") == latin


@pytest.mark.parametrize(
    ("payment", "said"),
    [
        (Payment("R1", Money(Decimal(5), "PLN"), ILZE.to, ""), "SEPA pays euros"),
        (Payment("R1", eur(0), ILZE.to, ""), "cannot be paid"),
        (Payment("R1", eur(-5), ILZE.to, ""), "cannot be paid"),
        (Payment("R1", eur(5), Account("Ilze", "LV01HABA0012345678910"), ""), "no IBAN"),
        (Payment("R1", eur(5), Account("漢字", IBAN), ""), "owner's name"),
        (Payment("R" * 36, eur(5), ILZE.to, ""), "end-to-end"),
    ],
)
def test_what_no_bank_would_take_is_said(payment: Payment, said: str) -> None:
    with pytest.raises(PainError, match=said):
        written(payment)


def test_nothing_to_pay_is_no_file() -> None:
    with pytest.raises(PainError, match="nothing to pay"):
        written()


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=30), st.text(max_size=90))
def test_sums_add_up_and_no_name_breaks_the_file(cents: list[int], name: str) -> None:
    payments = [Payment(f"R{n}", eur(f"{Decimal(c) / 100}"), Account("A " + name, IBAN), name) for n, c in enumerate(cents)]
    root = written(*payments)
    assert Decimal(find(root, "CstmrCdtTrfInitn/PmtInf/CtrlSum")) == Decimal(sum(cents)) / 100
