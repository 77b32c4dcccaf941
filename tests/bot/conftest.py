"""A database, a clock that can be put forward, and a bell between the parts."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.doorbell import LocalDoorbell
from bot.store.database import Database, connect
from tests.platforms.clock import Clock


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """For what does not depend on the kind of database; the statements themselves are tested on both."""
    opened = connect(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def bell() -> AsyncIterator[LocalDoorbell]:
    made = LocalDoorbell()
    yield made
    await made.close()
