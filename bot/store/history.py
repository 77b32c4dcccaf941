"""A conversation as people read it: what came in and what went out, in one order."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, assert_never

import sqlalchemy as sa

from bot.channels.port import Attachment, Button, Contact, Control, Echo, Press, Reach, Start, Text
from bot.store import files, tables
from bot.store.letters import Body, CallResult, Decision, Fact, decode
from bot.store.outbox import TAKEN_BACK, unpack
from bot.store.sql import Statement

Author = Literal["customer", "bot", "agent", "note", "system"]
Cursor = tuple[int, int]  # the lowest inbox and outbox ids already read

END: Cursor = (2**62, 2**62)
_QUIET = {"agent_wrote", "handed_over", "left_queue", "queued", "survey_due"}  # the messages and tickets beside them say the same


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file within a message; `id` is empty where the file itself is not in our store."""

    id: str
    name: str
    mime: str
    type: str = "document"


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a conversation.

    `id` is `i12` for what came in and `o34` for what went out; `at` is ms since the epoch; `sending` tells how it went. A system
    line carries the `fact` it stands for, with its values, and no text. `way` is by which it went.
    `key` is the one its sender gave it, where a client did. Until `leaves_at` (ms) its author may take it back.
    """

    id: str
    author: Author
    text: str
    at: int
    order: int
    sending: str = "sent"
    turn: int | None = None
    agent_id: int | None = None
    buttons: tuple[Button, ...] = ()
    file: Enclosed | None = None
    payload: str = ""
    edited: bool = False
    reason: str = ""
    way: str = ""
    key: str = ""
    fact: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    leaves_at: int | None = None


_inbox = Statement(
    """SELECT id, conversation_id, kind, key, at, arrived_at, body, turn FROM inbox
    WHERE conversation_id = :id AND id < :before AND kind <> 'result' ORDER BY id DESC LIMIT :room"""
)

_outbox = Statement(
    f"""SELECT id, author, agent_id, key, body, created_at, state, reason, way, turn, held, attempts, send_at FROM outbox
    WHERE conversation_id = :id AND id < :before AND reason <> '{TAKEN_BACK}' ORDER BY id DESC LIMIT :room"""  # noqa: S608 - our own names
)

_turns = Statement(
    """SELECT number, at, record FROM turns WHERE conversation_id = :id AND number IN (SELECT number FROM {rows} r)""",
    number="integer",
)

_inbox_later = Statement(
    """SELECT id, conversation_id, kind, key, at, arrived_at, body, turn FROM inbox
    WHERE conversation_id = :id AND id > :after AND kind <> 'result' ORDER BY id LIMIT :room"""
)

_outbox_later = Statement(
    f"""SELECT id, author, agent_id, key, body, created_at, state, reason, way, turn, held, attempts, send_at FROM outbox
    WHERE conversation_id = :id AND id > :after AND reason <> '{TAKEN_BACK}' ORDER BY id LIMIT :room"""  # noqa: S608 - our own names
)

_inbox_at = Statement("""SELECT arrived_at FROM inbox WHERE conversation_id = :id AND id = :number""")
_outbox_at = Statement("""SELECT created_at FROM outbox WHERE conversation_id = :id AND id = :number""")
_inbox_until = Statement("""SELECT MAX(id) FROM inbox WHERE conversation_id = :id AND arrived_at <= :moment""")
_outbox_until = Statement("""SELECT MAX(id) FROM outbox WHERE conversation_id = :id AND created_at <= :moment""")

# Ids written out one by one: of a list in JSON PostgreSQL does not know how short it is, and would rather read the whole table.
_IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_some_inbox = sa.select(tables.inbox).where(tables.inbox.c.id.in_(_IDS))
_some_outbox = sa.select(tables.outbox).where(tables.outbox.c.id.in_(_IDS))


def read(connection: sa.Connection, conversation_id: int, before: Cursor, room: int) -> tuple[Sequence[Line], Cursor | None]:
    """The last `room` lines before the cursor, oldest first, and the cursor for those before them, if there are any."""
    came = _inbox(connection, id=conversation_id, before=before[0], room=room + 1).all()
    went = _outbox(connection, id=conversation_id, before=before[1], room=room + 1).all()
    rows = sorted([*_rising(map(_came, came)), *_rising(map(_went, went))], key=lambda line: line.order)
    kept = rows[-room:]
    lines = _with_files(connection, [line for line in kept if line.fact not in _QUIET])
    return lines, _lowest(kept, before) if len(rows) > room else None


def later(connection: sa.Connection, conversation_id: int, after: Cursor, room: int) -> tuple[Sequence[Line], Cursor | None]:
    """The first `room` lines behind the cursor (the highest ids already read), and the cursor to go on; None at the end."""
    came = list(reversed(_inbox_later(connection, id=conversation_id, after=after[0], room=room + 1).all()))
    went = list(reversed(_outbox_later(connection, id=conversation_id, after=after[1], room=room + 1).all()))
    rows = sorted([*_rising(map(_came, came)), *_rising(map(_went, went))], key=lambda line: line.order)
    kept = rows[:room]
    lines = _with_files(connection, [line for line in kept if line.fact not in _QUIET])
    return lines, _highest(kept, after) if len(rows) > room else None


def place(connection: sa.Connection, conversation_id: int, line: str) -> Cursor | None:
    """The highest ids up to and with a line (`i12`, `o34`), to read from in both directions; None where there is none."""
    number = int(line[1:])
    at = (_inbox_at if line[0] == "i" else _outbox_at)(connection, id=conversation_id, number=number).scalar()
    if at is None:
        return None
    came = int(_inbox_until(connection, id=conversation_id, moment=at).scalar() or 0)
    went = int(_outbox_until(connection, id=conversation_id, moment=at).scalar() or 0)
    return (max(came, number), went) if line[0] == "i" else (came, max(went, number))


def came(connection: sa.Connection, ids: Sequence[int]) -> Mapping[int, Line]:
    """These rows of the inbox as lines, by id."""
    return {row.id: _came(row) for row in connection.execute(_some_inbox, {"ids": ids})}


def went(connection: sa.Connection, ids: Sequence[int]) -> Mapping[int, Line]:
    """These rows of the outbox as lines, by id."""
    return {row.id: _went(row) for row in connection.execute(_some_outbox, {"ids": ids})}


def _rising(newest_first: Iterable[Line]) -> Iterable[Line]:
    """Clocks of several processes differ a little; ids do not, so no line stands before one with a lower id of its kind."""
    order = 0
    for line in reversed(list(newest_first)):
        order = max(order, line.order)
        yield replace(line, order=order)


def turns(connection: sa.Connection, conversation_id: int, numbers: Iterable[int]) -> Mapping[int, tuple[int, Mapping[str, Any]]]:
    """What these turns read and did: their moment and record, by number."""
    rows = [{"number": number} for number in sorted(set(numbers))]
    found = _turns(connection, rows, id=conversation_id) if rows else ()
    return {number: (at, json.loads(record or "{}")) for number, at, record in found}


def _lowest(lines: Sequence[Line], before: Cursor) -> Cursor:
    lowest = {"i": before[0], "o": before[1]}
    for line in lines:
        lowest[line.id[0]] = min(lowest[line.id[0]], int(line.id[1:]))
    return lowest["i"], lowest["o"]


def _highest(lines: Sequence[Line], after: Cursor) -> Cursor:
    highest = {"i": after[0], "o": after[1]}
    for line in lines:
        highest[line.id[0]] = max(highest[line.id[0]], int(line.id[1:]))
    return highest["i"], highest["o"]


def _came(row: sa.Row[Any]) -> Line:
    line = Line(f"i{row.id}", "customer", "", row.at, row.arrived_at, turn=row.turn, key=row.key)
    return replace(line, **_says(decode(row.kind, row.body), row.conversation_id))


def _says(body: Body, conversation_id: int) -> dict[str, Any]:
    """What of a line the body of an inbox row decides."""
    said: dict[str, Any]
    match body:
        case Text():
            said = {"text": body.text, "edited": body.edited}
        case Press():
            said = {"text": body.title or body.payload, "payload": body.payload}
        case Attachment():
            ref = body.ref if files.is_own(body.ref) else files.id_of(conversation_id, body.ref)
            said = {"text": body.caption, "file": Enclosed(ref, body.name, body.mime, body.type)}
        case Contact():
            said = {"text": body.phone}
        case Echo():
            said = {"author": "agent", "text": body.text, "fact": "outside"}
        case Start():
            said = {"author": "system", "fact": "started", "values": {"payload": body.payload}}
        case Reach():
            said = {"author": "system", "fact": "reachable" if body.reachable else "blocked"}
        case Control():
            said = {"author": "system", "fact": "thread_back" if body.ours else "thread_gone", "values": {"app": body.app}}
        case Fact():
            said = {"author": "system", "fact": body.fact, "values": body.values}
        case Decision():
            said = {"author": "system", "fact": "decided", "values": {"decision": body.decision, **body.fields}}
        case CallResult():
            said = {"author": "system", "fact": "result"}
        case _:
            assert_never(body)
    return said


def _went(row: sa.Row[Any]) -> Line:
    message = unpack(row.body)
    if message.thread:
        passed = "thread_passed" if row.state in {"sent", "queued", "sending"} else "thread_kept"
        return Line(f"o{row.id}", "system", "", row.created_at, row.created_at, turn=row.turn, key=row.key, fact=passed)
    file = message.file
    waits = row.held and row.state == "queued" and row.attempts == 0
    return Line(
        f"o{row.id}", row.author, message.text, row.created_at, row.created_at, sending=row.state, turn=row.turn,
        agent_id=row.agent_id, buttons=message.buttons, reason=row.reason, way=row.way, key=row.key,
        file=Enclosed(file.id, file.name, file.mime) if file is not None else None,
        leaves_at=row.send_at if waits else None,
    )  # fmt: skip


def _with_files(connection: sa.Connection, lines: Sequence[Line]) -> Sequence[Line]:
    """A file that is not in our store (too large, not fetched yet) stays a name."""
    ours = files.stored(connection, [line.file.id for line in lines if line.file is not None])
    return [
        replace(line, file=replace(line.file, id="")) if line.file is not None and line.file.id not in ours else line
        for line in lines
    ]
