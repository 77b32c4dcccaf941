"""Who tells us of changed orders is who they say they are, and each delivery counts once."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from bot.doorbell import LocalDoorbell
from bot.shop_doors import Shopdoor, is_signed, routes
from bot.store.database import Database
from bot.store.waiting_tables import order_changes
from config.shops import Orders
from tests.platforms.shop_server import signature

SECRET = "whsec-never-in-a-log"
WOO = Orders(
    kind="woocommerce", url="https://shop.example", key=SecretStr("k"), secret=SecretStr("s"), webhook_secret=SecretStr(SECRET)
)  # fmt: skip
SHOPIFY = Orders(kind="shopify", url="https://shop.example", token=SecretStr("t"), webhook_secret=SecretStr(SECRET))
ORDER = json.dumps({"id": 10040, "number": "10040", "status": "completed", "billing": {"email": "a@b.lv"}}).encode()


class Door:
    """A server with the door of one shop, and what was noted."""

    def __init__(self, client: TestClient[web.Request, web.Application], database: Database) -> None:
        self.client, self.database = client, database

    async def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> int:
        """A delivery; the status it got."""
        async with self.client.post(f"/webhooks/{path}", data=body, headers=headers) as response:
            return response.status

    async def woo(
        self, body: bytes = ORDER, *, topic: str = "order.updated", delivery: str = "1", signed: str | None = None
    ) -> int:
        """A delivery of WooCommerce."""
        told = {
            "X-WC-Webhook-Topic": topic, "X-WC-Webhook-ID": "7", "X-WC-Webhook-Delivery-ID": delivery,
            "X-WC-Webhook-Signature": signature(SECRET, body) if signed is None else signed,
        }  # fmt: skip
        return await self.post("woocommerce", body, told)

    async def shopify(self, body: bytes, topic: str = "orders/updated", delivery: str = "b54557e4") -> int:
        """A delivery of Shopify."""
        told = {
            "X-Shopify-Topic": topic, "X-Shopify-Webhook-Id": delivery, "X-Shopify-Hmac-Sha256": signature(SECRET, body),
        }  # fmt: skip
        return await self.post("shopify", body, told)

    async def noted(self) -> list[Any]:
        """The orders that are said to have changed."""
        return list(
            await self.database.read(lambda connection: connection.execute(sa.select(order_changes.c.number)).scalars().all())
        )


@pytest.fixture
def orders() -> Orders:
    return WOO


@pytest.fixture
async def door(sqlite: Database, bell: LocalDoorbell, orders: Orders) -> AsyncIterator[Door]:
    application = web.Application()
    application.add_routes(routes(Shopdoor(orders, sqlite, bell, lambda: 1_795_000_000_000)))
    async with TestClient(TestServer(application)) as client:
        yield Door(client, sqlite)


async def test_a_changed_order_is_noted_once(door: Door) -> None:
    assert await door.woo() == 200
    assert await door.woo() == 200
    assert await door.noted() == ["10040"]
    assert await door.woo(delivery="2") == 200
    assert await door.noted() == ["10040", "10040"]


@pytest.mark.parametrize("signed", ["", "AAAA", signature("another", ORDER), signature(SECRET, ORDER + b" "), "ā", "x" * 9999])
async def test_a_stranger_is_turned_away(door: Door, signed: str) -> None:
    headers = {"X-WC-Webhook-Topic": "order.updated"} | ({"X-WC-Webhook-Signature": signed} if signed.isascii() else {})
    assert await door.post("woocommerce", ORDER, headers) in {400, 401}
    assert await door.noted() == []


async def test_the_ping_of_a_new_webhook_is_answered_and_says_nothing(door: Door) -> None:
    assert await door.post("woocommerce", b"webhook_id=7", {}) == 200
    assert await door.post("woocommerce", b"webhook_id=7&number=10040", {}) == 401
    assert await door.noted() == []


async def test_what_is_not_about_orders_is_taken_and_forgotten(door: Door) -> None:
    assert await door.woo(b'{"id": 1}', topic="product.updated") == 200
    assert await door.noted() == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"number": ""}', b'{"number": "1 OR 1=1; --"}', b'{"number": null}', b"\xff", b'{"a":' * 100_000],
)
async def test_a_signed_body_that_is_no_order_is_a_mistake_said_plainly(door: Door, body: bytes) -> None:
    assert await door.woo(body) == 400
    assert await door.noted() == []


async def test_a_body_that_is_too_large_is_not_read(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.shop_doors.BYTES", 1000)
    assert await door.woo(b" " * 1001) == 413


async def test_the_door_of_another_shop_is_closed(door: Door) -> None:
    assert await door.shopify(b'{"name": "#1001"}') == 404


@pytest.mark.parametrize("orders", [Orders(), Orders(kind="shopify", url="https://shop.example", token=SecretStr("t"))])
async def test_without_a_secret_nothing_is_taken(door: Door) -> None:
    assert await door.woo(signed=signature("", ORDER)) == 404
    assert await door.post("shopify", b"{}", {"X-Shopify-Hmac-Sha256": signature("", b"{}")}) == 404


@pytest.mark.parametrize("orders", [SHOPIFY])
class TestShopify:
    @pytest.mark.parametrize(
        ("topic", "name", "number"),
        [
            ("orders/updated", "#1001", ["1001"]),
            ("orders/fulfilled", "EN1001-LV", ["EN1001-LV"]),
            ("fulfillments/update", "#1001.2", ["1001"]),
            ("products/update", "Lamp", []),
        ],
    )
    async def test_orders_and_their_parcels_are_noted(self, door: Door, topic: str, name: str, number: list[str]) -> None:
        assert await door.shopify(json.dumps({"id": 1, "name": name}).encode(), topic) == 200
        assert await door.noted() == number

    async def test_a_repeated_delivery_counts_once(self, door: Door) -> None:
        for _ in range(3):
            assert await door.shopify(b'{"name": "#1001"}') == 200
        assert await door.noted() == ["1001"]


def test_a_signature_is_over_the_bytes_as_they_came() -> None:
    assert is_signed(b"s", b'{"a": 1}', signature("s", b'{"a": 1}'))
    assert not is_signed(b"s", b'{"a":1}', signature("s", b'{"a": 1}'))
    assert not is_signed(b"s", b"x", "\udcff")
