"""PostgreSQL's own programs on the PATH: without this a missing or older one would be told in words that help nobody."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import sqlalchemy as sa

from bot.upkeep.archive import UpkeepError

_MAJOR = re.compile(r"\(PostgreSQL\) (\d+)")
_PACKAGE = "it comes with PostgreSQL's client: `apt-get install postgresql-client` or `apk add postgresql-client`"


def tool(name: str) -> str:
    """Where it is. Raises UpkeepError that names the package."""
    if (found := shutil.which(name)) is None:
        raise UpkeepError(f"{name} is not on the PATH; {_PACKAGE}")
    return found


def major(name: str) -> int:
    """Its major version. Raises UpkeepError."""
    try:
        said = subprocess.run([tool(name), "--version"], capture_output=True, text=True, timeout=20, check=False).stdout  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UpkeepError(f"{name} does not start: {error}") from None
    found = _MAJOR.search(said)
    if found is None:
        raise UpkeepError(f"{name} does not tell its version; {_PACKAGE}")
    return int(found[1])


def check_reader(wrote: int) -> None:
    """Raises UpkeepError where pg_restore is older than the pg_dump that wrote an archive."""
    if (mine := major("pg_restore")) < wrote:
        raise UpkeepError(f"pg_restore is of PostgreSQL {mine}, the archive of {wrote}: install postgresql-client-{wrote}")


def dump(url: sa.URL, snapshot: str, server: int, target: Path) -> int:
    """Write what a snapshot shows, but the rows of `facts`; the major of pg_dump. Raises UpkeepError."""
    mine = major("pg_dump")
    if mine < server:
        raise UpkeepError(
            f"pg_dump is of PostgreSQL {mine} and the server of {server}: it cannot read a newer server; "
            f"install postgresql-client-{server}"
        )
    shown, environment = libpq(url)
    command = [
        tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", "--no-password",
        "--exclude-table-data=facts", f"--file={target}", f"--dbname={shown}",
    ]  # fmt: skip
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    if done.returncode:
        raise UpkeepError(f"pg_dump: {_last(done.stderr)}")
    return mine


@contextmanager
def script(path: Path) -> Iterator[IO[bytes]]:
    """The rows of a dump as pg_restore writes them out. Raises UpkeepError for a file it cannot read."""
    command = [tool("pg_restore"), "--data-only", "--no-owner", "--no-privileges", "--file=-", str(path)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env={**os.environ, "LC_ALL": "C"})  # noqa: S603
        assert process.stdout is not None
        try:
            yield process.stdout
            process.stdout.read()
            if process.wait():
                said.seek(0)
                raise UpkeepError(f"pg_restore: {_last(said.read().decode(errors='replace'))}")
        finally:
            process.stdout.close()
            process.kill()
            process.wait()


def libpq(url: sa.URL) -> tuple[str, dict[str, str]]:
    """The address without its password, and the variables that carry it: what a command says every user of a machine can read.

    Raises UpkeepError for `sslpassword`, which libpq takes in the address alone.
    """
    if "sslpassword" in url.query:
        raise UpkeepError(
            "DATABASE_URL: sslpassword would stand in the list of processes while pg_dump runs; "
            "use a key without a passphrase that only this user may read (sslkey)"
        )
    environment = {**os.environ, "LC_ALL": "C", "PGAPPNAME": "dezura backup"}
    query = dict(url.query)
    password = url.password or query.pop("password", None)
    if password:
        environment["PGPASSWORD"] = str(password)
    plain = sa.URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    return plain.render_as_string(hide_password=False), environment


def _last(said: str) -> str:
    """The line that says why; pg_dump's own names stand before it."""
    lines = [line for line in said.strip().splitlines() if "error" in line] or said.strip().splitlines() or ["it failed"]
    return re.sub(r"^pg_\w+: (error: )?", "", lines[0])
