"""What an agent writes with, in a real browser: nothing typed is lost, nothing goes twice, nobody answers beside another."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, FilePayload, Page, ViewportSize, expect

from bot.store import canned, people
from tests.api.test_writing import a_picture
from tests.browser.conftest import Site, an_agent, sign_in
from tests.browser.test_console import waiting
from tests.browser.test_decisions import shown

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PASTE = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 9, height: 9 });
  const blob = await new Promise((done) => canvas.toBlob(done));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([blob], "ekrāns.png", { type: "image/png" }));
  document.getElementById("text").dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
WIDE: ViewportSize = {"width": 1280, "height": 800}


async def opened(page: Page, site: Site, name: str = "Anna", *, take: bool = True) -> None:
    """Signed in, with the conversation of the customer who waits open, and taken."""
    await page.set_viewport_size(WIDE)
    await sign_in(page, site, name)
    await page.goto(f"{site.url}/console#/1")
    await page.locator("#talk").wait_for()
    if take:
        await page.get_by_role("button", name="Take").click()
        await expect(field(page)).to_be_enabled()


def field(page: Page) -> Any:
    return page.get_by_role("textbox", name="Text")


def agents(page: Page) -> Any:
    """What people have said, as the server tells it."""
    return page.locator("#log .message.agent")


@asynccontextmanager
async def another(browser: Browser, site: Site, name: str, *, look: bool = True) -> AsyncIterator[Page]:
    """Somebody else at another machine, who looks at the same conversation."""
    context = await browser.new_context(locale="lv-LV", viewport=WIDE)
    page = await context.new_page()
    await (opened(page, site, name, take=False) if look else sign_in(page, site, name))
    yield page
    await context.close()


async def wait_for(site: Site, seconds: int) -> None:
    """An agent's answers wait so long."""
    everybody = await site.api.database.read(people.everybody)
    prefer = partial(people.prefer, user_id=everybody[0].id, values={"undo_seconds": seconds})
    await site.api.database.write(prefer)


class TestDrafts:
    async def test_a_draft_is_there_again_in_another_tab_and_after_a_reload(self, page: Page, site: Site) -> None:
        await an_agent(site)
        await waiting(site)
        await opened(page, site)
        await field(page).fill("Labdien, te")
        other = await page.context.new_page()
        await other.goto(f"{site.url}/console#/1")
        await expect(field(other)).to_have_value("Labdien, te")
        await field(page).press_sequentially(" Anna")
        await expect(field(other)).to_have_value("Labdien, te Anna")
        await page.reload()
        await expect(field(page)).to_have_value("Labdien, te Anna")
        await page.get_by_role("button", name="Mine").click()
        await expect(page.locator(".card .draft")).to_have_text("Draft")
        await page.keyboard.press("Escape")
        await field(page).press("Enter")
        await expect(agents(page)).to_have_count(1)
        await expect(field(other)).to_have_value("")
        await expect(page.locator(".card .draft")).to_have_count(0)

    async def test_a_note_and_an_answer_do_not_mix(self, page: Page, site: Site) -> None:
        await an_agent(site)
        await waiting(site)
        await opened(page, site)
        await field(page).fill("Klientam")
        await page.get_by_role("radio", name="Note for colleagues").check()
        await expect(field(page)).to_have_value("")
        await field(page).fill("Kolēģiem")
        await page.get_by_role("radio", name="Answer").check()
        await expect(field(page)).to_have_value("Klientam")

    async def test_what_the_server_never_got_is_kept_in_the_browser(self, page: Page, site: Site) -> None:
        await an_agent(site)
        await waiting(site)
        await opened(page, site)
        await page.context.set_offline(True)
        await field(page).fill("rakstīts bez tīkla")
        await page.context.set_offline(False)
        await page.reload()
        await expect(field(page)).to_have_value("rakstīts bez tīkla")


