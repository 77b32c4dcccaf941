"""How money that comes in is read and judged: without it each bank's columns and each cent's tolerance would stand in code."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from config.values import Duration, Part


class SheetForm(Part):
    """The columns of one bank's CSV, by the words in its header; what a bank does not have stays empty.

    `sign` is a column that says which way, with its words under `credit` and `debit`; without it the amount has a sign. `rows` is
    a column that tells movements (`row_values`) from balances. `account_is` and `currency_is` are for files that do not say.
    """

    day: str
    amount: str
    account: str = ""
    account_is: str = ""
    currency: str = ""
    currency_is: str = ""
    sign: str = ""
    credit: tuple[str, ...] = ("C", "K")
    debit: tuple[str, ...] = ("D",)
    name: str = ""
    iban: str = ""
    text: tuple[str, ...] = ()
    reference: str = ""
    bank_reference: str = ""
    rows: str = ""
    row_values: tuple[str, ...] = ()
    day_form: str = ""
    decimal: Literal[",", "."] = ","

    @model_validator(mode="after")
    def _whole(self) -> "SheetForm":
        if not (self.account or self.account_is):
            raise ValueError("name the column `account`, or say `account_is`")
        if not (self.currency or self.currency_is):
            raise ValueError("name the column `currency`, or say `currency_is`")
        return self

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns by which such a file is recognised."""
        named = (self.day, self.amount, self.account, self.currency, self.sign, self.rows, *self.text)
        return tuple(column for column in named if column)


class Payments(Part):
    """`payments:` in shop.yml.

    `tolerance` is by how much a payment may differ and still settle an invoice, by currency (cents, or a bank's fee). `late` says
    what becomes of money for an expired invoice. `suggest_within` is how old an invoice may be that is suggested by sum and name.
    """

    tolerance: Mapping[Annotated[str, Field(pattern="^[A-Z]{3}$")], Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]] = {
        "EUR": Decimal("0.05"),
        "PLN": Decimal("0.05"),
        "UAH": Decimal("0.05"),
    }
    late: Literal["review", "accept"] = "review"
    suggest_within: Duration = timedelta(days=30)
    sheets: Mapping[str, SheetForm] = {}
