"""The console in a real browser: what an agent does from signing in to closing."""

import pytest
from playwright.async_api import Browser, Page, expect

from bot.channels.port import Button
from tests.browser.conftest import Site, an_agent, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def waiting(site: Site, address: str = "7", name: str = "Anna Bērziņa") -> None:
    """A customer who waits for a person."""
    await site.line.hear("Kur ir mans pasūtījums 10023?", address, name=name)
    await site.line.reply("Ceļā: https://t.example/AB1", buttons=(Button("Cilvēku!", "1.0"),))
    await site.line.hear("Cilvēku!", address, name=name)
    await site.line.hand_over(minutes=60)
    site.api.doorbell.ring("pages")


async def test_a_wrong_password_is_told_and_the_right_one_lets_in(page: Page, site: Site) -> None:
    await an_agent(site)
    await page.goto(f"{site.url}/console?lang=en")
    await page.get_by_label("E-mail").fill("anna@example.com")
    await page.get_by_label("Password").fill("wrong")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("This e-mail and password do not belong together.")
    await sign_in(page, site)
    await expect(page.get_by_text("Nobody is waiting.")).to_be_visible()
    await page.locator("#menu summary").click()
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_label("Password")).to_be_visible()


async def test_from_the_queue_to_closed(page: Page, site: Site) -> None:
    await page.set_viewport_size({"width": 1280, "height": 800})
    await an_agent(site)
    await an_agent(site, "Boriss")
    await sign_in(page, site)
    await waiting(site)
    await page.get_by_role("link", name="Anna Bērziņa").click()
    await expect(page.get_by_label("Customer").get_by_text("Grib runāt ar cilvēku")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Text")).to_be_disabled()
    await page.get_by_role("button", name="Take").click()
    await expect(page.get_by_text("Anna took the conversation")).to_be_visible()
    await page.get_by_role("textbox", name="Text").fill("Labdien, te Anna.")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.agent")).to_contain_text("sending…")
    await site.line.send()
    site.api.doorbell.ring("pages")
    await expect(page.locator(".message.agent")).not_to_contain_text("sending…")
    await expect(page.get_by_label("Customer").locator(".state-kept")).to_be_visible()
    await page.get_by_role("radio", name="Note for colleagues").check()
    await page.get_by_role("textbox", name="Text").fill("Otrā sūdzība")
    await page.get_by_role("button", name="Add note").click()
    await expect(page.locator(".message.note")).to_contain_text("Note by Anna")
    await page.get_by_role("button", name="Hand on…").click()
    await page.get_by_role("dialog").get_by_label("To").select_option("Boriss")
    await page.get_by_role("dialog").get_by_role("button", name="Hand on").click()
    await expect(page.locator("#holder")).to_have_text("telegram · Boriss answers")
    await expect(page.get_by_role("button", name="Take")).to_be_hidden()


async def test_it_is_given_back_and_closed(page: Page, site: Site) -> None:
    await an_agent(site)
    await waiting(site)
    await sign_in(page, site)
    await page.get_by_role("link", name="Anna Bērziņa").click()
    await page.get_by_role("button", name="Take").click()
    await page.get_by_role("button", name="Give back to the bot").click()
    await expect(page.locator("#holder")).to_have_text("telegram · the bot answers")
    await page.get_by_role("button", name="Close").click()
    await expect(page.locator("#holder")).to_have_text("telegram · closed")


async def test_why_the_bot_said_it_is_a_touch_away(page: Page, site: Site) -> None:
    await an_agent(site)
    await waiting(site)
    await sign_in(page, site)
    await page.get_by_role("link", name="Anna Bērziņa").click()
    why = page.locator(".message.bot").first.get_by_role("button", name="Why?")
    await why.click()
    await expect(why).to_have_attribute("aria-expanded", "true")
    await expect(page.locator(".why")).to_contain_text("“Kur ir mans pasūtījums 10023?” (lv): sure that it is order_status")
    await expect(page.get_by_role("meter", name="order_status: 97 %")).to_have_count(1)
    await expect(page.locator(".why")).to_contain_text("Understood by: builtin-3f9a0c11aa22")
    await expect(page.locator(".why")).to_contain_text("said order-shipped")
    await why.click()
    await expect(page.locator(".why")).to_have_count(0)


async def test_of_two_who_take_it_one_is_told_who_has_it(page: Page, site: Site, browser: Browser) -> None:
    await an_agent(site)
    await an_agent(site, "Boriss")
    await waiting(site)
    await page.route("**/api/v1/events", lambda route: route.abort())  # who hears of nothing still does no harm
    await sign_in(page, site)
    await page.get_by_role("link", name="Anna Bērziņa").click()
    await expect(page.get_by_role("button", name="Take")).to_be_visible()
    other = await (await browser.new_context()).new_page()
    await sign_in(other, site, "Boriss")
    await other.get_by_role("link", name="Anna Bērziņa").click()
    await other.get_by_role("button", name="Take").click()
    await expect(other.locator("#holder")).to_have_text("telegram · Boriss answers")
    await page.get_by_role("button", name="Take").click(timeout=5000, force=True)
    await expect(page.get_by_role("alert").filter(has_text="This conversation is with Boriss now.")).to_be_visible()
    await expect(page.locator("#holder")).to_have_text("telegram · Boriss answers")
    await other.context.close()


async def test_words_of_a_customer_are_never_markup(page: Page, site: Site) -> None:
    await an_agent(site)
    await site.line.hear("<img src=x onerror=alert(1)> javascript:alert(1)", name="<b>Anna</b>")
    await site.line.hand_over()
    await sign_in(page, site)
    await page.get_by_role("link", name="<b>Anna</b>").click()
    await expect(page.locator(".message.customer .bubble")).to_have_text("<img src=x onerror=alert(1)> javascript:alert(1)")
    await expect(page.locator(".message.customer .bubble a")).to_have_count(0)


async def test_the_list_is_searched_and_walked_by_keyboard(page: Page, site: Site) -> None:
    await an_agent(site)
    await waiting(site, "7", "Anna Bērziņa")
    await waiting(site, "8", "Jānis Kalns")
    await sign_in(page, site)
    first, second = page.get_by_role("link", name="Anna Bērziņa"), page.get_by_role("link", name="Jānis Kalns")
    await first.focus()
    await page.keyboard.press("ArrowDown")
    await expect(second).to_be_focused()
    await page.get_by_role("searchbox").fill("kalns")
    await expect(first).to_have_count(0)
    await second.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Jānis Kalns")).to_be_visible()
    await page.get_by_role("link", name="Back to the list").click()
    await expect(page.get_by_role("searchbox")).to_be_visible()


async def test_a_phone_shows_one_thing_at_a_time(page: Page, site: Site) -> None:
    await an_agent(site)
    await waiting(site)
    await sign_in(page, site)
    await page.get_by_role("link", name="Anna Bērziņa").click()
    await expect(page.get_by_role("searchbox")).to_be_hidden()
    await page.get_by_role("button", name="Customer").click()
    await expect(page.get_by_role("heading", name="Promises")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("heading", name="Promises")).to_be_hidden()
    overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
