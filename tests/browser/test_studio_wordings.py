"""The room of wordings in a real browser: an admin translates, sees how it reads, and saves it into the draft."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.site import studio_on
from tests.browser.studio import StudioSite, enter
from tests.browser.test_audit import PHONE, WIDE, faults, wear

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def shown(page: Page, name: str) -> None:
    """A picture for who wants to look, in the folder that SCREENSHOTS names."""
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"studio-{name}.png")


async def search(page: Page, words: str, id_: str) -> None:
    await page.locator("input[type=search]").fill(words)
    await expect(page.locator("#wordings article").first).to_have_id(f"wording-{id_}")


async def test_an_admin_translates_a_wording_and_sees_how_it_reads(page: Page, studio: StudioSite) -> None:
    await page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    await enter(page, studio, "wordings")
    await search(page, "discount-few", "discount-few")
    await shown(page, "wordings")
    await page.get_by_role("button", name="Change discount-few in Polish").click()
    cell = page.locator(".in-tongue.editing")
    await expect(cell.locator(".shown dd").first).to_contain_text("opłacone")
    one = cell.get_by_label("for one: 1 …")
    await one.last.fill("Jeszcze tylko ")
    await cell.get_by_role("button", name="Put in the value left").click()
    await expect(one.last).to_have_value("Jeszcze tylko { $left }")
    await expect(cell.locator(".shown")).to_contain_text("Jeszcze tylko 1")
    await shown(page, "wordings-edit")
    await cell.get_by_role("button", name="Save").click()
    await expect(page.locator(".in-tongue.editing")).to_have_count(0)
    await expect(page.locator(".in-tongue[lang=pl] .mark")).to_have_text("changed")
    texts = await studio_on(studio.floor).workshop.texts()
    assert "[one] Jeszcze tylko { $left }\n" in texts["wording/pl-care.ftl"]


async def test_what_cannot_be_read_is_said_before_it_is_saved(page: Page, studio: StudioSite) -> None:
    await enter(page, studio, "wordings")
    await search(page, "order-lost", "order-lost")
    await page.get_by_role("button", name="Change order-lost in English").click()
    cell = page.locator(".in-tongue.editing")
    await cell.get_by_label("Text").fill("Order { $number is lost")
    await expect(cell.locator(".shown .problem")).not_to_be_empty()
    await page.keyboard.press("Escape")
    await expect(page.locator(".in-tongue.editing")).to_have_count(0)


async def test_of_two_admins_the_second_sees_what_the_first_wrote(page: Page, studio: StudioSite) -> None:
    await enter(page, studio, "wordings")
    await search(page, "order-unpaid", "order-unpaid")
    await page.get_by_role("button", name="Change order-unpaid in English").click()
    cell = page.locator(".in-tongue.editing")
    await expect(cell.locator(".shown dd").first).to_be_visible()
    other = await page.context.new_page()
    await enter(other, studio, "wordings", name="Ilze")
    await search(other, "order-unpaid", "order-unpaid")
    await other.get_by_role("button", name="Change order-unpaid in English").click()
    await other.locator(".editing").get_by_label("Text").fill("First: { $number }")
    await other.locator(".editing").get_by_role("button", name="Save").click()
    await expect(other.locator(".in-tongue.editing")).to_have_count(0)
    await other.close()
    await cell.get_by_label("Text").fill("Second: { $number }")
    await cell.get_by_role("button", name="Save").click()
    await expect(cell.locator(".theirs")).to_contain_text("First: $number")
    await cell.get_by_role("button", name="Save").click()
    await expect(page.locator(".in-tongue[lang=en] .words").first).to_contain_text("Second: $number")


async def test_on_a_phone_the_languages_stand_below_each_other(page: Page, studio: StudioSite) -> None:
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await enter(page, studio, "wordings")
    await expect(page.locator("#wordings article").first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    boxes = [await cell.bounding_box() for cell in await page.locator("#wordings article").first.locator(".in-tongue").all()]
    tops = [box["y"] for box in boxes if box]
    assert tops == sorted(tops)
    assert len(set(tops)) == 5
    await shown(page, "wordings-phone")
    await page.set_viewport_size(WIDE)  # type: ignore[arg-type]


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_room_shuts_nobody_out(page: Page, studio: StudioSite, theme: str) -> None:
    await enter(page, studio, "wordings")
    await wear(page, theme)
    await enter(page, studio, "wordings")
    await search(page, "discount-few", "discount-few")
    await page.get_by_role("button", name="Change discount-few in Ukrainian").click()
    await expect(page.locator(".shown dd").first).to_be_visible()
    assert await faults(page) == []
    await shown(page, f"wordings-{theme}")
