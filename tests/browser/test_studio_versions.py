"""An admin publishes a draft with everything before their eyes, goes back in one click, and can undo even that."""

import os
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from bot.site import studio_on
from bot.store import draft_files
from tests.browser.conftest import hold_news
from tests.browser.studio import StudioSite, enter
from tests.browser.test_audit import PHONE, WIDE, faults, wear

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WORDS = "wording/en.ftl"
LATVIAN = "wording/lv.ftl"
REASON = "The news should sound like good news"
ANYWAY = "Tried by hand on a quiet evening"
WRONG = """
test_cases:
- test_case: another answer was expected
  steps:
  - user: hello
  - utter: [goodbye]
"""
CALL = """async ([path, body]) => {
  const more = body && { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const answer = await fetch(`/api/v1/studio${path}`, more ?? {});
  return { status: answer.status, ...await answer.json() };
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def wide(browser: Browser) -> AsyncIterator[Page]:
    """A page as wide as an admin's screen; an error in a script fails the test."""
    context = await browser.new_context(viewport=WIDE)  # type: ignore[arg-type]
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    found = [*errors]  # closing breaks off what is on its way, which is no fault
    await context.close()
    assert found == []


@pytest_asyncio.fixture(loop_scope="session")
async def other(browser: Browser) -> AsyncIterator[Page]:
    """The page of somebody else."""
    context = await browser.new_context()
    yield await context.new_page()
    await context.close()


async def shot(page: Page, name: str) -> None:
    """The page as it is, where pictures are asked for."""
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=f"{folder}/{name}.png", full_page=True)


async def api(page: Page, path: str, body: Any = None) -> Any:
    """What the studio's API answers to who is signed in on a page."""
    answer = await page.evaluate(CALL, [path, body])
    assert answer["status"] == 200, answer
    return answer


async def rewrite(page: Page, name: str, before: str, after: str) -> None:
    """Change a file of the draft as the editor does."""
    file = await api(page, f"/files/{name}")
    assert before in file["text"]
    await api(page, f"/files/{name}", {"text": file["text"].replace(before, after), "version": file["version"]})


async def publish_it(page: Page) -> None:
    """Publish the draft without looking at the page."""
    draft = await api(page, "/versions/draft")
    await api(page, "/versions/publish", {"set": draft["set"], "seen": draft["seen"], "anyway": ANYWAY})


async def say_otherwise(studio: StudioSite, after: str, lines: int = 1) -> None:
    """So many wordings of the draft end otherwise."""
    workshop = studio_on(studio.floor).workshop
    text = now = (await workshop.texts())[WORDS]
    plain = [line for line in text.splitlines() if line[:1].islower() and line.endswith(".") and "{" not in line]
    plain.sort(key=lambda line: not line.startswith("hello ="))
    for line in plain[:lines]:
        now = now.replace(f"{line}\n", f"{line} {after}\n")
    save = partial(
        draft_files.save, name=WORDS, text=now, seen=draft_files.version_of(text),
        published=text, by=1, now=studio.clock(),
    )  # fmt: skip
    await studio.floor.database.write(save)


async def open_room(page: Page, studio: StudioSite, language: str = "en", name: str = "Juris") -> None:
    await enter(page, studio, "versions", language=language, name=name)
    await page.locator("html[data-ready]").wait_for()


async def publish(page: Page) -> None:
    """Publish it on the page, without a gate that is not passed."""
    await page.get_by_label("Publish anyway, because").fill(ANYWAY)
    await page.get_by_role("button", name="Publish", exact=True).click()


def edition(page: Page, place: int) -> Locator:
    """One in the history, from the newest."""
    return page.locator("#editions > li").nth(place)


async def heard(studio: StudioSite, address: str) -> str:
    """What a customer who asks now hears of an order."""
    customer = studio.customer(address)
    await customer.say("kur ir pasūtījums 10026?")
    await customer.say("liga.kalnina@example.com")
    return " ".join(reply.text for reply in customer.replies())


