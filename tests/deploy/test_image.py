"""What the Dockerfile makes, without an engine: the tree its COPY lines take, read-only, run without any right."""

import fnmatch
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest

from tests.servers import free_port
from tests.test_house import ROOT

FOLDERS = ("bot", "handoff", "flows", "nlu", "config")
NOBODY = 10001


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's, each with what stands behind it in one line."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    lines = [line.partition(" ") for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in lines]


def stages() -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    for word, rest in instructions():
        if word == "FROM":
            found.append([])
        if found:
            found[-1].append((word, rest))
    return found


def let_in(name: str) -> bool:
    """Whether .dockerignore lets a file of the checkout's root reach the builder."""
    kept = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if line and not line.startswith("#") and fnmatch.fnmatch(name, line.removeprefix("!")):
            kept = line.startswith("!")
    return kept


def test_the_base_is_named_exactly_and_the_same_in_both_stages() -> None:
    told = dict(instructions())
    assert re.fullmatch(r"PYTHON=python:3\.\d+\.\d+-slim-\w+", next(rest for word, rest in instructions() if word == "ARG"))
    assert [stage[0][1] for stage in stages()] == ["${PYTHON} AS build", "${PYTHON}"]
    assert told["STOPSIGNAL"] == "SIGTERM"


def test_packages_come_by_their_hashes_and_tools_stay_behind() -> None:
    build, final = stages()
    runs = " ".join(rest for word, rest in build if word == "RUN")
    assert runs.count("--require-hashes") == runs.count(" -r ") == 2
    assert "pip uninstall --yes --quiet setuptools pip" in runs
    asked = " ".join(rest for word, rest in final if word == "RUN")
    assert not re.search(r"\b(pip|curl|gcc)\b", asked)
    # pg_dump and pg_restore are the one thing the last stage asks for, and the lists it asked by do not stay
    assert re.findall(r"apt-get install -y --no-install-recommends ([^&]*?) &&", asked) == ["postgresql-client-17"]
    assert asked.count("apt-get") == 2
    assert "rm -rf /var/lib/apt/lists/*" in asked


def test_the_last_stage_is_nobodys_and_says_how_it_is() -> None:
    final = dict(stages()[-1])
    assert final["USER"] == f"{NOBODY}:{NOBODY}"
    assert final["CMD"] == '["dezura", "run"]'
    assert json.loads(final["HEALTHCHECK"].partition("CMD ")[2])[0] == "python"


def test_what_is_copied_is_let_in_and_nothing_else_is() -> None:
    copied = {
        name for word, rest in stages()[0] if word == "COPY" for name in rest.split()[:-1]
    }  # fmt: skip
    assert set(FOLDERS) < copied
    for name in copied:
        assert (ROOT / name).exists(), name
        assert let_in(name), name
    for name in (".git", ".env", "secrets", "shop", "var", "tests", "docs", "caddy"):
        assert not let_in(name), name


# --- and run -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """/app as the image has it, with nothing in it that anybody may write."""
    root = tmp_path_factory.mktemp("image")
    app = root / "app"
    for name in FOLDERS:
        shutil.copytree(ROOT / name, app / name)  # with the byte code, which the image brings too
    for path in (*app.rglob("*"), app):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield root
    for path in (app, *app.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)