class TestTheQueue:
    async def test_what_is_sent_offline_waits_in_order_and_goes_once(self, page: Page, site: Site) -> None:
        await an_agent(site)
        await waiting(site)
        await opened(page, site)
        await page.context.set_offline(True)
        for text in ("pirmā", "otrā", "trešā"):
            await field(page).fill(text)
            await field(page).press("Enter")
        await expect(page.locator("#outgoing .sent")).to_have_count(3)
        await expect(page.locator("#outgoing .sent").first).to_contain_text("waiting for the connection")
        await expect(field(page)).to_have_value("")
        await shown(page, "writing-offline")
        await page.context.set_offline(False)
        await expect(agents(page)).to_have_count(3)
        await expect(page.locator("#outgoing .sent")).to_have_count(0)
        await expect(agents(page).locator(".words")).to_have_text(["pirmā", "otrā", "trešā"])

    async def test_what_waits_outlives_a_reload_and_two_tabs_send_it_once(self, page: Page, site: Site) -> None:
        await an_agent(site)
        await waiting(site)
        await opened(page, site)
        other = await page.context.new_page()
        await other.goto(f"{site.url}/console#/1")
        await other.locator("#talk").wait_for()
        refusing = "**/api/v1/conversations/1/messages"
        await page.context.route(refusing, lambda route: route.abort())
        await field(page).fill("viena reize")
        await field(page).press("Enter")
        await expect(other.locator("#outgoing .sent")).to_have_count(1)
        await page.reload()
        await expect(page.locator("#outgoing .sent")).to_have_count(1)
        await page.context.unroute(refusing)
        await expect(agents(page)).to_have_count(1)
        await expect(agents(other)).to_have_count(1)
        for tab in (page, other):
            await expect(tab.locator("#outgoing .sent")).to_have_count(0)

    async def test_an_answer_that_was_lost_on_the_way_back_is_not_sent_twice(self, page: Page, site: Site) -> None:
        """The server has it, its own answer never arrives: the same key goes again."""
        await an_agent(site)
        await waiting(site)
        await opened(page, site)
        once: list[int] = []

        async def lose(route: Any) -> None:
            answer = await route.fetch()
            once.append(answer.status)
            await (route.abort() if len(once) == 1 else route.fulfill(response=answer))

        await page.route("**/api/v1/conversations/1/messages", lose)
        async with page.expect_response("**/conversations/1/messages"):  # the one that arrives
            await field(page).fill("viena reize")
            await field(page).press("Enter")
        await expect(page.locator("#outgoing .sent")).to_have_count(0)
        await expect(agents(page)).to_have_count(1)
        assert once == [200, 200]

    async def test_who_lost_the_conversation_keeps_the_words(self, page: Page, site: Site, browser: Browser) -> None:
        await an_agent(site)
        await an_agent(site, "Vera", "supervisor")
        await waiting(site)
        await opened(page, site)
        await page.route("**/api/v1/events", lambda route: route.abort())
        await field(page).fill("Labdien, te Anna")
        await site.api.database.write(give_away)
        await field(page).press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("Your text is kept as a draft.")
        await expect(field(page)).to_have_value("Labdien, te Anna")
        await expect(agents(page)).to_have_count(0)
        await page.reload()
        await expect(field(page)).to_have_value("Labdien, te Anna")


def give_away(connection: Any) -> None:
    """The conversation is somebody else's now."""
    connection.exec_driver_sql("UPDATE conversations SET agent_id = 2, floor = floor + 1")


class TestTakingBack:
    async def test_an_answer_is_taken_back_by_button_and_by_key(self, page: Page, site: Site) -> None:
        await an_agent(site)
        await waiting(site)
        await wait_for(site, 20)
        await opened(page, site)
        await field(page).fill("ak, ne tā")
        await field(page).press("Enter")
        await expect(page.locator(".holding")).to_contain_text("leaves in")
        await shown(page, "writing-undo")
        await page.locator("#log").get_by_role("button", name="Undo").click()
        await expect(field(page)).to_have_value("ak, ne tā")
        await expect(agents(page)).to_have_count(0)
        await field(page).press("Enter")
        await expect(page.locator(".holding")).to_be_visible()
        await field(page).press("Control+z")
        await expect(field(page)).to_have_value("ak, ne tā")
        await page.reload()
        await expect(field(page)).to_have_value("ak, ne tā")

    async def test_one_that_waits_outlives_a_reload_and_a_closing(self, page: Page, site: Site) -> None:
        await an_agent(site)
        await waiting(site)
        await wait_for(site, 20)
        await opened(page, site)
        await field(page).fill("vēl nav aizgājis")
        await field(page).press("Enter")
        await expect(page.locator(".holding")).to_be_visible()
        await page.reload()
        await expect(page.locator(".holding")).to_be_visible()
        await page.get_by_role("button", name="Close", exact=True).click()
        await expect(page.locator(".holding")).to_have_count(0)
        await site.line.send()
        site.api.doorbell.ring("pages")
        await expect(agents(page)).to_contain_text("vēl nav aizgājis")
        await expect(agents(page)).not_to_contain_text("sending")

    async def test_how_long_is_chosen_in_the_menu(self, page: Page, site: Site) -> None:
        await an_agent(site)
        await sign_in(page, site)
        await page.locator("#menu summary").click()
        choice = page.get_by_label("Before an answer leaves")
        await expect(choice).to_have_value("0")
        async with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith("/account")):
            await choice.select_option("5")
        await page.reload()
        await page.locator("#menu summary").click()
        await expect(choice).to_have_value("5")


