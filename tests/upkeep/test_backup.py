"""One file with the whole shop, of one moment, on both databases."""

import asyncio
import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from bot.channels.port import Inbound, Text
from bot.store.database import Database, DatabaseError
from bot.store.mailbox import Mailbox
from bot.store.model import Draft, Outcome
from bot.upkeep import pg_tools
from bot.upkeep.archive import Archive, UpkeepError
from bot.upkeep.backup import SQLITE, back_up, verify
from bot.upkeep.keeping import archives, drop_older, name_at
from config.settings import Environment, read_environment
from tests.upkeep.conftest import NOW
from tests.upkeep.shop import SECRET, fill

Clock = Callable[[], int]


@pytest.fixture
def filled(database: Database) -> Database:
    database.submit(partial(fill, now=NOW)).result()
    return database


def test_it_holds_database_folder_and_model_and_says_what_of_each(
    filled: Database, environment: Environment, clock: Clock, tmp_path: Path
) -> None:
    made = back_up(environment, tmp_path / "one.zip", clock)
    manifest = verify(made.path)
    assert manifest == made.manifest
    assert manifest.database.kind == {"sqlite": "sqlite", "postgresql": "postgresql"}[filled.dialect]
    assert manifest.database.migration.isdigit()
    assert (manifest.made_at, manifest.database.counts["orders"], manifest.database.counts["outbox"]) == (NOW, 50, 7)
    assert {"home/config/shop.yml", "home/flows/scripts/order_status.yml", "home/var/model.npz"} <= set(manifest.members)
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_no_key_is_in_it_unless_it_is_wanted(filled: Database, environment: Environment, clock: Clock, tmp_path: Path) -> None:
    without = back_up(environment, tmp_path / "one.zip", clock)
    assert without.keyless
    with zipfile.ZipFile(without.path) as archive:
        assert not [name for name in archive.namelist() if SECRET.encode() in archive.read(name)]
    with_keys = back_up(environment, tmp_path / "two.zip", clock, with_keys=True)
    assert json.loads(Archive(with_keys.path).read("keys.json")) == {"SECRET_KEY": SECRET}
    assert not with_keys.keyless


def test_hidden_files_are_left_out(environment: Environment, home: Path, clock: Clock, tmp_path: Path) -> None:
    (home / ".env").write_text("SECRET_KEY=hush")
    (home / ".git").mkdir()
    (home / ".git" / "config").write_text("x")
    (home / "outside").symlink_to("/etc/passwd")
    made = back_up(environment, tmp_path / "one.zip", clock)
    assert not [name for name in made.manifest.members if "env" in name or "git" in name or "outside" in name]


async def test_under_load_it_is_a_moment_with_every_turn_whole(
    database: Database, environment: Environment, clock: Clock, tmp_path: Path
) -> None:
    """Messages arrive and turns are committed all the while; the copy has each turn's state, words and record, or none of it."""
    mailbox, stop, turns = Mailbox(database), asyncio.Event(), 0

    async def serve(address: str) -> None:
        nonlocal turns
        number = 0
        while not stop.is_set():
            number += 1
            await mailbox.post([Inbound("telegram", address, f"{address}-{number}", Text("kur?"))], NOW + number * 1000)
            for lease in await mailbox.lease(10, NOW + number * 1000 + 500):
                told = str(lease.conversation.turn)
                outcome = Outcome(
                    lease, state=told, language="lv", timers={}, record=told, messages=[Draft("talk", told), Draft("talk", told)]
                )
                turns += await mailbox.commit(outcome, NOW + number * 1000 + 600)

    working = [asyncio.create_task(serve(str(number))) for number in range(4)]
    try:
        while turns < 20:
            await asyncio.sleep(0)
        before = turns
        made = [
            await asyncio.to_thread(back_up, environment, tmp_path / f"{number}.zip", clock) for number in range(2)
        ]
        during = turns - before
    finally:
        stop.set()
        await asyncio.gather(*working)
        await mailbox.close()
    assert during > 10, "the shop stood still meanwhile"
    seen = [_turns_of(one.path, tmp_path) for one in made]
    for copied in seen:
        assert len(copied["turns"]) > 0
        assert dict.fromkeys(copied["turns"], 2) == copied["words"]
        assert {key: max(n for k, n in copied["turns"] if k == key) for key, _ in copied["turns"]} == copied["states"]
    assert len(seen[0]["turns"]) <= len(seen[1]["turns"])


def _turns_of(archive: Path, tmp_path: Path) -> dict[str, dict]:  # type: ignore[type-arg]
    opened, file = Archive(archive), tmp_path / "database"
    opened.extract(opened.manifest.database.member, file)
    if opened.manifest.database.kind == "sqlite":
        with closing(sqlite3.connect(file)) as copy:
            turns = copy.execute("SELECT conversation_id, number FROM turns").fetchall()
            words = copy.execute("SELECT conversation_id, turn, count(*) FROM outbox GROUP BY 1, 2").fetchall()
            states = copy.execute("SELECT id, state FROM conversations").fetchall()
    else:
        told = _dumped(file)
        turns = [(int(row["conversation_id"]), int(row["number"])) for row in told["turns"]]
        counted: dict[tuple[int, int], int] = {}
        for row in told["outbox"]:
            key = int(row["conversation_id"]), int(row["turn"])
            counted[key] = counted.get(key, 0) + 1
        words = [(*key, count) for key, count in counted.items()]
        states = [(int(row["id"]), row["state"]) for row in told["conversations"]]
    return {"turns": turns, "words": {(c, t): n for c, t, n in words}, "states": {c: int(s) for c, s in states if s}}


