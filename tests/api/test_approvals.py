"""Decisions asked of people: listed by when they are due, decided once, within what a person may decide."""

from decimal import Decimal
from functools import partial
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.api.context import Api
from bot.store import approvals
from bot.store.model import NewApproval
from flows.shop.model import Money
from tests.api.conftest import Agent, Line, an_agent

ASKED = "1:return_goods:person:3"


async def asked(line: Line, amount: str = "20.00", key: str = ASKED, minutes: int = 60, address: str = "7") -> None:
    """A flow in a conversation asks for a decision about this much."""
    await line.hear("Grāmata ir saplēsta", address)
    fields = {"amount": Money(Decimal(amount), "EUR"), "reason": "broken"}
    due = line.clock.now + minutes * 60_000
    wanted = NewApproval(key, "return_goods", "returns", "Grāmata, 20 €", fields, due, "šodien līdz plkst. 11.00")
    await line.reply("Kolēģis izlems", approvals=[wanted])


async def an_admin(client: TestClient[web.Request, web.Application], api: Api) -> Agent:
    return await an_agent(client, api, "dace@example.com", "Dace", "admin")


async def letters(api: Api) -> list[Any]:
    """Decisions in the inbox."""
    rows = "SELECT body FROM inbox WHERE kind = 'decision' ORDER BY id"
    return await api.database.read(lambda connection: list(connection.exec_driver_sql(rows).scalars()))


async def test_what_waits_is_listed_by_when_it_is_due(anna: Agent, line: Line) -> None:
    await asked(line, key="1:return_goods:person:3", minutes=120)
    await asked(line, key="1:return_goods:person:9", minutes=30, address="8")
    first, second = (await anna.get("/approvals", state="open"))["items"]
    assert first["due_at"] < second["due_at"]
    assert first["fields"] == {"amount": "20.00 EUR", "reason": "broken"}
    assert (first["kind"], first["summary"], first["state"], first["mine"]) == ("return_goods", "Grāmata, 20 €", "open", True)


async def test_pages_follow_each_other(anna: Agent, line: Line) -> None:
    for n in range(3):
        await asked(line, key=f"1:return_goods:person:{n}", minutes=10 + n)
    for state in ("open", ""):
        page = await anna.get("/approvals", state=state, limit=2)
        rest = await anna.get("/approvals", state=state, limit=2, after=page["next"])
        assert len({one["id"] for one in page["items"] + rest["items"]}) == 3
        assert rest["next"] is None


async def test_a_changed_sum_reaches_the_dialogue_and_the_promise_is_kept(anna: Agent, line: Line, api: Api) -> None:
    await asked(line)
    decided = await anna.post("/approvals/1", {"decision": "approve", "fields": {"amount": "15,5"}})
    assert (decided["state"], decided["decided_by"], decided["decided_fields"]["amount"]) == ("approved", "Anna", "15.50 EUR")
    (letter,) = await letters(api)
    assert '"approved"' in letter
    assert '{"$money":["15.50","EUR"]}' in letter.replace(" ", "")
    assert [promise["state"] for promise in (await anna.get("/promises"))["items"]] == ["kept"]


async def test_only_the_first_decision_counts(anna: Agent, boris: Agent, line: Line, api: Api) -> None:
    await asked(line)
    await anna.post("/approvals/1", {"decision": "reject"})
    problem = await boris.post("/approvals/1", {"decision": "approve"}, status=409)
    assert problem["detail"] == "Anna has rejected it already."
    assert len(await letters(api)) == 1


async def test_what_nobody_decided_in_time_goes_on_without(anna: Agent, line: Line, api: Api) -> None:
    await asked(line, minutes=5)
    late = line.clock.now + 6 * 60_000
    assert await api.database.write(partial(approvals.expire, now=late, room=10)) == 1
    assert await api.database.write(partial(approvals.expire, now=late, room=10)) == 0
    problem = await anna.post("/approvals/1", {"decision": "approve"}, status=409)
    assert problem["detail"] == "Its time was up; the conversation went on without a decision."
    assert '"no_answer"' in (await letters(api))[0]
    assert [promise["state"] for promise in (await anna.get("/promises"))["items"]] == ["broken"]


async def test_beyond_the_allowance_a_supervisor_decides(
    anna: Agent, line: Line, client: TestClient[web.Request, web.Application], api: Api
) -> None:
    await asked(line, "250.00")
    (card,) = (await anna.get("/approvals"))["items"]
    assert (card["mine"], card["why_not"]) == (False, "Agents decide up to 100 EUR. A supervisor decides this one.")
    await anna.post("/approvals/1", {"decision": "approve"}, status=403)
    await anna.post("/approvals/1", {"decision": "approve", "fields": {"amount": "100.01"}}, status=403)
    admin = await an_admin(client, api)
    assert (await admin.post("/approvals/1", {"decision": "approve"}))["state"] == "approved"


async def test_an_agent_may_lower_a_sum_to_the_allowance_and_may_always_say_no(anna: Agent, line: Line) -> None:
    await asked(line, "250.00", key="1:a:b:1")
    await asked(line, "250.00", key="1:a:b:2")
    assert (await anna.post("/approvals/1", {"decision": "approve", "fields": {"amount": "100"}}))["state"] == "approved"
    assert (await anna.post("/approvals/2", {"decision": "reject"}))["state"] == "rejected"


async def test_nobody_decides_their_own_case(anna: Agent, boris: Agent, line: Line, api: Api) -> None:
    await asked(line)
    mine = "UPDATE conversations SET email = 'Anna@example.com'"
    await api.database.write(lambda connection: connection.exec_driver_sql(mine).close())
    problem = await anna.post("/approvals/1", {"decision": "approve"}, status=403)
    assert problem["detail"] == "This is your own case. Somebody else decides it."
    assert (await boris.post("/approvals/1", {"decision": "approve"}))["decided_by"] == "Boris"


async def test_fields_that_are_not_there_or_no_sums_are_told_by_their_path(anna: Agent, line: Line) -> None:
    await asked(line)
    for name, text in (("sum", "1"), ("amount", "much"), ("amount", "-5")):
        problem = await anna.post("/approvals/1", {"decision": "approve", "fields": {name: text}}, status=422)
        assert problem["path"] == f"fields.{name}"
    await anna.post("/approvals/99", {"decision": "approve"}, status=404)


async def test_a_sum_nobody_had_said_is_bounded_like_any_other(anna: Agent, vera: Agent, line: Line, api: Api) -> None:
    await line.hear("Grāmata ir saplēsta")
    wanted = NewApproval(ASKED, "return_goods", "returns", "Grāmata", {"amount": None}, line.clock.now + 3_600_000, "")
    await line.reply("Kolēģis izlems", approvals=[wanted])
    large: dict[str, Any] = {"decision": "approve", "fields": {"amount": "5000.00 EUR"}}
    problem = await anna.post("/approvals/1", large, status=403)
    assert problem["detail"] == "Agents decide up to 100 EUR. A supervisor decides this one."
    await anna.post("/approvals/1", {"decision": "approve", "fields": {"amount": "-5.00 EUR"}}, status=422)
    await vera.post("/approvals/1", large)
    assert '{"$money":["5000.00","EUR"]}' in (await letters(api))[0].replace(" ", "")
