"""The whole way of a parcel at a real shop: asked for, waited for, told by the shop, read again, told to the customer."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from bot.shop_doors import Shopdoor, routes
from bot.store.database import Database
from config.shops import Orders
from flows.shop.model import Order
from flows.shop.shopify import Shopify, shopify_http
from flows.shop.woocommerce import WooCommerce, woocommerce_http
from tests.books.office import BEGIN, Desk
from tests.flows.shop.orders import order
from tests.flows.shop.timing import Pauses
from tests.platforms.shop_server import signature
from tests.platforms.shopify import TOKEN, ShopifyEmulator
from tests.platforms.woocommerce import KEY, SECRET, WooEmulator

PAID = replace(order("10040", state="paid"), tracking=None, shipped_at=None)
SIGNED = "whsec"


@dataclass
class Town:
    """A shop and a desk that knows it only by its API and its webhooks."""

    desk: Desk
    emulator: WooEmulator | ShopifyEmulator
    client: TestClient[web.Request, web.Application]

    async def tells(self, found: Order, delivery: str) -> int:
        """The shop's own record changes, and it says so."""
        self.emulator.put(found)
        if isinstance(self.emulator, WooEmulator):
            body = json.dumps({"number": found.number, "status": "whatever it says"}).encode()
            headers = {"X-WC-Webhook-Topic": "order.updated", "X-WC-Webhook-Delivery-ID": delivery}
            path, header = "/webhooks/woocommerce", "X-WC-Webhook-Signature"
        else:
            body = json.dumps({"name": f"#{found.number}"}).encode()
            headers = {"X-Shopify-Topic": "orders/updated", "X-Shopify-Webhook-Id": delivery}
            path, header = "/webhooks/shopify", "X-Shopify-Hmac-Sha256"
        async with self.client.post(path, data=body, headers={**headers, header: signature(SIGNED, body)}) as response:
            return response.status


@pytest.fixture(params=["woocommerce", "shopify"])
async def town(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Town]:
    kind = request.param
    async with WooEmulator() if kind == "woocommerce" else ShopifyEmulator() as emulator:
        timing, secret = Pauses().timing(patience=1.0), SecretStr(SIGNED)
        if isinstance(emulator, WooEmulator):
            shop: WooCommerce | Shopify = WooCommerce(woocommerce_http(emulator.url, KEY, SECRET, timing))
            orders = Orders(
                kind="woocommerce", url=emulator.url, key=SecretStr(KEY), secret=SecretStr(SECRET), webhook_secret=secret
            )
        else:
            desk_zone = BEGIN.tzinfo
            assert desk_zone is not None
            shop = Shopify(shopify_http(emulator.url, TOKEN, timing), desk_zone)
            orders = Orders(kind="shopify", url=emulator.url, token=SecretStr(TOKEN), webhook_secret=secret)
        desk = Desk(database, shop)
        application = web.Application()
        application.add_routes(routes(Shopdoor(orders, database, desk.office.doorbell, desk.clock)))
        emulator.put(PAID)
        async with TestClient(TestServer(application)) as client:
            yield Town(desk, emulator, client)
        await shop.close()


async def test_a_parcel_is_told_once_however_often_the_shop_says_so(town: Town) -> None:
    desk, anna = town.desk, await town.desk.customer()
    await desk.prove(anna, PAID)
    assert (await desk.watch(anna, "10040"))["moving"] is True
    sent = replace(PAID, state="shipped", shipped_at=BEGIN)
    for delivery in ("1", "1", "2"):
        assert await town.tells(sent, delivery) == 200
        await desk.round()
    assert await desk.told() == [(anna, "order_shipped")]


async def test_what_a_delivery_says_is_not_believed(town: Town) -> None:
    desk, anna = town.desk, await town.desk.customer()
    await desk.prove(anna, PAID)
    await desk.watch(anna, "10040")
    assert await town.tells(PAID, "1") == 200  # signed, and nothing has changed
    await desk.round()
    assert await desk.told() == []


async def test_a_shop_that_tells_nothing_is_looked_at(town: Town) -> None:
    desk, anna = town.desk, await town.desk.customer()
    await desk.prove(anna, PAID)
    await desk.watch(anna, "10040")
    town.emulator.put(replace(PAID, state="shipped", shipped_at=BEGIN))
    desk.clock.forward(minutes=32)
    await desk.round()
    assert await desk.told() == [(anna, "order_shipped")]


async def test_a_real_shop_that_does_not_answer_keeps_its_customers_waiting_and_not_in_the_dark(town: Town) -> None:
    desk, anna = town.desk, await town.desk.customer()
    await desk.waits(anna, "10040")
    town.emulator.fail(503, times=3)
    desk.clock.forward(seconds=31)
    await desk.round()
    assert await desk.told() == []
    desk.clock.forward(minutes=2)
    await desk.round()
    assert await desk.told() == [(anna, "shop_answers")]
