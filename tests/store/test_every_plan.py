"""No statement of the program reads a large table from end to end, on either database, but for those that say here why they may.

So a message, a click and a look of the clock cost the same with a thousand conversations stored and with a million.
"""

from collections.abc import Iterator, Mapping, Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from bot.store.database import Database, connect
from bot.store.tables import metadata
from tests import servers
from tests.store import crowded, plans

# Statements, or all of a module (a name with no dot), that may; each with the reason.
ALLOWED: Mapping[str, str] = {
    # People ask for them, seldom, and mean all of it.
    "report_behind": "a report's lists, of a span; whole tables only for a chosen team, channel, language",
    "report_desk": "a report: as above",
    "report_flows": "a report: as above",
    "report_money": "a report: as above",
    "reporting": "a report: as above",
    "quality._candidates": "draws a sample of a span, once a week: filters as a report's",
    "quality._items": "one sample's conversations, a hundred at most",
    "quality._cards": "judged conversations of a span: filters as a report's",
    "heard._newest": "the studio's training page, when somebody opens it: an index by time would be written with every turn",
    "recordings._count": "the studio's replay of the past: as above",
    "lessons._all": "a training reads all lessons",
    "unheard._decided": "the studio's list of what nobody understood leaves out all that was decided",
    "crowd._same": "which of the people not understood are one person: what agents joined by hand is not much",
    "orders._everything": "`dezura orders export`, all of them",
    "reserve._sums": "an auditor's sum of a year",
    "group_desks._move_topics": "a Telegram group becomes another one, once in its life",
    "exporting._STATEMENTS['audit']": "what is known of one person, when they ask for it",
    "seeking": "a person who asks is looked for by whatever they name",
    "subjects._contacts": "as above",
    "restored": "a backup has been put back",
    "sealing": "keys of accounts are changed",
    "health._work": "`dezura doctor`, when somebody asks how things are",
    # Housekeeping.
    "refunds._forget_plain": "once a night",
    "dayend._to_pay": "once a day, at closing",
    "refunds._forget": "once a night",
    # A bound of its own.
    "counts._lengths": "the list of all is counted to 1,000 in the table's own order",
    "moments._latest": "the newest letter, by the table's own order",
    "alarms._heard": "the newest 1,000 letters, by the table's own order (SQLite calls that a scan)",
}
# What only one of the two databases understands.
OF_ONE: Mapping[str, str] = {
    "search._lines_sqlite": "sqlite",
    "search._people_sqlite": "sqlite",
    "search._lines_near": "postgresql",
    "search._lines_indexed": "postgresql",
    "search._people_indexed": "postgresql",
    "callbacks._alone": "postgresql",
    "moments._there": "postgresql",
    "scrub._changes": "sqlite",
    "scrub._merge['search_lines_fts']": "sqlite",
    "scrub._merge['search_people_fts']": "sqlite",
}
ONLY_POSTGRESQL = frozenset({"quality._items"})  # exceptions that SQLite does not need


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def crowd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database full of rows, one for all tests here: they change nothing."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("crowd") / "dezura.db"
        path.write_bytes(request.getfixturevalue("sqlite_shape").read_bytes())
        database = connect(f"sqlite:///{path}")
    else:
        url = request.getfixturevalue("postgres_server")
        servers.run(url, "CREATE DATABASE crowd TEMPLATE shape")
        database = connect(url.replace("/postgres", "/crowd"), pool=1)
    crowded.fill(database)
    yield database
    database.close()
    if request.param == "postgres":
        servers.run(url, "DROP DATABASE crowd WITH (FORCE)")


def test_no_statement_reads_a_large_table_from_end_to_end(crowd: Database) -> None:
    found = {name: read for name in _of(crowd) if (read := _whole(crowd, name)) and not _allowed(name)}
    assert found == {}


def test_every_exception_is_still_one(crowd: Database) -> None:
    """A reason that excuses nothing would one day excuse something else. PostgreSQL's plans move with its statistics."""
    here = {allowed for allowed in ALLOWED if any(_whole(crowd, name) for name in _of(crowd) if _is(allowed, name))}
    assert crowd.dialect == "postgresql" or set(ALLOWED) - here == ONLY_POSTGRESQL


def test_without_its_index_a_statement_is_found_out(crowd: Database) -> None:
    """The negative control: the same look at the same statements, with an index gone."""
    assert _whole(crowd, "turns._pin") == []

    def without(connection: sa.Connection) -> list[str]:
        for index in ("ix_inbox_unread", "ix_inbox_conversation_id"):
            connection.exec_driver_sql(f"DROP INDEX {index}")
        found = plans.whole_readings(connection, "turns._pin")
        raise _UndoneError(found)

    with pytest.raises(_UndoneError) as undone:  # the transaction is rolled back, and the indexes are there again
        crowd.submit(without).result()
    assert "inbox" in undone.value.args[0][0]
    assert _whole(crowd, "turns._pin") == []


class _UndoneError(Exception):
    """Nothing of it shall stay."""


def test_what_goes_with_something_else_finds_itself_by_an_index() -> None:
    """Deleting a row looks for all that refers to it: without an index, in the whole table that does."""
    plans.every()
    unfound = [
        f"{table.name}.{key.parent.name}"
        for table in metadata.sorted_tables
        if plans.is_large(table.name)
        for key in table.foreign_keys
        if key.parent.name not in _leading(table)
    ]
    assert unfound == []


def _leading(table: sa.Table) -> set[str]:
    """Columns that come first in an index over all rows."""
    unique = [next(iter(one.columns)).name for one in table.constraints if isinstance(one, sa.UniqueConstraint)]
    whole = [index for index in table.indexes if index.dialect_options["sqlite"]["where"] is None]
    return {next(iter(table.primary_key.columns)).name, *unique, *(next(iter(index.columns)).name for index in whole)}


def _of(database: Database) -> Sequence[str]:
    return [name for name in plans.every() if OF_ONE.get(name, database.dialect) == database.dialect]


def _whole(database: Database, name: str) -> list[str]:
    try:
        return database.submit(lambda connection: plans.whole_readings(connection, name)).result()
    except DatabaseError as error:
        return [f"{error.orig}; what only one database understands is named in OF_ONE, odd values in plans.py"]


def _allowed(name: str) -> bool:
    return any(_is(allowed, name) for allowed in ALLOWED)


def _is(allowed: str, name: str) -> bool:
    return name == allowed or name.startswith((f"{allowed}.", f"{allowed}["))
