"""Shopify's Admin GraphQL on loopback, with its traps: without it the adapter would meet them in a real shop first.

Mistakes come with status 200; what costs too much is throttled; a search by name finds prefixes, an unknown filter everything;
an order is cancelled by a job that ends later; a refund needs an idempotency key, and one that is known repeats nothing.
"""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from aiohttp import web

from flows.shop.model import Money, Order, OrderState
from tests.platforms.shop_server import Asked, ShopServer

TOKEN = "shpat_never_in_a_log"
LARGEST_COST = 1000
STATES: dict[OrderState, tuple[str, str]] = {
    "unpaid": ("PENDING", "UNFULFILLED"),
    "paid": ("PAID", "UNFULFILLED"),
    "packed": ("PAID", "IN_PROGRESS"),
    "shipped": ("PAID", "FULFILLED"),
    "partly_shipped": ("PAID", "PARTIALLY_FULFILLED"),
    "delivered": ("PAID", "FULFILLED"),
    "delayed": ("PAID", "FULFILLED"),
    "cancelled": ("PAID", "UNFULFILLED"),
    "returned": ("REFUNDED", "FULFILLED"),
}
ROOTS = frozenset({
    "orders", "order", "nodes", "job", "codeDiscountNodeByCode", "orderCancel", "refundCreate", "orderUpdate", "tagsAdd",
    "discountCodeBasicCreate",
})  # fmt: skip
SENT = frozenset({"shipped", "partly_shipped", "delivered", "delayed", "returned"})


def _set(money: Money) -> dict[str, Any]:
    return {"presentmentMoney": {"amount": str(money.amount).rstrip("0").rstrip("."), "currencyCode": money.currency}}


def shopify_order(order: Order) -> dict[str, Any]:
    """An order as Shopify writes it."""
    financial, goods = STATES[order.state]
    carrier = {"delivered": "DELIVERED", "delayed": "DELAYED"}.get(order.state, "IN_TRANSIT")
    tracking, address = order.tracking, order.address
    parcel = {
        "status": "SUCCESS",
        "displayStatus": carrier,
        "createdAt": _stamp(order.shipped_at),
        "inTransitAt": None,
        "estimatedDeliveryAt": f"{order.expected_at}T12:00:00Z" if order.expected_at else None,
        "deliveredAt": _stamp(order.delivered_at),
        "trackingInfo": [{"company": tracking.carrier, "number": tracking.number, "url": tracking.url}] if tracking else [],
    }
    return {
        "id": f"gid://shopify/Order/9{order.number}",
        "name": f"#{order.number}",
        "createdAt": _stamp(order.placed_at),
        "cancelledAt": _stamp(order.placed_at) if order.state == "cancelled" else None,
        "displayFinancialStatus": financial,
        "displayFulfillmentStatus": goods,
        "email": order.customer.email or None,
        "phone": order.customer.phone or None,
        "customerLocale": f"{order.customer.language}-LV",
        "totalPriceSet": _set(order.total),
        "customer": {"displayName": order.customer.name, "defaultEmailAddress": None, "defaultPhoneNumber": None},
        "shippingAddress": {
            "name": order.customer.name,
            "firstName": order.customer.name.partition(" ")[0],
            "lastName": order.customer.name.partition(" ")[2],
            "phone": None,
            "address1": address.street if address else "Brīvības iela 5",
            "address2": "",
            "city": address.city if address else "Rīga",
            "zip": address.postcode if address else "LV-1010",
            "countryCodeV2": address.country if address else "LV",
        },
        "lineItems": {
            "nodes": [
                {"title": line.title, "quantity": line.quantity, "discountedUnitPriceSet": _set(line.unit_price)}
                for line in order.lines
            ]
        },
        "fulfillments": [parcel] if order.state in SENT else [],
        "refunds": [],
        "transactions": []
        if financial == "PENDING"
        else [
            {
                "id": f"gid://shopify/OrderTransaction/1{order.number}",
                "kind": "SALE",
                "status": "SUCCESS",
                "gateway": "shopify_payments",
                "amountSet": _set(order.total),
                "parentTransaction": None,
            }
        ],
        "metafields": {},
        "tags": [],
    }


