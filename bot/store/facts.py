"""Small facts of the installation, each once: the secret that signs sessions, that this is the demo shop."""

import json

import sqlalchemy as sa

from bot.store.sql import Statement

LAST_BACKUP = "last_backup"  # JSON: `at`, ms; `bytes`

_put = Statement("""INSERT INTO facts (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING""")
_set = Statement(
    """INSERT INTO facts (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value"""
)
_get = Statement("""SELECT value FROM facts WHERE name = :name""")


def get(connection: sa.Connection, name: str) -> str | None:
    """The fact's value."""
    return _get(connection, name=name).scalar()


def put(connection: sa.Connection, name: str, value: str) -> str:
    """Note a fact unless it is known, and give the value that holds."""
    _put(connection, name=name, value=value)
    held: str = _get(connection, name=name).scalar_one()
    return held


def replace(connection: sa.Connection, name: str, value: str) -> None:
    """Note a fact, whatever was known."""
    _set(connection, name=name, value=value)


def backed_up(connection: sa.Connection) -> tuple[int, int] | None:
    """When the newest backup was made, ms, and how many bytes it has; None before the first."""
    kept = get(connection, LAST_BACKUP)
    if kept is None:
        return None
    told = json.loads(kept)
    return int(told["at"]), int(told["bytes"])
