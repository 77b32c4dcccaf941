"""All that a desk wants to know of a customer, in one answer: else the pane would ask ten times and jump as answers come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.api.care import BlockOut, CallbackOut, ValueOut, block_out, callback_out
from bot.api.conversations import ONE, names_of, slots_of
from bot.api.decisions import ApprovalOut, approval_out
from bot.api.endpoints import BASE, Ask, Endpoint, Nothing
from bot.api.errors import Problem
from bot.api.goodwill import CouponOut, coupon_out
from bot.api.records import AmountOut, OrderOut, order_out
from bot.api.refunds import ReturnOut, return_out
from bot.api.shape import Shape
from bot.api.shapes import Names, PromiseOut, TagOut, TicketOut, promise_out, tag_out, ticket_out, when
from bot.api.shelf import Placed, Shelf
from bot.api.window import WindowOut, window_out
from bot.epoch import from_ms, to_ms
from bot.store import approvals, coupons, dossier, invoice_rows, kin, ledger, overview, returns, tags, values
from bot.store.dossier import ROOM, Asked, Paid
from bot.store.invoice_rows import Row
from bot.store.orders import SqlOrders
from bot.store.overview import Card
from flows.shop.builtin import BuiltinShop
from flows.shop.value import Worth


class ShownPerson(Shape):
    """Who it is. `phone` is one the messenger vouches for; `phones` and `emails` are those of all conversations."""

    name: str
    address: str
    channel: str
    language: str
    locale: str
    email: str
    phone: str
    emails: list[str]
    phones: list[str]
    reachable: bool
    first_seen_at: datetime
    last_wrote_at: datetime | None


class PastOut(Shape):
    """Another conversation with this person; `said`: an agent said so of these very two, and it can be taken back here."""

    id: int
    channel: str
    name: str
    address: str
    owner: str
    last: str
    changed_at: datetime
    closed_at: datetime | None
    said: bool


class LikelyOut(Shape):
    """A conversation that may be with the same person, and why: `email`, `phone`, `proof`, `person`."""

    id: int
    channel: str
    name: str
    address: str
    changed_at: datetime
    signs: list[str]


class BilledOut(Shape):
    """An invoice, as short as it can be told; `pdf` is where it is read."""

    number: str
    kind: str
    state: str
    total: AmountOut
    paid: AmountOut
    issued_at: datetime
    due_at: datetime
    order_number: str
    pdf: str


class PaidOut(Shape):
    """What a payment gave an invoice; below zero where it was taken back."""

    id: int
    invoice: str
    amount: AmountOut
    payer: str
    booked_on: str
    at: datetime


class AskedOut(Shape):
    """A survey the customer was asked; no score where they did not answer."""

    id: int
    kind: str
    about: str
    state: str
    score: int | None
    comment: str
    asked_at: datetime | None
    answered_at: datetime | None


class Dossier(Shape):
    """A customer, over all conversations with this person. `orders_silent`: the shop's software did not answer."""

    id: int
    version: int
    person: ShownPerson
    window: WindowOut
    value: ValueOut | None
    block: BlockOut
    may_block: bool
    tags: list[TagOut]
    promises: list[PromiseOut]
    tickets: list[TicketOut]
    callbacks: list[CallbackOut]
    orders: list[OrderOut]
    orders_silent: bool
    returns: list[ReturnOut]
    invoices: list[BilledOut]
    payments: list[PaidOut]
    coupons: list[CouponOut]
    approvals: list[ApprovalOut]
    surveys: list[AskedOut]
    past: list[PastOut]
    likely: list[LikelyOut]
    slots: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Whom:
    """The conversation, the others with the same person, and by what their orders are found."""

    cards: Sequence[Card]
    phones: Sequence[str]
    phone: str
    slots: dict[str, Any]

    @property
    def contacts(self) -> set[str]:
        return {*(card.email for card in self.cards if card.email), *self.phones}

    @property
    def numbers(self) -> set[str]:
        number = self.slots.get("order_number")
        return {str(number)} if number else set()


async def reading(ask: Ask[Nothing, Nothing]) -> Dossier:
    """Everything the shop has had with this customer."""
    whom = await ask.api.database.read(partial(_whom, id_=ask.id))
    if whom is None:
        raise Problem(404, "There is no such conversation.")
    shelf = ask.api.shelf or Shelf(BuiltinShop(SqlOrders(ask.api.database), lambda: from_ms(ask.api.now())))
    placed = await shelf.of(whom.contacts, whom.numbers)
    return await ask.api.database.read(partial(_dossier, ask=ask, whom=whom, placed=placed))


def _whom(connection: sa.Connection, id_: int) -> _Whom | None:
    card = overview.one(connection, id_)
    if card is None:
        return None
    others = [other for one in kin.of(connection, id_) if (other := overview.one(connection, one)) is not None]
    phones = kin.phones(connection, [card.id, *(other.id for other in others)])
    return _Whom(
        [card, *others], sorted(set(phones.values())), phones.get(id_, ""), slots_of(id_, overview.state(connection, id_))
    )


