"""`payments:` in shop.yml: strict where nothing is said, and every mistake told."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from config.payments import Payments


def test_what_is_not_said_is_strict() -> None:
    payments = Payments()
    assert (payments.late, payments.tolerance["EUR"], payments.suggest_within.days) == ("review", Decimal("0.05"), 30)


@pytest.mark.parametrize(("given", "where"), [
    ({"tolerance": {"eur": "0.05"}}, "tolerance"), ({"tolerance": {"EUR": "-1"}}, "tolerance"), ({"late": "maybe"}, "late"),
    ({"tolerance": {"EUR": "0.005"}}, "tolerance"), ({"sheets": {"b": {"day": "D", "amount": "A"}}}, "sheets"),
    ({"sheets": {"b": {"day": "D", "amount": "A", "account_is": "x", "currency_is": "EUR", "decimal": ";"}}}, "sheets"),
])  # fmt: skip
def test_what_cannot_be_is_told(given: dict[str, object], where: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Payments.model_validate(given)
    assert raised.value.errors()[0]["loc"][0] == where
