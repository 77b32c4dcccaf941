"""The database's shape over time: migrate it to this program's, or say that it does not fit."""

import re
from pathlib import Path

import sqlalchemy as sa

from bot.store import (
    bank_tables,
    care_tables,
    craft_tables,
    crew_tables,
    deed_tables,
    edition_tables,
    invoice_tables,
    lesson_tables,
    privacy_tables,
    quality_tables,
    replay_tables,
    return_tables,
    rota_tables,
    search_tables,
    studio_tables,
    tables,
    topics_tables,
    trial_tables,
    unheard_tables,
    vows_tables,
    waiting_tables,
)
from bot.store.database import DatabaseError

# Each part of the shop has tables of its own; together they are the schema.
PARTS = (
    tables, deed_tables, invoice_tables, bank_tables, return_tables, care_tables, waiting_tables,
    rota_tables, vows_tables, crew_tables, craft_tables, search_tables, topics_tables, quality_tables,
    lesson_tables, studio_tables, edition_tables, replay_tables, unheard_tables, trial_tables,
    privacy_tables,
)  # fmt: skip
metadata = tables.metadata
_INDEXES = re.compile(r"search_(lines|people)_(fts(_\w+)?|words)|ix_search_(lines|people)_words")
_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x64657A7572  # one process migrates at a time


def migrate(connection: sa.Connection, to: str = "head") -> None:
    """Bring the schema up to this program's, or to an older shape. Safe to run from several processes at once.

    Raises DatabaseError.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    current = revision_of(connection)
    if current == head():
        return
    if current is not None and not is_known(current):
        raise DatabaseError(f"the database was written by a newer version of Dezura (revision {current}); update the program")
    _upgrade(connection, to)


def head() -> str:
    """This program's revision."""
    return max(_revisions())


def is_known(revision: str) -> bool:
    """Whether this program can bring a database of this revision up to its own."""
    return revision in _revisions()


def revision_of(connection: sa.Connection) -> str | None:
    """The revision a database is at; None where it is none of ours."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _revisions() -> set[str]:
    """Of all migrations: what their files' names begin with."""
    return {path.name[:4] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py")}


def described(_thing: object, name: str | None, *_: object) -> bool:
    """Whether the metadata can say what this is: full-text indexes stand in their migration alone."""
    return _INDEXES.fullmatch(name or "") is None


def _upgrade(connection: sa.Connection, to: str) -> None:
    from alembic import command  # noqa: PLC0415 - a quarter of a second, which no start need wait for where nothing is to do
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