async def test_a_draft_is_published_and_taken_back_and_that_is_undone(wide: Page, studio: StudioSite) -> None:
    inside = studio.customer()
    await inside.say("kur ir pasūtījums 10026?")
    await open_room(wide, studio)
    await expect(wide.locator("#nothing")).to_contain_text("There is nothing to publish")
    await rewrite(wide, LATVIAN, "order-shipped = Pasūtījums", "order-shipped = Labas ziņas: pasūtījums")
    await open_room(wide, studio)
    changed = wide.locator(".two-sides", has_text="order-shipped").first
    await expect(changed.locator(".side.after mark")).to_contain_text("Labas ziņas:")
    await expect(changed.locator(".side.before")).to_contain_text("Latvian")
    await expect(wide.locator(".plan .sentence")).to_have_text("1 person is in the middle: 1 moves on.")
    await expect(wide.locator(".gate[data-gate=check] .state")).to_have_text("passed")
    await shot(wide, "studio-versions")
    await wide.locator("#publish").get_by_label("Why (for the history)").fill(REASON)
    await wide.get_by_role("button", name="Publish", exact=True).click()
    assert await wide.locator("textarea:invalid").count() == 1  # what is not passed wants a reason
    await publish(wide)
    for said in (REASON, "Juris", ANYWAY, "in use"):
        await expect(edition(wide, 0)).to_contain_text(said)
    await expect(wide.locator("#nothing")).to_be_visible()
    await expect(edition(wide, 0)).to_be_focused()
    await inside.say("liga.kalnina@example.com")
    assert "Labas ziņas:" in " ".join(reply.text for reply in inside.replies())
    await edition(wide, 1).get_by_role("button", name="Go back to this").click()
    await expect(edition(wide, 0)).to_contain_text("went back")
    await hold_news(wide)
    assert "Labas ziņas:" not in await heard(studio, "second")
    await shot(wide, "studio-versions-back")
    await wide.locator("#toasts").get_by_role("button", name="Undo").last.click()
    await expect(wide.locator("#editions > li")).to_have_count(4)
    assert "Labas ziņas:" in await heard(studio, "third")


async def test_publishing_itself_is_undone_with_a_key(wide: Page, studio: StudioSite) -> None:
    before = studio.floor.flows.hash
    await say_otherwise(studio, "Come again!")
    await open_room(wide, studio)
    await publish(wide)
    await expect(wide.locator("#editions > li")).to_have_count(2)
    await expect(wide.get_by_role("button", name="Undo")).to_be_visible()
    await wide.keyboard.press("Control+z")
    await expect(wide.locator("#editions > li")).to_have_count(3)
    assert studio.floor.flows.hash == before


async def test_many_wordings_are_a_few_until_all_are_asked_for(wide: Page, studio: StudioSite) -> None:
    await say_otherwise(studio, "Come again!", lines=9)
    await open_room(wide, studio)
    seen = wide.locator(".two-sides:visible")
    await expect(seen).to_have_count(4)
    await wide.get_by_role("button", name="Show all 9").press("Enter")
    await expect(seen).to_have_count(9)
    await expect(seen.nth(4)).to_be_focused()


async def test_a_version_that_is_not_in_use_is_withdrawn_after_a_question(wide: Page, studio: StudioSite) -> None:
    await say_otherwise(studio, "See you!")
    await open_room(wide, studio)
    await publish(wide)
    await expect(wide.locator("#editions > li")).to_have_count(2)
    await expect(edition(wide, 0).get_by_role("button", name="Withdraw")).to_have_count(0)
    old = edition(wide, 1)
    await old.get_by_role("button", name="Withdraw").click()
    await expect(wide.locator("#withdrawing")).to_contain_text("goes on with a person")
    await wide.get_by_role("button", name="Keep it").click()
    await expect(old.locator(".gone")).to_have_count(0)
    await old.get_by_role("button", name="Withdraw").click()
    await wide.locator("#withdrawing").get_by_label("Why (for the history)").fill("A wrong price")
    await wide.locator("#withdrawing").get_by_role("button", name="Withdraw").click()
    await expect(old.locator(".gone")).to_have_text("withdrawn")
    assert len(studio.floor.editions.withdrawn) == 1


async def test_what_an_edition_changed_is_shown_when_it_is_asked_for(wide: Page, studio: StudioSite) -> None:
    await say_otherwise(studio, "Bye!")
    await open_room(wide, studio)
    await publish(wide)
    await expect(wide.locator("#editions > li")).to_have_count(2)
    await edition(wide, 0).get_by_text("What it changed").click()
    await expect(edition(wide, 0).locator(".difference .side").last).to_contain_text("Bye!")


async def test_a_mistake_in_the_draft_keeps_it_from_being_published_and_leads_to_its_line(wide: Page, studio: StudioSite) -> None:
    await say_otherwise(studio, "{ $nobody_gives_this }")
    await open_room(wide, studio)
    gate = wide.locator(".gate[data-gate=check]")
    await expect(gate).to_contain_text("not passed")
    await expect(wide.locator("#publish")).to_be_hidden()
    await shot(wide, "studio-versions-mistake")
    place = await gate.locator("a.where").first.inner_text()
    await gate.locator("a.where").first.click()
    file, _, line = place.partition(":")
    await expect(wide.locator("#file-name")).to_have_text(file)
    await expect(wide.locator("#line")).to_contain_text(line)


