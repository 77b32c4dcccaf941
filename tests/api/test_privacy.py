"""A customer's data over HTTP: admins alone, each deed in the record, nothing without the number typed."""

import io
import zipfile
from functools import partial

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.api.context import Api
from bot.api.endpoints import BASE
from bot.channels.port import Inbound, Person, Text
from bot.store import privacy_requests
from tests.api.conftest import an_agent

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def admin(client: Client, api: Api) -> dict[str, str]:
    """Somebody who may; and Anna has written."""
    letter = Inbound("telegram", "1001", "1", Text("te Anna"), person=Person("Anna Bērziņa"))
    await api.mailbox.post([letter], api.now())
    return {"Authorization": f"Bearer {(await an_agent(client, api, 'olga@example.com', 'Olga', 'admin')).token}"}


async def recorded(client: Client, admin: dict[str, str]) -> list[str]:
    async with client.get(f"{BASE}/audit", headers=admin) as answer:
        return [entry["action"] for entry in (await answer.json())["items"]]


async def test_an_admin_is_given_everything_and_the_record_knows(client: Client, admin: dict[str, str]) -> None:
    async with client.get(f"{BASE}/conversations/1/personal.zip", headers=admin) as answer:
        assert (answer.status, answer.content_type, answer.headers["Cache-Control"]) == (200, "application/zip", "no-store")
        with zipfile.ZipFile(io.BytesIO(await answer.read())) as archive:
            assert "te Anna" in archive.read("messages_from_you.json").decode()
    assert "person.exported" in await recorded(client, admin)


async def test_nobody_is_erased_by_a_slip(client: Client, admin: dict[str, str]) -> None:
    path = f"{BASE}/conversations/1/erase"
    async with client.post(path, headers=admin, json={"confirm": "2"}) as answer:
        assert answer.status == 400
    async with client.post(path, headers=admin, json={"confirm": "#1"}) as answer:
        assert answer.status == 200
        assert (await answer.json())["rows"] >= 2
    async with client.post(path, headers=admin, json={"confirm": "1"}) as answer:
        assert answer.status == 404
    assert "person.erased" in await recorded(client, admin)


async def test_what_is_held_answers_409_until_it_is_lifted(client: Client, admin: dict[str, str]) -> None:
    hold = {"about": "conversation:1", "why": "strīds"}
    async with client.post(f"{BASE}/privacy/holds", headers=admin, json=hold) as answer:
        assert [one["about"] for one in (await answer.json())["items"]] == ["conversation:1"]
    async with client.post(f"{BASE}/conversations/1/erase", headers=admin, json={"confirm": "1"}) as answer:
        assert answer.status == 409
    async with client.get(f"{BASE}/conversations/1/personal", headers=admin) as answer:
        assert (await answer.json())["held"] == ["conversation:1"]
    async with client.post(f"{BASE}/privacy/holds", headers=admin, json={**hold, "held": False}) as answer:
        assert (await answer.json())["items"] == []
    async with client.post(f"{BASE}/privacy/holds", headers=admin, json={"about": "invoice:99999"}) as answer:
        assert answer.status == 404
    assert {"hold.set", "hold.lifted"} <= set(await recorded(client, admin))


async def test_a_request_is_decided_once(client: Client, admin: dict[str, str], api: Api) -> None:
    ask = partial(privacy_requests.ask, conversation_id=1, what="erase", now=api.now(), due_at=api.now(), by_clock=False)
    request = await api.database.write(ask)
    assert request is not None
    async with client.get(f"{BASE}/privacy/requests", headers=admin) as answer:
        assert [(one["what"], one["state"]) for one in (await answer.json())["items"]] == [("erase", "waiting")]
    path = f"{BASE}/privacy/requests/{request.id}"
    async with client.post(path, headers=admin, json={"decision": "refuse", "why": "nav pierādīts"}) as answer:
        assert (await answer.json())["state"] == "refused"
    async with client.post(path, headers=admin, json={"decision": "approve"}) as answer:
        assert answer.status == 409
    assert "privacy.refused" in await recorded(client, admin)
