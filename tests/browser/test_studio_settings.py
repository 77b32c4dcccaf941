"""An admin changes hours and policies by forms, sees at once what is wrong and what it means, and nobody's comments are lost."""

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from config.settings import CHECKOUT
from tests.browser.studio import StudioSite, enter
from tests.browser.test_audit import PHONE, WIDE, faults, wear

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SHOP = (CHECKOUT / "config" / "shop.yml").read_text(encoding="utf-8")


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


async def shot(page: Page, name: str) -> None:
    """The page as it is, where pictures are asked for."""
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=f"{folder}/{name}.png")


async def open_settings(page: Page, studio: StudioSite, group: str, language: str = "en") -> None:
    await enter(page, studio, "settings", language=language)
    await page.goto(f"{studio.url}/studio/settings?lang={language}#{group}")
    await page.locator("html[data-ready]").wait_for()


async def test_hours_are_changed_and_what_they_mean_is_seen_before(wide: Page, studio: StudioSite) -> None:
    customer = studio.customer()
    await customer.say("gribu runāt ar cilvēku")
    await open_settings(wide, studio, "hours")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"):
        await wide.get_by_label(day, exact=True).fill("")
    await wide.get_by_label("Sunday", exact=True).fill("12:00-15:00")
    await expect(wide.locator(".lost")).to_contain_text("1 open promise would be late")
    await expect(wide.locator(".days li").last).to_contain_text("12:00-15:00")
    await wide.get_by_label("Monday", exact=True).fill("9:00-13:00, 14:00-25:00")
    await expect(wide.locator(".team .wrong-here")).to_contain_text("no clock shows")
    await expect(wide.locator("#state")).to_have_text("1 mistake")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
        await wide.get_by_label(day, exact=True).fill("9:00-13:00, 14:00-18:00")
    await expect(wide.locator("#state")).to_have_text("Nothing is wrong")
    await expect(wide.locator(".lost")).to_have_count(0)
    await expect(wide.locator(".days li").first).to_contain_text("9:00-13:00, 14:00-18:00")
    await shot(wide, "studio-settings")
    await wide.keyboard.press("Control+s")
    await expect(wide.locator("#toasts")).to_contain_text("Saved")
    text = (studio.home / "config" / "shop.yml").read_text(encoding="utf-8")
    week = '{mon-fri: "9:00-13:00, 14:00-18:00", sun: "12:00-15:00"}'
    assert text == SHOP.replace('{mon-fri: "9:00-18:00", sat: "10:00-16:00"}', week)
    assert len(studio.floor.teams["shop"].calendar.week[0]) == 2


async def test_a_mistake_stands_at_its_field_and_what_waits_for_a_start_says_so(wide: Page, studio: StudioSite) -> None:
    await open_settings(wide, studio, "promises")
    field = wide.get_by_label("A person writes within", exact=True)
    await field.fill("soon")
    row = wide.locator(".setting", has=field)
    await expect(row.locator(".wrong-here")).to_contain_text("not a duration")
    await expect(row.locator(".badge")).to_have_text("holds at once")
    await field.fill("5m")
    await expect(row.locator(".wrong-here")).to_be_empty()
    await wide.locator("#groups a[href='#desk']").click()
    capacity = wide.get_by_label("Customers at a time", exact=True)
    await capacity.fill("6")
    await expect(wide.locator("#state")).to_have_text("Nothing is wrong")
    await wide.get_by_role("button", name="Save").click()
    await expect(wide.locator("#toasts")).to_contain_text("from the next start on: desk.capacity")
    row = wide.locator(".setting", has=wide.get_by_label("Customers at a time", exact=True))
    await expect(row.locator(".badge")).to_contain_text("waits for the next start")


async def test_the_second_to_save_sees_what_the_first_has_changed(wide: Page, studio: StudioSite) -> None:
    await open_settings(wide, studio, "promises")
    await wide.get_by_label("More waiting: promise more time", exact=True).fill("12")
    await expect(wide.locator("#state")).to_have_text("Nothing is wrong")
    file = studio.home / "config" / "shop.yml"
    file.write_text(SHOP.replace("reply_within: 3m", "reply_within: 9m"), encoding="utf-8")
    await wide.get_by_role("button", name="Save").click()
    await expect(wide.get_by_role("dialog")).to_contain_text("reply_within: 9m")
    await wide.get_by_role("button", name="Take theirs over and keep mine").click()
    await expect(wide.get_by_label("A person writes within", exact=True)).to_have_value("9m")
    await expect(wide.locator("#state")).to_have_text("Nothing is wrong")
    await wide.get_by_role("button", name="Save").click()
    await expect(wide.locator("#toasts")).to_contain_text("Saved")
    assert file.read_text(encoding="utf-8") == SHOP.replace("3m  ", "9m  ").replace("limit: 30  ", "limit: 12  ")
    await wide.locator("#history summary").click()
    await expect(wide.locator("#versions li")).to_have_count(3)
    await wide.locator("#versions li").last.get_by_role("button").click()
    await expect(wide.get_by_label("A person writes within", exact=True)).to_have_value("3m")
    assert file.read_text(encoding="utf-8") == SHOP


async def test_a_channel_is_added_by_the_names_of_its_variables(
    wide: Page, studio: StudioSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "123:ABC")
    await open_settings(wide, studio, "channels")
    await wide.locator(".adding select").select_option("telegram")
    await wide.locator(".adding input[name=name]").fill("shop-lv")
    await wide.locator(".adding button").click()
    await expect(wide.locator("#group")).to_contain_text("TELEGRAM_SECRET is not set")
    monkeypatch.setenv("TELEGRAM_SECRET", "s3cret")
    await wide.get_by_role("button", name="Save").click()
    await expect(wide.get_by_label("Token", exact=True)).to_have_value("${TELEGRAM_TOKEN}")
    text = (studio.home / "config" / "shop.yml").read_text(encoding="utf-8")
    assert "s3cret" not in text
    assert set(SHOP.splitlines()) <= set(text.splitlines())


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_group_is_open_to_everybody(wide: Page, studio: StudioSite, theme: str) -> None:
    await open_settings(wide, studio, "hours")
    await wear(wide, theme)
    await wide.reload()
    for name in ("hours", "channels", "invoices", "care"):
        await wide.goto(f"{studio.url}/studio/settings#{name}")
        await expect(wide.locator(f"#groups a[href='#{name}']")).to_have_attribute("aria-current", "true")
        await shot(wide, f"settings-{name}-{theme}")
        assert await faults(wide) == []


@pytest.mark.parametrize("language", ["lv", "uk", "ru", "pl", "en"])
async def test_it_fits_a_phone_in_every_language(wide: Page, studio: StudioSite, language: str) -> None:
    await wide.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for name in ("hours", "returns"):
        await open_settings(wide, studio, name, language)
        await shot(wide, f"settings-{name}-{language}-phone")
        assert await wide.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
