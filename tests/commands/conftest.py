"""The command line as an operator uses it, on a database of its own."""

from typing import Protocol

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main


class Dezura(Protocol):
    """`dezura` with these arguments and, beside the test's own, these variables."""

    def __call__(self, *arguments: str, **variables: str) -> Result:
        """What it printed, and its exit code."""


@pytest.fixture
def dezura(sqlite_url: str) -> Dezura:
    """Commands share one database."""

    def run(*arguments: str, **variables: str) -> Result:
        return CliRunner().invoke(main, arguments, env={"DATABASE_URL": sqlite_url, **variables})

    return run
