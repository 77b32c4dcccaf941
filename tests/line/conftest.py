"""Both platforms on loopback with one clock, and the program between them."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot import deliver
from bot.app import load_model
from bot.store.database import Database, connect
from config.settings import CHECKOUT, Environment, read_environment
from config.shop import Shop, read_shop
from nlu.model import Nlu
from tests.line.house import MONDAY, Customer, House, at
from tests.platforms.clock import Clock
from tests.platforms.graph import GraphEmulator
from tests.platforms.telegram import TelegramEmulator

SECRET = "s3cret-s3cret"


@pytest.fixture(scope="session")
def shop() -> Shop:
    return read_shop(CHECKOUT)


@pytest.fixture(scope="session")
def nlu(shop: Shop) -> Nlu:
    return load_model(read_environment({}), shop, lambda: int(MONDAY * 1000))


@pytest.fixture
def clock() -> Clock:
    return at(Clock(), MONDAY)


@pytest.fixture
async def tg(clock: Clock) -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator(secret=SECRET, clock=clock) as emulator:
        yield emulator


@pytest.fixture
async def fb(clock: Clock) -> AsyncIterator[GraphEmulator]:
    async with GraphEmulator(clock=clock) as emulator:
        yield emulator


@pytest.fixture
def environment(tg: TelegramEmulator, fb: GraphEmulator) -> Environment:
    """A bot and a page."""
    page = {name: fb.credentials[name] for name in ("page_id", "page_token", "app_secret", "app_id", "verify_token")}
    return read_environment(
        {
            "TELEGRAM_BOT_TOKEN": tg.token,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_API_URL": tg.url,
            "MESSENGER_GRAPH_URL": fb.url,
            **{f"MESSENGER_{name.upper()}": value for name, value in page.items()},
        }
    )


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sends that nobody finished are looked for all the time, so that only the clock decides about them."""
    monkeypatch.setattr(deliver, "SWEEP", 0.05)


Program = Callable[[Database], House]


@pytest.fixture
def program(clock: Clock, environment: Environment, shop: Shop, nlu: Nlu) -> Program:
    """How to run the program on a database."""
    return lambda database: House(database, clock, environment, shop, nlu)


@pytest.fixture
async def house(sqlite_url: str, program: Program, tg: TelegramEmulator, fb: GraphEmulator) -> AsyncIterator[House]:
    """The program on SQLite, known to both platforms."""
    database = connect(sqlite_url)
    try:
        async with program(database) as opened:
            introduce(opened, tg, fb)
            yield opened
    finally:
        database.close()


@pytest.fixture
async def house_on_both(database: Database, program: Program, tg: TelegramEmulator, fb: GraphEmulator) -> AsyncIterator[House]:
    """The program on SQLite and on PostgreSQL in turn."""
    async with program(database) as opened:
        introduce(opened, tg, fb)
        yield opened


def introduce(house: House, tg: TelegramEmulator, fb: GraphEmulator) -> None:
    """Tell both platforms where the program is."""
    tg.postman.deliver_to(f"{house.url}/webhooks/telegram")
    fb.postman.deliver_to(f"{house.url}/webhooks/messenger")


@pytest.fixture(params=["telegram", "messenger"])
def platform(request: pytest.FixtureRequest, tg: TelegramEmulator, fb: GraphEmulator) -> Any:
    """Each platform in turn."""
    return tg if request.param == "telegram" else fb


@pytest.fixture
def anna(platform: Any) -> Customer:
    """A customer of the platform in turn."""
    customer: Customer = platform.user()
    return customer
