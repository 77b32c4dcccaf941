"""The studio in a real browser: the whole program on a shop's folder of its own, worked until the test ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from aiohttp.test_utils import TestServer
from playwright.async_api import Page

from bot.api.who import hash_password
from bot.app import Shopfloor, load_model
from bot.site import site
from bot.store import people
from bot.store.database import connect
from bot.tryout import Clock, Conversation
from config.settings import read_environment
from config.shop import read_shop
from tests.api.conftest import PASSWORD
from tests.studio.conftest import a_floor, a_home, monday


@dataclass
class StudioSite:
    """Where the studio is, and the program behind it."""

    url: str
    floor: Shopfloor
    home: Path
    clock: Clock

    def customer(self, address: str = "visitor", locale: str = "lv") -> Conversation:
        """Somebody who writes to the shop meanwhile."""
        return Conversation(self.floor, self.clock, address, locale=locale)


@asynccontextmanager
async def a_studio(database_url: str, folder: Path) -> AsyncIterator[StudioSite]:
    """The studio of a new shop on an empty, migrated database, with Juris as its admin."""
    home = a_home(folder / "shop")
    environment = read_environment({"DEZURA_HOME": str(home)})
    shop, clock, database = read_shop(home), monday(), connect(database_url)
    try:
        floor = await a_floor(environment, shop, database, clock, load_model(environment, shop, clock))
        password = await asyncio.to_thread(hash_password, PASSWORD)
        for name in ("Juris", "Ilze"):
            add = partial(people.add, email=f"{name.lower()}@example.com", name=name, role="admin", password=password, now=1)
            await database.write(add)
        async with site(floor) as application, TestServer(application) as server:
            yield StudioSite(str(server.make_url("/")).rstrip("/"), floor, home, clock)
    finally:
        database.close()


async def enter(page: Page, studio: StudioSite, room: str = "", name: str = "Juris", language: str = "en") -> None:
    """Sign in as an admin and go to a room of the studio: `versions`, `phrases` ..., or nothing for the flows."""
    await page.goto(f"{studio.url}/studio{'/' * bool(room)}{room}?lang={language}")
    if await page.locator("input[type=password]").count():
        await page.locator("input[type=email]").fill(f"{name.lower()}@example.com")
        await page.locator("input[type=password]").fill(PASSWORD)
        await page.keyboard.press("Enter")
    await page.locator("main#content").wait_for()
