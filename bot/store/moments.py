"""What the database knows of the time: the one clock that all processes on it share, and the latest moment it has heard of."""

import sqlalchemy as sa

from bot.store.sql import Statement

_there = Statement("""SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)""")
_latest = Statement("""SELECT arrived_at FROM inbox ORDER BY id DESC LIMIT 1""")


def there(connection: sa.Connection) -> int | None:
    """The server's clock, ms since the epoch; None where the database is a file, which has none."""
    return int(_there(connection).scalar_one()) if connection.dialect.name == "postgresql" else None


def latest(connection: sa.Connection) -> int:
    """When the last letter arrived, ms since the epoch; 0 where none ever did."""
    return int(_latest(connection).scalar() or 0)
