"""An operator connects a shop, and asks whether it works."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.settings import CHECKOUT
from tests.commands.conftest import Dezura
from tests.flows.shop.orders import order
from tests.platforms.shopify import TOKEN, ShopifyEmulator
from tests.platforms.woocommerce import KEY, SECRET, WooEmulator

KEYS = {"WC_KEY": KEY, "WC_SECRET": SECRET, "SHOPIFY_TOKEN": TOKEN}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    return tmp_path


def settings(home: Path, orders: str) -> None:
    """The demo shop's settings with these orders."""
    text = (CHECKOUT / "config" / "shop.yml").read_text(encoding="utf-8")
    (home / "config" / "shop.yml").write_text(f"{text}\norders: {{{orders}}}\n", encoding="utf-8")


@pytest.fixture
async def woo() -> AsyncIterator[WooEmulator]:
    async with WooEmulator() as emulator:
        yield emulator


async def test_a_woocommerce_shop_tells_what_works(dezura: Dezura, home: Path, woo: WooEmulator) -> None:
    woo.put(order("10023"))
    settings(home, f'kind: woocommerce, url: "{woo.url}", key: "${{WC_KEY}}", secret: "${{WC_SECRET}}", may: [cancel]')
    done = await asyncio.to_thread(dezura, "shop", "test", "10023", DEZURA_HOME=str(home), **KEYS)
    assert done.exit_code == 0
    assert "Order 10023: shipped, placed 2026-11-19, 2 lines, 38.20 EUR." in done.output
    assert "Customers prove it by an e-mail and a phone." in done.output
    assert "We may: cancel." in done.output
    assert "There is no webhook_secret" in done.output
    assert "Ilze" not in done.output
    assert SECRET not in done.output


async def test_a_number_that_is_not_there_is_said(dezura: Dezura, home: Path, woo: WooEmulator) -> None:
    settings(home, f'kind: woocommerce, url: "{woo.url}", key: "${{WC_KEY}}", secret: "${{WC_SECRET}}"')
    done = await asyncio.to_thread(dezura, "shop", "test", "10023", DEZURA_HOME=str(home), **KEYS)
    assert done.exit_code == 1
    assert "There is no order 10023" in done.output


async def test_a_wrong_key_is_said_without_the_key(dezura: Dezura, home: Path, woo: WooEmulator) -> None:
    settings(home, f'kind: woocommerce, url: "{woo.url}", key: "${{WC_KEY}}", secret: "${{WC_SECRET}}"')
    told = {**KEYS, "WC_SECRET": "cs_mistyped"}
    done = await asyncio.to_thread(dezura, "shop", "test", DEZURA_HOME=str(home), **told)
    assert done.exit_code == 1
    assert "401" in done.output
    assert "mistyped" not in done.output


async def test_a_shopify_shop_tells_what_works(dezura: Dezura, home: Path) -> None:
    async with ShopifyEmulator() as shopify:
        shopify.put(order("10023"))
        settings(home, f'kind: shopify, url: "{shopify.url}", token: "${{SHOPIFY_TOKEN}}", webhook_secret: "whsec"')
        done = await asyncio.to_thread(dezura, "shop", "test", "#10023", DEZURA_HOME=str(home), **KEYS)
    assert done.exit_code == 0
    assert "Order 10023: shipped" in done.output
    assert "We may only read" in done.output
    assert "/webhooks/shopify" in done.output


async def test_the_built_in_shop_answers(dezura: Dezura) -> None:
    done = await asyncio.to_thread(dezura, "shop", "test")
    assert done.exit_code == 0
    assert "The built-in shop answers." in done.output
