"""The conversation in a real browser: who said what, how it went, files large, days, the newest, why, phrases and tests."""

import asyncio
import io
from functools import partial

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, expect

from bot.channels.port import Attachment, Inbound, Person
from bot.store import files
from config.source import Place
from nlu.phrases import Phrase, Phrases
from tests.browser.conftest import Site, a_site, an_agent, sign_in
from tests.browser.test_console import waiting
from tests.browser.test_decisions import shown

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
DAY = 86_400_000


def a_photo(colour: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (640, 420), colour).save(content, "JPEG")
    return content.getvalue()


PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 44>>stream
BT /F 24 Tf 40 100 Td (Receipt 10023) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
"""


async def a_file(site: Site, name: str, mime: str, content: bytes) -> None:
    save = partial(files.save, conversation_id=1, name=name, mime=mime, content=content, now=site.line.clock.now)
    ref = await site.line.database.write(save)
    await attach(site, Attachment(ref, "photo" if mime.startswith("image/") else "document", name, mime))


async def attach(site: Site, attachment: Attachment) -> None:
    line = site.line
    line.count += 1
    inbound = Inbound("telegram", "7", str(line.count), attachment, position=line.count, person=Person("Anna Bērziņa", "lv"))
    await line.mailbox.post([inbound], line.clock())


async def opened(page: Page, site: Site) -> None:
    await an_agent(site)
    await waiting(site)
    await sign_in(page, site)
    await page.get_by_role("link", name="Anna Bērziņa").click()
    await expect(page.locator("#holder")).to_be_visible()


async def test_who_speaks_is_said_and_not_only_coloured(page: Page, site: Site) -> None:
    await opened(page, site)
    await page.keyboard.press("t")
    await page.get_by_role("textbox", name="Text").fill("Labdien!")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.agent .author")).to_have_text("● Anna")
    await expect(page.locator(".message.agent .state")).to_have_text("◷ sending…")
    await site.line.send()
    site.api.doorbell.ring("pages")
    await expect(page.locator(".message.agent .state")).to_have_text("✓ sent")
    await expect(page.locator(".message.bot .author").first).to_have_text("⚙ Bot")
    await expect(page.locator(".message.customer .author").first).to_have_text("Customer")


async def test_days_stand_between_the_messages(page: Page, site: Site) -> None:
    await an_agent(site)
    await site.line.hear("Labdien", name="Anna Bērziņa")
    site.line.clock.now += DAY
    await site.line.hear("Vai kāds ir?", name="Anna Bērziņa")
    await site.line.hand_over()
    await sign_in(page, site)
    await page.get_by_role("link", name="Anna Bērziņa").click()
    await expect(page.locator(".day")).to_have_text(["Friday, January 15, 2027", "Saturday, January 16, 2027"])


async def test_photos_and_papers_are_seen_large_and_walked_by_keyboard(page: Page, site: Site) -> None:
    await page.set_viewport_size({"width": 1280, "height": 800})
    await an_agent(site)
    await site.line.hear("Lūk, bildes", name="Anna Bērziņa")
    for name, colour in (("one.jpg", "teal"), ("two.jpg", "salmon")):
        await a_file(site, name, "image/jpeg", a_photo(colour))
    await a_file(site, "receipt.pdf", "application/pdf", PDF)
    await site.line.hand_over()
    await sign_in(page, site)
    await page.get_by_role("link", name="Anna Bērziņa").click()
    await page.get_by_role("button", name="Open one.jpg").focus()
    await page.keyboard.press("Enter")
    box = page.get_by_role("dialog", name="File")
    await expect(box.get_by_role("img", name="one.jpg")).to_be_visible()
    await page.keyboard.press("ArrowRight")
    await expect(box.get_by_role("img", name="two.jpg")).to_be_visible()
    await shown(page, "talk-photo")
    await page.keyboard.press("ArrowRight")
    await expect(box.get_by_title("receipt.pdf")).to_be_visible()
    await expect(box).to_contain_text("3 / 3")
    await shown(page, "talk-paper")
    await page.keyboard.press("Escape")
    await expect(box).to_have_count(0)
    await expect(page.get_by_role("button", name="Open receipt.pdf")).to_be_focused()


async def test_who_reads_further_up_is_told_how_many_came(page: Page, site: Site) -> None:
    await an_agent(site)
    for number in range(30):
        await site.line.hear(f"jautājums {number}", name="Anna Bērziņa")
    await site.line.hand_over()
    await sign_in(page, site)
    await page.get_by_role("link", name="Anna Bērziņa").click()
    await expect(page.get_by_text("jautājums 29", exact=True)).to_be_in_viewport()
    await page.locator("#scroll").evaluate("node => { node.scrollTop = 0; }")
    await expect(page.get_by_role("button", name="↓ Newest")).to_be_visible()
    await site.line.hear("vēl viens", name="Anna Bērziņa")
    site.api.doorbell.ring("pages")
    await page.get_by_role("button", name="↓ 1 new").click()
    await expect(page.locator(".bubble", has_text="vēl viens")).to_be_in_viewport()
    await expect(page.locator("#newest")).to_be_hidden()


async def test_what_was_done_is_undone_by_a_click_or_a_key(page: Page, site: Site) -> None:
    await opened(page, site)
    await page.keyboard.press("t")
    await expect(page.locator("#holder")).to_have_text("telegram · Anna answers")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator("#holder")).to_have_text("telegram · the bot answers")
    await page.keyboard.press("t")
    await expect(page.locator("#holder")).to_have_text("telegram · Anna answers")
    await page.keyboard.press("Escape")
    await page.locator("#content").focus()
    await page.keyboard.press("r")
    await expect(page.locator("#holder")).to_have_text("telegram · the bot answers")
    await page.keyboard.press("Control+z")
    await expect(page.locator("#holder")).to_have_text("telegram · Anna answers")
    await page.get_by_role("button", name="Close", exact=True).click()
    await expect(page.locator("#holder")).to_have_text("telegram · closed")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator("#holder")).to_have_text("telegram · Anna answers")


async def test_a_phrase_is_taken_from_a_message_and_removed_on_its_page(browser: Browser, sqlite_url: str) -> None:
    pairs = (("kur ir", "order_status"), ("nauda", "refund_status"))
    known = Phrases(tuple(Phrase(text, intent, "lv", Place("lv.yml")) for text, intent in pairs))
    async with a_site(sqlite_url, classroom=lambda: known) as site:
        page = await (await browser.new_context(viewport={"width": 1280, "height": 800})).new_page()
        await an_agent(site)
        await site.line.hear("Kur ir mans pasūtījums 10023? Te Anna Bērziņa", name="Anna Bērziņa")
        await site.line.hand_over()
        await sign_in(page, site)
        await page.get_by_role("link", name="Anna Bērziņa").click()
        await page.locator(".message.customer").hover()
        await page.get_by_role("button", name="Teach").click()
        dialog = page.get_by_role("dialog", name="A phrase to learn")
        await expect(dialog.get_by_label("Text")).to_have_value("Kur ir mans pasūtījums 00000? Te N. N.")
        await shown(page, "talk-lesson")
        await dialog.get_by_label("Text").fill("kur ir mana paka")
        await dialog.get_by_label("What the customer wants").select_option("order_status")
        await dialog.get_by_role("button", name="Keep").click()
        await expect(page.get_by_text("Kept for the next training.")).to_be_visible()
        await page.goto(f"{site.url}/console/lessons")
        await expect(page.locator(".row")).to_contain_text("kur ir mana paka")
        await shown(page, "lessons")
        await page.get_by_role("button", name="Remove “kur ir mana paka”").click()
        await expect(page.get_by_text("No phrases have been taken from messages yet.")).to_be_visible()
        await page.context.close()


async def test_a_conversation_becomes_a_test(page: Page, site: Site) -> None:
    await page.set_viewport_size({"width": 1280, "height": 800})
    await opened(page, site)
    await page.get_by_label("More actions").click()
    await page.get_by_role("button", name="Make a conversation test").click()
    dialog = page.get_by_role("dialog", name="A conversation test")
    await expect(dialog.get_by_label("Test", exact=True)).to_have_value(
        "test_cases:\n"
        "- test_case: conversation 1\n  language: lv\n  now: 2027-01-15T10:00\n  steps:\n"
        "  - user: Kur ir mans pasūtījums 10023?\n  - silent: true\n  - user: Cilvēku!\n  - silent: true\n  - owner: queue\n"
    )
    await shown(page, "talk-test")
    async with page.expect_download() as asked:
        await dialog.get_by_role("button", name="Download").click()
    assert (await asked.value).suggested_filename == "desk-conversation-1.yml"
    await dialog.get_by_role("button", name="Keep in the shop's folder").click()
    await expect(page.get_by_text("The shop's folder cannot be written to; the test was downloaded.")).to_be_visible()


async def test_a_server_that_comes_back_finds_everybody_where_they_were(browser: Browser, sqlite_url: str) -> None:
    page = await (await browser.new_context()).new_page()
    async with a_site(sqlite_url) as site:
        port = site.server.port
        await opened(page, site)
        await page.keyboard.press("t")
        await expect(page.locator("#holder")).to_have_text("telegram · Anna answers")
    await expect(page.locator("#offline")).to_be_visible()
    async with a_site(sqlite_url, port=port) as site:
        await expect(page.locator("#offline")).to_be_hidden()
        site.line.count, site.line.clock.now = 100, site.line.clock.now + DAY
        await site.line.hear("Vai kāds ir?", "7", name="Anna Bērziņa")
        site.api.doorbell.ring("pages")
        await expect(page.locator(".bubble", has_text="Vai kāds ir?")).to_be_visible()
        await expect(page.locator("#holder")).to_have_text("telegram · Anna answers")
        await asyncio.wait_for(page.context.close(), 60)
