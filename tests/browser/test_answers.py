"""The page of canned answers: written in every language, by those who may, and had back after removing."""

from functools import partial

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from bot.store import canned
from tests.browser.conftest import Site, an_agent, hold_news, sign_in
from tests.browser.test_decisions import shown

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def at_the_page(page: Page, site: Site, name: str = "Vera") -> None:
    await page.set_viewport_size({"width": 1280, "height": 900})
    texts = {"lv": "Paldies, ka uzrakstījāt!", "en": "Thank you for writing!", "ru": "Спасибо, что написали!"}
    await site.api.database.write(partial(canned.add, owner_id=0, name="paldies", texts=texts, by=None, now=1_700_000_000_000))
    await sign_in(page, site, name)
    await page.goto(f"{site.url}/console/answers")
    await expect(page.get_by_role("button", name="/paldies")).to_be_visible()


async def test_an_answer_is_written_changed_removed_and_had_back(page: Page, site: Site) -> None:
    await an_agent(site, "Vera", "supervisor")
    await at_the_page(page, site)
    await page.get_by_role("button", name="New answer").click()
    await page.get_by_label("Name, typed after /").fill("kavējas")
    await page.get_by_role("textbox", name="Latviešu").fill("Pasūtījums kavējas, ")
    await page.get_by_role("button", name="{order.number}").click()
    await expect(page.get_by_role("textbox", name="Latviešu")).to_have_value("Pasūtījums kavējas, {order.number}")
    await page.get_by_label("Who can use it").select_option("everybody in the shop")
    await page.keyboard.press("Control+s")
    await expect(page.locator(".toast")).to_contain_text("/kavējas is saved.")
    await page.get_by_role("textbox", name="English").fill("It is late, {order.nummer}")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_contain_text("{order.nummer} is no variable")
    await page.get_by_role("textbox", name="English").fill("It is late, {order.number}")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_have_count(0)
    await page.get_by_text("Versions").click()
    await expect(page.locator("#versions li")).to_have_count(2)
    await expect(page.locator("#versions li").first).to_contain_text("Version 2, Vera")
    await shown(page, "answers-wide")
    await page.get_by_role("button", name="Remove").click()
    await hold_news(page)
    await expect(page.get_by_role("button", name="/kavējas")).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("button", name="/kavējas")).to_be_visible()
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


async def test_an_agent_reads_the_shops_and_copies_it_as_their_own(page: Page, site: Site) -> None:
    await an_agent(site)
    await at_the_page(page, site, "Anna")
    await page.get_by_role("button", name="/paldies").click()
    await expect(page.get_by_text("The shop's answers are for supervisors to write.")).to_be_visible()
    await expect(page.get_by_role("button", name="Save")).to_be_hidden()
    await page.get_by_role("button", name="Copy as my own").click()
    await page.get_by_role("textbox", name="Latviešu").fill("Liels paldies!")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("#shelf li")).to_have_count(2)
    await page.get_by_role("searchbox").fill("liels")
    await expect(page.locator("#shelf li")).to_have_count(1)


async def test_on_a_phone_one_thing_at_a_time(page: Page, site: Site) -> None:
    await an_agent(site)
    await at_the_page(page, site, "Anna")
    await page.set_viewport_size({"width": 390, "height": 780})
    await shown(page, "answers-phone-list")
    await page.get_by_role("button", name="/paldies").click()
    await expect(page.get_by_role("searchbox")).to_be_hidden()
    await shown(page, "answers-phone")
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await page.get_by_role("button", name="Back to the answers").click()
    await expect(page.get_by_role("searchbox")).to_be_visible()
