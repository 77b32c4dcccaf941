"""The shop's records over HTTP: promises and orders."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Literal

from pydantic import Field

from bot.api.conversations import names_of
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.shape import Shape
from bot.api.shapes import PromiseOut, promise_out, read_cursor, write_cursor
from bot.store import ledger, orders
from flows.shop.model import Money, Order, OrderState


class AmountOut(Shape):
    """An exact sum: a decimal string and an ISO 4217 currency."""

    amount: str
    currency: str


class BuyerOut(Shape):
    """Who ordered."""

    name: str
    email: str
    phone: str


class LineOut(Shape):
    """So many of one product."""

    title: str
    quantity: int
    unit_price: AmountOut


class TrackingOut(Shape):
    """Where the parcel can be followed."""

    carrier: str
    number: str
    url: str


class OrderOut(Shape):
    """An order as the shop knows it."""

    number: str
    state: OrderState
    placed_at: datetime
    customer: BuyerOut
    total: AmountOut
    lines: list[LineOut]
    tracking: TrackingOut | None
    shipped_at: datetime | None
    expected_at: date | None
    delivered_at: datetime | None


class OrderPage(Shape):
    """Orders, and `next` to go on with."""

    items: list[OrderOut]
    next: str | None


class PromisePage(Shape):
    """Promises, and `next` to go on with."""

    items: list[PromiseOut]
    next: str | None


class PromiseQuery(Strict):
    """Of which state, how many, after which page."""

    state: Literal["", "open", "kept", "renewed", "broken"] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: str = ""


class OrderQuery(Strict):
    """With which words in number, e-mail, phone or name."""

    q: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: str = ""


async def promises(ask: Ask[PromiseQuery, Nothing]) -> PromisePage:
    """The ledger: open ones by the moment they are due, others newest first."""
    query, room = ask.query, ask.query.limit + 1
    moment, id_ = read_cursor(query.after, "after") if query.after else (None, None)
    if query.state == "open":
        after = (moment or 0, id_ or 0)
        found = await ask.api.database.read(partial(ledger.open_promises, after=after, room=room))
    else:
        before = id_ if id_ is not None else 2**62
        found = await ask.api.database.read(partial(ledger.promises, state=query.state, before=before, room=room))
    names = await ask.api.database.read(names_of)
    shown = found[: query.limit]
    more = len(found) > query.limit
    return PromisePage(
        items=[promise_out(promise, names) for promise in shown],
        next=write_cursor(shown[-1].due_at, shown[-1].id) if more else None,
    )


async def listing(ask: Ask[OrderQuery, Nothing]) -> OrderPage:
    """Orders, newest first."""
    query = ask.query
    skip = read_cursor(query.after, "after")[1] if query.after else 0
    found = await ask.api.database.read(partial(orders.search, query=query.q, limit=skip + query.limit + 1))
    shown = found[skip : skip + query.limit]
    more = len(found) > skip + query.limit
    return OrderPage(items=[order_out(order) for order in shown], next=write_cursor(None, skip + query.limit) if more else None)


def order_out(order: Order) -> OrderOut:
    """An order as the API shows it."""
    tracking = order.tracking
    return OrderOut(
        number=order.number, state=order.state, placed_at=order.placed_at,
        customer=BuyerOut(name=order.customer.name, email=order.customer.email, phone=order.customer.phone),
        total=_amount(order.total),
        lines=[LineOut(title=x.title, quantity=x.quantity, unit_price=_amount(x.unit_price)) for x in order.lines],
        tracking=TrackingOut(carrier=tracking.carrier, number=tracking.number, url=tracking.url) if tracking else None,
        shipped_at=order.shipped_at, expected_at=order.expected_at, delivered_at=order.delivered_at,
    )  # fmt: skip


def _amount(money: Money) -> AmountOut:
    return AmountOut(amount=str(money.amount), currency=money.currency)


ENDPOINTS = (
    Endpoint("GET", "/promises", promises, "The ledger of promises", "agent", PromisePage, query=PromiseQuery),
    Endpoint("GET", "/orders", listing, "Orders", "agent", OrderPage, query=OrderQuery),
)
