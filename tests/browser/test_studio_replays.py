"""An admin holds past conversations with a draft, and sees both sides of what would have gone otherwise."""

import os
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.site import studio_on
from bot.store import draft_files
from tests.browser.studio import StudioSite, enter
from tests.browser.test_audit import faults, wear

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
WORDS = "wording/lv.ftl"


async def a_past_and_a_draft(studio: StudioSite) -> None:
    """A customer was told that an order is on its way, and the draft tells it in other words."""
    customer = studio.customer()
    await customer.say("kur ir pasūtījums 10026?")
    await customer.say("liga.kalnina@example.com")
    text = (await studio_on(studio.floor).workshop.texts())[WORDS]
    after = text.replace("order-shipped = Pasūtījums", "order-shipped = Labas ziņas: pasūtījums")
    assert after != text
    save = partial(
        draft_files.save, name=WORDS, text=after, seen=draft_files.version_of(text), published=text, by=1, now=studio.clock()
    )
    await studio.floor.database.write(save)


async def held(page: Page, studio: StudioSite, language: str = "en") -> None:
    await a_past_and_a_draft(studio)
    await enter(page, studio, "replays", language=language)
    await page.locator("html[data-ready]").wait_for()
    await page.locator("#go").click()
    await expect(page.locator("#counts li")).to_have_count(1, timeout=90_000)


async def test_what_would_be_said_otherwise_is_seen_beside_what_was_said(page: Page, studio: StudioSite) -> None:
    await held(page, studio)
    await expect(page.locator("#told")).to_have_text("1 conversation was held.")
    await expect(page.locator("#counts")).to_have_text("Other words: 1")
    await page.locator("#groups summary").first.click()
    then, now = page.locator(".sides > div").nth(0), page.locator(".sides > div").nth(1)
    await expect(now.locator(".differs").first).to_contain_text("Labas ziņas:")
    await expect(then.locator(".differs").first).not_to_contain_text("Labas ziņas:")
    await expect(then).not_to_contain_text("liga.kalnina@example.com")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / "studio-replays-phone.png", full_page=True)
        await page.set_viewport_size({"width": 1280, "height": 800})
        await page.screenshot(path=Path(folder) / "studio-replays.png", full_page=True)


async def test_the_room_shuts_nobody_out_in_light_and_dark(page: Page, studio: StudioSite) -> None:
    await held(page, studio, "lv")
    for theme in ("light", "dark"):
        await wear(page, theme)
        await page.reload()
        await page.locator("html[data-ready]").wait_for()
        await page.locator("#groups summary").first.click()
        await page.locator(".sides").first.wait_for()
        assert await faults(page) == []
