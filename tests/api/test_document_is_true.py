"""Schemathesis against the running server: whatever the document allows to be sent, no 500 and no undocumented answer comes."""

import asyncio
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from aiohttp import web
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.api import openapi
from bot.api.context import Api
from bot.api.routes import ENDPOINTS, install
from bot.api.who import secret_digest, token_digest
from bot.store import orders, people, sessions, visitors
from bot.store.database import Database, connect
from bot.store.schema import migrate
from bot.store.visitors import Visitor
from tests.api.conftest import Clock, Line, opened
from tests.api.test_records import an_order

TOKEN = "the token of a test"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = int(os.environ.get("EXAMPLES", "12"))  # of each operation, beside those that cover its fields one by one
STREAMS = ("/events",)  # they never end


def _document() -> dict[str, Any]:
    """As the server makes it, without the streams."""
    from tests.api.conftest import SHOP

    bag: Any = type("Bag", (), {"shop": SHOP, "public_url": ""})()
    made = openapi.document(ENDPOINTS, "1", bag)
    return {**made, "paths": {path: methods for path, methods in made["paths"].items() if not path.endswith(STREAMS)}}


schema = schemathesis.openapi.from_dict(_document())


@dataclass
class Running:
    """A server in a thread of its own, since schemathesis asks as a plain client does."""

    url: str
    loop: asyncio.AbstractEventLoop
    api: Api

    def sign_in(self, role: str, guest: bool) -> dict[str, str]:
        """Make sure that the one who asks may, whatever the request before has done to them."""
        future: Future[None] = asyncio.run_coroutine_threadsafe(self._sign_in(role), self.loop)
        future.result(30)
        return {"Authorization": f"Bearer {TOKEN}{' of a guest' if guest else ''}"}

    async def _sign_in(self, role: str) -> None:
        digest = token_digest(self.api, TOKEN)
        await self.api.database.write(partial(_reset, digest=digest, role=role, now=self.api.now()))


def _reset(connection: Any, digest: str, role: str, now: int) -> None:
    connection.exec_driver_sql("UPDATE users SET disabled = false, role = ? WHERE id = 1", (role,))
    sessions.end(connection, digest)
    sessions.begin(connection, digest=digest, user_id=1, now=now, expires_at=now + 10**9)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("document")
    loop, started = asyncio.new_event_loop(), threading.Event()
    found: list[Running] = []
    stop = asyncio.Event()

    async def serve() -> None:
        database, clock = await asyncio.to_thread(_database, folder), Clock()
        async with opened(database, clock) as api:
            await _fill(api, clock)
            app = web.Application(client_max_size=25 * 1024 * 1024)
            install(app, api)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            found.append(Running(f"http://127.0.0.1:{runner.addresses[0][1]}", loop, api))
            started.set()
            await stop.wait()
            api.hub.close()
            await runner.cleanup()
        database.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert started.wait(60)
    yield found[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(30)
    loop.close()


def _database(folder: Path) -> Database:
    return connect(f"sqlite:///{folder / 'document.db'}")


async def _fill(api: Api, clock: Clock) -> None:
    """Somebody who asks, and conversations in every hand."""
    line = Line(api.database, api.mailbox, clock)
    await api.database.write(migrate)
    for name in ("anna", "boris"):
        await api.database.write(partial(people.add, email=f"{name}@example.com", name=name, role="admin", password="", now=1))
    for address in ("7", "8", "9"):
        await line.hear("Kur ir mans pasūtījums 10023?", address)
        await line.hand_over()
    await api.database.write(partial(orders.save, orders=[an_order("10023")]))
    guest = partial(visitors.add, visitor=Visitor("guestguestguest1", "web"), digest=secret_digest(f"{TOKEN} of a guest"), now=1)
    await api.database.write(guest)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate], database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_no_answer_is_a_fault_of_ours_or_undocumented(case: Any, running: Running) -> None:
    guest = case.path.startswith("/api/v1/channels/web/")
    headers = running.sign_in("admin", guest)
    for name, value in (case.path_parameters or {}).items():  # of all numbers there are, those that are there
        if isinstance(value, int) and value % 2 == 0:
            case.path_parameters[name] = value % 5
    response = case.call(base_url=running.url, headers=headers)
    case.validate_response(response, checks=CHECKS)
