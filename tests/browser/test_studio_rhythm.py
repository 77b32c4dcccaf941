"""Admins read how the weekly loop goes where they look anyway: on the studio's first page and in the report of the bot."""

import json

import pytest
from playwright.async_api import Page, expect

from tests.browser.studio import StudioSite, enter
from tests.browser.test_audit import faults
from tests.browser.test_studio_settings import shot, wide

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
assert wide  # the fixture

SAID = {
    "en": ("2 messages to look at would teach most", "labelled last week: 0", "2.1 points more than the one before"),
    "lv": ("Visvairāk iemācītu 2 ziņu apskate", "pēdējā nedēļā izlemts: 0", "par 2,1 punktu vairāk nekā iepriekšējais"),
    "uk": ("Найбільше навчать 2 повідомлення", "опрацьовано за тиждень: 0", "на 2,1 пункту більше, ніж попередня"),
    "ru": ("Больше всего научат 2 сообщения", "разобрано за неделю: 0", "на 2,1 пункта больше, чем предыдущая"),
    "pl": ("Najwięcej nauczą 2 wiadomości", "opisane w ostatnim tygodniu: 0", "o 2,1 punktu więcej niż poprzedni"),
}


def model_before(studio: StudioSite) -> None:
    """One that understood 2.1 points less."""
    report = json.loads((studio.home / "var" / "model.json").read_text(encoding="utf-8"))
    before = studio.home / "var" / "models" / "before.npz"
    before.parent.mkdir()
    before.write_bytes(b"")
    worse = {**report, "at": report["at"] - 1, "accuracy": report["accuracy"] - 0.021}
    before.with_suffix(".json").write_text(json.dumps(worse), encoding="utf-8")


async def test_the_line_stands_in_the_studio_and_in_the_report_in_five_languages(wide: Page, studio: StudioSite) -> None:
    for number, text in enumerate(("blorptastisks frumious zanzibar", "kvantu gravitācijas vingrošana rītos")):
        await studio.customer(f"v{number}").say(text)
    model_before(studio)
    for language, parts in SAID.items():
        await enter(wide, studio, language=language)
        for page in ("studio", "console/reports/bot"):
            await wide.goto(f"{studio.url}/{page}?lang={language}")
            for part in parts:
                await expect(wide.locator("#rhythm")).to_contain_text(part)
            if language == "en":
                await shot(wide, f"rhythm-{page.replace('/', '-')}")
                assert await faults(wide) == []
    await wide.locator("#rhythm a").click()
    await expect(wide).to_have_url(f"{studio.url}/studio/unheard")
