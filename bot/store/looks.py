"""Who has a conversation before them, and who types there: without it two agents would learn of each other by a 409.

It is kept apart from the conversation, whose version says that something was said or done; looking is neither. A row counts until
its moment passes, so that nobody who has gone stays, whatever became of their tab.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from bot.store.sql import Statement

VISITOR = "visitor"
SEEN = 20_000  # ms a look counts; a page looks again every 8 seconds
TYPES = 6_000  # ms a keystroke counts
Typing = Literal["", "answer", "note"]


@dataclass(frozen=True, slots=True)
class Seat:
    """One who looks, by id, and what they type; a visitor has no id."""

    id: int | None
    typing: Typing = ""


@dataclass(frozen=True, slots=True)
class Around:
    """Who is around a conversation now; `answering` tells until when (ms) the one who has the floor types an answer, else 0."""

    channel: str
    address: str
    seats: tuple[Seat, ...]
    answering: int = 0

    @property
    def people(self) -> tuple[tuple[int, Typing], ...]:
        """Who of the shop looks, by id, and what they type."""
        return tuple((seat.id, seat.typing) for seat in self.seats if seat.id is not None)

    @property
    def visitor(self) -> bool:
        """Whether the visitor of the web chat types."""
        return any(seat.id is None and seat.typing for seat in self.seats)


_look = Statement(
    """INSERT INTO looks (conversation_id, who, tab, seen_until, typing, typing_until)
    SELECT c.id, :who, :tab, :seen_until, :typing, :typing_until FROM conversations c WHERE c.id = :id
    ON CONFLICT (conversation_id, who, tab)
    DO UPDATE SET seen_until = excluded.seen_until, typing = excluded.typing, typing_until = excluded.typing_until"""
)

_gone = Statement("""DELETE FROM looks WHERE conversation_id = :id AND who = :who AND tab = :tab""")

_tidy = Statement("""DELETE FROM looks WHERE seen_until <= :now""")

_COLUMNS = """l.conversation_id, l.who, l.typing, l.typing_until, c.channel, c.address, c.owner, c.agent_id
    FROM looks l JOIN conversations c ON c.id = l.conversation_id WHERE l.seen_until > :now"""
_everywhere = Statement(f"""SELECT {_COLUMNS}""")
_here = Statement(f"""SELECT {_COLUMNS} AND l.conversation_id = :id""")


def look(connection: sa.Connection, conversation_id: int, *, who: str, tab: str, now: int, typing: Typing = "") -> None:
    """They look at it from this tab, for as long as SEEN; what they type counts as long as TYPES."""
    _tidy(connection, now=now)
    until = now + TYPES if typing else 0
    _look(connection, id=conversation_id, who=who, tab=tab, seen_until=now + SEEN, typing=typing, typing_until=until)


def leave(connection: sa.Connection, conversation_id: int, who: str, tab: str) -> None:
    """This tab shows it no more."""
    _gone(connection, id=conversation_id, who=who, tab=tab)


def around(connection: sa.Connection, conversation_id: int, now: int) -> Around | None:
    """Who is around one conversation; None where nobody is."""
    return _gathered(_here(connection, id=conversation_id, now=now), now).get(conversation_id)


def everywhere(connection: sa.Connection, now: int) -> Mapping[int, Around]:
    """Who is around each conversation that anybody looks at."""
    return _gathered(_everywhere(connection, now=now), now)


def _gathered(rows: Iterable[sa.Row[tuple[object, ...]]], now: int) -> dict[int, Around]:
    seats: dict[int, dict[str, Typing]] = {}
    known: dict[int, tuple[str, str]] = {}
    answering: dict[int, int] = {}
    for row in rows:
        id_ = row.conversation_id
        known[id_] = (row.channel, row.address)
        typing: Typing = row.typing if row.typing_until > now else ""
        people = seats.setdefault(id_, {})
        people[row.who] = people.get(row.who, "") or typing
        if typing == "answer" and row.owner == "agent" and row.who == str(row.agent_id):
            answering[id_] = max(answering.get(id_, 0), row.typing_until)
    return {
        id_: Around(
            *known[id_], tuple(Seat(None if who == VISITOR else int(who), people[who]) for who in sorted(people)),
            answering.get(id_, 0),
        )
        for id_, people in seats.items()
    }  # fmt: skip
