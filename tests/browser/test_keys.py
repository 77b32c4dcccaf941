"""The console by keyboard alone, on a keyboard with other letters too; light and dark; five languages."""

import pytest
from playwright.async_api import Page, expect

from handoff.console import words
from nlu.model import LANGUAGES, Language
from tests.api.conftest import PASSWORD
from tests.browser.conftest import Site, an_agent, sign_in
from tests.browser.test_console import waiting

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def at_rest(page: Page) -> None:
    """Nothing is on its way any more, so that leaving breaks nothing off."""
    await expect(page.locator("html")).to_have_attribute("data-link", "up")
    before = -1
    while (now := await page.evaluate("performance.getEntriesByType('resource').length")) != before:
        before = now
        await page.evaluate("() => new Promise((done) => setTimeout(done, 150))")


async def test_from_signing_in_to_closing_without_a_mouse(page: Page, site: Site) -> None:
    await page.set_viewport_size({"width": 1280, "height": 800})
    await an_agent(site)
    await waiting(site, "7", "Anna Bērziņa")
    await waiting(site, "8", "Jānis Kalns")
    await page.goto(f"{site.url}/console?lang=en")
    await page.keyboard.type("anna@example.com")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="Jānis Kalns")).to_be_visible()
    await page.keyboard.press("j")
    await expect(page.get_by_role("link", name="Anna Bērziņa")).to_be_focused()
    await page.keyboard.press("j")
    await expect(page.get_by_role("link", name="Jānis Kalns")).to_be_focused()
    await page.keyboard.press("k")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Anna Bērziņa")).to_be_visible()
    await page.keyboard.press("t")
    await expect(page.get_by_role("textbox", name="Text")).to_be_focused()
    await page.keyboard.type("Labdien! t r c ?")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.agent .words")).to_have_text("Labdien! t r c ?")
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await page.keyboard.type("Zvanīt rīt")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.note .author")).to_have_text("✎ Note by Anna")
    await page.keyboard.press("Escape")
    await page.keyboard.press("w")
    await expect(page.locator(".why")).to_be_visible()
    await page.keyboard.press("c")
    await expect(page.locator("#holder")).to_have_text("telegram · closed")
    await page.keyboard.press("Escape")
    await page.keyboard.press("s")
    await expect(page.get_by_role("searchbox")).to_be_focused()


async def test_every_key_is_shown_once_and_the_dialog_is_left_by_escape(page: Page, site: Site) -> None:
    await an_agent(site)
    await sign_in(page, site)
    await expect(page.locator("html")).to_have_attribute("data-link", "up")
    await page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    texts = await dialog.locator("dd").all_inner_texts()
    assert len(texts) == len(set(texts)) > 15
    letters = [name for name in await dialog.locator("kbd").all_inner_texts() if len(name) == 1 and name.isalpha()]
    assert len(letters) == len(set(letters)) > 10, "no letter does two things"
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)


async def test_where_the_letters_are_others_the_place_of_the_key_counts(page: Page, site: Site) -> None:
    await an_agent(site)
    await waiting(site)
    await sign_in(page, site)
    await page.get_by_role("link", name="Anna Bērziņa").click()
    await expect(page.locator("#holder")).to_contain_text("waits for")
    await page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'е', code: 'KeyT', bubbles: true}))")
    await expect(page.locator("#holder")).to_have_text("telegram · Anna answers")


async def test_light_and_dark_are_chosen_and_kept_in_all_tabs(page: Page, site: Site) -> None:
    await an_agent(site)
    await sign_in(page, site)
    other = await page.context.new_page()
    await other.goto(f"{site.url}/console/money")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(ground)
    await page.locator("#menu summary").click()
    await page.get_by_label("Appearance").select_option("dark")
    assert await page.evaluate(ground) != light
    await expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    await at_rest(page)
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_console_speaks_the_agents_language(page: Page, site: Site, language: Language) -> None:
    t = words.speaker(words.load()[language], language)
    await an_agent(site)
    await waiting(site)
    await sign_in(page, site)
    await at_rest(page)
    await page.locator("#menu summary").click()
    async with page.expect_navigation():
        await page.locator("#language").select_option(language)
    await expect(page.locator("html")).to_have_attribute("lang", language)
    await expect(page.locator('[data-owner="queue"]')).to_contain_text(t("list.queue"))
    await page.get_by_role("link", name="Anna Bērziņa").click()
    await expect(page.locator("#holder")).to_contain_text(t("talk.waits_for", team="Klientu apkalpošana"))
    await page.locator("#about").click()
    await page.keyboard.press("Escape")
    overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
