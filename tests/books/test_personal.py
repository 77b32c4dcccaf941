"""A customer's own data, as the chat gives and erases it: only to whom it belongs, once, and what is unfinished first."""

import io
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from bot.books.effects import Effects, FailedError
from bot.books.personal import NAME, Personal
from bot.epoch import to_ms
from bot.store import files, privacy_requests
from bot.store.calls import Errand
from bot.store.database import Database
from flows.model import Call
from flows.shop.lookups import Asked
from tests.bot.returns_desk import Desk, an_order, eur

TRUST = {"item": "krūze", "reason": "defect", "amount": eur("18"), "refund_to": "iban", "iban": "LV80BANK0000435195001"}


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database)
    await made.greet()
    return made


async def find(desk: Desk) -> Mapping[str, Any]:
    """What is known of who writes."""
    lookup = Personal(desk.office).lookups["find_personal"]
    return await lookup(Call("find_personal", {}, "1"), Asked(str(desk.chat), desk.now, "telegram", "7", "lv"))


async def do(desk: Desk, name: str, key: str = "") -> Mapping[str, Any]:
    """An effect's result."""
    department = Personal(desk.office)
    effects = Effects(desk.database, desk.clock, department.books, department.outside)
    desk.count += 1
    return await effects.perform(Errand(key or f"p{desk.count}", desk.chat, name, {}, 1, tried=False, token="t"))


def _files(connection: sa.Connection) -> list[str]:
    return list(connection.exec_driver_sql("SELECT name FROM files").scalars())


async def test_a_conversation_alone_needs_no_proof_and_is_given_once(desk: Desk) -> None:
    found = await find(desk)
    assert (found["beyond"], found["asked"], found["kept"], found["open"]) == (False, False, None, None)
    first = await do(desk, "give_personal")
    assert (first["document"]["name"], first["document"]["mime"]) == (NAME, "application/zip")
    await do(desk, "give_personal")
    again = await do(desk, "give_personal", key="same")
    assert await do(desk, "give_personal", key="same") == again
    stored = await desk.database.read(partial(files.read_file, file_id=str(again["document"]["id"])))
    assert stored is not None
    with zipfile.ZipFile(io.BytesIO(stored.content)) as packed:
        assert "README.txt" in packed.namelist()
        assert [name for name in packed.namelist() if NAME in name] == []  # no copy holds an older one
    assert await desk.database.read(_files) == [NAME]


async def test_more_than_a_conversation_is_given_and_erased_only_after_proof(desk: Desk) -> None:
    order = an_order("10020", 5, "48.00")
    await desk.sell(order)
    await desk.prove(order)
    found = await find(desk)
    assert (found["beyond"], found["proved"]) == (True, False)
    for name in ("give_personal", "erase_personal"):
        with pytest.raises(FailedError, match="not proved"):
            await do(desk, name)
    assert await desk.database.read(_files) == []
    await desk.strong(order)
    assert (await find(desk))["proved"]
    assert (await do(desk, "give_personal"))["document"]["name"] == NAME


async def test_an_erasure_comes_by_itself_a_day_later_and_can_be_called_off(desk: Desk) -> None:
    asked = await do(desk, "erase_personal")
    assert asked["until"] == desk.now + timedelta(days=1)
    desk.clock.forward(hours=1)
    assert (await do(desk, "erase_personal"))["until"] == asked["until"]
    found = await find(desk)
    assert (found["asked"], found["until"]) == (True, asked["until"])
    assert await do(desk, "keep_personal") == {"kept": True}
    assert await do(desk, "keep_personal") == {"kept": False}
    assert await desk.database.read(partial(privacy_requests.due, now=to_ms(desk.now) + 10**11, room=9)) == []


async def test_money_that_is_owed_comes_first_and_within_the_laws_month(desk: Desk) -> None:
    number = str((await desk.do("open_return", bought_on=desk.now.date(), **TRUST))["number"])
    found = await find(desk)
    assert (found["open"], found["beyond"]) == (number, True)
    assert desk.now + timedelta(days=1) < found["until"] < desk.now + timedelta(days=28)
    await desk.pays()
    assert (await find(desk))["open"] is None


async def test_a_person_decides_first_where_the_shop_wants_it(database: Database) -> None:
    desk = Desk(database, values={"retention": {"approve": True}})
    await desk.greet()
    await do(desk, "erase_personal")
    far = to_ms(desk.now) + 10**11
    assert await desk.database.read(partial(privacy_requests.due, now=far, room=9)) == []
    (request,) = await desk.database.read(partial(privacy_requests.page, before=2**62, room=9))
    assert (request.what, request.state) == ("erase", "waiting")
