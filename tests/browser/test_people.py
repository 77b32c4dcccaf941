"""People and rights in the browser: inviting, coming in by a link, one's account, the record."""

import re
from functools import partial

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.store import audit
from tests.api.conftest import PASSWORD
from tests.browser.conftest import Site, an_agent, sign_in
from tests.browser.test_decisions import shown

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
NEW = "seven quiet lanterns"
WIDE, PHONE = {"width": 1200, "height": 820}, {"width": 390, "height": 780}


async def looked_at(page: Page, name: str) -> None:
    """Held against WCAG by axe in both lights, wide and on a phone, with nothing that scrolls sideways; pictures of it all."""
    for size, kind in ((WIDE, "wide"), (PHONE, "phone")):
        await page.set_viewport_size(size)  # type: ignore[arg-type]  # two numbers
        for light in ("light", "dark"):
            await page.emulate_media(color_scheme=light)  # type: ignore[arg-type]  # one of two
            await shown(page, f"{name}-{kind}-{light}")
            found = await Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
            assert found.violations_count == 0, found.generate_report()
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{name} scrolls on a {kind}"
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size(WIDE)  # type: ignore[arg-type]


async def an_admin(page: Page, site: Site) -> None:
    for name, role in (("Dace", "admin"), ("Anna", "agent"), ("Vera", "supervisor")):
        await an_agent(site, name, role)  # type: ignore[arg-type]  # a role
    await sign_in(page, site, "Dace")


async def test_somebody_is_invited_sets_a_password_and_is_in(page: Page, site: Site, browser: Browser) -> None:
    await an_admin(page, site)
    await page.goto(f"{site.url}/console/people")
    await page.get_by_role("button", name="Invite somebody").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("E-mail").fill("jana@example.com")
    await dialog.get_by_label("Name").fill("Jana Liepa")
    await dialog.get_by_label("Role").select_option("supervisor")
    await expect(dialog.get_by_text("Also money, reports")).to_be_visible()
    await dialog.get_by_role("checkbox", name="Latviešu").check()
    await looked_at(page, "people-invite")
    await dialog.get_by_role("button", name="Invite", exact=True).click()
    await expect(page.get_by_role("heading", name="Link for Jana Liepa")).to_be_visible()
    link = await page.get_by_role("textbox", name="Link for Jana Liepa").input_value()
    await looked_at(page, "people-link")
    await page.get_by_role("button", name="Done").click()
    await expect(page.locator(".one", has_text="Jana Liepa")).to_contain_text("invited, not in yet")
    await looked_at(page, "people")
    context = await browser.new_context(locale="en-GB", viewport=PHONE)  # type: ignore[arg-type]
    hers = await context.new_page()
    asked: list[str] = []
    hers.on("request", lambda request: asked.append(request.url + str(request.headers.get("referer", ""))))
    await hers.goto(link)
    await expect(hers.get_by_role("heading", name="Welcome, Jana Liepa")).to_be_visible()
    token = link.partition("#")[2]
    assert token not in hers.url
    await looked_at(hers, "enter")
    await hers.get_by_label("New password").fill("password1")
    await hers.get_by_role("button", name="Keep it and sign in").click()
    await expect(hers.get_by_role("alert")).to_contain_text("Too easy to guess.")
    await hers.get_by_label("New password").fill(NEW)
    await hers.get_by_role("button", name="Keep it and sign in").click()
    await expect(hers.get_by_role("searchbox")).to_be_visible()
    assert [url for url in asked if token in url] == []
    await hers.goto("about:blank")
    await hers.goto(link)
    await expect(hers.get_by_text("This link was used")).to_be_visible()
    await looked_at(hers, "enter-gone")
    await context.close()


async def test_a_link_is_read_in_another_language_without_being_lost(page: Page, site: Site) -> None:
    await an_admin(page, site)
    made = await page.evaluate(
        """async () => (await fetch("/api/v1/people", {method: "POST", headers: {"Content-Type": "application/json"},
        body: JSON.stringify({email: "j@example.com", name: "Jana"})})).json()"""
    )
    await page.goto(made["link"])
    for name, words in (("Latviešu", "Laipni lūdzam, Jana!"), ("Українська", "Вітаємо, Jana!"), ("Polski", "Witamy! Jana")):
        await page.get_by_role("link", name=name).click()
        await expect(page.get_by_role("heading", name=words)).to_be_visible()
        assert "#" not in page.url


async def test_an_admin_gives_another_role_and_locks_somebody_out(page: Page, site: Site, browser: Browser) -> None:
    await an_admin(page, site)
    context = await browser.new_context(locale="en-GB")
    annas = await context.new_page()
    await sign_in(annas, site, "Anna")
    await page.goto(f"{site.url}/console/people")
    await page.get_by_role("button", name="Edit Anna").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.locator(".session")).to_contain_text("Chrome")
    await looked_at(page, "people-edit")
    await dialog.get_by_label("Role").select_option("supervisor")
    await dialog.get_by_role("button", name="Save", exact=True).click()
    await expect(page.locator(".one", has_text="Anna")).to_contain_text("Supervisor")
    await page.get_by_role("button", name="Edit Anna").click()
    await page.get_by_role("button", name="Lock out").click()
    await expect(page.get_by_text("Anna is signed out everywhere at once")).to_be_visible()
    await page.get_by_role("dialog", name="Lock out").get_by_role("button", name="Lock out").click()
    await expect(page.locator(".one", has_text="Anna")).to_contain_text("locked out")
    await expect(annas.get_by_label("Password")).to_be_visible()  # the open console closes by itself
    await context.close()
    await page.get_by_role("button", name="Edit Dace").click()
    await expect(page.get_by_role("dialog").get_by_label("Role")).to_be_disabled()


