"""Looks, mentions and canned answers on both databases."""

import asyncio
from functools import partial

import pytest
import sqlalchemy as sa

from bot.store import canned, floor, looks, mentions, people
from bot.store.canned import SHOP, Canned
from bot.store.database import Database
from bot.store.floor import Claim
from bot.store.looks import SEEN, TYPES, Seat
from bot.store.mailbox import Mailbox
from tests.store.shop import NOW, customers


@pytest.fixture
async def staff(database: Database, mailbox: Mailbox) -> tuple[int, int]:
    """Two agents, and two conversations."""
    await customers(mailbox, "7", "8")
    ids = []
    for name in ("anna", "boris"):
        add = partial(people.add, email=f"{name}@shop.example", name=name, role="agent", password="", now=NOW)
        ids.append(await database.write(add))
    return ids[0] or 0, ids[1] or 0


class TestLooks:
    async def test_who_looks_and_types_counts_until_its_moment_passes(self, database: Database, staff: tuple[int, int]) -> None:
        anna, boris = staff
        for who, tab, typing in ((anna, "1", ""), (anna, "2", "answer"), (boris, "1", "")):
            seen = partial(looks.look, conversation_id=1, who=str(who), tab=tab, now=NOW, typing=typing)
            await database.write(seen)
        around = await database.read(partial(looks.everywhere, now=NOW + 1))
        assert set(around[1].seats) == {Seat(anna, "answer"), Seat(boris)}
        assert around[1].answering == 0  # she does not have it
        await database.write(partial(floor.take, claim=Claim(1, anna, NOW)))
        there = await database.read(partial(looks.around, conversation_id=1, now=NOW + 1))
        assert there is not None
        assert there.answering == NOW + TYPES
        later = await database.read(partial(looks.around, conversation_id=1, now=NOW + TYPES))
        assert later is not None
        assert Seat(anna) in later.seats
        assert await database.read(partial(looks.everywhere, now=NOW + SEEN)) == {}

    async def test_those_who_are_gone_are_swept_away(self, database: Database, staff: tuple[int, int]) -> None:
        anna, boris = staff
        await database.write(partial(looks.look, conversation_id=1, who=str(anna), tab="1", now=NOW))
        await database.write(partial(looks.look, conversation_id=2, who=str(boris), tab="1", now=NOW + SEEN))
        rows = sa.text("SELECT conversation_id FROM looks")
        assert await database.read(lambda connection: connection.execute(rows).scalars().all()) == [2]
        await database.write(partial(looks.leave, conversation_id=2, who=str(boris), tab="1"))
        assert await database.read(partial(looks.everywhere, now=NOW)) == {}


class TestMentions:
    async def test_a_note_names_those_who_can_sign_in_each_once(self, database: Database, staff: tuple[int, int]) -> None:
        anna, boris = staff
        await database.write(partial(people.disable, email="anna@shop.example"))
        work = partial(floor.note, claim=Claim(1, anna, NOW), text="@boris", key="1", naming=[boris, boris, anna, 99])
        await database.write(work)
        await database.write(work)
        assert await database.read(partial(mentions.unread, user_id=boris)) == 1
        assert await database.read(partial(mentions.unread, user_id=anna)) == 0
        new = await database.read(partial(mentions.since, moment=NOW - 1, room=9))
        assert [(conversation, user) for _, conversation, user, _ in new] == [(1, boris)]
        assert await database.write(partial(mentions.read, user_id=boris, conversation_id=2, now=NOW + 1)) == 0
        assert await database.write(partial(mentions.read, user_id=boris, conversation_id=1, now=NOW + 1)) == 1
        (found,) = await database.read(partial(mentions.listed, user_id=boris, before=2**62, room=9))
        assert (found.by, found.text, found.read_at) == (anna, "@boris", NOW + 1)


class TestCanned:
    async def made(self, database: Database, name: str = "paldies", owner: int = SHOP) -> Canned | None:
        texts = {"lv": "Paldies!"}
        return await database.write(partial(canned.add, owner_id=owner, name=name, texts=texts, by=1, now=NOW))

    async def test_one_owner_has_one_of_a_name_and_a_removed_one_frees_it(
        self, database: Database, staff: tuple[int, int]
    ) -> None:
        first = await self.made(database)
        assert first is not None
        assert await self.made(database) is None
        assert await self.made(database, owner=staff[0]) is not None
        retire = partial(canned.change, before=first, name=first.name, texts=first.texts, by=1, now=NOW + 1, retired=True)
        assert await database.write(retire) is not None
        second = await self.made(database)
        assert second is not None
        back = partial(canned.change, before=first, name=first.name, texts=first.texts, by=1, now=NOW + 2)
        assert await database.write(back) is None  # the name is another's now

    async def test_of_two_who_change_it_at_once_one_does(self, database: Database) -> None:
        first = await self.made(database)
        assert first is not None
        changes = [
            database.write(partial(canned.change, before=first, name="paldies", texts={"lv": f"{n}"}, by=n, now=NOW + n))
            for n in range(1, 6)
        ]
        done = [one for one in await asyncio.gather(*changes) if one is not None]
        assert len(done) == 1
        versions = await database.read(partial(canned.versions, id_=first.id))
        assert [(one.version, dict(one.texts)) for one in versions] == [(2, dict(done[0].texts)), (1, {"lv": "Paldies!"})]

    async def test_ones_own_comes_before_the_shops(self, database: Database, staff: tuple[int, int]) -> None:
        for owner in (SHOP, *staff):
            await self.made(database, owner=owner)
        listed = await database.read(partial(canned.listed, user_id=staff[0]))
        assert [one.owner_id for one in listed] == [staff[0], SHOP]
