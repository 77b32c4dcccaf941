"""Presence, putting aside, what was given and what waits, in a real browser: by mouse, by keyboard, on a phone."""

import re
from functools import partial

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from bot.epoch import from_ms
from bot.store import floor, people, presence, rota
from tests.browser.conftest import Site, an_agent, sign_in
from tests.browser.test_console import waiting

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
MINUTE = 60_000


async def taken(page: Page, site: Site) -> None:
    """One conversation that is ours, answered, on the screen."""
    await page.set_viewport_size({"width": 1280, "height": 800})
    await an_agent(site)
    await waiting(site)
    await sign_in(page, site)
    await page.get_by_role("link", name="Anna Bērziņa").click()
    await page.get_by_role("button", name="Take").click()
    await page.get_by_role("textbox", name="Text").fill("Labdien")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.agent")).to_be_visible()
    await site.line.send()


async def test_who_opens_the_console_is_here_and_says_so_when_not(page: Page, site: Site) -> None:
    await an_agent(site)
    async with page.expect_response(re.compile("owner=me")):
        await sign_in(page, site)
    switch = page.get_by_role("combobox", name="Are you here?")
    await expect(switch).to_have_value("here")
    async with page.expect_response(re.compile("/presence$")):
        await switch.select_option("Away")
    (one,) = await site.api.database.read(partial(presence.colleagues, capacity=8))
    assert one.presence == "away"
    await expect(page.get_by_text("Nobody is waiting.")).to_be_visible()
    await expect(page.locator("html[data-link=up]")).to_be_attached()
    await page.reload()
    await expect(switch).to_have_value("away")
    await expect(page.get_by_text("Nobody is waiting.")).to_be_visible()


async def test_by_keyboard_it_is_put_aside_and_taken_up_again(page: Page, site: Site) -> None:
    await taken(page, site)
    await page.keyboard.press("Escape")  # out of the field
    await page.keyboard.press("z")
    dialog = page.get_by_role("dialog", name="Snooze until")
    await expect(dialog).to_be_visible()
    await expect(dialog.get_by_role("button", name="Next morning")).to_be_visible()
    results = await Axe().run(page)
    assert [one["id"] for one in results.response["violations"]] == []
    await dialog.get_by_role("button", name="Until the customer writes").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#snooze-said")).to_have_text("Snoozed until the customer writes.")
    await page.get_by_role("button", name=re.compile("^Mine")).click()
    await expect(page.get_by_text("You are answering nobody.")).to_be_visible()
    await page.get_by_role("button", name=re.compile("^Snoozed")).click()
    await expect(page.get_by_role("link", name="Anna Bērziņa")).to_be_visible()
    await page.keyboard.press("z")
    await expect(page.locator("#snooze-said")).to_be_hidden()


async def test_the_customers_message_brings_it_back(page: Page, site: Site) -> None:
    await taken(page, site)
    await page.get_by_role("button", name="Snooze", exact=True).click()
    await page.get_by_role("button", name="Until the customer writes").click()
    await expect(page.locator("#snooze-said")).to_be_visible()
    await site.line.hear("Vēl kas", "7")
    site.api.doorbell.ring("pages")
    await expect(page.locator("#snooze-said")).to_be_hidden()


async def test_a_promise_that_falls_due_before_is_said(page: Page, site: Site) -> None:
    await page.set_viewport_size({"width": 1280, "height": 800})
    await an_agent(site)
    await waiting(site)
    await sign_in(page, site)
    await page.get_by_role("link", name="Anna Bērziņa").click()
    await page.get_by_role("button", name="Take").click()
    await page.get_by_role("button", name="Snooze", exact=True).click()
    await page.get_by_role("button", name="Until the customer writes").click()
    warning = page.get_by_role("dialog", name="Something was promised")
    await expect(warning).to_contain_text("The customer was promised something by")
    await warning.get_by_role("button", name="Snooze until then").click()
    await expect(page.locator("#snooze-said")).to_contain_text("Snoozed until")


async def test_what_was_closed_is_opened_again(page: Page, site: Site) -> None:
    await taken(page, site)
    await page.get_by_role("button", name="Close", exact=True).click()
    await expect(page.get_by_role("button", name="Take")).to_be_hidden()
    await page.get_by_role("button", name="Open again").click()
    await expect(page.locator("#holder")).to_have_text("telegram · Anna answers")
    await expect(page.get_by_text("Anna took it up again")).to_be_visible()


async def test_whom_it_is_handed_to_is_said_before(page: Page, site: Site) -> None:
    await an_agent(site, "Boriss")
    await taken(page, site)
    await page.get_by_role("button", name="Hand on…").click()
    await page.get_by_role("dialog").get_by_label("To").select_option("Boriss")
    await expect(page.locator("#whom-said")).to_have_text("Is not at work: it will come back to the queue. Answers 0 of 8.")


async def test_what_the_desk_gives_is_told_and_so_is_a_long_wait(page: Page, site: Site) -> None:
    await an_agent(site)
    await waiting(site)
    async with page.expect_response(re.compile("owner=me")):
        await sign_in(page, site)
    await expect(page.get_by_role("combobox", name="Are you here?")).to_have_value("here")
    (anna,) = await site.api.database.read(people.everybody)
    now = site.api.now()
    given = await site.api.database.write(partial(rota.assign, id_=1, agent_id=anna.id, capacity=8, now=now))
    assert given is not None
    site.api.doorbell.ring("pages")
    await expect(page.locator("#toasts")).to_contain_text("Yours now: Anna Bērziņa")
    await site.api.database.write(partial(rota.warn, held=given, now=now + 5 * MINUTE))
    site.api.doorbell.ring("pages")
    await expect(page.locator("#toasts")).to_contain_text("has waited for you")


async def test_above_the_conversation_stands_how_long_they_wait(page: Page, site: Site) -> None:
    await page.clock.install()
    await taken(page, site)
    await site.line.hear("Vai kāds ir?", "7")
    site.api.doorbell.ring("pages")
    await expect(page.get_by_text("Vai kāds ir?").first).to_be_visible()
    wrote = await site.api.database.read(partial(floor.hold, conversation_id=1))
    assert wrote is not None
    await page.clock.set_fixed_time(from_ms(wrote.waits_since + 8 * MINUTE))
    site.api.doorbell.ring("pages")
    await site.api.database.write(partial(rota.warn, held=wrote, now=site.api.now()))
    site.api.doorbell.ring("pages")
    await expect(page.locator("#waits")).to_have_text("The customer has waited for you 8 min.")
