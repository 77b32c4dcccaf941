"""A backup: one moment of the database and the shop's folder, written whole, and read again before it counts."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from bot.premises import VERSION
from bot.store import copying, dumps
from bot.store.database import DatabaseError, Postgres, connect
from bot.upkeep import pg_tools
from bot.upkeep.archive import FORMAT, Archive, Content, Manifest, UpkeepError, Writer
from bot.upkeep.folder import own_files
from bot.upkeep.keys import keys_of
from config.settings import Environment

SQLITE, POSTGRES, FACTS, KEYS = "database.sqlite", "database.dump", "facts.json", "keys.json"


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written; `counts` are rows by table, `keyless` says that a key lives in the database alone, and not in here."""

    path: Path
    bytes: int
    manifest: Manifest
    keyless: bool


def back_up(environment: Environment, target: Path, clock: Callable[[], int], *, with_keys: bool = False) -> Backup:
    """Write an archive and check it. Raises UpkeepError or DatabaseError; then whatever stood there before still does."""
    try:
        make_folder(target.parent)
        with working(target.parent) as work, Writer(target) as writer:
            content, made_at = _database(environment, writer, work, clock, with_keys)
            keys = keys_of(environment)
            if with_keys:
                writer.say(KEYS, json.dumps(keys.kept).encode())
            for name, path in own_files(environment.dezura_home):
                writer.add(f"home/{name}", path, packed=path.suffix == ".npz")
            moment = datetime.fromtimestamp(made_at / 1000, UTC).isoformat(timespec="seconds")
            manifest = Manifest(FORMAT, VERSION, made_at, moment, content, writer.members, with_keys)
            writer.finish(manifest)
    except OSError as error:
        raise UpkeepError(f"{target} cannot be written: {error.strerror or error}; what was there before is untouched") from None
    verify(target)
    return Backup(target, target.stat().st_size, manifest, keys.only_here and not with_keys)


def verify(path: Path) -> Manifest:
    """Read an archive as a restore would: checksums, the database's own look at itself, rows by table. Raises UpkeepError."""
    archive = Archive(path)
    try:
        archive.check()
        with tempfile.TemporaryDirectory(prefix="dezura-", dir=_room(path)) as work:
            counts = database_counts(archive, Path(work) / "database")
    finally:
        archive.close()
    if counts != archive.manifest.database.counts:
        wrong = sorted(name for name, count in archive.manifest.database.counts.items() if counts.get(name) != count)
        raise UpkeepError(f"{path}: there are not as many rows as the manifest says in {', '.join(wrong) or 'some table'}")
    return archive.manifest


def database_counts(archive: Archive, target: Path) -> dict[str, int]:
    """Put the archive's database there and count its rows. Raises UpkeepError where it is damaged."""
    content = archive.manifest.database
    archive.extract(content.member, target)
    if content.kind == "sqlite":
        try:
            return copying.look_into(target).counts
        except DatabaseError as error:
            raise UpkeepError(f"{archive.path}: {error}") from None
    pg_tools.check_reader(content.tool)
    with pg_tools.script(target) as script:
        try:
            found = dumps.counted(script)
        except EOFError:
            found = {}
    return {**{name: found.get(name, 0) for name in content.counts}, "facts": len(facts_of(archive))}


def facts_of(archive: Archive) -> list[tuple[str, str]]:
    """The facts beside a PostgreSQL dump. Raises UpkeepError."""
    try:
        return msgspec.json.decode(archive.read(FACTS), type=list[tuple[str, str]])
    except (msgspec.DecodeError, KeyError):
        raise UpkeepError(f"{archive.path}: {FACTS} is damaged; take an older backup") from None


def make_folder(folder: Path) -> None:
    """A folder for archives; one that is made here is for its owner alone."""
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o700)


@contextmanager
def working(folder: Path) -> Iterator[Path]:
    """Room beside the archive for what becomes part of it. What a killed backup left there goes first."""
    for left in folder.glob(".dezura-*.work"):
        if not _alive(left.name):
            shutil.rmtree(left, ignore_errors=True)
    for part in folder.glob(".*.part"):
        if not _alive(part.name.removesuffix(".part").rpartition(".")[2]):
            part.unlink(missing_ok=True)
    work = folder / f".dezura-{os.getpid()}.work"
    work.mkdir(mode=0o700, exist_ok=True)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _alive(name: str) -> bool:
    """Whether the process whose number stands in the name still runs."""
    number = "".join(filter(str.isdigit, name))
    with suppress(ProcessLookupError, OverflowError, ValueError):
        os.kill(int(number), 0)
        return True
    return False


def _room(path: Path) -> Path | None:
    """Where the database may be unpacked: beside the archive where that is allowed, else where temporary files go."""
    return path.parent if os.access(path.parent, os.W_OK) else None


def _database(
    environment: Environment, writer: Writer, work: Path, clock: Callable[[], int], with_keys: bool
) -> tuple[Content, int]:
    url = make_url(environment.database)
    if url.get_backend_name() == "sqlite":
        return _sqlite(Path(url.database or ""), writer, work, clock, with_keys)
    return _postgres(environment.database, writer, work, clock, with_keys)


def _sqlite(source: Path, writer: Writer, work: Path, clock: Callable[[], int], with_keys: bool) -> tuple[Content, int]:
    copy, now = work / SQLITE, clock()
    copying.copy_sqlite(source, copy)
    copying.tidy(copy, keys=with_keys)
    found = copying.look_into(copy)
    writer.add(SQLITE, copy)
    copy.unlink()
    return Content("sqlite", SQLITE, found.migration, found.counts), now


def _postgres(address: str, writer: Writer, work: Path, clock: Callable[[], int], with_keys: bool) -> tuple[Content, int]:
    pg_tools.major("pg_dump")  # said before anything is done
    opened = connect(address, pool=1)
    assert isinstance(opened, Postgres)
    try:
        now = clock()
        with copying.seen_postgres(opened.engine, keys=with_keys) as seen:
            tool = pg_tools.dump(opened.engine.url, seen.snapshot, seen.server, work / POSTGRES)
    except sa.exc.OperationalError as error:
        raise UpkeepError(f"the database went away: {error.orig}") from None
    finally:
        opened.close()
    writer.add(POSTGRES, work / POSTGRES, packed=True)
    writer.say(FACTS, json.dumps(seen.facts).encode())
    copied = seen.copied
    return Content("postgresql", POSTGRES, copied.migration, copied.counts, seen.server, tool), now
