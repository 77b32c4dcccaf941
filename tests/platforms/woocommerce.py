"""WooCommerce on loopback, with its traps: without it the adapter would be tested against a shop as one wishes it.

`search` finds by any part of anything; a parameter it does not know is dropped in silence; a page holds a hundred at most;
numbers may be a plugin's; a route that is not installed is 404; a gateway that cannot refund answers 500; coupons are kept small.
"""

import itertools
import re
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC
from decimal import Decimal
from typing import Any

from aiohttp import web

from flows.shop.model import Order, OrderState
from tests.platforms.shop_server import Asked, ShopServer

KEY, SECRET = "ck_reads_and_writes", "cs_never_in_a_log"
STATUS: dict[OrderState, str] = {
    "unpaid": "pending",
    "paid": "processing",
    "packed": "packed",  # a plugin's own state
    "shipped": "completed",
    "delivered": "delivered",  # a plugin's own state
    "cancelled": "cancelled",
    "returned": "refunded",
}


def woo_order(order: Order, id_: int) -> dict[str, Any]:
    """An order as WooCommerce writes it."""
    first, _, last = order.customer.name.partition(" ")
    placed = order.placed_at.astimezone(UTC).replace(tzinfo=None).isoformat()
    shipped = order.shipped_at.astimezone(UTC).replace(tzinfo=None).isoformat() if order.shipped_at else None
    address = order.address
    currency = order.total.currency
    return {
        "id": id_,
        "number": order.number,
        "status": STATUS[order.state],
        "currency": currency,
        "date_created_gmt": placed,
        "date_paid_gmt": None if order.state == "unpaid" else placed,
        "date_completed_gmt": shipped if order.state in {"shipped", "delivered", "returned"} else None,
        "total": str(order.total.amount),
        "billing": {
            "first_name": first,
            "last_name": last,
            "email": order.customer.email,
            "phone": order.customer.phone,
            "address_1": "Brīvības iela 5",
            "city": "Rīga",
            "postcode": "LV-1010",
            "country": "LV",
        },
        "shipping": {
            "address_1": address.street if address else "",
            "city": address.city if address else "",
            "postcode": address.postcode if address else "",
            "country": address.country if address else "",
        },
        "line_items": [
            {
                "id": number,
                "name": line.title,
                "quantity": line.quantity,
                "total": str(line.total.amount),
                "total_tax": "0.00",
                "price": float(line.unit_price.amount),
            }
            for number, line in enumerate(order.lines, 1)
        ],
        "meta_data": [],
    }


