"""A backup put back: into the same kind of database, or from SQLite into PostgreSQL; whole or not at all.

The new database is made ready before the old one is touched, and takes its place in one transaction. So a restore that is killed
leaves the old one, or the new one; the mark in `var/` says that it did not end, and it can be run again.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from bot import durable
from bot.privacy import ledger
from bot.privacy.again import erase_again
from bot.privacy.custody import Custody
from bot.store import copying, dumps, erased, facts, loading, restored, schema, sealed
from bot.store.database import Database, DatabaseError, Postgres, connect
from bot.store.erased import Erasure
from bot.store.restored import Aftermath
from bot.upkeep import pg_tools, unfinished
from bot.upkeep.archive import Archive, Content, UpkeepError, under
from bot.upkeep.backup import KEYS, back_up, facts_of, make_folder, working
from bot.upkeep.keeping import name_at
from bot.upkeep.keys import DATA, SECRET
from config.settings import Environment
from config.shop import plain, read_shop

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """What an operator allows: `replace` a database that holds data (after a backup of it, unless `discard`), and the folder."""

    replace: bool = False
    discard: bool = False
    files: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: `before` is the backup of what was replaced, `files` were written, `key` says how the secret key stands."""

    made_at: int
    now: int
    migrated: bool
    crossed: bool
    before: Path | None
    files: int
    kept: int
    key: str
    aftermath: Aftermath
    erased: int = 0


def restore(environment: Environment, path: Path, plan: Plan, clock: Callable[[], int]) -> Restored:
    """Put an archive back. Raises UpkeepError or DatabaseError; then the database is as it was."""
    archive = Archive(path)
    try:
        _fits(environment, archive)
        archive.check()
        digest = _digest(archive)
        again = unfinished.begun(environment.var) is not None
        target = _Target(environment, again=again)
        target.look(plan)
        key, erasures = _key(environment, archive, target.key), target.erasures()
        if erasures and not key.secret:
            raise UpkeepError(f"{len(erasures)} erasures have to be done again, and no key tells whose: set SECRET_KEY")
        before = target.save(plan, clock)
        make_folder(environment.var)
        with working(environment.var) as work:
            unfinished.begin(environment.var, path, digest)
            try:
                return _put(archive, plan, target, work, _Past(key, erasures, before, clock()))
            except (UpkeepError, DatabaseError):
                if not again:
                    unfinished.end(environment.var)  # nothing of it has happened
                raise
    except OSError as error:
        raise UpkeepError(f"the restore stopped: {error.strerror or error}; run it again when that is mended") from None
    finally:
        archive.close()


def _put(archive: Archive, plan: Plan, target: "_Target", work: Path, past: "_Past") -> Restored:
    environment, content, now, key = target.environment, archive.manifest.database, past.now, past.key
    made_at, file = archive.manifest.made_at, work / "database"
    archive.extract(content.member, file)
    written, kept = _files(environment.dezura_home, archive, plan)
    if key.sealing and not plain(environment.data_keys):
        _add_keys(environment.var / sealed.FILE, key.sealing)

    def settle(connection: sa.Connection) -> Aftermath:
        if key.kept:
            facts.replace(connection, "secret_key", key.kept)
        return restored.awaken(connection, made_at, now)

    if content.kind == "sqlite":
        aftermath, erased_ = _ready(file, content.counts, settle, lambda database: _erase(environment, database, past))
        target.take_sqlite(file)
    else:
        aftermath = target.take_dump(file, content, facts_of(archive), settle)
        opened = connect(environment.database, pool=1)
        try:
            erased_ = _erase(environment, opened, past)
        finally:
            opened.close()
    unfinished.end(environment.var)
    migrated, crossed = content.migration != schema.head(), content.kind != target.kind
    return Restored(made_at, now, migrated, crossed, past.before, written, kept, key.said, aftermath, erased_)


@dataclass(frozen=True, slots=True)
class _Past:
    """What is known of before: the key, who was erased, and the backup of what will be replaced."""

    key: "_Key"
    erasures: Sequence[Erasure]
    before: Path | None
    now: int


def _erase(environment: Environment, database: Database, past: _Past) -> int:
    """Erase again whoever was erased after the backup, before anybody can read of them; how many people."""
    if not past.erasures:
        return 0
    shop = read_shop(environment.dezura_home)
    custody = Custody(database, shop, past.key.secret.encode(), environment.var, lambda: past.now)
    return erase_again(custody, past.erasures)


def _fits(environment: Environment, archive: Archive) -> None:
    """Refuse in words what cannot go there."""
    content, kind = archive.manifest.database, make_url(environment.database).get_backend_name()
    if not schema.is_known(content.migration):
        raise UpkeepError(
            f"{archive.path} is of a newer version of Dezura ({archive.manifest.program}, migration {content.migration}): "
            "update the program first"
        )
    if content.kind == "postgresql" and kind == "sqlite":
        raise UpkeepError(f"{archive.path} is of PostgreSQL: name one in DATABASE_URL; there is no way from there to SQLite")
    if content.kind == "postgresql":
        pg_tools.check_reader(content.tool)


