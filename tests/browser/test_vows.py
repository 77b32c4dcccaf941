"""Promising in one key, what stands above the conversation, and the page of all promises."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from bot.store import promises
from bot.store.model import NewPromise
from tests.browser.conftest import Site, an_agent, hold_news, sign_in
from tests.browser.test_decisions import shown

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WIDE = {"width": 1280, "height": 800}


async def start(page: Page, site: Site, *, mine: bool = True) -> None:
    """Anna sits in the console, before a customer whose conversation she has taken."""
    site.line.clock.now = round(datetime.now(UTC).timestamp() * 1000)
    await an_agent(site)
    await site.line.hear("Labdien, vai krūzi var salabot?")
    await site.line.hand_over(minutes=20)
    await sign_in(page, site)
    await page.get_by_role("link", name="Anna Bērziņa").click()
    await expect(page.locator("#log").get_by_text("Labdien, vai krūzi var salabot?")).to_be_visible()
    await expect(page.get_by_role("button", name="Take")).to_be_visible()
    if mine:
        await page.locator("#content").press("t")
        await expect(page.locator("#promise")).to_be_visible()
        await page.locator("#text").press("Escape")


async def test_one_key_promises_and_tells_the_customer(page: Page, site: Site) -> None:
    await page.set_viewport_size(WIDE)
    await start(page, site)
    await page.keyboard.press("p")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("radio").first).to_be_checked()
    await page.keyboard.press("2")
    said = await dialog.get_by_label("What the customer reads").input_value()
    assert said.startswith("Es Jums šeit atrakstīšu ")
    await shown(page, "promise-wide")
    await dialog.get_by_role("button", name="Promise").click()
    await expect(dialog).to_have_count(0)
    await expect(page.locator("#log").get_by_text(said)).to_be_visible()
    await expect(page.locator("#vows li")).to_contain_text("An answer promised by Anna")
    await expect(page.locator("#toasts")).to_contain_text("Promised:")
    await shown(page, "promised-wide")


async def test_it_is_said_in_words_and_what_was_typed_goes_along(page: Page, site: Site) -> None:
    await page.set_viewport_size(WIDE)
    await start(page, site)
    await page.locator("#text").fill("Pajautāšu meistaram.")
    await page.locator("#text").press("Escape")
    await page.keyboard.press("p")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Or say when").fill("in 3 hours")
    await expect(dialog.locator(".meant")).to_contain_text("=")
    assert (await dialog.get_by_label("What the customer reads").input_value()).startswith("Pajautāšu meistaram.\n\nEs Jums")
    await dialog.get_by_label("Or say when").fill("whenever")
    await expect(dialog.locator(".meant")).to_have_text("No moment to come is meant by that yet.")
    await expect(dialog.get_by_role("button", name="Promise")).to_be_disabled()
    await dialog.get_by_label("Or say when").fill("in 3 hours")
    await dialog.get_by_label("Or say when").press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(page.locator("#text")).to_have_value("")
    await expect(page.locator("#log")).to_contain_text("Pajautāšu meistaram.")


async def test_an_answer_keeps_it_and_a_thank_you_can_be_taken_off_again(page: Page, site: Site) -> None:
    await page.set_viewport_size(WIDE)
    await start(page, site)
    await page.keyboard.press("p")
    await page.get_by_role("dialog").get_by_role("button", name="Promise").click()
    await expect(page.locator("#vows li")).to_have_count(1)
    await expect(page.locator("#toasts")).to_contain_text("Promised:")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.locator("#text").fill("Paldies!")
    await page.locator("#text").press("Enter")
    await expect(page.locator(".message.agent").last).to_contain_text("Paldies!")
    site.line.clock.now += 10_000  # what can no longer be taken back is said
    await site.line.send()
    site.api.doorbell.ring("pages")
    told = page.locator(".toast", has_text="Your answer has kept your promise.")
    await told.get_by_role("button", name="Undo").click()
    await expect(page.locator("#vows li")).to_have_count(1)


async def test_who_has_not_the_floor_has_no_such_key(page: Page, site: Site) -> None:
    await start(page, site, mine=False)
    await page.keyboard.press("p")
    await expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_dialog_fits_a_phone(page: Page, site: Site, theme: str) -> None:
    await page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of the two
    await start(page, site)
    await page.locator("#promise").click()
    await expect(page.get_by_role("dialog").get_by_role("radio").first).to_be_checked()
    await shown(page, f"promise-phone-{theme}")
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


class TestThePage:
    async def some(self, site: Site) -> None:
        """Money back in two weeks, one that has nearly run out, an answer, and one that was kept."""
        line = site.line
        line.clock.now = round(datetime.now(UTC).timestamp() * 1000)
        await line.hear("Labdien, kur mana nauda?")
        await line.hand_over(minutes=20)

        def make(connection: object) -> None:
            for days, what, about in ((14, "refund-sent", "R-1001"), (0.1, "replacement", "R-1002"), (3, "delivery", "")):
                due_at = line.clock.now + round(days * 86_400_000)
                new = NewPromise(what, what, due_at, about=about)
                made_at = line.clock.now - (9 * 86_400_000 if days < 1 else 0)
                promises.make(connection, 1, new, made_at)  # type: ignore[arg-type]  # a connection
            promises.settle_what(connection, 1, "delivery", line.clock.now)  # type: ignore[arg-type]  # a connection

        await line.database.write(make)

    @pytest.mark.parametrize(("theme", "size"), [("light", "wide"), ("dark", "wide"), ("light", "phone"), ("dark", "phone")])
    async def test_it_shows_what_is_due_first_with_the_time_left(self, page: Page, site: Site, theme: str, size: str) -> None:
        if size == "wide":
            await page.set_viewport_size(WIDE)
        await page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of the two
        await an_agent(site)
        await self.some(site)
        await sign_in(page, site)
        await page.goto(f"{site.url}/console/promises?lang=en")
        await expect(page.locator(".row")).to_have_count(3)
        await expect(page.locator(".row").first).to_contain_text("An answer")
        await expect(page.locator(".row").nth(1)).to_contain_text("A replacement R-1002")
        await expect(page.locator("[data-count=risk]")).to_have_text("1")
        await shown(page, f"promises-{size}-{theme}")
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    async def test_what_has_been_done_leaves_it_and_can_be_taken_back(self, page: Page, site: Site) -> None:
        await page.set_viewport_size(WIDE)
        await an_agent(site)
        await self.some(site)
        await sign_in(page, site)
        await page.goto(f"{site.url}/console/promises?lang=en")
        row = page.locator(".row", has_text="Money back")
        await row.get_by_role("button", name="Done").click()
        await hold_news(page)
        await expect(page.locator(".row")).to_have_count(2)
        await page.get_by_role("button", name="Kept").click()
        await expect(page.locator(".row")).to_have_count(2)
        await page.get_by_role("button", name="Undo").click()
        await expect(page.locator(".row")).to_have_count(1)

    async def test_it_is_promised_anew_with_words_to_the_customer(self, page: Page, site: Site) -> None:
        await page.set_viewport_size(WIDE)
        await an_agent(site)
        await self.some(site)
        await sign_in(page, site)
        await page.goto(f"{site.url}/console/promises?lang=en")
        await page.locator(".row", has_text="A replacement").get_by_role("button", name="Promise anew").click()
        dialog = page.get_by_role("dialog")
        in_a_week = (datetime.now(UTC) + timedelta(days=7)).strftime("%-d.%m.")
        await dialog.get_by_label("Or say when").fill(in_a_week)
        await expect(dialog.locator(".meant")).to_contain_text("=")
        said = await dialog.get_by_label("What the customer reads").input_value()
        assert said.startswith("Tas prasa vairāk laika")
        assert "{due}" not in said
        await shown(page, "promise-anew")
        await dialog.get_by_role("button", name="Promise").click()
        row = page.locator(".row", has_text="renewed once")
        await expect(row).to_contain_text("A replacement R-1002")
        await expect(row.get_by_role("button", name="Promise anew")).to_have_count(0)

    async def test_only_those_of_one_kind_or_one_maker_are_shown(self, page: Page, site: Site) -> None:
        await page.set_viewport_size(WIDE)
        await an_agent(site)
        await self.some(site)
        await sign_in(page, site)
        await page.goto(f"{site.url}/console/promises?lang=en")
        await page.get_by_label("What is promised").select_option("refund-sent")
        await expect(page.locator(".row")).to_have_count(1)
        await page.get_by_label("By whom").select_option("me")
        await expect(page.get_by_text("Nothing is promised that has not been done.")).to_be_visible()
        assert "what=refund-sent" in str(await page.locator("#csv").get_attribute("href"))
