"""The door at which a shop's software tells of changed orders: verify, note, 200. The order itself is read again from the shop.

Signatures are over the raw body: X-WC-Webhook-Signature (https://woocommerce.com/document/webhooks/) and X-Shopify-Hmac-Sha256
(https://shopify.dev/docs/apps/build/webhooks/verify-deliveries), both HMAC-SHA256 in base64.
"""

import hmac
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec
import structlog
from aiohttp import web

from bot import bodies
from bot.bodies import BodyError, Room
from bot.doorbell import Doorbell
from bot.metrics import WEBHOOKS
from bot.store import watchers
from bot.store.database import Database
from bot.store.letters import storable
from config.shop import plain
from config.shops import Orders
from flows.shop.marks import is_number
from flows.shop.proof import normal_number

BYTES = 2 * 1024 * 1024  # an order with many lines
_PING = re.compile(rb"webhook_id=\d{1,20}")  # what WooCommerce sends, unsigned, when a webhook is set up
_PART = re.compile(r"\.\d+$")  # Shopify numbers the parcels of an order: #1001.1
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Told:
    """What a delivery says: its id, and which order it is about; no number where it is about something else."""

    id: str
    number: str


@dataclass(frozen=True, slots=True)
class Shopdoor:
    """What the door needs; there is none where the shop sends nothing."""

    orders: Orders
    database: Database
    doorbell: Doorbell
    clock: Callable[[], int]
    room: Room = field(default_factory=lambda: Room(8 * BYTES))

    @property
    def secret(self) -> bytes:
        """What deliveries are signed with; empty where nothing is taken."""
        return plain(self.orders.webhook_secret).encode()

    async def woocommerce(self, request: web.Request) -> web.Response:
        """POST /webhooks/woocommerce."""
        return await self._take(request, "woocommerce", "X-WC-Webhook-Signature", _from_woocommerce)

    async def shopify(self, request: web.Request) -> web.Response:
        """POST /webhooks/shopify."""
        return await self._take(request, "shopify", "X-Shopify-Hmac-Sha256", _from_shopify)

    async def _take(
        self, request: web.Request, kind: str, header: str, read: Callable[[Mapping[str, str], bytes], Told]
    ) -> web.Response:
        if self.orders.kind != kind or not self.secret:
            return _answer(kind, 404, "no such shop is set up")
        try:
            body = await bodies.read(request, BYTES, self.room)
        except BodyError as error:
            return _answer(kind, error.status, str(error))
        if not is_signed(self.secret, body, request.headers.get(header, "")):
            is_ping = kind == "woocommerce" and _PING.fullmatch(body) is not None
            return _answer(kind, 200) if is_ping else _answer(kind, 401, "the signature does not fit")
        try:
            told = read(request.headers, body)
        except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors
            return _answer(kind, 400, type(error).__name__)
        if told.number:
            now = self.clock()
            await self.database.write(lambda connection: watchers.tell(connection, f"{kind}:{told.id}", told.number, now))
            self.doorbell.ring("rounds")
        return _answer(kind, 200)


def routes(door: Shopdoor) -> list[web.RouteDef]:
    """The doors of both shops; that of the other one is closed."""
    return [web.post("/webhooks/woocommerce", door.woocommerce), web.post("/webhooks/shopify", door.shopify)]


def is_signed(secret: bytes, body: bytes, signature: str) -> bool:
    """Whether the body was signed with the secret; compared in constant time, whatever the header holds."""
    wanted = b64encode(hmac.digest(secret, body, sha256))
    return hmac.compare_digest(wanted, signature.strip().encode("utf-8", "surrogatepass"))


def _from_woocommerce(headers: Mapping[str, str], body: bytes) -> Told:
    """`order.*` topics carry the whole order; nothing of it is believed but its number. Raises ValueError."""
    delivery = f"{headers.get('X-WC-Webhook-ID', '')}:{headers.get('X-WC-Webhook-Delivery-ID', '')}"
    if not headers.get("X-WC-Webhook-Topic", "").startswith("order."):
        return Told(delivery, "")
    return Told(_id(delivery, body), _number(_mapping(body).get("number")))


def _from_shopify(headers: Mapping[str, str], body: bytes) -> Told:
    """`orders/*` carry the order's name, `fulfillments/*` that of a parcel of it. Raises ValueError."""
    topic, delivery = headers.get("X-Shopify-Topic", ""), headers.get("X-Shopify-Webhook-Id", "")
    if not topic.startswith(("orders/", "fulfillments/")):
        return Told(delivery, "")
    name = str(_mapping(body).get("name") or "")
    return Told(_id(delivery, body), _number(_PART.sub("", name) if topic.startswith("fulfillments/") else name))


def _mapping(body: bytes) -> Mapping[str, Any]:
    data = msgspec.json.decode(body)
    if not isinstance(data, dict):
        raise ValueError("this is no order")  # noqa: TRY004 - not a wrong type of ours, a wrong body of theirs
    return data


def _number(value: Any) -> str:
    number = normal_number(str(value or ""))
    if not is_number(number):
        raise ValueError("this order has no number")
    return number


def _id(delivery: str, body: bytes) -> str:
    """Without an id of its own, a delivery is what it says."""
    return storable(delivery[:100]) if delivery.strip(":") else sha256(body).hexdigest()


def _answer(kind: str, status: int, reason: str = "") -> web.Response:
    WEBHOOKS.labels(kind, str(status)).inc()
    if reason:
        _log.warning("webhook_rejected", channel=kind, status=status, reason=reason)
    return web.Response(status=status)
