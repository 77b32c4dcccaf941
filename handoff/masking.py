"""Names, numbers and addresses made unrecognisable: without it a customer's words could not become an example for everybody."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from nlu.masking import APART, IBAN
from nlu.normalise import flat

NOBODY = "name@example.com"  # RFC 2606: example.com belongs to nobody
_EMAIL = re.compile(r"[^\s@<>(),;:]{1,64}@[^\s@<>(),;:]{1,255}\.\w+")
_PHONE = re.compile(rf"(?<!\w)\+?\(?\d[\d{APART}]{{5,20}}\d(?!\w)")
# Not a telephone: from when until when. Minutes of a kind that hours have, so that no number in pairs passes for them.
_HOURS = re.compile(
    r"(?<![\d.:])(?:[01]?\d|2[0-4])[.:](?:00|15|30|45)\s?[-\u2010-\u2015]\s?(?:[01]?\d|2[0-4])[.:](?:00|15|30|45)(?![\d.:]?\d)"
)
_NUMBER = re.compile(r"\d{3,}")
_LEAST = 3  # letters a name must have to be looked for
_ENDING = 3  # letters by which a name in a sentence may differ from the one in the nominative


@dataclass(frozen=True, slots=True)
class StandIns:
    """What is written instead: `numbers` by the number as it stood, an e-mail and a telephone for all others, none of them real.

    `known` stays as it is: values of made-up people.
    """

    numbers: Mapping[str, str] = field(default_factory=dict)
    email: str = NOBODY
    phone: str = ""
    known: frozenset[str] = frozenset()


def mask(text: str, names: Iterable[str] = (), stand_ins: StandIns | None = None) -> str:
    """The text without the customer's names, e-mails, accounts, telephones and long numbers; short numbers (`2 kg`) stay."""
    given = _written(stand_ins or StandIns())
    for number, other in given.numbers.items():
        text = re.sub(rf"(?<!\w){re.escape(number)}(?!\w)", other, text, flags=re.IGNORECASE)
    text = _EMAIL.sub(lambda found: found[0] if found[0].lower() in given.known else given.email, text)
    text = IBAN.sub(lambda found: _flat(found[0]), text)
    text = _between_hours(text, given)
    text = _NUMBER.sub(lambda found: _number(found[0], given), text)
    return _nameless(text, names)


def _between_hours(text: str, given: StandIns) -> str:
    parts, at = list[str](), 0
    for hours in _HOURS.finditer(text):
        parts += [_PHONE.sub(lambda found: _phone(found[0], given), text[at : hours.start()]), hours[0]]
        at = hours.end()
    return "".join([*parts, _PHONE.sub(lambda found: _phone(found[0], given), text[at:])])


def _written(given: StandIns) -> StandIns:
    """What stands in is made up, so it stays."""
    return replace(given, known=given.known | {given.email, given.phone, *given.numbers.values()})


def _phone(written: str, given: StandIns) -> str:
    digits = "".join(filter(str.isdigit, written))
    if digits in given.known or f"+{digits}" in given.known:
        return written
    return given.phone if given.phone and len(digits) >= 8 else _zeros(written)


def _number(written: str, given: StandIns) -> str:
    return written if written in given.known or f"+{written}" in given.known else _zeros(written)


def _zeros(written: str) -> str:
    return re.sub(r"\d", "0", written)


def _flat(written: str) -> str:
    return written[:2] + _zeros(re.sub(r"[A-Za-z]", "0", written[2:]))


def _nameless(text: str, names: Iterable[str]) -> str:
    """Each part of a name, with the endings that a case may give it and with accents or without them, as an initial."""
    parts = {part for name in names for part in re.findall(r"[^\W\d_]+", flat(name)) if len(part) >= _LEAST}
    for part in sorted(parts, key=len, reverse=True):
        stem = part[: max(_LEAST, len(part) - 1)]
        pattern = rf"(?<!\w){re.escape(stem)}\w{{0,{_ENDING}}}(?!\w)"
        for found in reversed(list(re.finditer(pattern, flat(text), re.IGNORECASE))):
            text = f"{text[: found.start()]}N.{text[found.end() :]}"
    return text
