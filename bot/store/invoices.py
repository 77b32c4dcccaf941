"""What happens to invoices, each in the caller's transaction: issued, voided, lapsed, followed by the invoice proper, credited.

Without this module the bank, the returns and the chat would each have their own idea of a number. `now` is ms since the epoch.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.epoch import from_ms, to_ms
from bot.store import calls, changes, invoice_rows, orders
from bot.store.arrivals import post_fact
from bot.store.invoice_rows import After, Row
from bot.store.letters import Fact, storable
from bot.store.model import NewCall
from flows.shop.invoices import (
    ZERO,
    Invoice,
    InvoiceError,
    Item,
    Party,
    credit_note,
    digest,
    dump,
    invoice_after,
    load,
    number_of,
    reference_of,
    totals,
)
from flows.shop.model import Money

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Whose:
    """Who asked for it, where its days are counted, and what follows its payment."""

    conversation_id: int | None
    zone: str = "Europe/Riga"
    after: After = "nothing"


def issue(connection: sa.Connection, draft: Invoice, whose: Whose, now: int) -> Row:
    """Give a draft the next number of its series, and write it down; it is used up only if this transaction is committed."""
    place = invoice_rows.take(connection, draft.kind, draft.issued.year)
    number = number_of(draft.kind, draft.issued.year, place)
    made = replace(draft, number=number, reference=reference_of(number))
    total, is_owed = int(totals(made).total * 100), made.kind == "proforma"
    row = Row(
        number=number, kind=made.kind, year=made.issued.year, place=place, state="open" if is_owed else "paid",
        conversation_id=whose.conversation_id, order_number=made.order_number, language=made.language, buyer_name=made.buyer.name,
        currency=made.currency, total=total, reference=made.reference, issued_at=now, due_at=end_of(made.due, whose.zone),
        snapshot=dump(made), digest=digest(made), follows=made.follows, paid=0 if is_owed else total,
        closed_at=None if is_owed else now, after=whose.after, zone=whose.zone,
    )  # fmt: skip
    invoice_rows.add(connection, row)
    return row


def void(connection: sa.Connection, number: str, reason: str, now: int) -> bool:
    """Take back a proforma on which nothing was paid: the number stays, with the reason. False for any other invoice."""
    row = invoice_rows.hold(connection, number)
    if row is None or row.kind != "proforma" or row.paid or row.state not in {"open", "expired"}:
        return False
    return invoice_rows.close(connection, row, "void", storable(reason)[:LONGEST_REASON], now)


def void_of_order(connection: sa.Connection, order_number: str, reason: str, now: int) -> None:
    """Take back what is still asked for an order; where money has begun to come, people see to it."""
    for row in invoice_rows.of_order(connection, storable(order_number)) if order_number else ():
        void(connection, row.number, reason, now)


def expire(connection: sa.Connection, number: str, now: int) -> bool:
    """Nobody has paid it in time; the customer is told, and may ask for a new one. False where something came meanwhile."""
    row = invoice_rows.hold(connection, number)
    if row is None or row.state != "open" or row.paid or not invoice_rows.close(connection, row, "expired", "", now):
        return False
    tell(connection, row, "invoice_lapsed", now)
    return True


def forget(connection: sa.Connection, numbers: Sequence[str], now: int) -> int:
    """Take the buyer out of proformas on which nothing was paid; their numbers, sums and days stay. How many had one.

    One that is waited for is void from then on. Anything else is kept as it was issued: the law wants it so.
    """
    emptied = 0
    for number in numbers:
        row = invoice_rows.hold(connection, number)
        if row is None or row.kind != "proforma" or row.paid:
            continue
        void(connection, number, "erased", now)
        emptied += _without_buyer(connection, row)
    return emptied


def purge(connection: sa.Connection, number: str) -> int:
    """Take the buyer out of a document whose time is over, whatever it is; 1 where there was one."""
    row = invoice_rows.hold(connection, number)
    return _without_buyer(connection, row) if row is not None else 0


def _without_buyer(connection: sa.Connection, row: Row) -> int:
    invoice = load(row.snapshot)
    gone = replace(invoice, buyer=Party("", country=invoice.buyer.country, is_company=invoice.buyer.is_company), note="")
    return invoice_rows.rewrite(connection, row.number, dump(gone), digest(gone)) if gone != invoice or row.buyer_iban else 0


def settle_paid(connection: sa.Connection, number: str, now: int) -> str | None:
    """After the payment of a proforma: the number of its invoice proper, issued now where one is due, else None.

    Call it in the transaction that marks the proforma paid; a second call gives the number of the first. Companies get one
    always, private persons where the shop wants it, companies in Poland from the shop's accounting (KSeF). The document is
    drawn and sent afterwards, by the clock.
    """
    row = invoice_rows.hold(connection, number)
    if row is None or row.kind != "proforma":
        return None
    _order_is_paid(connection, row, now)
    if earlier := [other for other in invoice_rows.following(connection, number) if other.kind == "invoice"]:
        return earlier[0].number
    if row.after == "accounting":
        tell(connection, row, "invoice_from_accounting", now)
    if row.after != "invoice":
        return None
    day = day_of(now, row.zone)
    return issue(connection, invoice_after(load(row.snapshot), "", day, day), Whose(row.conversation_id, row.zone), now).number


def _order_is_paid(connection: sa.Connection, row: Row, now: int) -> None:
    """Our own record of the order says so at once; the shop's software gets a note, which its people act on."""
    if row.order_number:
        orders.paid(connection, row.order_number)
    if row.order_number and row.conversation_id is not None:
        arguments = json.dumps({"number": row.number, "order_number": row.order_number})
        calls.order(connection, row.conversation_id, NewCall(f"note_payment:{row.number}", "note_payment", arguments, ""), now)


