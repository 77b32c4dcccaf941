"""A bank's statement whatever its format: without it every bank would have its own idea of a payment."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from config.source import Place, Problem, Problems
from flows.shop.model import Money

Kind = Literal["statement", "notification"]
MAX_BYTES = 20 * 1024 * 1024
MAX_TEXT = 2_000  # characters kept of what the payer wrote; no format has room for more than 1 000
_NO_REFERENCE = re.compile(r"0*|NON ?REF|NOT ?PROVIDED|NOTPROVIDED|N/?A|-+", re.IGNORECASE)
_NRB = re.compile(r"\d{26}")


@dataclass(frozen=True, slots=True)
class Transaction:
    """A movement on the shop's account: `amount` above zero came in, below zero went out.

    `name` and `iban` are the other side's. `reference` is the structured one, `end_to_end` the payer's own, `bank_reference` the
    bank's, empty where it gives none. `entry` is the bank's reference of the whole entry where this is one of several payments in
    it. `reversal`: it takes back an earlier one. `line` is where it stands in its file.
    """

    account: str
    booked_on: date
    amount: Money
    name: str = ""
    iban: str = ""
    text: str = ""
    reference: str = ""
    end_to_end: str = ""
    bank_reference: str = ""
    entry: str = ""
    reversal: bool = False
    line: int = 0

    @property
    def words(self) -> str:
        """Everything the payer may have written an invoice's number into."""
        return " ".join(part for part in (self.reference, self.text, self.end_to_end) if part)


@dataclass(frozen=True, slots=True)
class Statement:
    """One file: `format` as camt.053 or MT940; a `notification` tells soon what a statement tells again in the evening."""

    file: str
    format: str
    kind: Kind
    transactions: tuple[Transaction, ...]


def wrong(file: str, line: int, text: str, hint: str = "") -> Problems:
    """A mistake in a file by its line, 0 for the file as a whole."""
    return Problems([Problem(Place(file, line, 1 if line else 0), text, hint)])


def tidy(text: str) -> str:
    """A bank's text in one line, without what no database can hold."""
    shown = "".join(char if char.isprintable() else " " for char in unicodedata.normalize("NFC", text))
    return " ".join(shown.split())[:MAX_TEXT]


def account(text: str) -> str:
    """An account number without its gaps; a Polish one of 26 digits gets its country."""
    plain = re.sub(r"[\s\-]", "", text).upper().lstrip("/")[:64]
    return f"PL{plain}" if _NRB.fullmatch(plain) else plain


def bank_id(text: str) -> str:
    """A reference that tells payments apart; what banks write where they have none is nothing."""
    plain = tidy(text)[:140]
    return "" if _NO_REFERENCE.fullmatch(plain) else plain


def amount(text: str, currency: str, file: str, line: int, decimal: str = ".") -> Money:
    """A sum without sign, as this format writes it. Raises Problems for another separator, or parts of a cent."""
    written = text.strip()
    form = rf"(\d{{1,15}})(?:{re.escape(decimal)}(\d{{0,5}}))?"
    if (found := re.fullmatch(form, written, re.ASCII)) is None:
        raise wrong(file, line, f"{_shown(written)} is no amount", f"here it is written 1234{decimal}50")
    cents = (found[2] or "").rstrip("0")
    if len(cents) > 2:
        raise wrong(file, line, f"{_shown(written)} has parts of a cent")
    code = currency.strip()
    if re.fullmatch("[A-Z]{3}", code) is None:
        raise wrong(file, line, f"{_shown(code)} is no currency", "it is written EUR")
    return Money(Decimal(f"{found[1]}.{cents or '0'}"), code)


def day(text: str, file: str, line: int) -> date:
    """An ISO day, whatever stands behind it (a time, a zone). Raises Problems."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise wrong(file, line, f"{_shown(text)} is no day", "it is written 2026-11-30") from None


def _shown(text: str) -> str:
    return f"`{tidy(text)[:40]}`" if text.strip() else "nothing"


# --- which of them are the same ------------------------------------------------------------------------------------


def identified(transactions: Iterable[Transaction]) -> Iterator[tuple[str, Transaction]]:
    """Each with what it is known by, the same whenever the bank tells of it again.

    By the bank's reference, else by all that is known of it; of several that are alike on a day, each by its place among them, so
    that two equal payments stay two and a second import of the same changes nothing.
    """
    seen: dict[tuple[str, ...], int] = {}
    for transaction in transactions:
        key = _key(transaction)
        seen[key] = place = seen.get(key, 0) + 1
        yield hashlib.sha256("\n".join((*key, str(place))).encode()).hexdigest(), transaction


def _key(transaction: Transaction) -> tuple[str, ...]:
    about = (transaction.account, transaction.booked_on.isoformat(), str(transaction.amount))
    reference = transaction.entry or transaction.bank_reference
    if reference:
        return ("ref", *about, reference)
    return ("alike", *about, transaction.iban, squeezed(transaction.words))


def squeezed(text: str) -> str:
    """A text without what banks change when they tell it again: gaps and case."""
    return "".join(text.split()).casefold()
