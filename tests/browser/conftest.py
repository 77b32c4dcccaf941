"""A real browser before the real pages, with a bot behind them that answers at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, Playwright, Route, async_playwright, expect

from bot.api.context import Api
from bot.api.routes import install
from bot.api.who import hash_password
from bot.store import people
from bot.store.database import connect
from tests.api.conftest import PASSWORD, Clock, Line, opened
from tests.browser.studio import StudioSite, a_studio
from tests.servers import chromium

FLAGS = [
    "--no-sandbox", "--headless=new", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-default-apps", "--disable-sync", "--no-first-run", "--disable-dev-shm-usage", "--disable-extensions",
]  # fmt: skip

expect.set_options(timeout=60_000)  # the machine may be busy with something else; what must be quick says so itself


class Site:
    """The running pages, and the rest of the program as a test plays it."""

    def __init__(self, server: TestServer, api: Api, line: Line) -> None:
        self.server, self.api, self.line = server, api, line
        self.url = str(server.make_url("/")).rstrip("/")

    async def answer(self, *texts: str, **outcome: Any) -> None:
        """The bot answers what is waiting, and the pages hear of it."""
        await self.line.reply(*texts, **outcome)
        self.api.doorbell.ring("pages")

    async def heard(self) -> None:
        """Wait until the customer's message has reached the mailbox."""
        async with asyncio.timeout(60):
            while await self.line.mailbox.next_wake(0) is None:
                await asyncio.sleep(0.01)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    async with async_playwright() as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(playwright: Playwright) -> AsyncIterator[Browser]:
    """One browser for all; each page has a profile of its own."""
    launched = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield launched
    await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def site(sqlite_url: str) -> AsyncIterator[Site]:
    async with a_site(sqlite_url) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def studio(sqlite_url: str, tmp_path: Path) -> AsyncIterator[StudioSite]:
    async with a_studio(sqlite_url, tmp_path) as running:
        yield running


@asynccontextmanager
async def a_site(database_url: str, port: int | None = None, **changes: object) -> AsyncIterator[Site]:
    """The pages over a database of their own; `port` is where they were before."""
    database, clock = connect(database_url), Clock()
    try:
        async with opened(database, clock, **changes) as api:
            app = web.Application(client_max_size=25 * 1024 * 1024)
            install(app, api)
            server = TestServer(app, port=port)
            async with server:
                yield Site(server, api, Line(database, api.mailbox, clock))
                api.hub.close()
    finally:
        database.close()


@pytest.fixture(autouse=True)
def served(request: pytest.FixtureRequest) -> None:
    """Whatever serves a test's pages stands before them, and falls after them: a page whose server goes first complains of it."""
    for name in ("site", "studio"):
        if name in request.fixturenames:
            request.getfixturevalue(name)


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page that may not fail in silence: an error in a script, or something the policy stopped, fails the test."""
    context = await browser.new_context(locale="lv-LV", viewport={"width": 390, "height": 780})
    opened_page = await context.new_page()
    errors: list[str] = []
    opened_page.on("pageerror", lambda error: errors.append(str(error)))
    opened_page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened_page
    found = [*errors]  # closing breaks off what is on its way, which is no fault
    await context.close()
    assert found == []


@asynccontextmanager
async def late(page: Page, address: str, method: str = "GET") -> AsyncIterator[None]:
    """On a slow network: what is asked of `address` comes after the block."""
    come = asyncio.Event()

    async def wait(route: Route) -> None:
        if route.request.method == method:
            await come.wait()
        await route.continue_()

    await page.route(address, wait)
    yield
    come.set()


async def hold_news(page: Page) -> None:
    """Keep the newest toast on the page, as a hand on it does: it would go after 8 seconds, and the machine may be busy."""
    await page.locator("#toasts .toast").last.hover()


async def an_agent(site: Site, name: str = "Anna", role: people.Role = "agent") -> None:
    """A person who may sign in."""
    email, password = f"{name.lower()}@example.com", await asyncio.to_thread(hash_password, PASSWORD)
    add = partial(people.add, email=email, name=name, role=role, password=password, now=1)
    await site.api.database.write(add)


async def sign_in(page: Page, site: Site, name: str = "Anna") -> None:
    """Through the page in English, as a person does."""
    await page.goto(f"{site.url}/console?lang=en")
    await page.get_by_label("E-mail").fill(f"{name.lower()}@example.com")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.locator("html[data-ready]").wait_for()  # before that a click would be lost
