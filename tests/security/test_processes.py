"""No secret stands in the list of processes: whoever may sign in to a machine reads what every program on it was started with."""

import asyncio
import os
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from config.settings import CHECKOUT, secret_names
from tests.line.failing import SECRETS
from tests.platforms.graph import GraphEmulator
from tests.platforms.telegram import TelegramEmulator
from tests.servers import free_port

FILES = ("SECRET_KEY", "DATA_KEYS", "TELEGRAM_WEBHOOK_SECRET", "MESSENGER_APP_SECRET")  # by SECRETS_DIR, the others by variables
DATABASE = "database-password-of-the-run"
ALL = {
    **SECRETS, "SMTP_URL": "mail-password-of-the-run", "REDIS_URL": "redis-password-of-the-run", "PGPASSWORD": DATABASE,
    "DATABASE_URL": DATABASE, "DATA_KEYS": b64encode(b"a key of the run, of 32 letters.").decode(),
    "OTEL_EXPORTER_OTLP_HEADERS": "token-of-the-collector",
}  # fmt: skip
NOBODY = "127.0.0.1:9"  # the discard port, where nobody listens


def commands(root: int) -> dict[int, str]:
    """What a process and all that it started say of themselves, by number; who ends meanwhile is left out."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    ours = {root}
    while more := {process for process, parent in parents.items() if parent in ours} - ours:
        ours |= more
    found = {}
    for process in ours:
        with suppress(OSError):
            found[process] = Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return found


def told(listed: Mapping[int, str]) -> list[str]:
    """The secrets by their names that stand in such a list."""
    return sorted({name for name, secret in ALL.items() for command in listed.values() if secret in command})


def test_every_variable_that_may_hold_a_secret_is_among_them() -> None:
    assert set(ALL) == set(secret_names())


@pytest.fixture
def variables(tmp_path: Path) -> Mapping[str, str]:
    """Every secret that a shop may have but its database's, some in the environment and some in files."""
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0o700)
    for name in FILES:
        (folder / name.lower()).write_text(ALL[name])
    return {
        **os.environ, **{name: secret for name, secret in SECRETS.items() if name not in FILES}, "SECRETS_DIR": str(folder),
        "SMTP_URL": f"smtp://shop:{ALL['SMTP_URL']}@{NOBODY}", "REDIS_URL": f"redis://:{ALL['REDIS_URL']}@{NOBODY}",
        "OTEL_EXPORTER_OTLP_HEADERS": f"authorization={ALL['OTEL_EXPORTER_OTLP_HEADERS']}",
        "MAIL_FROM": "shop@shop.example", "ADMIN_EMAIL": "a@shop.example",
    }  # fmt: skip


@asynccontextmanager
async def started(*arguments: str, environment: Mapping[str, str]) -> AsyncIterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments], cwd=CHECKOUT, env=dict(environment), stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        await asyncio.to_thread(process.communicate)


async def watched(process: "subprocess.Popen[bytes]", over: Callable[[Mapping[int, str]], bool]) -> dict[int, str]:
    """Everything that was listed until then; what is listed is looked at again and again, since a child may live shortly."""
    deadline, listed = time.monotonic() + 120, {}
    while True:
        now = commands(process.pid)
        listed.update(now)
        if await asyncio.to_thread(over, now):
            return listed
        assert process.poll() is None, process.stderr and process.stderr.read().decode()
        assert time.monotonic() < deadline, listed


async def test_a_program_at_work_shows_none(variables: Mapping[str, str], sqlite_url: str) -> None:
    port = free_port()

    def ready(_: Mapping[int, str]) -> bool:
        with suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
            return True
        return False

    tg = TelegramEmulator(SECRETS["TELEGRAM_BOT_TOKEN"], secret=SECRETS["TELEGRAM_WEBHOOK_SECRET"])
    fb = GraphEmulator(
        page_token=SECRETS["MESSENGER_PAGE_TOKEN"], app_secret=SECRETS["MESSENGER_APP_SECRET"],
        verify_token=SECRETS["MESSENGER_VERIFY_TOKEN"],
    )  # fmt: skip
    async with tg, fb:
        places = {"TELEGRAM_API_URL": tg.url, "MESSENGER_GRAPH_URL": fb.url, "PORT": str(port), "DATABASE_URL": sqlite_url}
        page = {"MESSENGER_PAGE_ID": fb.page_id, "MESSENGER_APP_ID": fb.app_id}
        async with started("run", environment={**variables, **places, **page}) as process:
            listed = await watched(process, ready)
    assert "-m bot run" in listed[process.pid]
    assert told(listed) == []


@pytest.fixture
def held(postgres_url: str) -> Iterator[psycopg.Connection]:
    """A table of somebody else's that pg_dump waits for as long as this transaction lasts."""
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE elsewhere (id int)")
        connection.commit()
        connection.execute("LOCK TABLE elsewhere IN ACCESS EXCLUSIVE MODE")
        yield connection


@pytest.mark.postgres
@pytest.mark.parametrize("way", ["DATABASE_URL", "PGPASSWORD_FILE"])
async def test_nor_does_a_backup_while_postgresqls_own_program_runs(
    variables: Mapping[str, str], postgres_url: str, held: psycopg.Connection, tmp_path: Path, way: str
) -> None:
    (tmp_path / "password").write_text(DATABASE)
    (tmp_path / "shop").mkdir()
    places = {
        "DATABASE_URL": {"DATABASE_URL": postgres_url.replace("dezura@", f"dezura:{DATABASE}@")},
        "PGPASSWORD_FILE": {"DATABASE_URL": postgres_url, "PGPASSWORD_FILE": str(tmp_path / "password")},
    }[way] | {"DEZURA_HOME": str(tmp_path / "shop")}
    async with started("backup", str(tmp_path / "shop.zip"), environment={**variables, **places}) as process:
        listed = await watched(process, lambda now: any("pg_dump" in one and "--snapshot" in one for one in now.values()))
        held.rollback()
        assert await asyncio.to_thread(process.wait, 60) == 0, process.stderr and process.stderr.read().decode()
    assert told(listed) == []


async def test_one_that_stood_there_would_be_seen() -> None:
    """Negative control: of a child's child, too."""
    inner = f"import time; time.sleep(60) # {DATABASE}"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    process = subprocess.Popen([sys.executable, "-c", "import sys; exec(sys.stdin.read())"], stdin=subprocess.PIPE, text=True)
    assert process.stdin is not None
    process.stdin.write(code)
    process.stdin.close()
    listed: dict[int, str] = {}
    try:
        deadline = time.monotonic() + 60
        while not told(listed) and time.monotonic() < deadline:
            listed = commands(process.pid)
    finally:
        for one in listed:
            with suppress(ProcessLookupError):
                os.kill(one, 9)
        process.kill()
        process.wait()
    assert told(listed) == ["DATABASE_URL", "PGPASSWORD"]
    assert DATABASE not in listed[process.pid]
