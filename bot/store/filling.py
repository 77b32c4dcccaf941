"""How messages and people come into the index: behind everybody's back, so that no webhook waits for it.

What to index is read and folded outside any transaction that writes; a batch is then entered in one short write. A row counts
as settled some time after it was written: until then rows with lower ids may still become visible (PostgreSQL gives numbers
before it commits), so that the mark behind which nothing is read again does not pass them.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from typing import Any

import msgspec
import sqlalchemy as sa
import structlog

from bot.channels.port import Attachment, Contact, Echo, Press, Text
from bot.store.database import Database
from bot.store.letters import decode
from bot.store.outbox import unpack
from bot.store.sql import Statement
from handoff.searching import words

ROOM = 256  # rows entered in one write
LATE_LINES = {"sqlite": -(2**40), "postgresql": 30_000}  # ms until a row is settled; SQLite commits in the order of its numbers
LATE_PEOPLE = 30_000  # ms; a change is dated before it is written
LEASE = 15_000  # ms for which one process does the work for all
_log = structlog.get_logger()

_marks = Statement("""SELECT source, moment, id FROM search_marks""")
_move = Statement(
    """UPDATE search_marks AS m SET moment = r.moment, id = r.id FROM {rows} r
    WHERE m.source = r.source AND (m.moment < r.moment OR (m.moment = r.moment AND m.id < r.id))""",
    source="text",
    moment="integer",
    id="integer",
)
_turn = Statement(
    """UPDATE search_marks SET moment = :until, id = :me WHERE source = 'turn' AND (moment < :now OR id = :me) RETURNING id"""
)
_inbox = Statement(
    """SELECT id, conversation_id, kind, body, arrived_at AS at FROM inbox i
    WHERE id > :done AND kind IN ('text', 'press', 'attachment', 'contact', 'echo')
      AND NOT EXISTS (SELECT 1 FROM search_lines s WHERE s.side = 'i' AND s.number = i.id) ORDER BY id LIMIT :room"""
)
_outbox = Statement(
    """SELECT id, conversation_id, body, created_at AS at FROM outbox o
    WHERE id > :done AND author IN ('bot', 'agent', 'note')
      AND NOT EXISTS (SELECT 1 FROM search_lines s WHERE s.side = 'o' AND s.number = o.id) ORDER BY id LIMIT :room"""
)
_settled_inbox = Statement("""SELECT MAX(id) FROM inbox WHERE id > :done AND arrived_at < :settled""")
_settled_outbox = Statement("""SELECT MAX(id) FROM outbox WHERE id > :done AND created_at < :settled""")
# Whose conversation has gone meanwhile is left out.
_enter = Statement(
    """INSERT INTO search_lines (conversation_id, side, number, words)
    SELECT r.conversation_id, r.side, r.number, r.words FROM {rows} r JOIN conversations c ON c.id = r.conversation_id
    ORDER BY r.place ON CONFLICT (side, number) DO NOTHING""",
    place="integer",
    conversation_id="integer",
    side="text",
    number="integer",
    words="text",
)
_changed = Statement(
    """SELECT id, name, address, email, changed_at FROM conversations
    WHERE (changed_at, id) > (:moment, :id) ORDER BY changed_at, id LIMIT :room"""
)
_known_as = Statement(
    """SELECT r.id, i.buyer_name || ' ' || i.number || ' ' || i.order_number AS words
      FROM {rows} r JOIN invoices i ON i.conversation_id = r.id
    UNION ALL SELECT r.id, t.number || ' ' || t.order_number FROM {rows} r JOIN returns t ON t.conversation_id = r.id
    UNION ALL SELECT r.id, b.phone FROM {rows} r JOIN callbacks b ON b.conversation_id = r.id
    UNION ALL SELECT r.id, w.number FROM {rows} r JOIN watchers w ON w.conversation_id = r.id
    UNION ALL SELECT r.id, o.number || ' ' || o.name || ' ' || o.phone
      FROM {rows} r JOIN orders o ON o.email = r.email AND r.email <> ''""",
    id="integer",
    email="text",
)
_contacts = Statement(
    """SELECT i.conversation_id AS id, i.kind, i.body FROM {rows} r
      JOIN inbox i ON i.conversation_id = r.id AND i.kind = 'contact'""",
    id="integer",
)
_people = Statement(
    """INSERT INTO search_people (conversation_id, words)
    SELECT r.id, r.words FROM {rows} r JOIN conversations c ON c.id = r.id WHERE true
    ON CONFLICT (conversation_id) DO UPDATE SET words = excluded.words WHERE search_people.words <> excluded.words""",
    id="integer",
    words="text",
)


@dataclass(frozen=True, slots=True)
class _Line:
    side: str
    number: int
    conversation_id: int
    at: int
    words: str


class Filler:
    """Brings the index up to what is stored. `clock` gives ms since the epoch."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self.database, self.clock = database, clock
        self._me = secrets.randbits(60)
        self._known: dict[int, int] = {}

    async def my_turn(self) -> bool:
        """Whether it is for this process to do the work, now and for a while."""
        now = self.clock()
        take = partial(_turn, now=now, until=now + LEASE, me=self._me)
        return await self.database.write(lambda connection: take(connection).scalar() is not None)

    async def look(self) -> int:
        """Enter a batch of each kind; how many rows it were, 0 when everything is in."""
        marks = {row[0]: (row[1], row[2]) for row in await self.database.read(lambda connection: _marks(connection).all())}
        return await self._lines(marks["inbox"][1], marks["outbox"][1]) + await self._people(*marks["conversations"])

    async def _lines(self, came: int, went: int) -> int:
        settled = self.clock() - LATE_LINES[self.database.dialect]
        inbox, outbox, calm = await self.database.read(partial(_unread, came=came, went=went, settled=settled))
        if not inbox and not outbox:
            if calm:
                await self.database.write(lambda connection: _move(connection, calm).close())
            return 0
        sides = await asyncio.to_thread(_folded, inbox, outbox)
        horizon = min((max(line.at for line in side) for side in sides if len(side) == ROOM), default=2**62)
        kept = [list(takewhile(lambda line: line.at <= horizon, side)) for side in sides]
        lines = sorted((line for side in kept for line in side), key=lambda line: (line.at, line.side, line.number))
        marks = [_mark(source, side, settled) for source, side in zip(("inbox", "outbox"), kept, strict=True)]
        await self.database.write(partial(_write, lines=lines, marks=[mark for mark in marks if mark["id"]]))
        return len(lines)

    async def _people(self, moment: int, id_: int) -> int:
        changed = await self.database.read(partial(_all, statement=_changed, moment=moment, id=id_, room=ROOM))
        fresh = [row for row in changed if self._known.get(row.id) != row.changed_at]
        if fresh:
            rows = await self.database.read(partial(_descriptions, rows=fresh))
            await self.database.write(lambda connection: _people(connection, rows).close())
        settled = self.clock() - LATE_PEOPLE
        self._known.update((row.id, row.changed_at) for row in fresh)
        done = [row for row in changed if row.changed_at < settled]
        if done:
            last = {"source": "conversations", "moment": done[-1].changed_at, "id": done[-1].id}
            await self.database.write(lambda connection: _move(connection, [last]).close())
            self._known = {key: version for key, version in self._known.items() if version >= done[-1].changed_at}
        return len(fresh)


