"""The whole program with a shop's folder of its own, an admin who is signed in, and a customer on the web chat."""

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.app import Shopfloor, assemble, load_model
from bot.channels.webchat import WebChat
from bot.doorbell import LocalDoorbell
from bot.epoch import from_ms
from bot.site import site
from bot.store import orders, people
from bot.store.database import Database, connect
from bot.tryout import Clock, Conversation
from config.settings import CHECKOUT, Environment, read_environment
from config.shop import Shop, read_shop
from flows.shop.demo import demo_orders
from nlu.model import Nlu
from tests.api.conftest import _HASH, PASSWORD
from tests.line.house import MONDAY

SHAPE = ("config", "flows/scripts", "flows/wording", "nlu/phrases")


def monday() -> Clock:
    """A clock that stands at ten on a Monday morning in Riga."""
    return Clock(from_ms(int(MONDAY * 1000)))


def a_home(folder: Path) -> Path:
    """A shop's folder that a test may change, with the trained model of the checkout."""
    for name in SHAPE:
        shutil.copytree(CHECKOUT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    (folder / "var").mkdir()
    for model in (CHECKOUT / "var").glob("model.*"):
        (folder / "var" / model.name).symlink_to(model)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return a_home(tmp_path / "shop")


@pytest.fixture
def environment(home: Path) -> Environment:
    return read_environment({"DEZURA_HOME": str(home)})


@pytest.fixture
def shop(environment: Environment) -> Shop:
    return read_shop(environment.dezura_home)


@pytest.fixture(scope="session")
def nlu() -> Nlu:
    return load_model(read_environment({}), read_shop(CHECKOUT), lambda: int(MONDAY * 1000))


@pytest.fixture
def clock() -> Clock:
    return monday()


@pytest.fixture
def opened(sqlite_url: str) -> Iterator[Database]:
    database = connect(sqlite_url)
    yield database
    database.close()


async def a_floor(environment: Environment, shop: Shop, database: Database, clock: Clock, nlu: Nlu) -> Shopfloor:
    """The program on a database, with the demo shop's orders, dated from the clock's moment."""
    now = from_ms(clock()).astimezone(shop.time_zone)
    await database.write(lambda connection: orders.save(connection, demo_orders(now)))
    return await assemble(
        environment, shop, database, clock=clock, nlu=nlu, channels={"web": WebChat("web")}, doorbell=LocalDoorbell()
    )


@pytest.fixture
async def floor(environment: Environment, shop: Shop, opened: Database, clock: Clock, nlu: Nlu) -> Shopfloor:
    """The program on SQLite."""
    return await a_floor(environment, shop, opened, clock, nlu)


Client = TestClient[web.Request, web.Application]


@dataclass
class Admin:
    """A client of the API who is signed in."""

    client: Client
    headers: dict[str, str]

    async def get(self, path: str, status: int = 200) -> Any:
        """The answer to a question, as JSON."""
        async with self.client.get(f"/api/v1{path}", headers=self.headers) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json()

    async def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        """The answer to a deed, as JSON; None where there is nothing to say."""
        async with self.client.post(f"/api/v1{path}", json=body or {}, headers=self.headers) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json() if answer.content_type.endswith("json") else None


@pytest.fixture
async def client(floor: Shopfloor) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """The whole site of the program."""
    async with site(floor) as application, TestClient(TestServer(application)) as opened_client:
        yield opened_client


async def signed_in(client: Client, floor: Shopfloor, role: people.Role = "admin", name: str = "") -> Admin:
    """Somebody of this role, with a token."""
    email = f"{name.lower() or role}@example.com"
    add = partial(people.add, email=email, name=name or role.title(), role=role, password=_HASH, now=1)
    await floor.database.write(add)
    async with client.post("/api/v1/session", json={"email": email, "password": PASSWORD}) as answer:
        token = (await answer.json())["token"]
    client.session.cookie_jar.clear()  # several people may be signed in with this client
    return Admin(client, {"Authorization": f"Bearer {token}"})


@pytest.fixture
async def admin(client: TestClient[web.Request, web.Application], floor: Shopfloor) -> Admin:
    return await signed_in(client, floor)


@pytest.fixture
def customer(floor: Shopfloor, clock: Clock) -> Conversation:
    """Somebody who writes to the shop, in the clock's time."""
    return Conversation(floor, clock, "visitor", locale="lv")
