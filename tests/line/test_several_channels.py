"""Several bots and pages in one instance, each with its own tokens from shop.yml, and nobody's words on another's channel."""

import shutil
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.store.database import connect
from config.settings import CHECKOUT, read_environment
from config.shop import read_shop
from nlu.model import Nlu
from tests.line.conftest import Program
from tests.line.house import Customer, House
from tests.line.test_redelivery import UPDATE
from tests.platforms.clock import Clock
from tests.platforms.graph import GraphEmulator
from tests.platforms.telegram import TelegramEmulator
from tests.platforms.trouble import Server

CHANNELS = """
channels:
  - {kind: telegram, name: riga, token: "${RIGA_TOKEN}", secret: "${RIGA_SECRET}"}
  - {kind: telegram, name: vilnius, token: "${VILNIUS_TOKEN}", secret: "${VILNIUS_SECRET}"}
  - {kind: messenger, name: page, page_id: "1080001", app_id: "777000111", token: "${PAGE_TOKEN}", app_secret: "${APP_SECRET}",
     verify_token: "${VERIFY_TOKEN}"}
"""


class Front:
    """One Bot API address for several emulated bots, as Telegram's own is."""

    def __init__(self, bots: Mapping[str, TelegramEmulator]) -> None:
        self._by_token = {bot.token: bot for bot in bots.values()}

    async def __aenter__(self) -> str:
        application = web.Application()
        application.router.add_post("/bot{token}/{method}", self._pass_on)
        self._server = Server(application, 0)
        return await self._server.start()

    async def __aexit__(self, *error: object) -> None:
        await self._server.stop()

    async def _pass_on(self, request: web.Request) -> web.Response:
        bot = self._by_token[request.match_info["token"]]
        headers = {"Content-Type": request.headers["Content-Type"]}
        async with aiohttp.ClientSession() as session:
            answer = await session.post(f"{bot.url}{request.path}", data=await request.read(), headers=headers)
            return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)


@pytest.fixture
async def bots(clock: Clock) -> AsyncIterator[dict[str, TelegramEmulator]]:
    riga = TelegramEmulator("111111111:riga-token", secret="riga-secret", clock=clock)
    vilnius = TelegramEmulator("222222222:vilnius-token", secret="vilnius-secret", clock=clock)
    async with riga, vilnius:
        yield {"riga": riga, "vilnius": vilnius}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The demo shop, with channels of its own."""
    for name in ("flows", "nlu"):
        (tmp_path / name).symlink_to(CHECKOUT / name)
    (tmp_path / "config").mkdir()
    shutil.copy(CHECKOUT / "config" / "shop.yml", tmp_path / "config" / "shop.yml")
    with (tmp_path / "config" / "shop.yml").open("a", encoding="utf-8") as file:
        file.write(CHANNELS)
    return tmp_path


@pytest.fixture
async def program(
    home: Path, clock: Clock, nlu: Nlu, bots: dict[str, TelegramEmulator], fb: GraphEmulator
) -> AsyncIterator[Program]:
    variables = {
        "RIGA_TOKEN": bots["riga"].token, "RIGA_SECRET": "riga-secret", "VILNIUS_TOKEN": bots["vilnius"].token,
        "VILNIUS_SECRET": "vilnius-secret", "PAGE_TOKEN": fb.page_token, "APP_SECRET": fb.app_secret,
        "VERIFY_TOKEN": fb.verify_token,
    }  # fmt: skip
    shop = read_shop(home, variables)
    async with Front(bots) as api:
        places = {"DEZURA_HOME": str(home), "TELEGRAM_API_URL": api, "MESSENGER_GRAPH_URL": fb.url}
        yield lambda database: House(database, clock, read_environment(places), shop, nlu)


@pytest.fixture
async def house(
    sqlite_url: str, program: Program, bots: dict[str, TelegramEmulator], fb: GraphEmulator
) -> AsyncIterator[House]:
    database = connect(sqlite_url)
    try:
        async with program(database) as opened:
            for name, bot in bots.items():
                bot.postman.deliver_to(f"{opened.url}/webhooks/telegram/{name}")
            fb.postman.deliver_to(f"{opened.url}/webhooks/messenger")
            yield opened
    finally:
        database.close()


async def test_one_customer_at_two_bots_and_a_page_has_three_conversations(
    house: House, bots: dict[str, TelegramEmulator], fb: GraphEmulator
) -> None:
    anna: list[Customer] = [bots["riga"].user(5001), bots["vilnius"].user(5001), fb.user("5001")]
    await anna[0].write("kur ir mans pasūtījums")
    await anna[1].write("labdien")
    await anna[2].write("gribu runāt ar cilvēku")
    await house.quiet()
    last = [one.seen[-1].text for one in anna]
    assert len(set(last)) == 3
    assert last[0] == "Kāds ir pasūtījuma numurs?"
    owners = await house.ask("SELECT channel, address, owner FROM conversations ORDER BY channel")
    assert owners == [("page", "5001", "queue"), ("riga", "5001", "bot"), ("vilnius", "5001", "bot")]


async def test_a_bots_secret_opens_only_its_own_door(house: House) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": "riga-secret"}
    assert await house.post("/webhooks/telegram/vilnius", UPDATE, headers) == 401
    assert await house.post("/webhooks/telegram/riga", UPDATE, headers) == 200
    assert await house.post("/webhooks/telegram", UPDATE, headers) == 200, "the first bot also has the plain door"


async def test_the_same_update_number_of_two_bots_is_two_updates(house: House) -> None:
    for name in ("riga", "vilnius", "riga"):
        await house.post(f"/webhooks/telegram/{name}", UPDATE, {"X-Telegram-Bot-Api-Secret-Token": f"{name}-secret"})
    assert await house.ask("SELECT account FROM inbox ORDER BY account") == [("riga",), ("vilnius",)]


async def test_a_bot_that_is_blocked_by_its_token_stops_alone(house: House, bots: dict[str, TelegramEmulator]) -> None:
    bots["riga"].fail("sendMessage", 401, times=10)
    riga, vilnius = bots["riga"].user(1), bots["vilnius"].user(2)
    await house.hold(riga, "labdien")
    assert (await house.hold(vilnius, "labdien"))[0]
    assert riga.seen == []
