"""A backup put back: the same shop, that knows what may have happened since."""

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.commands.backup import told
from bot.privacy import ledger
from bot.store import dumps, loading, schema
from bot.store.database import Database, connect
from bot.store.erased import Erasure
from bot.upkeep import unfinished
from bot.upkeep.archive import UpkeepError
from bot.upkeep.backup import back_up
from bot.upkeep.restore import Plan, restore
from config.settings import CHECKOUT, Environment, read_environment
from flows.shop.persons import chat_key
from tests import servers
from tests.upkeep.conftest import NOW
from tests.upkeep.shop import SECRET, everything, fill, rows

LATER = NOW + 3 * 3_600_000
Clock = Callable[[], int]
CHANGED = {"outbox", "conversations", "calls", "sessions", "notices", "audit"}  # by a restore itself
REPLACE = Plan(replace=True)


@pytest.fixture
def archive(database: Database, environment: Environment, clock: Clock, tmp_path: Path) -> Path:
    """Of a filled shop."""
    database.submit(partial(fill, now=NOW)).result()
    return back_up(environment, tmp_path / "shop.zip", clock, with_keys=True).path


@pytest.fixture
def on_sqlite(sqlite_url: str, home: Path) -> Environment:
    """Where the kind of database makes no difference, or is SQLite's own matter; filled."""
    opened = connect(sqlite_url)
    opened.submit(partial(fill, now=NOW)).result()
    opened.close()
    return read_environment({"DEZURA_HOME": str(home), "DATABASE_URL": sqlite_url})


@pytest.fixture
def sqlite_archive(on_sqlite: Environment, clock: Clock, tmp_path: Path) -> Path:
    return back_up(on_sqlite, tmp_path / "shop.zip", clock, with_keys=True).path


@pytest.fixture
def elsewhere(tmp_path: Path) -> Environment:
    """A folder and a SQLite database that are not there yet."""
    return read_environment({"DEZURA_HOME": str(tmp_path / "other"), "DATABASE_URL": f"sqlite:///{tmp_path}/other/dezura.db"})


@pytest.fixture
def empty(environment: Environment, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Environment]:
    """Another database of the same kind, with nothing in it, and another folder."""
    url = f"sqlite:///{tmp_path}/other/dezura.db"
    if environment.database.startswith("postgresql"):
        server = request.getfixturevalue("postgres_server")
        url = server.replace("/postgres", "/other")
        servers.run(server, "CREATE DATABASE other")
    yield read_environment({"DEZURA_HOME": str(tmp_path / "other"), "DATABASE_URL": url})
    if environment.database.startswith("postgresql"):
        servers.run(server, "DROP DATABASE other WITH (FORCE)")


def ask(environment: Environment, statement: str) -> list[tuple[object, ...]]:
    opened = connect(environment.database, pool=1)
    try:
        return opened.query(partial(rows, statement=statement)).result()
    finally:
        opened.close()


def all_of(environment: Environment) -> dict[str, list[tuple[object, ...]]]:
    opened = connect(environment.database, pool=1)
    try:
        return opened.query(everything).result()
    finally:
        opened.close()


