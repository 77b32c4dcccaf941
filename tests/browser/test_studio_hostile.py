"""What admins, agents and customers write is text wherever it is shown: nothing of it runs in the studio, in any room."""

import pytest
from playwright.async_api import Page, expect

from bot.studio.wing import PLACES
from nlu.phrases import read_file
from tests.browser.studio import StudioSite, enter

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MARKUP = "<img src=x onerror='window.ran=1'><script>window.ran=1</script><b id=raw>"
SAVE = """async ([name, added]) => {
  const path = `/api/v1/studio/files/${name}`;
  const file = await (await fetch(path)).json();
  const body = JSON.stringify({ text: file.text + added, version: file.version });
  return (await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body })).status;
}"""


async def test_markup_is_text_in_every_room(page: Page, studio: StudioSite) -> None:
    phrases = studio.home / "nlu" / "phrases" / "en-more.yml"
    phrases.write_text(phrases.read_text() + f"- intent: complaint\n  examples: |\n    - zanzibar {MARKUP}\n", encoding="utf-8")
    assert any(MARKUP in phrase.text for phrase in read_file(phrases, "en").phrases)
    await studio.customer("visitor", "en").say(f"blorptastic zanzibar {MARKUP}")
    await enter(page, studio)
    flow = f'\n  hostile:\n    description: "{MARKUP}"\n    if: False\n    steps:\n      - say: hostile-words  # {MARKUP}\n'
    words = f"\nhostile-words = {MARKUP}\n"
    assert await page.evaluate(SAVE, ["scripts/complaint.yml", flow]) == 200
    for language in ("lv", "uk", "ru", "pl", "en"):
        assert await page.evaluate(SAVE, [f"wording/{language}.ftl", words]) == 200
    for place in PLACES:
        await page.goto(f"{studio.url}{place.path}?lang=en")
        await expect(page.locator("main h1")).not_to_be_empty()
        await page.wait_for_load_state("networkidle")
        assert await page.evaluate("[window.ran ?? 0, document.querySelectorAll('#raw').length]") == [0, 0], place.path
    await page.goto(f"{studio.url}/studio/unheard?lang=en")
    await expect(page.locator(".unheard").first).to_contain_text(MARKUP)
