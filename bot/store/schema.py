"""The database's shape over time: migrate it to this program's, or say that it does not fit."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

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
    config = _config(connection)
    script = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head():
        return
    if current is not None and current not in {revision.revision for revision in script.walk_revisions()}:
        raise DatabaseError(f"the database was written by a newer version of Dezura (revision {current}); update the program")
    command.upgrade(config, to)


def head() -> str:
    """This program's revision."""
    return ScriptDirectory(str(_MIGRATIONS)).get_current_head() or ""


def is_known(revision: str) -> bool:
    """Whether this program can bring a database of this revision up to its own."""
    return revision in {known.revision for known in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}


def revision_of(connection: sa.Connection) -> str | None:
    """The revision a database is at; None where it is none of ours."""
    return MigrationContext.configure(connection).get_current_revision()


def described(_thing: object, name: str | None, *_: object) -> bool:
    """Whether the metadata can say what this is: full-text indexes stand in their migration alone."""
    return _INDEXES.fullmatch(name or "") is None


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