class TestCanned:
    async def test_by_slash_and_name_in_the_customers_language_and_never_unfilled(self, page: Page, site: Site) -> None:
        await an_agent(site)
        for name, texts in {
            "paldies": {"lv": "Paldies, {customer.name}! {agent.name}", "en": "Thank you!"},
            "pasutijums": {"lv": "Pasūtījums {order.number} ir ceļā, to gaidiet {promise}."},
            "only-english": {"en": "We are sorry."},
        }.items():
            add = partial(canned.add, owner_id=0, name=name, texts=texts, by=None, now=1)
            await site.api.database.write(add)
        await waiting(site)
        await opened(page, site)
        await field(page).press_sequentially("/pa")
        offers = page.locator("#offers li")
        await expect(offers).to_have_count(2)
        await shown(page, "writing-canned")
        await page.keyboard.press("ArrowDown")
        await expect(offers.nth(1)).to_have_attribute("aria-selected", "true")
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("Enter")
        await expect(field(page)).to_have_value("Paldies, Anna Bērziņa! Anna")
        await field(page).fill("")
        await field(page).press_sequentially("/gaid")  # found by its words
        await expect(offers).to_have_count(1)
        await page.keyboard.press("Tab")
        await expect(page.locator("#missing")).to_contain_text("{order.number}")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("Fill in {order.number} first")
        await shown(page, "writing-missing")
        await page.keyboard.type("10023")  # the variable is marked, so typing takes its place
        await expect(field(page)).to_have_value("Pasūtījums 10023 ir ceļā, to gaidiet līdz 10.03.")
        await page.keyboard.press("Enter")
        await expect(agents(page)).to_have_count(1)
        await field(page).press_sequentially("/sorry")
        await expect(offers.locator(".tag")).to_have_text("en")
        await page.keyboard.press("Escape")
        await expect(offers).to_have_count(0)
        await field(page).fill("/nav-tādas")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("There is no canned answer /nav-tādas")


class TestFiles:
    async def test_a_picture_is_picked_and_pasted_and_sent(self, page: Page, site: Site) -> None:
        await an_agent(site)
        await waiting(site)
        await opened(page, site)
        picture: list[FilePayload] = [{"name": "etiķete.png", "mimeType": "image/png", "buffer": a_picture()}]
        await page.locator("#file").set_input_files(picture)
        chips = page.locator("#files li:not(.loading)")
        await expect(chips).to_contain_text("etiķete.png")
        await field(page).focus()
        await page.evaluate(PASTE)
        await expect(chips).to_have_count(2)
        await page.reload()
        await expect(chips).to_have_count(2)  # a draft keeps its files
        await shown(page, "writing-files")
        await page.get_by_role("button", name="Remove etiķete.png").click()
        await field(page).fill("Lūk, attēls")
        await field(page).press("Enter")
        await expect(page.locator("#log .message.agent img")).to_have_count(1)
        await expect(page.locator("#files li")).to_have_count(0)

    async def test_what_is_no_picture_is_told(self, page: Page, site: Site) -> None:
        await an_agent(site)
        await waiting(site)
        await opened(page, site)
        wrong: list[FilePayload] = [{"name": "x.png", "mimeType": "image/png", "buffer": b"MZ program"}]
        await page.locator("#file").set_input_files(wrong)
        await expect(page.get_by_role("alert")).to_contain_text("Only pictures")
        await expect(page.locator("#files li")).to_have_count(0)


