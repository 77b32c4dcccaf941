"""The draft tried out beside the editor, and the shop's tests, in a real browser."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.studio import StudioSite, enter

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
WRONG = """
test_cases:
- test_case: another answer was expected
  now: 2026-11-23T10:00
  steps:
  - user: where is my order?
  - utter: [first-contact, goodbye]
"""
TRYOUT = """async () => {
  const beside = (name) => import(new URL(name, document.querySelector('link[href*="studio.css"]').href).href);
  const [chat, tests] = await Promise.all([beside('studio-tryout.js'), beside('studio-tests.js')]);
  const host = document.createElement('section'), bench = document.createElement('section');
  host.id = 'try'; bench.id = 'bench';
  const title = Object.assign(document.createElement('h1'), { textContent: 'Try' });
  const main = document.querySelector('main'), room = Object.assign(document.createElement('div'), { hidden: true });
  room.append(...main.childNodes); // the room's own script goes on finding what is its
  main.append(title, host, bench, room);
  window.steps = [];
  document.addEventListener('show-step', ({ detail }) => window.steps.push(detail));
  chat.tryout(host); tests.tests(bench);
}"""


async def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def opened(page: Page, studio: StudioSite, language: str = "en", width: int = 1280) -> None:
    """Both panes on a page of the studio."""
    await page.set_viewport_size({"width": width, "height": 780})
    await enter(page, studio, "versions", language=language)
    await page.evaluate(TRYOUT)
    await page.locator("#try .tryout-log").wait_for()


async def say(page: Page, text: str) -> None:
    """Write to the draft, and wait for what comes."""
    before = await page.locator("#try .bubble.bot").count()
    await page.locator("#try .tryout-form input").fill(text)
    await page.keyboard.press("Enter")
    await expect(page.locator("#try .bubble.bot")).not_to_have_count(before)


async def test_an_admin_talks_to_the_draft_and_sees_why_it_answers(page: Page, studio: StudioSite) -> None:
    await opened(page, studio)
    await say(page, "where is my order 10026?")
    await expect(page.locator("#try .bubble.bot").last).to_contain_text("e-mail")
    why = page.locator("#try details.tryout-fold").first
    await expect(why.locator("summary")).to_contain_text("order_status")
    await why.locator("summary").click()
    await why.get_by_role("button", name="order_status › collect:order_number").first.click()
    [step] = await page.evaluate("window.steps")
    assert (step["flow"], step["file"], step["line"]) == ("order_status", "scripts/order_status.yml", 12)
    await page.locator("#try .tryout-state summary").first.click()
    await expect(page.locator("#try .tryout-stack li").first).to_contain_text("prove_ownership › contact")
    await shot(page, "studio-tryout")


async def test_time_passes_and_a_person_takes_over_and_gives_back(page: Page, studio: StudioSite) -> None:
    await opened(page, studio)
    await say(page, "I want to talk to a person")
    await expect(page.locator("#try .tryout-state")).to_contain_text("Waits for a person")
    await page.get_by_role("button", name="2 hours later").click()
    await expect(page.locator("#try .bubble.clock")).to_have_count(1)
    await page.get_by_role("button", name="Take over as a person").click()
    await expect(page.get_by_role("textbox", name="Message to the customer")).to_be_visible()
    await page.locator("#try .tryout-form input").fill("Hello, this is Ilze.")
    await page.keyboard.press("Enter")
    await expect(page.locator("#try .bubble.desk").last).to_have_text("Hello, this is Ilze.")
    await page.get_by_role("button", name="Give back to the bot").click()
    await expect(page.get_by_role("textbox", name="Message to the bot")).to_be_visible()


async def test_a_conversation_is_kept_as_a_test_and_the_tests_are_run_with_their_failures(page: Page, studio: StudioSite) -> None:
    folder = studio.home / "tests" / "dialogues"
    folder.mkdir(parents=True)
    (folder / "wrong.yml").write_text(WRONG, encoding="utf-8")
    await opened(page, studio)
    await say(page, "where is my order?")
    await page.get_by_role("button", name="Keep as a test").click()
    await page.get_by_role("textbox", name="Name of the test").fill("a-question")
    await page.keyboard.press("Enter")
    await expect(page.locator("#toasts, [role=status]").filter(has_text="studio-a-question.yml").first).to_be_visible()
    assert "where is my order?" in (folder / "studio-a-question.yml").read_text(encoding="utf-8")
    await page.get_by_role("button", name="Run with the draft").click()
    await expect(page.locator("#bench .tests-told")).to_have_text("1 of 2 fail", timeout=60_000)
    failure = page.locator("#bench .tests-failure")
    await expect(failure).to_contain_text("another answer was expected")
    await failure.get_by_role("button", name="tests/dialogues/wrong.yml:7").click()
    assert (await page.evaluate("window.steps"))[-1]["line"] == 7
    await page.locator("#bench summary").last.click()
    await expect(page.locator("#bench .tests-cover")).to_contain_text("order_status")
    await shot(page, "studio-tests")


@pytest.mark.parametrize("language", ["lv", "uk", "ru", "pl"])
async def test_both_panes_speak_every_language_fit_a_phone_and_can_be_used_by_everybody(
    page: Page, studio: StudioSite, language: str
) -> None:
    await opened(page, studio, language, width=390)
    await say(page, "10026")
    for summary in await page.locator("#try summary").all():
        await summary.click()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two
        found = await Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    await shot(page, f"studio-tryout-phone-{language}")
