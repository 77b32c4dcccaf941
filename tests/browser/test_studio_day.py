"""An admin's whole day: a slip of the pen, a new question, its words, a try, publishing over the heads of customers, and back."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.tryout import Conversation
from tests.browser.studio import StudioSite, enter
from tests.browser.test_studio_editor import at_file, saved, text

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
FLOW = "scripts/order_status.yml"
STEP = "      - id: wrapped\n        colect: wrapped\n        buttons: true\n        next: prove\n"
WORDS = {
    "Latviešu": "Dāvana?", "Українська": "Це подарунок?", "Русский": "Это подарок?", "Polski": "Czy to prezent?",
    "English": "A present?",
}  # fmt: skip
QUESTION = "Vai tas ir dāvanai?"
CONTACT = "liga.kalnina@example.com"


@pytest_asyncio.fixture(loop_scope="session")
async def wide(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    found = [*errors]  # closing breaks off what is on its way, which is no fault
    await context.close()
    assert found == []


async def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=str(Path(folder) / f"{name}.png"))


async def writes_a_question(page: Page, studio: StudioSite) -> None:
    """A new step with a slip in it, mended as the page says, with words in every language."""
    await at_file(page, studio, FLOW)
    slot, proof = "      order_number: {type: order_number}\n", "      - id: prove\n"
    changed = (await text(page)).replace(slot, f"{slot}      wrapped: {{type: bool}}\n")
    changed = changed.replace("        next: prove\n", "        next: wrapped\n", 1).replace(proof, STEP + proof)
    await page.locator("#text").fill(changed)
    await saved(page)
    mistakes = page.locator("#mistakes")
    await expect(mistakes).to_contain_text("this is no step")
    await expect(page.locator(".line.error").first).to_contain_text("- id: wrapped")
    await picture(page, "studio-day-mistake")
    await page.locator("#text").fill(changed.replace("colect", "collect"))
    await saved(page)
    await expect(mistakes).to_contain_text("ask-wrapped")
    await mistakes.get_by_role("button", name="New wording", exact=True).first.click()
    for language, words in WORDS.items():
        await page.get_by_role("dialog").get_by_label(language).fill(words)
    await page.get_by_role("dialog").get_by_role("button", name="Add").click()
    await expect(page.get_by_text("No mistakes.")).to_be_visible()


async def translates_it(page: Page, studio: StudioSite) -> None:
    await enter(page, studio, "wordings")
    await page.get_by_role("searchbox").fill("ask-wrapped")
    await page.get_by_role("button", name="Change ask-wrapped in Latvian").click()
    cell = page.locator(".in-tongue.editing")
    await cell.get_by_label("Text").fill(QUESTION)
    await cell.get_by_role("button", name="Save").click()
    await expect(page.locator(".in-tongue.editing")).to_have_count(0)


async def tries_it(page: Page, studio: StudioSite) -> None:
    await at_file(page, studio, FLOW)
    await page.get_by_role("tab", name="Try it").click()
    chat = page.locator("#panel-tryout")
    await chat.locator(".tryout-form input").fill("kur ir pasūtījums 10026?")
    await page.keyboard.press("Enter")
    await expect(chat.locator(".bubble.bot").last).to_contain_text(QUESTION)
    await picture(page, "studio-day-tried")


async def holds_the_past_with_it(page: Page, studio: StudioSite) -> None:
    """The conversation that was begun goes another way: it would be asked the new question."""
    await enter(page, studio, "replays")
    await page.get_by_role("button", name="Start").click()
    await expect(page.locator("#told")).to_contain_text("1 conversation was held.", timeout=90_000)
    await page.locator("#groups summary").first.click()
    await expect(page.locator(".sides .differs").last).to_contain_text(QUESTION)


async def publishes_it(page: Page, studio: StudioSite) -> None:
    await enter(page, studio, "versions")
    await expect(page.locator(".plan .sentence")).to_have_text("1 person is in the middle: 1 moves on.")
    await page.locator("#publish").get_by_label("Why (for the history)").fill("Gifts are wrapped from today.")
    await expect(page.locator(".gate[data-gate=replay] .state")).to_have_text("passed")
    await page.get_by_role("button", name="Publish", exact=True).click()
    await expect(page.locator("#editions li").first).to_contain_text("Gifts are wrapped from today.")
    await picture(page, "studio-day-published")


async def goes_back(page: Page) -> None:
    await page.locator("#editions li").nth(1).get_by_role("button", name="Go back to this").click()
    await expect(page.locator("#editions > li")).to_have_count(3)


async def asks(studio: StudioSite, name: str) -> Conversation:
    """Somebody asks where an order is."""
    customer = studio.customer(name)
    await customer.say("kur ir pasūtījums 10026?")
    return customer


async def test_a_question_is_written_translated_tried_replayed_published_and_taken_back(wide: Page, studio: StudioSite) -> None:
    early, first = await asks(studio, "early"), studio.floor.flows.hash
    await writes_a_question(wide, studio)
    await translates_it(wide, studio)
    await tries_it(wide, studio)
    await holds_the_past_with_it(wide, studio)
    await publishes_it(wide, studio)
    await early.say(CONTACT)
    assert "ceļā" in " ".join(reply.text for reply in early.replies()[-2:]), "who was in the middle is answered"
    late = await asks(studio, "late")
    assert QUESTION in late.replies()[-1].text
    await goes_back(wide)
    assert studio.floor.flows.hash == first
    before = len(late.replies())
    await late.say("jā")
    assert len(late.replies()) > before, "nobody is left without a word"
    assert "e-past" in (await asks(studio, "third")).replies()[-1].text
