"""The hot statements use their indexes on both databases, so that a message costs the same with a million stored."""

import pytest
import sqlalchemy as sa

from bot.store import arrivals, calls, outbox, turns
from bot.store.database import Database
from bot.store.sql import Statement

ROWS = 20_000
NOW = 1_800_000_000_000
LETTER = '[{"id": 5, "conversation_id": 5, "turn": 2, "channel": "t", "address": "a5", "token": "x", "key": "5"}]'

HOT: dict[str, tuple[Statement, dict[str, object]]] = {
    "find": (arrivals._find, {"rows": LETTER}),
    "lanes": (turns._lanes, {"now": NOW}),
    "lease": (turns._lease, {"token": "t", "until": 1, "now": NOW, "lane": 0, "channel": "t", "room": 64}),
    "lease failed": (turns._lease_failed, {"token": "t", "until": 1, "now": NOW, "before": NOW}),
    "pin": (turns._pin, {"rows": LETTER}),
    "commit": (turns._commit, {"rows": LETTER, "now": NOW}),
    "next wake": (turns._hurry, {"now": NOW}),
    "claim": (outbox._claim, {"token": "t", "until": 1, "now": NOW, "lane": 0, "room": 64}),
    "mark": (outbox._mark, {"rows": LETTER, "now": NOW}),
    "abandoned": (outbox._abandoned, {"now": NOW, "decide": NOW}),
    "decided": (outbox._decided, {"now": NOW}),
    "owed": (outbox._owed, {"rows": LETTER, "now": NOW}),
    "calls": (calls._due, {"now": NOW, "room": 16}),
    "calls started": (calls._start, {"rows": LETTER, "until": 1, "token": "t"}),
}


@pytest.fixture
def filled(database: Database) -> Database:
    """Many conversations at rest, with history."""
    series = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)"
        if database.dialect == "sqlite"
        else "WITH n AS (SELECT generate_series(1, :rows) AS i)"
    )
    filling = [
        """INSERT INTO conversations (channel, address, created_at, changed_at, wake_at, lane)
        {} SELECT 't', 'a' || i, 0, i, CASE WHEN i % 3 = 0 THEN :now + i END, 2 FROM n""",
        """INSERT INTO inbox (conversation_id, account, kind, key, at, arrived_at, source, position, body, turn)
        {} SELECT i, 't', 'text', 'k' || i, 0, 0, 'm', 0, '', 1 FROM n""",
        """INSERT INTO outbox (conversation_id, kind, author, floor, key, body, created_at, send_at, state, open)
        {} SELECT i, 'talk', 'bot', 0, 'k' || i, '', 0, 0, 'sent', false FROM n""",
    ]

    def fill(connection: sa.Connection) -> None:
        for statement in filling:
            head, tail = statement.split("{}")
            text = sa.text(head + series + tail)
            connection.execute(text, {"rows": ROWS, **({"now": NOW} if ":now" in statement else {})})

    database.submit(fill).result()
    database.submit(lambda connection: connection.exec_driver_sql("ANALYZE")).result()
    return database


@pytest.mark.parametrize("name", HOT)
def test_a_hot_statement_reads_no_table_from_end_to_end(filled: Database, name: str) -> None:
    statement, values = HOT[name]
    explain = "EXPLAIN QUERY PLAN " if filled.dialect == "sqlite" else "EXPLAIN "

    def plan(connection: sa.Connection) -> list[str]:
        return [str(row[-1]) for row in connection.exec_driver_sql(explain + statement.text(filled.dialect), values)]

    scans = ("SCAN conversations", "SCAN c", "SCAN inbox", "SCAN outbox", "SCAN o", "SCAN p", "SCAN calls", "Seq Scan on")
    lines = filled.submit(plan).result()
    whole = [line for line in lines if any(scan in line for scan in scans) and "USING" not in line and "calls" not in line]
    assert whole == [], "\n".join(lines)
