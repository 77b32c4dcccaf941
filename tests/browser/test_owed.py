"""The page of what did not reach customers, and the line that tells how long a customer may still be written to."""

from datetime import datetime

import pytest
from playwright.async_api import Page, expect

from bot.channels.messenger import Messenger
from tests.api.test_owed import fail
from tests.browser.conftest import Site, a_site, an_agent, sign_in
from tests.browser.test_decisions import shown

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PAGE = {"page_id": "1", "page_token": "t", "app_secret": "s", "app_id": "2", "verify_token": "v"}


async def an_owed_fact(site: Site, words: str = "Nauda par atgriezto krūzi ir atmaksāta: 18,00 €.", address: str = "7") -> None:
    """A customer who could not be told something."""
    await site.line.hear("Sveiki", address, name="Anna Bērziņa")
    await site.line.reply(words, send=False)
    await site.line.database.write(_make_facts)
    await fail(site.line, reason="more than 24 hours have passed since the customer wrote")
    site.api.doorbell.ring("pages")


def _make_facts(connection: object) -> None:
    connection.exec_driver_sql("UPDATE outbox SET kind = 'fact' WHERE state = 'queued'")  # type: ignore[attr-defined]


async def test_what_a_customer_was_told_by_phone_leaves_the_list(page: Page, site: Site) -> None:
    await page.set_viewport_size({"width": 1100, "height": 700})
    await an_agent(site)
    await an_owed_fact(site)
    await sign_in(page, site)
    await page.goto(f"{site.url}/console/owed?lang=en")
    row = page.locator(".row")
    await expect(row).to_contain_text("Nauda par atgriezto krūzi")
    await expect(row).to_contain_text("goes as soon as the customer writes")
    await expect(page.locator("[data-count=owed]")).to_have_text("1")
    await shown(page, "owed-wide")
    await row.get_by_role("button", name="Told another way").click()
    await expect(page.get_by_text("Noted: Anna Bērziņa knows.")).to_be_visible()
    await expect(page.get_by_text("Nobody is owed a message.")).to_be_visible()


async def test_on_a_phone_an_address_is_needed_for_a_letter_and_said_so(page: Page, site: Site) -> None:
    await an_agent(site)
    await an_owed_fact(site)
    await sign_in(page, site)
    await page.goto(f"{site.url}/console/owed?lang=en")
    row = page.locator(".row")
    await row.get_by_role("button", name="Send there").click()
    await expect(row.get_by_role("alert")).to_contain_text("nobody knows an address")
    await shown(page, "owed-phone")
    overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0


async def test_what_another_has_settled_says_so(page: Page, site: Site) -> None:
    await an_agent(site)
    await an_owed_fact(site)
    await sign_in(page, site)
    await page.goto(f"{site.url}/console/owed?lang=en")
    await page.route("**/api/v1/events", lambda route: route.abort())
    await expect(page.locator(".row")).to_have_count(1)
    await site.line.database.write(_settle)
    await page.get_by_role("button", name="Send once more").click()
    await expect(page.get_by_text("Nobody is owed a message.")).to_be_visible()


def _settle(connection: object) -> None:
    connection.exec_driver_sql("UPDATE outbox SET state = 'sent' WHERE state = 'owed'")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("hours", "approved", "says"),
    [
        (1, False, "page lets you write until"),
        (23.5, False, "(in 30 min)"),
        (25, False, "page does not take words now"),
        (25, True, "The bot may not write any more; you may, until"),
    ],
)
async def test_the_conversation_tells_how_long_its_customer_may_be_written_to(
    page: Page, sqlite_url: str, hours: float, approved: bool, says: str
) -> None:
    channel = Messenger("page", human_agent=approved, **PAGE)
    async with a_site(sqlite_url, channels={"page": channel}) as site:
        await an_agent(site)
        await site.line.hear("Sveiki", channel="page", name="Anna Bērziņa")
        wrote_at = site.line.clock.now
        await site.line.hand_over(minutes=60)
        await page.clock.set_fixed_time(datetime.fromtimestamp(wrote_at / 1000 + hours * 3600).astimezone())
        await sign_in(page, site)
        await page.get_by_role("link", name="Anna Bērziņa").click()
        await expect(page.locator("#window")).to_contain_text(says)
        await shown(page, f"window-{hours}-{approved}")
        await page.goto("about:blank")  # left before its server goes
