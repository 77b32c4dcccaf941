"""The pages of reports over twelve weeks of a demo shop: each drawn, and readable on every screen and by every reader."""

import os
import re
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.api.report_reading import KINDS
from bot.epoch import from_ms
from bot.store import demo, people
from flows.shop.demo_past import past
from tests.browser.conftest import Site, an_agent, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
SIZES = {"wide": ViewportSize(width=1280, height=900), "phone": ViewportSize(width=390, height=780)}
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
    context = await browser.new_context(locale="en-GB", viewport=SIZES[size], color_scheme=light)
    page = await context.new_page()
    await sign_in(page, busy)
    for name in PAGES:
        await page.goto(f"{busy.url}/console/reports{'/' if name else ''}{name}")
        await shown(page, f"reports-{name or 'overview'}-{size}-{light}")
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
        assert await faults(page) == [], name
    await context.close()


async def test_a_supervisor_draws_reads_and_judges_without_a_script(browser: Browser, busy: Site) -> None:
    context = await browser.new_context(locale="en-GB", viewport=SIZES["phone"])
    page = await context.new_page()
    await sign_in(page, busy)
    state = await context.storage_state()
    await context.close()
    plain = await browser.new_context(
        locale="en-GB",
        viewport=SIZES["phone"],
        java_script_enabled=False,
        storage_state=state,
    )
    page = await plain.new_page()
    await page.goto(f"{busy.url}/console/reports/quality?lang=en")
    await page.get_by_label("How many").select_option("5")
    await page.get_by_role("button", name="Draw").click()
    for read in range(5):
        await expect(page.get_by_text(f"{read} of 5 read by you")).to_be_visible()
        if read == 0:
            await shown(page, "reports-quality-read-phone-light")
        for aspect in ("Understood", "What was said", "Friendly", "The matter"):
            await page.get_by_role("group", name=aspect).get_by_label("yes", exact=True).check(force=True)
        await page.get_by_role("button", name="Save and read the next").click()
    await expect(page.get_by_text("You have read all of this sample.")).to_be_visible()
    await page.get_by_role("link", name="Quality reading").last.click()
    await expect(page.get_by_role("img", name="What readers say")).to_be_visible()
    await plain.close()


async def test_a_figure_leads_to_the_conversations_behind_it(page: Page, busy: Site) -> None:
    await page.set_viewport_size({"width": 1280, "height": 900})
    await sign_in(page, busy)
    await page.goto(f"{busy.url}/console/reports/bot")
    await page.get_by_text("As a table: Hand-overs by reason").click()
    row = page.get_by_role("row", name="the bot did not understand")
    count = int(await row.get_by_role("cell").first.inner_text())
    await row.get_by_role("link").click()
    await expect(page.get_by_role("heading", name="Conversations handed to people")).to_be_visible()
    await expect(page.locator(".behind li")).to_have_count(count)
    await page.locator(".behind a").first.click()
    await expect(page).to_have_url(re.compile(r"/console#/\d+"))


async def test_filters_are_kept_and_a_wrong_day_is_told(page: Page, busy: Site) -> None:
    await sign_in(page, busy)
    await page.goto(f"{busy.url}/console/reports/load?since=2026-12-01&until=2026-12-31")
    await page.get_by_role("combobox", name="channel").select_option("web")
    await page.get_by_role("button", name="Show").click()
    await expect(page).to_have_url(re.compile(r"since=2026-12-01&until=2026-12-31.*channel=web"))
    await page.goto(f"{busy.url}/console/reports/load?since=2026-13-01")
    await expect(page.get_by_role("alert")).to_contain_text("write a day such as")


async def test_an_empty_shop_says_so_and_draws_nothing(page: Page, site: Site) -> None:
    await an_agent(site, role="supervisor")
    await sign_in(page, site)
    for name in KINDS:
        await page.goto(f"{site.url}/console/reports/{name}")
        await expect(page.locator(".empty")).to_be_visible()
        assert await page.locator("svg.plot").count() == 0


async def test_agents_have_no_page_of_what_is_for_supervisors(page: Page, site: Site) -> None:
    await an_agent(site)
    await sign_in(page, site)
    for name in ("quality", "returns"):
        answer = await page.goto(f"{site.url}/console/reports/{name}")
        assert answer is not None
        assert answer.status == 403
