"""The text key: without it "Kur ir SŪTĪJUMS?", "kur ir sutijums" and Russian in Latin letters would be strangers."""

import re
from unicodedata import normalize

_CYRILLIC = dict(zip("абвгґдезийіклмнопрстуфхцчшыэ", "abvggdeziiiklmnoprstufhccsie", strict=True)) | {
    "є": "ie", "ё": "e", "ж": "z", "щ": "sc", "ї": "i", "ю": "iu", "я": "ia", "ъ": "", "ь": "",
}  # fmt: skip
_LATIN = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "s", "æ": "ae", "œ": "oe", "w": "v", "y": "i", "j": "i"}
_SILENT = "'’‘ʼ`´ʹ′\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff"  # apostrophes, joiners, variants of one emoji
_ACCENTS, _SKIN_TONES = range(0x300, 0x370), range(0x1F3FB, 0x1F400)
_KEY = str.maketrans(_CYRILLIC | _LATIN | dict.fromkeys(_SILENT, "")) | dict.fromkeys((*_ACCENTS, *_SKIN_TONES), "")
# No longer than addresses are (RFC 5321, 4.5.3.1): a long text of "(" or "(a@" would otherwise be read once from each of them.
_ADDRESS = re.compile(r"(?P<url>\b(?:https?://|vvv\.)\S+)|(?<![^\s(<])[^\s@]{1,64}@\S{1,255}\.\w+")
_DIGRAPH = re.compile(r"([scz])h|k(h)|t(s)|(.)\4+")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_TOKEN = re.compile(r"[^\W_]+|[^\w\s.,;:!…\"«»„“”()\[\]{}<>/\\|*~–—_-]")  # words, and signs that speak: ? + 👍

_FLAT = {
    code: base if (base := normalize("NFD", chr(code).lower())[0]).isascii() else chr(code).lower()
    for code in (*range(0x41, 0x250), *range(0x400, 0x500))
} | {ord(sign): plain for sign, plain in zip("łŁøØđĐёЁ", "llooddее", strict=True)}

NUMBER, EMAIL, URL = "0", "@", "🔗"
MASKS = frozenset({NUMBER, EMAIL, URL})


def key(text: str) -> str:
    """The text as the model reads it: words and speaking signs, one space between, in a coarse Latin spelling.

    Lower case, no accents, Cyrillic as Latin with the many ways of typing one sound (sh š ш, y j й) made one, letters that
    stand twice once, every number `0`, e-mail `@`, link `🔗`. The key of a key is the key itself.
    """
    flat = normalize("NFKD", text).lower().translate(_KEY)
    flat = _ADDRESS.sub(lambda found: f" {URL if found['url'] else EMAIL} ", flat)
    return " ".join(_TOKEN.findall(_NUMBER.sub(NUMBER, _squeeze(flat))))


def flat(text: str) -> str:
    """The text in lower case and without Latin accents, sign for sign, so that a place in it is the same place in the text."""
    return text.translate(_FLAT)


def _squeeze(text: str) -> str:
    while (shorter := _DIGRAPH.sub(_first, text)) != text:
        text = shorter
    return text


def _first(found: re.Match[str]) -> str:
    hissing, kh, ts, twice = found.groups()
    return hissing or kh or (ts and "c") or twice
