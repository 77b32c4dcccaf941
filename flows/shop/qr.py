"""Codes that a bank's app reads, so that nobody types an IBAN: EPC for euro, NBU for hryvnia, ZBP for zloty.

What stands in a code is text of a fixed shape, with limits of its own:

| code | currency | source |
|---|---|---|
| EPC | EUR | EPC069-12, version 2: 331 bytes, level M, at most version 13 |
| NBU | UAH | format 002 (CRLF, cp1251) or 003 (NBU resolution 97 of 2025-08-19), in a link; the hryvnia sign in its middle |
| ZBP | PLN | recommendation of the Polish Bank Association of 2013-12-03: 160 characters, level L |
"""

import base64
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from flows.shop import typeset
from flows.shop.invoices import Account, Invoice, Seller, totals

if TYPE_CHECKING:
    import segno

NbuFormat = Literal["002", "003"]
EPC_NAME, EPC_TEXT, EPC_BYTES = 70, 140, 331
ZBP_NAME, ZBP_TITLE = 20, 32
NBU_NAME, NBU_PURPOSE, NBU_BYTES = 70, 140, 507  # the shorter limits of format 002 serve 003 as well
NBU_VERSIONS = (10, 20)  # of the QR code, smallest and largest
NBU_LINKS = {"002": "https://bank.gov.ua/qr/", "003": "https://qr.bank.gov.ua/"}
QUIET = 4  # modules of white around a code, which scanners need


@dataclass(frozen=True, slots=True)
class Payment:
    """What is to be paid to whom. `text` is what the payer's bank shows where it has no field for the reference."""

    payee: str
    account: Account
    amount: Decimal
    reference: str
    text: str
    registration: str = ""  # of the payee: NIP in Poland, the EDRPOU in Ukraine


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """A code: its `payload` as a scanner reads it, `link` where it is one, and the picture, as SVG and as PNG."""

    kind: Literal["epc", "nbu", "zbp"]
    payload: str
    svg: str
    png: bytes
    link: str = ""


def payment_of(invoice: Invoice, missing: Decimal | None = None) -> Payment:
    """What an invoice asks for; `missing` where a part is paid. Raises InvoiceError for a currency without an account."""
    seller = invoice.seller
    amount = totals(invoice).total if missing is None else missing
    text = f"{_TEXTS[invoice.language]} {invoice.number}"
    return Payment(seller.payee, invoice.account, amount, invoice.reference, text, _registration(seller))


_TEXTS = {"lv": "Rēķins", "uk": "Оплата за рахунком", "ru": "Оплата по счёту", "pl": "Faktura pro forma", "en": "Invoice"}


def _registration(seller: Seller) -> str:
    digits = re.sub(r"\D", "", seller.vat_number or seller.registration)
    return digits if seller.country == "PL" else re.sub(r"\D", "", seller.registration)


@lru_cache(maxsize=64)
def payment_code(payment: Payment, nbu: NbuFormat = "002") -> PaymentCode | None:
    """The code for the account's currency; None where there is no such code, or the account is not one of that country."""
    match payment.account.currency:
        case "EUR":
            return _drawn("epc", epc(payment), "m")
        case "UAH" if payment.account.iban.startswith("UA"):
            link = nbu_link(payment, nbu)
            return _drawn("nbu", link, "q", link)
        case "PLN" if payment.account.iban.startswith("PL"):
            return _drawn("zbp", zbp(payment), "l")
        case _:
            return None


# --- the texts -------------------------------------------------------------------------------------------------


def epc(payment: Payment) -> str:
    """The twelve lines of a SEPA credit transfer, the structured reference in its own."""
    account = payment.account
    lines = [
        "BCD", "002", "1", "SCT", account.bic, _line(payment.payee, EPC_NAME), _iban(account),
        f"EUR{payment.amount:.2f}", "", payment.reference, "", "",
    ]  # fmt: skip
    text = "\n".join(lines).rstrip("\n")
    while len(text.encode()) > EPC_BYTES:  # a name in many bytes: cut it, the IBAN finds the account
        lines[5] = lines[5][:-1].rstrip()
        text = "\n".join(lines).rstrip("\n")
    return text


def zbp(payment: Payment) -> str:
    """Nine fields with bars between them, without marks on letters: the code does not name its alphabet, and scanners guess."""
    account = _iban(payment.account).removeprefix("PL")
    grosze = int(payment.amount * 100)
    name, title = _ascii(payment.payee, ZBP_NAME), _ascii(f"{payment.text} {payment.reference}", ZBP_TITLE)
    return "|".join([payment.registration, "PL", account, f"{grosze:06}", name, title, "", "", ""])


