"""What a customer has written lately: without it a look-up would know the conversation's state and not its words."""

from collections.abc import Sequence

import sqlalchemy as sa

from bot.channels.port import Text
from bot.store.letters import decode
from bot.store.sql import Statement

_lately = Statement(
    """SELECT kind, body FROM inbox WHERE conversation_id = :id AND kind = 'text' ORDER BY id DESC LIMIT :room"""
)


def lately(connection: sa.Connection, conversation_id: int, room: int) -> Sequence[str]:
    """The last texts, newest first; what the turn at hand reads is among them."""
    bodies = [decode(row.kind, row.body) for row in _lately(connection, id=conversation_id, room=room).all()]
    return [body.text for body in bodies if isinstance(body, Text)]
