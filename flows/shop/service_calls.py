"""The calls that change an order or answer about the shop: cancel, change, delivery, hours, questions about goods.

`how` is at_once, person (somebody has to look), too_late or already (it is cancelled): by the order's state and the settings
(docs/service.md).
"""

from flows.shop.spec import CallSpec

TABLE = (
    CallSpec(
        name="may_cancel",
        about="Whether an order can still be cancelled, and `how`; only for who proved it. `paid`: money has to go back, by "
        "`refund_by`.",
        result="cancelling",
        arguments={"order_number": "order_number"},
        fields={
            "number": "text",
            "state": "text",  # one of flows.shop.model.ORDER_STATES
            "how": "text",
            "paid": "bool",
            "refund_by": "date",
            "shipped_at": "moment",
            "delivered_at": "moment",
        },
    ),
    CallSpec(
        name="cancel_order",
        about="Cancel the order at the shop, and have what was paid given back. `refunded`: the shop's software sends the money "
        "by itself; else a person has to.",
        result="cancelled",
        arguments={"order_number": "order_number", "paid": "bool"},
        optional=frozenset({"paid"}),
        fields={"number": "text", "paid": "bool", "refunded": "bool", "refund_by": "date"},
        once=True,
    ),
    CallSpec(
        name="may_change",
        about="What can still be changed on an order, each with its `how`; only for who proved it. `open`: anything at all. "
        "`level`: how much this chat has proved of it; an address and a phone need 2, or a person's approval.",
        result="changing",
        arguments={"order_number": "order_number"},
        fields={
            "number": "text",
            "state": "text",
            "open": "bool",
            "address": "text",
            "day": "text",
            "phone": "text",
            "level": "number",
            "shipped_at": "moment",
            "delivered_at": "moment",
        },
    ),
    CallSpec(
        name="check_address",
        about="The address as a carrier needs it, from what the customer wrote. `needs`: street, city or postcode, whichever is "
        "missing or cannot be; empty when it is whole. `served`: the shop delivers there. `whole`: in one line, to read back.",
        result="place",
        arguments={"address": "text", "city": "text", "postcode": "text"},
        optional=frozenset({"city", "postcode"}),
        fields={
            "street": "text",
            "city": "text",
            "postcode": "text",
            "country": "text",
            "whole": "text",
            "needs": "text",
            "served": "bool",
        },
    ),
    CallSpec(
        name="check_day",
        about="Whether a parcel that has not left can be brought on a day. `why` not: past, too_soon, too_far or closed; "
        "`nearest` is a day that can be.",
        result="wished",
        arguments={"day": "date"},
        fields={"day": "date", "why": "text", "nearest": "date"},
    ),
    CallSpec(
        name="change_address",
        about="Send the order to another address. `approved`: a person has agreed; without it the chat must have proved level 2.",
        result="moved",
        arguments={
            "order_number": "order_number",
            "street": "text",
            "city": "text",
            "postcode": "text",
            "country": "text",
            "approved": "bool",
        },
        optional=frozenset({"country", "approved"}),
        fields={"number": "text"},
        once=True,
    ),
    CallSpec(
        name="note_change",
        about="Note at the order which day or which phone the customer wishes for the courier. A phone needs level 2, or "
        "`approved`, because who has the phone can take the parcel.",
        result="noted",
        arguments={"order_number": "order_number", "day": "date", "phone": "phone", "approved": "bool"},
        optional=frozenset({"day", "phone", "approved"}),
        fields={"number": "text"},
        once=True,
    ),
    CallSpec(
        name="delivery_terms",
        about="How a country (ISO 3166; the shop's own where none is named) is delivered to. `way`: the one asked for where "
        "there is one, else the cheapest to the door or locker; `other`: one more. `arrives`: by when, ordered now.",
        result="delivery",
        arguments={"country": "text", "way": "text"},
        optional=frozenset({"country", "way"}),
        fields={
            "known": "bool",  # the shop has such a table
            "served": "bool",
            "country": "text",
            "way": "text",
            "price": "money",  # None: it costs nothing
            "free_from": "money",
            "arrives": "date",
            "place": "text",
            "other": "text",
            "other_price": "money",
        },
    ),
    CallSpec(
        name="opening_times",
        about="When the shop and its people are there: now, on a named day (None where that is today), and what is different in "
        "the next two weeks. Texts are in `language`.",
        result="times",
        arguments={"language": "text", "day": "date"},
        optional=frozenset({"day"}),
        fields={
            "open": "bool",
            "until": "text",
            "opens_at": "moment",
            "exceptions": "text",
            "day": "date",
            "day_open": "bool",
            "day_hours": "text",
        },
    ),
    CallSpec(
        name="find_answer",
        about="The shop's own answer to a question about goods, from config/faq.yml. `found` only where it is sure enough. "
        "`kind`: answer (its `text`), price or stock (of the product with that `title`). `score` from 0 to 1.",
        result="answer",
        arguments={"question": "text", "language": "text"},
        fields={
            "found": "bool",
            "kind": "text",
            "text": "text",
            "score": "number",
            "title": "text",
            "price": "money",
            "stock": "number",
        },
    ),
)
