"""The customer's pane in the browser: all of it at once, acted upon by keyboard, each deed undone."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

import pytest
from playwright.async_api import Page, expect

from bot.channels.port import Contact, Inbound
from bot.store import callbacks, orders
from bot.store.callbacks import NewCallback
from bot.store.filling import Filler
from flows.shop.model import Customer, Line, Money, Order, Tracking
from tests.books.bills import House
from tests.browser.conftest import Site, an_agent, hold_news, sign_in
from tests.browser.test_console import waiting
from tests.browser.test_people import looked_at

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
WIDE = {"width": 1280, "height": 900}


async def a_history(site: Site) -> None:
    """A customer who has had much with the shop, and may be the one who writes elsewhere."""
    line, write = site.line, site.line.database.write
    await waiting(site)
    await line.hear("labdien", "8", channel="web", name="Anna B.")
    for address, channel in (("7", "telegram"), ("8", "web")):
        own = Contact("+371 2612 3456", own=True)
        await line.mailbox.post([Inbound(channel, address, f"c{address}", own)], line.clock())
    buyer = Customer("Anna Bērziņa", "", "+37126123456", "lv")
    price = Money(Decimal("12.50"), "EUR")
    items = (Line("Zaļā tēja ar jasmīnu, 100 g", 2, price),)
    placed, track = datetime(2026, 11, 1, tzinfo=UTC), Tracking("DPD", "05810", "https://track.example/05810")
    some = [Order(str(10020 + n), "shipped", placed, buyer, Money(Decimal("25.00"), "EUR"), items, track) for n in range(6)]
    await write(partial(orders.save, orders=some))
    house = House(line.database)
    house.issue("2026100001", "12.50", 1, state="part_paid", paid=500)
    call = NewCallback(1, "shop", "+37126123456", line.clock() + 60_000, line.clock() + 120_000, line.clock())
    await write(partial(callbacks.make, new=call, now=line.clock()))
    await Filler(line.database, line.clock).look()  # as the indexer does, all the time
    site.api.doorbell.ring("pages")


async def opened(page: Page, site: Site, role: str = "agent") -> None:
    await page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # two numbers
    await an_agent(site, role=role)  # type: ignore[arg-type]  # a role
    await a_history(site)
    await sign_in(page, site)
    await page.get_by_role("link", name="Anna Bērziņa").click()
    await expect(page.get_by_label("Customer").get_by_role("heading", name="Orders")).to_be_visible()


async def test_the_pane_has_everything_and_pleases_the_eye(page: Page, site: Site) -> None:
    await opened(page, site, "supervisor")
    pane = page.get_by_label("Customer", exact=True)
    await expect(pane.get_by_role("link", name="2026100001")).to_have_attribute("href", "/api/v1/invoices/2026100001.pdf")
    await expect(pane.get_by_role("link", name="Follow the parcel").first).to_be_visible()
    await expect(pane.get_by_text("same phone")).to_be_visible()
    await pane.get_by_role("button", name="Show all 6").click()
    await expect(pane.get_by_text("10020")).to_be_visible()
    await page.keyboard.press("u")
    await looked_at(page, "customer")


async def test_a_code_is_given_by_keyboard_and_once(page: Page, site: Site) -> None:
    await opened(page, site)
    await page.keyboard.press("g")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("Amount")).to_be_focused()
    await page.keyboard.type("nothing")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_role("alert")).to_contain_text("write a sum such as")
    await looked_at(page, "customer-goodwill")
    await dialog.get_by_label("Amount").fill("5.00")
    await page.keyboard.press("Enter")
    await expect(page.locator(".toast")).to_contain_text("for 5.00 EUR is given")
    await expect(page.get_by_label("Customer", exact=True).get_by_role("heading", name="Discount codes")).to_be_visible()


async def test_two_records_are_joined_shown_together_and_parted(page: Page, site: Site) -> None:
    await opened(page, site)
    pane = page.get_by_label("Customer", exact=True)
    await pane.get_by_role("button", name="Same person").click()
    await hold_news(page)
    await expect(pane.get_by_role("heading", name="Other conversations")).to_be_visible()
    await expect(pane.get_by_role("link", name="Anna B.")).to_have_attribute("href", "#/2")
    await page.locator(".toast").get_by_role("button", name="Undo").click()
    await expect(pane.get_by_role("heading", name="The same person?")).to_be_visible()
    await pane.get_by_role("button", name="Join with another record…").click()
    await page.get_by_role("dialog").get_by_label("Name, e-mail").fill("anna b")
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog").get_by_label("Conversation").select_option("2")
    await page.get_by_role("dialog").get_by_role("button", name="Same person").click()
    await expect(pane.get_by_role("heading", name="Other conversations")).to_be_visible()
    await pane.get_by_role("button", name="Not the same person").click()
    await expect(pane.get_by_role("heading", name="Other conversations")).to_have_count(0)


async def test_abuse_has_an_end_and_a_way_back(page: Page, site: Site) -> None:
    await opened(page, site, "supervisor")
    pane = page.get_by_label("Customer", exact=True)
    await pane.get_by_role("button", name="Block…").click()
    await page.get_by_role("dialog").get_by_label("Reason").fill("draudi")
    await page.get_by_role("dialog").get_by_role("button", name="Block", exact=True).click()
    await hold_news(page)
    await expect(pane.locator(".barred")).to_contain_text("Blocked by Anna")
    await expect(pane.locator(".barred")).to_contain_text("draudi")
    await page.locator(".toast").get_by_role("button", name="Undo").click()
    await expect(pane.locator(".barred")).to_have_count(0)


async def test_an_agent_sees_no_block_and_settles_a_call(page: Page, site: Site) -> None:
    await opened(page, site)
    pane = page.get_by_label("Customer", exact=True)
    await expect(pane.get_by_role("button", name="Block…")).to_have_count(0)
    await pane.get_by_role("button", name="We spoke").click()
    await expect(page.locator(".toast")).to_contain_text("The call is noted.")
    await expect(pane.get_by_role("button", name="We spoke")).to_have_count(0)


async def test_the_language_is_set_and_set_back(page: Page, site: Site) -> None:
    await opened(page, site)
    language = page.get_by_label("Customer", exact=True).get_by_label("Language")
    await language.select_option("pl")
    await hold_news(page)
    await expect(page.locator(".message.system").last).to_contain_text("Anna set the customer’s language: pl")
    await page.locator(".toast").get_by_role("button", name="Undo").click()
    await expect(language).to_have_value("lv")


async def test_what_is_typed_stays_while_the_customer_writes(page: Page, site: Site) -> None:
    await opened(page, site)
    tag = page.get_by_role("combobox", name="Add a tag")
    await page.keyboard.press("#")
    await expect(tag).to_be_focused()
    await page.keyboard.type("Kav")
    await site.line.hear("Nu kā tur ir?")
    site.api.doorbell.ring("pages")
    await expect(page.locator(".message").last).to_contain_text("Nu kā tur ir?")
    await page.keyboard.type("ējas")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Customer", exact=True).locator(".chip")).to_contain_text("Kavējas")


async def test_the_shops_tags_are_kept_in_order_by_a_supervisor(page: Page, site: Site) -> None:
    await opened(page, site, "supervisor")
    for name in ("Sūdzība", "VIP", "Steidzami", "Vairumtirdzniecība"):
        await page.get_by_role("combobox", name="Add a tag").fill(name)
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("Customer", exact=True).locator(".chip", has_text=name)).to_be_visible()
    await page.get_by_role("button", name="Manage the shop’s tags").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name of VIP").fill("Labs klients")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_role("status")).to_contain_text("called Labs klients now")
    await dialog.get_by_label("Merge Steidzami").select_option("Sūdzība")
    await expect(dialog.get_by_label("Name of Steidzami")).to_have_count(0)
    await looked_at(page, "customer-tags")
    await dialog.get_by_role("button", name="Undo").click()
    await expect(dialog.get_by_label("Name of Steidzami")).to_have_count(1)
    await page.get_by_role("button", name="Close").last.click()
    await expect(page.get_by_label("Customer", exact=True).locator(".chips")).to_contain_text("Labs klients")
