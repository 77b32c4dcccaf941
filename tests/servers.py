"""Private PostgreSQL and Redis servers for the tests: real ones, on free ports, gone when the session ends."""

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import sqlalchemy as sa

ROOM = 4_000_000_000  # bytes in memory's folder that a server may want
POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if Path("/usr/lib/postgresql").is_dir() else []


def binary(name: str, *folders: Path) -> str:
    """Where a server's program is. Raises with the package's name where it is missing."""
    for folder in reversed(folders):
        if (folder / name).exists():
            return str(folder / name)
    if found := shutil.which(name):
        return found
    package = _PACKAGES.get(name, name)
    raise RuntimeError(f"{name} is not installed; `make test` as root installs it, otherwise: apt-get install {package}")


_PACKAGES = {"initdb": "postgresql", "postgres": "postgresql", "redis-server": "redis-server"}


def chromium() -> str:
    """The browser without windows where it is installed, which draws pages at two thirds of the cost; else the whole one."""
    return shutil.which("chromium-headless-shell") or binary("chromium")


def free_port() -> int:
    """A port nobody listens on just now, never the same twice.

    The system would give a port back to the next who asks, be it the other server of the same test; and what it gives to outgoing
    connections by itself lies above these.
    """
    for port in _ports:
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("unreachable")


_ports = (10_000 + (os.getpid() * 4_001 + count) % 22_000 for count in itertools.count())


def wait_for_port(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return once something answers there; raises with the log's end when the process ends instead."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended:\n{log.read_text()[-2000:]}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=0.2):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{process.args} does not answer on port {port}")


@contextmanager
def postgres() -> Iterator[str]:
    """A server of its own; yields `postgresql://user@127.0.0.1:port/postgres`. As root it runs as an unprivileged user."""
    folder = Path(tempfile.mkdtemp(prefix="dezura-pg-", dir=_quick_folder()))
    user = _unprivileged()
    try:
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        data = folder / "data"
        initdb = [binary("initdb", *POSTGRES), "-D", str(data), "-U", "dezura", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
        subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **_as(user))
        port, log = free_port(), folder / "log"
        options = ["-p", str(port), "-k", str(folder), "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60"]
        options += ["-c", "fsync=off", "-c", "shared_buffers=32MB"]
        command = [binary("postgres", *POSTGRES), "-D", str(data), *options]
        with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out, cwd=folder, **_as(user)) as process:
            try:
                wait_for_port(port, process, log)
                url = f"postgresql://dezura@127.0.0.1:{port}/postgres"
                _wait_for_queries(url)
                yield url
            finally:
                process.terminate()
                process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _quick_folder() -> Path | None:
    """Memory, where there is plenty: a database of hundreds of files is copied there in 30 ms, on a disk in 500."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > ROOM else None


def _wait_for_queries(url: str) -> None:
    """A server listens a moment before it takes queries."""
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


@contextmanager
def redis() -> Iterator[str]:
    """A server of its own, keeping nothing; yields `redis://127.0.0.1:port`."""
    folder = Path(tempfile.mkdtemp(prefix="dezura-redis-"))
    port, log = free_port(), folder / "log"
    command = [binary("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    command += ["--save", "", "--appendonly", "no"]
    try:
        with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
            try:
                wait_for_port(port, process, log)
                yield f"redis://127.0.0.1:{port}"
            finally:
                process.terminate()
                process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _as(user: pwd.struct_passwd | None) -> dict[str, object]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def run(url: str, statement: str) -> None:
    """One statement by itself, outside of any transaction, as making and dropping a database wants it."""
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()
