"""The command line as an operator uses it, on a database of its own."""

import logging
from collections.abc import Iterator
from typing import Protocol

import pytest
import structlog
from click.testing import CliRunner, Result

from bot.__main__ import main


class Dezura(Protocol):
    """`dezura` with these arguments and, beside the test's own, these variables."""

    def __call__(self, *arguments: str, **variables: str) -> Result:
        """What it printed, and its exit code."""


@pytest.fixture
def dezura(sqlite_url: str) -> Iterator[Dezura]:
    """Commands share one database. What they set up for logging is taken back."""
    root = logging.getLogger()
    handlers, level, configured = root.handlers[:], root.level, structlog.get_config()

    def run(*arguments: str, **variables: str) -> Result:
        return CliRunner().invoke(main, arguments, env={"DATABASE_URL": sqlite_url, **variables})

    yield run
    structlog.configure(**configured)
    root.handlers[:] = handlers
    root.setLevel(level)