def _dumped(file: Path) -> dict[str, list[dict[str, str]]]:
    """A dump's rows, read by the format's own rules and not by the program."""
    command = ["pg_restore", "--data-only", "-f", "-", file]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    tables = re.compile(r"^COPY public\.(\w+) \(([^)]*)\) FROM stdin;\n(.*?)^\\\.$", re.DOTALL | re.MULTILINE)
    found: dict[str, list[dict[str, str]]] = {}
    for table, columns, rows in tables.findall(text):
        names = [name.strip('"') for name in columns.split(", ")]
        found[table] = [dict(zip(names, row.split("\t"), strict=True)) for row in rows.splitlines()]
    return found


def test_what_was_deleted_is_not_in_it(sqlite_url: str, home: Path, clock: Clock, tmp_path: Path) -> None:
    """Negative control: a plain copy of the file still has it."""
    environment = read_environment({"DEZURA_HOME": str(home), "DATABASE_URL": sqlite_url})
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")  # Debian's SQLite overwrites by default, others do not
        connection.execute("INSERT INTO facts VALUES ('x', ?)", ("erased words " * 2000,))
        connection.commit()
        connection.execute("DELETE FROM facts WHERE name = 'x'")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"erased words" in path.read_bytes()
    made = back_up(environment, tmp_path / "one.zip", clock)
    with zipfile.ZipFile(made.path) as archive:
        assert b"erased words" not in archive.read(SQLITE)


class TestWhatIsNoBackup:
    @pytest.fixture
    def archive(self, sqlite_url: str, home: Path, clock: Clock, tmp_path: Path) -> Path:
        environment = read_environment({"DEZURA_HOME": str(home), "DATABASE_URL": sqlite_url})
        return back_up(environment, tmp_path / "whole.zip", clock).path

    def refused(self, path: Path) -> str:
        with pytest.raises(UpkeepError) as told:
            verify(path)
        assert "\n" not in str(told.value)
        return str(told.value)

    def test_the_whole_one_is_one(self, archive: Path) -> None:
        assert verify(archive).database.kind == "sqlite"

    @pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
    def test_one_that_is_cut_short_is_refused(self, archive: Path, share: float) -> None:
        content = archive.read_bytes()
        archive.write_bytes(content[: int(len(content) * share)])
        assert "cut short" in self.refused(archive)

    @pytest.mark.parametrize("place", [0.05, 0.3, 0.6, 0.8, 0.95])
    def test_one_with_another_byte_is_refused(self, archive: Path, place: float) -> None:
        content = bytearray(archive.read_bytes())
        for index in range(int(len(content) * place), int(len(content) * place) + 64):
            content[index] ^= 0xFF
        archive.write_bytes(content)
        assert "damaged" in self.refused(archive)

    def test_a_foreign_archive_is_refused(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
            other.writestr("holiday.txt", "sun")
        assert "none of Dezura's" in self.refused(tmp_path / "other.zip")

    def test_a_file_that_is_not_there_is_said(self, tmp_path: Path) -> None:
        assert "no such file" in self.refused(tmp_path / "none.zip")

    @pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "home/../../x"])
    def test_a_member_that_leads_elsewhere_is_refused(self, archive: Path, name: str) -> None:
        changed = self.changed(archive, {name: b"x"}, named=True)
        assert "leads out" in self.refused(changed)

    def test_a_member_nobody_named_is_refused(self, archive: Path) -> None:
        assert "manifest" in self.refused(self.changed(archive, {"home/more.yml": b"x"}))

    def test_another_format_is_said(self, archive: Path) -> None:
        assert "format 9" in self.refused(self.changed(archive, {}, format=9))

    def test_rows_that_are_missing_are_found(self, archive: Path) -> None:
        with zipfile.ZipFile(archive) as whole:
            counts = json.loads(whole.read("manifest.json"))["database"]["counts"]
        database = {"database": {"kind": "sqlite", "member": SQLITE, "migration": "0019", "counts": {**counts, "orders": 3}}}
        assert "orders" in self.refused(self.changed(archive, {}, **database))

    def changed(self, archive: Path, members: dict[str, bytes], *, named: bool = False, **said: object) -> Path:
        target = archive.with_name("changed.zip")
        with zipfile.ZipFile(archive) as whole, zipfile.ZipFile(target, "w") as copy:
            manifest = {**json.loads(whole.read("manifest.json")), **said}
            for name in whole.namelist():
                if name != "manifest.json":
                    copy.writestr(name, whole.read(name))
            for name, content in members.items():
                copy.writestr(name, content)
                if named:
                    manifest["members"][name] = {"bytes": len(content), "sha256": ""}
            copy.writestr("manifest.json", json.dumps(manifest))
        return target


