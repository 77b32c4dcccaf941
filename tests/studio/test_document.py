"""The document describes the studio's part of the API as it is: nothing it answers is a fault of ours, or said nowhere."""

import asyncio
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
import schemathesis
from aiohttp import web
from hypothesis import HealthCheck, Phase, settings

from bot.api import openapi
from bot.api.endpoints import BASE
from bot.api.routes import ENDPOINTS as DESK
from bot.api.who import token_digest
from bot.app import load_model
from bot.premises import VERSION
from bot.site import site
from bot.store import people, sessions
from bot.store.database import Database, connect
from bot.store.schema import migrate
from bot.studio.wing import ENDPOINTS
from bot.tryout import Conversation
from config.settings import read_environment
from config.shop import read_shop
from tests.api.conftest import SHOP
from tests.api.test_document_is_true import CHECKS
from tests.studio.conftest import a_floor, a_home, monday

TOKEN = "a" * 43
EXAMPLES = int(os.environ.get("EXAMPLES", "1"))  # of each operation, beside those that cover its fields one by one
WORK = ("/studio/training", "/studio/trials", "/studio/replays")  # what is begun there takes all of a machine


def _schema() -> Any:
    bag: Any = type("Bag", (), {"shop": SHOP, "public_url": ""})()
    made = openapi.document(ENDPOINTS, VERSION, bag)
    heavy = tuple(BASE + path for path in WORK)
    left = {
        path: {method: told for method, told in methods.items() if method == "get" or not path.startswith(heavy)}
        for path, methods in made["paths"].items()
    }
    return schemathesis.openapi.from_dict({**made, "paths": {path: methods for path, methods in left.items() if methods}})


schema = _schema()


@dataclass
class Running:
    """A server in a thread of its own, since schemathesis asks as a plain client does."""

    url: str
    loop: asyncio.AbstractEventLoop
    database: Database
    digest: str
    now: int

    def sign_in(self) -> dict[str, str]:
        """Make sure that the one who asks may, whatever the request before has done to them."""
        begin = partial(_begin, digest=self.digest, now=self.now)
        asyncio.run_coroutine_threadsafe(self.database.write(begin), self.loop).result(30)
        return {"Authorization": f"Bearer {TOKEN}"}


def _begin(connection: Any, digest: str, now: int) -> None:
    sessions.end(connection, digest)
    sessions.begin(connection, digest=digest, user_id=1, now=now, expires_at=now + 10**9)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("studio")
    loop, started, stop = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    found: list[Running] = []

    async def serve() -> None:
        home, clock = a_home(folder / "shop"), monday()
        environment = read_environment({"DEZURA_HOME": str(home)})
        shop, database = read_shop(home), await asyncio.to_thread(connect, f"sqlite:///{folder}/studio.db")
        await database.write(migrate)
        floor = await a_floor(environment, shop, database, clock, load_model(environment, shop, clock))
        await database.write(partial(people.add, email="a@example.com", name="Anna", role="admin", password="", now=1))
        await Conversation(floor, clock, "visitor", locale="lv").say("kur ir pasūtījums 10026?")
        async with site(floor) as application:
            runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            api: Any = type("Bag", (), {"secret": floor.secret})()
            url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            found.append(Running(url, loop, database, token_digest(api, TOKEN), clock()))
            started.set()
            await stop.wait()
            await runner.cleanup()
        database.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert started.wait(120)
    yield found[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(60)
    loop.close()


def test_no_two_bodies_are_called_the_same() -> None:
    models = {model for endpoint in (*DESK, *ENDPOINTS) for model in openapi._models(endpoint)}
    names = [model.__name__ for model in models]
    assert {name for name in names if names.count(name) > 1} == set()


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate], database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_no_answer_is_a_fault_of_ours_or_undocumented(case: Any, running: Running) -> None:
    for name, value in (case.path_parameters or {}).items():  # of all numbers there are, those that are there
        if isinstance(value, int) and value % 2 == 0:
            case.path_parameters[name] = value % 5
    case.validate_response(case.call(base_url=running.url, headers=running.sign_in(), timeout=60), checks=CHECKS)