def credit(
    connection: sa.Connection, number_or_order: str, lines_or_amount: Sequence[Item] | Money | None, reason: str, now: int
) -> str | None:
    """A credit note for an invoice, or a part of it; its number, or None where no invoice proper was issued: then none is due.

    The number is that of the invoice, of its proforma, or of the order. With None all that was not credited before is. Call it in
    the transaction of the refund, once. The document is drawn and sent afterwards. Raises InvoiceError for more than is left, or
    in another currency.
    """
    row = _invoice_of(connection, number_or_order)
    if row is None:
        return None
    earlier = [other for other in invoice_rows.following(connection, row.number) if other.kind == "credit_note"]
    left = money(row.total - sum(other.total for other in earlier), row.currency)
    note = _note(load(row.snapshot), left if lines_or_amount is None else lines_or_amount, day_of(now, row.zone))
    if note.currency != row.currency or not 0 < totals(note).total <= left.amount:
        raise InvoiceError(f"{totals(note).total} {note.currency} cannot be credited: {left} of invoice {row.number} is left")
    return issue(connection, replace(note, note=storable(reason)), Whose(row.conversation_id, row.zone), now).number


def _note(invoice: Invoice, wanted: Sequence[Item] | Money, day: date) -> Invoice:
    match wanted:
        case Money(currency=currency) if currency != invoice.currency:
            raise InvoiceError(f"{wanted} cannot be credited: invoice {invoice.number} is in {invoice.currency}")
        case Money(amount=amount):
            return credit_note(invoice, "", day, amount)
        case _:
            return replace(credit_note(invoice, "", day), items=tuple(wanted), discount=ZERO)


def _invoice_of(connection: sa.Connection, number_or_order: str) -> Row | None:
    """The invoice proper, held; by its own number, its proforma's, or the order's (the latest)."""
    text = storable(number_or_order)
    found = invoice_rows.hold(connection, text)
    candidates = [found, *invoice_rows.following(connection, found.number)] if found else invoice_rows.of_order(connection, text)
    proper = next((row for row in candidates if row is not None and row.kind == "invoice"), None)
    return invoice_rows.hold(connection, proper.number) if proper is not None else None


def open_of_order(connection: sa.Connection, order_number: str) -> Row | None:
    """The proforma of an order that waits for its money."""
    rows = invoice_rows.of_order(connection, storable(order_number)) if order_number else ()
    return next((row for row in rows if row.kind == "proforma" and row.is_owed), None)


def is_settled(connection: sa.Connection, order_number: str) -> bool:
    """Whether the money for an order has come on an invoice of ours, though the shop may not know of it yet."""
    rows = invoice_rows.of_order(connection, storable(order_number)) if order_number else ()
    return any(row.kind == "proforma" and row.state in {"paid", "overpaid"} for row in rows)


def latest(connection: sa.Connection, conversation_id: int, order_number: str = "") -> Row | None:
    """What a customer means by "my invoice": one that is owed, else the proper one of what was paid; none that was taken back."""
    if order_number:
        rows = invoice_rows.of_order(connection, storable(order_number))
    else:
        rows = invoice_rows.of_conversation(connection, conversation_id)
    kept = [row for row in rows if row.kind != "credit_note" and row.state != "void"]
    owed = next((row for row in kept if row.is_owed), None)
    return owed or next((row for row in kept if row.kind == "invoice"), kept[0] if kept else None)


def tell(connection: sa.Connection, row: Row, fact: str, now: int, more: Mapping[str, object] | None = None) -> None:
    """Let the conversation hear of it, once for each invoice and fact (`name:2` is a second time); nobody, where it is gone."""
    if row.conversation_id is not None:
        values = {"number": row.number, "total": money(row.total, row.currency), **(more or {})}
        post_fact(connection, row.conversation_id, Fact(fact.partition(":")[0], values), f"{fact}:{row.number}", now)
        changes.touch(connection, [row.conversation_id], now)


def missing(row: Row) -> Money | None:
    """What is still to be paid; None where nothing is waited for."""
    return money(row.total - row.paid, row.currency) if row.is_owed and row.total > row.paid else None


def due_on(row: Row) -> date:
    """The day by which it is to be paid, in the seller's zone."""
    return load(row.snapshot).due


def day_of(now: int, zone: str) -> date:
    """Which day it is there."""
    return from_ms(now).astimezone(ZoneInfo(zone)).date()


def end_of(day: date, zone: str) -> int:
    """The last moment of a day there."""
    return to_ms(datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))) - 1


def money(hundredths: int, currency: str) -> Money:
    """The opposite."""
    return Money.parse(f"{'-' if hundredths < 0 else ''}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d} {currency}")