class TestTheSameKind:
    def test_every_row_of_every_table_is_there_again_and_nothing_is_done_twice(
        self, archive: Path, environment: Environment, empty: Environment
    ) -> None:
        before = all_of(environment)
        done = restore(empty, archive, Plan(), lambda: LATER)
        after_ = all_of(empty)
        assert {name for name in before if before[name] != after_[name]} == CHANGED
        assert (len(before["files"]), len(before["orders"])) == (1, 50)
        states = ask(empty, "SELECT key, state, open FROM outbox ORDER BY key")
        assert [(key, state) for key, state, _ in states] == [
            ("k0", "sent"), ("k1", "unknown"), ("k2", "unknown"), ("k3", "unknown"), ("k4", "unknown"), ("k5", "unknown"),
            ("k6", "failed"),
        ]  # fmt: skip
        assert not [key for key, _, is_open in states if is_open]
        assert ask(empty, "SELECT state, lease_until FROM calls") == [("started", 0)], "looked up before it is tried"
        assert ask(empty, "SELECT state FROM notices") == [("unknown",)]
        assert ask(empty, "SELECT count(*) FROM sessions") == [(0,)]
        after = done.aftermath
        assert (after.sends, after.talk, after.calls, after.notices, after.sessions) == (4, 1, 1, 1, 1)
        assert (after.unread, after.timers, after.waiting, after.overdue) == (1, 1, 1, 1)
        words = "\n".join(told(done))
        assert "3 hours ago" in words
        for said in ("5 messages waited to be sent", "1 promises are overdue", "looked up there", "1 customers wait", "36"):
            assert said in words

    def test_a_new_row_does_not_get_a_number_that_was_used(
        self, database: Database, environment: Environment, empty: Environment, clock: Clock, tmp_path: Path
    ) -> None:
        database.submit(partial(fill, now=NOW)).result()
        database.submit(lambda connection: connection.exec_driver_sql("DELETE FROM outbox WHERE key = 'k6'").close()).result()
        one = back_up(environment, tmp_path / "one.zip", clock).path
        restore(empty, one, Plan(), lambda: LATER)
        opened = connect(empty.database, pool=1)
        values = {"conversation_id": 7, "kind": "talk", "author": "bot", "floor": 0, "key": "new", "body": "{}", "created_at": 0,
                  "send_at": 0, "state": "sent", "open": False}
        outbox = schema.metadata.tables["outbox"]
        opened.submit(lambda connection: connection.execute(outbox.insert().values(**values)).close()).result()
        opened.close()
        assert ask(empty, "SELECT id FROM outbox WHERE key = 'new'") == [(8,)]

    def test_the_folder_comes_where_there_is_none_and_keys_where_they_were_kept(
        self, sqlite_archive: Path, elsewhere: Environment
    ) -> None:
        done = restore(elsewhere, sqlite_archive, Plan(), lambda: LATER)
        assert (elsewhere.dezura_home / "config" / "shop.yml").exists()
        assert (elsewhere.var / "model.npz").read_bytes() == b"model" * 100
        assert done.files == 5
        assert ask(elsewhere, "SELECT value FROM facts WHERE name = 'secret_key'") == [(SECRET,)]
        assert unfinished.begun(elsewhere.var) is None

    def test_a_folder_that_is_there_stays_unless_it_is_wanted_otherwise(
        self, sqlite_archive: Path, on_sqlite: Environment, home: Path
    ) -> None:
        settings = home / "config" / "shop.yml"
        settings.write_text("name: Mine\n")
        done = restore(on_sqlite, sqlite_archive, Plan(replace=True, discard=True), lambda: LATER)
        assert (settings.read_text(), done.kept) == ("name: Mine\n", 1)
        done = restore(on_sqlite, sqlite_archive, Plan(replace=True, discard=True, files=True), lambda: LATER)
        assert settings.read_text() != "name: Mine\n"
        assert settings.with_name("shop.yml.before-restore").read_text() == "name: Mine\n"

    def test_an_older_one_is_migrated(self, environment: Environment, empty: Environment, clock: Clock, tmp_path: Path) -> None:
        older = read_environment({"DEZURA_HOME": str(empty.dezura_home), "DATABASE_URL": environment.database})
        opened = connect(environment.database, pool=1)
        if environment.database.startswith("postgresql"):
            opened.submit(loading.clear).result()
        else:
            opened.close()
            Path(environment.database.removeprefix("sqlite:///")).unlink()
            opened = connect(environment.database)
        opened.submit(lambda connection: schema.migrate(connection, "0012")).result()
        opened.submit(lambda connection: connection.exec_driver_sql(
            "INSERT INTO users (email, name, role, password, created_at) VALUES ('a@b.example', 'A', 'agent', 'x', 5)"
        ).close()).result()
        opened.close()
        one = back_up(older, tmp_path / "one.zip", clock)
        assert one.manifest.database.migration == "0012"
        done = restore(empty, one.path, Plan(), lambda: LATER)
        assert done.migrated
        assert ask(empty, "SELECT version_num FROM alembic_version") == [(schema.head(),)]
        assert ask(empty, "SELECT email FROM users") == [("a@b.example",)]


def test_who_was_erased_since_is_erased_again(archive: Path, environment: Environment, database: Database) -> None:
    """Negative control: without the list beside the database they are back."""
    database.close()
    plan = Plan(replace=True, discard=True)
    assert restore(environment, archive, plan, lambda: LATER).erased == 0
    assert ask(environment, "SELECT count(*) FROM conversations") == [(1,)]
    key = chat_key(SECRET.encode(), "telegram", "7")
    ledger.add(environment.var, Erasure("e1", NOW + 1, "command", None, (f"chat:{key.hash}",), {}, ()))
    done = restore(environment, archive, plan, lambda: LATER)
    assert done.erased == 1
    assert "erased again" in "\n".join(told(done))
    assert ask(environment, "SELECT count(*) FROM conversations") == [(0,)]
    assert ask(environment, "SELECT count(*) FROM erasures") == [(1,)]
    if environment.database.startswith("sqlite"):
        assert b"kur\\nir?" not in Path(environment.database.removeprefix("sqlite:///")).read_bytes()


