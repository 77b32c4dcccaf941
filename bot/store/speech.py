"""The language a customer is spoken to in, as an agent sets it: the row changes at once, the dialogue learns of it in order."""

import sqlalchemy as sa

from bot.store import changes
from bot.store.arrivals import post_fact
from bot.store.letters import Fact
from bot.store.sql import Statement

_set = Statement("""UPDATE conversations SET language = :language WHERE id = :id""")


def set_language(connection: sa.Connection, conversation_id: int, language: str, agent: int, now: int) -> None:
    """From now on it is this one, until the customer writes in another."""
    _set(connection, id=conversation_id, language=language).close()
    key = f"language:{conversation_id}:{now}"
    post_fact(connection, conversation_id, Fact("language_set", {"language": language, "agent": agent}), key, now)
    changes.touch(connection, [conversation_id], now)
