"""Who buys, as the law wants it on an invoice: without the check digits a slip would be found by the customer's accountant.

Of a private person name and address are enough: a personal code is never asked for, and taken out where it was written unasked.
"""

import re
import unicodedata

from stdnum.eu import vat

from nlu.companies import COUNTRIES, REGISTERS, find_registrations, find_vat_numbers, is_registration
from nlu.normalise import flat

LONGEST_NAME, LONGEST_ADDRESS = 140, 240
_PERSONAL = re.compile(r"(?<!\d)\d{6}[-–]?\d{5}(?!\d)")  # Latvia's personal code; Poland's PESEL has eleven digits, too
_CUE = re.compile(  # what leads up to a number: its word, and no comma between, or only what parts it from the name
    r"(?<![\s,;(])[\s,;(]+(?:(?:vienot\w*|reg\w*|рег\w*|реєстр\w*|код|єдрпоу|едрпоу|krs|regon|nip|pvn|pdv|пдв|ндс|vat|company\s(?:no|number))"
    r"(?![^\W\d_])[\s.:#№-]*(?:[^\W\d_]+[\s.:#№-]+){0,3})?$"
)
_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"[A-Z]{0,3}[\s.-]?\d[\dA-Z\s./-]{5,20}")
_UA_VAT = re.compile(r"\d{12}")


def registration(text: str) -> str | None:
    """The registration number in what a customer wrote, or None where no register of these countries could have given it."""
    for found in _candidates(text):
        digits = re.sub(r"\D", "", found)
        if is_registration(digits):
            return digits
    return None


def country_of(registration: str) -> str:
    """Whose register it is from, where only one could have given it; else empty."""
    countries = [country for country, checks in REGISTERS.items() if any(fits(registration) for fits in checks)]
    return countries[0] if len(countries) == 1 else ""


def vat_number(text: str, registration: str = "") -> str | None:
    """The VAT number with its country's letters; None where there can be no such number."""
    for found in _candidates(text):
        compact = re.sub(r"[^0-9A-Z]", "", found)
        if vat.is_valid(compact):
            return str(vat.compact(compact))
        for country in filter(None, (country_of(registration), *COUNTRIES)):
            if compact.isdigit() and vat.is_valid(country + compact):
                return country + compact
        if _UA_VAT.fullmatch(compact):
            return compact
    return None


def tidy_name(text: str) -> str:
    """A name on one line, without what would break or turn a page, without a personal code, and without the firm's numbers."""
    low = flat(text)
    numbers = [*find_registrations(low), *find_vat_numbers(low)]
    if numbers and (cut := _CUE.search(low, 2, min(start for start, _, _ in numbers))):
        text = text[: cut.start()]
    return _clean(_PERSONAL.sub(" ", text))[:LONGEST_NAME].strip(" ,;")


def tidy_address(text: str) -> str:
    """An address on one line."""
    return _clean(_PERSONAL.sub(" ", text))[:LONGEST_ADDRESS].strip(" ,;")


def _candidates(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).upper()
    return [found.strip() for found in (*_NUMBER.findall(plain), plain)]


def _clean(text: str) -> str:
    """Control characters, and those that turn the direction of writing, are no part of a name."""
    kept = (" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in unicodedata.normalize("NFC", text))
    return _SPACES.sub(" ", "".join(char for char in kept if unicodedata.category(char) not in {"Cf", "Cs", "Co", "Cn"})).strip()
