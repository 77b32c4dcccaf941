"""The floor in SQL, on both databases: of many at once one has it, and words are written under the floor they were meant for."""

import asyncio
from collections.abc import Callable
from functools import partial

import pytest
import sqlalchemy as sa

from bot.store import floor
from bot.store.database import Database
from bot.store.floor import Claim, Conflict, Standing, Written
from bot.store.mailbox import Mailbox
from tests.store.shop import ANNA, NOW, customers, queue


@pytest.fixture(autouse=True)
async def waiting(mailbox: Mailbox) -> None:
    await customers(mailbox, "7")
    await queue(mailbox, NOW + 60_000)


async def test_of_many_at_once_one_takes_it(database: Database) -> None:
    takes = [database.write(partial(floor.take, claim=Claim(1, agent, NOW))) for agent in range(1, 9)]
    floors = await asyncio.gather(*takes)
    won = [floor for floor in floors if isinstance(floor, Standing)]
    assert len(won) == 1
    assert won[0].number == 2
    assert {floor.reason for floor in floors if isinstance(floor, Conflict)} == {"held"}


async def test_an_answer_never_follows_a_release(database: Database) -> None:
    """Whichever comes first: the words are stored under the floor they were written on, or refused."""
    await database.write(partial(floor.take, claim=Claim(1, ANNA, NOW)))
    answers = [database.write(partial(floor.answer, claim=Claim(1, ANNA, NOW), text="a", key=str(n))) for n in range(8)]
    released, *written = await asyncio.gather(database.write(partial(floor.release, claim=Claim(1, ANNA, NOW))), *answers)
    assert isinstance(released, Standing)
    kept = [one for one in written if isinstance(one, Written)]
    stored = sa.text("SELECT floor FROM outbox WHERE kind = 'agent'")
    floors = await database.read(lambda connection: connection.execute(stored).scalars().all())
    assert floors == [2] * len(kept)


async def test_the_same_key_at_once_is_written_once(database: Database) -> None:
    await database.write(partial(floor.take, claim=Claim(1, ANNA, NOW)))
    answers = [database.write(partial(floor.answer, claim=Claim(1, ANNA, NOW), text="a", key="k")) for _ in range(8)]
    written = [one for one in await asyncio.gather(*answers) if isinstance(one, Written)]
    assert [one.again for one in written].count(False) == 1
    assert len({one.id for one in written}) == 1


async def test_who_answers_from_outside_can_be_relieved_at_the_console(database: Database) -> None:
    await database.write(lambda c: c.execute(sa.text("UPDATE conversations SET owner = 'agent', agent_id = NULL")))
    taken = await database.write(partial(floor.take, claim=Claim(1, ANNA, NOW)))
    assert isinstance(taken, Standing)
    assert taken.agent_id == ANNA


@pytest.mark.parametrize(("work", "owner"), [(partial(floor.transfer, team="shop"), "queue"), (floor.release, "bot")])
async def test_what_somebody_outside_holds_anybody_may_hand_on(
    database: Database, work: Callable[..., floor.Change], owner: str
) -> None:
    outside = "UPDATE conversations SET owner = 'agent', agent_id = NULL, team = 'shop'"
    await database.write(lambda connection: connection.execute(sa.text(outside)))
    changed = await database.write(partial(work, claim=Claim(1, ANNA, NOW)))
    assert isinstance(changed, Standing)
    assert changed.owner == owner


async def test_it_wakes_the_conversation_with_a_fact(database: Database, mailbox: Mailbox) -> None:
    await database.write(partial(floor.take, claim=Claim(1, ANNA, NOW)))
    (lease,) = await mailbox.lease(10, NOW + 1000)
    assert lease.conversation.owner == "agent"
    assert len(lease.letters) == 1


async def test_where_there_is_nothing_nothing_happens(database: Database) -> None:
    claim = Claim(99, ANNA, NOW)
    words: list[Callable[..., object]] = [partial(floor.answer, text="a", key="1"), partial(floor.note, text="a", key="1")]
    words += [floor.take, floor.release, floor.close]
    for work in words:
        assert await database.write(partial(work, claim=claim)) is None
