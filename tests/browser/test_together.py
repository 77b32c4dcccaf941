"""Two agents and a customer at once, each in a browser of their own: what one does, the others see."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Site, an_agent, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
Three = tuple[Page, Page, Page]


@pytest_asyncio.fixture(loop_scope="session")
async def three(browser: Browser, site: Site) -> AsyncIterator[Three]:
    """Anna, Boriss and a customer who waits for a person."""
    contexts = [await browser.new_context(locale="lv-LV") for _ in range(3)]
    anna, boriss, customer = [await context.new_page() for context in contexts]
    await an_agent(site, "Anna")
    await an_agent(site, "Boriss")
    for page, name in ((anna, "Anna"), (boriss, "Boriss")):
        await sign_in(page, site, name)
        await expect(page.locator("html")).to_have_attribute("data-link", "up")
    await customer.goto(f"{site.url}/chat")
    await say(customer, "Gribu runāt ar cilvēku")
    await site.heard()
    await site.line.hand_over()
    site.api.doorbell.ring("pages")
    for page in (anna, boriss):
        await page.get_by_role("link", name="Visitor").click()
        await expect(page.locator("#holder")).to_have_text("web · waits for Klientu apkalpošana")
    yield anna, boriss, customer
    for context in contexts:
        await context.close()


async def say(page: Page, text: str) -> None:
    field = page.get_by_role("textbox").last
    await field.fill(text)
    await field.press("Enter")


async def go_out(site: Site) -> None:
    await site.line.send()
    site.api.doorbell.ring("pages")


async def both(pages: Three, words: str) -> None:
    for page in pages[:2]:
        await expect(page.locator("#holder")).to_have_text(words)


async def test_from_the_queue_over_two_hands_back_to_the_bot_and_closed(three: Three, site: Site) -> None:
    anna, boriss, customer = three
    await anna.get_by_role("button", name="Take", exact=True).click()
    await both(three, "web · Anna answers")
    await expect(boriss.locator("#text")).to_be_disabled()
    await say(anna, "Labdien, te Anna.")
    await expect(boriss.locator(".message.agent .words")).to_have_text("Labdien, te Anna.")
    await go_out(site)
    await expect(customer.locator(".message.agent .bubble")).to_contain_text("Labdien, te Anna.")
    await say(customer, "Man cita nauda")
    await site.heard()
    site.api.doorbell.ring("pages")
    await expect(anna.locator(".message.customer .words").last).to_have_text("Man cita nauda")
    await anna.locator("#content").focus()
    await anna.keyboard.press("h")
    dialog = anna.get_by_role("dialog")
    await dialog.get_by_label("To").select_option("Boriss")
    await dialog.get_by_role("button", name="Hand on").click()
    await both(three, "web · Boriss answers")
    await expect(anna.locator("#text")).to_be_disabled()
    await say(boriss, "Te Boriss, skatos.")
    await expect(anna.locator(".message.agent .words").last).to_have_text("Te Boriss, skatos.")
    await go_out(site)
    await expect(customer.locator(".message.agent .bubble").last).to_contain_text("Te Boriss, skatos.")
    await boriss.get_by_role("button", name="Give back to the bot").click()
    await both(three, "web · the bot answers")
    await anna.get_by_role("button", name="Close", exact=True).click()
    await both(three, "web · closed")
