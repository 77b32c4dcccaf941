"""Telephone numbers: without it a callback would be promised to a number nobody can dial."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

import phonenumbers

MOST = 10  # candidates looked at in one message; each costs some 50 us
_CANDIDATE = re.compile(r"(?<![\w+])(?:\+|\(\+|00)?\(?\d(?:[ ()./-]{0,2}\d){6,14}(?!\w)")


def find_phones(text: str, regions: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Every valid telephone number in a text: start, end, E.164. Without a code it is of the first region it fits."""
    for match in islice(_CANDIDATE.finditer(text), MOST):
        if (number := e164(match[0], regions)) is not None:
            yield match.start(), match.end(), number


def e164(text: str, regions: Sequence[str]) -> str | None:
    """A telephone number in E.164 (ITU-T), or None where it is not one that exists in any of the regions."""
    for region in regions:
        try:
            parsed = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return None
