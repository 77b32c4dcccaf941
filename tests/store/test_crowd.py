"""Whose conversations they are, on both databases: by what an agent says, a proof, an address or a number."""

from functools import partial

import pytest
import sqlalchemy as sa

from bot.channels.port import Contact, Inbound
from bot.store import crowd, kin
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from tests.store.shop import ANNA, NOW, customers

FOUR = (1, 2, 3, 4)


@pytest.fixture
async def four(database: Database, mailbox: Mailbox) -> Database:
    await customers(mailbox, "7", "8", "9", "10")
    return database


async def heads(database: Database) -> list[int]:
    found = await database.read(partial(crowd.heads, ids=FOUR))
    return [found[id_] for id_ in FOUR]


async def do(database: Database, sql: str) -> None:
    await database.write(lambda connection: connection.execute(sa.text(sql)))


async def test_strangers_are_each_their_own(four: Database) -> None:
    assert await heads(four) == [1, 2, 3, 4]
    assert await four.read(partial(crowd.heads, ids=())) == {}


async def test_what_an_agent_says_and_what_is_proved_hang_together(four: Database) -> None:
    await four.write(partial(kin.say, pair=(2, 1), says="same", agent=ANNA, now=NOW))
    await do(four, "INSERT INTO bindings (chat, person, until) VALUES ('2', 'p', 9), ('4', 'p', 9), ('3', 'q', 9)")
    assert await heads(four) == [1, 1, 3, 1]


async def test_an_address_is_one_person_however_it_is_written(four: Database) -> None:
    await do(four, "UPDATE conversations SET email = 'Anna@Example.com' WHERE id = 1")
    await do(four, "UPDATE conversations SET email = 'anna@example.com' WHERE id = 3")
    assert await heads(four) == [1, 2, 1, 4]


async def test_a_number_the_messenger_vouches_for_is_one_person(four: Database, mailbox: Mailbox) -> None:
    for address, phone in (("8", "+371 20000000"), ("10", "37120000000")):
        await mailbox.post([Inbound("telegram", address, f"c{address}", Contact(phone, own=True))], NOW + 100)
    assert await heads(four) == [1, 2, 3, 2]
