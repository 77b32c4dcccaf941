"""What a flow may ask of the shop: without this table a misspelt `action:` would be found out by a customer.

The check holds every `action:` step against it, the engine fills arguments from slots of the same name, and the answer stands in
`context.<result>`. The types are those of slots, and `moment` and `bool`. A field the shop does not know is None, so a flow asks
`is known`. What a call may tell depends on what the customer has proved: docs/orders.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from flows.shop.model import Order

FieldType = Literal["text", "order_number", "contact", "bool", "moment", "date"]


@dataclass(frozen=True, slots=True)
class CallSpec:
    """One call: its arguments and the fields of its answer by name and type.

    `once` marks an effect outside, done by a runner after the turn and never repeated; the others only read.
    """

    name: str
    about: str
    result: str
    arguments: Mapping[str, FieldType]
    fields: Mapping[str, FieldType]
    optional: frozenset[str] = field(default_factory=frozenset)
    once: bool = False


_TABLE = (
    CallSpec(
        name="prove_ownership",
        about="Whether the order is the customer's own, by the e-mail or phone it was placed with, or by an earlier proof in "
        "this chat. A wrong number and a wrong contact look the same. `locked`: after too many wrong tries, for a while.",
        result="ownership",
        arguments={"order_number": "order_number", "contact": "contact"},
        optional=frozenset({"contact"}),
        fields={"proved": "bool", "locked": "bool"},
    ),
    CallSpec(
        name="find_order",
        about="Where an order stands, once this chat has proved that it is the customer's; else the call fails. Never an "
        "address, what was bought or for how much. `late`: the shop says so, or the day on which it was expected is over.",
        result="order",
        arguments={"order_number": "order_number"},
        fields={
            "number": "text",
            "state": "text",  # one of flows.shop.model.ORDER_STATES
            "late": "bool",
            "placed_at": "moment",
            "shipped_at": "moment",
            "expected_at": "date",
            "delivered_at": "moment",
            "carrier": "text",
            "tracking_number": "text",
            "tracking_url": "text",
        },
    ),
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