def _dossier(connection: sa.Connection, ask: Ask[Nothing, Nothing], whom: _Whom, placed: Placed) -> Dossier:
    card, ids, names = whom.cards[0], [card.id for card in whom.cards], names_of(connection)
    invoices = [row for id_ in ids for row in invoice_rows.of_conversation(connection, id_, ROOM)]
    worth = values.one(connection, card.id)
    currency = ask.api.shop.care.coupons.budget[1]
    promises = [one for id_ in ids for one in ledger.promises_of(connection, id_)]
    return Dossier(
        id=card.id, version=card.changed_at, person=_person(whom), window=window_out(ask, card),
        value=_worth(worth, currency) if worth is not None else None,
        block=block_out(connection, card.id, names), may_block=ask.agent.is_at_least("supervisor"),
        tags=[tag_out(tag) for tag in tags.of_conversations(connection, [card.id])[card.id]],
        promises=[
            promise_out(one, names) for one in sorted(promises, key=lambda one: (one.state != "open", -one.made_at))[:ROOM]
        ],
        tickets=[ticket_out(one, names) for one in reversed(ledger.tickets_of(connection, card.id))],
        callbacks=[callback_out(one, names) for one in dossier.callbacks(connection, ids)],
        orders=[order_out(order) for order in placed.orders[:ROOM]], orders_silent=placed.silent,
        returns=[return_out(connection, one) for id_ in ids for one in returns.of_conversation(connection, id_)][:ROOM],
        invoices=[_billed(row) for row in invoices[:ROOM]],
        payments=[_paid(one) for one in dossier.payments(connection, [row.number for row in invoices])],
        coupons=[coupon_out(one) for id_ in ids for one in coupons.of_conversation(connection, id_)][:ROOM],
        approvals=_approvals(connection, ask, ids, names),
        surveys=[_asked(one) for one in dossier.surveys(connection, ids)],
        past=_past(connection, whom.cards), likely=_likely(connection, card.id), slots=whom.slots,
    )  # fmt: skip


def _person(whom: _Whom) -> ShownPerson:
    card = whom.cards[0]
    emails = sorted({one.email for one in whom.cards if one.email})
    wrote = [one.last_in_at for one in whom.cards if one.last_in_at is not None]
    return ShownPerson(
        name=card.name or next((one.name for one in whom.cards if one.name), ""), address=card.address, channel=card.channel,
        language=card.language, locale=card.locale, email=card.email, phone=whom.phone, emails=emails, phones=list(whom.phones),
        reachable=card.reachable, first_seen_at=from_ms(min(one.created_at for one in whom.cards)),
        last_wrote_at=when(max(wrote, default=None)),
    )  # fmt: skip


def _worth(worth: Worth, currency: str) -> ValueOut:
    return ValueOut(orders=worth.orders, paid=_cents(worth.paid, currency), value=_cents(worth.value, currency))


def _cents(hundredths: int, currency: str) -> AmountOut:
    sign, size = ("-" if hundredths < 0 else ""), abs(hundredths)
    return AmountOut(amount=f"{sign}{size // 100}.{size % 100:02}", currency=currency)


def _approvals(connection: sa.Connection, ask: Ask[Any, Any], ids: Sequence[int], names: Names) -> list[ApprovalOut]:
    found = [approval_out(ask, one, names) for id_ in ids for one in approvals.of_conversation(connection, id_)]
    return sorted(found, key=lambda one: -to_ms(one.made_at))[:ROOM]


def _past(connection: sa.Connection, cards: Sequence[Card]) -> list[PastOut]:
    said = kin.said(connection, cards[0].id)
    last = overview.last_lines(connection, [card.id for card in cards[1:]])
    return [
        PastOut(
            id=card.id, channel=card.channel, name=card.name, address=card.address, owner=card.owner,
            last=line.text if (line := last.get(card.id)) is not None else "", changed_at=from_ms(card.changed_at),
            closed_at=when(card.closed_at), said=said.get(card.id) == "same",
        )
        for card in sorted(cards[1:], key=lambda card: -card.changed_at)
    ]  # fmt: skip


def _likely(connection: sa.Connection, id_: int) -> list[LikelyOut]:
    found = kin.suggested(connection, id_)
    cards = [card for other in found if (card := overview.one(connection, other)) is not None]
    return [
        LikelyOut(
            id=card.id, channel=card.channel, name=card.name, address=card.address, changed_at=from_ms(card.changed_at),
            signs=list(found[card.id]),
        )
        for card in sorted(cards, key=lambda card: -card.changed_at)[:5]
    ]  # fmt: skip


def _billed(row: Row) -> BilledOut:
    return BilledOut(
        number=row.number, kind=row.kind, state=row.state, total=_cents(row.total, row.currency),
        paid=_cents(row.paid, row.currency), issued_at=from_ms(row.issued_at), due_at=from_ms(row.due_at),
        order_number=row.order_number, pdf=f"{BASE}/invoices/{row.number}.pdf",
    )  # fmt: skip


def _paid(one: Paid) -> PaidOut:
    return PaidOut(
        id=one.id, invoice=one.invoice, amount=_cents(one.amount, one.currency), payer=one.payer, booked_on=one.booked_on,
        at=from_ms(one.at),
    )  # fmt: skip


def _asked(one: Asked) -> AskedOut:
    return AskedOut(
        id=one.id, kind=one.kind, about=one.about, state=one.state, score=one.score, comment=one.comment,
        asked_at=when(one.asked_at), answered_at=when(one.answered_at),
    )  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "GET", ONE + "/customer", reading, "Everything about the customer", "agent", Dossier,
        problems={404: "There is no such conversation"}, reads="customer",
    ),
)  # fmt: skip
