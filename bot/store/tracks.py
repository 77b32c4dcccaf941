"""Which message a turn read first: without it a send could not be told to belong to the webhook that it answers."""

import sqlalchemy as sa

from bot.store.sql import Statement

OURS = ("fact", "result", "decision")  # kinds of letters that no customer sent
_first = Statement(
    f"""SELECT account, kind, key FROM inbox
    WHERE conversation_id = :id AND turn = :turn AND kind NOT IN {OURS} ORDER BY id LIMIT 1"""  # noqa: S608 - our own words
)


def first(connection: sa.Connection, conversation_id: int, turn: int) -> tuple[str, str, str] | None:
    """Its account, kind and key; None where the turn read no message of a customer's."""
    row = _first(connection, id=conversation_id, turn=turn).one_or_none()
    return (row.account, row.kind, row.key) if row is not None else None