async def test_a_supervisor_reads_but_changes_nobody(page: Page, site: Site) -> None:
    await an_agent(site, "Vera", "supervisor")
    await sign_in(page, site, "Vera")
    await page.goto(f"{site.url}/console/people")
    await page.get_by_role("button", name="Look at Vera").click()
    await expect(page.get_by_role("dialog")).to_contain_text("vera@example.com")
    await expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    await expect(page.get_by_role("button", name="Invite somebody")).to_have_count(0)
    await page.get_by_role("checkbox", name="Atgriešana").check()
    await page.get_by_label("Skills").fill("returns b2b")
    await page.get_by_label("Customers at once").fill("3")
    await looked_at(page, "people-desk")
    await page.get_by_role("button", name="Save the desk").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await page.reload()
    await page.get_by_role("button", name="Look at Vera").click()
    await expect(page.get_by_label("Skills")).to_have_value("returns b2b")
    await expect(page.get_by_role("checkbox", name="Atgriešana")).to_be_checked()


async def test_one_changes_ones_own_account(page: Page, site: Site, browser: Browser) -> None:
    await an_agent(site, "Anna")
    context = await browser.new_context(locale="en-GB")
    elsewhere = await context.new_page()
    await sign_in(elsewhere, site, "Anna")
    await sign_in(page, site, "Anna")
    await page.goto(f"{site.url}/console/account")
    await expect(page.locator(".session")).to_have_count(2)
    await looked_at(page, "account")
    await page.get_by_label("Your name").fill("Anna B.")
    await page.get_by_label("Seconds an answer waits").fill("5")
    await page.locator("#preferences").get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await page.get_by_label("Password until now").fill("wrong")
    await page.get_by_label("New password").fill(NEW)
    await page.get_by_role("button", name="Change the password").click()
    await expect(page.get_by_text("This is not your password.")).to_be_visible()
    await page.get_by_label("Password until now").fill(PASSWORD)
    await page.get_by_role("button", name="Change the password").click()
    await expect(page.get_by_text("Changed. Every other sign-in")).to_be_visible()
    await expect(page.locator(".session")).to_have_count(1)
    await expect(elsewhere.get_by_label("Password")).to_be_visible()
    await context.close()
    await page.get_by_label("Language of the console").select_option("uk")
    await page.locator("#me").get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", name="Мій обліковий запис")).to_be_visible()
    await expect(page.get_by_label("Скільки секунд")).to_have_value("5")


async def test_who_forgot_the_password_is_told_whom_to_ask(page: Page, site: Site) -> None:
    await page.goto(f"{site.url}/console?lang=en")
    await looked_at(page, "sign-in")
    await page.get_by_role("link", name="Forgot your password?").click()
    await expect(page.get_by_text("Ask an administrator for a link.")).to_be_visible()
    await looked_at(page, "forgot")


async def test_the_record_is_found_and_taken_along(page: Page, site: Site) -> None:
    await an_admin(page, site)
    await site.line.hear("Labdien")
    for action, about, detail in (
        ("refund.paid", "refund:7", {"number": "R-26-000123-ABCD", "amount": "18.00 EUR"}),
        ("user.role", "user:2", {"before": "agent", "after": "supervisor"}), ("conversation.taken", "conversation:1", {}),
        ("bank.imported", "file:konts-2026-11.xml", {"format": "camt.053", "found": 12, "fresh": 9}),
        ("payment.placed", "payment:4", {"invoices": ["2026100001: 12.50 EUR"]}),
    ):  # fmt: skip
        await site.api.database.write(
            partial(audit.record, who=3, action=action, about=about, detail=detail, now=site.api.now())
        )
    await page.goto(f"{site.url}/console/audit")
    await expect(page.locator(".entry")).to_have_count(6)
    await expect(page.locator(".entry").first).to_contain_text("said what a payment is for")
    await looked_at(page, "audit")
    await page.get_by_label("What").select_option("refund")
    await expect(page.locator(".entry")).to_have_count(1)
    await expect(page.locator(".entry")).to_contain_text("18.00 EUR")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="CSV").click()
    kept = await (await download.value).path()
    text = kept.read_text(encoding="utf-8-sig")
    assert re.search(r"refund\.paid,refund:7", text)
    assert len(text.splitlines()) == 2
    await page.get_by_label("What").select_option("")
    await page.get_by_label("Person").select_option(label="Anna")
    await expect(page.locator(".entry")).to_have_count(1)
    await expect(page.locator(".entry")).to_contain_text("gave another role: Anna")
