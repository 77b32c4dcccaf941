"""People are found by their e-mail, however it is written."""

from functools import partial

import pytest

from bot.store import people
from bot.store.database import Database


@pytest.mark.parametrize("email", ["anna@example.com", " Anna@Example.COM ", "anna\0@example.com"])
async def test_an_e_mail_is_the_same_however_it_is_written(database: Database, email: str) -> None:
    add = partial(people.add, email="anna@example.com", name="Anna", role="agent", password="", now=1)
    id_ = await database.write(add)
    found = await database.read(partial(people.with_password, email=email))
    assert found is not None
    assert found[0].id == id_
