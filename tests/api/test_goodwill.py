"""What agents give, what a supervisor decides, calls, blocks and what surveys say, over HTTP."""

from functools import partial
from typing import Any

import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.api.context import Api
from bot.store import callbacks, promises
from bot.store.callbacks import PROMISE, NewCallback
from bot.store.model import NewPromise
from tests.api.conftest import Agent, Line
from tests.api.test_approvals import an_admin

Client = TestClient[web.Request, web.Application]


async def rows(api: Api, statement: str) -> list[Any]:
    return await api.database.read(lambda connection: [tuple(row) for row in connection.exec_driver_sql(statement)])


async def test_an_agent_puts_things_right_without_asking_and_once(anna: Agent, line: Line) -> None:
    await line.hear("kur ir mana paciņa?")
    body = {"amount": "20,00", "reason": "late", "key": "k1"}
    first = await anna.post("/conversations/1/goodwill", body)
    assert (first["state"], first["coupon"]["amount"]) == ("given", {"amount": "20.00", "currency": "EUR"})
    assert await anna.post("/conversations/1/goodwill", body) == first
    page = await anna.get("/coupons")
    assert [coupon["code"] for coupon in page["items"]] == [first["coupon"]["code"]]
    assert (page["given"]["amount"], page["budget"]["amount"]) == ("20.00", "500.00")


async def test_beyond_the_allowance_of_a_case_a_supervisor_is_asked(anna: Agent, line: Line, client: Client, api: Api) -> None:
    await line.hear("kur ir mana paciņa?")
    assert (await anna.post("/conversations/1/goodwill", {"amount": "80", "key": "1"}))["state"] == "given"
    asked = await anna.post("/conversations/1/goodwill", {"amount": "30", "reason": "lost", "key": "2"})
    assert (asked["state"], asked["coupon"]) == ("asked", None)
    assert (await anna.post("/conversations/1/goodwill", {"amount": "30", "reason": "lost", "key": "2"})) == asked
    (approval,) = (await anna.get("/approvals"))["items"]
    assert approval["fields"] == {"amount": "30.00 EUR", "reason": "lost"}
    admin = await an_admin(client, api)
    assert (await admin.post("/conversations/1/goodwill", {"amount": "150", "key": "3"}))["state"] == "given"


async def test_no_agent_says_yes_to_what_an_agent_has_asked_for(anna: Agent, boris: Agent, vera: Agent, line: Line) -> None:
    await line.hear("kur ir mana paciņa?")
    await anna.post("/conversations/1/goodwill", {"amount": "80", "key": "1"})
    asked = await anna.post("/conversations/1/goodwill", {"amount": "30", "key": "2"})
    decide, yes = f"/approvals/{asked['approval_id']}", {"decision": "approve"}
    for agent in (anna, boris):
        assert "A supervisor decides" in (await agent.post(decide, yes, status=403))["detail"]
        await agent.post(decide, {**yes, "fields": {"amount": "5"}}, status=403)
        (shown,) = (await agent.get("/approvals"))["items"]
        assert (shown["mine"], shown["state"]) == (False, "open")
    assert (await vera.post(decide, yes))["state"] == "approved"


async def test_a_month_is_bounded_too_and_the_budget_for_everybody(
    anna: Agent, line: Line, client: Client, api: Api
) -> None:
    for number in range(6):
        await line.hear("labdien", address=str(number))
    given = [await anna.post(f"/conversations/{n}/goodwill", {"amount": "90", "key": "k"}) for n in range(1, 5)]
    assert [one["state"] for one in given] == ["given", "given", "given", "asked"]
    admin = await an_admin(client, api)
    problem = await admin.post("/conversations/5/goodwill", {"amount": "240", "key": "k"}, status=409)
    assert problem["detail"] == "This year's budget for mistakes is used up."


async def test_sums_that_are_none_are_told_by_their_path(anna: Agent, line: Line) -> None:
    await line.hear("labdien")
    for amount in ("much", "0", "-5", "5 USD", "1.234", "1e9", "9" * 39):
        problem = await anna.post("/conversations/1/goodwill", {"amount": amount, "key": "k"}, status=422)
        assert problem["path"] == "amount"
    await anna.post("/conversations/9/goodwill", {"amount": "5", "key": "k"}, status=404)


async def test_nobody_gives_to_themselves(anna: Agent, line: Line, api: Api) -> None:
    await line.hear("labdien")
    mine = "UPDATE conversations SET email = 'Anna@example.com'"
    await api.database.write(lambda connection: connection.exec_driver_sql(mine).close())
    await anna.post("/conversations/1/goodwill", {"amount": "5", "key": "k"}, status=403)


