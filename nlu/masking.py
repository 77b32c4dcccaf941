"""What is personal in a message, behind placeholders: without it addresses and numbers would go to a model somewhere else."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nlu.model import Entity

OPEN, CLOSE = "⟦", "⟧"
APART = r" \t\u00a0\u2000-\u200d\u2010-\u2015\u2024\u202f\u2060().·/-"  # between digits: spaces, seen or not, and dashes
IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){11,30}(?!\w)")  # what looks like one, right or wrong
_NAMES = {  # kinds of values that are a person's, or a firm's
    "email": "EMAIL", "phone": "PHONE", "iban": "IBAN", "order_number": "ORDER",
    "vat_number": "COMPANY", "registration": "COMPANY",
}  # fmt: skip
_KEPT = frozenset({"date", "date_span", "money", "quantity", "product"})  # numbers that say what is wanted, and nobody's name
_ALSO = (  # what looks like one, though it is none by the rules: with a slip in it, of another country, of a card
    ("EMAIL", re.compile(r"[^\s@<>(),;:]{1,64}@[^\s@<>(),;:]{1,255}")),
    ("LINK", re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)),
    ("IBAN", IBAN),
    ("CARD", re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")),
    ("NUMBER", re.compile(rf"\+?\(?\d(?:[{APART}]{{0,2}}\d){{4,20}}")),
)
Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Masked:
    """A message with placeholders. `places`: (start, end) of each in `text`, and (start, end) of what it hides in `original`."""

    original: str
    text: str
    places: tuple[tuple[int, int, int, int], ...] = ()

    def find(self, quoted: str) -> tuple[int, int] | None:
        """Where in the original stands what is quoted from the masked text; None where it is no quotation."""
        start = self.text.find(quoted) if quoted else -1
        if start < 0:
            return None
        begin, end = self._unmasked(start), self._unmasked(start + len(quoted))
        return (begin, end) if begin is not None and end is not None and begin < end else None

    def _unmasked(self, place: int) -> int | None:
        """A place of the masked text in the original; None inside a placeholder."""
        shift = 0
        for start, end, _, original_end in self.places:
            if place <= start:
                break
            if place < end:
                return None
            shift = original_end - end
        return place + shift


def mask(text: str, entities: Sequence[Entity] = ()) -> Masked:
    """The message without e-mails, telephones, accounts, cards, order numbers, links and other long numbers.

    The same value has the same placeholder. Signs that mark placeholders become others where a customer writes them, so that
    nobody can make one up. Names are not known here, and stay.
    """
    parts, places, numbers, at, length = list[str](), list[tuple[int, int, int, int]](), dict[str, str](), 0, 0
    for start, end, name in _spans(text, entities):
        before = _plain(text[at:start])
        known = numbers.setdefault(text[start:end].casefold(), f"{OPEN}{name}_{len(numbers) + 1}{CLOSE}")
        places.append((length + len(before), length + len(before) + len(known), start, end))
        parts += [before, known]
        length, at = length + len(before) + len(known), end
    return Masked(text, "".join([*parts, _plain(text[at:])]), tuple(places))


def _spans(text: str, entities: Iterable[Entity]) -> Iterator[Span]:
    """What to hide, in the order of the text, none overlapping another."""
    found, rest = list[Span](), text
    for entity in entities:
        if entity.kind in _NAMES:
            found.append((entity.start, entity.end, _NAMES[entity.kind]))
        if entity.kind in _NAMES or entity.kind in _KEPT:
            rest = _hidden(rest, entity.start, entity.end)
    for name, pattern in _ALSO:
        for match in pattern.finditer(rest):
            found.append((*match.span(), name))
            rest = _hidden(rest, *match.span())
    yield from sorted(found)


def _hidden(rest: str, start: int, end: int) -> str:
    return rest[:start] + "\n" * (end - start) + rest[end:]


def _plain(text: str) -> str:
    return text.replace(OPEN, "[").replace(CLOSE, "]")
