"""What every test may ask for: databases of both kinds, each migrated and empty."""

import itertools
import logging
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import structlog
from aiohttp import web_app

from bot.store.database import Database, connect
from bot.store.schema import migrate
from tests import servers

hypothesis.settings.register_profile("shared", deadline=None)  # the machine may be busy with something else
hypothesis.settings.load_profile("shared")
_numbers = itertools.count()


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> Iterator[None]:
    """As long as nobody configures it, structlog draws every traceback with all its locals, which takes seconds.

    Where a command configures it no logger is kept as it is then: a later test could not capture what it says.
    """
    configure = structlog.configure
    renderer = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    configure(processors=[structlog.processors.add_log_level, renderer])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structlog, "configure", lambda **chosen: configure(**{**chosen, "cache_logger_on_first_use": False}))
        yield


@pytest.fixture(autouse=True)
def logs_as_they_were(plain_logs: None) -> Iterator[None]:
    """What a command under test sets up for logging is taken back: the next test on the same process may read what is said."""
    root = logging.getLogger()
    handlers, level, configured = root.handlers[:], root.level, structlog.get_config()
    yield
    structlog.configure(**configured)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(autouse=True)
def applications_go() -> Iterator[None]:
    """aiohttp remembers the last thousand handlers with their application, which a test of a server leaves by the hundred."""
    yield
    web_app._cached_build_middleware.cache_clear()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A private PostgreSQL with a migrated database `shape` to copy from."""
    with servers.postgres() as url:
        servers.run(url, "CREATE DATABASE shape")
        database = connect(url.replace("/postgres", "/shape"), pool=1)
        database.submit(migrate).result()
        database.close()
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database."""
    name = f"test{next(_numbers)}"
    servers.run(postgres_server, f"CREATE DATABASE {name} TEMPLATE shape")
    yield postgres_server.replace("/postgres", f"/{name}")
    servers.run(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_shape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("shape") / "dezura.db"
    database = connect(f"sqlite:///{path}")
    database.submit(migrate).result()
    database.close()
    return path


@pytest.fixture
def sqlite_url(sqlite_shape: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite database."""
    (tmp_path / "dezura.db").write_bytes(sqlite_shape.read_bytes())
    return f"sqlite:///{tmp_path}/dezura.db"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both kinds in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open database of both kinds in turn."""
    opened = connect(database_url, pool=4)
    yield opened
    opened.close()


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """For what does not depend on the kind of database; the statements themselves are tested on both."""
    opened = connect(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A private Redis."""
    with servers.redis() as url:
        yield url
