"""The editor with what stands beside it: graph and try-out lead to the line, and a file gets another name or goes."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import hold_news
from tests.browser.studio import StudioSite
from tests.browser.test_audit import faults
from tests.browser.test_studio_editor import FILE, a_page, at_file, picture, put_caret, saved, text

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
STATUS = "scripts/order_status.yml"


@pytest_asyncio.fixture(loop_scope="session")
async def wide(browser: Browser) -> AsyncIterator[Page]:
    async for page in a_page(browser):
        yield page


async def beside(page: Page, tab: str) -> None:
    await page.get_by_role("tab", name=tab).click()


async def caret_line(page: Page) -> str:
    """The line the caret stands on."""
    return await page.evaluate(
        """() => {
          const { value, selectionStart: at } = document.getElementById("text");
          return value.slice(value.lastIndexOf("\\n", at - 1) + 1).split("\\n")[0];
        }"""
    )


async def at_line_of(page: Page, words: str) -> None:
    """Wait until the caret stands on the first line with these words."""
    written = await text(page)
    await expect(page.locator("#line")).to_have_text(f"Line {written[: written.index(words)].count(chr(10)) + 1}")


async def test_a_step_in_the_graph_leads_to_its_line_and_the_caret_to_its_step(wide: Page, studio: StudioSite) -> None:
    await at_file(wide, studio, STATUS)
    await put_caret(wide, "- id: prove")
    await wide.keyboard.press("ArrowRight")
    await beside(wide, "Graph")
    await expect(wide.locator("#graph .lit")).to_have_attribute("data-step", "prove")
    await picture(wide, "studio-joint-graph")
    await wide.get_by_role("button", name="All of it").click()
    await wide.locator("#graph [data-step=look]").click()
    await at_line_of(wide, "- id: look")
    await expect(wide.locator("#graph .lit")).to_have_attribute("data-step", "look")
    await put_caret(wide, "say: order-without-number")
    await wide.locator("#text").press("ArrowLeft")
    await expect(wide.locator("#graph .lit")).to_have_attribute("data-step", "no_number")


async def test_a_step_of_a_flow_that_is_followed_in_the_graph_is_shown_where_it_stands(wide: Page, studio: StudioSite) -> None:
    await at_file(wide, studio, STATUS)
    await put_caret(wide, "- id: prove")
    await wide.keyboard.press("ArrowRight")
    await beside(wide, "Graph")
    await expect(wide.locator("#graph .lit")).to_have_attribute("data-step", "prove")
    await wide.locator("#graph [data-step=prove]").focus()
    await wide.keyboard.press("Shift+Enter")
    await expect(wide.locator("#graph .graph-name")).to_have_text("prove_ownership")
    await wide.get_by_role("button", name="All of it").click()
    await wide.locator("#graph [data-step]:not([data-step^='*'])").first.click()
    await expect(wide.locator("#flows [aria-current]")).to_contain_text("prove_ownership")
    await expect(wide.get_by_role("button", name="Back to order_status")).to_be_visible()


async def test_a_mistake_the_tryout_stumbles_over_is_one_click_away(wide: Page, studio: StudioSite) -> None:
    await at_file(wide, studio)
    await put_caret(wide, "- say: welcome")
    await wide.keyboard.type("x")
    await wide.keyboard.press("Escape")
    await saved(wide)
    await at_file(wide, studio, STATUS)
    await beside(wide, "Try it")
    await wide.locator("#tryout .tryout-form input").fill("thank you")
    await wide.keyboard.press("Enter")
    await wide.locator("#tryout .tryout-note button").first.click()
    await expect(wide.locator("#file-name")).to_have_text(FILE)
    assert await caret_line(wide) == "      - say: welcomex"


async def test_a_file_is_renamed_and_removed_and_both_are_undone(wide: Page, studio: StudioSite) -> None:
    await at_file(wide, studio)
    before = await text(wide)
    await wide.locator("#file-menu summary").click()
    await wide.get_by_role("button", name="Rename", exact=True).click()
    dialog = wide.get_by_role("dialog", name="Rename the file")
    await dialog.get_by_label("New name").fill("order_status")
    await dialog.get_by_role("button", name="Rename").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("already")
    assert await faults(wide) == []
    await dialog.get_by_label("New name").fill("politeness")
    await dialog.get_by_role("button", name="Rename").click()
    await hold_news(wide)
    await expect(wide.locator("#file-name")).to_have_text("scripts/politeness.yml")
    assert await text(wide) == before
    await wide.locator("#toasts").get_by_role("button", name="Undo").click()
    await expect(wide.locator("#file-name")).to_have_text(FILE)
    await wide.locator("#file-menu summary").click()
    await wide.get_by_role("button", name="Remove", exact=True).click()
    await hold_news(wide)
    await expect(wide.locator("#editor")).to_be_hidden()
    await expect(wide.locator("#flows [data-id=greet]")).to_have_count(0)
    await wide.locator("#toasts").get_by_role("button", name="Undo").click()
    await expect(wide.locator("#file-name")).to_have_text(FILE)
    assert await text(wide) == before
    await expect(wide.locator("#changed")).to_have_text("Everything is as published")
