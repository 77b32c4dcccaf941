"""What customers wrote lately, each text once: without it nobody could see what another model would make of real messages."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.sql import Statement


@dataclass(frozen=True, slots=True)
class Heard:
    """A message with the language it was understood in, and the customer's name, by which that is masked."""

    text: str
    language: str
    name: str


_newest = Statement(
    """SELECT t.record, c.name, c.language FROM turns t JOIN conversations c ON c.id = t.conversation_id
    WHERE t.at >= :since ORDER BY t.at DESC LIMIT :room"""
)


def newest(connection: sa.Connection, since: int, room: int) -> Sequence[Heard]:
    """Those of the newest `room` turns since then (ms) that were understood as text; the newest first, one text once."""
    found: dict[str, Heard] = {}
    for row in _newest(connection, since=since, room=room):
        record = json.loads(row.record) if isinstance(row.record, str) else row.record
        for kind, event in record.get("events", []):
            understood = (event.get("understanding") if kind == "Heard" else None) or {}
            text = str(understood.get("text", "")).strip()
            if text:
                found.setdefault(text, Heard(text, str(understood.get("language") or row.language or ""), row.name))
    return list(found.values())
