"""The calls of waiting: for the shop's software to answer, and for an order to move."""

from flows.shop.spec import CallSpec

TABLE = (
    CallSpec(
        name="await_shop",
        about="Notes that this conversation waits for the shop's software, asks it again until it answers, and promises that the "
        "customer hears by `until`. `again`: that was promised already.",
        result="waiting",
        arguments={"order_number": "order_number"},
        optional=frozenset({"order_number"}),
        fields={"again": "bool", "until": "moment"},
        once=True,
    ),
    CallSpec(
        name="watch_order",
        about="Tells this conversation when the order is sent, arrives, is late or is cancelled, each once. Only for who has "
        "proved that it is theirs. `moving`: there is something to wait for; else nothing is noted.",
        result="watched",
        arguments={"order_number": "order_number"},
        fields={"number": "text", "state": "text", "moving": "bool"},
        once=True,
    ),
)
