"""What somebody has begun to write, kept until it is sent: without it a crash, another tab or another machine would lose it.

An emptied draft stays for a day as an empty row, so that everybody who looks learns that it was emptied.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from bot.store.letters import storable
from bot.store.sql import Statement

Kind = Literal["answer", "note"]
DAY = 86_400_000  # ms an empty draft stays


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsent words; `files` are ids of ours, `changed_at` is the moment of its last change in ms, strictly rising."""

    conversation_id: int
    user_id: int
    kind: Kind
    text: str
    files: tuple[str, ...]
    changed_at: int


@dataclass(frozen=True, slots=True)
class Place:
    """Whose draft, in which conversation, of what kind."""

    conversation_id: int
    user_id: int
    kind: Kind = "answer"


_COLUMNS = "d.conversation_id, d.user_id, d.kind, d.text, d.files, d.changed_at"

_save = Statement(
    """INSERT INTO drafts AS d (conversation_id, user_id, kind, text, files, changed_at)
    SELECT c.id, :user_id, :kind, :text, :files, :now FROM conversations c WHERE c.id = :conversation_id
    ON CONFLICT (conversation_id, user_id, kind) DO UPDATE SET text = excluded.text, files = excluded.files,
      changed_at = CASE WHEN d.changed_at < excluded.changed_at THEN excluded.changed_at ELSE d.changed_at + 1 END
    RETURNING changed_at"""
)

_hold = Statement(
    """SELECT text, files FROM drafts WHERE conversation_id = :conversation_id AND user_id = :user_id AND kind = :kind {lock}"""
)

_of = Statement(
    f"""SELECT {_COLUMNS} FROM drafts d WHERE conversation_id = :conversation_id AND user_id = :user_id ORDER BY kind"""  # noqa: S608 - column names of our own
)

_waiting = Statement(
    f"""SELECT {_COLUMNS} FROM drafts d WHERE user_id = :user_id AND (text <> '' OR files <> '[]')
    ORDER BY changed_at DESC, conversation_id LIMIT :room"""  # noqa: S608 - column names of our own
)

_since = Statement(
    """SELECT conversation_id, user_id, kind, changed_at FROM drafts WHERE changed_at > :since ORDER BY changed_at LIMIT :room"""
)

_tidy = Statement("""DELETE FROM drafts WHERE user_id = :user_id AND text = '' AND files = '[]' AND changed_at < :before""")


def save(connection: sa.Connection, place: Place, text: str, files: Sequence[str], now: int) -> Draft | None:
    """Keep this instead of what was there; None where there is no such conversation."""
    kept, ids = storable(text), tuple(map(storable, files))
    values = {**_named(place), "text": kept, "files": json.dumps(ids), "now": now}
    changed_at = _save(connection, **values).scalar()
    if changed_at is None:
        return None
    _tidy(connection, user_id=place.user_id, before=now - DAY)
    return Draft(place.conversation_id, place.user_id, place.kind, kept, ids, changed_at)


def sent(connection: sa.Connection, place: Place, text: str, now: int) -> None:
    """This was sent, so it waits no more; what was written since stays."""
    held = _hold(connection, **_named(place)).one_or_none()
    if held is not None and held.text.strip() == storable(text).strip():
        save(connection, place, "", (), now)


def put_back(connection: sa.Connection, place: Place, text: str, files: Sequence[str], now: int) -> Draft | None:
    """This came back unsent: it stands before whatever was written since."""
    held = _hold(connection, **_named(place)).one_or_none()
    later, kept = (held.text, json.loads(held.files)) if held is not None else ("", [])
    joined = "\n".join(part for part in (text, later) if part.strip())
    return save(connection, place, joined, [*dict.fromkeys([*files, *kept])], now)


def of(connection: sa.Connection, conversation_id: int, user_id: int) -> Sequence[Draft]:
    """Somebody's drafts in a conversation, empty ones too."""
    return [_draft(row) for row in _of(connection, conversation_id=conversation_id, user_id=user_id)]


def waiting(connection: sa.Connection, user_id: int, room: int) -> Sequence[Draft]:
    """All that somebody has begun and not sent, newest first."""
    return [_draft(row) for row in _waiting(connection, user_id=user_id, room=room)]


def since(connection: sa.Connection, moment: int, room: int) -> Sequence[tuple[int, int, Kind, int]]:
    """Whose drafts have changed: conversation, person, kind and moment, oldest first."""
    return [(row.conversation_id, row.user_id, row.kind, row.changed_at) for row in _since(connection, since=moment, room=room)]


def _named(place: Place) -> dict[str, Any]:
    return {"conversation_id": place.conversation_id, "user_id": place.user_id, "kind": place.kind}


def _draft(row: sa.Row[Any]) -> Draft:
    return Draft(row.conversation_id, row.user_id, row.kind, row.text, tuple(json.loads(row.files)), row.changed_at)
