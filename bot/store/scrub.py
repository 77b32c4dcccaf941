"""What a database file still holds of deleted rows: without this the words of who was erased could be read in its empty space.

SQLite overwrites what is deleted (`secure_delete`), but a full-text index forgets a word only when its parts are merged, and the
write-ahead log goes on holding old pages until it is emptied. PostgreSQL's autovacuum does all of it by itself.
"""

import asyncio
from functools import partial

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from bot.store.database import Database, Sqlite
from bot.store.sql import Statement

PAGES = 200  # of the index that one step works on, so that nobody waits for long
STEPS = 500
SOMETHING = 2  # changes of a step that has moved something; one is the order itself
_INDEXES = ("search_lines_fts", "search_people_fts")
_merge = {
    name: Statement(f"""INSERT INTO {name} ({name}, rank) VALUES ('merge', :pages)""")  # noqa: S608 - our own names
    for name in _INDEXES
}
_changes = Statement("""SELECT total_changes()""")


async def scrub(database: Database) -> None:
    """Leave nothing readable of what was deleted just now; a little at a time, beside what else the process does."""
    await asyncio.to_thread(scrub_now, database)


def scrub_now(database: Database) -> None:
    """The same for callers that are not coroutines."""
    if not isinstance(database, Sqlite):
        return
    for name in _INDEXES:
        for step in range(STEPS):
            # A negative number begins a merge of everything, a positive one goes on with it.
            if database.submit(partial(_step, name=name, first=step == 0)).result() < SOMETHING:
                break
    empty_log(database)


def empty_log(database: Sqlite) -> None:
    """Write the log into the file and cut it off; where somebody reads an older page just now, the next time does."""
    with database.engine.connect() as connection:
        try:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()
        except OperationalError:  # the writer is at work
            return


def _step(connection: sa.Connection, name: str, *, first: bool) -> int:
    before = _changes(connection).scalar_one()
    _merge[name](connection, pages=-PAGES if first else PAGES).close()
    return int(_changes(connection).scalar_one() - before)
