"""The columns of an order file: without them a spreadsheet's cells would be only text.

docs/orders.md explains them to whoever makes such a file.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

import phonenumbers

from flows.shop.model import ORDER_STATES, OrderState
from flows.shop.proof import normal_number
from nlu.model import LANGUAGES, Language

Value = TypeVar("Value")
EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
LOCAL_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T]+(\d{1,2}:\d{2}(?::\d{2})?))?")


class WrongError(Exception):
    """A field that cannot be read: what is wrong, and how to mend it."""

    def __init__(self, text: str, hint: str) -> None:
        super().__init__(text)
        self.text, self.hint = text, hint


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file does not say itself: the zone of its times, the country of phone numbers without a code, and what to assume."""

    zone: tzinfo
    region: str = "LV"
    currency: str = "EUR"
    language: Language = "lv"


@dataclass(frozen=True, slots=True)
class Column(Generic[Value]):
    """How a column is read; `of_line` columns may differ between the rows of one order."""

    read: Callable[[str, Reading], Value]
    needed: bool = False
    of_line: bool = False


def _plain(text: str, _: Reading) -> str:
    return text


def _number(text: str, _: Reading) -> str:
    return normal_number(text)


def _state(text: str, _: Reading) -> OrderState:
    state = text.casefold().replace(" ", "_").replace("-", "_")
    if state in ORDER_STATES:
        return state
    close = get_close_matches(state, ORDER_STATES, 1)
    hint = f"did you mean {close[0]}?" if close else f"write one of {', '.join(ORDER_STATES)}"
    raise WrongError(f"`{text}` is no state of an order", hint)


def _moment(text: str, reading: Reading) -> datetime:
    wall = _iso(text)
    return (wall if wall.tzinfo else wall.replace(tzinfo=reading.zone)).astimezone(UTC)


def _day(text: str, reading: Reading) -> date:
    wall = _iso(text)
    return wall.astimezone(reading.zone).date() if wall.tzinfo else wall.date()


def _iso(text: str) -> datetime:
    iso = text
    if local := LOCAL_DATE.fullmatch(text):
        day, month, year, clock = local.groups()
        iso = f"{year}-{int(month):02}-{int(day):02}" + (f"T{clock:0>{5 if len(clock) < 7 else 8}}" if clock else "")
    try:
        wall = datetime.fromisoformat(iso)
    except ValueError:
        raise WrongError(f"`{text}` is no date", "write 2026-11-20, 2026-11-20 14:30 or 20.11.2026 14:30") from None
    if not 2000 <= wall.year <= 2100:
        raise WrongError(f"`{text}` is no date of an order", "is the year right?")
    return wall


def _email(text: str, _: Reading) -> str:
    if EMAIL.fullmatch(text) is None:
        raise WrongError(f"`{text}` is no e-mail address", "write name@example.com, or leave it empty")
    return text.casefold()


def _phone(text: str, reading: Reading) -> str:
    hint = "write it with its country code, +371 20000001, or leave it empty"
    try:
        parsed = phonenumbers.parse(text, reading.region)
    except phonenumbers.NumberParseException:
        raise WrongError(f"`{text}` is no phone number", hint) from None
    if not phonenumbers.is_possible_number(parsed):
        raise WrongError(f"`{text}` is no phone number", hint)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _language(text: str, _: Reading) -> Language:
    language = text.casefold()
    if language not in LANGUAGES:
        raise WrongError(f"`{text}` is no language here", f"write one of {', '.join(LANGUAGES)}, or leave it empty")
    return language


def _currency(text: str, _: Reading) -> str:
    if not re.fullmatch("[A-Za-z]{3}", text):
        raise WrongError(f"`{text}` is no currency", "write a code such as EUR")
    return text.upper()


def _amount(text: str, _: Reading) -> Decimal:
    """`12.50`, `12,50`, `1 290,50`, `1,290.50`."""
    plain = re.sub(r"[\s']", "", text)
    if "," in plain and "." in plain:
        plain = plain.replace("," if plain.rfind(".") > plain.rfind(",") else ".", "")
    plain = plain.replace(",", ".")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", plain):
        raise WrongError(f"`{text}` is no sum of money", "write 12.50; the currency has a column of its own")
    return Decimal(plain)


def _quantity(text: str, _: Reading) -> int:
    if not re.fullmatch(r"[1-9]\d{0,4}", text):
        raise WrongError(f"`{text}` is no quantity", "write a whole number from 1 up")
    return int(text)


def _url(text: str, _: Reading) -> str:
    if not re.fullmatch(r"https://[^\s<>\"]+", text):
        raise WrongError(f"`{text}` is no link", "write one that begins with https://, or leave it empty")
    return text


COLUMNS: Mapping[str, Column[Any]] = {
    "number": Column(_number, needed=True),
    "state": Column(_state, needed=True),
    "placed_at": Column(_moment, needed=True),
    "total": Column(_amount, needed=True),
    "currency": Column(_currency),
    "name": Column(_plain),
    "email": Column(_email),
    "phone": Column(_phone),
    "language": Column(_language),
    "carrier": Column(_plain),
    "tracking": Column(_plain),
    "tracking_url": Column(_url),
    "shipped_at": Column(_moment),
    "expected_at": Column(_day),
    "delivered_at": Column(_moment),
    "item": Column(_plain, of_line=True),
    "quantity": Column(_quantity, of_line=True),
    "unit_price": Column(_amount, of_line=True),
}
EXAMPLES: Mapping[str, str] = {
    "number": "the order's number",
    "state": "one of " + ", ".join(ORDER_STATES),
    "placed_at": "when it was ordered, such as 2026-11-20 14:30",
    "total": "what the customer pays, such as 12.50",
}
