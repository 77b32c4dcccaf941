"""Words as they are looked for: without it `Bērziņa`, `berzina` and `BĒRZIŅA` would be three people.

Both databases are given words that were folded here, so that they find the same. A word is letters and digits without case and
marks; every word that is looked for is the beginning of one that is found. A telephone number is one word, however it was
written, and so are its last eight digits.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST = 64  # characters of a word that count
MOST = 8  # words of a question that count
TAIL = 8  # digits of a telephone number that are the same with and without its country
AROUND = 48  # characters of a text that are shown before its first hit
ROOM = 160  # characters of a text that are shown

_WORD = re.compile("[^\\W_](?:[^\\W_]|[\u0300-\u036f]|['\u2019\u02bc`](?=[^\\W\\d_]))*")
_PHONE = re.compile(r"\+?\d(?:[\s\-()./]{0,2}\d){6,}")
# Letters that Unicode does not take apart.
_ALIKE = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe", "ґ": "г"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it is what was looked for."""

    text: str
    hit: bool


def folded(word: str) -> str:
    """A word without case and marks: `Ķīmija` is `kimija`, `ещё` is `еще`; empty where nothing of it is a letter or digit."""
    small = unicodedata.normalize("NFKD", word.casefold()).casefold()  # twice: a mathematical 𝑨 becomes a capital A on the way
    plain = unicodedata.normalize("NFKD", small).translate(_ALIKE)
    return "".join(sign for sign in plain if sign.isalnum())[:LONGEST]


def words(*texts: str) -> str:
    """What is kept of texts to find them by: each word once, a space before and after each; a space where there is none."""
    found = dict.fromkeys(word for text in texts for word in _words(text))
    return "".join(f" {word}" for word in found) + " "


def wanted(question: str) -> Sequence[str]:
    """The words a question asks for, longest first; none where it has no letter or digit."""
    rest, numbers = question, []
    for number in _PHONE.findall(question):
        digits = folded(number)
        numbers.append(digits[-TAIL:] if len(digits) > TAIL else digits)
        rest = rest.replace(number, " ", 1)
    found = dict.fromkeys([*numbers, *filter(None, map(folded, _WORD.findall(rest)))])
    return sorted(found, key=len, reverse=True)[:MOST]


def snippet(text: str, looked_for: Sequence[str]) -> Sequence[Piece]:
    """The text around the first hit, at most ROOM characters and an ellipsis where it was cut, its hits marked."""
    flat = " ".join(text.split())
    hits = [match.span() for match in _spans(flat) if _is_hit(match[0], looked_for)]
    first = hits[0][0] if hits else 0
    start = 0 if first <= AROUND or len(flat) <= ROOM else _at_word(flat, first - AROUND // 2)
    end = min(len(flat), start + ROOM)
    pieces, at = [Piece("… ", False)] if start else [], start
    for begin, stop in hits:
        if begin >= at and stop <= end:
            pieces += [Piece(flat[at:begin], False), Piece(flat[begin:stop], True)]
            at = stop
    pieces += [Piece(flat[at:end], False), Piece(" …" if end < len(flat) else "", False)]
    return [piece for piece in pieces if piece.text]


def _words(text: str) -> Iterator[str]:
    for number in _PHONE.findall(text):
        digits = folded(number)
        yield digits
        yield digits[-TAIL:]
    yield from filter(None, map(folded, _WORD.findall(unicodedata.normalize("NFC", text))))


def _spans(text: str) -> list[re.Match[str]]:
    """Telephone numbers whole, and the words beside them."""
    numbers = list(_PHONE.finditer(text))
    inside = [match.span() for match in numbers]
    plain = [match for match in _WORD.finditer(text) if not any(a <= match.start() < b for a, b in inside)]
    return sorted([*numbers, *plain], key=lambda match: match.start())


def _is_hit(word: str, looked_for: Sequence[str]) -> bool:
    known = [word] if _PHONE.fullmatch(word) is None else [word, *re.findall(r"\d+", word), folded(word)[-TAIL:]]
    return any(folded(one).startswith(tuple(looked_for)) for one in known)


def _at_word(text: str, place: int) -> int:
    """The beginning of the next word."""
    space = text.find(" ", place)
    return space + 1 if 0 <= space < place + AROUND // 2 else place
