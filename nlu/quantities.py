"""How many of a thing: without it "divas krūzes" and "пару штук" would be no number.

A bare figure may be anything, so it counts only with a word for pieces, before a product, or alone in the message.
"""

import re
from collections.abc import Collection, Iterator

from nlu.numbers import PAIRS, WORDS, read

MOST = 9999
_UNIT = (
    r"(?:x|×|х|\*|gab|gabal\w{1,3}|шт|штук\w{0,2}|штуч\w{2,4}|szt|sztuk\w{0,2}|pcs|pieces?|pc|items?|eksemplar\w{1,3}|"
    r"экз\w{0,9}|екз\w{0,9}|egz\w{0,9}|упак\w{0,7}|iepak\w{0,7}|opak\w{0,6}|packs?|pack(?:age|et)s?|shtuk\w{0,2}|sht)"
)
_FIGURES = re.compile(rf"(?<![\w.,:/+#№-])(?P<n>\d{{1,4}})\s?{_UNIT}(?!\w)\.?")
_TIMES = re.compile(r"(?<![\w.,])(?:x|×|х|\*)\s?(?P<n>\d{1,4})(?![\w.,:/-]*\d|\w)")
_UNITS = re.compile(rf"\s{_UNIT}(?!\w)\.?")
_ALONE = re.compile(r"\s*(?P<n>\d{1,3})[\s.!]*")
_BEFORE = re.compile(r"(?<![\w.,:/+#№-])(?P<n>\d{1,4})\s(?:[^\W\d_]{1,20}\s)?$")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")
_OTHER = re.compile(  # what is no thing: time, measures, ordinals and the like; a number before it counts something else
    r"\s(?:of\s)?(?:stund|minut|min\b|sekund|dien|nedel|menes|gad|reiz|час|мин|сек|дн|ден|день|недел|тиж|месяц|міс|год|рок|"
    r"рік|лет|раз|godz|dni|dzien|"
    r"tyg|mies|lat|rok|raz|hour|day|week|month|year|time|second|kg|kilo|g\b|gr|gram|кг|кило|грам|г\b|л\b|литр|літр|litr|l\b|"
    r"ml\b|мл\b|cm|см|m\b|metr|"
    r"метр|мм|mm|inch|eiro|eur|zl|грн|руб|cent|proc|процен|відсот|percent|%|klient|cilvek|people|person|человек|люд|osob|"
    r"вариант|reasons|options|choices|"
    r"questions|вопрос|питан|pytan|jautajum)"
)
_NEVER_ALONE = frozenset(word for word, number in WORDS.items() if number == 1) | {
    "pare",
    "pary",
    "para",
    "пари",
    "пары",
    "сто",
    "ста",
    "tri",
    "семи",
}


def find_quantities(flat: str, products: Collection[int] = ()) -> Iterator[tuple[int, int, str]]:
    """Numbers of things in a text in lower case without accents (`normalise.flat`): start, end, digits.

    `products` are the places where products begin: any number right before one counts.
    """
    for pattern in (_FIGURES, _TIMES) if any(map(str.isdigit, flat)) else ():
        for match in pattern.finditer(flat):
            if int(match["n"]):
                yield match.start(), match.end(), str(int(match["n"]))
    if (alone := _ALONE.fullmatch(flat)) and int(alone["n"]):
        yield *alone.span("n"), str(int(alone["n"]))
    for place in products:
        begin = max(0, place - 30)
        before = _BEFORE.search(flat, begin, place)
        if before and int(before["n"]):
            yield *before.span("n"), str(int(before["n"]))
    yield from _in_words(flat, products)


def _in_words(flat: str, products: Collection[int]) -> Iterator[tuple[int, int, str]]:
    words, place = list(_WORD.finditer(flat)), 0
    while place < len(words):
        number, count = _number(flat, words, place)
        if not number:
            place += 1
            continue
        first, last = words[place], words[place + count - 1]
        unit = _UNITS.match(flat, last.end())
        sure = unit or (last.end() + 1 in products)
        if sure or not (_OTHER.match(flat, last.end()) or first[0] in _NEVER_ALONE or flat[last.end() : last.end() + 1] == "-"):
            yield first.start(), unit.end() if unit else last.end(), str(number)
        place += count


def _number(flat: str, words: list[re.Match[str]], place: int) -> tuple[int | None, int]:
    """The number that begins with this word, and how many words it takes."""
    word = words[place][0]
    if word in PAIRS:
        return PAIRS[word], 1
    if word not in WORDS:
        return None, 1
    for count in (3, 2):
        joined = words[place : place + count]
        if len(joined) == count and all(word[0] in WORDS for word in joined):
            said = flat[joined[0].start() : joined[-1].end()]
            if (number := read(said)) is not None:
                return number, count
    return WORDS[word], 1
