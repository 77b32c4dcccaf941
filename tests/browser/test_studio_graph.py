"""A flow drawn as a graph in a real browser: moved, walked by keys, read as a list, and redrawn while somebody types."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.studio import StudioSite, enter
from tests.browser.test_audit import PHONE, WIDE, faults, wear

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def opened(page: Page, studio: StudioSite, flow: str, language: str = "en") -> Locator:
    """The graph of a flow, in the room of wordings."""
    await enter(page, studio, "wordings", language=language)
    await page.goto(f"{studio.url}/studio/wordings?lang={language}&flow={flow}")
    await page.locator("#wordings h2 button").first.click()
    graph = page.locator("#flow-graph")
    await expect(graph.locator(".graph-name")).to_have_text(flow)
    return graph


async def shown(graph: Locator, name: str) -> None:
    """A picture for who wants to look, in the folder that SCREENSHOTS names."""
    if folder := os.environ.get("SCREENSHOTS"):
        await graph.page.screenshot(path=Path(folder) / f"studio-graph-{name}.png")


async def test_a_flow_is_drawn_with_what_customers_did(page: Page, studio: StudioSite) -> None:
    await page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    anna = studio.customer("anna", locale="en")
    await anna.say("where is order 10026?")
    await anna.say("liga.kalnina@example.com")
    graph = await opened(page, studio, "order_status")
    await expect(graph.locator("[data-step='*start'] .count")).to_have_text("1×")
    await expect(graph.locator("[data-step='look']")).to_have_attribute("aria-label", "asks the shop's software: find_order. 1×")
    await expect(graph.locator(".graph-note")).to_contain_text("last 30 days")
    await shown(graph, "order_status")


async def test_keys_lead_along_the_ways(page: Page, studio: StudioSite) -> None:
    graph = await opened(page, studio, "order_status")
    await graph.locator("[data-step='*start']").focus()
    for step in ("collect:order_number", "prove", "look"):
        await page.keyboard.press("ArrowDown")
        await expect(graph.locator(f"[data-step='{step}']")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(graph.locator("[data-step='prove']")).to_be_focused()
    await page.keyboard.press("Shift+Enter")
    await expect(graph.locator(".graph-name")).to_have_text("prove_ownership")
    await graph.get_by_role("button", name="Back to order_status").click()
    await expect(graph.locator(".graph-name")).to_have_text("order_status")


async def test_the_step_at_the_caret_is_lit_and_a_step_that_is_chosen_is_told(page: Page, studio: StudioSite) -> None:
    await opened(page, studio, "order_status")
    module = await page.locator("script[src*='studio-wordings.js']").get_attribute("src") or ""
    await page.evaluate(
        """async (url) => {
          const { graph } = await import(url);
          window.chosen = [];
          await graph(document.getElementById("flow-graph"), "order_status", { onStep: (...told) => window.chosen.push(told) });
        }""",
        module.replace("studio-wordings.js", "studio-graph.js"),
    )
    tell = "document.dispatchEvent(new CustomEvent('step-at', { detail: { flow: 'order_status', step: 'lost' } }))"
    await page.evaluate(tell)
    lit = page.locator("#flow-graph [data-step='lost']")
    await expect(lit).to_have_class("step say lit")
    await expect(lit).to_be_in_viewport()
    await lit.click()
    ((step, line, flow),) = await page.evaluate("window.chosen")
    assert (step, flow) == ("lost", "order_status")
    assert "lost" in (studio.home / "flows/scripts/order_status.yml").read_text(encoding="utf-8").splitlines()[line - 1]


async def test_it_is_drawn_again_without_jumping_when_the_draft_changes(page: Page, studio: StudioSite) -> None:
    graph = await opened(page, studio, "cancel_order")
    await graph.locator("[data-step='*start']").focus()
    await page.keyboard.press("ArrowDown")
    step = await page.evaluate("document.activeElement.dataset.step")
    before = await graph.locator(f"[data-step='{step}']").bounding_box()
    name = "scripts/cancel_order.yml"
    file = await page.evaluate("async (name) => (await fetch(`/api/v1/studio/files/${name}`)).json()", name)
    added = "      - id: quite_new\n        say: order-lost\n        values: {number: slots.order_number}\n"
    text = file["text"].replace("    steps:\n", f"    steps:\n{added}", 1)
    await page.evaluate(
        """async ([name, body]) => {
          const headers = { "Content-Type": "application/json" };
          const answer = await fetch(`/api/v1/studio/files/${name}`, { method: "POST", headers, body: JSON.stringify(body) });
          if (!answer.ok) throw new Error(await answer.text());
          document.dispatchEvent(new CustomEvent("draft-changed"));
        }""",
        [name, {"text": text, "version": file["version"]}],
    )
    await expect(graph.locator("[data-step='quite_new']")).to_have_count(1)
    after = await graph.locator(f"[data-step='{step}']").bounding_box()
    assert before
    assert after
    assert (round(after["x"]), round(after["y"])) == (round(before["x"]), round(before["y"]))
    await expect(graph.locator(f"[data-step='{step}']")).to_be_focused()


async def test_wheel_and_buttons_make_it_larger_and_smaller(page: Page, studio: StudioSite) -> None:
    graph = await opened(page, studio, "order_status")
    width = await graph.locator("[data-step='*start']").evaluate("node => node.getBoundingClientRect().width")
    await graph.get_by_role("button", name="Larger").click()
    larger = await graph.locator("[data-step='*start']").evaluate("node => node.getBoundingClientRect().width")
    assert larger > width * 1.2
    await graph.locator("svg").hover()
    await page.mouse.wheel(0, 600)
    await expect(graph.locator(".sheet-of-graph")).not_to_have_attribute("transform", "")
    assert await graph.locator("[data-step='*start']").evaluate("node => node.getBoundingClientRect().width") < width


@pytest.mark.parametrize("flow", ["return_goods", "pay_by_invoice"])
async def test_a_long_flow_can_be_read_as_a_list_too(page: Page, studio: StudioSite, flow: str) -> None:
    graph = await opened(page, studio, flow)
    await shown(graph, flow)
    await graph.get_by_text("The same as a list").click()
    items = graph.locator(".graph-list button")
    assert await items.count() == await graph.locator("[data-step]").count()


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_it_shuts_nobody_out(page: Page, studio: StudioSite, theme: str) -> None:
    await enter(page, studio, "wordings")
    await wear(page, theme)
    graph = await opened(page, studio, "order_status")
    for fold in await graph.locator("summary").all():
        await fold.click()
    assert await faults(page) == []
    await shown(graph, theme)


async def test_on_a_phone_it_fits(page: Page, studio: StudioSite) -> None:
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    graph = await opened(page, studio, "order_status", language="uk")
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    await expect(graph.locator("[data-step='*start']")).to_be_in_viewport()
    await shown(graph, "phone")
    await page.set_viewport_size(WIDE)  # type: ignore[arg-type]
