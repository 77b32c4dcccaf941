"""What every open page asks again and again uses an index on both databases, however many conversations there are."""

from functools import partial

import pytest
import sqlalchemy as sa

from bot.store import changes, history, ledger, overview
from bot.store.database import Database, Work
from bot.store.whose import Whose
from tests.store.test_plans import ROWS, filled

__all__ = ["filled"]  # a fixture

WHOSE: tuple[Whose, ...] = ("", "bot", "queue", "me", "agent", "closed")
ASKED: dict[str, Work[object]] = {
    "changes": partial(changes.since, moment=ROWS - 5, after=0, room=1000),
    "history": partial(history.read, conversation_id=5, before=history.END, room=50),
    "open promises": partial(ledger.open_promises, after=(5, 5), room=50),
    **{
        f"list {whose}": partial(overview.newest, whose=whose, words="", me=1, after=None, room=50)
        for whose in WHOSE
    },
    "list, later": partial(overview.newest, whose="", words="", me=1, after=overview.Place(ROWS - 50, 9), room=50),
    "queue, later": partial(overview.newest, whose="queue", words="", me=1, after=overview.Place(ROWS - 50, 9), room=50),
    "last lines": partial(overview.last_lines, ids=[4, 5]),
}


@pytest.fixture
def written(filled: Database) -> Database:
    """The same, with messages that say something."""
    for table in ("inbox", "outbox"):
        words = f"""UPDATE {table} SET body = '{{"text":"labdien"}}' WHERE conversation_id < 10"""
        filled.submit(partial(sa.Connection.exec_driver_sql, statement=words)).result()
    return filled


@pytest.mark.parametrize("name", ASKED)
def test_it_reads_no_table_from_end_to_end(written: Database, name: str) -> None:
    lines = written.query(partial(plans, work=ASKED[name])).result()
    assert lines
    scans = ("SCAN conversations", "SCAN inbox", "SCAN outbox", "SCAN i", "SCAN o", "SCAN promises", "Seq Scan on")
    whole = [line for line in lines if any(scan in line for scan in scans) and "USING" not in line and "promises" not in line]
    assert whole == [], "\n".join(lines)


def plans(connection: sa.Connection, work: Work[object]) -> list[str]:
    """How the database goes about each statement that the work makes."""
    explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    found: list[str] = []

    def note(connection: sa.Connection, _cursor: object, statement: str, values: object, *_: object) -> None:
        if not statement.startswith("EXPLAIN"):
            rows = connection.exec_driver_sql(explain + statement, values)  # type: ignore[arg-type]  # as the driver got them
            found.extend(str(row[-1]) for row in rows)

    sa.event.listen(connection, "before_cursor_execute", note)
    try:
        work(connection)
    finally:
        sa.event.remove(connection, "before_cursor_execute", note)
    return found
