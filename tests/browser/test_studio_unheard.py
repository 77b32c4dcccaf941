"""An admin works through what was not understood without touching the mouse, and takes one back."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.studio import StudioSite, enter
from tests.browser.test_audit import PHONE, faults, wear
from tests.browser.test_studio_settings import shot, wide

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
assert wide  # the fixture

SAID = ("blorptastisks frumious zanzibar", "kvantu gravitācijas vingrošana rītos", "snorkel hovercraft eel dictionary")


async def written(studio: StudioSite) -> None:
    """Three customers whom the bot does not understand, the first of them twice."""
    for number, text in enumerate((*SAID, SAID[0].upper())):
        await studio.customer(f"v{number}").say(text)


async def open_list(page: Page, studio: StudioSite, language: str = "en") -> None:
    await enter(page, studio, "unheard", language=language)
    await page.locator("html[data-ready]").wait_for()


async def test_the_list_is_worked_through_by_keyboard(wide: Page, studio: StudioSite) -> None:
    await written(studio)
    await open_list(wide, studio)
    rows = wide.locator(".unheard")
    await expect(rows).to_have_count(3)
    twice = rows.filter(has_text="2 times")
    await expect(twice).to_contain_text("written by 2 people")
    await twice.click()
    await shot(wide, "studio-unheard")
    await wide.keyboard.press("c")
    await wide.get_by_label("Intent: type to find it").fill("order st")
    await wide.keyboard.press("Enter")
    await expect(wide.locator("#toasts")).to_contain_text("Learnt as order status")
    await expect(rows).to_have_count(2)
    await expect(wide.locator("#stand")).to_contain_text("2 have a phrase")
    await wide.keyboard.press("x")
    await expect(rows).to_have_count(1)
    await wide.keyboard.press("Control+z")
    await expect(rows).to_have_count(2)
    await wide.keyboard.press("n")
    await wide.get_by_label("Its name, like gift_wrapping").fill("hovercraft")
    await wide.keyboard.press("Enter")
    await expect(rows).to_have_count(1)
    await wide.keyboard.press("x")
    await expect(wide.locator("#empty")).to_be_visible()
    await wide.reload()
    await expect(wide.locator("#empty")).to_be_visible()


async def test_what_customers_agree_on_is_accepted_with_one_key_and_taken_back(wide: Page, studio: StudioSite) -> None:
    for number in range(2):
        one = studio.customer(f"m{number}")
        for text in (SAID[1], "gribu atgriezt preci"):
            await one.say(text)
    await studio.customer("lone").say(SAID[0])
    await open_list(wide, studio)
    rows = wide.locator(".unheard")
    await expect(rows).to_have_count(2)
    await expect(rows.first).to_contain_text("written by 2 people")
    await expect(rows.first.get_by_role("button", name="return goods, as the customers showed")).to_be_visible()
    await shot(wide, "studio-unheard-agreed")
    assert await faults(wide) == []
    await wide.keyboard.press("a")
    await expect(wide.locator("#toasts")).to_contain_text("Phrases to learn: 1")
    await expect(rows).to_have_count(1)
    await wide.keyboard.press("Control+z")
    await expect(rows).to_have_count(2)
    await wide.keyboard.press("Enter")
    await expect(wide.locator("#toasts")).to_contain_text("Learnt as return goods")
    await expect(rows).to_have_count(1)


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_it_is_open_to_everybody(wide: Page, studio: StudioSite, theme: str) -> None:
    await written(studio)
    await open_list(wide, studio)
    await wear(wide, theme)
    await wide.reload()
    await expect(wide.locator(".unheard")).to_have_count(3)
    assert await faults(wide) == []
    await wide.keyboard.press("c")
    await expect(wide.get_by_role("dialog")).to_be_visible()
    await shot(wide, f"unheard-choose-{theme}")
    assert await faults(wide) == []


@pytest.mark.parametrize("language", ["lv", "uk", "ru", "pl", "en"])
async def test_it_fits_a_phone_in_every_language(wide: Page, studio: StudioSite, language: str) -> None:
    await written(studio)
    await wide.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await open_list(wide, studio, language)
    await expect(wide.locator(".unheard")).to_have_count(3)
    await shot(wide, f"unheard-{language}-phone")
    assert await wide.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
