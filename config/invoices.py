"""Who sells, where the money goes and how long an invoice is waited for: without it no invoice could be written."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from stdnum import iban

from config.goods import Rate
from config.values import Duration, Origin, Part

Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Sum = Annotated[Decimal, Field(ge=0, le=10_000_000, decimal_places=2)]
Name = Annotated[str, Field(min_length=1, max_length=140)]


def _iban(value: str) -> str:
    if not iban.is_valid(value):
        raise ValueError(f"{value!r} is no IBAN; its check digits do not fit")
    return str(iban.compact(value))


class Account(Part):
    """One bank account of the shop."""

    iban: Annotated[str, AfterValidator(_iban)]
    currency: Currency = "EUR"
    bank: str = ""
    bic: Annotated[str, Field(pattern=r"^([A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?)?$")] = ""


class Seller(Part):
    """The shop in law. Without `vat_number` it charges no VAT, and `exempt` says why in the words of the law.

    `holder` is the name of the accounts exactly as the bank has it, which compares it; without it the seller's own.
    """

    name: Name
    address: Name
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "LV"
    registration: str = ""
    vat_number: str = ""
    holder: str = ""
    email: str = ""
    phone: str = ""
    exempt: str = ""


class Invoices(Part):
    """`invoices:` in shop.yml. Without a seller a person writes the invoice.

    `vies` is where the EU's register of VAT numbers is asked (https://ec.europa.eu); empty: it is not asked.
    `nbu`: the format of the code for hryvnia. `e_invoice`: the profile (BT-24 of EN 16931) of the data for software inside
    companies' invoices; empty: they hold none.
    `address_above`: a private person's address is asked for above this sum, by currency (where none is given, always).
    """

    seller: Seller | None = None
    accounts: tuple[Account, ...] = ()
    vat_rate: Rate = Decimal(21)
    valid_for: Duration = timedelta(days=7)
    grace: Duration = timedelta(days=3)
    remind: bool = True
    remind_before: Duration = timedelta(days=2)
    invoice_for_private: bool = False
    address_above: Mapping[Currency, Sum] = {}
    least: Mapping[Currency, Sum] = {}
    most: Mapping[Currency, Sum] = {"EUR": Decimal(10_000), "PLN": Decimal(40_000), "UAH": Decimal(400_000)}
    nbu: Literal["002", "003"] = "002"
    e_invoice: Annotated[str, Field(pattern=r"^(urn:[A-Za-z0-9:._#-]{1,200})?$")] = "urn:cen.eu:en16931:2017"
    vies: Origin | Literal[""] = ""

    @model_validator(mode="after")
    def _whole(self) -> "Invoices":
        if self.seller is not None and not self.accounts:
            raise ValueError("a seller needs an account for the money: add `accounts`")
        currencies = [account.currency for account in self.accounts]
        if len(currencies) != len(set(currencies)):
            raise ValueError("two accounts have the same currency; customers are shown one")
        if self.valid_for < timedelta(days=1):
            raise ValueError("valid_for: a bank transfer needs a day at least")
        return self

    def account(self, currency: str) -> Account | None:
        """Where money of this currency goes."""
        return next((account for account in self.accounts if account.currency == currency), None)
