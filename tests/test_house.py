"""The house keeps its shape: imports run one way, the schema is what its migrations make, the locks hold hashes and no hosts."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.premises import VERSION
from bot.store.database import Database
from bot.store.personal import PLACES
from bot.store.schema import described, head, metadata

ROOT = Path(__file__).resolve().parent.parent


def test_imports_run_one_way() -> None:
    done = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_migrations_make_the_tables_of_the_program(database: Database) -> None:
    def differences(connection: sa.Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"include_object": described})
        return list(compare_metadata(context, metadata))

    assert database.submit(differences).result() == []


def test_a_migrations_file_begins_with_its_revision_and_each_follows_the_one_before() -> None:
    """A start finds out by the names alone whether there is anything to do (bot/store/schema.py)."""
    script = ScriptDirectory(str(ROOT / "bot" / "store" / "migrations"))
    revisions = [(Path(one.path).name[:4], one.revision) for one in script.walk_revisions()]
    assert all(name == revision for name, revision in revisions)
    assert [revision for _, revision in revisions] == sorted((revision for _, revision in revisions), reverse=True)
    assert head() == script.get_current_head()


def test_every_column_is_named_in_the_list_of_personal_data() -> None:
    """What is not named there is neither given out nor erased (docs/privacy.md)."""
    there = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
    named = {(place.table, column) for place in PLACES for column in place.columns}
    assert there ^ named == set(), "say in bot/store/personal.py whose it is, how it is given out and what erasure does"


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-tracing.lock"])
def test_a_lock_pins_every_package_by_hash_and_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text()
    packages = re.split(r"\n(?=\S)", text.strip())
    assert [package for package in packages if "--hash=sha256:" not in package] == []
    assert re.search(r"https?://|file:|index-url", text) is None


def test_only_one_file_imports_aiogram_and_only_one_scikit_learn() -> None:
    def importing(library: str) -> set[str]:
        pattern = re.compile(rf"^\s*(from|import) {library}\b", re.MULTILINE)
        files = [file for folder in ("bot", "handoff", "flows", "nlu", "config") for file in (ROOT / folder).rglob("*.py")]
        return {str(file.relative_to(ROOT)) for file in files if pattern.search(file.read_text(encoding="utf-8"))}

    assert importing("aiogram") == {"bot/channels/telegram_methods.py"}
    assert importing("sklearn") == {"nlu/training.py"}


def test_sql_stands_in_one_folder() -> None:
    pattern = re.compile(r"\b(SELECT .+ FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b")
    files = [file for folder in ("bot", "handoff", "flows", "nlu", "config") for file in (ROOT / folder).rglob("*.py")]
    outside = [file for file in files if "store" not in file.parts and pattern.search(file.read_text(encoding="utf-8"))]
    assert outside == []


def test_the_program_and_its_package_are_of_one_version() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
