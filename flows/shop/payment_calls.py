"""The call about money that came too much: what its owner wants done with it."""

from flows.shop.spec import CallSpec

TABLE = (
    CallSpec(
        name="settle_overpayment",
        about="Write down what the customer wants done with what came above what was owed: `refund` to the account it came from, "
        "or `keep` for the next purchase. A person does it. The call fails where the money is not this chat's, or is settled.",
        result="settled_overpayment",
        arguments={"overpayment": "text", "wish": "choice"},
        fields={"number": "text", "amount": "money", "wish": "text"},
        once=True,
    ),
)
