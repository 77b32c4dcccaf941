"""Whatever a shop answers, it is an order, none, or a shop that does not answer as it should: never a fault of ours."""

import copy
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from aiohttp import web

from flows.shop.port import ABILITIES, ShopError, ShopUnavailableError
from flows.shop.shopify import Shopify, shopify_http
from flows.shop.woocommerce import WooCommerce, woocommerce_http
from tests.flows.shop.orders import order
from tests.flows.shop.timing import Pauses
from tests.platforms.shop_server import Asked, ShopServer
from tests.platforms.shopify import shopify_order
from tests.platforms.woocommerce import woo_order

ODD: tuple[Any, ...] = (None, [], {}, "", "x", 0, -1, True, [None], {"a": None})


class Saying(ShopServer):
    """A shop that answers with what it is given."""

    answer: Any = None

    def process(self, asked: Asked) -> web.Response:
        if asked.path.endswith(("/fulfillments", "/shipment-trackings")):
            return web.json_response(self.answer if isinstance(self.answer, list) else [self.answer])
        return web.json_response(self.answer)


def spoilt(data: Any) -> Iterator[Any]:
    """The answer with every one of its values replaced in turn, and left out."""
    for path in paths(data):
        for odd in ODD:
            changed = copy.deepcopy(data)
            inner = changed
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = odd
            yield changed
        changed = copy.deepcopy(data)
        inner = changed
        for key in path[:-1]:
            inner = inner[key]
        del inner[path[-1]]
        yield changed


def paths(data: Any) -> Iterator[tuple[Any, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (key,)
        yield from ((key, *rest) for rest in paths(value))


async def test_woocommerce_may_answer_anything() -> None:
    good = woo_order(order("10023"), 10023)
    good["meta_data"] = [
        {"key": "_wc_shipment_tracking_items", "value": [{"tracking_number": "CE1", "date_shipped": "1795248000"}]}
    ]
    async with Saying() as server:
        shop = WooCommerce(woocommerce_http(server.url, "k", "s", Pauses().timing()), expected_field="_day")
        server.answer = good
        assert await shop.find_order("10023") is not None
        for server.answer in (*ODD, *spoilt(good)):
            try:
                await shop.find_order("10023")
            except ShopUnavailableError:
                continue
        await shop.close()


async def test_woocommerce_s_parcels_may_be_anything() -> None:
    parcel = {"id": 1, "status": "fulfilled", "is_fulfilled": True, "date_updated": "2026-11-21T08:00:00Z", "meta_data": [
        {"key": "_tracking_number", "value": "CE1"}, {"key": "_items", "value": [{"item_id": 1, "qty": 2}]}]}  # fmt: skip
    good = {**woo_order(order("10023"), 10023), **parcel, "id": 10023, "status": "processing"}
    async with Saying() as server:
        shop = WooCommerce(woocommerce_http(server.url, "k", "s", Pauses().timing()))
        for server.answer in spoilt(good):
            try:
                await shop.find_order("10023")
            except ShopUnavailableError:
                continue
        await shop.close()


async def test_shopify_may_answer_anything() -> None:
    data = shopify_order(order("10023"))
    good = {"data": {"orders": {"nodes": [data]}, "nodes": [data]}}
    async with Saying() as server:
        shop = Shopify(shopify_http(server.url, "t", Pauses().timing()), UTC)
        server.answer = good
        assert await shop.find_order("10023") is not None
        for server.answer in (*ODD, {"errors": "x"}, {"errors": [1]}, {"data": None, "errors": [{}]}, *spoilt(good)):
            try:
                await shop.find_order("10023")
                await shop.orders_of("ilze.liepina@example.com")
            except ShopUnavailableError:
                continue
        await shop.close()


async def test_an_effect_at_a_shop_that_answers_anything_ends_in_an_error_of_the_shop() -> None:
    async with Saying() as server:
        woo = WooCommerce(woocommerce_http(server.url, "k", "s", Pauses().timing()), ABILITIES)
        shopify = Shopify(shopify_http(server.url, "t", Pauses().timing()), UTC, ABILITIES)
        paid = shopify_order(order("10023", state="paid"))
        answers = [*spoilt(woo_order(order("10023", state="paid"), 10023))]
        answers += [*spoilt({"data": {"orders": {"nodes": [paid]}, "nodes": [paid], "orderCancel": {"job": None}}})]
        for shop in (woo, shopify):
            for server.answer in answers:
                try:
                    await shop.cancel("10023", "k1")
                except ShopError:
                    continue
            await shop.close()
