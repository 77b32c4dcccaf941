"""The queue as numbers: how many wait for a team."""

import sqlalchemy as sa

from bot.store.sql import Statement

_waiting = Statement("""SELECT COUNT(*) FROM conversations WHERE owner = 'queue' AND team = :team""")


def waiting(connection: sa.Connection, team: str) -> int:
    """Conversations waiting for a person of this team."""
    return int(_waiting(connection, team=team).scalar() or 0)
