"""Where the shop's orders are: each mistake in one line, before any order is asked for."""

from datetime import timedelta
from pathlib import Path

import pytest

from config.shop import plain
from config.shops import Orders
from tests.config.test_shop import BEST, home, problem, read

__all__ = ["home"]
WOO = 'orders: {kind: woocommerce, url: "https://shop.example", key: "${WC_KEY}", secret: "${WC_SECRET}"%s}\n'
SHOPIFY = 'orders: {kind: shopify, url: "https://shop.myshopify.com", token: "${TOKEN}"%s}\n'
KEYS = {"WC_KEY": "ck_1", "WC_SECRET": "cs_1", "TOKEN": "shpat_1"}


def test_without_a_word_the_orders_are_our_own(home: Path) -> None:
    assert read(home, BEST).orders == Orders()


def test_a_woocommerce_shop(home: Path) -> None:
    orders = read(home, BEST + WOO % ", may: [cancel, refund], states: {gatavs: packed}, numbers: search", **KEYS).orders
    assert (orders.kind, orders.url, plain(orders.secret)) == ("woocommerce", "https://shop.example", "cs_1")
    assert orders.may == ("cancel", "refund")
    assert orders.states == {"gatavs": "packed"}
    assert orders.look_again == timedelta(minutes=30)
    assert "cs_1" not in repr(orders)


def test_a_shopify_shop(home: Path) -> None:
    orders = read(home, BEST + SHOPIFY % ', version: "2026-07"', **KEYS).orders
    assert (orders.kind, orders.version, plain(orders.token)) == ("shopify", "2026-07", "shpat_1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("orders: {kind: magento}", "`orders.kind`"),
        ('orders: {kind: woocommerce, url: "https://shop.example"}', "a woocommerce shop also needs key and secret"),
        ('orders: {kind: shopify, url: "https://shop.example"}', "a shopify shop also needs token"),
        (WOO.replace("https", "http") % "", "must begin with https://"),
        (WOO.replace("https://shop.example", "shop.example") % "", "write the shop's address as https://shop.example.com"),
        (WOO.replace("https://shop.example", "https://a:b@shop.example") % "", "write the shop's address as"),
        (WOO % ", token: x", "a woocommerce shop has no token"),
        (SHOPIFY % ", states: {a: packed}", "a shopify shop has no states"),
        (SHOPIFY % ", version: latest", "`orders.version`"),
        (WOO % ", states: {gatavs: ready}", "`orders.states.gatavs`"),
        (WOO % ", may: [pay]", "`orders.may.0`"),
        (WOO % ", look_again: 5s", "once a minute at most"),
        ("orders: {may: [cancel]}", "a builtin shop may do everything"),
        ("orders: {look_again: soon}", "not a duration"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(home: Path, text: str, said: str) -> None:
    found = problem(home, BEST + text, **KEYS)
    assert said in found
    assert found.startswith("config/shop.yml:7")


def test_a_key_that_is_not_set_is_named(home: Path) -> None:
    assert "WC_SECRET is not set" in problem(home, BEST + WOO % "", WC_KEY="ck_1")
