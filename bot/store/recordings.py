"""Conversations as they were recorded, to be held again: without it a replay would read the table of turns row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa

from bot.store.sql import Statement


@dataclass(frozen=True, slots=True)
class Recording:
    """A conversation and the records of all its turns, each with its number, in order."""

    conversation: int
    records: Sequence[tuple[int, str]]


_count = Statement("""SELECT COUNT(DISTINCT conversation_id) FROM turns WHERE at >= :since""")
_page = Statement(
    """SELECT conversation_id, number, record FROM turns WHERE conversation_id IN
      (SELECT DISTINCT conversation_id FROM turns WHERE at >= :since AND conversation_id > :after
       ORDER BY conversation_id LIMIT :room)
    ORDER BY conversation_id, number"""
)


def count(connection: sa.Connection, since: int) -> int:
    """How many conversations had a turn since then (ms)."""
    return int(_count(connection, since=since).scalar_one())


def page(connection: sa.Connection, since: int, after: int, room: int) -> list[Recording]:
    """The next conversations after one by its id, whole: their turns before `since` too, or they could not be held again."""
    rows = _page(connection, since=since, after=after, room=room)
    return [
        Recording(id_, [(row.number, row.record) for row in turns])
        for id_, turns in groupby(rows, lambda row: row.conversation_id)
    ]
