"""The desk's lists on both databases: in their order, page by page, by words in any case."""

from functools import partial

import sqlalchemy as sa

from bot.channels.port import Inbound, Text
from bot.store import overview
from bot.store.database import Database
from bot.store.filling import Filler
from bot.store.mailbox import Mailbox
from bot.store.overview import Place
from bot.store.whose import Whose
from tests.store.shop import ANNA, NOW, customers, queue


async def listed(database: Database, whose: Whose, words: str = "", after: Place | None = None) -> list[str]:
    newest = partial(overview.newest, whose=whose, words=words, me=ANNA, after=after, room=2)
    return [card.address for card in await database.read(newest)]


async def test_the_queue_by_promise_and_then_without(database: Database, mailbox: Mailbox) -> None:
    await customers(mailbox, "late", "soon", "never1", "never2")
    await queue(mailbox, NOW)
    due = "UPDATE conversations SET due_at = CASE address WHEN 'late' THEN 20 WHEN 'soon' THEN 10 END"
    await database.write(lambda connection: connection.execute(sa.text(due)))
    assert await listed(database, "queue") == ["soon", "late"]
    assert await listed(database, "queue", after=Place(10, 2)) == ["late", "never1"]
    assert await listed(database, "queue", after=Place(20, 1)) == ["never1", "never2"]
    assert await listed(database, "queue", after=Place(None, 3)) == ["never2"]


async def test_how_many_wait(database: Database, mailbox: Mailbox) -> None:
    await customers(mailbox, "7", "8")
    await queue(mailbox, NOW)
    counts = [await database.read(partial(overview.waiting, team=team)) for team in ("", "shop", "returns")]
    assert counts == [2, 2, 0]


async def test_words_in_any_case(database: Database, mailbox: Mailbox) -> None:
    await mailbox.post([Inbound("telegram", "7", "7", Text('Где МОЙ заказ, "Ļoti" 100%?'))], NOW)
    await customers(mailbox, "8")
    await Filler(database, lambda: NOW).look()
    for words in ("мой", "МОЙ", "заказ", '"ļoti"', "100%"):
        assert await listed(database, "", words) == ["7"]
    assert await listed(database, "", "no 8") == ["8"]
