"""Decisions in the console: an agent sees what waits, changes a sum, says yes; what is beyond them says so."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.store.model import NewApproval
from flows.shop.model import Money
from tests.browser.conftest import Site, an_agent, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SUMMARY = "Anna Bērziņa atdod putekļu sūcēju: saplīsis pēc nedēļas. Pirkums 10025, 149,00 €. Naudu lūdz atpakaļ uz karti."


async def asked(site: Site, amount: str = "49.90", address: str = "7", name: str = "Anna Bērziņa") -> None:
    """A flow asks a person."""
    await site.line.hear("Putekļu sūcējs ir saplīsis", address, name=name)
    due = site.line.clock.now + 4 * 3_600_000
    fields = {"amount": Money(Decimal(amount), "EUR")}
    wanted = NewApproval(f"1:return_goods:person:{address}", "return_goods", "returns", SUMMARY, fields, due, "šodien")
    await site.line.reply("Par to lems kolēģis, atbildi uzrakstīšu šeit šodien.", approvals=[wanted])
    site.api.doorbell.ring("pages")


async def test_a_sum_is_changed_and_approved(page: Page, site: Site) -> None:
    await page.set_viewport_size({"width": 1280, "height": 800})
    await an_agent(site)
    await asked(site)
    await sign_in(page, site)
    await page.get_by_role("button", name="Decide").click()
    await page.get_by_role("link", name="Return goods").click()
    card = page.locator(".decision")
    await expect(card).to_contain_text("Pirkums 10025")
    await shown(page, "decision-wide")
    await card.get_by_label("Amount").fill("40")
    await card.get_by_role("button", name="Approve").click()
    await expect(card).to_have_count(0)
    await expect(page.get_by_text("Nothing waits for a decision.")).to_be_visible()
    await expect(page.get_by_label("Customer").locator(".state-kept")).to_be_visible()


async def test_what_is_beyond_an_agent_says_who_decides(page: Page, site: Site) -> None:
    await an_agent(site)
    await asked(site, "149.00")
    await sign_in(page, site)
    await page.get_by_role("button", name="Decide").click()
    await page.get_by_role("link", name="Return goods").click()
    card = page.locator(".decision")
    await expect(card).to_contain_text("A supervisor decides this one.")
    await shown(page, "decision-phone")
    await card.get_by_role("button", name="Approve").click()
    await expect(card.get_by_role("alert")).to_contain_text("Agents decide up to 100 EUR")
    await card.get_by_role("button", name="Reject").click()
    await expect(card).to_have_count(0)
    overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0


async def shown(page: Page, name: str) -> None:
    """A picture for who wants to look, in the folder that SCREENSHOTS names."""
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png")