class TestColleagues:
    async def test_a_colleague_is_named_and_finds_it(self, page: Page, site: Site, browser: Browser) -> None:
        await an_agent(site)
        await an_agent(site, "Boriss")
        await waiting(site)
        await opened(page, site, take=False)
        async with another(browser, site, "Boriss", look=False) as his:
            await page.get_by_role("radio", name="Note for colleagues").check()
            await field(page).press_sequentially("Paskaties, @bor")
            await page.keyboard.press("Enter")
            await page.keyboard.type("lūdzu")
            await expect(field(page)).to_have_value("Paskaties, @Boriss lūdzu")
            await page.keyboard.press("Enter")
            tab = his.get_by_role("button", name="Mentions")
            await expect(tab.locator(".count")).to_have_text("1")
            await tab.click()
            await expect(his.locator(".card")).to_contain_text("Anna mentioned you")
            await shown(his, "writing-mentions")
            await his.locator(".card").click()
            await expect(tab.locator(".count")).to_have_text("")
            await expect(his.locator(".message.note")).to_contain_text("@Boriss lūdzu")

    async def test_two_agents_and_a_customer_see_each_other_and_one_answers(
        self, page: Page, site: Site, browser: Browser
    ) -> None:
        await an_agent(site)
        await an_agent(site, "Boriss")
        visitor = await a_visitor(browser, site)
        chat = visitor.pages[0]
        await opened(page, site)
        async with another(browser, site, "Boriss") as his:
            await expect(page.locator("#company")).to_contain_text("Boriss is looking at this")
            await field(page).press_sequentially("Labdien")
            await expect(his.locator("#company")).to_contain_text("Anna is writing an answer")
            await expect(chat.locator("#typing")).to_be_visible()
            await shown(his, "writing-collision")
            await expect(his.get_by_role("button", name="Take")).to_be_hidden()
            await chat.locator("#text").press_sequentially("Vai")
            await expect(page.locator("#typing")).to_be_visible()
            await shown(page, "writing-typing")
            await page.keyboard.press("Enter")
            await expect(agents(page)).to_have_count(1)
            await site.line.send()
            site.api.doorbell.ring("pages")
            await expect(chat.locator("#log")).to_contain_text("Labdien")
            await expect(chat.locator("#typing")).to_be_hidden()
            await page.get_by_role("button", name="Hand on…").click()
            await page.get_by_role("dialog").get_by_label("To").select_option("Boriss")
            await page.get_by_role("dialog").get_by_role("button", name="Hand on").click()
            await expect(field(his)).to_be_enabled()
            await field(his).fill("Te Boriss")
            await field(his).press("Enter")
            await expect(agents(page)).to_have_count(2)
            await his.goto("about:blank")
            await expect(page.locator("#company")).to_be_hidden()
        await visitor.close()


async def test_it_reads_well_on_a_phone_and_in_the_dark(page: Page, site: Site) -> None:
    await an_agent(site)
    for name, text in {"labdien": "Labdien! Ar Jums runā {agent.name}.", "numurs": "Pasūtījums {order.number} ir ceļā."}.items():
        await site.api.database.write(partial(canned.add, owner_id=0, name=name, texts={"lv": text}, by=None, now=1))
    await waiting(site)
    await opened(page, site)
    picture: list[FilePayload] = [{"name": "etiķete.png", "mimeType": "image/png", "buffer": a_picture()}]
    await page.locator("#file").set_input_files(picture)
    await expect(page.locator("#files li:not(.loading)")).to_have_count(1)
    await field(page).press_sequentially("/numurs")
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.type(" /")
    await expect(page.locator("#offers li")).to_have_count(2)
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
        await page.set_viewport_size(WIDE)
        await shown(page, f"writing-wide-{scheme}")
        found = await Axe().run(page, context="#composer")
        assert found.violations_count == 0, found.generate_report()
        await page.set_viewport_size({"width": 390, "height": 780})
        await shown(page, f"writing-phone-{scheme}")
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


async def a_visitor(browser: Browser, site: Site) -> BrowserContext:
    """A customer on the web chat, who waits for a person."""
    context = await browser.new_context(locale="lv-LV", viewport={"width": 390, "height": 780})
    chat = await context.new_page()
    await chat.goto(f"{site.url}/chat?lang=lv")
    await chat.locator("#text").fill("Cilvēku, lūdzu")
    await chat.keyboard.press("Enter")
    await site.heard()
    await site.line.hand_over(minutes=60)
    site.api.doorbell.ring("pages")
    return context
