"""Links and sign-ins in SQL, on both databases: once, in time, and never by two at a time."""

import asyncio
from functools import partial

import pytest

from bot.store import entry_links, people, sessions
from bot.store.database import Database
from bot.store.people import LastAdminError

NOW, HOUR = 1_800_000_000_000, 3_600_000


async def person(database: Database, name: str = "anna", role: people.Role = "agent", password: str = "x") -> int:
    add = partial(people.add, email=f"{name}@b.lv", name=name, role=role, password=password, now=NOW)
    id_ = await database.write(add)
    assert id_ is not None
    return id_


async def link(database: Database, user_id: int, digest: str = "d", expires_at: int = NOW + HOUR) -> None:
    make = partial(entry_links.make, user_id=user_id, kind="reset", digest=digest, now=NOW, expires_at=expires_at)
    await database.write(make)


async def test_of_many_who_use_a_link_at_once_one_has_it(database: Database) -> None:
    await link(database, await person(database))
    uses = [database.write(partial(entry_links.use, digest="d", now=NOW + 1)) for _ in range(8)]
    assert [found is not None for found in await asyncio.gather(*uses)].count(True) == 1


async def test_a_link_lives_until_its_moment_and_the_newest_alone(database: Database) -> None:
    anna = await person(database)
    await link(database, anna, "first")
    await link(database, anna, "second")
    assert await database.read(partial(entry_links.find, digest="first", now=NOW)) is None
    found = await database.read(partial(entry_links.find, digest="second", now=NOW + HOUR - 1))
    assert found is not None
    assert (found.user.id, found.kind) == (anna, "reset")
    assert await database.write(partial(entry_links.use, digest="second", now=NOW + HOUR)) is None


async def test_locking_somebody_out_ends_their_links_and_sign_ins(database: Database) -> None:
    anna = await person(database)
    await link(database, anna)
    await database.write(partial(sessions.begin, digest="s", user_id=anna, now=NOW, expires_at=NOW + HOUR))
    await database.write(partial(people.change, user_id=anna, disabled=True))
    assert await database.read(partial(entry_links.find, digest="d", now=NOW)) is None
    await database.write(partial(people.change, user_id=anna, disabled=False))
    assert await database.read(partial(entry_links.find, digest="d", now=NOW)) is None
    assert await database.read(partial(sessions.whose, digest="s", now=NOW)) is None


async def test_admins_who_demote_each_other_at_once_leave_one(database: Database) -> None:
    admins = [await person(database, f"a{n}", "admin") for n in range(4)]
    demote = [database.write(partial(people.change, user_id=id_, role="agent")) for id_ in admins]
    results = await asyncio.gather(*demote, return_exceptions=True)
    assert sum(isinstance(result, LastAdminError) for result in results) == 1
    everybody = await database.read(people.everybody)
    assert [user.role for user in everybody].count("admin") == 1


async def test_an_invited_admin_cannot_let_anybody_in_yet(database: Database) -> None:
    dace = await person(database, "dace", "admin")
    await person(database, "jana", "admin", password="")
    with pytest.raises(LastAdminError):
        await database.write(partial(people.change, user_id=dace, disabled=True))


async def test_a_sign_in_ends_by_its_own_time_and_by_rest(database: Database) -> None:
    anna = await person(database)
    begin = partial(sessions.begin, digest="s" * 40, user_id=anna, now=NOW, expires_at=NOW + 10 * HOUR, device="Firefox, Windows")
    await database.write(begin)
    whose = partial(sessions.whose, digest="s" * 40)
    assert await database.read(partial(whose, now=NOW + HOUR, idle_since=NOW - 1)) is not None
    assert await database.read(partial(whose, now=NOW + HOUR, idle_since=NOW)) is None
    await database.write(partial(sessions.used, digest="s" * 40, now=NOW + HOUR))
    assert await database.read(partial(whose, now=NOW + HOUR, idle_since=NOW)) is not None
    assert await database.read(partial(whose, now=NOW + 10 * HOUR, idle_since=0)) is None


async def test_sign_ins_are_listed_and_ended_by_name(database: Database) -> None:
    anna, boris = await person(database), await person(database, "boris")
    for digest, whose in (("a" * 40, anna), ("b" * 40, anna), ("c" * 40, boris)):
        await database.write(partial(sessions.begin, digest=digest, user_id=whose, now=NOW, expires_at=NOW + HOUR))
    found = await database.read(partial(sessions.of_user, user_id=anna, now=NOW))
    assert [one.handle for one in found] == ["a" * 16, "b" * 16]
    assert not await database.write(partial(sessions.end_one, user_id=anna, handle="c" * 16))
    assert await database.write(partial(sessions.end_one, user_id=anna, handle="a" * 16))
    assert await database.write(partial(sessions.end_all, user_id=boris, but="c" * 40)) == 0
    assert await database.write(partial(sessions.end_all, user_id=anna)) == 1


async def test_preferences_are_a_persons_own(database: Database) -> None:
    anna, boris = await person(database), await person(database, "boris")
    await database.write(partial(people.prefer, user_id=anna, values={"undo_seconds": 5}))
    assert await database.read(partial(people.preferences, user_id=anna)) == {"undo_seconds": 5}
    assert await database.read(partial(people.preferences, user_id=boris)) == {}