def _ready(
    file: Path, counts: dict[str, int], settle: Callable[[sa.Connection], Aftermath], erase: Callable[[Database], int]
) -> tuple[Aftermath, int]:
    """A SQLite file brought to this program's shape and told that time has passed. Raises UpkeepError for one that is damaged."""
    if copying.look_into(file).counts != counts:
        raise UpkeepError("the archive holds other rows than its manifest says; take an older backup")
    opened = connect(f"sqlite:///{file}")
    try:
        opened.submit(schema.migrate).result()
        aftermath, erased_ = opened.submit(settle).result(), erase(opened)
    finally:
        opened.close()
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    copying.tidy(file, keys=True)  # what was erased again must not stand between the rows
    copying.look_into(file)
    return aftermath, erased_


class _Target:
    """The database that is to be filled."""

    def __init__(self, environment: Environment, *, again: bool) -> None:
        self.environment, self.again = environment, again
        self.url = make_url(environment.database)
        self.kind = self.url.get_backend_name()
        self.path = Path(self.url.database or "")
        self.held: str | None = None
        self.key = ""

    def look(self, plan: Plan) -> None:
        """Raises UpkeepError where somebody uses it, or it holds what nobody allowed to be replaced."""
        try:
            self.held = self._sqlite_held() if self.kind == "sqlite" else self._postgres_held()
        except _DamagedError as error:
            if not (plan.discard or self.again):
                raise UpkeepError(
                    f"{self.path} is there and cannot be read ({error}); --replace --discard puts it aside"
                ) from None
            self._put_aside()
            return
        self.key = self._read(_secret) or ""
        if self.held and not (plan.replace or self.again):
            raise UpkeepError(
                f"the database holds data already (there are {self.held}); --replace puts the backup in its place, "
                "after a backup of what is there"
            )

    def erasures(self) -> list[Erasure]:
        """Everybody erased so far, by what is replaced and by the list beside it, the oldest first."""
        return erased.merged(ledger.read(self.environment.var), self._read(lambda connection: erased.since(connection, 0)) or ())

    def _read(self, look: Callable[[sa.Connection], T]) -> T | None:
        """What the database says as it is, None where it has no such table, or is not there."""
        if self.kind == "sqlite" and not self.path.exists():
            return None
        opened = connect(self.environment.database, pool=1)
        try:
            return opened.query(look).result()
        except sa.exc.DatabaseError:
            return None
        finally:
            opened.close()

    def save(self, plan: Plan, clock: Callable[[], int]) -> Path | None:
        """A backup of what will be replaced. Raises UpkeepError."""
        if not self.held or plan.discard or self.again:
            return None
        target = name_at(self.environment.var / "backups", clock())
        try:
            return back_up(self.environment, target, clock, with_keys=True).path
        except (UpkeepError, DatabaseError) as error:
            raise UpkeepError(f"what is there could not be backed up: {error}; --discard replaces it without") from None

    def take_sqlite(self, file: Path) -> None:
        """Let it hold what a ready SQLite file holds."""
        if self.kind == "sqlite":
            self._overwrite(file)
        else:
            self._fill(lambda connection: loading.load(connection, loading.sqlite_parts(file), schema.head()))

    def take_dump(
        self, file: Path, content: Content, kept: list[tuple[str, str]], settle: Callable[[sa.Connection], Aftermath]
    ) -> Aftermath:
        """Let it hold what a dump holds, brought up to this program."""

        def work(connection: sa.Connection) -> Aftermath:
            with pg_tools.script(file) as script:
                found = loading.load(connection, dumps.parts(script), content.migration)
            if wrong := [name for name, count in content.counts.items() if name != "facts" and found.get(name, 0) != count]:
                raise UpkeepError(f"the archive holds other rows than its manifest says in {', '.join(wrong)}")
            for name, value in kept:
                facts.replace(connection, name, value)
            schema.migrate(connection)
            return settle(connection)

        return self._fill(work)

    def _overwrite(self, file: Path) -> None:
        """In one transaction of SQLite's own: a killed one is rolled back when the file is opened next."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            file.replace(self.path)
            return
        try:
            with closing(sqlite3.connect(file)) as from_, closing(sqlite3.connect(self.path, isolation_level=None)) as to:
                _alone(to, self.path)
                to.execute("PRAGMA synchronous = EXTRA")
                from_.backup(to, pages=-1)
        except sqlite3.Error as error:
            raise UpkeepError(f"{self.path} could not be written: {error}; what was there still is") from None
        self.path.chmod(0o600)

    def _fill(self, work: Callable[[sa.Connection], T]) -> T:
        opened = connect(self.environment.database, pool=1)
        assert isinstance(opened, Postgres)
        try:
            with opened.engine.begin() as connection:
                connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
                found = work(connection)
            with opened.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("ANALYZE")
        except sa.exc.OperationalError as error:
            raise UpkeepError(f"PostgreSQL: {str(error.orig).splitlines()[0]}; the database is as it was") from None
        finally:
            opened.close()
        return found

    def _sqlite_held(self) -> str | None:
        if not self.path.exists() or not self.path.stat().st_size:
            return None
        try:
            with closing(sqlite3.connect(self.path, isolation_level=None, timeout=1)) as connection:
                _alone(connection, self.path)
            opened = connect(self.environment.database)
            try:
                return opened.query(_first_held).result()
            finally:
                opened.close()
        except sqlite3.DatabaseError as error:
            raise _DamagedError(str(error)) from None
        except (DatabaseError, sa.exc.DatabaseError) as error:
            raise _DamagedError(str(getattr(error, "orig", error))) from None

    def _postgres_held(self) -> str | None:
        opened = connect(self.environment.database, pool=1)
        try:
            if who := opened.query(restored.others).result():
                raise UpkeepError(f"the database is in use by {', '.join(sorted(set(who)))}: stop every process first")
            found = opened.query(schema.revision_of).result()
            if found is not None and not schema.is_known(found):
                raise UpkeepError("the database is of a newer version of Dezura: make an empty one, or update the program first")
            return opened.query(_first_held).result()
        finally:
            opened.close()

    def _put_aside(self) -> None:
        aside = self.path.with_name(f"{self.path.name}.damaged")
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(FileNotFoundError):
                self.path.with_name(self.path.name + suffix).replace(aside.with_name(aside.name + suffix))


def _secret(connection: sa.Connection) -> str:
    return facts.get(connection, "secret_key") or ""


class _DamagedError(Exception):
    """A database that nobody can read."""


def _alone(connection: sqlite3.Connection, path: Path) -> None:
    """SQLite leaves its write-ahead log only where nobody else has the file open. Raises UpkeepError."""
    try:
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        raise UpkeepError(f"{path} is in use: stop `dezura run` first") from None


def _first_held(connection: sa.Connection) -> str | None:
    present = [name for name in sa.inspect(connection).get_table_names() if name in schema.metadata.tables]
    return restored.holds_data(connection, sorted(present, key=lambda name: (name != "conversations", name)))


_NO_KEY = "the archive holds no keys and SECRET_KEY is not set: a new one is made, and customers prove again who they are"


@dataclass(frozen=True, slots=True)
class _Key:
    """The secret to work with, what of it is to be kept in the database, and what an operator must know."""

    secret: str
    kept: str
    said: str
    sealing: str


def _key(environment: Environment, archive: Archive, here: str) -> _Key:
    """The key that is set, else the archive's, else that of the database which is replaced."""
    found, sealing, given = "", "", plain(environment.secret_key)
    if archive.manifest.keys and KEYS in archive.manifest.members:
        try:
            keys = msgspec.json.decode(archive.read(KEYS), type=dict[str, str])
            found, sealing = keys.get(SECRET, ""), keys.get(DATA, "")
        except msgspec.DecodeError:
            raise UpkeepError(f"{archive.path}: {KEYS} is damaged") from None
    if given and found and given != found:
        return _Key(given, "", "SECRET_KEY is another than at the backup: customers have to prove again who they are", sealing)
    kept = "" if given else found or here
    return _Key(given or kept, kept, "" if given or kept else _NO_KEY, sealing)


