"""Numbers that nobody may keep, cards and personal codes: without it what a customer writes by mistake would stay for years.

They are taken out before anything is stored, so whatever errs here errs for good: a number counts only where its own check
digits say so, and what could be an account, a telephone, a parcel's or an order's number is let stand. Sources: ISO/IEC 7812-1
(cards), and the rules of `stdnum` for personal codes of Latvia, Estonia, Lithuania, Poland and Ukraine. That a code is refused by
its checksum does not save it where the words before it say what it is.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from stdnum import luhn
from stdnum.ee import ik
from stdnum.exceptions import ValidationError
from stdnum.lv import pvn
from stdnum.pl import pesel

CARD: Final = "●●●● ●●●● ●●●● ●●●●"  # what stands instead: its shape tells in every language what was there
CODE: Final = "●●●●●●-●●●●●"
BORN_UNTIL = 2035  # a later birthday is no birthday; for a day there are years to come
NEAR = 48  # characters before a number in which words say what it is

_LONG = re.compile(r"\d(?:[^\w\n]{0,3}\d){9}")
_APART = r"[ \t\u00a0\u2000-\u200b\u202f\u2060]{0,2}[-\u2010-\u2015./·]?[ \t\u00a0\u2000-\u200b\u202f\u2060]{0,2}"
_RUN = re.compile(rf"\d+(?:{_APART}\d+)*")
_TOKEN = re.compile(r"\d+")
_ACCOUNT = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ \u00a0-]?[A-Za-z0-9]){8,31}")
_BRANDS = (  # lengths, and what they begin with
    (frozenset({16, 19}), re.compile("4")),
    (frozenset({16}), re.compile("5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|220[0-4]|6011|64[4-9]|65|35(?:2[89]|[3-8])|9804")),
    (frozenset({16, 19}), re.compile("50|5[6-9]|6[0-79]|81")),
    (frozenset({15}), re.compile("3[47]")),
    (frozenset({14}), re.compile("3(?:0[0-5]|[68])")),
)
_AFTER_CARD = re.compile(  # until when it is valid, and the three digits from its back
    r"(?:[\s,;]{0,3}(?:\w{1,12}\.?[\s:]{1,3}){0,2}(?:0[1-9]|1[0-2])\s?[/.-]\s?(?:20)?\d{2}(?!\d))?"
    r"(?:[\s,;]{0,3}(?:(?:cv[cv]2?|cid|код|kods?|kod)[\s:.-]{0,3})?(?<!\d)\d{3,4}(?!\d))?",
    re.IGNORECASE,
)
_SAYS_CODE = re.compile(
    r"person\w* (?:kod|cod|id|num)|\bp\.\s?k\.|isikukood|asmens kod|pesel|"
    r"\bіпн\b|рнокпп|\bинн\b|персональн\w+ (?:код|номер)|"
    r"(?:ідентифікаційн|идентификационн|індивідуальн|индивидуальн)\w+ (?:код|номер|податков|налогов)|"
    r"(?:податков|налогов)\w+ номер|national (?:id|insurance)|social security|numer\w* identyfikacyjn",
    re.IGNORECASE,
)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Unkept:
    """A text as it may be kept; `cards` and `codes`: how many of each were taken out."""

    text: str
    cards: int = 0
    codes: int = 0


@dataclass(frozen=True, slots=True)
class _Run:
    """Digits with little between them: each group with its place."""

    text: str
    groups: Sequence[tuple[int, int, str]]

    def between(self, left: int, right: int) -> str:
        """What stands between two groups that follow each other."""
        return self.text[self.groups[left][1] : self.groups[right][0]]


def unkept(text: str) -> Unkept:
    """The text without numbers of cards and personal codes of people. Reads a text that has none nearly for nothing."""
    if _LONG.search(text) is None:
        return Unkept(text)
    kept = list(_accounts(text))
    cards, codes = list[Span](), list[Span]()
    for run in _runs(text):
        for start, end in _cards(run):
            if not _within(kept, start, end):
                cards.append((start, _after(text, end)))
        codes += [span for span in _codes(run) if not _within([*kept, *cards], *span)]
    return Unkept(_without(text, cards, codes), len(cards), len(codes))


def marked(text: str) -> bool:
    """Whether something was taken out of it."""
    return CODE in text or CARD in text


def _without(text: str, cards: Sequence[Span], codes: Sequence[Span]) -> str:
    for (start, end), mark in sorted([*((one, CARD) for one in cards), *((one, CODE) for one in codes)], reverse=True):
        text = text[:start] + mark + text[end:]
    return text


def _accounts(text: str) -> Iterator[Span]:
    """What is an account or an invoice's reference (ISO 11649), or would be one but for a slip."""
    for found in _ACCOUNT.finditer(text):
        start, end = found.span()
        if found[0][:2].upper() not in _COUNTRIES and not found[0][:2].isupper():
            continue
        ends = [start + place.end() for place in re.finditer(r"[A-Za-z0-9]", found[0])][11:]
        yield start, next((place for place in reversed(ends) if _is_account(text[start:place])), end)


def _is_account(written: str) -> bool:
    """Check digits by ISO 7064, MOD 97-10."""
    plain = "".join(filter(str.isalnum, written)).upper()
    return plain.isascii() and int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