@dataclass
class WooEmulator(ShopServer):
    """The shop. `sequential`: its orders have numbers that are not their ids; `gateway`: it can give money back by itself.

    `fulfillments` and `plugin` switch the two ways of tracking on; `tracking` holds their items by the order's id.
    """

    sequential: bool = False
    gateway: bool = True
    fulfillments: bool = False
    plugin: bool = False
    orders: dict[int, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    notes: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    coupons: list[dict[str, Any]] = field(default_factory=list)
    tracking: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._ids = itertools.count(700)

    def put(self, order: Order) -> dict[str, Any]:
        """Have this order there."""
        known = next((data for data in self.orders.values() if data["number"] == order.number), None)
        id_ = known["id"] if known else next(self._ids) if self.sequential else int(order.number)
        self.orders[id_] = woo_order(order, id_)
        return self.orders[id_]

    def process(self, asked: Asked) -> web.Response:
        """One request to a shop in good health."""
        told = "Basic " + b64encode(f"{KEY}:{SECRET}".encode()).decode()
        if asked.headers.get("Authorization") != told:
            return _error(401, "woocommerce_rest_cannot_view")
        path = asked.path.removeprefix("/wp-json")
        for method, pattern, answer in (
            ("GET", r"/wc/v3/orders", self._list),
            ("GET", r"/wc/v3/orders/(\d+)", self._one),
            ("PUT", r"/wc/v3/orders/(\d+)", self._change),
            ("GET", r"/wc/v3/orders/(\d+)/refunds", self._listed(self.refunds)),
            ("POST", r"/wc/v3/orders/(\d+)/refunds", self._refund),
            ("GET", r"/wc/v3/orders/(\d+)/notes", self._listed(self.notes)),
            ("POST", r"/wc/v3/orders/(\d+)/notes", self._note),
            ("GET", r"/wc/v3/coupons", self._coupons),
            ("POST", r"/wc/v3/coupons", self._issue),
            *([("GET", r"/wc/v3/orders/(\d+)/fulfillments", self._listed(self.tracking))] if self.fulfillments else []),
            *(
                [("GET", r"/wc-shipment-tracking/v3/orders/(\d+)/shipment-trackings", self._listed(self.tracking))]
                if self.plugin
                else []
            ),
        ):
            if asked.method == method and (found := re.fullmatch(pattern, path)) is not None:
                if found.groups() and int(found[1]) not in self.orders:
                    return _error(404, "woocommerce_rest_shop_order_invalid_id")
                done: web.Response = answer(asked, int(found[1]) if found.groups() else 0)
                return done
        return _error(404, "rest_no_route")

    def _list(self, asked: Asked, _id: int) -> web.Response:
        """Only these parameters mean anything; `number`, `email` and the like are dropped, and everything is listed."""
        per_page, page = int(asked.query.get("per_page", 10)), int(asked.query.get("page", 1))
        if not 1 <= per_page <= 100:
            return _error(400, "rest_invalid_param")
        text = asked.query.get("search", "").casefold()
        found = [data for data in self.orders.values() if not text or _matches(data, text)]
        found.sort(key=lambda data: (data["date_created_gmt"], data["id"]), reverse=True)
        pages = -(-len(found) // per_page)
        headers = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(pages)}
        return web.json_response(found[(page - 1) * per_page : page * per_page], headers=headers)

    def _one(self, _asked: Asked, id_: int) -> web.Response:
        return web.json_response(self.orders[id_])

    def _change(self, asked: Asked, id_: int) -> web.Response:
        data = self.orders[id_]
        data["status"] = asked.body.get("status", data["status"])
        data["shipping"] |= asked.body.get("shipping", {})
        for item in asked.body.get("meta_data", []):
            data["meta_data"] = [*(old for old in data["meta_data"] if old["key"] != item["key"]), item]
        return web.json_response(data)

    def _listed(self, things: dict[int, list[dict[str, Any]]]) -> Any:
        return lambda _asked, id_: web.json_response(things.get(id_, []))

    def _refund(self, asked: Asked, id_: int) -> web.Response:
        amount, before = Decimal(asked.body["amount"]), self.refunds.setdefault(id_, [])
        given = sum((Decimal(one["amount"]) for one in before), Decimal(0))
        if amount <= 0 or given + amount > Decimal(self.orders[id_]["total"]):
            return _error(400, "woocommerce_rest_invalid_order_refund")
        if asked.body.get("api_refund", True) and not self.gateway:
            return _error(500, "woocommerce_rest_cannot_create_order_refund")
        made = {"id": next(self._ids), "amount": str(amount), "meta_data": asked.body.get("meta_data", [])}
        before.append(made)
        return web.json_response(made, status=201)

    def _note(self, asked: Asked, id_: int) -> web.Response:
        made = {"id": next(self._ids), "note": asked.body["note"], "customer_note": asked.body["customer_note"]}
        self.notes.setdefault(id_, []).append(made)
        return web.json_response(made, status=201)

    def _coupons(self, asked: Asked, _id: int) -> web.Response:
        """`code` is compared as it was written, and codes are kept small: who asks in capitals gets everything."""
        code = asked.query.get("code", "").lower()
        return web.json_response([coupon for coupon in self.coupons if coupon["code"] == code] if code else self.coupons)

    def _issue(self, asked: Asked, _id: int) -> web.Response:
        code = asked.body["code"].lower()
        if any(coupon["code"] == code for coupon in self.coupons):
            return _error(400, "woocommerce_rest_coupon_code_already_exists")
        made = {**asked.body, "id": next(self._ids), "code": code}
        self.coupons.append(made)
        return web.json_response(made, status=201)


def _matches(data: dict[str, Any], text: str) -> bool:
    """As WooCommerce: the id exactly; any part of contacts, addresses, products and of a plugin's number."""
    billing = data["billing"]
    parts = [data["number"], billing["email"], billing["phone"], *billing.values(), *data["shipping"].values()]
    parts += [item["name"] for item in data["line_items"]]
    return str(data["id"]) == text or any(text in str(part).casefold() for part in parts)


def _error(status: int, code: str) -> web.Response:
    return web.json_response({"code": code, "message": "…", "data": {"status": status}}, status=status)
