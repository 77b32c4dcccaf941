"""Values inside a message: without it a customer who already wrote the order number would be asked for it again."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial

from stdnum import iban

from nlu.companies import find_registrations, find_vat_numbers
from nlu.dates import find_dates
from nlu.lookups import Lookup
from nlu.model import Entity, Language
from nlu.money import find_money
from nlu.normalise import flat
from nlu.phone import find_phones
from nlu.products import Products
from nlu.quantities import find_quantities
from nlu.spans import find_spans

BUILTIN = (
    "order_number", "email", "phone", "date", "date_span", "money", "iban", "vat_number", "registration", "quantity", "product",
)  # fmt: skip
OPEN = frozenset({"quantity", "product"})  # those a shop may also describe in its phrase files
LONGEST = 4096  # code points of a message that are looked through, as many as Telegram lets one have
DEFAULT_ORDER = r"\b\d{5,10}\b"
LOCAL, ADDRESS = 64, 254  # characters of an e-mail address before the @, and in all (RFC 5321, 4.5.3.1)
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?![\w@-])")
_IBAN = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){11,30}(?!\w)")
_ORDER_CUE = re.compile(  # a word for an order, perhaps "number", then a number that may be too short to be known for one alone
    r"\b(?:pasut|sutij|замов|заказ|zamow|order|purchase|zakaz|zamovl)\w{0,12}\s*(?:nr|numurs|number|no|номер\w{0,3}|numer|"
    r"id)?\s*"
    r"[.:#№]{0,2}\s*(?P<number>\d{3,12})\b(?![.,]\d)"
)
_PHONE_CUE = re.compile(  # what stands before a telephone number, with up to two words between
    r"\b(?:tel|talr|mob|phone|(?:pie|at|pa)?zvan|тел|моб|(?:по|пере|под|за)?(?:дзвон|звон)|зателеф|набер|(?:za|od)?dzwon|"
    r"call|ring|"
    r"whatsapp|viber)\w*(?:[\s.:,-]+[^\W\d]+){0,2}[\s.:,-]*$"
)
SHORTEST_IBAN = 15  # characters, of Norway
_TAKEN = "\x00"
Span = tuple[int, int, str]
Finder = Callable[[str], Iterable[Span]]


class Extractor:
    """Finds the values in a message by the shop's own rules.

    `orders` are regular expressions of the shop's order numbers (none: five to ten digits, or any number after a word for order),
    `regions` the countries (ISO 3166) whose telephone numbers may come without a code, most likely first; `regexes`, `lookups`
    and `synonyms` are what the phrase files say of entities of the shop's own. `products` is the catalogue; another may be put in
    its place at any time.
    """

    def __init__(
        self,
        orders: Sequence[str] = (),
        regions: Sequence[str] = ("LV",),
        *,
        regexes: Mapping[str, Sequence[str]] | None = None,
        lookups: Mapping[str, Sequence[str]] | None = None,
        synonyms: Mapping[str, str] | None = None,
        products: Products | None = None,
    ) -> None:
        patterns = [*(orders or (regexes or {}).get("order_number", ()))]
        self._orders = [_any(patterns or [DEFAULT_ORDER]), *([] if patterns else [_ORDER_CUE])]
        self._regions = tuple(regions)
        self._synonyms = {flat(text): value for text, value in (synonyms or {}).items()}
        self._own = {kind: _any(found) for kind, found in (regexes or {}).items() if kind not in BUILTIN or kind in OPEN}
        self._lookups = {kind: Lookup(found) for kind, found in (lookups or {}).items()}
        self.products = products or Products(())

    @property
    def kinds(self) -> tuple[str, ...]:
        """The values of the shop's own."""
        return tuple({**self._own, **self._lookups})

    def find(self, text: str, today: date, language: Language | None = None) -> tuple[Entity, ...]:
        """The values in the text in their order; none overlaps another. `today` is what "yesterday" is counted from.

        `language` is that of the text, as far as it is known: a word of its everyday grammar is no product.
        """
        found, rest = list[Entity](), flat(text[:LONGEST])
        for kind, finder in self._finders(rest, text, today, language, found):
            for start, end, value in sorted(finder(rest), key=_longest_first):
                if start < end and _TAKEN not in rest[start:end]:
                    found.append(Entity(kind, value, text[start:end], start, end))
                    rest = rest[:start] + _TAKEN * (end - start) + rest[end:]
        return tuple(sorted(found, key=lambda entity: entity.start))

    def _finders(
        self, low: str, text: str, today: date, language: Language | None, found: Sequence[Entity]
    ) -> Iterator[tuple[str, Finder]]:
        """What to look for and how, the surest first: what one has found is hidden from the next."""
        digits = any(map(str.isdigit, low))
        if "@" in low:
            yield "email", _emails
        if digits:
            yield "iban", _ibans
            yield "vat_number", find_vat_numbers
            yield "registration", find_registrations
        yield "money", find_money
        yield "date", partial(_days_of_weeks, today)
        yield (
            "date_span",
            lambda rest: (
                (start, end, f"{first.isoformat()}/{last.isoformat()}")
                for start, end, (first, last) in _spans(rest, today)
                if first < last
            ),
        )
        yield "date", lambda rest: _days(rest, today)
        if digits:
            yield "phone", self._sure_phones
        yield "order_number", partial(self._order_numbers, text)
        if digits:
            yield "phone", lambda rest: find_phones(rest, self._regions)
        for kind, lookup in self._lookups.items():
            yield kind, partial(self._listed, text, lookup)
        for kind, pattern in self._own.items():
            yield kind, partial(self._named, text, pattern)
        if self.products:
            yield "product", lambda rest: self.products.find(rest, language)
        yield "quantity", lambda rest: find_quantities(rest, {one.start for one in found if one.kind == "product"})

    def _sure_phones(self, rest: str) -> Iterator[Span]:
        """Numbers that say they are telephone numbers: by a country code, or by the words before them."""
        for start, end, number in find_phones(rest, self._regions):
            if rest.startswith(("+", "(+", "00"), start) or _PHONE_CUE.search(rest[max(0, start - 40) : start]):
                yield start, end, number

    def _order_numbers(self, text: str, rest: str) -> Iterator[Span]:
        for pattern in self._orders:
            for match in pattern.finditer(rest):
                start, end = match.span("number") if "number" in pattern.groupindex else match.span()
                if value := text[start:end].strip():
                    yield start, end, value.upper()

    def _named(self, text: str, pattern: re.Pattern[str], rest: str) -> Iterator[Span]:
        for match in pattern.finditer(rest):
            written = text[slice(*match.span())]
            yield *match.span(), self._synonyms.get(flat(written), written)

    def _listed(self, text: str, lookup: Lookup, rest: str) -> Iterator[Span]:
        for start, end in lookup.find(rest):
            yield start, end, self._synonyms.get(rest[start:end], text[start:end])


