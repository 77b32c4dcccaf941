"""Values inside a message: without it a customer who already wrote the order number would be asked for it again."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from stdnum import iban

from nlu.dates import find_dates
from nlu.model import Entity
from nlu.money import find_money
from nlu.normalise import flat
from nlu.phone import find_phones

BUILTIN = ("order_number", "email", "phone", "date", "money", "iban")
DEFAULT_ORDER = r"\b\d{5,10}\b"
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")
_IBAN = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?: ?[a-z0-9]){11,30}(?!\w)")
_ORDER_CUE = re.compile(  # a word for an order, perhaps "number", then a number that may be too short to be known for one alone
    r"\b(?:pasut\w*|sutij\w*|замов\w*|заказ\w*|zamow\w*|order|purchase)\s*(?:nr|numurs|number|no|номер\w*|numer|id)?\s*"
    r"[.:#№]{0,2}\s*(?P<number>\d{3,12})\b"
)
_PHONE_CUE = re.compile(  # what stands before a telephone number, with up to two words between
    r"\b(?:tel|talr|mob|phone|(?:pie|at|pa)?zvan|тел|моб|(?:по|пере|под|за)?(?:дзвон|звон)|зателеф|набер|(?:za|od)?dzwon|call|ring|"
    r"whatsapp|viber)\w*(?:[\s.:,-]+[^\W\d]+){0,2}[\s.:,-]*$"
)
_TAKEN = "\x00"
Span = tuple[int, int, str]
Finder = Callable[[str], Iterable[Span]]


class Extractor:
    """Finds the values in a message by the shop's own rules.

    `orders` are regular expressions of the shop's order numbers (none: five to ten digits, or any number after a word for order),
    `regions` the countries (ISO 3166) whose telephone numbers may come without a code, most likely first; `regexes`, `lookups`
    and `synonyms` are what the phrase files say of entities of the shop's own.
    """

    def __init__(
        self,
        orders: Sequence[str] = (),
        regions: Sequence[str] = ("LV",),
        *,
        regexes: Mapping[str, Sequence[str]] | None = None,
        lookups: Mapping[str, Sequence[str]] | None = None,
        synonyms: Mapping[str, str] | None = None,
    ) -> None:
        patterns = [*(orders or (regexes or {}).get("order_number", ()))]
        self._orders = [_any(patterns or [DEFAULT_ORDER]), *([] if patterns else [_ORDER_CUE])]
        self._regions = tuple(regions)
        self._synonyms = synonyms or {}
        self._own = {kind: _any(found) for kind, found in (regexes or {}).items() if kind not in BUILTIN}
        for kind, found in (lookups or {}).items():
            self._own[kind] = _any([rf"(?<!\w){re.escape(flat(text))}(?!\w)" for text in sorted(found, key=len, reverse=True)])

    @property
    def kinds(self) -> tuple[str, ...]:
        """The values of the shop's own."""
        return tuple(self._own)

    def find(self, text: str, today: date) -> tuple[Entity, ...]:
        """The values in the text in their order; none overlaps another. `today` is what "yesterday" is counted from."""
        found, rest = list[Entity](), flat(text)
        for kind, finder in self._finders(rest, text, today):
            for start, end, value in finder(rest):
                if start < end and _TAKEN not in rest[start:end]:
                    found.append(Entity(kind, value, text[start:end], start, end))
                    rest = rest[:start] + _TAKEN * (end - start) + rest[end:]
        return tuple(sorted(found, key=lambda entity: entity.start))

    def _finders(self, low: str, text: str, today: date) -> Iterator[tuple[str, Finder]]:
        """What to look for and how, the surest first: what one has found is hidden from the next."""
        digits = any(map(str.isdigit, low))
        if "@" in low:
            yield "email", lambda rest: ((*found.span(), found[0]) for found in _EMAIL.finditer(rest))
        if digits:
            yield "iban", _ibans
            yield "money", find_money
        yield "date", lambda rest: ((start, end, day.isoformat()) for start, end, day in find_dates(rest, today))
        if digits:
            yield "phone", self._sure_phones
        yield "order_number", partial(self._order_numbers, text)
        if digits:
            yield "phone", lambda rest: find_phones(rest, self._regions)
        for kind, pattern in self._own.items():
            yield kind, partial(self._named, text, pattern)

    def _sure_phones(self, rest: str) -> Iterator[Span]:
        """Numbers that say they are telephone numbers: by a country code, or by the words before them."""
        for start, end, number in find_phones(rest, self._regions):
            if rest.startswith(("+", "(+", "00"), start) or _PHONE_CUE.search(rest[max(0, start - 40) : start]):
                yield start, end, number

    def _order_numbers(self, text: str, rest: str) -> Iterator[Span]:
        for pattern in self._orders:
            for match in pattern.finditer(rest):
                start, end = match.span("number") if "number" in pattern.groupindex else match.span()
                yield start, end, text[start:end].strip().upper()

    def _named(self, text: str, pattern: re.Pattern[str], rest: str) -> Iterator[Span]:
        for match in pattern.finditer(rest):
            written = text[slice(*match.span())]
            yield *match.span(), self._synonyms.get(written.lower(), written)


def _ibans(rest: str) -> Iterator[Span]:
    """Account numbers whose check digits are right (ISO 13616); the words after one are left out."""
    for match in _IBAN.finditer(rest):
        words = match[0].split(" ")
        for count in range(len(words), 0, -1):
            candidate = " ".join(words[:count])
            if iban.is_valid(candidate):
                yield match.start(), match.start() + len(candidate), iban.compact(candidate)
                break


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
