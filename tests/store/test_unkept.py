"""No card and no personal code is ever written, whatever brought it; and what counts a message once does not change for it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from bot.channels.port import Attachment, Content, Echo, Inbound, Person, Press, Start, Text
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from bot.store.model import BURST
from bot.store.tables import metadata
from nlu.unkept import CARD, CODE

NOW = 1_800_000_000_000
WRITTEN = "mana karte 4111 1111 1111 1111, p.k. 161175-19997"


@pytest.fixture
async def mailbox(database: Database) -> AsyncIterator[Mailbox]:
    box = Mailbox(database)
    yield box
    await box.close()


def _everything(connection: sa.Connection) -> str:
    return "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(sa.select(table)))


@pytest.mark.parametrize(
    "content",
    [
        Text(WRITTEN),
        Text(WRITTEN, edited=True),
        Attachment("ref", "photo", name=f"{WRITTEN}.jpg", caption=WRITTEN),
        Echo(WRITTEN, ours=False),
        Press("flow:returns", WRITTEN),
    ],
)
async def test_no_table_holds_what_nobody_may_keep(mailbox: Mailbox, content: Content) -> None:
    await mailbox.post([Inbound("telegram", "7", "1", content, person=Person(WRITTEN, "lv"))], NOW)
    stored = await mailbox.database.read(_everything)
    assert "mana karte" in stored
    assert "1111" not in stored
    assert "19997" not in stored


async def test_what_is_left_says_what_was_there(mailbox: Mailbox) -> None:
    await mailbox.post([Inbound("telegram", "7", "1", Text(WRITTEN))], NOW)
    (lease,) = await mailbox.lease(10, NOW + BURST)
    assert [letter.body for letter in lease.letters] == [Text(f"mana karte {CARD}, p.k. {CODE}")]


async def test_the_same_message_counts_once_though_its_number_is_gone(mailbox: Mailbox) -> None:
    posts = [mailbox.post([Inbound("telegram", "7", "4111111111111111", Text(WRITTEN))], NOW) for _ in range(3)]
    assert sum(posted.new for posted in await asyncio.gather(*posts)) == 1


async def test_what_has_no_such_number_comes_as_it_was_sent(mailbox: Mailbox) -> None:
    sent: list[Content] = [Text("pasūtījums 10023, LV80BANK0000435195001, +371 20 000 000"), Start("10023")]
    for number, content in enumerate(sent):
        await mailbox.post([Inbound("telegram", "7", str(number), content)], NOW)
    (lease,) = await mailbox.lease(10, NOW + BURST)
    assert [letter.body for letter in lease.letters] == sent
