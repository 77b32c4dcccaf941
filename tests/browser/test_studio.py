"""The studio's rooms: each is there in every language, for admins only."""

import pytest
from playwright.async_api import Page, expect

from bot.studio.wing import PLACES
from tests.browser.studio import StudioSite, enter

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_one_walks_through_all_rooms_by_their_bar(page: Page, studio: StudioSite) -> None:
    await enter(page, studio)
    for place in PLACES:
        await page.locator(f"nav.rooms a[href='{place.path}']").click()
        await expect(page.locator("nav.rooms a[aria-current=page]")).to_have_attribute("href", place.path)
        await expect(page.locator("main h1")).not_to_be_empty()
