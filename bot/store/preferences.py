"""What each person of the shop has chosen for themselves: without it everybody would have to work in one way."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from bot.store.sql import Statement

_of = Statement("""SELECT preferences FROM users WHERE id = :id""")
_hold = Statement("""SELECT preferences FROM users WHERE id = :id {lock}""")
_set = Statement("""UPDATE users SET preferences = :preferences WHERE id = :id""")


def of(connection: sa.Connection, user_id: int) -> dict[str, Any]:
    """All that this person has chosen, by name; empty for nobody."""
    return dict(json.loads(_of(connection, id=user_id).scalar() or "{}"))


def choose(connection: sa.Connection, user_id: int, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Keep these choices beside the others, and give them all."""
    kept = {**json.loads(_hold(connection, id=user_id).scalar() or "{}"), **chosen}
    _set(connection, id=user_id, preferences=json.dumps(kept, ensure_ascii=False))
    return kept
