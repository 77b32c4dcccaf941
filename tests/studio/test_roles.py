"""The studio is for admins: every route of it, for a stranger, each role, and another site with an admin's cookie."""

import re

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.api.endpoints import BASE, Endpoint
from bot.app import Shopfloor
from bot.store.people import Role
from bot.studio.wing import ENDPOINTS
from tests.studio.conftest import signed_in

Client = TestClient[web.Request, web.Application]


def url_of(endpoint: Endpoint) -> str:
    """An address of this route about something that is not there."""
    return BASE + re.sub(r"\{\w+(:([^{}]|\{[^{}]*\})*)?\}", "999999", endpoint.path)


async def status(client: Client, endpoint: Endpoint, **headers: str) -> int:
    content = {"json": {}} if endpoint.body is not None else {}
    async with client.request(endpoint.method, url_of(endpoint), headers=headers, **content) as answer:
        return answer.status


def test_every_route_of_the_studio_is_an_admins() -> None:
    assert {endpoint.path: endpoint.who for endpoint in ENDPOINTS if endpoint.who != "admin"} == {}
    assert all(endpoint.path.startswith("/studio/") for endpoint in ENDPOINTS)


async def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    for endpoint in ENDPOINTS:
        assert await status(client, endpoint) == 401, endpoint.path
        assert await status(client, endpoint, Authorization="Bearer nobody") == 401, endpoint.path


@pytest.mark.parametrize("role", ["agent", "supervisor"])
async def test_who_is_no_admin_is_told_to_ask_one(client: Client, floor: Shopfloor, role: Role) -> None:
    person = await signed_in(client, floor, role)
    for endpoint in ENDPOINTS:
        assert await status(client, endpoint, **person.headers) == 403, endpoint.path


async def test_another_site_changes_nothing_with_an_admins_cookie(client: Client, floor: Shopfloor) -> None:
    token = (await signed_in(client, floor)).headers["Authorization"].removeprefix("Bearer ")
    changing = [endpoint for endpoint in ENDPOINTS if endpoint.method != "GET"]
    for endpoint in changing:
        for site in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
            assert await status(client, endpoint, Cookie=f"dezura_session={token}", **site) == 403, endpoint.path
