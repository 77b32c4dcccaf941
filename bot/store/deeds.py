"""What was entered into the books, by the key of the call that wanted it, so that a repeated try finds it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.epoch import to_ms
from bot.store.sql import Statement
from flows.dialogue import pack, unpack

_find = Statement("""SELECT result FROM deeds WHERE key = :key""")
_note = Statement("""INSERT INTO deeds (key, result, at) VALUES (:key, :result, :now)""")


_keep = Statement("""INSERT INTO deeds (key, result, at) VALUES (:key, :result, :now) ON CONFLICT (key) DO NOTHING""")


def find(connection: sa.Connection, key: str) -> Mapping[str, Any] | None:
    """The result of what was done under this key."""
    found = _find(connection, key=key).scalar()
    return unpack(json.loads(found)) if found is not None else None


def read(text: str) -> Any:
    """What stands in a column of JSON."""
    return json.loads(text)


def note(connection: sa.Connection, key: str, result: Mapping[str, Any], now: datetime) -> None:
    """Write it down. Raises IntegrityError where somebody else has just done so; then this transaction changes nothing."""
    _note(connection, key=key, result=json.dumps(pack(result)), now=to_ms(now))


def keep(connection: sa.Connection, key: str, result: Mapping[str, Any], now: datetime) -> None:
    """Write down what was found out; what somebody else has written first stays."""
    _keep(connection, key=key, result=json.dumps(pack(result)), now=to_ms(now))
