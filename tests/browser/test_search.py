"""Searching in the browser: two groups, by keyboard, each hit opened where it stands."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Site, an_agent, sign_in
from tests.browser.test_console import waiting
from tests.browser.test_people import looked_at

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_people_and_messages_are_found_and_opened_by_keyboard(page: Page, site: Site) -> None:
    await an_agent(site)
    await waiting(site, "7", "Anna Bērziņa")
    await site.line.hear("Vai Bērziņas pasūtījums ir ceļā?", "8", name="Jānis Kalns")
    await sign_in(page, site)
    await page.locator("html[data-link=up]").wait_for()
    await page.keyboard.press("s")
    await page.keyboard.type("BERZIN")
    people, messages = page.get_by_role("region", name="People"), page.get_by_role("region", name="Messages")
    await expect(people.get_by_role("link")).to_have_count(1)
    await expect(messages.locator("mark")).to_have_text("Bērziņas")
    await looked_at(page, "search")
    await page.get_by_role("searchbox").focus()
    await page.keyboard.press("ArrowDown")
    await expect(people.get_by_role("link")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(messages.get_by_role("link")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Jānis Kalns")).to_be_visible()
    await expect(page.locator(".message.found")).to_contain_text("Vai Bērziņas")
    await expect(page.locator(".message.found")).to_be_focused()
    await page.get_by_role("searchbox").focus()
    await page.keyboard.press("Escape")
    await expect(page.locator("#pane")).to_be_visible()
    await expect(page.get_by_role("searchbox")).to_have_value("")


async def test_nothing_found_is_said(page: Page, site: Site) -> None:
    await an_agent(site)
    await sign_in(page, site)
    await page.get_by_role("searchbox").fill("nekā tāda")
    await expect(page.locator("#found")).to_have_text("Nothing found.")


async def test_an_old_message_is_shown_among_its_neighbours_and_the_gap_closes(page: Page, site: Site) -> None:
    await page.set_viewport_size({"width": 1280, "height": 800})
    await an_agent(site)
    for number in range(140):
        await site.line.hear(f"jautājums {number}")
        await site.line.reply(f"atbilde {number}")
    await site.line.hand_over()
    await sign_in(page, site)
    await page.get_by_role("searchbox").fill("jautajums 7")
    await page.locator("#found .hit").last.click()
    found = page.locator(".message.found")
    await expect(found).to_have_text(re.compile("jautājums 7"))
    await expect(found).to_be_in_viewport()
    await expect(page.get_by_text("atbilde 139")).to_have_count(1)
    gap = page.get_by_role("button", name="Show later messages")
    for _ in range(5):
        if await gap.count() == 0:
            break
        before = await page.locator(".message").count()
        await gap.click()
        await expect(page.locator(".message")).not_to_have_count(before)
    await expect(gap).to_have_count(0)
    texts = [text for text in await page.locator(".message .bubble").all_inner_texts() if text.startswith("jautājums")]
    numbers = [int(text.split()[1]) for text in texts]
    assert numbers == list(range(numbers[0], 140))


async def test_the_list_is_narrowed_by_tag(page: Page, site: Site) -> None:
    await an_agent(site)
    await waiting(site, "7", "Anna Bērziņa")
    await waiting(site, "8", "Jānis Kalns")
    await sign_in(page, site)
    await page.get_by_role("link", name="Anna Bērziņa").click()
    await page.get_by_role("button", name="Customer").click()
    await page.get_by_role("combobox", name="Add a tag").fill("VIP")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Customer", exact=True).locator(".chip")).to_contain_text("VIP")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="Back to the list").click()
    await page.get_by_label("Only with this tag").select_option("VIP")
    await expect(page.get_by_role("link", name="Jānis Kalns")).to_have_count(0)
    await expect(page.get_by_role("link", name="Anna Bērziņa")).to_contain_text("VIP")