def test_keys_of_sealed_accounts_come_back_beside_those_in_use(on_sqlite: Environment, clock: Clock, tmp_path: Path) -> None:
    path = on_sqlite.var / "data.keys"
    path.write_text("old  # 1\n")
    with_keys = back_up(on_sqlite, tmp_path / "one.zip", clock, with_keys=True).path
    without = back_up(on_sqlite, tmp_path / "two.zip", clock)
    assert without.keyless
    path.write_text("new\n")
    restore(on_sqlite, with_keys, Plan(replace=True, discard=True), lambda: LATER)
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("old  # 1\nnew\n", 0o600)
    path.unlink()
    restore(on_sqlite, without.path, Plan(replace=True, discard=True), lambda: LATER)
    assert not path.exists()
    assert ask(on_sqlite, "SELECT value FROM facts WHERE name = 'secret_key'") == [(SECRET,)], "of what was replaced"


class TestRefusals:
    def refused(self, environment: Environment, archive: Path, plan: Plan = Plan()) -> str:  # noqa: B008 - frozen
        with pytest.raises(UpkeepError) as said:
            restore(environment, archive, plan, lambda: LATER)
        assert unfinished.begun(environment.var) is None
        return str(said.value)

    def test_a_database_that_holds_data(self, archive: Path, environment: Environment, database: Database) -> None:
        database.close()
        before = all_of(environment)
        assert "--replace" in self.refused(environment, archive)
        assert all_of(environment) == before

    def test_one_that_a_process_uses(self, archive: Path, environment: Environment, database: Database) -> None:
        """The fixture's connection is that process."""
        database.query(partial(rows, statement="SELECT 1 FROM users")).result()
        assert "in use" in self.refused(environment, archive, REPLACE)

    def test_a_newer_one(self, sqlite_archive: Path, elsewhere: Environment) -> None:
        target = sqlite_archive.with_name("newer.zip")
        with zipfile.ZipFile(sqlite_archive) as whole, zipfile.ZipFile(target, "w") as copy:
            for name in whole.namelist():
                content = whole.read(name)
                copy.writestr(name, content.replace(b'"migration": "00', b'"migration": "99'))
        assert "newer version of Dezura" in self.refused(elsewhere, target)

    def test_a_damaged_one_before_anything_is_touched(self, sqlite_archive: Path, on_sqlite: Environment) -> None:
        before = all_of(on_sqlite)
        content = bytearray(sqlite_archive.read_bytes())
        content[300:400] = bytes(100)
        sqlite_archive.write_bytes(content)
        assert "damaged" in self.refused(on_sqlite, sqlite_archive, Plan(replace=True, discard=True))
        assert all_of(on_sqlite) == before

    def test_statements_in_a_dump_are_passed_over(self) -> None:
        """Only rows and numbers are taken from it."""
        number = b"SELECT pg_catalog.setval('public.x_id_seq', 5, true);\n"
        script = b"DROP TABLE users;\n" + number + b"COPY public.users (id) FROM stdin;\n1\n\\.\n"
        found = list(dumps.parts(io.BytesIO(script)))
        assert [type(part).__name__ for part in found] == ["Number", "Rows"]

    def test_what_is_replaced_is_backed_up_before(self, sqlite_archive: Path, on_sqlite: Environment) -> None:
        environment, archive, database = on_sqlite, sqlite_archive, connect(on_sqlite.database)
        database.submit(lambda connection: connection.exec_driver_sql("UPDATE users SET name = 'Later'").close()).result()
        database.close()
        done = restore(environment, archive, REPLACE, lambda: LATER)
        assert ask(environment, "SELECT name FROM users") == [("Anna",)]
        assert done.before is not None
        restore(environment, done.before, Plan(replace=True, discard=True), lambda: LATER)
        assert ask(environment, "SELECT name FROM users") == [("Later",)]

    def test_from_postgresql_to_sqlite(self, postgres_url: str, home: Path, clock: Clock, tmp_path: Path) -> None:
        one = back_up(read_environment({"DEZURA_HOME": str(home), "DATABASE_URL": postgres_url}), tmp_path / "one.zip", clock)
        elsewhere = read_environment({"DEZURA_HOME": str(home), "DATABASE_URL": f"sqlite:///{tmp_path}/x.db"})
        assert "no way from there to SQLite" in self.refused(elsewhere, one.path)

    def test_a_file_that_is_no_database_is_put_aside_only_when_told(
        self, sqlite_archive: Path, home: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "broken.db").write_bytes(b"no database at all" * 500)
        broken = read_environment({"DEZURA_HOME": str(home), "DATABASE_URL": f"sqlite:///{tmp_path}/broken.db"})
        assert "--discard" in self.refused(broken, sqlite_archive, REPLACE)
        restore(broken, sqlite_archive, Plan(replace=True, discard=True), lambda: LATER)
        assert (tmp_path / "broken.db.damaged").read_bytes().startswith(b"no database")
        assert ask(broken, "SELECT count(*) FROM users") == [(1,)]


