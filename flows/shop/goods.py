"""Goods named in a chat, in the customer's own words: without this a person would have to look up every price.

"2 mugs", "mugs x 3", "три кружки"-like spellings of a count are told from numbers that belong to a name ("coffee, 1 kg"). What is
not surely one thing of the list is none: then a person says the price.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from flows.shop.model import LARGEST, Money
from nlu.normalise import flat
from nlu.products import Product, Products
from nlu.quantities import find_quantities

SURE, APART = 82.0, 6.0  # of 100: how alike the words must be, and how much less alike the second best
MOST = 999  # of one thing in one invoice; more is a matter for people
SHORTEST = 3  # letters of a name that mean anything
NEAR = 12  # signs that may stand between a number and its thing, such as "of the"
_UNITS = r"(?:x|×|х|\*|gab\.?|gabali|gabalus|шт\.?|штук[аи]?|szt\.?|sztuk[ai]?|pcs\.?|pieces?)"
_BEFORE = re.compile(rf"^\s*(\d{{1,4}})\s*(?:{_UNITS}(?=[\s\d])\s*|\s+)(?=[^\W\d_])", re.IGNORECASE)
_AFTER = re.compile(rf"[\s,;:–-]*(?:(?:x|×|х|\*)\s*(\d{{1,4}})|(\d{{1,4}})\s*{_UNITS})\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of the shop's list. `names` are all its names and other words; `title` the one that stands on the invoice."""

    title: str
    names: tuple[str, ...]
    price: Money
    vat: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a customer named: how many of what, in their own words without the count."""

    words: str
    quantity: int = 1


def wish(text: str) -> Wish:
    """The count told from the words; one, where none is said or it cannot be."""
    words, count = text, 1
    for pattern in (_AFTER, _BEFORE):
        if found := pattern.search(text):
            number = int(next(group for group in found.groups() if group))
            rest = (text[: found.start()] + text[found.end() :]).strip(" ,;")
            if number and rest:
                words, count = rest, number
                break
    return Wish(words.strip(), count)


def find(things: Sequence[Thing], wanted: Wish) -> Thing | None:
    """The one thing that is surely meant; None where nothing is like it, or two are."""
    words = _plain(wanted.words)
    if len(words) < SHORTEST or not things or wanted.quantity > MOST:
        return None
    scored = sorted(((_alike(words, thing), place) for place, thing in enumerate(things)), key=lambda pair: -pair[0])
    best, second = scored[0], scored[1][0] if len(scored) > 1 else 0.0
    if best[0] < SURE or best[0] - second < APART:
        return None
    thing = things[best[1]]
    return thing if thing.price.amount * wanted.quantity <= LARGEST else None


def in_sentence(things: Sequence[Thing], text: str) -> tuple[Thing, int] | None:
    """The one thing of the list that a whole message names, and how many of it; None where it names none, or several."""
    low = flat(text)
    index = Products(Product(str(place), thing.title, thing.names) for place, thing in enumerate(things))
    found = list(index.find(low))
    if len(found) != 1:
        return None
    start, _, title = found[0]
    counts = [int(number) for begin, end, number in find_quantities(low, {start}) if 0 <= start - end <= NEAR]
    quantity = counts[0] if counts else 1
    thing = next((thing for thing in things if thing.title == title), None)
    return (thing, quantity) if thing and quantity <= MOST and thing.price.amount * quantity <= LARGEST else None


def _alike(words: str, thing: Thing) -> float:
    """Of 100. Endings change in four of the five languages, so letters are compared and not words."""
    return max(_score(words, _plain(name)) for name in thing.names)


def _score(words: str, name: str) -> float:
    if len(name) < SHORTEST:
        return 0.0
    whole = fuzz.ratio(words, name)
    sorted_words = fuzz.token_sort_ratio(words, name)
    short = min(len(words), len(name)) / max(len(words), len(name))
    part = fuzz.partial_ratio(words, name) * (0.93 if short >= 0.3 else 0.7)
    return max(whole, sorted_words, part)


def _plain(text: str) -> str:
    bare = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", bare))