def nbu_link(payment: Payment, form: NbuFormat = "002") -> str:
    """The link whose last part is the payment itself; it opens the bank's app on a phone."""
    content = _nbu_002(payment) if form == "002" else _nbu_003(payment)
    return NBU_LINKS[form] + base64.urlsafe_b64encode(content).decode().rstrip("=")


def _nbu_002(payment: Payment) -> bytes:
    lines = [
        "BCD", "002", "2", "UCT", "", _cyrillic(payment.payee, NBU_NAME), _iban(payment.account), f"UAH{payment.amount:.2f}",
        payment.registration[:10], "", "", _cyrillic(f"{payment.text} {payment.reference}", NBU_PURPOSE), "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode("cp1251")


def _nbu_003(payment: Payment) -> bytes:
    lines = [
        "BCD", "003", "1", "UCT", "", _line(payment.payee, NBU_NAME), _iban(payment.account), f"UAH{payment.amount:.2f}",
        payment.registration[:10], "", payment.reference, _line(payment.text, NBU_PURPOSE), "", "FFFF", "", "", "",
    ]  # fmt: skip
    return "\n".join(lines).encode()


def _iban(account: Account) -> str:
    return re.sub(r"\s", "", account.iban).upper()


def _line(text: str, longest: int) -> str:
    """One line without control characters, cut to its limit."""
    clean = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in unicodedata.normalize("NFC", text))
    return " ".join(clean.split())[:longest].rstrip()


_LATIN = {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss"}


def _ascii(text: str, longest: int) -> str:
    plain = unicodedata.normalize("NFKD", "".join(_LATIN.get(char, char) for char in _line(text, len(text))))
    bare = plain.encode("ascii", "ignore").decode().replace("|", " ")  # a bar ends a field, and wide ones become bars here
    return " ".join(bare.split())[:longest].rstrip()


def _cyrillic(text: str, longest: int) -> str:
    """As cp1251 can hold it: Cyrillic stays, Latin letters lose their marks."""
    kept = "".join(char if _in_cp1251(char) else _ascii(char, 2) for char in _line(text, len(text)))
    return kept[:longest].rstrip()


def _in_cp1251(char: str) -> bool:
    try:
        char.encode("cp1251")
    except UnicodeEncodeError:
        return False
    return True


# --- the picture -----------------------------------------------------------------------------------------------

SCALE = 8  # pixels a module
SIGN = 0.15  # of the code's width: the white circle with the sign of the hryvnia. Level Q bears the loss
_HRYVNIA: Sequence[str] = (  # in a square of 24
    "M7.5 8.5C8 5.5 10 4 12 4 14.5 4.5 16 6 16.5 8 16.5 12 7.5 12 7.5 16 7.5 18 9 20 12 20 14 20 16 19 16.5 15",
    "M5 10.6 H19",
    "M5 13.8 H19",
)


def _drawn(kind: Literal["epc", "nbu", "zbp"], payload: str, error: str, link: str = "") -> PaymentCode:
    code = _code(kind, payload, error)
    buffer = BytesIO()
    code.save(buffer, kind="svg", border=QUIET, light="#fff", xmldecl=False)
    svg, png = buffer.getvalue().decode(), BytesIO()
    code.save(png, kind="png", border=QUIET, scale=SCALE)
    if kind != "nbu":
        return PaymentCode(kind, payload, svg, png.getvalue(), link)
    size = int(code.symbol_size(border=QUIET)[0])
    return PaymentCode(kind, payload, _signed(svg, size), typeset.picture(_signed(svg, size), size * SCALE), link)


def _code(kind: str, payload: str, error: str) -> "segno.QRCode":
    """In the size that its rules allow; what is too long for one level of correction gets the next one down."""
    import segno  # noqa: PLC0415 - a fiftieth of a start, with the first code

    make = partial(segno.make, payload, boost_error=False, micro=False, encoding="utf-8", eci=False)
    code = make(error=error)
    if kind != "nbu":
        return code
    if int(code.version) > NBU_VERSIONS[1]:
        code = make(error="m")
    return make(error=code.error.lower(), version=NBU_VERSIONS[0]) if int(code.version) < NBU_VERSIONS[0] else code


def _signed(svg: str, size: int) -> str:
    radius = size * SIGN / 2
    scale = radius * 1.5 / 24
    paths = "".join(f'<path d="{path}" fill="none" stroke="#000" stroke-width="2.2"/>' for path in _HRYVNIA)
    corner = size / 2 - 12 * scale
    sign = (
        f'<circle cx="{size / 2}" cy="{size / 2}" r="{radius}" fill="#fff"/>'
        f'<g transform="translate({corner} {corner}) scale({scale})">{paths}</g>'
    )
    return svg.replace("</svg>", f"{sign}</svg>")
