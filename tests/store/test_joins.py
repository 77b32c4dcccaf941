"""A supervisor beside an agent, on both databases: joins, answers, parts, and all of it ends with the floor."""

from functools import partial

import pytest
import sqlalchemy as sa

from bot.store import audit, beside, floor, joins, people
from bot.store.audit import Wanted
from bot.store.database import Database
from bot.store.floor import Claim, Conflict, Standing, Written
from bot.store.mailbox import Mailbox
from tests.store.shop import NOW, customers, queue

ANNA, VERA, DACE, BORIS = 1, 2, 3, 4


@pytest.fixture(autouse=True)
async def held(database: Database, mailbox: Mailbox) -> None:
    """Anna answers conversation 1; Vera is a supervisor, Dace an admin."""
    for name, role in (("anna", "agent"), ("vera", "supervisor"), ("dace", "admin"), ("boris", "agent")):
        add = partial(people.add, email=f"{name}@b.lv", name=name, role=role, password="x", now=NOW)  # type: ignore[arg-type]
        await database.write(add)
    await customers(mailbox, "7")
    await queue(mailbox, NOW + 60_000)
    await database.write(partial(floor.take, claim=Claim(1, ANNA, NOW)))


async def say(database: Database, agent: int, key: str) -> object:
    return await database.write(partial(floor.answer, claim=Claim(1, agent, NOW), text="Labdien", key=key))


async def join(database: Database, agent: int, now: int = NOW) -> object:
    return await database.write(partial(beside.join, claim=Claim(1, agent, now)))


async def together(database: Database) -> dict[int, list[int]]:
    return {id_: list(users) for id_, users in (await database.read(joins.now)).items()}


async def test_who_has_joined_may_answer_and_the_floor_stays(database: Database) -> None:
    assert isinstance(await say(database, VERA, "1"), Conflict)
    joined = await join(database, VERA)
    assert isinstance(joined, Standing)
    assert (joined.agent_id, await together(database)) == (ANNA, {1: [VERA]})
    assert isinstance(await say(database, VERA, "1"), Written)
    assert isinstance(await say(database, ANNA, "1"), Written)
    by = sa.text("SELECT agent_id FROM outbox WHERE kind = 'agent' ORDER BY id")
    assert await database.read(lambda c: c.execute(by).scalars().all()) == [VERA, ANNA]


async def test_who_has_parted_may_not(database: Database) -> None:
    await join(database, VERA)
    await database.write(partial(beside.part, claim=Claim(1, VERA, NOW)))
    assert isinstance(await say(database, VERA, "1"), Conflict)
    assert await together(database) == {}


async def test_it_ends_with_the_floor(database: Database) -> None:
    await join(database, VERA)
    await database.write(partial(floor.transfer, claim=Claim(1, ANNA, NOW), to_agent=DACE))
    assert isinstance(await say(database, VERA, "1"), Conflict)
    assert await together(database) == {}
    await join(database, VERA)
    assert await together(database) == {1: [VERA]}


async def test_who_is_no_supervisor_any_more_is_out(database: Database) -> None:
    await join(database, VERA)
    await database.write(partial(people.change, user_id=VERA, role="agent"))
    assert isinstance(await say(database, VERA, "1"), Conflict)
    assert await together(database) == {}
    assert isinstance(await join(database, ANNA), Standing)  # it is hers: nothing to do
    assert await together(database) == {}


async def test_only_what_an_agent_holds_is_joined_and_only_by_supervisors(database: Database) -> None:
    refused = await join(database, BORIS)
    assert isinstance(refused, Conflict)
    assert refused.reason == "held"
    await database.write(partial(floor.release, claim=Claim(1, ANNA, NOW)))
    refused = await join(database, VERA)
    assert isinstance(refused, Conflict)
    assert refused.reason == "not_held"
    assert await database.write(partial(beside.join, claim=Claim(99, VERA, NOW))) is None


async def test_both_see_it_and_it_stands_in_the_record(database: Database) -> None:
    for now in (NOW, NOW + 1):
        await join(database, VERA, now)  # twice is once
    await database.write(partial(beside.part, claim=Claim(1, VERA, NOW + 2)))
    facts = "SELECT body FROM inbox WHERE kind = 'fact' ORDER BY id"
    told = await database.read(lambda c: [str(body) for body in c.execute(sa.text(facts)).scalars()])
    assert ["joined" in body or "parted" in body for body in told] == [False, True, True]
    page = partial(audit.page, wanted=Wanted(conversation=1), before=2**62, room=9)
    assert [entry.action for entry in await database.read(page)][:2] == ["conversation.left", "conversation.joined"]
