"""What surrounds every answer: a page or a webhook that somebody adds tomorrow is as shut as those of today."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot import shop_doors
from bot import web as doors
from bot.api.context import Api
from bot.api.endpoints import BASE
from bot.api.routes import install
from bot.commands.serve import server_of
from bot.doorbell import LocalDoorbell
from bot.shop_doors import Shopdoor
from bot.store.mailbox import Mailbox
from bot.studio.wing import STUDIO
from config.shops import Orders
from tests.api.conftest import Agent

Client = TestClient[web.Request, web.Application]
STREAMS = re.compile(r"/events$")


async def ready() -> dict[str, str]:
    return {}


@pytest.fixture
async def whole(api: Api) -> AsyncIterator[Client]:
    """Everything that one server serves, as `dezura run` puts it together."""
    app = web.Application()
    install(app, api, wings=(STUDIO,))
    bell = LocalDoorbell()
    app.add_routes(doors.routes(doors.Doors(Mailbox(api.database), bell, {}, api.now, ready)))
    app.add_routes(shop_doors.routes(Shopdoor(Orders(), api.database, bell, api.now)))
    async with TestClient(TestServer(app)) as opened:
        yield opened


def places(client: Client) -> Iterator[tuple[str, str]]:
    """Every route there is, about something that is not there."""
    assert client.app is not None
    for route in client.app.router.routes():
        path = route.resource.canonical if route.resource is not None else ""
        if not STREAMS.search(path):
            yield route.method, re.sub(r"\{\w+\}", "1", path)


async def test_every_answer_is_shut(whole: Client) -> None:
    found = list(places(whole))
    assert len(found) > 200
    for method, path in [*found, ("GET", "/nowhere"), ("GET", f"{BASE}/nowhere"), ("PUT", "/chat")]:
        async with whole.request(method, path, allow_redirects=False) as answer:
            head = answer.headers
            assert head["X-Content-Type-Options"] == "nosniff", path
            assert "default-src 'none'" in head["Content-Security-Policy"], path
            assert "frame-ancestors" in head["Content-Security-Policy"], path
            assert "unsafe" not in head["Content-Security-Policy"], path
            assert head["Referrer-Policy"] in {"no-referrer", "same-origin"}, path
            assert head["Cross-Origin-Resource-Policy"] == ("cross-origin" if path == "/embed.js" else "same-origin"), path
            assert "Server" not in head, path
            assert "Strict-Transport-Security" not in head, "it is for https alone"


async def test_pages_and_answers_are_kept_by_nobody(whole: Client) -> None:
    kept = re.compile("^/static/|^/embed.js$")
    for method, path in places(whole):
        if method == "GET" and path.startswith(("/console", "/api", "/chat", "/privacy")) and not kept.match(path):
            async with whole.request(method, path, allow_redirects=False) as answer:
                assert "no-store" in answer.headers.get("Cache-Control", ""), path


async def test_over_https_a_browser_is_told_to_stay_there(api: Api) -> None:
    app = web.Application()
    install(app, Api(**{name: getattr(api, name) for name in Api.__slots__} | {"public_url": "https://chat.example"}))
    async with TestClient(TestServer(app)) as client:
        for path in ("/", "/chat", f"{BASE}/session", "/nowhere"):
            async with client.get(path) as answer:
                assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_a_fault_tells_neither_words_nor_places(whole: Client, dace: Agent, api: Api) -> None:
    await api.database.write(lambda connection: connection.exec_driver_sql("ALTER TABLE conversations RENAME TO elsewhere"))
    async with whole.get(f"{BASE}/conversations", headers={"Authorization": f"Bearer {dace.token}"}) as answer:
        text = await answer.text()
    assert answer.status == 500
    assert re.findall(r"conversations|sqlite|Traceback|\.py|SELECT", text) == []


async def test_a_head_that_does_not_come_to_its_end_is_not_waited_for() -> None:
    async def hangs_up(patience: float) -> bool:
        runner = server_of(web.Application(), patience)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        reader, writer = await asyncio.open_connection(*runner.addresses[0])
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        try:
            async with asyncio.timeout(1.5):
                return await reader.read() == b""
        except TimeoutError:
            return False
        finally:
            writer.close()
            await runner.cleanup()

    assert await hangs_up(0.3)
    assert not await hangs_up(30), "the patience is what ends it"
