"""Money over HTTP: files from the bank, payments that wait for a person, and what came too much."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from pydantic import Field, model_validator

from bot.api.conversations import names_of
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import FieldProblem, Problem
from bot.api.files import uploaded
from bot.api.invoices import may_see_all
from bot.api.records import AmountOut
from bot.api.shape import Shape
from bot.api.shapes import Names, read_cursor, when, write_cursor
from bot.bodies import Room
from bot.books.bank import open_books, read_file, take_in
from bot.books.payments import PaymentError, Taken
from bot.epoch import from_ms
from bot.store import bank, bills, overpayments
from bot.store.bank import Allocation, Row, State
from bot.store.letters import storable
from bot.store.overpayments import OverpaidState, Overpayment
from bot.uploads import MAX_BYTES
from config.source import Problems
from flows.shop.model import Money
from flows.shop.payments import Bill, BillState, Share

_reading = asyncio.Semaphore(1)  # a large file takes much memory
_room = Room(4 * MAX_BYTES)  # of all uploads under way
_STATUS: Mapping[str, int] = {"gone": 404, "decided": 409, "unfit": 422}


class StatementOut(Shape):
    """A file of the bank that was taken in: of its `found` movements `fresh` were not known, and what became of those."""

    name: str
    format: str
    found: int
    fresh: int
    matched: int
    waiting: int
    taken_back: int
    outgoing: int


class SuggestionOut(Shape):
    """An invoice that a payment may be for, as it stands now.

    `restricted`: its buyer was erased; who that was only an admin sees.
    """

    invoice: str
    state: BillState
    due: AmountOut
    buyer: str
    restricted: bool
    order_number: str


class AllocationOut(Shape):
    """What of a payment went to an invoice, below zero where it was taken back; `how` it was known, or by whom."""

    invoice: str
    amount: AmountOut
    how: str
    by: str | None
    at: datetime


class PaymentOut(Shape):
    """A movement on the shop's account; `free` is what of it went nowhere yet. `why` a person has to look at it.

    `restricted`: it is for an invoice whose buyer was erased; who paid, with what words, and what was noted only an admin sees.
    """

    id: int
    state: State
    why: str
    booked_on: date
    amount: AmountOut
    free: AmountOut
    payer_name: str
    payer_iban: str
    text: str
    reference: str
    suggestions: list[SuggestionOut]
    allocations: list[AllocationOut]
    note: str
    decided_by: str | None
    decided_at: datetime | None
    imported_at: datetime
    restricted: bool


class PaymentPage(Shape):
    """Payments, and `next` to go on with."""

    items: list[PaymentOut]
    next: str | None


class OverpaymentOut(Shape):
    """What came above what was owed. `refund` goes to `payer_iban` and nowhere else; `keep` is for the next purchase.

    `restricted`: its invoice's buyer was erased; who paid only an admin sees.
    """

    id: int
    payment_id: int
    invoice: str
    conversation_id: int | None
    amount: AmountOut
    state: OverpaidState
    payer_name: str
    payer_iban: str
    made_at: datetime
    wished_at: datetime | None
    settled_by: str | None
    settled_at: datetime | None
    note: str
    restricted: bool


class OverpaymentPage(Shape):
    """Overpayments, and `next` to go on with."""

    items: list[OverpaymentOut]
    next: str | None


class PaymentQuery(Strict):
    """Of which state (`waiting`: for a person), how many, after which page."""

    state: State | Literal["", "waiting"] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: str = ""


class OverpaymentQuery(Strict):
    """Of which state (`waiting`: for a person), how many, after which page."""

    state: OverpaidState | Literal["", "waiting"] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: str = ""


Number = Annotated[str, Field(min_length=1, max_length=40)]
Note = Annotated[str, Field(max_length=1000)]


def _sum(text: str) -> Money:
    return Money.parse(text)


class ShareBody(Strict):
    """So much for this invoice; the amount is written `12.50 EUR`."""

    invoice: Number
    amount: Annotated[str, Field(max_length=40)]

    @model_validator(mode="after")
    def _is_money(self) -> "ShareBody":
        _sum(self.amount)
        return self


class PaymentBody(Strict):
    """What a payment is for: `invoice` and `amount`, or several as `shares`; or `state: set_aside`, dealt with elsewhere."""

    invoice: Number | None = None
    amount: Annotated[str, Field(max_length=40)] | None = None
    shares: Annotated[list[ShareBody], Field(max_length=50)] = Field(default_factory=list)
    state: Literal["set_aside"] | None = None
    note: Note = ""

    @model_validator(mode="after")
    def _one_way(self) -> "PaymentBody":
        ways = [self.invoice is not None or self.amount is not None, bool(self.shares), self.state is not None]
        if sum(ways) != 1 or (self.invoice is None) != (self.amount is None):
            raise ValueError("write `invoice` and `amount`, or `shares`, or `state: set_aside`")
        if self.amount is not None:
            _sum(self.amount)
        return self

    @property
    def given(self) -> list[Share]:
        """To which invoices it goes."""
        if self.invoice is not None and self.amount is not None:
            return [Share(self.invoice, _sum(self.amount))]
        return [Share(share.invoice, _sum(share.amount)) for share in self.shares]


class SettleBody(Strict):
    """How it was given back or used."""

    note: Note = ""


# --- files -----------------------------------------------------------------------------------------------------------


async def upload(ask: Ask[Nothing, Nothing]) -> StatementOut:
    """Take in a file of the bank, all of it or nothing. The same file, or the same payment in another, changes nothing."""
    shop = ask.api.shop
    with _room.share() as share:
        name, content = await uploaded(ask.request, share)
        async with _reading:
            try:
                read = await asyncio.to_thread(read_file, shop, storable(name)[:100] or "file", content)
            except Problems as problems:
                raise _told(problems) from None
    now = ask.api.now()

    def work(connection: sa.Connection) -> Taken:
        (taken,) = take_in(connection, shop=shop, files=[read], now=now, ring=ask.api.ring)
        told = {"format": read[0].format, "found": taken.found, "fresh": taken.fresh}
        ask.record(connection, "bank.imported", f"file:{read[0].file}", **told)
        return taken

    taken = await ask.api.database.write(work)
    for bell in ("turns", "pages"):
        ask.api.doorbell.ring(bell)
    return StatementOut(
        name=read[0].file, format=read[0].format, found=taken.found, fresh=taken.fresh, matched=taken.matched,
        waiting=taken.waiting, taken_back=taken.taken_back, outgoing=taken.outgoing,
    )  # fmt: skip


def _told(problems: Problems) -> Problem:
    errors = [FieldProblem(path="file", detail=str(problem)).model_dump() for problem in problems.problems[:50]]
    return Problem(422, str(problems.problems[0]), path="file", errors=errors)


# --- payments --------------------------------------------------------------------------------------------------------


async def payments(ask: Ask[PaymentQuery, Nothing]) -> PaymentPage:
    """Newest first."""
    query = ask.query
    before = read_cursor(query.after, "after")[1] if query.after else 2**62

    def read(connection: sa.Connection) -> tuple[list[PaymentOut], bool]:
        found = bank.page(connection, query.state, before, query.limit + 1)
        return _payments(ask, connection, list(found[: query.limit])), len(found) > query.limit

    items, more = await ask.api.database.read(read)
    return PaymentPage(items=items, next=write_cursor(None, items[-1].id) if more else None)


async def decide(ask: Ask[Nothing, PaymentBody]) -> PaymentOut:
    """Say what a payment is for. What somebody else has decided meanwhile answers 409."""
    body, shop, now = ask.body, ask.api.shop, ask.api.now()

    def work(connection: sa.Connection) -> PaymentOut:
        books = open_books(connection, shop, now, ask.api.ring)
        if body.state == "set_aside":
            books.set_aside(ask.id, ask.agent.id, body.note)
            ask.record(connection, "payment.set_aside", f"payment:{ask.id}")
        else:
            books.confirm(ask.id, body.given, ask.agent.id, body.note)
            shares = [f"{share.number}: {share.amount}" for share in body.given]
            ask.record(connection, "payment.placed", f"payment:{ask.id}", invoices=shares)
        row = bank.one(connection, ask.id)
        assert row is not None
        return _payments(ask, connection, [row])[0]

    try:
        decided = await ask.api.database.write(work)
    except PaymentError as error:
        raise Problem(_STATUS[error.kind], str(error), path=error.field) from None
    for bell in ("turns", "pages"):
        ask.api.doorbell.ring(bell)
    return decided


def _payments(ask: Ask[Any, Any], connection: sa.Connection, rows: list[Row]) -> list[PaymentOut]:
    suggested = bills.seen(connection, {number for row in rows for number in row.suggestions})
    allocated = bank.allocations(connection, [row.id for row in rows])
    names = names_of(connection)
    given = {each.invoice for several in allocated.values() for each in several}
    kept = _Kept(bills.restricted(connection, {*suggested, *given}), may_see_all(ask))
    return [
        _payment(row, [suggested[n] for n in row.suggestions if n in suggested], allocated[row.id], names, kept) for row in rows
    ]


@dataclass(frozen=True, slots=True)
class _Kept:
    """Invoices whose buyers were erased and are kept for the law alone, and whether who asks sees them (GDPR art. 18(2))."""

    invoices: frozenset[str]
    seen: bool

    def has(self, numbers: Iterable[str]) -> bool:
        """Whether one of these is such an invoice."""
        return not self.invoices.isdisjoint(numbers)

    def hides(self, numbers: Iterable[str]) -> bool:
        """Whether who stands behind these is not for who asks."""
        return not self.seen and self.has(numbers)


def _payment(
    row: Row, suggested: list[Bill], allocated: Sequence[Allocation], names: Names, kept: _Kept
) -> PaymentOut:  # fmt: skip
    one = row.transaction
    concerned = [each.invoice for each in allocated] or [bill.number for bill in suggested]
    hidden = kept.hides(concerned)
    name, iban, text, reference, note = ("",) * 5 if hidden else (one.name, one.iban, one.text, one.reference, row.note)
    return PaymentOut(
        id=row.id, state=row.state, why=row.why, booked_on=one.booked_on, amount=_amount(one.amount), free=_amount(row.free),
        payer_name=name, payer_iban=iban, text=text, reference=reference,
        suggestions=[_suggestion(bill, kept) for bill in suggested],
        allocations=[_allocation(each, names) for each in allocated],
        note=note, decided_by=_name(row.decided_by, names), decided_at=when(row.decided_at),
        imported_at=from_ms(row.imported_at), restricted=kept.has(concerned),
    )  # fmt: skip


def _suggestion(bill: Bill, kept: _Kept) -> SuggestionOut:
    buyer = "" if kept.hides([bill.number]) else bill.buyer_name
    return SuggestionOut(
        invoice=bill.number, state=bill.state, due=_amount(bill.due), buyer=buyer, restricted=kept.has([bill.number]),
        order_number=bill.order_number,
    )  # fmt: skip


def _allocation(each: Allocation, names: Names) -> AllocationOut:
    return AllocationOut(
        invoice=each.invoice, amount=_amount(each.amount), how=each.how, by=_name(each.agent_id, names), at=from_ms(each.at)
    )  # fmt: skip


# --- what came too much ----------------------------------------------------------------------------------------------


async def too_much(ask: Ask[OverpaymentQuery, Nothing]) -> OverpaymentPage:
    """Newest first."""
    query = ask.query
    before = read_cursor(query.after, "after")[1] if query.after else 2**62

    def read(connection: sa.Connection) -> tuple[list[OverpaymentOut], bool]:
        found = overpayments.page(connection, query.state, before, query.limit + 1)
        return _overpayments(ask, connection, found[: query.limit]), len(found) > query.limit

    items, more = await ask.api.database.read(read)
    return OverpaymentPage(items=items, next=write_cursor(None, items[-1].id) if more else None)


async def settle(ask: Ask[Nothing, SettleBody]) -> OverpaymentOut:
    """It was given back or used. What somebody else has settled meanwhile answers 409."""
    now = ask.api.now()

    def work(connection: sa.Connection) -> tuple[list[OverpaymentOut], bool]:
        bank.hold_ledger(connection, now)
        done = overpayments.settle(connection, ask.id, ask.agent.id, ask.body.note, now)
        if done:
            ask.record(connection, "overpayment.settled", f"overpayment:{ask.id}")
        found = overpayments.one(connection, ask.id)
        return _overpayments(ask, connection, [found] if found is not None else []), done

    found, done = await ask.api.database.write(work)
    if not found:
        raise Problem(404, "There is no such overpayment.")
    if not done:
        raise Problem(409, "This overpayment is settled already.")
    return found[0]


def _overpayments(ask: Ask[Any, Any], connection: sa.Connection, found: Sequence[Overpayment]) -> list[OverpaymentOut]:
    kept = _Kept(bills.restricted(connection, {one.invoice for one in found}), may_see_all(ask))
    names = names_of(connection)
    return [_overpayment(one, names, kept) for one in found]


def _overpayment(one: Overpayment, names: Names, kept: _Kept) -> OverpaymentOut:
    name, iban = ("", "") if kept.hides([one.invoice]) else (one.payer_name, one.payer_iban)
    return OverpaymentOut(
        id=one.id, payment_id=one.transaction_id, invoice=one.invoice, conversation_id=one.conversation_id,
        amount=_amount(one.amount), state=one.state, payer_name=name, payer_iban=iban, restricted=kept.has([one.invoice]),
        made_at=from_ms(one.made_at), wished_at=when(one.wished_at), settled_by=_name(one.settled_by, names),
        settled_at=when(one.settled_at), note=one.note,
    )  # fmt: skip


def _amount(money: Money) -> AmountOut:
    return AmountOut(amount=str(money.amount), currency=money.currency)


def _name(agent: int | None, names: Names) -> str | None:
    return names.get(agent, f"#{agent}") if agent is not None else None


ENDPOINTS = (
    Endpoint(
        "POST", "/bank-statements", upload, "Take in a file of the bank, 20 MB at most; safe to repeat", "supervisor",
        StatementOut, sends="multipart/form-data",
        problems={503: "Too many files come at once; `Retry-After` says when"},
    ),
    Endpoint("GET", "/payments", payments, "Movements on the shop's account", "agent", PaymentPage, query=PaymentQuery),
    Endpoint(
        "POST", r"/payments/{id:\d{1,15}}", decide, "Say what a payment is for", "supervisor", PaymentOut, body=PaymentBody,
        problems={404: "There is no such payment", 409: "Somebody has decided this before"},
    ),
    Endpoint("GET", "/overpayments", too_much, "What came too much", "agent", OverpaymentPage, query=OverpaymentQuery),
    Endpoint(
        "POST", r"/overpayments/{id:\d{1,15}}", settle, "It was given back or used", "supervisor", OverpaymentOut,
        body=SettleBody, problems={404: "There is no such overpayment", 409: "It is settled already"},
    ),
)  # fmt: skip
