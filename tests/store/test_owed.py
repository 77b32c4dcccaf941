"""Looking for what can go by e-mail costs the same with years of history and thousands of messages nobody could be told."""

import pytest
import sqlalchemy as sa

from bot.store import owed
from bot.store.database import Database
from bot.store.sql import Statement

NOW = 1_800_000_000_000
HOT: dict[str, tuple[Statement, dict[str, object]]] = {
    "due": (owed._due, {"now": NOW, "recent": NOW - owed.RECENT, "quiet": NOW, "room": 4}),
    "claim": (owed._claim, {"id": 7, "token": "t", "until": 1, "now": NOW, "recent": NOW - owed.RECENT}),
}


@pytest.fixture
def filled(database: Database) -> Database:
    """What was sent long ago, what has long been owed, and a little since yesterday."""
    series = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
        if database.dialect == "sqlite"
        else "WITH n AS (SELECT generate_series(1, 20000) AS i)"
    )
    filling = [
        f"INSERT INTO conversations (channel, address, created_at, changed_at) {series} SELECT 't', 'a' || i, 0, i FROM n",
        f"""INSERT INTO outbox (conversation_id, kind, author, floor, key, body, created_at, send_at, open, state, settled_at)
        {series} SELECT i, 'fact', 'bot', 0, 'k' || i, '', 0, 0, false, CASE WHEN i > 10000 THEN 'owed' ELSE 'sent' END,
          CASE WHEN i > 19990 THEN {NOW} ELSE i END FROM n""",
        "ANALYZE",
    ]
    for statement in filling:
        database.submit(lambda connection, text=statement: connection.exec_driver_sql(text)).result()  # type: ignore[misc]  # mypy cannot see a lambda's default
    return database


@pytest.mark.parametrize("name", HOT)
def test_it_reads_no_table_from_end_to_end(filled: Database, name: str) -> None:
    statement, values = HOT[name]
    explain = "EXPLAIN QUERY PLAN " if filled.dialect == "sqlite" else "EXPLAIN "

    def plan(connection: sa.Connection) -> str:
        rows = connection.exec_driver_sql(explain + statement.text(filled.dialect), values)
        return "\n".join(str(row[-1]) for row in rows)

    lines = filled.submit(plan).result()
    assert "Seq Scan on outbox" not in lines, lines
    assert "SCAN outbox" not in lines, lines
    assert not any("conversations" in line and "Seq" in line for line in lines.splitlines()), lines
    assert name == "claim" or "ix_outbox_owed_since" in lines, lines
