"""The calls of paying by invoice: what for, who buys, and the document.

Sums of an order need proof (number and contact). `invoice` names the open one of the order: it is shown again, not doubled.
"""

from collections.abc import Mapping

from flows.shop.spec import CallSpec, FieldType

_WANTED: Mapping[str, FieldType] = {
    "known": "bool",
    "payable": "bool",
    "why": "text",  # paid, cancelled, currency, amount; of goods: unknown, words
    "what": "text",
    "total": "money",
    "invoice": "text",
    "begun": "bool",
}
_PAPERS: Mapping[str, FieldType] = {
    "found": "bool",
    "number": "text",
    "state": "text",  # one of open, part_paid, paid, overpaid, expired, void
    "total": "money",
    "missing": "money",  # what is still to be paid
    "due": "text",  # the day, as it is written in the customer's language
    "document": "document",
    "qr": "document",  # a picture; None where the currency has none, or nothing is to be paid
    "link": "text",  # of the Ukrainian code, which opens the bank's own app on a phone
    "payee": "text",
    "iban": "text",
    "amount": "text",  # of `missing`, as a bank's form takes it
    "reference": "text",
}

TABLE: tuple[CallSpec, ...] = (
    CallSpec(
        name="find_unpaid_order",
        about="What an order that this chat has proved to be the customer's still costs; else the call fails. `payable`: an "
        "invoice can be made; else `why`: paid, cancelled, currency (no account for it), amount (too little, too much). "
        "`invoice`: the number of its open invoice; `begun`: a part of that is paid. `what`: as it "
        "stands in sentences and on the invoice.",
        result="wanted",
        arguments={"order_number": "order_number"},
        fields=_WANTED,
    ),
    CallSpec(
        name="price_goods",
        about="Goods in the customer's own words, found in the shop's list (`goods:` in shop.yml), with how many. `known`: what "
        "and at what price; else a person says the price. `price` is one that a person has said, for all of it. `payable` and "
        "`why` as for an order; `words`: nothing that could be bought.",
        result="wanted",
        arguments={"goods": "text", "price": "money"},
        optional=frozenset({"price"}),
        fields=_WANTED,
    ),
    CallSpec(
        name="check_buyer",
        about="Whether what a company says of itself can be: the check digits of its registration and VAT numbers; the EU's "
        "register is asked meanwhile and waited for never. `address`: the law or the shop wants the buyer's address for this "
        "sum. `mail`: an e-mail of this customer is known.",
        result="buyer",
        arguments={"buyer": "choice", "registration": "text", "vat_number": "text", "total": "money"},
        optional=frozenset({"registration", "vat_number", "total"}),
        fields={
            "registration": "text", "registration_fits": "bool", "vat_number": "text", "vat_fits": "bool", "address": "bool",
            "mail": "bool",
        },
    ),
    CallSpec(
        name="issue_invoice",
        about="Take the next number and make the invoice; `replaces` is voided by the same stroke. An open one of the same order "
        "is given instead of a second.",
        result="invoice",
        arguments={
            "order_number": "order_number", "goods": "text", "price": "money", "buyer": "choice", "buyer_name": "text",
            "registration": "text", "vat_number": "text", "buyer_address": "text", "email": "email", "replaces": "text",
        },
        optional=frozenset(
            {"order_number", "goods", "price", "registration", "vat_number", "buyer_address", "email", "replaces"}
        ),
        fields=_PAPERS,
        once=True,
    ),
    CallSpec(
        name="void_invoice",
        about="Take back an invoice of this chat on which nothing was paid. The number stays, with the reason.",
        result="voided",
        arguments={"number": "text", "reason": "text"},
        optional=frozenset({"reason"}),
        fields={"number": "text"},
        once=True,
    ),
    CallSpec(
        name="find_invoice",
        about="An invoice made in this chat, or of an order this chat has proved, with its papers: the one with this number, "
        "else the latest.",
        result="invoice",
        arguments={"number": "text", "order_number": "order_number"},
        optional=frozenset({"number", "order_number"}),
        fields=_PAPERS,
    ),
)  # fmt: skip