async def test_tests_are_run_from_here_and_what_failed_is_told(wide: Page, studio: StudioSite) -> None:
    folder = studio.home / "tests" / "dialogues"
    folder.mkdir(parents=True)
    (folder / "wrong.yml").write_text(WRONG.lstrip(), encoding="utf-8")
    await say_otherwise(studio, "Bye!")
    await open_room(wide, studio)
    gate = wide.locator(".gate[data-gate=tests]")
    await expect(gate.locator(".state")).to_have_text("not run yet")
    await gate.get_by_role("button", name="Run the tests").click()
    await expect(gate.locator(".state")).to_have_text("not passed", timeout=60_000)
    await expect(gate).to_contain_text("tests/dialogues/wrong.yml:5")
    await expect(wide.locator("#said")).to_have_text("Conversation tests: not passed")
    await gate.get_by_role("link", name="See what failed").click()
    await expect(wide.locator("#tab-tryout")).to_have_attribute("aria-selected", "true")


async def test_who_looks_while_somebody_else_publishes_is_told_at_once(wide: Page, other: Page, studio: StudioSite) -> None:
    await open_room(other, studio, name="Ilze")
    await say_otherwise(studio, "Bye!")
    await open_room(wide, studio)
    await expect(wide.locator("#publish")).to_be_visible()
    await publish_it(other)
    await expect(wide.locator("#toasts")).to_contain_text("Another version was published just now (Ilze)")
    await expect(wide.locator("#publish")).to_be_hidden()
    await expect(edition(wide, 0)).to_contain_text("Ilze")


async def test_of_two_who_publish_the_slower_is_told_and_sees_what_is_in_use(wide: Page, other: Page, studio: StudioSite) -> None:
    await wide.route("**/api/v1/events", lambda route: route.abort())  # news do not come through
    await open_room(other, studio, name="Ilze")
    await say_otherwise(studio, "Bye!")
    await open_room(wide, studio)
    await wide.get_by_label("Publish anyway, because").fill(ANYWAY)
    await publish_it(other)
    await wide.get_by_role("button", name="Publish", exact=True).click()
    await expect(wide.get_by_role("alert")).to_contain_text("another version was published (Ilze)")
    await expect(edition(wide, 0)).to_contain_text("Ilze")
    await expect(wide.locator("#nothing")).to_be_visible()


async def test_who_publishes_what_has_changed_meanwhile_looks_again_first(wide: Page, studio: StudioSite) -> None:
    await wide.route("**/api/v1/events", lambda route: route.abort())
    await say_otherwise(studio, "Bye!")
    await open_room(wide, studio)
    await rewrite(wide, WORDS, "Bye!", "See you soon!")
    await publish(wide)
    await expect(wide.get_by_role("alert")).to_contain_text("The draft has changed since you looked at it")
    await expect(wide.locator(".side.after").first).to_contain_text("See you soon!")
    await expect(wide.locator("#editions > li")).to_have_count(1)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("lv", "1 cilvēks ir sarunas vidū: 1 turpina jaunajā versijā."),
        ("uk", "1 людина посеред розмови: 1 переходить на нову версію."),
        ("ru", "1 человек посреди разговора: 1 переходит на новую версию."),
        ("pl", "1 osoba jest w trakcie rozmowy: 1 przechodzi na nową wersję."),
        ("en", "1 person is in the middle: 1 moves on."),
    ],
)
async def test_the_room_is_read_on_a_phone_in_every_language(
    page: Page, studio: StudioSite, language: str, sentence: str
) -> None:
    await studio.customer().say("gribu atgriezt preci")
    await say_otherwise(studio, "Bye!", lines=6)
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await open_room(page, studio, language)
    await expect(page.locator(".plan .sentence")).to_have_text(sentence)
    await page.locator(".plan summary").click()
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    await shot(page, f"studio-versions-phone-{language}")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_room_can_be_used_by_everybody(wide: Page, studio: StudioSite, theme: str) -> None:
    await studio.customer().say("gribu atgriezt preci")
    await say_otherwise(studio, "Bye!", lines=6)
    await open_room(wide, studio)
    await wear(wide, theme)
    await open_room(wide, studio)
    await wide.locator(".file summary").first.click()
    await wide.locator(".plan summary").click()
    assert await faults(wide) == []
    await shot(wide, f"studio-versions-{theme}")
    await publish(wide)
    await edition(wide, 0).get_by_text("What it changed").click()
    await edition(wide, 1).get_by_role("button", name="Withdraw").click()
    assert await faults(wide) == []
    await wide.get_by_role("button", name="Keep it").click()
    await say_otherwise(studio, "{ $nobody_gives_this }")
    await open_room(wide, studio)
    await expect(wide.locator("a.where").first).to_be_visible()
    assert await faults(wide) == []
