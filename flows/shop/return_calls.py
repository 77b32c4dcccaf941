"""The calls of a return: what was bought and whose it is, what the law gives, what trust gives, and the money.

`reason` is changed_mind, defect, not_received, wrong_item or other; `remedy` money, replacement, repair or credit; `refund_to`
as_paid, iban or credit. Sums, titles and payouts need proof: a one-time code, or the messenger's own contact (docs/returns.md).
"""

from flows.shop.spec import CallSpec

TABLE = (
    CallSpec(
        name="find_purchase",
        about="Which purchase the customer means, by whatever they know: number, item, day, about how much, e-mail or phone. "
        "`found`: exactly one fits. `several`: more than one does, so one question more. `proved`: this chat has proved "
        "that it is theirs (`level` 1 or 2); the number is told where it was named, proved, or found by the contact, so "
        "that a code can be sent. Title and sum stay None below the level the shop asks for. `locked`: after too many "
        "wrong contacts, for a while.",
        result="purchase",
        arguments={
            "order_number": "order_number",
            "item": "text",
            "bought_on": "date",
            "amount": "money",
            "contact": "contact",
        },
        optional=frozenset({"order_number", "item", "bought_on", "amount", "contact"}),
        fields={
            "found": "bool",
            "proved": "bool",
            "several": "bool",
            "locked": "bool",
            "level": "number",
            "order_number": "text",
            "title": "text",
            "paid": "money",
            "state": "text",  # one of flows.shop.model.ORDER_STATES
            "bought_at": "moment",
            "delivered_at": "moment",
            "days": "number",  # since it was delivered, or else bought
        },
    ),
    CallSpec(
        name="assess_return",
        about="What can be done at once. `basis` is the law's or the shop's own: withdrawal, defect, goodwill, not_received, "
        "wrong_item. `decision`: approved; more (`needs` one thing: photo, amount, date or item); person. `keep`: the "
        "goods need not come back. `consent`: the money would go elsewhere than it came from, so ask for express consent. "
        "`exempt`: no changing one's mind about this (`exempt_reason`); defects count all the same. Nothing is refused "
        "here.",
        result="assessment",
        arguments={
            "order_number": "order_number",
            "item": "text",
            "reason": "choice",
            "amount": "money",
            "bought_on": "date",
            "photo": "photo",
            "remedy": "choice",
            "consent": "bool",
            "refund_to": "choice",
            "iban": "iban",
        },
        optional=frozenset({"order_number", "item", "amount", "bought_on", "photo", "remedy", "consent", "refund_to", "iban"}),
        fields={
            "basis": "text",
            "decision": "text",
            "needs": "text",
            "amount": "money",
            "keep": "bool",
            "refund_by": "moment",
            "consent": "bool",
            "replacement": "bool",
            "repair": "bool",
            "remedies": "text",  # the words of `remedy` that are open, with spaces between
            "statutory": "bool",  # the law gives it: no score, photo or budget is asked
            "proven": "bool",
            "several": "bool",  # the order has several things in it, and none was named
            "level": "number",
            "exempt": "bool",
            "exempt_reason": "text",
            "withdraw_by": "moment",  # until when minds may be changed, where that is known
            "days": "number",  # for that, by the country's law
            "why": "text",  # for the desk
        },
    ),
    CallSpec(
        name="open_return",
        about="Open the return, or bring the one under review to its end with `approved` and the amount a person has allowed. "
        "`amount` is None below the level the shop asks for sums, unless the customer has named it, or a person another; "
        "`desk_amount` is for our own people alone. "
        "Facts are read again: `changed` where what was shown no longer holds, and a person looks. `decision`: auto or "
        "person. `kept`: the goods stay with the customer; else they go to `place`.",
        result="return",
        arguments={
            "order_number": "order_number",
            "item": "text",
            "reason": "choice",
            "amount": "money",
            "bought_on": "date",
            "photo": "photo",
            "refund_to": "choice",
            "iban": "iban",
            "remedy": "choice",
            "consent": "bool",
            "approved": "bool",
            "details": "text",
            "shown": "text",  # the decision the customer was shown, and for how much: what no longer holds is `changed`
            "shown_amount": "money",
        },
        optional=frozenset(
            {
                "order_number",
                "item",
                "amount",
                "bought_on",
                "photo",
                "iban",
                "remedy",
                "consent",
                "approved",
                "details",
                "shown",
                "shown_amount",
            }
        ),
        fields={
            "number": "text",
            "state": "text",  # one of flows.shop.returns.STATES
            "basis": "text",
            "amount": "money",
            "desk_amount": "money",
            "decision": "text",
            "to": "text",  # as_paid, iban or credit: where the money goes
            "remedy": "text",
            "refund_by": "moment",
            "kept": "bool",
            "place": "text",
            "changed": "bool",
            "acknowledged_at": "moment",
        },
        once=True,
    ),
    CallSpec(
        name="decide_return",
        about="What a person said about a return under review: `decision` as the approve step gives it. Only a person's word "
        "rejects.",
        result="decided",
        arguments={"return_number": "text", "decision": "text"},
        fields={"number": "text", "state": "text"},
        once=True,
    ),
    CallSpec(
        name="withdraw_contract",
        about="The customer withdraws from the contract by the statutory function (CRD article 11a): taken down and "
        "acknowledged at once, with date and time; no score, photo, receipt or budget is asked. `in_time` is for the "
        "words only: a late one is looked at by a person, not turned away.",
        result="withdrawal",
        arguments={"order_number": "order_number", "item": "text"},
        optional=frozenset({"item"}),
        fields={
            "number": "text",
            "acknowledged_at": "moment",
            "refund_by": "moment",
            "state": "text",
            "decision": "text",
            "in_time": "bool",
            "place": "text",
            "kept": "bool",
        },
        once=True,
    ),
    CallSpec(
        name="cancel_return",
        about="The customer takes back their own return, as long as no money has gone out.",
        result="cancelled",
        arguments={"return_number": "text"},
        fields={"cancelled": "bool", "state": "text"},
        once=True,
    ),
    CallSpec(
        name="find_refund",
        about="Where the money for a return is; without a number, for the last return of this chat. Only for who proved the "
        "order, or opened the return here. `state`: one of flows.shop.returns.STATES; `late`: it was to be sent by now.",
        result="refund",
        arguments={"order_number": "order_number", "return_number": "text"},
        optional=frozenset({"order_number", "return_number"}),
        fields={
            "found": "bool",
            "number": "text",
            "state": "text",
            "amount": "money",
            "to": "text",
            "remedy": "text",
            "refund_by": "moment",
            "paid_at": "moment",
            "late": "bool",
            "goods_awaited": "bool",  # the money waits for the goods, or a proof that they were sent
        },
    ),
    CallSpec(
        name="send_code",
        about="Send a one-time code to the e-mail of the order: `to` is masked. `sent` is False where the shop has no mail, the "
        "order no address, or three were sent within the hour; a wrong number gets the same answer.",
        result="code",
        arguments={"order_number": "order_number"},
        fields={"sent": "bool", "to": "text"},
        once=True,
    ),
    CallSpec(
        name="prove_by_code",
        about="Whether the code is the one that was sent to this chat for this order. `locked`: five wrong tries, or its ten "
        "minutes are over; another can be sent.",
        result="identity",
        arguments={"order_number": "order_number", "code": "text"},
        fields={"proved": "bool", "locked": "bool"},
    ),
    CallSpec(
        name="prove_by_contact",
        about="Whether the customer's own number, shared by the messenger's button in this chat, is the phone of the order, or "
        "of any order where none is named. A typed number proves nothing.",
        result="identity",
        arguments={"phone": "phone", "order_number": "order_number"},
        optional=frozenset({"order_number"}),
        fields={"proved": "bool", "locked": "bool"},
    ),
    CallSpec(
        name="proof_level",
        about="How much this chat has proved of the order, or of any: 0 nothing, 1 number and contact, 2 a code or the "
        "messenger's contact. `code`: a code could be sent. `sums`: what was bought, and for how much, may be told.",
        result="level",
        arguments={"order_number": "order_number"},
        optional=frozenset({"order_number"}),
        fields={"level": "number", "code": "bool", "sums": "bool"},
    ),
)
