"""WooCommerce by its REST API, version 3 (https://woocommerce.github.io/woocommerce-rest-api-docs/).

`search` finds by any part of number, e-mail, phone, address or product, and a filter that is not known is dropped in silence:
so number and contact are compared here. There are no idempotency keys: each effect leaves a mark of its own at what it has made.
"""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal
from weakref import WeakValueDictionary

from flows.shop.contacts import is_theirs, phone_digits
from flows.shop.guard import doing, reading
from flows.shop.http import Reply, ShopHttp, Timing
from flows.shop.marks import is_number, mark
from flows.shop.model import Address, Money, Order, OrderState
from flows.shop.port import Ability, Receipt, ShopRefusedError, ShopUnavailableError, Why
from flows.shop.proof import normal_number
from flows.shop.woocommerce_orders import (
    Shipment,
    UnreadableError,
    fulfillment,
    meta,
    order_of,
    shipments_of_meta,
    state_of,
    tracking_item,
)

ROOT = "/wp-json/wc/v3"
PAGE, PAGES = 100, 3  # orders a search may bring, and how many pages of them are read
UNTOUCHED = frozenset({"unpaid", "paid"})


def woocommerce_http(url: str, key: str, secret: str, timing: Timing | None = None) -> ShopHttp:
    """The connection: Basic over HTTPS, never the key in the address, where it would stand in the shop's logs."""
    told = b64encode(f"{key}:{secret}".encode()).decode()
    return ShopHttp(url, {"Authorization": f"Basic {told}"}, timing or Timing())


