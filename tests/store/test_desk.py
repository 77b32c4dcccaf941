"""People who sign in, on both databases."""

from functools import partial

import sqlalchemy as sa

from bot.store import people, sessions
from bot.store.database import Database

NOW = 1_800_000_000_000


class TestPeople:
    async def test_an_e_mail_is_taken_once_in_whatever_case(self, database: Database) -> None:
        add = partial(people.add, name="Anna", role="agent", password="hash", now=NOW, languages=("lv", "ru"))
        assert await database.write(partial(add, email="Anna@Example.com")) is not None
        assert await database.write(partial(add, email=" anna@example.COM ")) is None
        (anna,) = await database.read(people.everybody)
        assert (anna.email, anna.languages) == ("anna@example.com", ("lv", "ru"))

    async def test_another_password_and_another_chance(self, database: Database) -> None:
        add = partial(people.add, email="a@b.lv", name="Anna", role="agent", password="old", now=NOW)
        id_ = await database.write(add)
        assert id_ is not None
        await database.write(partial(people.set_password, user_id=id_, password="new"))
        assert await database.write(partial(people.disable, email="a@b.lv"))
        assert await database.read(partial(people.with_password, email="a@b.lv")) is None
        assert await database.write(partial(people.disable, email="a@b.lv", disabled=False))
        found = await database.read(partial(people.with_password, email="A@b.lv"))
        assert found is not None
        assert found[1] == "new"
        assert not await database.write(partial(people.disable, email="nobody@b.lv"))

    async def test_old_sign_ins_are_swept_out_by_new_ones(self, database: Database) -> None:
        id_ = await database.write(partial(people.add, email="a@b.lv", name="A", role="agent", password="x", now=NOW))
        assert id_ is not None
        await database.write(partial(sessions.begin, digest="old", user_id=id_, now=NOW, expires_at=NOW + 10))
        await database.write(partial(sessions.begin, digest="new", user_id=id_, now=NOW + 20, expires_at=NOW + 30))
        rows = await database.read(lambda c: c.execute(sa.text("SELECT digest FROM sessions")).scalars().all())
        assert rows == ["new"]
