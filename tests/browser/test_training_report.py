"""The page of a training in a real browser: for everybody, in both lights, wide and on a phone, with nothing from outside."""

import json
import os
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser

from nlu.pages import page
from nlu.phrases import Phrases, read_phrases
from nlu.training import train
from tests.nlu.trained import PHRASES

pytestmark = pytest.mark.asyncio(loop_scope="session")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a part of the shipped phrases, with a training before it."""
    _, report = train(Phrases(read_phrases(PHRASES).phrases[:: int(os.environ.get("EVERY", "20"))]))
    data = json.loads(json.dumps(report.as_data()))
    before = json.loads(json.dumps(report.as_data()))
    for one in [*before["intents"].values()][::4]:
        one["accuracy"] -= 0.04
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(data, before), encoding="utf-8")
    return path


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390], ids=["wide", "phone"])
async def test_it_shuts_nobody_out_and_asks_for_nothing(browser: Browser, drawn: Path, theme: str, width: int) -> None:
    context = await browser.new_context(
        viewport={"width": width, "height": 860 if width > 400 else 780}, color_scheme="dark" if theme == "dark" else "light"
    )
    opened, asked, said = await context.new_page(), list[str](), list[str]()
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: said.append(message.text))
    await opened.goto(drawn.as_uri())
    for summary in await opened.locator("summary").all():
        await summary.click()
    found = await Axe().run(opened, options=RULES)
    faults = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]]
    across = await opened.evaluate("document.documentElement.scrollWidth")
    plots = await opened.locator("svg[role=img]").count()
    if folder := os.environ.get("SCREENSHOTS"):
        await opened.screenshot(path=Path(folder) / f"training-report-{width}-{theme}.png", full_page=True)
    await context.close()
    assert faults == []
    assert across == width
    assert plots == 12
    assert asked == [drawn.as_uri()]
    assert said == []
