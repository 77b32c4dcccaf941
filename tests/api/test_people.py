"""Who may let in, promote and lock out: by role, never oneself, never the last admin, and all of it in the record."""

import asyncio
from functools import partial
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.api.context import Api
from bot.store import audit
from bot.store.audit import Wanted
from tests.api.conftest import Agent, Clock, an_agent
from tests.api.test_account import again

Client = TestClient[web.Request, web.Application]


async def record(api: Api) -> list[tuple[Any, ...]]:
    found = await api.database.read(partial(audit.page, wanted=Wanted(), before=2**62, room=50))
    return [(entry.user_id, entry.action, entry.about, dict(entry.detail)) for entry in reversed(found)]


async def test_everybody_is_listed_with_what_they_are(vera: Agent, dace: Agent, anna: Agent) -> None:
    page = await vera.get("/people")
    assert [(one["name"], one["role"], one["invited"]) for one in page["items"]] == [
        ("Anna", "agent", False), ("Dace", "admin", False), ("Vera", "supervisor", False),
    ]  # fmt: skip
    assert page["items"][0]["seen_at"] is not None
    assert not page["mail"]
    await anna.get("/people", 403)


async def test_without_mail_a_link_is_shown_once_and_only_where_our_pages_are(dace: Agent) -> None:
    made = await dace.post("/people", {"email": "jana@example.com", "name": "Jana"})
    assert made["why"] == "Mail is not set up."
    assert made["link"].startswith(str(dace.client.make_url("/console/enter")) + "#")
    assert made["person"]["link"]["kind"] == "invitation"


async def test_an_admin_changes_roles_and_the_record_says_so(dace: Agent, anna: Agent, api: Api) -> None:
    await dace.post("/bank-statements", {}, 415)
    await anna.get("/reports/surveys", 403)
    changed = await dace.post(f"/people/{anna.id}", {"role": "supervisor", "languages": ["pl"]})
    assert (changed["role"], changed["languages"]) == ("supervisor", ["pl"])
    await anna.get("/reports/surveys")
    assert await record(api) == [
        (dace.id, "user.role", f"user:{anna.id}", {"before": "agent", "after": "supervisor"}),
        (dace.id, "user.changed", f"user:{anna.id}", {"fields": ["languages"]}),
    ]


async def test_nobody_raises_or_locks_out_themselves(dace: Agent, vera: Agent, anna: Agent) -> None:
    for role in ("agent", "supervisor", "admin"):
        await dace.post(f"/people/{dace.id}", {"role": role}, 409)
        await vera.post(f"/people/{vera.id}", {"role": role}, 403)
        await anna.post(f"/people/{anna.id}", {"role": role}, 403)
    await dace.post(f"/people/{dace.id}", {"disabled": True}, 409)
    assert (await dace.post(f"/people/{dace.id}", {"name": "Dace K."}))["name"] == "Dace K."


async def test_two_admins_who_demote_each_other_at_once_leave_one(dace: Agent, client: Client, api: Api) -> None:
    edgars = await an_agent(client, api, "edgars@example.com", "Edgars", "admin")

    async def demote(by: Agent, whom: Agent) -> int:
        url, headers = f"/api/v1/people/{whom.id}", {"Authorization": f"Bearer {by.token}"}
        async with client.post(url, json={"role": "agent"}, headers=headers) as answer:
            return answer.status

    answers = await asyncio.gather(demote(dace, edgars), demote(edgars, dace))
    assert sorted(answers) == [200, 403]
    roles = [one["role"] for one in (await (dace if answers[0] == 200 else edgars).get("/people"))["items"]]
    assert sorted(roles) == ["admin", "agent"]


async def test_an_invited_admin_does_not_count_as_one(dace: Agent, client: Client, api: Api) -> None:
    edgars = await an_agent(client, api, "edgars@example.com", "Edgars", "admin")
    await dace.post("/people", {"email": "jana@example.com", "name": "Jana", "role": "admin"})
    await dace.post(f"/people/{edgars.id}", {"role": "agent"})
    await api.database.write(lambda c: c.exec_driver_sql("UPDATE users SET role = 'admin' WHERE name = 'Edgars'").close())
    await edgars.post(f"/people/{dace.id}", {"disabled": True})
    assert [one["disabled"] for one in (await edgars.get("/people"))["items"]] == [False, False, True]


async def test_who_is_disabled_is_out_at_once_and_in_again_only_with_a_sign_in(dace: Agent, anna: Agent) -> None:
    await dace.post(f"/people/{anna.id}", {"disabled": True})
    await anna.get("/session", 401)
    await dace.post(f"/people/{anna.id}", {"disabled": False})
    await anna.get("/session", 401)
    await again(anna.client)


async def test_an_admin_sees_and_ends_anybodys_sign_ins(dace: Agent, vera: Agent, anna: Agent) -> None:
    await again(anna.client)
    (first, second) = (await dace.get(f"/people/{anna.id}/sessions"))["items"]
    assert not first["current"]
    await vera.get(f"/people/{anna.id}/sessions", 403)
    await dace.ask("DELETE", f"/people/{anna.id}/sessions/{first['id']}", 204)
    await dace.ask("DELETE", f"/people/{anna.id}/sessions/{first['id']}", 404)
    await dace.ask("DELETE", f"/people/{anna.id}/sessions", 204)
    await anna.get("/session", 401)
    await dace.get("/people/99/sessions", 404)
    await dace.post("/people/99", {"role": "agent"}, 404)
    await dace.post("/people/99/link", status=404)
    assert second["id"] != first["id"]


async def test_a_role_that_changes_under_way_counts_at_once(dace: Agent, vera: Agent, clock: Clock) -> None:
    await vera.get("/people")
    await dace.post(f"/people/{vera.id}", {"role": "agent"})
    await vera.get("/people", 403)


@pytest.mark.parametrize(
    "body", [{"role": "owner"}, {"languages": ["de"]}, {"email": "x@y.lv"}, {"name": " "}, {"name": "x" * 81}]
)
async def test_what_cannot_be_is_told_by_its_path(dace: Agent, anna: Agent, body: dict[str, Any]) -> None:
    problem = await dace.post(f"/people/{anna.id}", body, 422)
    assert problem["path"].partition(".")[0] == next(iter(body))


async def test_supervisors_decide_up_to_their_own_allowance(vera: Agent, anna: Agent, api: Api, client: Client) -> None:
    from decimal import Decimal

    from bot.api.decisions import beyond
    from flows.shop.model import Money

    class Ask:
        def __init__(self, role: str) -> None:
            self.agent = type("U", (), {"role": role})()
            people = api.shop.people.model_copy(update={"supervisors_allowance": (Decimal(500), "EUR")})
            self.api = type("A", (), {"shop": api.shop.model_copy(update={"people": people})})()

    sums = {"amount": Money.parse("400.00 EUR")}
    assert "A supervisor decides" in beyond(Ask("agent"), sums)  # type: ignore[arg-type]  # only what is read
    assert beyond(Ask("supervisor"), sums) == ""  # type: ignore[arg-type]
    more = {"amount": Money.parse("500.01 EUR")}
    assert "An admin decides" in beyond(Ask("supervisor"), more)  # type: ignore[arg-type]
    assert beyond(Ask("admin"), more) == ""  # type: ignore[arg-type]
