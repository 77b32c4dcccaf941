"""An admin at the editor: mistakes are shown and mended, words offered, two write at once, the connection goes."""

import asyncio
import os
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.store import draft_files
from tests.browser.studio import StudioSite, enter
from tests.browser.test_audit import faults, wear

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
WIDE = {"width": 1440, "height": 900}
FILE = "scripts/small_talk.yml"


@pytest_asyncio.fixture(loop_scope="session")
async def wide(browser: Browser) -> AsyncIterator[Page]:
    async for page in a_page(browser):
        yield page


async def a_page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=WIDE)  # type: ignore[arg-type]
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    found = [*errors]  # closing breaks off what is on its way, which is no fault
    await context.close()
    assert found == []


async def picture(page: Page, name: str) -> None:
    """Kept when asked for with SCREENSHOTS=folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=str(Path(folder) / f"{name}.png"))


async def at_file(page: Page, studio: StudioSite, name: str = FILE, person: str = "Juris") -> None:
    await enter(page, studio, name=person)
    await page.goto(f"{studio.url}/studio?lang=en#{name}:1")
    await page.reload()
    await page.locator("html[data-ready]").wait_for()
    await expect(page.locator("#file-name")).to_have_text(name)


async def text(page: Page) -> str:
    return await page.locator("#text").input_value()


async def draft(studio: StudioSite, name: str = FILE) -> str:
    found = (await studio.floor.database.read(draft_files.changed)).get(name)
    return (found.text or "") if found is not None else studio.floor.flows.sources[name]


async def put_caret(page: Page, words: str, after: bool = True) -> None:
    """Before or behind words that stand in the field."""
    at = (await text(page)).index(words) + len(words) * after
    await page.locator("#text").focus()
    await page.evaluate(f"document.getElementById('text').setSelectionRange({at}, {at})")


async def saved(page: Page) -> None:
    await expect(page.locator("#state")).to_contain_text("Saved")


async def test_a_typing_mistake_is_shown_at_its_line_and_mended_with_a_click(wide: Page, studio: StudioSite) -> None:
    await at_file(wide, studio)
    before = await text(wide)
    await put_caret(wide, "say: all-right")
    await wide.keyboard.press("Backspace")
    await saved(wide)
    wrong = wide.locator(".line.error")
    await expect(wrong.first).to_contain_text("say: all-righ")
    await expect(wide.locator("#mistakes li").first).to_contain_text("all-righ")
    await expect(wide.locator("#at-line")).to_contain_text("there is no wording")
    await expect(wide.locator("#flows .mark.wrong").first).to_contain_text("mistake")
    await picture(wide, "studio")
    await wide.locator("#mistakes").get_by_role("button", name="Write all-right").click()
    assert await text(wide) == before
    await saved(wide)
    await expect(wide.locator(".line.error")).to_have_count(0)
    await expect(wide.get_by_text("No mistakes.")).to_be_visible()


async def test_words_are_offered_and_taken_by_keyboard(wide: Page, studio: StudioSite) -> None:
    await at_file(wide, studio)
    await put_caret(wide, "say: all-right")
    await wide.keyboard.press("Enter")
    await wide.keyboard.type("- say: ask-order-n")
    offered = wide.locator("#offers li[aria-selected=true]")
    await expect(offered).to_contain_text("ask-order-number")
    await picture(wide, "studio-offers")
    await wide.keyboard.press("Enter")
    assert "- say: ask-order-number" in await text(wide)
    await wide.keyboard.press("Enter")
    await wide.keyboard.press("Control+Space")
    await wide.keyboard.type("nex")
    await expect(offered).to_contain_text("next")
    await wide.keyboard.press("Tab")
    await wide.keyboard.type("E")
    await expect(offered).to_contain_text("END")
    await wide.keyboard.press("Escape")
    await expect(wide.locator("#offers")).to_be_hidden()


async def test_tab_indents_escape_and_tab_leave_and_undo_is_the_browsers(wide: Page, studio: StudioSite) -> None:
    await at_file(wide, studio)
    before = await text(wide)
    await put_caret(wide, "flows:", after=False)
    await wide.keyboard.press("Tab")
    assert "  flows:" in await text(wide)
    await wide.keyboard.press("Control+z")
    assert await text(wide) == before
    await wide.keyboard.press("Control+/")
    assert "# flows:" in await text(wide)
    await wide.keyboard.press("Control+/")
    assert await text(wide) == before
    await wide.keyboard.press("Escape")
    await wide.keyboard.press("Tab")
    assert await wide.evaluate("document.activeElement.id") != "text"


async def test_one_goes_to_what_a_word_means_and_finds_words(wide: Page, studio: StudioSite) -> None:
    await at_file(wide, studio, "scripts/order_status.yml")
    await put_caret(wide, "collect: order_n")
    await wide.keyboard.press("F12")
    await expect(wide.locator("#line")).to_be_visible()
    await wide.locator("#text").focus()
    await wide.keyboard.press("Control+f")
    await wide.keyboard.type("action")
    await expect(wide.locator("#find-count")).to_contain_text("of")
    await wide.keyboard.press("Escape")
    start, end = await wide.locator("#text").evaluate("node => [node.selectionStart, node.selectionEnd]")
    assert (await text(wide))[start:end].lower() == "action"


async def test_a_wording_that_is_missing_is_added_in_all_languages(wide: Page, studio: StudioSite) -> None:
    await at_file(wide, studio)
    await put_caret(wide, "say: all-right")
    await wide.keyboard.type("-then")
    await wide.keyboard.press("Escape")
    await saved(wide)
    await wide.locator("#mistakes").get_by_role("button", name="New wording").first.click()
    dialog = wide.get_by_role("dialog", name="New wording")
    await dialog.get_by_label("English").fill("All right then.")
    await dialog.get_by_role("button", name="Add").click()
    await expect(wide.get_by_text("No mistakes.")).to_be_visible()
    assert "all-right-then = All right then.\n" in await draft(studio, "wording/en.ftl")
    assert "all-right-then = " in await draft(studio, "wording/uk.ftl")


async def test_a_new_flow_is_made_from_a_few_questions_and_has_no_mistakes(wide: Page, studio: StudioSite) -> None:
    await at_file(wide, studio)
    await wide.get_by_role("button", name="New flow").click()
    dialog = wide.get_by_role("dialog", name="New flow")
    await dialog.get_by_label("What is it for").fill("Gift wrapping")
    await dialog.get_by_label("Name").fill("gift_wrap")
    await dialog.get_by_label("The first question").fill("For whom is the gift?")
    await picture(wide, "studio-new-flow")
    await dialog.get_by_role("button", name="Make it").click()
    await expect(wide.locator("#file-name")).to_have_text("scripts/gift_wrap.yml")
    await expect(wide.locator("#flows [data-id=gift_wrap]")).to_contain_text("new")
    await expect(wide.get_by_text("No mistakes.")).to_be_visible()


async def test_two_who_write_in_different_places_both_keep_their_words(browser: Browser, wide: Page, studio: StudioSite) -> None:
    await at_file(wide, studio)
    async for other in a_page(browser):
        await at_file(other, studio, person="Ilze")
        await expect(wide.locator("#people")).to_contain_text("Ilze")
        await put_caret(other, "flows:", after=False)
        await other.keyboard.type("# Ilze was here")
        await other.keyboard.press("Enter")
        await saved(other)
        await expect(wide.locator("#layer")).to_contain_text("# Ilze was here")
        await put_caret(wide, "say: all-right")
        await put_caret(other, "# Ilze was here")
        await asyncio.gather(wide.keyboard.type(" # Juris"), other.keyboard.type(" too"))
        for page in (wide, other):
            await expect(page.locator("#layer")).to_contain_text("# Ilze was here too")
            await expect(page.locator("#layer")).to_contain_text("all-right # Juris")
        await picture(wide, "studio-two")


async def test_lines_that_both_changed_are_chosen_by_a_person(wide: Page, studio: StudioSite) -> None:
    await at_file(wide, studio)
    before = await text(wide)
    await wide.context.set_offline(True)
    await put_caret(wide, "say: all-right")
    await wide.keyboard.type(" # mine")
    theirs = before.replace("say: all-right", "say: all-right # theirs", 1)
    save = partial(
        draft_files.save, name=FILE, text=theirs, seen=draft_files.version_of(before), published=before, by=2, now=studio.clock()
    )
    await studio.floor.database.write(save)
    await expect(wide.locator("#state")).to_contain_text("no connection")
    await wide.context.set_offline(False)
    dialog = wide.get_by_role("dialog", name="Both of you changed the same lines")
    await expect(dialog).to_be_visible()
    await picture(wide, "studio-choose")
    assert await faults(wide) == []
    await dialog.get_by_label("Mine").check()
    await dialog.get_by_role("button", name="Take what I chose").click()
    await saved(wide)
    assert "say: all-right # mine" in await draft(studio)
    assert "# theirs" not in await draft(studio)


async def test_what_is_typed_without_a_connection_is_kept_and_saved_later(wide: Page, studio: StudioSite) -> None:
    await at_file(wide, studio)
    await wide.context.set_offline(True)
    await put_caret(wide, "flows:", after=False)
    await wide.keyboard.type("# offline")
    await wide.keyboard.press("Enter")
    await expect(wide.locator("#state")).to_contain_text("Not saved: no connection")
    assert "# offline" in (await wide.evaluate(f"sessionStorage.getItem('dezura-file:{FILE}')"))
    await wide.context.set_offline(False)
    await saved(wide)
    assert "# offline\n" in await draft(studio)


async def test_changes_are_shown_against_what_is_published_and_discarded(wide: Page, studio: StudioSite) -> None:
    await at_file(wide, studio)
    before = await text(wide)
    await put_caret(wide, "flows:", after=False)
    await wide.keyboard.type("# new line")
    await wide.keyboard.press("Enter")
    await saved(wide)
    await wide.get_by_role("tab", name="Changes").click()
    await expect(wide.locator(".compared .plus")).to_contain_text("# new line")
    await picture(wide, "studio-changes")
    wide.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await wide.get_by_role("button", name="Discard these changes").click()
    await expect(wide.get_by_text("The file is as it is published.")).to_be_visible()
    assert await text(wide) == before


async def test_a_key_in_two_thousand_lines_draws_one_line_and_a_new_line_two(wide: Page, studio: StudioSite) -> None:
    await at_file(wide, studio)
    long = "flows:\n" + "".join(
        f"  flow_{number}:\n    description: number {number}\n    steps:\n      - say: hello-{number}\n" for number in range(500)
    )
    drawn = await wide.evaluate(
        """async (long) => {
          const area = document.getElementById("text"), layer = document.getElementById("layer");
          area.value = long; area.dispatchEvent(new InputEvent("input", { bubbles: true }));
          area.focus(); area.setSelectionRange(30000, 30000);
          const counts = [];
          const watcher = new MutationObserver(() => {});
          watcher.observe(layer, { childList: true });
          for (const letter of "anything at all\\n") {
            document.execCommand("insertText", false, letter);
            const added = watcher.takeRecords().flatMap(({ addedNodes }) => [...addedNodes]);
            counts.push(added.filter((node) => node.className.startsWith("line")).length);
          }
          return counts;
        }""",
        long,
    )
    assert await wide.locator("#layer .line").count() == 2003
    assert drawn == [1] * 15 + [2]


async def test_enter_and_backspace_on_an_empty_line_step_back_out(wide: Page, studio: StudioSite) -> None:
    await at_file(wide, studio)
    before = await text(wide)
    line = "      - say: welcome\n"
    await put_caret(wide, line.rstrip("\n"))
    pressed = {"Enter": " " * 8, "Enter ": " " * 6, "Backspace": " " * 4, "Enter  ": "  ", "Enter   ": "", "Enter    ": "\n"}
    for key, stands in pressed.items():
        await wide.keyboard.press(key.strip())
        assert await text(wide) == before.replace(line, f"{line}{stands}\n", 1)
    for _ in pressed:
        await wide.keyboard.press("Control+z")
    assert await text(wide) == before


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_editor_shuts_nobody_out(wide: Page, studio: StudioSite, theme: str) -> None:
    await at_file(wide, studio)
    await wear(wide, theme)
    await at_file(wide, studio)
    await put_caret(wide, "say: all-right")
    await wide.keyboard.press("Backspace")
    await saved(wide)
    await expect(wide.locator(".line.error").first).to_be_visible()
    await picture(wide, f"studio-{theme}")
    assert await faults(wide) == []


async def test_a_phone_shows_one_part_at_a_time(page: Page, studio: StudioSite) -> None:
    await enter(page, studio)
    await page.locator("html[data-ready]").wait_for()
    await page.get_by_role("button", name="order_status").first.click()
    await expect(page.locator("#text")).to_be_visible()
    await picture(page, "studio-phone")
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert await faults(page) == []
    await page.get_by_role("button", name="Beside it").click()
    await expect(page.locator("#mistakes, #no-mistakes").first).to_be_attached()
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
