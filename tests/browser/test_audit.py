"""Every page of the console under an automated audit (axe, WCAG 2.2 A and AA), in both themes, wide and on a phone."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, expect

from handoff.console.places import PLACES
from tests.browser.conftest import Site, an_agent, sign_in
from tests.browser.test_console import waiting
from tests.browser.test_decisions import shown

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PAGES = [place.path for place in PLACES]
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 780}


@pytest_asyncio.fixture(loop_scope="session")
async def inside(browser: Browser, site: Site) -> AsyncIterator[Page]:
    """An administrator who has one customer waiting."""
    context = await browser.new_context(viewport=WIDE)  # type: ignore[arg-type]
    page = await context.new_page()
    await an_agent(site, role="admin")
    await waiting(site)
    await sign_in(page, site)
    yield page
    await context.close()


async def wear(page: Page, theme: str) -> None:
    """The theme as the switch in the menu keeps it."""
    await page.context.add_cookies([{"name": "dezura_theme", "value": theme, "url": page.url}])


async def faults(page: Page) -> list[str]:
    """What axe finds wrong, a line a node."""
    found = await Axe().run(page, options=RULES)
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:300]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_no_page_shuts_anybody_out(inside: Page, site: Site, theme: str) -> None:
    await wear(inside, theme)
    found = {}
    for path in PAGES:
        await inside.goto(f"{site.url}{path}", wait_until="networkidle" if path != "/console" else "load")
        await expect(inside.locator("#menu summary")).to_be_visible()
        name = path.rpartition("/")[2]
        await shown(inside, f"{name}-{theme}")
        if wrong := await faults(inside):
            found[path] = wrong
    assert found == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_a_conversation_at_work_shuts_nobody_out(inside: Page, site: Site, theme: str) -> None:
    await wear(inside, theme)
    await inside.goto(f"{site.url}/console#/1")
    await inside.reload()
    await expect(inside.locator("html")).to_have_attribute("data-theme", theme)
    await expect(inside.locator("#holder")).to_contain_text("waits for")
    await inside.keyboard.press("t")
    await expect(inside.locator("#holder")).to_contain_text("Anna answers")
    await inside.locator("#text").fill("Labdien!")
    await inside.keyboard.press("Enter")
    await expect(inside.locator(".message.agent")).to_be_visible()
    await inside.locator("#content").focus()
    await inside.keyboard.press("w")
    await expect(inside.locator(".why")).to_be_visible()
    await shown(inside, f"talk-{theme}")
    assert await faults(inside) == []
    await inside.keyboard.press("?")
    await expect(inside.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    await shown(inside, f"keys-{theme}")
    assert await faults(inside) == []
    await inside.keyboard.press("Escape")
    await inside.locator("#menu summary").click()
    await shown(inside, f"menu-{theme}")
    assert await faults(inside) == []


async def test_every_page_fits_a_phone(inside: Page, site: Site) -> None:
    await inside.set_viewport_size(PHONE)  # type: ignore[arg-type]
    wide = {}
    for path in PAGES:
        await inside.goto(f"{site.url}{path}", wait_until="networkidle" if path != "/console" else "load")
        await expect(inside.locator("#menu summary")).to_be_visible()
        await shown(inside, f"{path.rpartition('/')[2]}-phone")
        overflow = await inside.evaluate("document.documentElement.scrollWidth - innerWidth")
        if overflow > 0:
            wide[path] = overflow
    assert wide == {}
    await inside.goto(f"{site.url}/console#/1")
    await expect(inside.locator("#holder")).to_be_visible()
    await shown(inside, "talk-phone")
    assert await faults(inside) == []


async def test_the_way_in_shuts_nobody_out(page: Page, site: Site) -> None:
    await an_agent(site)
    await page.goto(f"{site.url}/console?lang=en")
    await expect(page.get_by_label("Password")).to_be_visible()
    assert await faults(page) == []
