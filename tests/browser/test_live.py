"""The desk live, and a supervisor who joins: seen by both, answered by both, ended with the floor."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Site, an_agent, sign_in
from tests.browser.test_decisions import shown
from tests.browser.test_people import WIDE, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def waiting(site: Site, address: str, name: str, minutes: int = 3) -> None:
    await site.line.hear("Gribu runāt ar cilvēku", address, name=name)
    await site.line.hand_over(minutes=minutes)
    site.api.doorbell.ring("pages")


async def test_a_supervisor_sees_the_desk_as_it_changes(page: Page, site: Site, browser: Browser) -> None:
    for name, role in (("Anna", "agent"), ("Boris", "agent"), ("Vera", "supervisor")):
        await an_agent(site, name, role)  # type: ignore[arg-type]  # a role
    await waiting(site, "7", "Anna Bērziņa")
    await waiting(site, "8", "Jānis Kalns", minutes=30)
    site.line.clock.now += 11 * 60_000
    await page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # two numbers
    await sign_in(page, site, "Vera")
    await page.get_by_role("link", name="Live").click()
    shop = page.get_by_role("row", name="Klientu apkalpošana")
    await expect(shop).to_contain_text("11 min")
    context = await browser.new_context(locale="en-GB")
    annas = await context.new_page()
    await sign_in(annas, site, "Anna")
    here = {"method": "POST", "headers": {"Content-Type": "application/json"}, "body": '{"state": "here"}'}
    await annas.evaluate("(here) => fetch('/api/v1/presence', here)", here)
    await annas.goto(f"{site.url}/console#/1")
    await annas.get_by_role("button", name="Take", exact=True).click()
    held = page.get_by_role("row", name="Anna Bērziņa")
    await expect(held).to_contain_text("Anna")  # by itself
    await expect(page.locator(".face.here", has_text="Anna")).to_contain_text("1 of 8 conversations · 1 waits for an answer")
    await looked_at(page, "live")
    await held.get_by_role("link").click()
    await expect(page.get_by_role("button", name="Join", exact=True)).to_be_visible()
    await expect(page.get_by_label("Text")).to_be_disabled()
    await page.keyboard.press("i")
    await expect(page.get_by_text("You have joined. Anna keeps the conversation")).to_be_visible()
    await expect(annas.get_by_text("Also here: Vera")).to_be_visible()
    await expect(annas.locator("#log")).to_contain_text("Vera joined the conversation")
    await page.get_by_label("Text").fill("Es arī palīdzēšu")
    await page.get_by_label("Text").press("Enter")
    await expect(annas.locator("#log")).to_contain_text("Es arī palīdzēšu")
    await shown(page, "joined-wide")
    await annas.get_by_role("button", name="Give back to the bot").click()
    await expect(page.get_by_text("You have joined.")).to_have_count(0)
    await expect(page.get_by_label("Text")).to_be_disabled()
    await context.close()


async def test_an_agent_has_no_join_and_no_live(page: Page, site: Site) -> None:
    await an_agent(site)
    await site.line.hear("Labdien")
    await sign_in(page, site)
    await expect(page.get_by_role("link", name="Live")).to_have_count(0)
    await page.goto(f"{site.url}/console/live")
    await expect(page.get_by_text("This page is for a supervisor.")).to_be_visible()
