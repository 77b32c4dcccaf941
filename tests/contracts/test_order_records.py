"""What every keeper of orders must do, in memory and in both databases."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store.database import Database, connect
from bot.store.orders import SqlOrders, take_over
from flows.shop.builtin import BuiltinShop
from flows.shop.model import Address, Customer, Order
from flows.shop.port import ShopRefusedError
from flows.shop.records import Deed, MemoryOrders, OrderRecords
from tests.flows.shop.orders import NOW, eur, order


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


async def test_a_person_s_orders_are_those_with_exactly_that_contact(records: OrderRecords) -> None:
    oksana = Customer("Оксана Коваленко", "Oksana_K@example.com", "+380500000202", "uk")
    nobody = Customer("Guest")
    await records.save([order("10023"), order("10024", oksana), order("10025", oksana), order("10026", nobody)])
    for contact in ("oksana_k@EXAMPLE.com", "+380 50 000 02 02", "380500000202"):
        assert [found.number for found in await records.of_contact(contact)] == ["10025", "10024"], contact
    for contact in ("", "@", "oksana_k@example.co", "oksana%@example.com", "0202", "+37100000202", "\0", "-"):
        assert not await records.of_contact(contact), contact


def _noted(key: str, about: str = "10023", text: str = "call first") -> Deed:
    return Deed(key, "add_note", about, NOW, text=text)


async def test_a_deed_is_entered_once_with_what_it_changes(records: OrderRecords) -> None:
    await records.save([order("10023")])
    seen: list[int] = []

    def change(found: Order | None, deeds: Sequence[Deed]) -> Order | None:
        seen.append(len(deeds))
        return replace(found, state="cancelled") if found is not None else None

    first = await records.enter(_noted("k1"), change)
    assert await records.enter(_noted("k1", text="another"), change) == first
    assert await records.enter(_noted("k2"), change) != first
    assert seen == [0, 1]
    assert await records.deed("k1") == first
    assert await records.deed("k3") is None
    changed = await records.get("10023")
    assert changed is not None
    assert changed.state == "cancelled"


async def test_a_deed_that_is_refused_leaves_no_trace(records: OrderRecords) -> None:
    await records.save([order("10023")])

    def refuse(_order: Order | None, _deeds: Sequence[Deed]) -> Order | None:
        raise ShopRefusedError("too_late")

    with pytest.raises(ShopRefusedError):
        await records.enter(_noted("k1"), refuse)
    assert await records.deed("k1") is None
    assert await records.get("10023") == order("10023")


async def test_a_deed_keeps_its_amount_to_the_cent(records: OrderRecords) -> None:
    deed = Deed("k1", "refund", "10023", NOW, eur("1234567.89"), "a reason")
    await records.enter(deed, lambda found, _deeds: found)
    assert await records.deed("k1") == deed


async def test_a_spreadsheet_does_not_undo_what_customers_did_since(database: Database) -> None:
    records = SqlOrders(database)
    shop = BuiltinShop(records)
    await records.save([order("10023", state="paid"), order("10024", state="paid"), order("10025", state="paid")])
    await shop.cancel("10023", "k1")
    await shop.cancel("10024", "k2")
    await shop.change_address("10025", Address("Brīvības iela 1", "Rīga", "LV-1010"), "k3")
    sheet = [order("10023", state="packed"), order("10024", state="shipped"), order("10025", state="packed")]
    assert await database.write(lambda connection: take_over(connection, sheet)) == ["10023"]
    found = [await records.get(number) for number in ("10023", "10024", "10025")]
    assert [one.state for one in found if one] == ["cancelled", "shipped", "packed"]
    assert found[2] is not None
    assert found[2].address is not None
