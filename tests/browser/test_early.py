"""A hand that is faster than the script of a page: nothing it typed is told, lost or overwritten."""

import pytest
from playwright.async_api import Page, expect

from tests.api.conftest import PASSWORD
from tests.browser.conftest import Site, an_agent, late, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_an_enter_before_the_script_puts_no_password_in_an_address(page: Page, site: Site) -> None:
    await an_agent(site)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    async with late(page, "**/sign-in.js*"):
        await page.goto(f"{site.url}/console?lang=en", wait_until="commit")
        await page.get_by_label("E-mail").fill("anna@example.com")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_label("Password").press("Enter")
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_label("Password")).to_have_value(PASSWORD)
    await page.wait_for_load_state()
    await page.get_by_label("Password").press("Enter")
    await page.locator("html[data-ready]").wait_for()
    assert [url for url in asked if "password=" in url] == []


async def test_another_password_sent_before_the_script_stays_in_its_form(page: Page, site: Site) -> None:
    await an_agent(site)
    await sign_in(page, site)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    async with late(page, "**/account.js*"):
        await page.goto(f"{site.url}/console/account?lang=en", wait_until="commit")
        await page.locator("#password [name=old]").fill(PASSWORD)
        await page.locator("#password [name=fresh]").fill("seven quiet lanterns")
        await page.locator("#password [name=fresh]").press("Enter")
        await expect(page.locator("#password [name=fresh]")).to_have_value("seven quiet lanterns")
    await page.wait_for_load_state()
    await page.locator("#password [name=fresh]").press("Enter")
    await expect(page.locator("#toasts .toast")).to_be_visible()
    assert [url for url in asked if "old=" in url] == []


async def test_a_form_takes_no_words_before_it_shows_what_is_kept(page: Page, site: Site) -> None:
    await an_agent(site)
    await sign_in(page, site)
    name = page.locator("#me [name=name]")
    async with late(page, "**/api/v1/account"):
        await page.goto(f"{site.url}/console/account?lang=en")
        await name.click(force=True)
        await page.keyboard.type("lost")
        await expect(name).to_have_value("")
    await expect(name).to_have_value("Anna")
    await name.fill("Anna B.")
    await name.press("Enter")
    await expect(page.locator("#toasts .toast")).to_be_visible()
    await expect(name).to_have_value("Anna B.")


async def test_somebody_can_be_invited_before_it_is_known_who_there_is(page: Page, site: Site) -> None:
    await an_agent(site, "Dace", "admin")
    await sign_in(page, site, "Dace")
    async with late(page, "**/api/v1/people"), late(page, "**/api/v1/session"):
        await page.goto(f"{site.url}/console/people?lang=en")
        await page.get_by_role("button", name="Invite somebody").click()
        await expect(page.get_by_role("dialog")).to_be_visible()
    await expect(page.locator(".one")).to_have_count(1)