@dataclass(slots=True)
class WooCommerce:
    """A Shop. `numbers`: `search` where a plugin gives orders numbers of their own; `states`: the shop's own, by its names.

    `expected_field`: the meta data in which a plugin keeps the day of delivery. `refunds`: `gateway` gives the money back the way
    it came, `record` only writes it down.
    """

    http: ShopHttp
    can: frozenset[Ability] = frozenset()
    numbers: Literal["id", "search"] = "id"
    states: Mapping[str, OrderState] = field(default_factory=dict)
    expected_field: str = ""
    refunds: Literal["gateway", "record"] = "gateway"
    _missing: set[str] = field(default_factory=set)  # routes this shop does not have
    _locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    @reading
    async def find_order(self, number: str) -> Order | None:
        """See Shop."""
        found = await self._find(number)
        parcels = await self._shipments(int(found["id"]) if found else 0)  # asked for in any case: time shall not tell
        return self._order(found, parcels) if found is not None else None

    @reading
    async def orders_of(self, contact: str) -> Sequence[Order]:
        """See Shop. Phones are found as far as the shop keeps them without spaces."""
        query = contact.strip() if "@" in contact else phone_digits(contact)[-8:]
        if len(query) < 6:
            return ()
        found = [self._order(data) async for data in self._search(query)]
        return [order for order in found if order is not None and is_theirs(order.customer, contact)]

    @doing
    async def cancel(self, number: str, key: str) -> Receipt:
        """See Shop."""
        async with self._doing("cancel", number):
            data = await self._there(number)
            if data.get("status") == "cancelled":
                return Receipt("cancel", number, str(data["id"]))
            self._untouched(data)
            await self._put(data, {"status": "cancelled", "meta_data": [{"key": f"_{mark(key)}", "value": "cancel"}]})
            return Receipt("cancel", number, str(data["id"]))

    @doing
    async def refund(self, number: str, amount: Money, key: str) -> Receipt:
        """See Shop."""
        async with self._doing("refund", number):
            data = await self._there(number)
            before = await self._refunds(data)
            if (known := self._refund(number, before, key)) is not None:
                return known
            self._affordable(data, before, amount)
            asked = {
                "amount": str(amount.amount), "reason": "", "api_refund": self.refunds == "gateway", "api_restock": False,
                "meta_data": [{"key": "_dezura_key", "value": mark(key)}],
            }  # fmt: skip
            made = _made(await self.http.ask("POST", f"{ROOT}/orders/{data['id']}/refunds", body=asked))
            return Receipt("refund", number, str(made.get("id", "")))

    @doing
    async def change_address(self, number: str, address: Address, key: str) -> Receipt:
        """See Shop."""
        async with self._doing("change_address", number):
            if not address.is_complete:
                raise ShopRefusedError("incomplete", "street, town and postcode are needed")
            data = await self._there(number)
            self._untouched(data)
            shipping = {"address_1": address.street, "address_2": "", "city": address.city, "postcode": address.postcode}
            if address.country:
                shipping["country"] = address.country
            await self._put(data, {"shipping": shipping, "meta_data": [{"key": f"_{mark(key)}", "value": "change_address"}]})
            return Receipt("change_address", number, str(data["id"]))

    @doing
    async def add_note(self, number: str, text: str, key: str) -> Receipt:
        """See Shop."""
        async with self._doing("add_note", number):
            data = await self._there(number)
            if (known := await self._note(number, data, key)) is not None:
                return known
            asked = {"note": f"{text}\n[{mark(key)}]", "customer_note": False}
            made = _made(await self.http.ask("POST", f"{ROOT}/orders/{data['id']}/notes", body=asked))
            return Receipt("add_note", number, str(made.get("id", "")))

    @doing
    async def issue_coupon(self, code: str, amount: Money, expires: date, key: str) -> Receipt:
        """See Shop. WooCommerce ends a coupon at the beginning of its last day, so it is told the day after."""
        async with self._doing("issue_coupon", code):
            if (coupon := await self._coupon(code)) is not None:
                if meta(coupon).get("_dezura_key") == mark(key):
                    return Receipt("issue_coupon", code, str(coupon.get("id", "")))
                raise ShopRefusedError("taken", "there is such a code already")
            asked = {
                "code": code, "discount_type": "fixed_cart", "amount": str(amount.amount), "usage_limit": 1,
                "date_expires": f"{expires + timedelta(days=1)}T00:00:00",
                "meta_data": [{"key": "_dezura_key", "value": mark(key)}],
            }  # fmt: skip
            made = _made(await self.http.ask("POST", f"{ROOT}/coupons", body=asked))
            return Receipt("issue_coupon", code, str(made.get("id", "")))

    @reading
    async def done(self, ability: Ability, about: str, key: str) -> Receipt | None:
        """See Shop."""
        if ability == "issue_coupon":
            coupon = await self._coupon(about)
            ours = coupon is not None and meta(coupon).get("_dezura_key") == mark(key)
            return Receipt(ability, about, str(coupon.get("id", ""))) if coupon is not None and ours else None
        if (data := await self._find(about)) is None:
            return None
        match ability:
            case "refund":
                return self._refund(about, await self._refunds(data), key)
            case "add_note":
                return await self._note(about, data, key)
            case _:
                ours = meta(data).get(f"_{mark(key)}") == ability
                return Receipt(ability, about, str(data["id"])) if ours else None

    async def close(self) -> None:
        """Give back connections."""
        await self.http.close()

    # --- reading -------------------------------------------------------------------------------------------------

    async def _find(self, number: str) -> Mapping[str, Any] | None:
        """The order's JSON; none where there is none, or more than one could be meant."""
        if not is_number(number):
            return None
        if self.numbers == "search":
            found = [data async for data in self._search(number) if _is(data, number)]
            return found[0] if len(found) == 1 else None
        if not (number.isascii() and number.isdecimal()):
            return None
        reply = await self.http.ask("GET", f"{ROOT}/orders/{int(number)}")
        data = _expect(reply, dict, missing=True)
        return data if data is not None and _is(data, number) else None

    async def _search(self, query: str) -> AsyncIterator[Mapping[str, Any]]:
        for page in range(1, PAGES + 1):
            asked = {"search": query, "per_page": str(PAGE), "page": str(page), "orderby": "date", "order": "desc"}
            found = _expect(await self.http.ask("GET", f"{ROOT}/orders", query=asked), list) or []
            for data in found:
                if isinstance(data, dict):
                    yield data
            if len(found) < PAGE:
                return

    async def _there(self, number: str) -> Mapping[str, Any]:
        if (data := await self._find(number)) is None:
            raise ShopRefusedError("not_found")
        return data

    def _order(self, data: Mapping[str, Any], parcels: Sequence[Shipment] = ()) -> Order | None:
        if (state := state_of(data, self.states)) is None:
            return None
        try:
            return order_of(data, state, shipments_of_meta(data) or parcels, self.expected_field)
        except UnreadableError as error:
            raise ShopUnavailableError(str(error)) from None

    async def _shipments(self, id_: int) -> list[Shipment]:
        """From WooCommerce itself, else from the plugin; a route the shop does not have is not asked for again."""
        for route, read in (
            (f"{ROOT}/orders/{{}}/fulfillments", fulfillment),
            ("/wp-json/wc-shipment-tracking/v3/orders/{}/shipment-trackings", tracking_item),
        ):
            if route in self._missing:
                continue
            reply = await self.http.ask("GET", route.format(id_))
            if reply.status == 404 and _code(reply) == "rest_no_route":
                self._missing.add(route)
                continue
            items = reply.data.get("fulfillments", []) if isinstance(reply.data, dict) else reply.data
            found = [read(item) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
            if shipments := [shipment for shipment in found if shipment is not None]:
                return shipments
        return []

    async def _refunds(self, data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        reply = await self.http.ask("GET", f"{ROOT}/orders/{data['id']}/refunds", query={"per_page": "100"})
        return _expect(reply, list) or []

    def _refund(self, number: str, refunds: Sequence[Mapping[str, Any]], key: str) -> Receipt | None:
        ours = next((refund for refund in refunds if meta(refund).get("_dezura_key") == mark(key)), None)
        return Receipt("refund", number, str(ours.get("id", ""))) if ours is not None else None

    async def _note(self, number: str, data: Mapping[str, Any], key: str) -> Receipt | None:
        reply = await self.http.ask("GET", f"{ROOT}/orders/{data['id']}/notes", query={"type": "internal"})
        notes = _expect(reply, list) or []
        ours = next((note for note in notes if mark(key) in str(note.get("note", ""))), None)
        return Receipt("add_note", number, str(ours.get("id", ""))) if ours is not None else None

    async def _coupon(self, code: str) -> Mapping[str, Any] | None:
        """WooCommerce writes codes small."""
        found = _expect(await self.http.ask("GET", f"{ROOT}/coupons", query={"code": code, "per_page": str(PAGE)}), list) or []
        return next((coupon for coupon in found if str(coupon.get("code", "")).casefold() == code.casefold()), None)

    # --- doing ---------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _doing(self, ability: Ability, about: str) -> AsyncIterator[None]:
        """Effects about one thing wait for each other: looking whether it is done, and doing it, are two requests."""
        if ability not in self.can:
            raise ShopRefusedError("cannot", f"the settings do not let us {ability.replace('_', ' ')}")
        lock = self._locks.setdefault(about, asyncio.Lock())
        async with lock:
            yield

    def _untouched(self, data: Mapping[str, Any]) -> None:
        if state_of(data, self.states) not in UNTOUCHED:
            raise ShopRefusedError("too_late", f"the order is {data.get('status', 'gone')}")

    def _affordable(self, data: Mapping[str, Any], before: Sequence[Mapping[str, Any]], amount: Money) -> None:
        total = order_of(data, "paid").total
        if amount.currency != total.currency or amount.amount <= 0:
            raise ShopRefusedError("refused", f"{amount} cannot be given back for an order in {total.currency}")
        if state_of(data, self.states) == "unpaid":
            raise ShopRefusedError("refused", "nothing was paid yet")
        given = sum((Money.parse(f"{str(one['amount']).lstrip('-')} {total.currency}") for one in before), amount)
        if given > total:
            raise ShopRefusedError("too_much", "more would be given back than was paid")

    async def _put(self, data: Mapping[str, Any], change: Mapping[str, Any]) -> None:
        _made(await self.http.ask("PUT", f"{ROOT}/orders/{data['id']}", body=change))


def _is(data: Mapping[str, Any], number: str) -> bool:
    return normal_number(str(data.get("number", ""))) == normal_number(number)


def _code(reply: Reply) -> str:
    return str(reply.data.get("code", "")) if isinstance(reply.data, dict) else ""


def _expect(reply: Reply, kind: type[Any], *, missing: bool = False) -> Any:
    """The body, where it is what was asked for; None for 404 where that is an answer."""
    if missing and reply.status == 404 and _code(reply).startswith("woocommerce_rest_"):
        return None
    if reply.status >= 400:
        raise ShopUnavailableError(f"the shop answers {reply.status} {_code(reply)[:60]}".strip())
    if not isinstance(reply.data, kind):
        raise ShopUnavailableError("the shop does not answer as WooCommerce does")
    return reply.data


def _made(reply: Reply) -> Mapping[str, Any]:
    """What an effect has made. Raises ShopRefusedError with the shop's own code."""
    if reply.status >= 400:
        why: Why = "taken" if _code(reply) == "woocommerce_rest_coupon_code_already_exists" else "refused"
        raise ShopRefusedError(why, f"the shop answers {reply.status} {_code(reply)[:60]}".strip())
    return reply.data if isinstance(reply.data, dict) else {}
