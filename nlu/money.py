"""Amounts of money as people type them: without it "12,50 €" and "1 290,50 EUR" could not be compared with an order."""

import re
from collections.abc import Iterator
from decimal import Decimal

from nlu.numbers import WORDS, read

_CURRENCIES = {  # ISO 4217 code, and its names in lower case without Latin accents
    "EUR": r"€|eur|euro|euros|eiro|eiras|eiriem|eirik\w{1,3}|евро|євро|евриков|evro|yevro|eurik\w{1,3}",
    "PLN": r"zl|pln|zlot(?:y|e|ych|ymi|owk\w{1,3}|ek)|злот(?:ый|ых|ий|их|і)",
    "UAH": "₴|uah|грн|гривень|гривні|гривня|гривню|гривнями|гривен|гривны|гривна|hryven|hryvni|hrn|grn|griven",
    "RUB": "₽|rub|руб|рубл(?:ь|я|ей|ями)|rubley|rublu?",
    "USD": r"\$|usd|dollars?|доллар(?:а|ов|ы)?|долар(?:а|ів|и)?|dolar(?:i|u|us|iem|y|ow)?|бакс(?:а|ов|ів|и)?|bucks?",
    "GBP": r"£|gbp|pounds?|quid|фунт(?:а|ов|ів|и)?",
    "CHF": "chf", "SEK": "sek", "NOK": "nok", "DKK": "dkk", "CZK": "czk|kc",
}  # fmt: skip
_CENTS = r"cent\w{0,4}|ct|цент\w{0,2}|gr|grosz\w{0,3}|коп|коп[ейі]\w{2,4}|kop\w{0,5}|pence|penny|p|c"
_GROUPS = r"\d{1,3}(?:[ '’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{3}){0,3}(?:[.,]\d{1,2})?"
_NUMBER = rf"(?<![\d.,])(?P<amount>{_GROUPS})(?!\d|[.,]\d)"
_TIMES = {"k": 1000, "к": 1000}  # the short ones; longer words for a thousand or a million begin so:
_LONG_TIMES = (
    ("tukst", 1000),
    ("тыс", 1000),
    ("тис", 1000),
    ("tys", 1000),
    ("thous", 1000),
    ("mln", 10**6),
    ("млн", 10**6),
    ("milj", 10**6),
    ("mil", 10**6),
)
_MANY = (
    r"(?:\s?(?P<many>k|к|tukst\w{0,6}\.?|тыс\w{0,4}\.?|тис\w{0,4}\.?|tys\w{0,4}\.?|thousand|mln\.?|млн\.?|miljon\w{0,3}|"
    r"milion\w{0,3}|million)(?!\w))?"
)
_NAMES = "|".join(f"(?P<{code}>{names})" for code, names in _CURRENCIES.items())
_REST = rf"(?:\s(?:un\s|and\s|и\s|і\s|i\s)?(?P<cents>\d{{1,2}})\s?(?:{_CENTS})(?!\w))?"
_AFTER = re.compile(rf"{_NUMBER}{_MANY}\s?(?:{_NAMES})(?!\w){_REST}")
_BEFORE = re.compile(rf"(?<!\w)(?:{_NAMES})\s?{_NUMBER}{_MANY}")
_SAID = re.compile(rf"(?<!\w)(?:{_NAMES})(?!\w)")
_WORDS_BEFORE = re.compile(r"(?:[^\W\d_]+(?:['’ʼ][^\W\d_]+)?[ -]){1,3}$")
_LONGEST = 60  # signs before a currency that three words of a number may take
_SEPARATOR = re.compile(r"[.,]")
_GAP = re.compile(r"[ '’\u00a0\u202f]")
_LARGEST = Decimal(10) ** 12


def find_money(flat: str) -> Iterator[tuple[int, int, str]]:
    """Every amount with its currency in a text in lower case without accents (`normalise.flat`): start, end, "1290.50 EUR".

    The amount is in figures or words ("divdesmit eiro"), with or without cents named apart; it is above nothing or nothing.
    """
    for pattern in (_AFTER, _BEFORE) if any(map(str.isdigit, flat)) else ():
        for match in pattern.finditer(flat):
            number = amount(match["amount"]) * _times(match["many"])
            cents = match.groupdict().get("cents")
            if number < _LARGEST:
                yield match.start(), match.end(), _value(number + Decimal(cents or 0) / 100, match)
    yield from _in_words(flat)


def _in_words(flat: str) -> Iterator[tuple[int, int, str]]:
    for match in _SAID.finditer(flat):
        before = flat[max(0, match.start() - _LONGEST) : match.start()]
        found = _WORDS_BEFORE.search(before)
        words = found[0].replace("-", " ").split() if found else []
        for count in range(len(words)):
            number = read(" ".join(words[count:]))
            if number is not None and words[count] in WORDS:
                start = match.start() - len(found[0]) + _place(found[0], count) if found else 0
                yield start, match.end(), _value(Decimal(number), match)
                break


def _place(text: str, count: int) -> int:
    """Where the word of this number begins."""
    return [word.start() for word in re.finditer(r"[^\s-]+", text)][count]


def _value(number: Decimal, match: re.Match[str]) -> str:
    return f"{number:.2f} {next(code for code in _CURRENCIES if match[code])}"


def _times(word: str | None) -> int:
    if not word:
        return 1
    return _TIMES.get(word) or next(times for begin, times in _LONG_TIMES if word.startswith(begin))


def amount(written: str) -> Decimal:
    """A number as written in any of our languages, where a comma or a point may part cents or thousands.

    The last separator parts the cents, unless three digits follow it: then it parts thousands.
    """
    digits = _GAP.sub("", written)
    *whole, last = _SEPARATOR.split(digits)
    if not whole:
        return Decimal(last)
    return Decimal("".join(whole) + last) if len(last) == 3 else Decimal(f"{''.join(whole)}.{last}")
