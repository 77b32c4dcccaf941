"""What a conversation written as a test may let happen at the bank: without it news of money could be tried out by hand alone.

* `happen: {bill: {total: 50.00 EUR}}`: an invoice is issued to the customer of the conversation; `state: void` or
  `expired` may be said too.
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
from bot.store import bills, invoice_rows, invoices
from bot.store.invoice_rows import State
from bot.store.invoices import Whose
from config.shop import Shop
from flows.shop.bank import Statement, Transaction
from flows.shop.invoices import Account, Invoice, Item, Party, Seller
from flows.shop.model import Money

IBAN, PAYER = "LV80HABA0551000000001", "LV97UNLA0050000000002"


def bill(connection: sa.Connection, shop: Shop, values: Mapping[str, str], now: int) -> None:
    """An invoice is issued to whoever began to write last."""
    day, total = from_ms(now).astimezone(shop.time_zone).date(), Money.parse(values["total"])
    seller, buyer = Seller(shop.name, accounts=(Account(IBAN, total.currency),)), Party(values.get("buyer", "Anna Bērziņa"))
    item = Item(values.get("item", "1"), Decimal(1), total.amount)
    draft = Invoice(
        "proforma", "", day, day + timedelta(days=7), shop.default_language, seller, buyer, (item,), total.currency, ""
    )  # fmt: skip
    made = invoices.issue(connection, draft, Whose(bills.last_begun(connection), shop.zone), now)
    if (state := values.get("state", "open")) in {"void", "expired"}:
        invoice_rows.close(connection, made, cast("State", state), "", now)


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
