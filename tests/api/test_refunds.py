"""Returns and payouts over HTTP: in the documented shape, marked once, and no account in full."""

from functools import partial
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.api.context import Api
from bot.store import refunds
from bot.store.database import Database
from tests.api.conftest import Agent, an_agent
from tests.api.schema import mistakes
from tests.bot.returns_desk import Clock as DeskClock
from tests.bot.returns_desk import Desk, an_order, eur

IBAN = "LV80BANK0000435195001"


@pytest.fixture
async def anna(client: TestClient[web.Request, web.Application], api: Api) -> Agent:
    """Money is a supervisor's."""
    return await an_agent(client, api, "anna@example.com", "Anna", "supervisor")


@pytest.fixture
async def desk(sqlite: Database, clock: Any) -> Desk:
    """A return that the reserve pays, and one that waits for its goods."""
    made = Desk(sqlite, DeskClock(clock.now))
    await made.greet()
    known = {"item": "krūze", "reason": "defect", "bought_on": made.now.date(), "amount": eur("18")}
    await made.do("open_return", **known, refund_to="iban", iban=IBAN)
    order = an_order("10020", 5, "480.00", delivered_at=made.now)
    await made.sell(order)
    await made.prove(order)
    made.clock.forward(minutes=1)
    await made.do("open_return", order_number="10020", reason="changed_mind", refund_to="as_paid")
    return made


@pytest.mark.usefixtures("desk")
async def test_returns_come_newest_first_with_what_was_decided_and_why(anna: Agent) -> None:
    first = await anna.get("/returns", limit=1)
    second = await anna.get("/returns", limit=1, after=first["next"])
    assert second["next"] is None
    (law,), (trust,) = first["items"], second["items"]
    assert (law["legal_basis"], law["state"], law["decision"], law["amount"]) == (
        "withdrawal", "refund_pending", "auto", {"amount": "480.00", "currency": "EUR"},
    )  # fmt: skip
    assert (trust["legal_basis"], trust["from_reserve"], law["from_reserve"]) == ("defect", True, False)
    assert [event["event"] for event in trust["history"]] == ["submit", "approve", "pay"]
    assert law["refund"]["state"] == "waiting"
    assert [one["number"] for one in (await anna.get("/returns", state="review"))["items"]] == []


@pytest.mark.usefixtures("desk")
async def test_the_worklist_shows_no_account_in_full(anna: Agent) -> None:
    found = await anna.get("/refunds")
    assert IBAN not in str(found)
    assert sorted(one["account"] for one in found["items"]) == ["", "LV** **** 5001"]
    assert IBAN not in str(await anna.get("/returns"))


@pytest.mark.usefixtures("desk")
async def test_a_person_marks_a_payout_once_after_the_goods_came(anna: Agent, dace: Agent) -> None:
    waiting = next(one for one in (await anna.get("/refunds"))["items"] if one["state"] == "waiting")
    path = f"/refunds/{waiting['id']}"
    assert (await anna.post(path, {"state": "pending"}))["state"] == "pending"
    paid = await anna.post(path, {"state": "paid", "bank_reference": "B7"})
    assert (paid["state"], paid["settled_by"], paid["bank_reference"]) == ("paid", str(anna.id), "B7")
    assert (await dace.post(path, {"state": "paid", "bank_reference": "B8"}))["bank_reference"] == "B7"
    problem = await dace.post(path, {"state": "pending"}, 409)
    assert "paid already" in problem["detail"]
    await anna.post("/refunds/99", {"state": "paid"}, 404)
    await anna.post(path, {"state": "sent"}, 422)


@pytest.mark.usefixtures("desk")
async def test_a_person_says_what_goods_are_worth_that_the_reserve_has_paid_for(anna: Agent) -> None:
    one = next(one for one in (await anna.get("/refunds"))["items"] if one["state"] == "pending")
    path = f"/refunds/{one['id']}"
    await anna.post(path, {"state": "goods_back"}, 409)
    await anna.post(path, {"state": "paid"})
    for wrong in ("lots", "0.00 EUR", "18.01 EUR", "1.00 PLN"):
        await anna.post(path, {"state": "goods_back", "worth": wrong}, 422)
    await anna.post(path, {"state": "paid", "worth": "1.00 EUR"}, 422)
    assert (await anna.post(path, {"state": "goods_back", "worth": "12.50 EUR"}))["state"] == "paid"
    await anna.post(path, {"state": "goods_back"}, 409)
    reserve = (await anna.get("/reports/returns"))["reserve"]
    assert (reserve["captured"]["amount"], reserve["recovered"]["amount"]) == ("18.00", "12.50")


async def test_a_payout_that_failed_can_be_ordered_again(anna: Agent, desk: Desk) -> None:
    one = next(one for one in (await anna.get("/refunds"))["items"] if one["state"] == "pending")
    failed = await anna.post(f"/refunds/{one['id']}", {"state": "failed", "bank_reference": "AC04"})
    assert (failed["state"], failed["reason"]) == ("failed", "AC04")
    record = await desk.record(one["return_number"])
    assert record.state == "approved"
    assert await desk.database.write(partial(refunds.order, record=record, way="person", now=1)) is not None


async def test_the_whole_account_is_for_supervisors_and_leaves_its_trace(anna: Agent, desk: Desk) -> None:
    one = next(one for one in (await anna.get("/refunds"))["items"] if one["account"])
    assert one["account"] == "LV** **** 5001"
    found = await anna.get(f"/refunds/{one['id']}/account")
    assert found["account"] == "LV80BANK0000435195001"
    seen = await desk.database.read(lambda c: c.exec_driver_sql("SELECT action, about, detail FROM audit").all())
    assert [(action, about) for action, about, _ in seen] == [("refund.account_seen", f"refund:{one['id']}")]
    assert "4351" not in str(seen)
    await anna.get("/refunds/99/account", 404)


@pytest.mark.usefixtures("desk")
async def test_the_report_keeps_law_and_trust_apart(anna: Agent) -> None:
    found = await anna.get("/reports/returns")
    assert (found["by_law"]["amount"], found["by_trust"]["amount"]) == ("480.00", "18.00")
    assert (found["at_once"], found["by_people"], found["refunds_open"]) == (2, 0, 2)
    assert found["reserve"]["held"] == {"amount": "18.00", "currency": "EUR"}
    assert found["experiment"] is None
    assert (await anna.get("/reports/returns", year=2001))["by_state"] == {}


@pytest.mark.usefixtures("desk")
async def test_answers_are_as_documented(anna: Agent) -> None:
    async with anna.client.get("/api/v1/openapi.json") as answer:
        document = await answer.json()
    for path in ("/returns", "/refunds", "/reports/returns"):
        (content,) = document["paths"][f"/api/v1{path}"]["get"]["responses"]["200"]["content"].values()
        assert mistakes(await anna.get(path), content["schema"], document) == []


async def test_they_are_for_agents(anna: Agent) -> None:
    nobody = Agent(anna.client, 0, "nobody")
    for path in ("/returns", "/refunds", "/reports/returns"):
        await nobody.get(path, 401)
