"""What a flow may ask of the shop: without this table a misspelt `action:` would be found out by a customer.

The check holds every `action:` step against it, the engine fills arguments from slots of the same name, and the answer stands in
`context.<result>`. The types are those of slots, and `moment` and `bool`. A field the shop does not know is None, so a flow asks
`is known`. What a call may tell depends on what the customer has proved: docs/orders.md.
"""

from collections.abc import Mapping
from typing import Protocol

from flows.shop import care_calls, invoice_calls, order_calls, return_calls, service_calls
from flows.shop.model import Order
from flows.shop.spec import CallSpec

_TABLE: tuple[CallSpec, ...] = (
    *order_calls.TABLE,
    *service_calls.TABLE,
    *return_calls.TABLE,
    *invoice_calls.TABLE,
    *care_calls.TABLE,
)
CALLS: Mapping[str, CallSpec] = {spec.name: spec for spec in _TABLE}


class ShopUnavailableError(Exception):
    """The shop does not answer now: nothing is known, not even that there is no such order."""


class Shop(Protocol):
    """The shop's software as the calls need it."""

    async def find_order(self, number: str) -> Order | None:
        """The order with exactly this number, or None. Raises ShopUnavailableError.

        Searches of real shops are fuzzy and drop filters they do not know, so an adapter compares the number itself.
        """
        ...
