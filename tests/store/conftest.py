"""A mailbox on both databases."""

from collections.abc import AsyncIterator

import pytest

from bot.store.database import Database
from bot.store.mailbox import Mailbox


@pytest.fixture
async def mailbox(database: Database) -> AsyncIterator[Mailbox]:
    box = Mailbox(database)
    yield box
    await box.close()
