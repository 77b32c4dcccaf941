"""What every keeper of orders must do, in memory and in both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store.database import connect
from bot.store.orders import SqlOrders
from flows.shop.model import Customer
from flows.shop.records import MemoryOrders, OrderRecords
from tests.flows.shop.orders import order


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def records(request: pytest.FixtureRequest) -> Iterator[OrderRecords]:
    if request.param == "memory":
        yield MemoryOrders()
        return
    database = connect(request.getfixturevalue(f"{request.param}_url"))
    yield SqlOrders(database)
    database.close()


async def test_an_order_comes_back_as_it_was_saved(records: OrderRecords) -> None:
    whole, bare = order("10023"), replace(order("A-7/ü"), lines=(), tracking=None, shipped_at=None, expected_at=None)
    await records.save([whole, bare])
    assert await records.get("10023") == whole
    assert await records.get("A-7/ü") == bare


@pytest.mark.parametrize("number", ["", "1002", "100230", "10023 ", "%", "1002_", "\0", "' OR 1=1 --"])
async def test_a_number_is_found_only_as_it_is(records: OrderRecords, number: str) -> None:
    await records.save([order("10023")])
    assert await records.get(number) is None


async def test_an_order_saved_again_is_replaced(records: OrderRecords) -> None:
    await records.save([order("10023")])
    await records.save([order("10023", state="delivered"), order("10024")])
    found = await records.get("10023")
    assert found is not None
    assert found.state == "delivered"
    assert len(await records.search("1002")) == 2


async def test_saving_nothing_is_nothing(records: OrderRecords) -> None:
    await records.save([])
    assert not await records.search("")


async def test_a_search_finds_parts_of_number_contact_and_name_whatever_their_case(records: OrderRecords) -> None:
    oksana = Customer("Оксана Коваленко", "Oksana_K@example.com", "+380500000202", "uk")
    await records.save([order("10023"), order("10024", oksana)])
    for query in ("10024", "OKSANA_k", "0000202", "коваленко", " 10024 "):
        assert [found.number for found in await records.search(query)] == ["10024"], query
    for query in ("%", "\\", "nobody"):
        assert not await records.search(query), query


async def test_the_newest_come_first_and_no_more_than_asked_for(records: OrderRecords) -> None:
    days = [replace(order(str(10020 + day)), placed_at=order().placed_at + timedelta(days=day % 3)) for day in range(5)]
    await records.save(days)
    assert [found.number for found in await records.search("100", limit=3)] == ["10022", "10024", "10021"]
