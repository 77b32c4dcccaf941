"""Looking after promises costs the same with a hundred thousand settled ones."""

import pytest
import sqlalchemy as sa

from bot.store import promises
from bot.store.database import Database
from bot.store.sql import Statement

NOW = 1_800_000_000_000
HOT: dict[str, tuple[Statement, dict[str, object]]] = {
    "due": (promises._due, {"now": NOW, "room": 64}),
    "hold": (promises._hold, {"id": 7, "now": NOW}),
    "page": (promises._page, {"moment": NOW, "after": 7, "room": 64}),
    "next": (promises._next, {}),
}


@pytest.fixture
def filled(database: Database) -> Database:
    """A long history, and a few promises that are open."""
    series = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
        if database.dialect == "sqlite"
        else "WITH n AS (SELECT generate_series(1, 20000) AS i)"
    )
    filling = [
        f"INSERT INTO conversations (channel, address, created_at, changed_at) {series} SELECT 't', 'a' || i, 0, i FROM n",
        f"""INSERT INTO promises (conversation_id, what, text, made_by, made_at, due_at, warn_at, renew_at, review_at, state)
        {series} SELECT i, 'reply', '', 'bot', 0, {NOW} + i, i, i, {NOW} + i, CASE WHEN i > 19960 THEN 'open' ELSE 'kept' END
        FROM n""",
        "ANALYZE",
    ]
    for statement in filling:
        database.submit(lambda connection, text=statement: connection.exec_driver_sql(text)).result()  # type: ignore[misc]  # mypy cannot see a lambda's default
    return database


@pytest.mark.parametrize("name", HOT)
def test_looking_after_promises_reads_no_table_from_end_to_end(filled: Database, name: str) -> None:
    statement, values = HOT[name]
    explain = "EXPLAIN QUERY PLAN " if filled.dialect == "sqlite" else "EXPLAIN "

    def plan(connection: sa.Connection) -> str:
        rows = connection.exec_driver_sql(explain + statement.text(filled.dialect), values)
        return "\n".join(str(row[-1]) for row in rows)

    lines = filled.submit(plan).result()
    assert "Seq Scan" not in lines, lines
    assert not any("SCAN" in line and "USING" not in line for line in lines.splitlines()), lines
    assert name == "hold" or "ix_promises_review" in lines, lines