def _longest_first(span: Span) -> tuple[int, int]:
    """What begins first, and of those the longest."""
    return span[0], -span[1]


def _emails(rest: str) -> Iterator[Span]:
    """Addresses that a mail server could take: no dot at an end or beside another before the @, and none too long."""
    for match in _EMAIL.finditer(rest):
        local, _, domain = match[0].partition("@")
        start = match.start() + len(local) - len(local := local.lstrip("."))
        if local and len(local) + len(domain) < ADDRESS and ".." not in local and not local.endswith("."):
            yield start, match.end(), f"{local}@{domain}"


@lru_cache(maxsize=8)
def _spans(rest: str, today: date) -> tuple[tuple[int, int, tuple[date, date]], ...]:
    """They are asked for twice: before days are hidden and, mostly with nothing hidden in between, after."""
    return tuple(find_spans(rest, today))


def _days_of_weeks(today: date, rest: str) -> Iterator[Span]:
    """Single days of a week that is named with them, before the week is taken for a span."""
    for start, end, (first, last) in _spans(rest, today):
        if first == last:
            yield start, end, first.isoformat()


def _days(rest: str, today: date) -> Iterator[Span]:
    for start, end, day in find_dates(rest, today):
        yield start, end, day.isoformat()


def _ibans(rest: str) -> Iterator[Span]:
    """Account numbers whose check digits are right (ISO 13616); the words after one are left out."""
    for match in _IBAN.finditer(rest):
        gaps = [*(gap.start() for gap in re.finditer("[ -]", match[0])), len(match[0])]
        for end in reversed(gaps):
            candidate = match[0][:end]
            if end >= SHORTEST_IBAN and iban.is_valid(candidate):
                yield match.start(), match.start() + len(candidate), iban.compact(candidate)
                break


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
