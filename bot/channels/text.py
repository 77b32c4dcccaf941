"""Cutting text to a platform's measure: without it a long answer would be refused, or cut through a word or an emoji."""

import json
import re
import unicodedata
from collections.abc import Iterator

# A cut is best after a paragraph, then a line, then a sentence; the first that leaves at least half of the room used wins.
_BREAKS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…。])[\"»”)]*\s+"))
_SPACE = re.compile(r"\s+")
_JOINERS = "\u200d\ufe0e\ufe0f\u20e3"  # zero-width joiner, variation selectors, keycap: they belong to what stands before


def units(text: str) -> int:
    """How long Telegram holds a text to be: UTF-16 code units (core.telegram.org/bots/api, MessageEntity)."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """The text as every platform and database takes it: no NUL, no lone surrogates, no blanks around it."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()


def split(text: str, limit: int) -> Iterator[str]:
    """Pieces of at most `limit` UTF-16 units (2 or more), cut where a reader would; none is blank, only blanks get lost."""
    rest = text.strip()
    while units(rest) > limit:
        cut = _cut(rest, _fitting(rest, limit))
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()
    if rest:
        yield rest


def shorten(text: str, limit: int) -> str:
    """One line of at most `limit` UTF-16 units, with `…` where something was left out."""
    line = _SPACE.sub(" ", text).strip()
    if units(line) <= limit:
        return line
    room = _whole(line, _fitting(line, limit - 1))
    return line[:room].rstrip() + "…"


def file_name(name: str) -> str:
    """A name that cannot break out of the header it is sent in."""
    return re.sub(r'[\x00-\x1f\x7f"\\/]', "_", clean(name)) or "file"


def mended(body: bytes) -> bytes:
    """JSON with what a strict reader stumbles over (lone surrogates, bad UTF-8) replaced. Raises ValueError, RecursionError."""
    data = json.loads(body.decode("utf-8", "replace"))
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")


def _fitting(text: str, limit: int) -> int:
    """How many code points fit into so many UTF-16 units; half a pair at the edge is left out."""
    head = text[:limit].encode("utf-16-le", "surrogatepass")[: 2 * limit]
    return len(head.decode("utf-16-le", "ignore"))


def _cut(text: str, room: int) -> int:
    for pattern in _BREAKS:
        ends = [found.end() for found in pattern.finditer(text, 0, room + 1) if found.start() <= room]
        if ends and ends[-1] >= room // 2:
            return ends[-1]
    last_space = max((found.start() for found in _SPACE.finditer(text, 1, room + 1)), default=0)
    return last_space or _whole(text, room)


def _whole(text: str, room: int) -> int:
    """The same cut, moved to the left until it does not divide an emoji or a letter from its accent."""
    cut = room
    while 0 < cut < len(text) and (_clings(text[cut]) or text[cut - 1] == "\u200d"):
        cut -= 1
    return cut or room


def _clings(character: str) -> bool:
    return character in _JOINERS or bool(unicodedata.combining(character)) or "\U0001f3fb" <= character <= "\U0001f3ff"