async def test_an_order_uses_a_code_once(anna: Agent, line: Line, api: Api) -> None:
    await line.hear("labdien")
    code = (await anna.post("/conversations/1/goodwill", {"amount": "5", "key": "k"}))["coupon"]["code"]
    body = {"code": code.lower().replace("-", " "), "order": "10023"}
    assert (await anna.post("/coupons/redeem", body))["verdict"] == "unknown"  # the shop does not know it yet
    await api.database.write(lambda connection: connection.exec_driver_sql("UPDATE coupons SET state = 'active'").close())
    assert await anna.post("/coupons/redeem", body) == {
        "taken": True, "verdict": "good", "amount": {"amount": "5.00", "currency": "EUR"},
    }  # fmt: skip
    assert (await anna.post("/coupons/redeem", body))["verdict"] == "used"


async def a_call(api: Api, line: Line, minutes: int) -> None:
    await line.hear("piezvaniet man")
    at = line.clock.now + minutes * 60_000

    def work(connection: sa.Connection) -> None:
        callbacks.make(connection, NewCallback(1, "shop", "+37120000808", at, at + 600_000, at - 600_000), line.clock.now)
        promises.make(connection, 1, NewPromise(PROMISE, "rīt plkst. 15.00", at + 600_000), line.clock.now)

    await api.database.write(work)


async def test_a_call_made_in_time_keeps_its_promise(anna: Agent, line: Line, api: Api) -> None:
    await a_call(api, line, 30)
    (call,) = (await anna.get("/callbacks", state="agreed"))["items"]
    assert (call["phone"], call["state"]) == ("+37120000808", "agreed")
    assert (await anna.get("/conversations/1/care"))["callback"]["id"] == call["id"]
    settled = await anna.post(f"/callbacks/{call['id']}", {"outcome": "done"})
    assert (settled["state"], settled["by"]) == ("done", "Anna")
    assert [one["state"] for one in (await anna.get("/promises"))["items"]] == ["kept"]
    problem = await anna.post(f"/callbacks/{call['id']}", {"outcome": "unreached"}, status=409)
    assert problem["detail"] == "The call is done already."
    await anna.post("/callbacks/99", {"outcome": "done"}, status=404)


async def test_a_call_made_too_late_breaks_it(anna: Agent, line: Line, api: Api) -> None:
    await a_call(api, line, 30)
    line.clock.now += 41 * 60_000
    await anna.post("/callbacks/1", {"outcome": "unreached"})
    assert [one["state"] for one in (await anna.get("/promises"))["items"]] == ["broken"]
    assert len(await rows(api, "SELECT id FROM inbox WHERE key = 'callback_unreached:1'")) == 1


async def test_only_supervisors_block_and_lets_in_again(anna: Agent, line: Line, client: Client, api: Api) -> None:
    await line.hear("idioti")
    await line.hand_over()
    await anna.post("/conversations/1/block", {"blocked": True, "reason": "apvaino"}, status=403)
    admin = await an_admin(client, api)
    blocked = await admin.post("/conversations/1/block", {"blocked": True, "reason": "apvaino"})
    assert (blocked["blocked"], blocked["reason"], blocked["by"]) == (True, "apvaino", "Dace")
    assert (await anna.get("/conversations", owner="queue"))["items"] == []
    assert (await anna.get("/conversations/1/care"))["block"] == blocked
    assert await admin.post("/conversations/1/block", {"blocked": True, "reason": "again"}) == blocked
    assert not (await admin.post("/conversations/1/block", {"blocked": False}))["blocked"]
    await admin.post("/conversations/9/block", {"blocked": True}, status=404)


async def test_figures_are_shown_from_ten_answers_on(vera: Agent, line: Line, api: Api) -> None:
    def answers(connection: sa.Connection, scores: list[int], first: int) -> None:
        for number, score in enumerate(scores, first):
            connection.exec_driver_sql(
                f"""INSERT INTO surveys (case_key, person, kind, about, state, score, made_at, ask_at, asked_at, answered_at)
                VALUES ('c{number}', '', 'csat', 'case', 'answered', {score}, 0, 0, {line.clock.now}, {line.clock.now})"""
            )

    await api.database.write(partial(answers, scores=[5] * 9, first=0))
    few = (await vera.get("/reports/surveys"))["csat"]
    assert (few["answered"], few["good"], few["mean"], few["scores"]) == (9, None, None, {})
    await api.database.write(partial(answers, scores=[1], first=9))
    found = (await vera.get("/reports/surveys"))["csat"]
    assert found["good"] == {"percent": 90.0, "low": 59.6, "high": 98.2}
    assert (found["mean"], found["net"], found["scores"]) == (4.6, None, {"1": 1, "5": 9})
    await vera.get("/reports/surveys", status=422, since="2026-12-01", until="2026-11-01")
