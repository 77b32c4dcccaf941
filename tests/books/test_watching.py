"""Orders somebody waits for, told once each step, whatever tells us of it."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.books.effects import FailedError, NotDoneError
from bot.store import watchers
from bot.store.database import Database
from flows.shop.model import Order
from tests.books.office import BEGIN, Desk
from tests.flows.shop.orders import order

PAID = replace(order("10040", state="paid", expected=date(2026, 11, 27)), tracking=None, shipped_at=None)


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database)
    await made.records.save([PAID])
    return made


async def watching(desk: Desk, address: str = "anna", found: Order = PAID) -> int:
    """Somebody who has proved the order and waits for it."""
    conversation = await desk.customer(address)
    await desk.prove(conversation, found)
    assert (await desk.watch(conversation, found.number))["moving"] is True
    return conversation


async def test_each_step_is_told_once_to_everybody_who_waits(desk: Desk) -> None:
    anna, juris = await watching(desk), await watching(desk, "juris")
    await desk.moves(PAID, state="shipped", shipped_at=BEGIN)
    await desk.round()
    await desk.moves(PAID, state="shipped", shipped_at=BEGIN)
    await desk.round()
    assert sorted(await desk.told()) == sorted([(anna, "order_shipped"), (juris, "order_shipped")])
    await desk.moves(PAID, state="delivered", delivered_at=BEGIN)
    await desk.round()
    await desk.moves(PAID, state="returned")
    desk.clock.forward(days=2)
    await desk.round()
    assert [fact for _, fact in await desk.told()] == ["order_shipped"] * 2 + ["order_delivered"] * 2


async def test_only_who_has_proved_an_order_may_wait_for_it(desk: Desk) -> None:
    stranger = await desk.customer()
    for number in (PAID.number, "99999", ""):
        with pytest.raises(FailedError, match="not_proved"):
            await desk.watch(stranger, number)
    await desk.moves(PAID, state="shipped")
    await desk.round()
    assert await desk.told() == []


async def test_what_changed_while_the_wish_was_noted_is_found_soon(desk: Desk) -> None:
    anna = await watching(desk)
    await desk.database.write(
        lambda connection: connection.exec_driver_sql("UPDATE orders SET body = replace(body, '\"paid\"', '\"shipped\"')")
    )
    desk.clock.forward(seconds=31)
    await desk.round()
    assert await desk.told() == [(anna, "order_shipped")]


async def test_an_order_is_looked_at_from_time_to_time_where_nobody_tells(desk: Desk) -> None:
    await watching(desk)
    desk.clock.forward(seconds=31)
    await desk.round()
    due = await desk.watching.next_due()
    assert due is not None
    assert timedelta(minutes=30) <= timedelta(milliseconds=due - desk.clock.now) < timedelta(minutes=31)


async def test_a_shop_that_does_not_answer_is_asked_again_and_nothing_is_lost(desk: Desk) -> None:
    anna = await watching(desk)
    await desk.moves(PAID, state="shipped")
    desk.shop.shut = True
    await desk.round()
    desk.clock.forward(seconds=61)
    await desk.round()
    assert await desk.told() == []
    desk.shop.shut = False
    desk.clock.forward(seconds=61)
    await desk.round()
    assert await desk.told() == [(anna, "order_shipped")]


async def test_a_shop_that_does_not_answer_is_asked_again_for_the_wish_itself(desk: Desk) -> None:
    anna = await desk.customer()
    await desk.prove(anna, PAID)
    desk.shop.shut = True
    with pytest.raises(NotDoneError):
        await desk.watch(anna, PAID.number)


async def test_late_is_told_by_day(desk: Desk) -> None:
    anna = await watching(desk)
    desk.clock.forward(days=4, hours=15)  # one in the night after the day it was expected
    await desk.round()
    assert await desk.told() == []
    desk.clock.forward(hours=8, minutes=1)
    await desk.round()
    assert await desk.told() == [(anna, "order_late")]
    desk.clock.forward(days=1)
    await desk.round()
    assert len(await desk.told()) == 1


async def test_nobody_is_told_for_ever(desk: Desk) -> None:
    await watching(desk)
    desk.clock.forward(days=31)
    assert await desk.watching.look() == 0
    assert await desk.watching.next_due() is None


async def test_a_wish_twice_is_one_wish(desk: Desk) -> None:
    anna = await watching(desk)
    await desk.watch(anna, PAID.number)
    await desk.moves(PAID, state="shipped")
    await desk.round()
    assert await desk.told() == [(anna, "order_shipped")]


async def test_two_workers_tell_it_once(desk: Desk) -> None:
    anna = await watching(desk)
    await desk.moves(PAID, state="shipped")
    await asyncio.gather(*(desk.watching.look() for _ in range(4)))
    await desk.round()
    assert await desk.told() == [(anna, "order_shipped")]


async def test_a_delivery_counts_once_and_makes_those_who_wait_looked_at(desk: Desk) -> None:
    await watching(desk)

    async def tell(key: str) -> bool:
        return await desk.database.write(lambda connection: watchers.tell(connection, key, "10040", desk.clock()))

    assert await tell("woocommerce:1:1")
    assert not await tell("woocommerce:1:1")
    assert await desk.watching.next_due() == desk.clock()
    desk.clock.forward(days=8)
    assert await tell("woocommerce:1:2")
    assert await tell("woocommerce:1:1")  # what shops repeat, they repeat within hours


async def test_an_order_that_is_over_is_not_waited_for(desk: Desk) -> None:
    anna = await desk.customer()
    await desk.prove(anna, PAID)
    await desk.moves(PAID, state="delivered", delivered_at=BEGIN)
    assert (await desk.watch(anna, PAID.number))["moving"] is False
    assert await desk.watching.next_due() is None


async def test_a_wish_goes_with_its_conversation(desk: Desk) -> None:
    await watching(desk)
    await desk.database.write(lambda connection: connection.exec_driver_sql("DELETE FROM conversations"))
    assert await desk.watching.next_due() is None
