"""PostgreSQL and Redis that can be killed in mid-work and come back on the same port, with what they had written down."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests import servers


class Engine:
    """A server in a folder of its own, on a port of its own; `ready` says whether it does its work once the port is open."""

    def __init__(
        self, name: str, command: Sequence[str], folder: Path, port: int, *, ready: Callable[[], bool] | None = None,
        **options: Any,
    ) -> None:  # fmt: skip
        self.name, self.port = name, port
        self._command, self._folder, self._ready, self._options = command, folder, ready, options
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and return when it answers."""
        log = self._folder / f"{self.name}.log"
        with log.open("ab") as out:
            self._process = subprocess.Popen(self._command, stdout=out, stderr=out, cwd=self._folder, **self._options)
        servers.wait_for_port(self.port, self._process, log)
        deadline = time.monotonic() + 60
        while self._ready is not None and not self._ready():
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} is not ready:\n{log.read_text()[-2000:]}")
            time.sleep(0.05)

    def crash(self, number: signal.Signals) -> None:
        """End it without a chance to tidy up."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(30)


@contextmanager
def postgres(folder: Path) -> Iterator[tuple[Engine, str]]:
    """A running PostgreSQL that survives SIGQUIT, its "immediate shutdown" without a checkpoint; and its address."""
    user, port, place = servers._unprivileged(), servers.free_port(), folder / "postgres"
    place.mkdir()
    if user is not None:
        folder.chmod(0o755)
        os.chown(place, user.pw_uid, user.pw_gid)
    rights: dict[str, Any] = servers._as(user)
    data = place / "data"
    initdb = [servers.binary("initdb", *servers.POSTGRES), "-D", str(data), "-U", "dezura", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*initdb, "--no-locale", "-N"], check=True, capture_output=True, cwd=place, **rights)
    options = ["-p", str(port), "-k", str(place), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
    command = [servers.binary("postgres", *servers.POSTGRES), "-D", str(data), *options, "-c", "shared_buffers=32MB"]
    url = f"postgresql://dezura@127.0.0.1:{port}/postgres"
    engine = Engine("postgres", command, place, port, ready=lambda: _answers(url), **rights)
    engine.start()
    try:
        yield engine, url
    finally:
        engine.crash(signal.SIGQUIT)


def _answers(url: str) -> bool:
    """Whether it has recovered."""
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def redis(folder: Path) -> Iterator[tuple[Engine, str]]:
    """A running Redis that keeps nothing; and its address."""
    port = servers.free_port()
    command = [servers.binary("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    engine = Engine("redis", command, folder, port)
    engine.start()
    try:
        yield engine, f"redis://127.0.0.1:{port}"
    finally:
        engine.crash(signal.SIGKILL)
