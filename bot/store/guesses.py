"""Wrong guesses and proofs of ownership in SQL, so that a restart neither forgives nor forgets."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.epoch import to_ms
from bot.store import visitors
from bot.store.database import Database
from bot.store.sql import Statement

KEEP = timedelta(days=30)  # the longest limit looks back a day; a month is enough to look into an attack

_record = Statement(
    """INSERT INTO guesses (key, scope, at) SELECT key, scope, :at FROM {rows} r WHERE true
    ON CONFLICT (key, scope) DO NOTHING""",
    key="text",
    scope="text",
)
_count = Statement("""SELECT COUNT(*) FROM guesses WHERE scope = :scope AND at > :since""")
_forget = Statement("""DELETE FROM guesses WHERE key = :key""")
_bind = Statement(
    """INSERT INTO bindings (chat, person, until) VALUES (:chat, :person, :until)
    ON CONFLICT (chat, person) DO UPDATE SET until = CASE WHEN bindings.until > excluded.until THEN bindings.until
      ELSE excluded.until END"""
)
_bound = Statement("""SELECT 1 FROM bindings WHERE chat = :chat AND person IN (SELECT person FROM {rows} r) AND until > :now
    LIMIT 1""", person="text")  # fmt: skip
_revoke = Statement("""DELETE FROM bindings WHERE chat = :chat""")


class SqlGuesses:
    """GuessLog in SQL."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def record(self, key: str, scopes: Sequence[str], at: datetime) -> None:
        """See GuessLog."""
        rows = [{"key": key, "scope": scope} for scope in scopes]
        await self.database.write(lambda connection: _record(connection, rows, at=to_ms(at)).close())

    async def count(self, scope: str, since: datetime) -> int:
        """See GuessLog."""
        found = await self.database.look(lambda connection: _count.first(connection, scope=scope, since=to_ms(since)))
        return int(found[0]) if found else 0

    async def forget(self, key: str) -> None:
        """See GuessLog."""
        await self.database.write(lambda connection: _forget(connection, key=key).close())


class SqlOrigins:
    """Origins in SQL."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def of(self, chat: str) -> str:
        """See Origins."""
        if not chat.isdecimal():
            return ""
        return await self.database.read(lambda connection: visitors.origin_of(connection, int(chat)))


class SqlBindings:
    """Bindings in SQL."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def bind(self, chat: str, person: str, until: datetime) -> None:
        """See Bindings."""
        await self.database.write(lambda connection: _bind(connection, chat=chat, person=person, until=to_ms(until)).close())

    async def is_bound(self, chat: str, persons: Sequence[str], now: datetime) -> bool:
        """See Bindings."""
        rows = [{"person": person} for person in persons]
        found = await self.database.look(lambda connection: _bound.first(connection, rows, chat=chat, now=to_ms(now)))
        return found is not None

    async def revoke(self, chat: str) -> None:
        """See Bindings."""
        await self.database.write(lambda connection: _revoke(connection, chat=chat).close())
