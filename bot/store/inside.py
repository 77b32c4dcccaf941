"""Who is in the middle of a flow: without it nobody could say beforehand what a new set means to them."""

from collections.abc import Sequence

import sqlalchemy as sa

from bot.store.sql import Statement

# An empty stack is not written at all: flows/dialogue.py leaves out what is as at the beginning.
_inside = Statement(
    """SELECT id, state FROM conversations WHERE id > :after AND closed_at IS NULL AND state <> ''
    AND (state LIKE '%"stack":[{%' OR state LIKE '%"parked":{"%') ORDER BY id LIMIT :room"""
)


def page(connection: sa.Connection, after: int, room: int) -> Sequence[tuple[int, str]]:
    """The states of conversations that are inside something, `room` at a time, after this id."""
    return [(int(row.id), str(row.state)) for row in _inside(connection, after=after, room=room)]
