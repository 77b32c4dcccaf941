"""Shopify by its Admin GraphQL API (https://shopify.dev/docs/api/admin-graphql).

A mistake is told with status 200, in `errors` or `userErrors`; too many requests, too, by what they cost. Searches find prefixes
and drop filters they do not know, and there is none by phone: number and contact are compared here.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from weakref import WeakValueDictionary

from flows.shop.contacts import is_theirs, same_email
from flows.shop.guard import doing, reading
from flows.shop.http import Reply, ShopHttp, Timing
from flows.shop.marks import is_number, mark, mark_id
from flows.shop.model import Address, Money, Order
from flows.shop.port import Ability, Receipt, ShopRefusedError, ShopUnavailableError, ShopUnclearError
from flows.shop.proof import normal_number
from flows.shop.shopify_orders import FIELDS, UnreadableError, email_of, money, order_of

FOUND, WHOLE = 20, 10  # orders a search may bring, and how many of them are read whole
FACE = "id name email customer { defaultEmailAddress { emailAddress } }"
UNTOUCHED = frozenset({"unpaid", "paid"})
JOB_LOOKS, JOB_PAUSE = 6, 0.5  # cancelling is a job of its own: how often it is looked at, seconds apart

# First what is needed to compare, then the rest of the few that are meant: all of twenty would cost more than Shopify allows.
_FIND = f"""query($query: String!) {{
  orders(first: {FOUND}, query: $query, sortKey: CREATED_AT, reverse: true) {{ nodes {{ {FACE} }} }}
}}"""
_ORDERS = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Order {{ {FIELDS} }} }} }}"
_MARKED = 'query($id: ID!, $key: String!) { order(id: $id) { metafield(namespace: "dezura", key: $key) { value } } }'
_PAYMENTS = """query($id: ID!) { order(id: $id) {
  refunds(first: 50) { id note }
  transactions(first: 50) {
    id kind status gateway parentTransaction { id } amountSet { presentmentMoney { amount currencyCode } }
  }
} }"""
_CANCEL = """mutation($id: ID!, $note: String!) {
  orderCancel(
    orderId: $id, reason: CUSTOMER, refundMethod: { originalPaymentMethodsRefund: false }, restock: true, notifyCustomer: false,
    staffNote: $note
  ) { job { id done } orderCancelUserErrors { field message code } }
}"""
_JOB = "query($id: ID!) { job(id: $id) { id done } }"
_REFUND = """mutation($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) { refund { id } userErrors { field message } }
}"""
_UPDATE = "mutation($input: OrderInput!) { orderUpdate(input: $input) { order { id } userErrors { field message } } }"
_NOTE = """mutation($input: OrderInput!, $id: ID!) {
  orderUpdate(input: $input) { order { id } userErrors { field message } }
  tagsAdd(id: $id, tags: ["dezura-note"]) { userErrors { field message } }
}"""
_COUPON = """query($code: String!) { codeDiscountNodeByCode(code: $code) {
  id codeDiscount { ... on DiscountCodeBasic { title codes(first: 1) { nodes { code } } } }
} }"""
_ISSUE = """mutation($discount: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $discount) { codeDiscountNode { id } userErrors { field message code } }
}"""


def shopify_http(url: str, token: str, timing: Timing | None = None) -> ShopHttp:
    """The connection; the token travels in a header only."""
    return ShopHttp(url, {"X-Shopify-Access-Token": token}, timing or Timing())


@dataclass(slots=True)
class Shopify:
    """A Shop. `version` is the API's, as 2026-10; days are those of `zone`."""

    http: ShopHttp
    zone: tzinfo
    can: frozenset[Ability] = frozenset()
    version: str = "2026-10"
    _locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    @reading
    async def find_order(self, number: str) -> Order | None:
        """See Shop."""
        data = await self._find(number)
        return self._order(data) if data is not None else None

    @reading
    async def orders_of(self, contact: str) -> Sequence[Order]:
        """See Shop. Shopify does not search by phone: by phone nothing is found."""
        if "@" not in contact or (quoted := _quoted(contact.strip())) is None:
            return ()
        faces = [face for face in await self._search(f"email:{quoted}") if same_email(email_of(face), contact)]
        found = [self._order(data) for data in await self._whole(faces)]
        return [order for order in found if is_theirs(order.customer, contact)]

    @doing
    async def cancel(self, number: str, key: str) -> Receipt:
        """See Shop."""
        async with self._doing("cancel", number):
            data = await self._there(number)
            if not data.get("cancelledAt"):
                self._untouched(data)
                asked = {"id": data["id"], "note": mark(key)}
                made = await self._mutate(_CANCEL, asked, "orderCancel", safe=True, errors="orderCancelUserErrors")
                await self._finished(made.get("job") or {})
            return Receipt("cancel", number, str(data["id"]))

    @doing
    async def refund(self, number: str, amount: Money, key: str) -> Receipt:
        """See Shop."""
        async with self._doing("refund", number):
            data = await self._there(number)
            payments = await self._payments(data)
            if (known := _refund(number, payments, key)) is not None:
                return known
            asked = {
                "orderId": data["id"], "note": mark(key), "notify": False, "currency": amount.currency,
                "transactions": self._parts(data, payments, amount),
            }  # fmt: skip
            variables = {"input": asked, "key": str(mark_id(key))}
            made = await self._mutate(_REFUND, variables, "refundCreate", safe=True)  # its key makes it safe
            return Receipt("refund", number, str((made.get("refund") or {}).get("id", "")))

    @doing
    async def change_address(self, number: str, address: Address, key: str) -> Receipt:
        """See Shop. The name and phone on the parcel stay."""
        async with self._doing("change_address", number):
            if not address.is_complete:
                raise ShopRefusedError("incomplete", "street, town and postcode are needed")
            data = await self._there(number)
            self._untouched(data)
            old = data.get("shippingAddress") or {}
            new = {"address1": address.street, "address2": "", "city": address.city, "zip": address.postcode}
            kept = {name: old[name] for name in ("firstName", "lastName", "phone") if old.get(name)}
            country = address.country or old.get("countryCodeV2")
            shipping = {**kept, **new, **({"countryCode": country} if country else {})}
            asked = {"id": data["id"], "shippingAddress": shipping, "metafields": [_metafield(mark(key), "change_address")]}
            await self._mutate(_UPDATE, {"input": asked}, "orderUpdate", safe=True)
            return Receipt("change_address", number, str(data["id"]))

    @doing
    async def add_note(self, number: str, text: str, key: str) -> Receipt:
        """See Shop. The order's own note is one text people write in: ours stands in a metafield, and a tag points at it."""
        async with self._doing("add_note", number):
            data = await self._there(number)
            asked = {"id": data["id"], "metafields": [_metafield(mark(key), text)]}
            await self._mutate(_NOTE, {"input": asked, "id": data["id"]}, "orderUpdate", safe=True)
            return Receipt("add_note", number, str(data["id"]))

    @doing
    async def issue_coupon(self, code: str, amount: Money, expires: date, key: str) -> Receipt:
        """See Shop."""
        async with self._doing("issue_coupon", code):
            if (known := await self.done("issue_coupon", code, key)) is not None:
                return known
            end = datetime.combine(expires + timedelta(days=1), time(), self.zone).astimezone(UTC)
            asked = {
                "title": mark(key), "code": code, "startsAt": datetime.now(UTC).isoformat(), "endsAt": end.isoformat(),
                "usageLimit": 1, "appliesOncePerCustomer": True, "context": {"all": "ALL"},
                "customerGets": {
                    "items": {"all": True},
                    "value": {"discountAmount": {"amount": str(amount.amount), "appliesOnEachItem": False}},
                },
            }  # fmt: skip
            made = await self._mutate(_ISSUE, {"discount": asked}, "discountCodeBasicCreate", safe=False)
            return Receipt("issue_coupon", code, str((made.get("codeDiscountNode") or {}).get("id", "")))

    @reading
    async def done(self, ability: Ability, about: str, key: str) -> Receipt | None:
        """See Shop."""
        if ability == "issue_coupon":
            node = (await self._query(_COUPON, {"code": about})).get("codeDiscountNodeByCode") or {}
            ours = (node.get("codeDiscount") or {}).get("title") == mark(key)
            return Receipt(ability, about, str(node.get("id", ""))) if ours else None
        if (data := await self._find(about)) is None:
            return None
        if ability == "refund":
            return _refund(about, await self._payments(data), key)
        if ability == "cancel":  # an order is cancelled once, whoever does it
            return Receipt(ability, about, str(data["id"])) if data.get("cancelledAt") else None
        found = (await self._query(_MARKED, {"id": data["id"], "key": mark(key)})).get("order") or {}
        return Receipt(ability, about, str(data["id"])) if found.get("metafield") else None

    async def close(self) -> None:
        """Give back connections."""
        await self.http.close()

    # --- reading -------------------------------------------------------------------------------------------------

    async def _find(self, number: str) -> Mapping[str, Any] | None:
        if not is_number(number):
            return None
        faces = [face for face in await self._search(f'name:"{number}"') if _is(face, number)]
        found = await self._whole(faces)  # asked for also where there is none: the time it takes shall not tell
        return found[0] if len(found) == len(faces) == 1 and _is(found[0], number) else None

    async def _whole(self, faces: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        found = (await self._query(_ORDERS, {"ids": [face["id"] for face in faces[:WHOLE]]})).get("nodes") or []
        return [node for node in found if isinstance(node, dict) and node]

    async def _search(self, query: str) -> list[Mapping[str, Any]]:
        found = (await self._query(_FIND, {"query": query})).get("orders") or {}
        nodes = found.get("nodes")
        if not isinstance(nodes, list):
            raise ShopUnavailableError("the shop does not answer as Shopify does")
        return [node for node in nodes if isinstance(node, dict)]

    async def _there(self, number: str) -> Mapping[str, Any]:
        if (data := await self._find(number)) is None:
            raise ShopRefusedError("not_found")
        return data

    def _order(self, data: Mapping[str, Any]) -> Order:
        try:
            return order_of(data, self.zone)
        except UnreadableError as error:
            raise ShopUnavailableError(str(error)) from None

    async def _payments(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        return (await self._query(_PAYMENTS, {"id": data["id"]})).get("order") or {}

    # --- doing ---------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _doing(self, ability: Ability, about: str) -> AsyncIterator[None]:
        if ability not in self.can:
            raise ShopRefusedError("cannot", f"the settings do not let us {ability.replace('_', ' ')}")
        lock = self._locks.setdefault(about, asyncio.Lock())
        async with lock:
            yield

    def _untouched(self, data: Mapping[str, Any]) -> None:
        if (state := self._order(data).state) not in UNTOUCHED:
            raise ShopRefusedError("too_late", f"the order is {state.replace('_', ' ')}")

    def _parts(self, data: Mapping[str, Any], payments: Mapping[str, Any], amount: Money) -> list[dict[str, Any]]:
        """The sum, spread over the payments it came by, the oldest first."""
        total, left = money(data["totalPriceSet"]), amount
        if amount.currency != total.currency or amount.amount <= 0:
            raise ShopRefusedError("refused", f"{amount} cannot be given back for an order in {total.currency}")
        successful = [one for one in payments.get("transactions", ()) if one.get("status") == "SUCCESS"]
        parts: list[dict[str, Any]] = []
        for one in successful:
            if one.get("kind") not in {"SALE", "CAPTURE"}:
                continue
            back = [money(r["amountSet"]) for r in successful if r.get("kind") == "REFUND" and _parent(r) == one["id"]]
            free = money(one["amountSet"]) - sum(back, Money(amount.amount * 0, amount.currency))
            share = min(free, left)
            if share.amount > 0:
                parts.append({
                    "orderId": data["id"], "parentId": one["id"], "gateway": one["gateway"], "kind": "REFUND",
                    "amount": str(share.amount),
                })  # fmt: skip
                left -= share
        if left.amount > 0:
            raise ShopRefusedError("too_much", "more would be given back than was paid")
        return parts

    async def _finished(self, job: Mapping[str, Any]) -> None:
        """The shop goes on by itself: that its job is not done yet is no failure."""
        for _ in range(JOB_LOOKS):
            if job.get("done") or not job.get("id"):
                return
            await self.http.timing.pause(JOB_PAUSE)
            job = (await self._query(_JOB, {"id": job["id"]})).get("job") or {}

    async def _query(self, query: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        reply = await self._post(query, variables, safe=True)
        found, errors = _answer(reply)
        if errors or not isinstance(found, dict):
            raise ShopUnavailableError(f"the shop answers {_codes(errors) or reply.status}")
        return found

    async def _mutate(
        self, query: str, variables: Mapping[str, Any], name: str, *, safe: bool, errors: str = "userErrors"
    ) -> Mapping[str, Any]:
        """What a mutation has made. `safe`: done twice it does no harm. Raises ShopRefusedError for the shop's no."""
        reply = await self._post(query, variables, safe=safe)
        found, failures = _answer(reply)
        made = found.get(name) if isinstance(found, dict) else None
        if failures or not isinstance(made, dict):
            if any(code in _codes(failures) for code in ("ACCESS_DENIED", "undefinedField", "argument")):
                raise ShopRefusedError("cannot", f"the shop answers {_codes(failures)}")
            raise ShopUnclearError(f"{name}: {_codes(failures) or reply.status}")
        if said := made.get(errors):
            codes = {str(one.get("code") or "") for one in said}
            text = "; ".join(str(one.get("message", ""))[:80] for one in said)
            raise ShopRefusedError("taken" if "TAKEN" in codes else "refused", text)
        return made

    async def _post(self, query: str, variables: Mapping[str, Any], *, safe: bool) -> Reply:
        body = {"query": query, "variables": variables}
        return await self.http.ask("POST", f"/admin/api/{self.version}/graphql.json", body=body, safe=safe, busy=_throttled)


def _is(data: Mapping[str, Any], number: str) -> bool:
    return normal_number(str(data.get("name", ""))) == normal_number(number)


def _parent(transaction: Mapping[str, Any]) -> str:
    return str((transaction.get("parentTransaction") or {}).get("id", ""))


def _refund(number: str, payments: Mapping[str, Any], key: str) -> Receipt | None:
    ours = next((one for one in payments.get("refunds", ()) if mark(key) in str(one.get("note") or "")), None)
    return Receipt("refund", number, str(ours["id"])) if ours is not None else None


def _metafield(key: str, value: str) -> dict[str, str]:
    return {"namespace": "dezura", "key": key, "type": "multi_line_text_field", "value": value}


def _quoted(text: str) -> str | None:
    """A value for the search; none that could say more than itself."""
    return None if any(char in text for char in '"\\\n\r') or len(text) > 254 else f'"{text}"'


def _answer(reply: Reply) -> tuple[Any, list[Any]]:
    data = reply.data if isinstance(reply.data, dict) else {}
    errors = data.get("errors")
    return data.get("data"), errors if isinstance(errors, list) else [errors] if errors else []


def _codes(errors: Sequence[Any]) -> str:
    """What went wrong, without what was asked."""
    codes = {str((one.get("extensions") or {}).get("code") or "error") if isinstance(one, dict) else "error" for one in errors}
    return ", ".join(sorted(codes))


def _throttled(reply: Reply) -> float | None:
    """Seconds to wait where the shop says that we have asked for too much: until what it costs has come back."""
    _, errors = _answer(reply)
    if "THROTTLED" not in _codes(errors):
        return None
    try:
        cost = reply.data["extensions"]["cost"]
        status = cost["throttleStatus"]
        lacking = float(cost["requestedQueryCost"]) - float(status["currentlyAvailable"])
        return max(0.1, min(60.0, lacking / float(status["restoreRate"])))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return 1.0
