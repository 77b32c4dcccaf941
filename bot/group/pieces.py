"""A conversation as posts of a group: without it every sentence would be a message of its own, and twenty fill a minute.

Pure. Lines that came together are one post; a long line has pieces; a file is a post with its caption. What is too much for one
post is left to the next, and of a heap that has grown meanwhile the newest are shown and the rest is counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.channels.text import shorten, split, units
from bot.store.group_topics import WHOLE, Key
from bot.store.history import Enclosed, Line
from bot.voice import Voice

POST, CAPTION, PIECE = 4000, 1000, 3600  # UTF-16 units; Telegram takes 4096 and 1024
MOST = 20  # lines in one post; of more, the newest
_HEADER = 60  # units of a name


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to be shown under a header (who said it); `covers` is what then counts as shown."""

    header: str
    text: str
    covers: tuple[Key, ...]
    file: Enclosed | None = None
    urgent: bool = False
    said: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """One post: its text with the stretches in bold, what it shows, and whether something was left for the next."""

    text: str
    bold: tuple[tuple[int, int], ...]
    covers: tuple[Key, ...]
    file: Enclosed | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    """How the people of a conversation are called: its customer, and colleagues by id."""

    customer: str
    colleagues: dict[int, str]

    def colleague(self, agent_id: int | None, say: Voice) -> str:
        """Somebody of the shop."""
        return say("group.outside") if agent_id is None else self.colleagues.get(agent_id, say("group.somebody"))


def pieces_of(line: Line, shown: frozenset[int], cast: Cast, say: Voice) -> Sequence[Piece]:
    """What of a line is not shown yet; one that is not worth showing covers itself and says nothing."""
    if line.sending == "dropped" or (not (text := _text(line, say)) and line.file is None):
        return [Piece("", "", ((line.id, WHOLE),), said=False)]
    header, urgent = _header(line, cast, say), line.author == "customer"
    if line.file is not None:
        whole = _cut(text, CAPTION - units(header) - 1)
        if len(whole) <= 1:
            return [Piece(header, text, ((line.id, WHOLE),), file=line.file, urgent=urgent)]
    parts = list(split(text, PIECE))
    file = [Piece(header, "", ((line.id, len(parts)),), file=line.file, urgent=urgent)] if line.file is not None else []
    if len(parts) == 1 and not file:
        return [Piece(header, text, ((line.id, WHOLE),), urgent=urgent)]
    made = [Piece(header, part, ((line.id, number),), urgent=urgent) for number, part in enumerate(parts)]
    made += file
    last = made[-1]
    made[-1] = Piece(last.header, last.text, (*last.covers, (line.id, WHOLE)), last.file, urgent=urgent)
    return [piece for piece in made if piece.covers[0][1] not in shown]


def _cut(text: str, limit: int) -> list[str]:
    return list(split(text, limit))


def _header(line: Line, cast: Cast, say: Voice) -> str:
    match line.author:
        case "customer":
            name = f"👤 {cast.customer}" + (f" ({say('group.edited')})" if line.edited else "")
        case "bot":
            name = f"🤖 {say('group.bot')}"
        case "note":
            name = f"📝 {say('group.note', who=cast.colleague(line.agent_id, say))}"
        case _:
            name = f"💬 {cast.colleague(line.agent_id, say)}" if line.author == "agent" else ""
    return shorten(name, _HEADER)


def _text(line: Line, say: Voice) -> str:
    if line.author == "system":
        return say(f"facts.{line.fact}") if line.fact in {"blocked", "reachable"} else ""
    buttons = " · ".join(f"[{button.title}]" for button in line.buttons)
    return "\n".join(filter(None, [line.text.strip(), buttons]))


def wrong_piece(line: Line, say: Voice) -> Piece:
    """What went wrong with something that was sent."""
    words = say(f"group.wrong_{line.sending}", **({} if line.sending == "unknown" else {"reason": line.reason}))
    quoted = shorten(line.text, 120)
    return Piece("", f"{words}\n> {quoted}" if quoted else words, ((f"{line.id}!", WHOLE),), urgent=True)


def compose(pieces: Sequence[Piece], card: str, say: Voice, *, before: str = "") -> Draft | None:
    """The next post: `before` opens it, `card` (how the conversation stands) closes it. None where there is nothing to say."""
    silent = tuple(key for piece in pieces if not piece.said for key in piece.covers)
    spoken = [piece for piece in pieces if piece.said]
    if not spoken:
        return Draft("\n\n".join(filter(None, [before, card])), (), silent) if before or card else None
    newest, left_out, count = _newest(spoken)
    if count:
        before = "\n\n".join(filter(None, [before, say("group.left_out", n=count)]))
    spoken = list(newest)
    first = spoken[0]
    if first.file is not None and before:  # a caption has little room
        return Draft(before, (), (*silent, *left_out), more=True)
    if first.file is not None:
        card_now = card if len(spoken) == 1 else ""
        text, bold = _joined([first], "", card_now, CAPTION)
        return Draft(text, bold, (*silent, *left_out, *first.covers), first.file, more=len(spoken) > 1)
    taken = list(_fitting(spoken, POST - units(before) - units(card) - 8))
    more = len(taken) < len(spoken)
    text, bold = _joined(taken, before, "" if more else card, POST)
    return Draft(text, bold, (*silent, *left_out, *(key for piece in taken for key in piece.covers)), more=more)


def _newest(pieces: Sequence[Piece]) -> tuple[Sequence[Piece], tuple[Key, ...], int]:
    """The pieces of the newest lines, what the others cover, and how many lines those are; a file is never left out."""
    lines = list(dict.fromkeys(piece.covers[0][0] for piece in pieces))
    old = set(lines[:-MOST])
    if any(piece.file is not None and piece.covers[0][0] in old for piece in pieces):
        return pieces, (), 0
    left_out = tuple(key for piece in pieces if piece.covers[0][0] in old for key in piece.covers)
    return [piece for piece in pieces if piece.covers[0][0] not in old], left_out, len(old)


def _fitting(pieces: Iterable[Piece], room: int) -> Iterable[Piece]:
    """As many as fit, one at least, up to the next file."""
    for number, piece in enumerate(pieces):
        room -= units(piece.text) + units(piece.header) + 2
        if piece.file is not None or (number and room < 0):
            return
        yield piece


def _joined(pieces: Sequence[Piece], before: str, card: str, limit: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """One text, the headers bold; who goes on speaking is not named again."""
    text, bold, header = before, [], ""
    for piece in pieces:
        if piece.header and piece.header != header:
            text += "\n\n" if text else ""
            bold.append((units(text), units(piece.header)))
            text += piece.header
        elif text and not piece.header:
            text += "\n"
        header = piece.header
        if piece.text:
            text += ("\n" if text else "") + piece.text
    if card and units(text) + units(card) + 2 <= limit:
        text += ("\n\n" if text else "") + card
    return text, tuple(bold)
