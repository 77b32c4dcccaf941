"""An admin publishes a draft with everything before their eyes, goes back in one click, and can undo even that."""

import os
from collections.abc import AsyncIterator
from functools import partial

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.site import studio_on
from bot.store import draft_files
from tests.browser.studio import StudioSite, enter
from tests.browser.test_audit import PHONE, WIDE, faults, wear

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WORDS = "wording/en.ftl"
REASON = "The old greeting was too long"


@pytest_asyncio.fixture(loop_scope="session")
async def wide(browser: Browser) -> AsyncIterator[Page]:
    """A page as wide as an admin's screen; an error in a script fails the test."""
    context = await browser.new_context(viewport=WIDE)  # type: ignore[arg-type]
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    await context.close()
    assert errors == []


async def shot(page: Page, name: str) -> None:
    """The page as it is, where pictures are asked for."""
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=f"{folder}/{name}.png", full_page=True)


async def say_otherwise(studio: StudioSite, after: str) -> str:
    """One wording of the draft ends otherwise; its id."""
    workshop = studio_on(studio.floor).workshop
    text = (await workshop.texts())[WORDS]
    line = next(line for line in text.splitlines() if line.startswith("hello ="))
    save = partial(
        draft_files.save, name=WORDS, text=text.replace(line, f"{line} {after}"), seen=draft_files.version_of(text),
        published=text, by=1, now=studio.clock(),
    )  # fmt: skip
    await studio.floor.database.write(save)
    return "hello"


async def open_room(page: Page, studio: StudioSite, language: str = "en") -> None:
    await enter(page, studio, "versions", language=language)
    await page.locator("html[data-ready]").wait_for()


async def test_a_draft_is_published_and_taken_back_and_that_is_undone(wide: Page, studio: StudioSite) -> None:
    customer = studio.customer()
    await customer.say("gribu atgriezt preci")
    before = studio.floor.flows
    wording = await say_otherwise(studio, "Come again!")
    await open_room(wide, studio)
    changed = wide.locator(".two-sides", has_text=wording)
    await expect(changed.locator(".side").last).to_contain_text("Come again!")
    await expect(wide.locator(".plan .sentence")).to_have_text("1 inside: 1 moves on.")
    await expect(wide.locator(".gate[data-gate=check] .state")).to_have_text("passed")
    await shot(wide, "studio-versions")
    await wide.locator("#publish").get_by_label("Why (for the history)").fill(REASON)
    anyway = wide.get_by_label("Not everything above is passed")
    await expect(anyway).to_be_visible()
    await anyway.fill("One word only")
    await wide.get_by_role("button", name="Publish", exact=True).click()
    newest = wide.locator("#editions li").first
    await expect(newest).to_contain_text(REASON)
    await expect(newest).to_contain_text("Juris")
    await expect(newest).to_contain_text("One word only")
    await expect(wide.locator("#draft")).to_contain_text("The draft is the same as what is published.")
    after = studio.floor.flows
    assert after.hash != before.hash
    assert "Come again!" in after.wording.render(wording, {}, "en")
    await wide.locator("#editions li").nth(1).get_by_role("button", name="Go back to this").click()
    await expect(wide.locator("#editions li").first).to_contain_text("taken back")
    assert "Come again!" not in studio.floor.flows.wording.render(wording, {}, "en")
    await shot(wide, "studio-versions-back")
    await wide.locator("#toasts").get_by_role("button", name="Undo").last.click()
    await expect(wide.locator("#editions > li")).to_have_count(4)
    await expect(wide.locator("#editions li").first).to_contain_text("in use")
    assert "Come again!" in studio.floor.flows.wording.render(wording, {}, "en")


async def test_a_version_that_is_not_in_use_is_withdrawn_after_a_question(wide: Page, studio: StudioSite) -> None:
    await say_otherwise(studio, "See you!")
    await open_room(wide, studio)
    await wide.get_by_label("Not everything above is passed").fill("One word only")
    await wide.get_by_role("button", name="Publish", exact=True).click()
    await expect(wide.locator("#editions > li")).to_have_count(2)
    await expect(wide.locator("#editions li").first.get_by_role("button", name="Withdraw")).to_have_count(0)
    old = wide.locator("#editions li").nth(1)
    await old.get_by_role("button", name="Withdraw").click()
    await wide.get_by_role("button", name="Keep it").click()
    await expect(old.locator(".gone")).to_have_count(0)
    await old.get_by_role("button", name="Withdraw").click()
    await wide.locator("#withdrawing").get_by_label("Why (for the history)").fill("A wrong price")
    await wide.locator("#withdrawing").get_by_role("button", name="Withdraw").click()
    await expect(wide.locator("#editions li").nth(1).locator(".gone")).to_have_text("withdrawn")
    assert len(studio.floor.editions.withdrawn) == 1


async def test_what_an_edition_changed_is_shown_when_it_is_asked_for(wide: Page, studio: StudioSite) -> None:
    await say_otherwise(studio, "Bye!")
    await open_room(wide, studio)
    await wide.get_by_label("Not everything above is passed").fill("One word only")
    await wide.get_by_role("button", name="Publish", exact=True).click()
    await expect(wide.locator("#editions > li")).to_have_count(2)
    newest = wide.locator("#editions li").first
    await newest.get_by_text("What it changed").click()
    await expect(newest.locator(".difference .side").last).to_contain_text("Bye!")


async def test_a_mistake_in_the_draft_keeps_it_from_being_published(wide: Page, studio: StudioSite) -> None:
    await say_otherwise(studio, "{ $nobody_gives_this }")
    await open_room(wide, studio)
    await expect(wide.locator(".gate[data-gate=check]")).to_contain_text("not passed")
    await expect(wide.locator("#publish")).to_be_hidden()


@pytest.mark.parametrize("language", ["lv", "uk", "ru", "pl", "en"])
async def test_the_room_is_read_in_every_language_on_a_phone(page: Page, studio: StudioSite, language: str) -> None:
    await say_otherwise(studio, "Bye!")
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await open_room(page, studio, language)
    await expect(page.locator("#publish")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    await shot(page, f"studio-versions-phone-{language}")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_room_can_be_used_by_everybody(page: Page, studio: StudioSite, theme: str) -> None:
    await say_otherwise(studio, "Bye!")
    await open_room(page, studio)
    await wear(page, theme)
    await open_room(page, studio)
    await expect(page.locator("#publish")).to_be_visible()
    assert await faults(page) == []
    await page.locator(".file summary").first.click()
    assert await faults(page) == []
