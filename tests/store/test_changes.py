"""Which conversations have changed, on both databases."""

from functools import partial

from bot.channels.port import Inbound, Text
from bot.store import changes
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from tests.store.shop import NOW, customers


async def test_changes_come_in_their_order_and_page_by_page(database: Database, mailbox: Mailbox) -> None:
    await customers(mailbox, "7", "8", "9")
    await mailbox.post([Inbound("telegram", "7", "x", Text("vēl"))], NOW + 500)
    found = await database.read(partial(changes.since, moment=0, after=0, room=10))
    assert [change.address for change in found] == ["8", "9", "7"]
    rest = partial(changes.since, moment=found[0].version, after=found[0].id, room=10)
    assert [change.address for change in await database.read(rest)] == ["9", "7"]
    assert await database.read(changes.newest) == found[-1].version