class TestFromSqliteToPostgres:
    @pytest.fixture
    def crossed(
        self, on_sqlite: Environment, sqlite_archive: Path, postgres_url: str, tmp_path: Path
    ) -> tuple[Environment, Environment]:
        there = read_environment({"DEZURA_HOME": str(tmp_path / "there"), "DATABASE_URL": postgres_url})
        assert restore(there, sqlite_archive, Plan(), lambda: LATER).crossed
        return on_sqlite, there

    def test_every_row_is_the_same_and_numbers_go_on_and_what_belongs_together_is_held_together(
        self, crossed: tuple[Environment, Environment], postgres_server: str
    ) -> None:
        before, after = map(all_of, crossed)
        assert {name for name in before if before[name] != after[name]} == CHANGED
        assert before["files"] == after["files"], "bytes and all"
        opened = connect(crossed[1].database, pool=1)
        with pytest.raises(sa.exc.IntegrityError):
            opened.submit(lambda connection: connection.exec_driver_sql("INSERT INTO turns VALUES (999, 1, 0, '{}')")).result()
        new = opened.submit(lambda connection: connection.exec_driver_sql(
            "INSERT INTO conversations (channel, address, created_at, changed_at) VALUES ('t', 'new', 0, 0) RETURNING id"
        ).scalar()).result()
        opened.close()
        assert new == 8

        self.it_has_the_indexes_of_a_migrated_one(crossed, postgres_server)

    def it_has_the_indexes_of_a_migrated_one(self, crossed: tuple[Environment, Environment], postgres_server: str) -> None:
        shape = read_environment({"DATABASE_URL": postgres_server.replace("/postgres", "/shape")})
        wanted = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
        kept = """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"""
        for statement in (wanted, kept):
            assert ask(crossed[1], statement) == ask(shape, statement)


MOMENTS = [("sqlite", 12), ("sqlite", 45), ("sqlite", 85), ("postgres", 80), ("postgres", 3000)]  # calls of about 107, and 6,160


@pytest.mark.postgres
@pytest.mark.parametrize(("kind", "call"), MOMENTS)
def test_a_killed_one_leaves_a_state_that_says_so_and_can_be_repeated(
    kind: str, call: int, request: pytest.FixtureRequest, home: Path, tmp_path: Path
) -> None:
    """kill -9 at moments spread over the restore: the old shop or the new one is there, and the next try ends it."""
    environment = read_environment({"DEZURA_HOME": str(home), "DATABASE_URL": request.getfixturevalue(f"{kind}_url")})
    database = connect(environment.database, pool=1)
    database.submit(partial(fill, now=NOW)).result()
    archive = back_up(environment, tmp_path / "shop.zip", lambda: NOW, with_keys=True).path
    database.submit(lambda connection: connection.exec_driver_sql("UPDATE users SET name = 'Old'").close()).result()
    database.close()
    script = tmp_path / "slow.py"
    script.write_text(_SLOWLY.format(archive=str(archive)))
    variables = {
        **os.environ, "DEZURA_HOME": str(environment.dezura_home), "DATABASE_URL": environment.database,
        "PYTHONPATH": str(CHECKOUT),
    }  # fmt: skip
    process = subprocess.Popen([sys.executable, script], env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= call:
            break
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it had ended by itself"
    process.stdout.close()
    _gone(environment)
    name, state = ask(environment, "SELECT name FROM users")[0][0], unfinished.begun(environment.var)
    assert name in {"Old", "Anna"}
    assert state is not None or name == "Old"
    if state is not None:
        with pytest.raises(Exception, match="did not end: run `dezura restore"):
            unfinished.refuse(environment.var)
    restore(environment, archive, Plan() if state else REPLACE, lambda: LATER)
    assert ask(environment, "SELECT name FROM users") == [("Anna",)]
    assert unfinished.begun(environment.var) is None
    assert not list(environment.var.glob(".dezura-*"))


# A line for every call of ours, so that the test can end it amid any of them.
_SLOWLY = """
import sys
from bot.upkeep import restore as module
from bot.upkeep.restore import Plan, restore
from config.settings import read_environment
from pathlib import Path
seen = 0
def trace(frame, event, _):
    global seen
    if event == "call" and "/bot/upkeep/" in frame.f_code.co_filename or "/bot/store/loading" in frame.f_code.co_filename:
        seen += 1
        print(seen, flush=True)
sys.setprofile(trace)
restore(read_environment(), Path({archive!r}), Plan(replace=True, discard=True), lambda: 1_800_010_800_000)
"""


def _gone(environment: Environment) -> None:
    """Wait until PostgreSQL has noticed that a client was killed."""
    if not environment.database.startswith("postgresql"):
        return
    engine = sa.create_engine(environment.database.replace("postgresql://", "postgresql+psycopg://"))
    deadline = time.monotonic() + 20
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.exec_driver_sql(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() LIMIT 1"
        ).first():
            assert time.monotonic() < deadline
    engine.dispose()