@dataclass
class ShopifyEmulator(ShopServer):
    """The shop; `points` is what may still be asked of it, `denied` the mutations its token has no scope for."""

    points: float = 2000.0
    denied: set[str] = field(default_factory=set)
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    discounts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._ids = itertools.count(500)
        self._keys: dict[str, dict[str, Any]] = {}
        self._jobs: dict[str, tuple[int, str]] = {}
        self._lost = ""

    def put(self, order: Order) -> dict[str, Any]:
        """Have this order there."""
        data = shopify_order(order)
        self.orders[data["id"]] = data
        return data

    def lose(self, mutation: str) -> None:
        """Do the next such mutation, and answer 502."""
        self._lost = mutation

    def process(self, asked: Asked) -> web.Response:  # noqa: PLR0911 - one line for each way to go wrong
        """One request to a shop in good health."""
        if asked.headers.get("X-Shopify-Access-Token") != TOKEN:
            return web.json_response({"errors": "[API] Invalid API key or access token"}, status=401)
        if asked.method != "POST" or re.fullmatch(r"/admin/api/20\d\d-(01|04|07|10)/graphql.json", asked.path) is None:
            return web.json_response({"errors": "Not Found"}, status=404)
        query, variables = asked.body["query"], asked.body.get("variables") or {}
        cost = 700.0 if "lineItems" in query and "orders(" in query and "first: 20" in query else 40.0
        if "lineItems" in query and "orders(" in query:
            return self._error("MAX_COST_EXCEEDED", LARGEST_COST * 2)
        if cost > self.points:
            return self._error("THROTTLED", cost)
        self.points -= cost
        roots = [root for root in re.findall(r"(\w+)\(", query) if root in ROOTS]
        if denied := [root for root in roots if root in self.denied]:
            return self._error("ACCESS_DENIED", cost, denied[0])
        data = {root: getattr(self, f"_{root}")(variables, query) for root in roots}
        if self._lost in roots:
            self._lost = ""
            return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")
        return web.json_response({"data": data, "extensions": {"cost": self._cost(cost)}})

    def _error(self, code: str, cost: float, path: str = "") -> web.Response:
        error = {"message": f"{code} {path}".strip(), "extensions": {"code": code}}
        return web.json_response({"errors": [error], "data": None, "extensions": {"cost": self._cost(cost)}})

    def _cost(self, cost: float) -> dict[str, Any]:
        throttle = {"maximumAvailable": 2000.0, "currentlyAvailable": self.points, "restoreRate": 100.0}
        return {"requestedQueryCost": cost, "actualQueryCost": cost, "throttleStatus": throttle}

    def _orders(self, variables: Mapping[str, Any], _query: str) -> dict[str, Any]:
        """By prefix, case aside; a filter it does not know is dropped, and everything is found."""
        name, _, value = variables["query"].partition(":")
        value = value.strip('"').lstrip("#").casefold()
        found = list(self.orders.values())
        if name in {"name", "email"}:
            found = [data for data in found if str(data[name] or "").lstrip("#").casefold().startswith(value)]
        return {"nodes": sorted(found, key=lambda data: data["createdAt"], reverse=True)[:20]}

    def _nodes(self, variables: Mapping[str, Any], _query: str) -> list[Any]:
        return [self.orders.get(id_) for id_ in variables["ids"]]

    def _order(self, variables: Mapping[str, Any], _query: str) -> dict[str, Any] | None:
        data = self.orders.get(variables["id"])
        return None if data is None else {**data, "metafield": data["metafields"].get(variables.get("key"))}

    def _job(self, variables: Mapping[str, Any], _query: str) -> dict[str, Any]:
        looks, order = self._jobs[variables["id"]]
        self._jobs[variables["id"]] = (looks - 1, order)
        if looks <= 1:
            self.orders[order]["cancelledAt"] = "2026-11-23T10:00:00Z"
        return {"id": variables["id"], "done": looks <= 1}

    def _orderCancel(self, variables: Mapping[str, Any], _query: str) -> dict[str, Any]:
        data = self.orders[variables["id"]]
        if data["cancelledAt"] or data["fulfillments"]:
            said = {"field": ["orderId"], "message": "cannot be cancelled", "code": "INVALID"}
            return {"job": None, "orderCancelUserErrors": [said]}
        id_ = f"gid://shopify/Job/{next(self._ids)}"
        self._jobs[id_] = (2, variables["id"])
        return {"job": {"id": id_, "done": False}, "orderCancelUserErrors": []}

    def _refundCreate(self, variables: Mapping[str, Any], query: str) -> dict[str, Any]:
        if "@idempotent(key: $key)" not in query:
            return {"refund": None, "userErrors": [{"field": None, "message": "an idempotency key is required"}]}
        if (known := self._keys.get(variables["key"])) is not None:
            return known
        told = variables["input"]
        data = self.orders[told["orderId"]]
        paid = sum(_amount(one) for one in data["transactions"] if one["kind"] == "SALE")
        back = sum(_amount(one) for one in data["transactions"] if one["kind"] == "REFUND")
        asked = sum(Decimal(one["amount"]) for one in told["transactions"])
        if not told["transactions"] or back + asked > paid:
            return {"refund": None, "userErrors": [{"field": ["transactions"], "message": "cannot refund more than was paid"}]}
        for one in told["transactions"]:
            data["transactions"].append({
                "id": f"gid://shopify/OrderTransaction/{next(self._ids)}", "kind": "REFUND", "status": "SUCCESS",
                "gateway": one["gateway"], "parentTransaction": {"id": one["parentId"]},
                "amountSet": {"presentmentMoney": {"amount": one["amount"], "currencyCode": told["currency"]}},
            })  # fmt: skip
        made = {"refund": {"id": f"gid://shopify/Refund/{next(self._ids)}"}, "userErrors": []}
        data["refunds"].append({"id": made["refund"]["id"], "note": told["note"]})  # type: ignore[index]
        self._keys[variables["key"]] = made
        return made

    def _orderUpdate(self, variables: Mapping[str, Any], _query: str) -> dict[str, Any]:
        told = variables["input"]
        data = self.orders[told["id"]]
        if new := told.get("shippingAddress"):
            data["shippingAddress"] = {"countryCodeV2": new.get("countryCode"), "name": data["shippingAddress"]["name"], **new}
        for one in told.get("metafields", ()):
            data["metafields"][one["key"]] = {"value": one["value"]}
        return {"order": {"id": told["id"]}, "userErrors": []}

    def _tagsAdd(self, variables: Mapping[str, Any], _query: str) -> dict[str, Any]:
        self.orders[variables["id"]]["tags"].append("dezura-note")
        return {"userErrors": []}

    def _codeDiscountNodeByCode(self, variables: Mapping[str, Any], _query: str) -> dict[str, Any] | None:
        return self.discounts.get(variables["code"].casefold())

    def _discountCodeBasicCreate(self, variables: Mapping[str, Any], _query: str) -> dict[str, Any]:
        told = variables["discount"]
        if told["code"].casefold() in self.discounts:
            said = {"field": ["code"], "message": "Code must be unique", "code": "TAKEN"}
            return {"codeDiscountNode": None, "userErrors": [said]}
        node = {
            "id": f"gid://shopify/DiscountCodeNode/{next(self._ids)}",
            "codeDiscount": {"title": told["title"], "codes": {"nodes": [{"code": told["code"]}]}, "told": told},
        }
        self.discounts[told["code"].casefold()] = node
        return {"codeDiscountNode": {"id": node["id"]}, "userErrors": []}


def _amount(transaction: Mapping[str, Any]) -> Decimal:
    return Decimal(transaction["amountSet"]["presentmentMoney"]["amount"])


def _stamp(moment: Any) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
