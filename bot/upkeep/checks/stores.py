"""Where the shop's records live: the database and Redis."""

import shutil
from pathlib import Path

import redis.asyncio as aioredis
import sqlalchemy as sa
from redis.exceptions import RedisError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.store import health, schema
from bot.upkeep import unfinished
from bot.upkeep.findings import Finding, Patient, ok, warning, wrong

LOOK = 5.0  # seconds a SQLite file is looked through
LONG = 300  # seconds of a transaction
OLDEST_POSTGRES, OLDEST_REDIS = 14, 6


async def database(patient: Patient) -> list[Finding]:
    """Reachable, of this program's migration, sound, and set up to lose nothing."""
    if (begun := unfinished.begun(patient.environment.var)) is not None:
        return [wrong("a restore began here and did not end", f"dezura restore {begun[0]}")]
    url = make_url(patient.environment.database)
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite and not _is_there(url.database):
        return [warning(f"there is no {url.database} yet", "dezura migrate, or dezura run")]
    try:
        return await patient.ask(_sqlite if is_sqlite else _postgres)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        shown = url.database if is_sqlite else url.set(drivername="postgresql").render_as_string(hide_password=True)
        return [wrong(f"{shown}: {reason}", "look at DATABASE_URL, and whether the server runs and lets us in")]


def _is_there(path: str | None) -> bool:
    return Path(path or "").exists()


def _migration(connection: sa.Connection) -> list[Finding]:
    here, head = schema.revision_of(connection), schema.head()
    if here is None:
        return [wrong("the database is empty", "dezura migrate, or dezura run")]
    if here == head:
        return []
    if schema.is_known(here):
        return [warning(f"the database is at migration {here}, the program at {head}", "dezura migrate; every start does it too")]
    return [wrong(f"the database is of a newer version (migration {here})", "update the program")]


def _sqlite(connection: sa.Connection) -> list[Finding]:
    state, found = health.sqlite_state(connection, LOOK), _migration(connection)
    if state.check not in {"ok", None}:
        found.append(
            wrong(f"the database is damaged: {state.check}", "stop the program and put the last backup back: docs/backup.md")
        )
    if state.journal != "wal" and not found:
        found.append(warning(f"its journal is {state.journal}, not wal", "start the program once: it sets it"))
    if state.free > 0.5 and state.bytes > 100 << 20:
        found.append(warning(f"{state.free:.0%} of the file is empty", "stop the program and run: sqlite3 FILE VACUUM"))
    looked = "looked through" if state.check == "ok" else "too large to look through here; a backup does it"
    said = f"SQLite {state.version}, {state.bytes / 1e6:.0f} MB, migration {schema.revision_of(connection)}, {looked}"
    return found or [ok(said)]


def _postgres(connection: sa.Connection) -> list[Finding]:
    state, found = health.postgres_state(connection), _migration(connection)
    if state.version < OLDEST_POSTGRES:
        found.append(warning(f"PostgreSQL {state.version} gets no mends any more", f"move to {OLDEST_POSTGRES} or newer"))
    if not state.fsync:
        found.append(wrong("fsync is off: a power cut damages the database", "set fsync = on and restart PostgreSQL"))
    if not state.synchronous:
        found.append(
            warning("synchronous_commit is off: a crash forgets what was answered with 200", "set it to on for this database")
        )
    if state.encoding != "UTF8":
        found.append(wrong(f"the database is in {state.encoding}", "make it anew with ENCODING 'UTF8'"))
    if state.longest > LONG:
        found.append(
            warning(f"a transaction has been open for {state.longest / 60:.0f} minutes", "look at pg_stat_activity, and end it")
        )
    if state.connections > 0.8 * state.allowed:
        found.append(
            warning(f"{state.connections} of {state.allowed} connections are used", "raise max_connections, or run fewer workers")
        )
    if shutil.which("pg_dump") is None:
        found.append(warning("pg_dump is not on the PATH: `dezura backup` needs it", "apt-get install postgresql-client"))
    used = f"{state.connections} of {state.allowed} connections"
    said = f"PostgreSQL {state.version}, migration {schema.revision_of(connection)}, {used}"
    return found or [ok(said)]


async def redis(patient: Patient) -> list[Finding]:
    """Reachable, not too old, and not about to refuse or forget."""
    url = patient.environment.redis_url
    if not url:
        is_sqlite = patient.environment.database.startswith("sqlite")
        said = (
            "not set up; one process needs none"
            if is_sqlite
            else "not set up: processes hear of work up to a second later"
        )
        return [ok(said)]
    client = aioredis.from_url(url, socket_connect_timeout=3, socket_timeout=3)
    try:
        told = await client.info()
    except (RedisError, OSError) as error:
        said = "cannot be reached: everything goes on, up to a second later, each worker at a pace of its own"
        return [wrong(f"{said} ({type(error).__name__})", "look at REDIS_URL and at the server")]
    finally:
        await client.aclose()
    version, policy, most = str(told["redis_version"]), str(told.get("maxmemory_policy", "")), int(told.get("maxmemory", 0))
    if int(version.partition(".")[0]) < OLDEST_REDIS:
        return [warning(f"Redis {version} is old", f"move to {OLDEST_REDIS} or newer")]
    if most and policy.startswith("allkeys"):
        return [warning(f"it may forget the pace of sending ({policy})", "set maxmemory-policy to volatile-ttl")]
    if most and policy == "noeviction" and int(told.get("used_memory", 0)) > 0.9 * most:
        return [warning("its memory is nearly full, and then it takes nothing more", "raise maxmemory")]
    return [ok(f"Redis {version}")]