class Container:
    """Runs the program of that tree without any right of root, with the environment of docker-compose.yml and nothing more.

    Root without capabilities is bound by the modes of files as anybody is, and still finds the interpreter of a root's home.
    """

    def __init__(self, image: Path, environment: Mapping[str, str]) -> None:
        self.app, self.environment = image / "app", environment
        bare = ["setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]
        self.without_rights = bare if os.geteuid() == 0 else []

    def start(self, *arguments: str, **more: str) -> "subprocess.Popen[str]":
        environment = {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(self.app), "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1",
            **self.environment, **more,
        }  # fmt: skip
        return subprocess.Popen(
            [*self.without_rights, sys.executable, "-m", "bot", *arguments], cwd=self.app, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def run(self, *arguments: str, **more: str) -> tuple[int, str]:
        process = self.start(*arguments, **more)
        said, _ = process.communicate(timeout=120)
        return process.returncode, said


@pytest.fixture
def container(image: Path, tmp_path_factory: pytest.TempPathFactory, postgres_url: str, redis_url: str) -> Container:
    """With PostgreSQL and Redis beside it, and its secrets in files of the operator's folder."""
    house = tmp_path_factory.mktemp("house")
    shop, secrets = house / "shop", house / "secrets"
    for folder in (shop, secrets):
        folder.mkdir(mode=0o700)
    script = ["sh", str(ROOT / "deploy" / "secret.sh"), "--random", "postgres_password", "secret_key"]
    subprocess.run(script, env={**os.environ, "SECRETS": str(secrets)}, check=True, capture_output=True)
    password = (secrets / "postgres_password").read_text().strip()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("ALTER USER dezura PASSWORD {}").format(password))
    return Container(image, {
        "DEZURA_HOME": str(shop), "DATABASE_URL": postgres_url, "PGPASSWORD_FILE": str(secrets / "postgres_password"),
        "SECRETS_DIR": str(secrets), "REDIS_URL": redis_url, "PUBLIC_URL": "https://chat.example",
        "TRUSTED_PROXIES": "127.0.0.1", "HOST": "127.0.0.1", "LOG_FORMAT": "json",
    })  # fmt: skip


def answer(port: int, path: str, process: "subprocess.Popen[str]") -> int:
    """The status at a path, once anybody answers there."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(process.communicate()[0])
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                break
        except OSError:
            time.sleep(0.1)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.postgres
@pytest.mark.redis
def test_its_roles_start_from_a_read_only_tree_as_nobody(container: Container, image: Path) -> None:
    """What migrate, web and worker do in docker-compose.yml, one after the other."""
    shop = container.environment["DEZURA_HOME"]
    own = container.app / "shop"  # the control: what writes into the tree fails
    assert container.run("init", str(own)) == (1, f"{own} cannot be written: Permission denied\n")
    assert container.run("init", "--if-missing", shop)[0] == 0
    code, said = container.run("migrate")
    assert (code, said) == (0, "the database is up to date\n")
    (Path(shop) / "var").mkdir(exist_ok=True)
    shutil.copy(ROOT / "var" / "model.npz", Path(shop) / "var" / "model.npz")  # training takes half a minute
    ports = {role: free_port() for role in ("web", "worker")}
    running = {role: container.start("run", "--role", role, PORT=str(port)) for role, port in ports.items()}
    try:
        assert answer(ports["web"], "/readyz", running["web"]) == 200
        assert answer(ports["worker"], "/readyz", running["worker"]) == 200
        assert answer(ports["web"], "/chat", running["web"]) == 200
        assert answer(ports["worker"], "/chat", running["worker"]) == 404  # a worker has no doors
        check = json.loads(dict(stages()[-1])["HEALTHCHECK"].partition("CMD ")[2])[1:]
        for role, status in (("web", 0), ("worker", 0)):
            done = subprocess.run([sys.executable, *check], env={"PORT": str(ports[role])}, check=False, timeout=30)
            assert done.returncode == status
        assert subprocess.run([sys.executable, *check], env={"PORT": str(free_port())}, check=False, stderr=-3).returncode != 0
    finally:
        for process in running.values():
            process.send_signal(signal.SIGTERM)
        ends = {role: (process.communicate(timeout=30)[0], process.returncode) for role, process in running.items()}
    for role, (log, code) in ends.items():
        assert code == 0, (role, log)
        assert '"event": "stopped"' in log, (role, log)
        assert "Permission denied" not in log


def test_secrets_are_asked_for_and_never_shown(tmp_path: Path) -> None:
    def write(*arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        command, environment = ["sh", str(ROOT / "deploy" / "secret.sh"), *arguments], {**os.environ, "SECRETS": str(tmp_path)}
        return subprocess.run(command, env=environment, text=True, capture_output=True, check=False, input=typed)

    done = write("telegram_bot_token", typed="123456:ABC\n")
    assert (done.returncode, (tmp_path / "telegram_bot_token").read_text()) == (0, "123456:ABC\n")
    assert "ABC" not in done.stdout + done.stderr
    first = write("--random", "secret_key")
    made = (tmp_path / "secret_key").read_text().strip()
    assert first.returncode == 0
    assert re.fullmatch(r"[A-Za-z0-9]{40,43}", made)
    assert write("--random", "secret_key").returncode == 0
    assert (tmp_path / "secret_key").read_text().strip() == made  # what there is stays
    assert write("secret_key", typed="").returncode == 1
    assert write("../etc/passwd", typed="x").returncode == 2