def _unread(
    connection: sa.Connection, came: int, went: int, settled: int
) -> tuple[Sequence[Any], Sequence[Any], Sequence[Mapping[str, Any]]]:
    """What is not in the index yet; where that is nothing, how far the marks may move. In one look, so that both are true."""
    inbox, outbox = _inbox(connection, done=came, room=ROOM).all(), _outbox(connection, done=went, room=ROOM).all()
    if inbox or outbox:
        return inbox, outbox, ()
    found = {
        "inbox": _settled_inbox(connection, done=came, settled=settled).scalar(),
        "outbox": _settled_outbox(connection, done=went, settled=settled).scalar(),
    }
    return inbox, outbox, [{"source": source, "moment": 0, "id": id_} for source, id_ in found.items() if id_ is not None]


def _mark(source: str, side: Sequence[_Line], settled: int) -> dict[str, Any]:
    """Behind the last of the settled ones; 0 where there is none."""
    done = list(takewhile(lambda line: line.at < settled, side))
    return {"source": source, "moment": 0, "id": done[-1].number if done else 0}


def _write(connection: sa.Connection, lines: Sequence[_Line], marks: Sequence[Mapping[str, Any]]) -> None:
    rows = [
        {"place": place, "conversation_id": one.conversation_id, "side": one.side, "number": one.number, "words": one.words}
        for place, one in enumerate(lines)
    ]
    _enter(connection, rows).close()
    _move(connection, marks).close()


def _all(connection: sa.Connection, statement: Statement, **values: Any) -> Sequence[Any]:
    return statement(connection, **values).all()


def _folded(inbox: Iterable[Any], outbox: Iterable[Any]) -> tuple[list[_Line], list[_Line]]:
    came = [_line("i", row, lambda row: _came(row.kind, row.body)) for row in inbox]
    return came, [_line("o", row, lambda row: _went(row.body)) for row in outbox]


def _line(side: str, row: Any, texts: Callable[[Any], tuple[str, ...]]) -> _Line:
    """A row that cannot be read has no words: it must not keep all that came after it out of the index."""
    try:
        said = texts(row)
    except msgspec.MsgspecError as error:
        _log.warning("row_unreadable", side=side, row=row.id, error=type(error).__name__)
        said = ()
    return _Line(side, row.id, row.conversation_id, row.at, words(*said))


def _came(kind: str, text: str) -> tuple[str, ...]:
    match decode(kind, text):
        case Text() | Echo() as body:
            return (body.text,)
        case Press() as body:
            return (body.title,)
        case Attachment() as body:
            return (body.caption, body.name)
        case Contact() as body:
            return (body.phone,)
        case _:
            return ()


def _went(text: str) -> tuple[str, ...]:
    message = unpack(text)
    return (message.text, message.file.name if message.file is not None else "")


def _descriptions(connection: sa.Connection, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """What each of these is found by."""
    texts: dict[int, list[str]] = {row.id: [row.name, row.address, row.email] for row in rows}
    for id_, more in _known_as(connection, [{"id": row.id, "email": row.email.casefold()} for row in rows]):
        texts[id_].append(more)
    for found in _contacts(connection, [{"id": row.id} for row in rows]):
        texts[found.id] += _came(found.kind, found.body)
    return [{"id": id_, "words": words(*of)} for id_, of in texts.items()]
