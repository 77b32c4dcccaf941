"""What a thing costs and whether there is any left: without it the commonest questions about goods would wait for a person.

A product is recognised by the words of its names, whatever their endings; what is asked of it by the words for price and stock.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import Literal

from config.faq import Goods
from nlu.model import Language
from nlu.normalise import key

Asked = Literal["price", "stock"]
STEM = 0.6  # so much of the longer word must be the same
ENDING = 3  # letters by which one word may be longer
SHORTEST = 3  # letters that must be the same
# Words that must follow one another; the last is a beginning. Compared in the coarse spelling of nlu.normalise.key.
CUES: Mapping[Language, Mapping[Asked, tuple[str, ...]]] = {
    "lv": {
        "price": ("cik maksā", "cik maks", "cena", "cenu", "cik stāv"),
        "stock": ("noliktav", "krājum", "pieejam", "ir vēl", "vai ir", "vai jums ir", "nopirkt", "palic"),
    },
    "uk": {
        "price": ("скільки кошт", "ціна", "ціну", "почім", "скільки за"),
        "stock": ("в наявності", "у наявності", "наявн", "чи є", "є у вас", "у вас є", "залиши", "на складі"),
    },
    "ru": {
        "price": ("сколько сто", "цена", "цену", "почём", "сколько за"),
        "stock": ("в наличии", "налич", "есть ли", "у вас есть", "есть у вас", "остал", "на складе"),
    },
    "pl": {
        "price": ("ile koszt", "cena", "cenę", "po ile", "ile za"),
        "stock": ("dostępn", "na stanie", "czy jest", "czy są", "czy macie", "macie", "zosta"),
    },
    "en": {
        "price": ("how much", "price", "cost", "what do you charge"),
        "stock": ("in stock", "do you have", "have you got", "available", "any left", "got any", "out of stock"),
    },
}


def asked(question: str, language: Language) -> Asked | None:
    """Whether the price or the stock is asked for; the price where it is both."""
    words = key(question).split()
    for what, cues in CUES[language].items():
        if any(_begins(words, key(cue).split()) for cue in cues):
            return what
    return None


def _begins(words: Sequence[str], cue: Sequence[str]) -> bool:
    """Whether the cue's words follow one another; the last may go on."""
    for start in range(len(words) - len(cue) + 1):
        *first, last = words[start : start + len(cue)]
        if first == [*cue[:-1]] and last.startswith(cue[-1]):
            return True
    return False


def named(question: str, catalogue: Sequence[Goods], language: Language) -> Goods | None:
    """The one product a question names; None where it names none, or several alike."""
    words = key(question).split()
    found: dict[str, int] = {}
    for goods in catalogue:
        found[goods.id] = max((_weight(name, words) for name in _names(goods, language)), default=0)
    best = max(found.values(), default=0)
    nearest = [goods for goods in catalogue if found[goods.id] == best]
    return nearest[0] if best and len(nearest) == 1 else None


def _names(goods: Goods, language: Language) -> Iterator[list[str]]:
    for name in goods.names.get(language, ()):
        yield [word for word in key(name).split() if len(word) >= SHORTEST]  # without amounts and units


def _weight(name: Sequence[str], words: Sequence[str]) -> int:
    """How many letters of the name are in the words, none where a word of it is missing."""
    if not name or not all(any(_same(part, word) for word in words) for part in name):
        return 0
    return sum(map(len, name))


def _same(part: str, word: str) -> bool:
    """Whether two words differ in nothing but their endings."""
    shorter, longer = sorted((len(part), len(word)))
    stem = max(SHORTEST, ceil(STEM * longer))
    return part[:stem] == word[:stem] and shorter >= stem and longer - shorter <= (ENDING if shorter > SHORTEST else 1)
