"""The pages of reports over twelve weeks of a demo shop: each drawn, and readable on every screen and by every reader."""

import os
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from bot.api.report_reading import KINDS
from bot.epoch import from_ms
from bot.store import demo, people
from flows.shop.demo_past import past
from tests.browser.conftest import Site, an_agent, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 780}}
PAGES = ("", *KINDS)


async def a_past(site: Site) -> None:
    """Anna, who leads, and Boris; and what they and the bot did in twelve weeks."""
    await an_agent(site, role="supervisor")
    await an_agent(site, "Boris")
    ids = [user.id for user in await site.api.database.read(people.everybody)]
    now = from_ms(site.api.now()).astimezone(site.api.shop.time_zone)
    await site.api.database.write(partial(demo.keep, talks=past(now), agents=ids))


@pytest_asyncio.fixture(loop_scope="session")
async def busy(site: Site) -> AsyncIterator[Site]:
    await a_past(site)
    yield site


async def shown(page: Page, name: str) -> None:
    """A picture of all of the page, for who wants to look."""
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def faults(page: Page) -> list[str]:
    """What axe has to say of the page."""
    found = await Axe().run(page)
    violations: list[dict[str, Any]] = found.response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in violations]


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
async def test_every_report_is_drawn_fits_the_screen_and_passes_the_audit(
    browser: Browser, busy: Site, size: str, light: Literal["light", "dark"]
) -> None:
    context = await browser.new_context(locale="en-GB", viewport=SIZES[size], color_scheme=light)  # type: ignore[arg-type]
    page = await context.new_page()
    await sign_in(page, busy)
    for name in PAGES:
        await page.goto(f"{busy.url}/console/reports{'/' if name else ''}{name}")
        await shown(page, f"reports-{name or 'overview'}-{size}-{light}")
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
        assert await faults(page) == [], name
    await context.close()