def _add_keys(path: Path, sealing: str) -> None:
    """Add the keys of sealed accounts that are not there; the last stays the one in use."""
    here = path.read_text(encoding="utf-8") if path.exists() else ""
    known = {line.partition("#")[0].strip() for line in here.splitlines()}
    missing = [line for line in sealing.splitlines() if line.partition("#")[0].strip() not in known]
    durable.write(path, ("".join(f"{line}\n" for line in missing) + here).encode())


def _digest(archive: Archive) -> str:
    return hashlib.sha256(msgspec.json.encode(archive.manifest)).hexdigest()


def _files(home: Path, archive: Archive, plan: Plan) -> tuple[int, int]:
    """Put the shop's folder back where there is none yet, or it is wanted; how many were written, and how many stayed.

    What is overwritten is kept beside it with `.before-restore` at the end of its name.
    """
    fresh = not (home / "config" / "shop.yml").exists()
    written = kept = 0
    for name in under(archive.manifest.members, "home"):
        path = home / name.removeprefix("home/")
        content = archive.read(name)
        is_made = name.startswith("home/var/")
        if path.exists() and path.read_bytes() == content:
            continue
        if name == f"home/var/{ledger.NAME}" and path.exists():
            continue  # the one here is at least as long
        if path.exists() and not (plan.files or is_made):
            kept += 1
            continue
        if not path.exists() and not (fresh or plan.files or is_made):
            kept += 1
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.replace(path.with_name(f"{path.name}.before-restore"))
        draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
        draft.write_bytes(content)
        draft.replace(path)
        written += 1
    return written, kept
