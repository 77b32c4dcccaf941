"""The list in a real browser: its length, ten thousand rows, what changes while one looks, other tabs, a lost connection."""

import time
from functools import partial

import pytest
import sqlalchemy as sa
from playwright.async_api import Page, expect

from bot.store.tables import conversations
from tests.browser.conftest import Site, an_agent, sign_in
from tests.browser.test_console import waiting
from tests.browser.test_decisions import shown

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
MANY = 10_000
ROWS = "document.querySelectorAll('#cards li').length"

# Scrolls from top to bottom and says how long the longest frame took, in ms.
SCROLL = """async (until) => {
  const pane = document.getElementById("pane");
  let worst = 0, last = performance.now();
  while (!pane.textContent.includes(until)) {
    const before = pane.scrollTop;
    pane.scrollTop += 1500;
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    worst = Math.max(worst, now - last);
    last = now;
    if (pane.scrollTop === before) await new Promise((done) => setTimeout(done, 10)), last = performance.now();
  }
  return worst;
}"""


def ten_thousand(connection: sa.Connection, now: int) -> None:
    rows = [
        {"channel": "telegram", "address": str(n), "name": f"Customer {n:05}", "created_at": now, "changed_at": now - 60_000 - n,
         "owner": "queue", "due_at": now + n * 1000, "team": "shop", "last_in_at": now}
        for n in range(MANY)
    ]  # fmt: skip
    connection.execute(conversations.insert(), rows)


async def test_ten_thousand_rows_are_walked_without_a_stop(page: Page, site: Site) -> None:
    await page.set_viewport_size({"width": 1280, "height": 800})
    await an_agent(site)
    await site.api.database.write(partial(ten_thousand, now=site.line.clock.now))
    await sign_in(page, site)
    await expect(page.get_by_role("link", name="Customer 00000")).to_be_visible()
    await expect(page.get_by_role("button", name="Waiting 999+")).to_be_visible()
    started = time.monotonic()
    worst = await page.evaluate(SCROLL, f"Customer {MANY - 1:05}")
    print(f"{MANY} rows: worst frame {worst:.0f} ms, from top to bottom in {time.monotonic() - started:.1f} s")
    await expect(page.get_by_role("link", name=f"Customer {MANY - 1:05}")).to_be_visible()
    assert await page.evaluate(ROWS) < 60
    await page.get_by_role("link", name=f"Customer {MANY - 1:05}").focus()
    await page.keyboard.press("k")
    await expect(page.get_by_role("link", name=f"Customer {MANY - 2:05}")).to_be_focused()
    await shown(page, "list-many")


async def test_what_changes_far_above_moves_nothing_that_is_looked_at(page: Page, site: Site) -> None:
    await an_agent(site)
    await site.api.database.write(partial(ten_thousand, now=site.line.clock.now))
    await sign_in(page, site)
    await expect(page.get_by_role("link", name="Customer 00000")).to_be_visible()
    await page.locator("#pane").evaluate("pane => { pane.scrollTop = 2000; }")
    looked_at = page.get_by_role("link", name="Customer 00030")
    await expect(looked_at).to_be_visible()
    before = await looked_at.bounding_box()
    async with page.expect_response(lambda answer: "ids=" in answer.url) as asked:
        await waiting(site, "new", "Anna Bērziņa")
    answer = await asked.value
    assert len((await answer.json())["items"]) <= 1, "only the row that changed is asked for"
    await expect(page.get_by_role("button", name="Waiting")).to_contain_text("999+")
    after = await looked_at.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 1


async def test_the_lengths_of_the_lists_are_live(page: Page, site: Site) -> None:
    await an_agent(site)
    await sign_in(page, site)
    queue, mine = page.locator('[data-owner="queue"]'), page.locator('[data-owner="me"]')
    await expect(queue).to_have_text("Waiting ")
    await waiting(site)
    await expect(queue).to_have_text("Waiting 1")
    await page.get_by_role("link", name="Anna Bērziņa").click()
    await expect(page.get_by_role("button", name="Take")).to_be_visible()
    await page.keyboard.press("t")
    await page.get_by_role("link", name="Back to the list").click()
    await expect(mine).to_have_text("Mine 1")
    await expect(page.get_by_text("Nobody is waiting.")).to_be_visible()


async def test_who_waits_is_counted_in_the_title_and_heard_once_in_all_tabs(page: Page, site: Site) -> None:
    await an_agent(site)
    await sign_in(page, site)
    other = await page.context.new_page()
    await other.goto(f"{site.url}/console")
    await expect(other.get_by_text("Nobody is waiting.")).to_be_visible()
    for one in (page, other):
        await one.evaluate("window.rings = 0; document.addEventListener('rang', () => { window.rings += 1; });")
        await one.locator(".shop").press("Shift")
    await waiting(site)
    for one in (page, other):
        await expect(one).to_have_title("(1) Conversations · Rīta veikals")
    rings = [await one.evaluate("window.rings") for one in (page, other)]
    assert sorted(rings) == [0, 1]


async def test_two_tabs_agree(page: Page, site: Site) -> None:
    await an_agent(site)
    await waiting(site)
    await sign_in(page, site)
    other = await page.context.new_page()
    for one in (page, other):
        await one.goto(f"{site.url}/console#/1")
        await expect(one.locator("#holder")).to_have_text("telegram · waits for Klientu apkalpošana")
    await page.keyboard.press("t")
    for one in (page, other):
        await expect(one.locator("#holder")).to_have_text("telegram · Anna answers")
    await other.close()


async def test_no_connection_is_told_at_once_and_comes_back_by_itself(page: Page, site: Site) -> None:
    await an_agent(site)
    await waiting(site)
    await sign_in(page, site)
    await expect(page.locator("html")).to_have_attribute("data-link", "up")
    await page.context.set_offline(True)
    await expect(page.locator("#offline")).to_be_visible()
    await waiting(site, "8", "Jānis Kalns")
    await page.context.set_offline(False)
    await expect(page.locator("#offline")).to_be_hidden()
    await expect(page.get_by_role("link", name="Jānis Kalns")).to_be_visible()


async def test_a_page_that_begins_without_an_answer_says_so_and_asks_again(page: Page, site: Site) -> None:
    await an_agent(site)
    await waiting(site)
    await sign_in(page, site)
    await page.route("**/api/v1/desk", lambda route: route.abort())
    await page.reload()
    await expect(page.locator("#offline")).to_be_visible()
    await page.unroute("**/api/v1/desk")
    await expect(page.get_by_role("link", name="Anna Bērziņa")).to_be_visible()
    await expect(page.locator("#offline")).to_be_hidden()
