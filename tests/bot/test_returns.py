"""Returns in the books: the law first, trust after it, a person for the rest, on both databases."""

from datetime import timedelta

import pytest

from bot.store.database import Database
from tests.bot.returns_desk import NOW, Desk, an_order, eur


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database)
    await made.greet()
    return made


async def test_a_change_of_mind_in_time_is_accepted_at_any_sum_and_acknowledged_at_once(desk: Desk) -> None:
    order = an_order("10020", 5, "480.00")
    await desk.sell(order)
    await desk.prove(order)
    found = await desk.ask("assess_return", order_number="10020", reason="changed_mind")
    assert (found["basis"], found["decision"], found["statutory"], found["keep"]) == ("withdrawal", "approved", True, False)
    opened = await desk.do("open_return", order_number="10020", reason="changed_mind", refund_to="as_paid")
    assert (opened["state"], opened["decision"], opened["amount"]) == ("refund_pending", "auto", eur("480"))
    assert (opened["acknowledged_at"], opened["refund_by"]) == (NOW, NOW + timedelta(days=14))
    assert (await desk.ask("find_refund"))["goods_awaited"]


async def test_a_dear_thing_that_broke_is_acknowledged_and_a_person_decides(desk: Desk) -> None:
    order = an_order("10020", 200, "480.00")
    await desk.sell(order)
    await desk.prove(order)
    found = await desk.ask("assess_return", order_number="10020", reason="defect")
    assert (found["basis"], found["decision"], found["replacement"], found["why"]) == ("defect", "person", True, "per_case")
    opened = await desk.do("open_return", order_number="10020", reason="defect", refund_to="as_paid")
    assert (opened["state"], opened["decision"]) == ("review", "person")


async def test_without_a_receipt_a_small_sum_is_trusted_out_of_the_reserve(desk: Desk) -> None:
    known = {"item": "krūze", "reason": "defect", "bought_on": NOW.date() - timedelta(days=20), "amount": eur("18")}
    assert (await desk.ask("assess_return", **known))["decision"] == "approved"
    opened = await desk.do("open_return", **known, refund_to="iban", iban="LV80BANK0000435195001")
    assert (opened["state"], opened["decision"], opened["kept"]) == ("refund_pending", "auto", True)
    record = await desk.record(str(opened["number"]))
    assert record.drawn