def test_a_full_disk_leaves_the_older_one(home: Path, sqlite_url: str, clock: Clock, tmp_path: Path) -> None:
    """The process may write files of so many bytes only, which is what a full disk looks like to it."""
    environment = read_environment({"DEZURA_HOME": str(home), "DATABASE_URL": sqlite_url})
    target = tmp_path / "backups" / "shop.zip"
    back_up(environment, target, clock)
    older = target.read_bytes()
    code = "from bot.__main__ import main; main()"
    variables = {**os.environ, "DEZURA_HOME": str(environment.dezura_home), "DATABASE_URL": environment.database}
    done = subprocess.run(
        [sys.executable, "-c", code, "backup", str(target)], env=variables, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000)),
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert target.read_bytes() == older
    assert [path.name for path in target.parent.iterdir()] == ["shop.zip"]


def test_a_database_that_is_not_there_is_said(home: Path, clock: Clock, tmp_path: Path) -> None:
    environment = read_environment({"DEZURA_HOME": str(home), "DATABASE_URL": f"sqlite:///{tmp_path}/none.db"})
    with pytest.raises(DatabaseError, match="no database"):
        back_up(environment, tmp_path / "one.zip", clock)
    assert not (tmp_path / "none.db").exists()


def test_a_damaged_database_is_not_backed_up_in_silence(sqlite_url: str, home: Path, clock: Clock, tmp_path: Path) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 12] = b"\xa5" * 4096 * 9
    path.write_bytes(content)
    environment = read_environment({"DEZURA_HOME": str(home), "DATABASE_URL": sqlite_url})
    with pytest.raises((DatabaseError, UpkeepError)):
        back_up(environment, tmp_path / "one.zip", clock)
    assert not (tmp_path / "one.zip").exists()


class TestKeeping:
    def test_the_newest_stay_and_what_is_not_ours_too(self, tmp_path: Path) -> None:
        for number in range(5):
            name_at(tmp_path, NOW + number * 1000).write_text("x")
        (tmp_path / "dezura-notes.zip").write_text("mine")
        dropped = drop_older(tmp_path, 2)
        assert [path.name for path in archives(tmp_path)] == ["dezura-20270115T080004Z.zip", "dezura-20270115T080003Z.zip"]
        assert len(dropped) == 3
        assert (tmp_path / "dezura-notes.zip").exists()

    def test_two_of_one_second_have_names_of_their_own(self, tmp_path: Path) -> None:
        names = []
        for _ in range(11):
            names.append(name_at(tmp_path, NOW))
            names[-1].write_text("x")
        assert len(set(names)) == 11
        assert archives(tmp_path) == names[::-1]


class TestPostgresTools:
    @pytest.fixture
    def tools(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
        """Put a program of that version before the real one."""
        folder = tmp_path / "bin"
        folder.mkdir()
        monkeypatch.setenv("PATH", str(folder))

        def write(name: str, version: str) -> None:
            (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
            (folder / name).chmod(0o755)

        return write

    def test_a_missing_one_is_named_with_its_package(self, tools: object, postgres_url: str, home: Path, tmp_path: Path) -> None:
        environment = read_environment({"DEZURA_HOME": str(home), "DATABASE_URL": postgres_url})
        with pytest.raises(UpkeepError, match=r"pg_dump is not on the PATH.*postgresql-client"):
            back_up(environment, tmp_path / "one.zip", lambda: NOW)

    def test_an_older_one_is_said(
        self, tools: Callable[[str, str], None], postgres_url: str, home: Path, tmp_path: Path
    ) -> None:
        tools("pg_dump", "9.6.1")
        environment = read_environment({"DEZURA_HOME": str(home), "DATABASE_URL": postgres_url})
        with pytest.raises(UpkeepError, match=r"pg_dump is of PostgreSQL 9 and the server of \d+: .* install postgresql-client"):
            back_up(environment, tmp_path / "one.zip", lambda: NOW)

    def test_an_archive_of_a_newer_one_is_not_guessed_at(self, tools: Callable[[str, str], None]) -> None:
        tools("pg_restore", "15.1")
        with pytest.raises(UpkeepError, match="pg_restore is of PostgreSQL 15, the archive of 17"):
            pg_tools.check_reader(17)

    def test_a_password_is_in_no_command(self) -> None:
        import sqlalchemy as sa

        shown, variables = pg_tools.libpq(sa.make_url("postgresql+psycopg://u:hush@db/x?sslmode=require"))
        assert shown == "postgresql://u@db/x?sslmode=require"
        assert variables["PGPASSWORD"] == "hush"

    def test_nor_is_the_one_of_a_key(self) -> None:
        import sqlalchemy as sa

        with pytest.raises(UpkeepError, match="DATABASE_URL: sslpassword would stand in the list of processes"):
            pg_tools.libpq(sa.make_url("postgresql+psycopg://u:hush@db/x?sslkey=k&sslpassword=hush"))
