"""Who may call what, for every route there is: a stranger nothing of the desk's, an agent what agents may, and so upwards."""

import re
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.api.context import Api
from bot.api.endpoints import BASE, Endpoint
from bot.api.routes import ENDPOINTS
from bot.store.people import ROLES, Role
from tests.api.conftest import Agent, an_agent
from tests.api.test_webchat import a_guest

Client = TestClient[web.Request, web.Application]
OURS = [endpoint for endpoint in ENDPOINTS if endpoint.who in ROLES]
CHANGING = [endpoint for endpoint in OURS if endpoint.method != "GET"]

DOCS = Path(__file__).parents[2] / "docs" / "people.md"


def name_of(endpoint: Endpoint) -> str:
    return f"{endpoint.method} " + re.sub(r"\{\w+(:([^{}]|\{[^{}]*\})*)?\}", "{}", endpoint.path)


def url_of(endpoint: Endpoint) -> str:
    """An address of this route about something that is not there."""
    filled = re.sub(r"\{session:[^{}]*\{16\}\}", "0" * 16, endpoint.path)
    filled = re.sub(r"\{id:\\d[^{}]*(\{[^{}]*\})?\}", "999999", filled)
    return BASE + re.sub(r"\{\w+(:([^{}]|\{[^{}]*\})*)?\}", "2026199999", filled)


async def status(client: Client, endpoint: Endpoint, **headers: str) -> int:
    """What the route answers; a stream of events is left at once."""
    content = {"json": {}} if endpoint.body is not None else {}
    async with client.request(endpoint.method, url_of(endpoint), headers=headers, **content) as answer:
        return answer.status


def bearer(agent: Agent) -> dict[str, str]:
    return {"Authorization": f"Bearer {agent.token}"}


def test_what_is_not_every_agents_stands_in_the_table_of_roles() -> None:
    rows = re.findall(r"^\| (`(?:GET|POST|DELETE) .*) \| (\w+) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    documented = {name: whose for names, whose in rows for name in re.findall(r"`([^`]+)`", names)}
    assert {name_of(endpoint): endpoint.who for endpoint in OURS if endpoint.who != "agent"} == documented


async def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    for endpoint in OURS:
        assert await status(client, endpoint) == 401, name_of(endpoint)
        made_up = {"Authorization": "Bearer nobody", "Cookie": "dezura_session=nobody"}
        assert await status(client, endpoint, **made_up) == 401, name_of(endpoint)


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_may_do_its_own_and_what_those_below_may(client: Client, api: Api, role: Role) -> None:
    agent = await an_agent(client, api, "x@example.com", "X", role)
    for endpoint in OURS:
        if name_of(endpoint) == "DELETE /session":
            continue
        assert endpoint.who in ROLES
        enough = ROLES.index(role) >= ROLES.index(endpoint.who)
        answered = await status(client, endpoint, **bearer(agent))
        assert (answered == 403) != enough, name_of(endpoint)
        assert answered != 401, name_of(endpoint)


async def test_another_site_changes_nothing_with_an_admins_cookie(client: Client, dace: Agent) -> None:
    cookie = f"dezura_session={dace.token}"
    others = ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}, {})
    for endpoint in CHANGING:
        for site in others:
            assert await status(client, endpoint, Cookie=cookie, **site) == 403, name_of(endpoint)
    for endpoint in CHANGING:
        if name_of(endpoint) != "DELETE /session":
            own = {"Sec-Fetch-Site": "same-origin"}
            assert await status(client, endpoint, Cookie=cookie, **own) != 403, name_of(endpoint)


async def test_a_visitor_of_the_chat_opens_nothing_of_the_desks(client: Client) -> None:
    guest = await a_guest(client)
    for endpoint in OURS:
        for name in ("dezura_visitor", "dezura_session"):
            assert await status(client, endpoint, Cookie=f"{name}={guest.secret}") == 401, name_of(endpoint)
        assert await status(client, endpoint, Authorization=f"Bearer {guest.secret}") == 401, name_of(endpoint)


async def test_another_site_changes_nothing_with_a_visitors_cookie(client: Client) -> None:
    guest = await a_guest(client)
    theirs = [one for one in ENDPOINTS if one.who in {"visitor", "either"} and one.method != "GET"]
    assert theirs
    for endpoint in theirs:
        for site in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
            assert await status(client, endpoint, Cookie=f"dezura_visitor={guest.secret}", **site) == 403, name_of(endpoint)
