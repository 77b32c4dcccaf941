"""What a conversation written as a test may let happen at the bank: without it news of money could be tried out by hand alone.

* `happen: {bill: {total: 50.00 EUR}}`: an invoice is issued to the customer of the conversation; `number` and `state` (`void`,
  `expired`) may be said too.
* `happen: {bank: {amount: 50.00 EUR, reference: last}}`: money comes in. `reference: last` is the number of the invoice issued
  last, any other text is what the payer wrote; `name` and `iban` are the payer's. One below zero goes out, and `back: "yes"`
  says that it takes back what came before.
"""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import cast

import sqlalchemy as sa

from bot.epoch import from_ms
from bot.store import bills
from config.shop import Shop
from flows.shop.bank import Statement, Transaction
from flows.shop.invoices import Account, Invoice, Item, Party, Seller, number_of, reference_of
from flows.shop.model import Money
from flows.shop.payments import BillState

IBAN, PAYER = "LV80HABA0551000000001", "LV97UNLA0050000000002"


def bill(connection: sa.Connection, shop: Shop, values: Mapping[str, str], now: int) -> None:
    """An invoice is issued."""
    day, total = from_ms(now).astimezone(shop.time_zone).date(), Money.parse(values["total"])
    place = bills.next_place(connection, day.year)
    number = values.get("number") or number_of("proforma", day.year, place)
    seller = Seller(shop.name, accounts=(Account(IBAN, total.currency),))
    item = Item(values.get("item", "1"), Decimal(1), total.amount)
    buyer = Party(values.get("buyer", "Anna Bērziņa"))
    invoice = Invoice(
        "proforma", number, day, day + timedelta(days=7), shop.default_language, seller, buyer, (item,), total.currency,
        reference_of(number),
    )  # fmt: skip
    bills.rehearse(connection, invoice, place, cast("BillState", values.get("state", "open")), now)


def movement(connection: sa.Connection, shop: Shop, values: Mapping[str, str], now: int) -> tuple[Statement, str]:
    """Money moves: a statement with nothing else in it, and what would be its SHA-256."""
    said = values.get("reference", "")
    words = bills.newest(connection) if said == "last" else said
    mark = hashlib.sha256(f"{now} {sorted(values.items())}".encode()).hexdigest()
    one = Transaction(
        IBAN, from_ms(now).astimezone(shop.time_zone).date(), Money.parse(values["amount"]), name=values.get("name", ""),
        iban=values.get("iban", PAYER), text=words, bank_reference=mark[:16], reversal="back" in values,
    )  # fmt: skip
    return Statement("rehearsal", "rehearsal", "statement", (one,)), mark
