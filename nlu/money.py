"""Amounts of money as people type them: without it "12,50 €" and "1 290,50 EUR" could not be compared with an order."""

import re
from collections.abc import Iterator
from decimal import Decimal

_CURRENCIES = {  # ISO 4217 code, and its names in lower case without Latin accents
    "EUR": "€|eur|euro|euros|eiro|eiras|евро|євро|yevro|evro",
    "PLN": "zl|pln|zlot(?:y|e|ych)|злот(?:ый|ых|ий|их|і)",
    "UAH": "₴|uah|грн|гривень|гривні|гривня|гривен|hrn|grn",
    "RUB": "₽|rub|руб|рубл(?:ь|я|ей)",
    "USD": r"\$|usd|dollars?|доллар(?:а|ов)?|долар(?:а|ів)?|dolar(?:i|u|us|y|ow)?|бакс(?:а|ов|ів)?",
    "GBP": "£|gbp|pounds?|фунт(?:а|ов|ів)?",
}
_GROUPS = r"\d{1,3}(?:[ '\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{3})*(?:[.,]\d{1,2})?"
_NUMBER = rf"(?<![\d.,])(?P<amount>{_GROUPS})(?!\d|[.,]\d)"
_NAMES = "|".join(f"(?P<{code}>{names})" for code, names in _CURRENCIES.items())
_AFTER = re.compile(rf"{_NUMBER}\s?(?:{_NAMES})(?!\w)")
_BEFORE = re.compile(rf"(?<!\w)(?:{_NAMES})\s?{_NUMBER}")
_SEPARATOR = re.compile(r"[.,]")
_GAP = re.compile(r"[ '\u00a0\u202f]")


def find_money(flat: str) -> Iterator[tuple[int, int, str]]:
    """Every amount with its currency in a text in lower case without accents (`normalise.flat`): start, end, "1290.50 EUR"."""
    for pattern in (_AFTER, _BEFORE):
        for match in pattern.finditer(flat):
            code = next(code for code in _CURRENCIES if match[code])
            yield match.start(), match.end(), f"{amount(match['amount']):.2f} {code}"


def amount(written: str) -> Decimal:
    """A number as written in any of our languages, where a comma or a point may part cents or thousands.

    The last separator parts the cents, unless three digits follow it: then it parts thousands.
    """
    digits = _GAP.sub("", written)
    *whole, last = _SEPARATOR.split(digits)
    if not whole:
        return Decimal(last)
    return Decimal("".join(whole) + last) if len(last) == 3 else Decimal(f"{''.join(whole)}.{last}")
