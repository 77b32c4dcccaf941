"""The money page: a bank file is brought, what found no invoice is placed, a broken file is told in the page."""

from functools import partial

import pytest
from playwright.async_api import FilePayload, Page, expect

from bot.store import erasing
from tests.books.bills import House
from tests.browser.conftest import Site, an_agent, sign_in
from tests.browser.test_decisions import shown
from tests.flows.shop.bank.samples import camt, detail, entry

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
A, B = "2026100001", "2026100002"


def a_file(content: bytes, name: str = "konts.xml") -> list[FilePayload]:
    return [{"name": name, "mimeType": "application/xml", "buffer": content}]


async def opened(page: Page, site: Site) -> House:
    house = House(site.line.database)
    house.issue(A, "12.50", buyer_name="Anna Bērziņa")
    house.issue(B, "30.00", buyer_name="Jānis Kalns")
    await an_agent(site, role="supervisor")
    await sign_in(page, site)
    await page.goto(f"{site.url}/console/money")
    return house


async def test_a_bank_file_is_brought_and_what_waits_is_placed(page: Page, site: Site) -> None:
    await page.set_viewport_size({"width": 1100, "height": 800})
    house = await opened(page, site)
    content = camt(
        entry("12.50", detail(text=A)), entry("30.00", detail(name="Janis Kalns", text="par kafijas automātu"), reference="B-2")
    )
    await page.locator("#file").set_input_files(a_file(content))
    await expect(page.locator("#told")).to_contain_text("2 new of 2, 1 found their invoice, 1 to check")
    await expect(page.locator(".row")).to_have_count(1)
    await expect(page.locator(".row")).to_contain_text("par kafijas automātu")
    await shown(page, "money-wide")
    await page.get_by_role("button", name=f"For {B}").click()
    await expect(page.get_by_text("Every payment has found its invoice.")).to_be_visible()
    assert house.invoice(B) == ("paid", "30.00")


async def test_a_number_is_written_by_hand_and_a_wrong_one_is_told(page: Page, site: Site) -> None:
    house = await opened(page, site)
    await page.locator("#file").set_input_files(a_file(camt(entry("7.00", detail(name="X", text="paldies")))))
    row = page.locator(".row")
    await row.get_by_label("Invoice number").fill("2026199999")
    await row.get_by_role("button", name="For this invoice").click()
    await expect(row.get_by_role("alert")).to_contain_text("2026199999")
    await shown(page, "money-phone")
    overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
    await row.get_by_label("Invoice number").fill(B)
    await row.get_by_role("button", name="For this invoice").click()
    await expect(row).to_have_count(0)
    assert house.invoice(B) == ("part_paid", "7.00")


async def test_a_broken_file_is_told_and_nothing_is_taken_in(page: Page, site: Site) -> None:
    house = await opened(page, site)
    await page.locator("#file").set_input_files(a_file(camt(entry("12,50", detail(text=A)))))
    await expect(page.get_by_role("alert")).to_contain_text("is no amount")
    assert house.states() == []


async def test_who_was_erased_stands_there_without_a_name(page: Page, site: Site) -> None:
    await page.set_viewport_size({"width": 1100, "height": 800})
    await opened(page, site)
    await page.locator("#file").set_input_files(a_file(camt(entry("30.00", detail(name="Janis Kalns", text="par kafiju")))))
    await expect(page.locator(".row")).to_contain_text("Janis Kalns")
    await site.line.database.write(partial(erasing.restrict, invoices=[B], now=site.line.clock.now))
    await page.reload()
    await expect(page.locator(".row")).to_contain_text("erased, kept for the law")
    await expect(page.get_by_role("button", name=f"For {B}")).to_be_visible()
    for hidden in ("Kalns", "par kafiju"):
        await expect(page.locator("main")).not_to_contain_text(hidden)
    await shown(page, "money-erased-wide")
    await page.set_viewport_size({"width": 390, "height": 800})
    await shown(page, "money-erased-phone")


async def test_every_list_says_so_when_it_is_empty(page: Page, site: Site) -> None:
    await opened(page, site)
    said = {"To pay out": "Nothing is to be paid out.", "Returns": "There are no returns yet."}
    for tab, words in said.items():
        await page.get_by_role("button", name=tab).click()
        await expect(page.get_by_text(words)).to_be_visible()


async def test_nobody_gets_in_without_signing_in(page: Page, site: Site) -> None:
    await an_agent(site)
    await page.goto(f"{site.url}/console/money?lang=en")
    await expect(page.get_by_label("Password")).to_be_visible()
