"""A database, a clock that can be put forward, and a bell between the parts."""

from collections.abc import AsyncIterator

import pytest

from bot.doorbell import LocalDoorbell
from tests.platforms.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def bell() -> AsyncIterator[LocalDoorbell]:
    made = LocalDoorbell()
    yield made
    await made.close()
