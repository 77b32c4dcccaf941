"""The file by which a bank is told whom to pay: refunds as a SEPA credit transfer, ISO 20022 pain.001.

Versions 001.001.03 and 001.001.09, as the European Payments Council's customer-to-bank guidelines have them: one batch, one
debtor, charges shared (SLEV). The return's number is the end-to-end id, by which the debit is recognised when the bank's
statement comes.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from lxml import etree
from stdnum import iban as stdnum_iban

from flows.shop.model import Money
from flows.shop.persons import normal_iban

Version = Literal["001.001.03", "001.001.09"]
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain."
NAME, TEXT, ID = 70, 140, 35  # characters the guidelines allow
_LATIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-?:().,'+ ")
_CYRILLIC = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьыъэюяё",
        [
            "a",
            "b",
            "v",
            "h",
            "g",
            "d",
            "e",
            "ie",
            "zh",
            "z",
            "y",
            "i",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "y",
            "",
            "e",
            "iu",
            "ia",
            "e",
        ],
        strict=True,
    )
)


class PainError(ValueError):
    """What is wrong with a payment, in words for who wants the file."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose account it is, by the name its bank knows (payees are verified against it); `bic` where a bank still asks for it."""

    name: str
    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """One refund: `id` is the return's number."""

    id: str
    amount: Money
    to: Account
    text: str


def credit_transfer(
    payments: Sequence[Payment], debtor: Account, *, message_id: str, made_at: datetime, on: date, version: Version = "001.001.09"
) -> bytes:
    """The whole file, UTF-8, to be executed on a day. Raises PainError for what no bank would take."""
    if not payments:
        raise PainError("there is nothing to pay")
    for payment in payments:
        _check(payment)
    _check_account(debtor)
    root = etree.Element("Document", nsmap={None: NAMESPACE + version})  # type: ignore[dict-item]  # None is the default namespace
    initiation = _add(root, "CstmrCdtTrfInitn")
    total, count = str(sum((payment.amount.amount for payment in payments), Decimal(0))), str(len(payments))
    header = _add(initiation, "GrpHdr")
    _add(header, "MsgId", _latin(message_id, ID))
    _add(header, "CreDtTm", made_at.replace(microsecond=0, tzinfo=None).isoformat())
    _add(header, "NbOfTxs", count)
    _add(header, "CtrlSum", total)
    _add(_add(header, "InitgPty"), "Nm", _latin(debtor.name, NAME))
    batch = _add(initiation, "PmtInf")
    _add(batch, "PmtInfId", _latin(message_id, ID))
    _add(batch, "PmtMtd", "TRF")
    _add(batch, "BtchBookg", "false")  # each debit by itself on the statement, so that each can be recognised
    _add(batch, "NbOfTxs", count)
    _add(batch, "CtrlSum", total)
    _add(_add(_add(batch, "PmtTpInf"), "SvcLvl"), "Cd", "SEPA")
    day = _add(batch, "ReqdExctnDt")
    if version == "001.001.03":
        day.text = on.isoformat()
    else:
        _add(day, "Dt", on.isoformat())
    _add(_add(batch, "Dbtr"), "Nm", _latin(debtor.name, NAME))
    _account(_add(batch, "DbtrAcct"), debtor)
    _agent(_add(batch, "DbtrAgt"), debtor, version)
    _add(batch, "ChrgBr", "SLEV")
    for payment in payments:
        _transfer(_add(batch, "CdtTrfTxInf"), payment, version)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _transfer(parent: etree._Element, payment: Payment, version: Version) -> None:
    ids = _add(parent, "PmtId")
    _add(ids, "InstrId", payment.id)
    _add(ids, "EndToEndId", payment.id)
    amount = _add(_add(parent, "Amt"), "InstdAmt", str(payment.amount.amount))
    amount.set("Ccy", payment.amount.currency)
    if payment.to.bic:
        _agent(_add(parent, "CdtrAgt"), payment.to, version)
    _add(_add(parent, "Cdtr"), "Nm", _latin(payment.to.name, NAME))
    _account(_add(parent, "CdtrAcct"), payment.to)
    _add(_add(parent, "RmtInf"), "Ustrd", _latin(payment.text, TEXT))


def _account(parent: etree._Element, account: Account) -> None:
    _add(_add(parent, "Id"), "IBAN", normal_iban(account.iban))


def _agent(parent: etree._Element, account: Account, version: Version) -> None:
    institution = _add(parent, "FinInstnId")
    if account.bic:
        _add(institution, "BIC" if version == "001.001.03" else "BICFI", account.bic)
    else:
        _add(_add(institution, "Othr"), "Id", "NOTPROVIDED")


def _check(payment: Payment) -> None:
    if payment.amount.currency != "EUR":
        raise PainError(f"{payment.id}: SEPA pays euros, not {payment.amount.currency}")
    if not Decimal(0) < payment.amount.amount <= Decimal("999999999.99"):
        raise PainError(f"{payment.id}: {payment.amount} cannot be paid")
    if len(payment.id) > ID or not set(payment.id) <= _LATIN:
        raise PainError(f"{payment.id!r} is no end-to-end id")
    _check_account(payment.to)


def _check_account(account: Account) -> None:
    if not stdnum_iban.is_valid(normal_iban(account.iban)):
        raise PainError(f"the account of {account.name or 'nobody'} is no IBAN")
    if not _latin(account.name, NAME):
        raise PainError("an account needs its owner's name")


def _latin(text: str, longest: int) -> str:
    """As banks can read it: letters without marks, Cyrillic spelt in Latin, anything else a space."""
    composed = unicodedata.normalize("NFC", text)
    russian = any(char in "ыэъё" for char in composed.lower())  # in which и is another sound
    spelt = "".join(_letter(char, russian) for char in composed)
    plain = "".join(char for char in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(char))
    return " ".join("".join(char if char in _LATIN else " " for char in plain).split())[:longest].rstrip()


def _letter(char: str, russian: bool) -> str:
    latin = "i" if russian and char.lower() == "и" else _CYRILLIC.get(char.lower())
    if latin is None:
        return {"ł": "l", "Ł": "L", "ß": "ss", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D"}.get(char, char)
    return latin.capitalize() if char.isupper() else latin


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    child = etree.SubElement(parent, name)
    if text:
        child.text = text
    return child
