"""The calls about an order: prove that it is the customer's own, and tell where it stands."""

from flows.shop.spec import CallSpec

TABLE = (
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
