"""An admin sees what the model confuses, mends a phrase, trains, compares and uses the new model, and goes back."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from nlu.course import Course, note, training_in
from nlu.trainer import main
from tests.browser.studio import StudioSite, enter
from tests.browser.test_audit import PHONE, faults, wear
from tests.browser.test_studio_settings import shot, wide
from tests.studio.test_phrases import BACK, WHERE, tiny_phrases
from tests.studio.test_training import MORE, POISON, rows

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
assert wide  # the fixture


async def open_phrases(page: Page, studio: StudioSite, language: str = "en") -> None:
    await enter(page, studio, "phrases", language=language)
    await page.locator("html[data-ready]").wait_for()


def file(studio: StudioSite) -> Path:
    return studio.home / "nlu" / "phrases" / "en-studio.yml"


async def test_a_phrase_is_mended_the_model_trained_used_and_taken_back(wide: Page, studio: StudioSite) -> None:
    tiny_phrases(studio.home)
    await open_phrases(wide, studio)
    await expect(wide.locator("#intents tbody tr")).to_have_count(2)
    await wide.get_by_role("button", name="return goods").click()
    await wide.get_by_label("New phrases, one a line").fill("where is my parcel now en\nI do not want it any more")
    await wide.locator(".adding select").select_option("en")
    await wide.get_by_role("button", name="Add", exact=True).click()
    strange = wide.locator(".phrase", has=wide.locator(".text", has_text="where is my parcel now en"))
    await expect(strange).to_contain_text("this one pulls away")
    await wide.get_by_label("Only doubtful ones").check()
    await expect(wide.locator(".phrase")).to_have_count(1)
    await wide.locator("#opened h2").evaluate("node => node.scrollIntoView()")
    await shot(wide, "studio-phrases-intent")
    await strange.get_by_role("button", name="Move: where is my parcel now en", exact=True).click()
    await wide.keyboard.press("Enter")
    await expect(strange).to_have_count(0)
    assert "- intent: order_status" in file(studio).read_text(encoding="utf-8")
    old = studio.floor.nlu.name  # type: ignore[attr-defined]
    await wide.get_by_role("button", name="Train").click()
    use = wide.get_by_role("button", name="Use the new model")
    await expect(use).to_be_visible(timeout=60_000)
    assert studio.floor.nlu.name == old  # type: ignore[attr-defined]
    await use.click()
    await expect(wide.locator("#toasts")).to_contain_text("The new model is in use")
    assert studio.floor.nlu.name != old  # type: ignore[attr-defined]
    await wide.get_by_label("Try a message").fill("where is my parcel")
    await wide.keyboard.press("Enter")
    await expect(wide.locator("#tried")).to_contain_text("order status")
    await wide.get_by_role("button", name="Back to the model before").click()
    await expect(wide.locator("#toasts")).to_contain_text("The model before is in use again")
    assert studio.floor.nlu.name == old  # type: ignore[attr-defined]
    await wide.get_by_text("Models before: 1").click()
    await wide.get_by_role("button", name="Use again").click()
    await expect(wide.get_by_role("button", name="Back to the model before")).to_be_visible()
    assert studio.floor.nlu.name != old  # type: ignore[attr-defined]


async def test_a_worse_model_is_seen_as_such_and_used_for_a_reason_only(wide: Page, studio: StudioSite) -> None:
    tiny_phrases(studio.home)
    rows(studio.home, WHERE + MORE, BACK)
    await asyncio.to_thread(main, [str(studio.home)])
    rows(studio.home, WHERE + MORE, BACK + POISON)
    await asyncio.to_thread(main, [str(studio.home), "--beside"])
    await open_phrases(wide, studio)
    await expect(wide.get_by_text("Understands less, beyond noise")).to_be_visible()
    await expect(wide.locator(".compared tr.worse").first).to_contain_text("worse")
    await shot(wide, "studio-training")
    assert await faults(wide) == []
    await wide.get_by_role("button", name="Which real messages change their intent").click()
    await expect(wide.get_by_text("Of 0 messages")).to_be_visible()
    await wide.get_by_role("button", name="Use it all the same").focus()
    await wide.keyboard.press("Enter")
    assert await faults(wide) == []
    await wide.get_by_label("Why").fill("the old phrases were wrong")
    await wide.keyboard.press("Enter")
    await expect(wide.locator("#toasts")).to_contain_text("The new model is in use")
    await wide.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await shot(wide, "studio-training-phone")
    assert await wide.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


async def test_the_server_may_be_away_while_a_model_is_trained(wide: Page, studio: StudioSite) -> None:
    tiny_phrases(studio.home)
    with training_in(studio.home):
        note(studio.home, Course(True, 3, 16, "phrases unseen"))
        await open_phrases(wide, studio)
        await expect(wide.get_by_text("3/16")).to_be_visible()
        await wide.route("**/phrases/training", lambda route: route.abort())
        await expect(wide.locator("#training .problem")).to_be_visible()
        await wide.unroute("**/phrases/training")
    await expect(wide.get_by_text("was broken off")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_it_is_open_to_everybody(wide: Page, studio: StudioSite, theme: str) -> None:
    await open_phrases(wide, studio)
    await wear(wide, theme)
    await wide.reload()
    await expect(wide.locator("#intents tbody tr").first).to_be_visible()
    await shot(wide, f"phrases-{theme}")
    assert await faults(wide) == []


@pytest.mark.parametrize("language", ["lv", "uk", "ru", "pl", "en"])
async def test_it_fits_a_phone_in_every_language(wide: Page, studio: StudioSite, language: str) -> None:
    tiny_phrases(studio.home)
    await wide.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await open_phrases(wide, studio, language)
    await wide.locator("#intents tbody button").first.click()
    await expect(wide.locator(".phrase").first).to_be_visible()
    await shot(wide, f"phrases-{language}-phone")
    assert await wide.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
