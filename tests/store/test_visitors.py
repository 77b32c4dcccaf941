"""Visitors of the web chat, on both databases."""

import asyncio
from functools import partial

from bot.store import visitors
from bot.store.database import Database
from bot.store.visitors import Visitor
from tests.store.shop import NOW


async def test_a_visitors_conversation_is_opened_once(database: Database) -> None:
    visitor = Visitor("v", "web")
    await database.write(partial(visitors.add, visitor=visitor, digest="d", now=NOW))
    opens = [database.write(partial(visitors.open_conversation, visitor=visitor, now=NOW)) for _ in range(4)]
    assert len(set(await asyncio.gather(*opens))) == 1
    assert await database.read(partial(visitors.known, digest="d")) == visitor
    assert await database.read(partial(visitors.known, digest="v")) is None
