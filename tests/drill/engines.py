"""PostgreSQL and Redis that can be killed in mid-work and come back on the same port, with what they had written down."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from tests import servers

CONNECTIONS = 48  # three processes of the program need half of them


class Engine:
    """A server in a folder of its own, on a port of its own; `ready` says whether it does its work once the port is open."""

    def __init__(
        self, name: str, command: Sequence[str], folder: Path, port: int, *, ready: Callable[[], bool] | None = None,
        **options: Any,
    ) -> None:  # fmt: skip
        self.name, self.port, self.rights = name, port, options
        self._command, self._folder, self._ready = command, folder, ready
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and return when it answers."""
        log = self._folder / f"{self.name}.log"
        with log.open("ab") as out:
            self._process = subprocess.Popen(self._command, stdout=out, stderr=out, cwd=self._folder, **self.rights)
        servers.wait_for_port(self.port, self._process, log)
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 300
        while self._ready is not None and not self._ready():
            if time.monotonic() > deadline:
                log = self._folder / f"{self.name}.log"
                raise RuntimeError(f"{self.name} is not ready:\n{log.read_text()[-2000:]}")
            time.sleep(0.05)

    def start_again_if_down(self) -> None:
        """Start it where it has given up by itself."""
        time.sleep(0.3)  # what is dying may take a moment
        if self._process is None or self._process.poll() is not None:
            self.start()
        else:
            self._wait_until_ready()

    def pids(self) -> list[int]:
        """Its processes that are alive, the first one first."""
        if self._process is None or self._process.poll() is not None:
            return []
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [self._process.pid, *map(int, children.read_text().split())]

    def crash(self, number: signal.Signals) -> None:
        """End it, and what it has started, without a chance to tidy up."""
        for pid in self.pids()[::-1]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        if self._process is not None:
            self._process.wait(30)


@contextmanager
def postgres(folder: Path) -> Iterator[tuple[Engine, str]]:
    """A running PostgreSQL with few connections, whose files outlive it; and its address."""
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
    options += ["-c", "shared_buffers=32MB", "-c", f"max_connections={CONNECTIONS}"]
    command = [servers.binary("postgres", *servers.POSTGRES), "-D", str(data), *options]
    url = f"postgresql://dezura@127.0.0.1:{port}/postgres"
    engine = Engine("postgres", command, place, port, ready=lambda: _answers(url), **rights)
    engine.start()
    try:
        yield engine, url
    finally:
        engine.crash(signal.SIGKILL)


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