_COUNTRIES = frozenset(
    {
        *("LV", "LT", "EE", "PL", "UA", "RF"),
        *("AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "GR", "HR", "HU"),
        *("IE", "IT", "LU", "MT", "NL", "NO", "PT", "RO", "SE", "SI", "SK"),
    }
)


def _within(spans: Sequence[Span], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in spans)


def _runs(text: str) -> Iterator[_Run]:
    for run in _RUN.finditer(text):
        groups = tuple((run.start() + one.start(), run.start() + one.end(), _plain(one[0])) for one in _TOKEN.finditer(run[0]))
        if sum(len(digits) for _, _, digits in groups) >= 10:
            yield _Run(text, groups)


def _plain(digits: str) -> str:
    """In ASCII, whatever digits they were written in."""
    return "".join(str(int(one)) for one in digits)


# --- cards -------------------------------------------------------------------------------------------------------


def _cards(run: _Run) -> Iterator[Span]:
    if sum(len(digits) for _, _, digits in run.groups) == 26 and len(run.groups[0][2]) in {2, 26}:
        return  # a Polish account without its two letters
    first = 0
    while first < len(run.groups):
        last = next((last for last in _ends(run, first) if _is_card(run, first, last)), None)
        if last is not None:
            yield run.groups[first][0], run.groups[last][1]
        first = first + 1 if last is None else last + 1


def _ends(run: _Run, first: int) -> Iterator[int]:
    """Groups with which a card that begins here could end."""
    length = 0
    for last in range(first, len(run.groups)):
        digits = len(run.groups[last][2])
        length += digits
        if length > 19 or (last > first and digits < 3):
            return
        if length >= 14:
            yield last


def _is_card(run: _Run, first: int, last: int) -> bool:
    """Whether some groups that follow each other are one: as cards are written, with one kind of sign between."""
    groups = run.groups[first : last + 1]
    number = "".join(digits for _, _, digits in groups)
    start = groups[0][0]
    if not _is_brand(number) or run.text[max(0, start - 1) : start] == "+" or not luhn.is_valid(number):
        return False
    if len(groups) == 1:
        return True
    apart = {run.between(place, place + 1) for place in range(first, last)}
    goes_on = first > 0 and len(run.groups[first - 1][2]) == 4 and run.between(first - 1, first) in apart
    return len(apart) == 1 and len(groups[0][2]) >= 3 and not goes_on


def _is_brand(number: str) -> bool:
    return any(len(number) in lengths and begins.match(number) for lengths, begins in _BRANDS)


def _after(text: str, end: int) -> int:
    found = _AFTER_CARD.match(text, end)
    return found.end() if found is not None and found.end() > end else end


# --- personal codes ----------------------------------------------------------------------------------------------


def _codes(run: _Run) -> Iterator[Span]:
    for place, (start, end, digits) in enumerate(run.groups):
        pair = run.groups[place + 1] if place + 1 < len(run.groups) else None
        if len(digits) == 6 and pair is not None and len(pair[2]) == 5:
            dashed = run.between(place, place + 1).strip() not in {"", "/", ".", "·"}
            if _stands_alone(run, place, place + 1) and _is_code(run, start, digits + pair[2], dashed=dashed):
                yield start, pair[1]
        elif len(digits) in {10, 11} and _stands_alone(run, place, place) and _is_code(run, start, digits, dashed=False):
            yield start, end


def _stands_alone(run: _Run, first: int, last: int) -> bool:
    """Whether no letter, sign of a telephone or part of a longer number touches it."""
    start, end = run.groups[first][0], run.groups[last][1]
    before, after = run.text[max(0, start - 1) : start], run.text[end : end + 1]
    if before.isalnum() or before in {"+", "_", "#", "№"} or after.isalnum() or after == "_":
        return False
    joined = [run.between(place, place + 1) for place in (first - 1, last) if 0 <= place < len(run.groups) - 1]
    return all(any(sign.isspace() for sign in apart) and not apart.strip() for apart in joined)


def _is_code(run: _Run, start: int, number: str, *, dashed: bool) -> bool:
    if _SAYS_CODE.search(run.text, max(0, start - NEAR), start):
        return True
    if len(number) == 10:
        return False  # so are telephones, companies (NIP) and parcels: only words tell
    if number[:2] == "32" and (dashed or _holds(pvn.validate, number)):
        return True  # Latvia since July 2017: says nothing of the birthday
    if number[0] in "0123" and _latvian(number):
        return True
    return not number.startswith("4812") and (_baltic(number) or _polish(number))  # +48 12 is Kraków's telephone


def _holds(rule: Callable[[str], str], number: str) -> bool:
    try:
        rule(number)
    except ValidationError:
        return False
    return True


def _latvian(number: str) -> bool:
    """DDMMYY, the century, and a check digit."""
    return number[:2] != "32" and _holds(pvn.validate, number) and 1900 <= pvn.get_birth_date(number).year <= BORN_UNTIL


def _baltic(number: str) -> bool:
    """Estonia's and Lithuania's are made alike."""
    return number[0] in "3456" and _holds(ik.validate, number) and ik.get_birth_date(number).year <= BORN_UNTIL


def _polish(number: str) -> bool:
    return _holds(pesel.validate, number) and 1900 <= pesel.get_birth_date(number).year <= BORN_UNTIL
