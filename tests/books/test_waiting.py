"""The shop does not answer, and who asked hears as soon as it does."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.books.waiting import half_hour
from bot.store.database import Database
from tests.books.office import Desk


@pytest.fixture
def desk(database: Database) -> Desk:
    made = Desk(database)
    made.shop.shut = True
    return made


async def test_the_promise_is_made_once_and_kept_when_the_shop_answers(desk: Desk) -> None:
    anna = await desk.customer()
    first = await desk.waits(anna)
    assert (first["again"], first["until"]) == (False, datetime(2026, 11, 23, 12, tzinfo=UTC))
    desk.clock.forward(minutes=10)
    again = await desk.waits(anna, call="c2")
    assert (again["again"], again["until"]) == (True, first["until"])
    assert await desk.promises() == [("shop_answers", "open")]
    assert await desk.promised() == "šodien līdz plkst. 14.00"
    desk.shop.shut = False
    await desk.round()
    assert await desk.told() == [(anna, "shop_answers")]
    assert await desk.promises() == [("shop_answers", "kept")]
    desk.clock.forward(days=1)
    assert await desk.round() == 0


async def test_it_is_asked_less_and_less_often(desk: Desk) -> None:
    await desk.waits(await desk.customer())
    moments = []
    for _ in range(7):
        due = await desk.waiting.next_due()
        assert due is not None
        moments.append(due - desk.clock.now)
        desk.clock.now = due
        assert await desk.waiting.look() == 0
    assert moments == [30_000, 60_000, 120_000, 300_000, 600_000, 600_000, 600_000]


async def test_one_answer_is_enough_for_everybody(desk: Desk) -> None:
    people = [await desk.customer(f"customer{number}") for number in range(70)]
    for one in people:
        await desk.waits(one)
        desk.clock.forward(seconds=1)
    desk.shop.shut = False
    await desk.round()
    assert sorted(await desk.told()) == sorted((one, "shop_answers") for one in people)


async def test_a_person_goes_on_before_the_promise_is_broken(desk: Desk) -> None:
    anna = await desk.customer()
    await desk.waits(anna)
    while (due := await desk.waiting.next_due()) is not None:
        desk.clock.now = max(desk.clock.now, due)
        await desk.round()
    assert await desk.told() == [(anna, "shop_gone")]
    assert desk.clock.now == int(datetime(2026, 11, 23, 11, 55, tzinfo=UTC).timestamp() * 1000)
    assert await desk.promises() == [("shop_answers", "kept")]


async def test_whoever_waits_again_later_is_promised_again(desk: Desk) -> None:
    anna = await desk.customer()
    await desk.waits(anna)
    desk.shop.shut = False
    desk.clock.forward(minutes=1)
    await desk.round()
    desk.shop.shut = True
    assert (await desk.waits(anna, call="c9"))["again"] is False
    assert await desk.promises() == [("shop_answers", "kept"), ("shop_answers", "open")]


async def test_two_workers_tell_it_once(desk: Desk) -> None:
    anna = await desk.customer()
    await desk.waits(anna)
    desk.shop.shut = False
    desk.clock.forward(minutes=1)
    await asyncio.gather(*(desk.waiting.look() for _ in range(4)))
    await desk.round()
    assert await desk.told() == [(anna, "shop_answers")]


async def test_a_conversation_that_is_gone_waits_for_nothing(desk: Desk) -> None:
    anna = await desk.customer()
    await desk.waits(anna)
    await desk.database.write(lambda connection: connection.exec_driver_sql("DELETE FROM conversations"))
    assert await desk.waiting.next_due() is None


async def test_a_hostile_number_is_only_a_number(desk: Desk) -> None:
    anna = await desk.customer()
    await desk.waits(anna, number="\0' OR 1=1")
    desk.shop.shut = False
    desk.clock.forward(minutes=1)
    await desk.round()
    assert await desk.told() == [(anna, "shop_answers")]


@pytest.mark.parametrize(
    ("moment", "rounded"),
    [("10:00:00", "10:00"), ("10:00:01", "10:30"), ("10:30:00", "10:30"), ("10:31:00", "11:00"), ("23:45:00", "00:00")],
)
def test_a_promise_names_no_odd_minutes(moment: str, rounded: str) -> None:
    found = half_hour(datetime.fromisoformat(f"2026-11-23T{moment}+00:00"))
    assert f"{found:%H:%M}" == rounded
