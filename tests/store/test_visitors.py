"""Visitors of the web chat, on both databases."""

import asyncio
from functools import partial

from bot.store import visitors
from bot.store.database import Database
from bot.store.guesses import SqlOrigins
from bot.store.visitors import Visitor
from tests.store.shop import NOW


async def test_a_visitors_conversation_is_opened_once(database: Database) -> None:
    visitor = Visitor("v", "web")
    await database.write(partial(visitors.add, visitor=visitor, digest="d", now=NOW))
    opens = [database.write(partial(visitors.open_conversation, visitor=visitor, now=NOW)) for _ in range(4)]
    assert len(set(await asyncio.gather(*opens))) == 1
    assert await database.read(partial(visitors.known, digest="d")) == visitor
    assert await database.read(partial(visitors.known, digest="v")) is None


async def test_where_a_chat_was_opened_is_known_by_its_conversation(database: Database) -> None:
    origins = SqlOrigins(database)
    for id_, origin in (("v", "here"), ("w", "")):
        visitor = Visitor(id_, "web")
        await database.write(partial(visitors.add, visitor=visitor, digest=id_, now=NOW, origin=origin))
        conversation = await database.write(partial(visitors.open_conversation, visitor=visitor, now=NOW))
        assert await origins.of(str(conversation)) == origin
    assert [await origins.of(chat) for chat in ("999", "try")] == ["", ""]
