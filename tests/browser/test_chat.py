"""The web chat in a real browser: what a customer does, and what goes wrong around them."""

import asyncio
import re
from collections.abc import AsyncIterator
from functools import partial
from io import BytesIO

import pytest
import pytest_asyncio
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image
from playwright.async_api import Browser, FilePayload, Page, Route, expect

from bot.channels.port import Button, Press, Text
from bot.store import history
from tests.browser.conftest import Site, a_site, late

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
ADDRESS = sa.text("SELECT address FROM conversations")


async def write(page: Page, text: str) -> None:
    await page.get_by_role("textbox").fill(text)
    await page.keyboard.press("Enter")


async def stored(site: Site) -> list[object]:
    """What the customer's messages came to, each as often as it was stored."""
    lines, _ = await site.api.database.read(partial(history.read, conversation_id=1, before=history.END, room=99))
    return [(line.text, line.payload) for line in lines if line.author == "customer"]


async def test_a_question_is_answered_and_is_still_there_after_a_reload(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/chat")
    await write(page, "Kur ir mans pasūtījums?")
    await site.heard()
    await expect(page.locator("#typing")).to_be_visible()
    await site.answer("Ceļā: https://t.example/AB1.\n<img src=x onerror=alert(1)>", buttons=(Button("Paldies", "1.0"),))
    answer = page.locator(".message.bot .bubble")
    await expect(answer).to_have_text("Ceļā: https://t.example/AB1.\n<img src=x onerror=alert(1)>")
    await expect(answer.get_by_role("link")).to_have_attribute("href", "https://t.example/AB1")
    await expect(page.locator("#typing")).to_be_hidden()
    await page.reload()
    await expect(page.locator(".message")).to_have_count(2)
    await page.get_by_role("button", name="Paldies").click()
    await site.heard()
    await expect(page.get_by_role("button", name="Paldies")).to_have_count(0)
    assert await stored(site) == [("Kur ir mans pasūtījums?", ""), ("Paldies", "1.0")]


async def test_the_bot_is_seen_to_type_when_the_event_is_quicker_than_the_reply(page: Page, site: Site) -> None:
    told = asyncio.Event()

    async def hold_the_reply(route: Route) -> None:
        reply = await route.fetch()
        await told.wait()
        await route.fulfill(response=reply)

    await page.route("**/channels/web/messages", hold_the_reply)
    await page.goto(f"{site.url}/chat")
    await write(page, "Kur ir mans pasūtījums?")
    await expect(page.locator("#typing")).to_be_visible()
    told.set()
    await write(page, "Labdien")  # goes when the first is done with
    await expect(page.locator(".message.own")).to_have_count(2)
    await expect(page.locator(".message.pending")).to_have_count(0)
    await page.get_by_role("combobox").select_option("en")  # draws every message anew
    await expect(page.locator(".message.pending")).to_have_count(0)


async def test_nobody_is_known_before_the_first_word(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/chat")
    await expect(page.get_by_role("button", name="Kur ir mans pasūtījums?")).to_be_visible()
    assert await page.context.cookies(site.url) == []
    await page.get_by_role("button", name="Runāt ar cilvēku").click()
    await site.heard()
    (lease,) = await site.line.mailbox.lease(1, site.line.clock.now + 1000)
    assert lease.letters[0].body == Press("intent:talk_to_human", "Runāt ar cilvēku")
    (cookie,) = await page.context.cookies(site.url)
    assert cookie["httpOnly"]


async def test_words_typed_before_the_script_has_come_are_kept(page: Page, site: Site) -> None:
    async with late(page, "**/chat.js*"):
        await page.goto(f"{site.url}/chat", wait_until="commit")
        await page.get_by_role("textbox").fill("kur ir")
    await expect(page.get_by_role("button", name="Sūtīt")).to_be_enabled()
    await expect(page.get_by_role("textbox")).to_have_value("kur ir")
    await page.reload()
    await expect(page.get_by_role("textbox")).to_have_value("kur ir")


async def test_an_enter_before_the_script_has_come_sends(page: Page, site: Site) -> None:
    async with late(page, "**/chat.js*"):
        await page.goto(f"{site.url}/chat", wait_until="commit")
        await write(page, "kur ir mana paka")
    await site.heard()
    await expect(page.get_by_role("textbox")).to_have_value("")
    assert await stored(site) == [("kur ir mana paka", "")]


async def test_what_is_sent_before_the_history_has_come_stands_below_it(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/chat")
    await write(page, "pirmā")
    await expect(page.locator(".message.own:not(.pending)")).to_have_count(1)
    async with late(page, "**/channels/web/messages"):
        await page.reload()
        await write(page, "otrā")
        await expect(page.locator(".message.own")).to_have_text(re.compile("otrā"))
    await expect(page.locator(".message.own:not(.pending)")).to_have_text([re.compile("pirmā"), re.compile("otrā")])
    assert await stored(site) == [("pirmā", ""), ("otrā", "")]


async def test_a_button_can_be_pressed_once_somebody_hears_it(page: Page, site: Site) -> None:
    async with late(page, "**/chat.js*"):
        await page.goto(f"{site.url}/chat", wait_until="commit")
        for name in ("Runāt ar cilvēku", "Sūtīt"):
            await expect(page.get_by_role("button", name=name)).to_be_disabled()
        await expect(page.get_by_label("Valoda")).to_be_disabled()
    await page.get_by_role("button", name="Runāt ar cilvēku").click()
    await site.heard()
    assert await stored(site) == [("Runāt ar cilvēku", "intent:talk_to_human")]


async def test_without_a_connection_it_waits_and_is_sent_once(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/chat")
    await write(page, "pirmā")
    await site.heard()
    await expect(page.locator(".message.own:not(.pending)")).to_have_count(1)
    await page.context.set_offline(True)
    await write(page, "otrā")
    await write(page, "trešā")
    await expect(page.get_by_text("Nosūtīsim, tiklīdz būs savienojums").first).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.locator(".message.own:not(.pending)")).to_have_count(3)
    assert await stored(site) == [("pirmā", ""), ("otrā", ""), ("trešā", "")]


async def test_an_answer_that_was_lost_does_not_send_twice(page: Page, site: Site) -> None:
    lost: list[str] = []

    async def lose(route: Route) -> None:
        """The server has it, the browser does not learn so."""
        if route.request.method == "POST" and not lost:
            lost.append(route.request.url)
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/channels/web/messages", lose)
    await page.goto(f"{site.url}/chat")
    await write(page, "vienreiz")
    await expect(page.locator(".message.own:not(.pending)")).to_have_count(1)
    assert lost
    assert await stored(site) == [("vienreiz", "")]


async def test_a_message_on_its_way_survives_a_reload(page: Page, site: Site) -> None:
    async def abort(route: Route) -> None:
        await route.abort()

    await page.goto(f"{site.url}/chat")
    await page.route("**/channels/web/**", abort)
    await write(page, "vēl ceļā")
    await expect(page.get_by_text("Nosūtīsim, tiklīdz būs savienojums")).to_be_visible()
    await page.unroute("**/channels/web/**")
    await page.reload()
    await site.heard()
    await expect(page.locator(".message.own:not(.pending)")).to_have_text(re.compile("vēl ceļā"))
    assert await stored(site) == [("vēl ceļā", "")]


async def test_what_is_refused_can_be_tried_again_or_removed(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/chat")
    wrong: FilePayload = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"not a pdf"}
    await page.locator("#file").set_input_files([wrong])
    alert = page.get_by_role("alert")
    await expect(alert).to_contain_text("Nav nosūtīts. Var sūtīt tikai attēlus un PDF.")
    await alert.get_by_role("button", name="Noņemt").click()
    await expect(page.locator(".message")).to_have_count(0)
    await write(page, "labdien")
    await site.heard()
    assert await stored(site) == [("labdien", "")]


async def test_a_photo_is_sent_and_shown(page: Page, site: Site) -> None:
    content = BytesIO()
    Image.new("RGB", (400, 300), "orange").save(content, "PNG")
    await page.goto(f"{site.url}/chat")
    photo: FilePayload = {"name": "bojājums.png", "mimeType": "image/png", "buffer": content.getvalue()}
    await page.locator("#file").set_input_files([photo])
    await site.heard()
    await page.reload()
    image = page.get_by_role("img", name="Fotoattēls: bojājums.png")
    await expect(image).to_have_js_property("naturalWidth", 400)


async def test_the_language_is_changed_on_the_page_and_in_the_conversation(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/chat")
    await page.get_by_label("Valoda").select_option("uk")
    await expect(page.get_by_role("textbox")).to_have_attribute("placeholder", "Напишіть повідомлення")
    assert await page.evaluate("document.documentElement.lang") == "uk"
    await write(page, "де замовлення")
    await site.heard()
    await site.answer("В дорозі", language="uk")
    await page.get_by_label("Мова").select_option("en")
    await expect(page.get_by_label("Language")).to_have_value("en")
    await site.heard()
    assert await stored(site) == [("де замовлення", ""), ("English", "lang:en")]
    await site.answer("On its way", language="en")
    await expect(page.locator("#status")).to_have_text("Automatic assistant, answers at once")


async def test_the_page_follows_the_conversation_into_another_language(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/chat")
    await write(page, "gdzie jest moja paczka")
    await site.heard()
    await site.answer("W drodze", language="pl")
    await expect(page.get_by_role("textbox")).to_have_attribute("placeholder", "Napisz wiadomość")


async def test_earlier_messages_can_be_read(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/chat")
    await write(page, "sākums")
    await site.heard()
    for number in range(8):
        await site.answer(*(f"{number}.{part}" for part in range(10)))
        address = await site.api.database.read(lambda connection: connection.execute(ADDRESS).scalar_one())
        await site.line.hear(f"vēl {number}", address=address, channel="web")
    await page.reload()
    await expect(page.locator(".message").last).to_contain_text("vēl 7")
    await page.get_by_role("button", name="Agrākas ziņas").click()
    await expect(page.get_by_role("button", name="Agrākas ziņas")).to_be_hidden()
    texts = await page.locator(".message .bubble").all_inner_texts()
    assert texts[:2] == ["sākums", "0.0"]
    assert texts == sorted(set(texts), key=texts.index)
    assert len(texts) == 89


class TestInAFrame:
    """A page of a shop, on another host of this machine, that shows the chat in a frame."""

    @pytest_asyncio.fixture(loop_scope="session")
    async def shop(self) -> AsyncIterator[tuple[str, dict[str, str]]]:
        framed = {"head": ""}

        async def page_with_frame(_: web.Request) -> web.Response:
            return web.Response(text=f"<!doctype html>{framed['head']}<h1>Shop</h1>", content_type="text/html")

        app = web.Application()
        app.router.add_get("/", page_with_frame)
        async with TestServer(app, host="localhost") as server:
            yield f"http://localhost:{server.port}", framed

    @pytest_asyncio.fixture(loop_scope="session")
    async def embedded(self, sqlite_url: str, shop: tuple[str, dict[str, str]]) -> AsyncIterator[tuple[str, Site]]:
        """The shop's address, and the site whose chat its page embeds."""
        origin, framed = shop
        async with a_site(sqlite_url, origins=(origin,)) as site:
            framed["head"] = f'<script src="{site.url}/embed.js" defer data-label="Jautāt" data-lang="en"></script>'
            yield origin, site

    async def test_it_works_without_cookies_and_is_there_again_after_a_reload(
        self, browser: Browser, embedded: tuple[str, Site]
    ) -> None:
        origin, site = embedded
        async with await browser.new_context() as context:
            page = await context.new_page()
            await page.goto(origin)
            await page.get_by_role("button", name="Jautāt").click()
            chat = page.frame_locator("iframe")
            await chat.get_by_role("textbox").fill("hello")
            await chat.get_by_role("textbox").press("Enter")
            await site.heard()
            await site.answer("Hello from the shop", language="en")
            await expect(chat.get_by_text("Hello from the shop")).to_be_visible()
            assert await context.cookies(site.url) == []
            await page.reload()
            await page.get_by_role("button", name="Jautāt").click()
            await expect(chat.get_by_text("Hello from the shop")).to_be_visible()
            await page.get_by_role("button", name="Jautāt").press("Escape")
            await expect(page.locator("iframe")).to_be_hidden()

    async def test_where_a_frame_keeps_nothing_a_quick_hand_is_still_known(
        self, browser: Browser, embedded: tuple[str, Site]
    ) -> None:
        origin, site = embedded
        async with await browser.new_context() as context:
            none = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('none here'); } })"
            await context.add_init_script(f"if (location.pathname === '/chat') {none}")
            page = await context.new_page()
            field = page.frame_locator("iframe").get_by_role("textbox")
            for text in ("hello", "hello again"):
                async with late(page, "**/chat.js*"):
                    await page.goto(origin)
                    await page.get_by_role("button", name="Jautāt").click()
                    await field.fill(text)
                    await field.press("Enter")
                await expect(page.frame_locator("iframe").locator(".message.own:not(.pending)").last).to_contain_text(text)
            assert await stored(site) == [("hello", ""), ("hello again", "")]

    async def test_a_site_that_is_not_named_cannot_show_it(
        self, browser: Browser, site: Site, shop: tuple[str, dict[str, str]]
    ) -> None:
        origin, framed = shop
        framed["head"] = f'<iframe src="{site.url}/chat"></iframe>'
        context = await browser.new_context()
        page = await context.new_page()
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text))
        await page.goto(origin)
        await expect(page.frame_locator("iframe").get_by_role("textbox")).to_have_count(0)
        assert any("frame-ancestors" in text for text in refused)
        await context.close()


async def test_all_of_it_is_reached_by_keyboard_and_has_a_name(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/chat")
    reached = []
    for _ in range(8):
        await page.keyboard.press("Tab")
        reached.append(await page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    assert reached[:4] == ["language", "Kur ir mans pasūtījums?", "Gribu atdot preci", "Runāt ar cilvēku"]
    assert {"file", "text"} <= set(reached)
    await expect(page.get_by_role("log", name="Sarakste")).to_have_attribute("aria-live", "polite")
    for role, name in (("textbox", "Rakstiet ziņu"), ("button", "Sūtīt"), ("combobox", "Valoda")):
        await expect(page.get_by_role(role, name=name)).to_have_count(1)  # type: ignore[arg-type]  # a role's name
    await expect(page.get_by_label("Pievienot foto vai PDF")).to_have_count(1)


async def test_text_is_stored_as_text(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/chat")
    await write(page, "<b>labdien</b>")
    await site.heard()
    await expect(page.locator(".own .bubble")).to_have_text("<b>labdien</b>")
    (lease,) = await site.line.mailbox.lease(1, site.line.clock.now + 1000)
    assert lease.letters[0].body == Text("<b>labdien</b>")
