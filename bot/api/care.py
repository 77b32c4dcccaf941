"""Calls that were promised, and who is not answered any more, over HTTP."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from pydantic import Field

from bot.api.conversations import ONE, names_of
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.goodwill import CouponOut, coupon_out
from bot.api.records import AmountOut
from bot.api.shape import Shape
from bot.api.shapes import Names, read_cursor, when, write_cursor
from bot.books.callbacks import called
from bot.epoch import from_ms
from bot.store import blocks, callbacks, coupons, floor, overview, values
from bot.store.callbacks import Callback
from bot.store.floor import Claim
from bot.store.letters import storable


class CallbackOut(Shape):
    """A call that was promised. `due`: it stands in the queue now; `missed` ones may still be made."""

    id: int
    conversation_id: int
    team: str
    phone: str
    at: datetime
    due_at: datetime
    state: callbacks.State
    made_at: datetime
    by: str | None
    settled_at: datetime | None


class CallbackPage(Shape):
    """Calls, and `next` to go on with."""

    items: list[CallbackOut]
    next: str | None


class CallbackQuery(Strict):
    """Of which state (first due first), or all (newest first); how many, after which page."""

    state: Literal["", "agreed", "due", "done", "unreached", "missed", "cancelled"] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: str = ""


class CalledBody(Strict):
    """`done`: you have spoken. `unreached`: nobody answered, and the customer is told that we tried."""

    outcome: Literal["done", "unreached"]


class BlockBody(Strict):
    """Whether the customer is not answered any more, and why."""

    blocked: bool
    reason: Annotated[str, Field(max_length=500)] = ""


class BlockOut(Shape):
    """Whether somebody is blocked, since when, by whom and why."""

    conversation_id: int
    blocked: bool
    reason: str
    by: str | None
    at: datetime | None


class ValueOut(Shape):
    """What a customer may be worth to the shop: an estimate that orders the queue, and nothing else."""

    orders: int
    paid: AmountOut
    value: AmountOut


class CareOut(Shape):
    """What the desk may want to know beside a conversation."""

    block: BlockOut
    value: ValueOut | None
    callback: CallbackOut | None
    coupons: list[CouponOut]


async def listing(ask: Ask[CallbackQuery, Nothing]) -> CallbackPage:
    """Calls of one state by their moment, or all, newest first."""
    query, room = ask.query, ask.query.limit + 1
    moment, id_ = read_cursor(query.after, "after") if query.after else (None, None)
    if query.state:
        read = partial(callbacks.of_state, state=query.state, after=(moment or 0, id_ or 0), room=room)
    else:
        read = partial(callbacks.page, before=id_ if id_ is not None else 2**62, room=room)
    found, names = await ask.api.database.read(lambda connection: (read(connection), names_of(connection)))
    shown = found[: query.limit]
    more = len(found) > query.limit
    return CallbackPage(
        items=[callback_out(one, names) for one in shown], next=write_cursor(shown[-1].at, shown[-1].id) if more else None
    )


async def settle(ask: Ask[Nothing, CalledBody]) -> CallbackOut:
    """Say that the call was made, or tried. What was said before, or called off, answers 409."""
    now = ask.api.now()

    def work(connection: sa.Connection) -> Callback | None:
        settled = called(connection, id_=ask.id, outcome=ask.body.outcome, agent=ask.agent.id, now=now)
        if settled is not None:
            ask.record(connection, f"callback.{ask.body.outcome}", f"callback:{ask.id}", conversation=settled.conversation_id)
        return settled

    if (settled := await ask.api.database.write(work)) is None:
        found = await ask.api.database.read(partial(callbacks.one, id_=ask.id))
        raise Problem(404, "There is no such call.") if found is None else Problem(409, f"The call is {found.state} already.")
    _ring(ask)
    return callback_out(settled, await ask.api.database.read(names_of))


async def block(ask: Ask[Nothing, BlockBody]) -> BlockOut:
    """Answer a customer no more, or again. Their messages are kept; what the shop owes them is told all the same."""
    if await ask.api.database.read(partial(overview.one, conversation_id=ask.id)) is None:
        raise Problem(404, "There is no such conversation.")
    await ask.api.database.write(partial(_block, ask=ask))
    _ring(ask)
    return await ask.api.database.read(lambda connection: block_out(connection, ask.id, names_of(connection)))


def _block(connection: sa.Connection, ask: Ask[Nothing, BlockBody]) -> None:
    now = ask.api.now()
    before = blocks.one(connection, ask.id) is not None
    if before != ask.body.blocked:
        ask.record(connection, "customer.blocked" if ask.body.blocked else "customer.unblocked", f"conversation:{ask.id}")
    if not ask.body.blocked:
        blocks.lift(connection, ask.id, ask.agent.id, now)
    elif blocks.block(connection, ask.id, storable(ask.body.reason.strip()), ask.agent.id, now):
        floor.close(connection, Claim(ask.id, ask.agent.id, now))  # nobody waits; what another agent holds stays theirs


async def beside(ask: Ask[Nothing, Nothing]) -> CareOut:
    """Codes, the call, the worth and the block of a conversation."""
    found = await ask.api.database.read(partial(_beside, ask=ask))
    if found is None:
        raise Problem(404, "There is no such conversation.")
    return found


def _beside(connection: sa.Connection, ask: Ask[Any, Any]) -> CareOut | None:
    if overview.one(connection, ask.id) is None:
        return None
    names, call, worth = names_of(connection), callbacks.open_of(connection, ask.id), values.one(connection, ask.id)
    currency = ask.api.shop.care.coupons.budget[1]
    return CareOut(
        block=block_out(connection, ask.id, names),
        value=ValueOut(orders=worth.orders, paid=_amount(worth.paid, currency), value=_amount(worth.value, currency))
        if worth is not None
        else None,
        callback=callback_out(call, names) if call is not None else None,
        coupons=[coupon_out(given) for given in coupons.of_conversation(connection, ask.id)],
    )


def _amount(hundredths: int, currency: str) -> AmountOut:
    return AmountOut(amount=f"{hundredths // 100}.{hundredths % 100:02}", currency=currency)


def block_out(connection: sa.Connection, conversation_id: int, names: Names) -> BlockOut:
    """A block as the API shows it."""
    found = blocks.one(connection, conversation_id)
    if found is None:
        return BlockOut(conversation_id=conversation_id, blocked=False, reason="", by=None, at=None)
    return BlockOut(
        conversation_id=conversation_id, blocked=True, reason=found.reason, by=names.get(found.agent_id), at=from_ms(found.at)
    )


def callback_out(one: Callback, names: Names) -> CallbackOut:
    """A call as the API shows it."""
    return CallbackOut(
        id=one.id, conversation_id=one.conversation_id, team=one.team, phone=one.phone, at=from_ms(one.at),
        due_at=from_ms(one.due_at), state=one.state, made_at=from_ms(one.made_at),
        by=names.get(one.agent_id) if one.agent_id is not None else None, settled_at=when(one.settled_at),
    )  # fmt: skip


def _ring(ask: Ask[Any, Any]) -> None:
    ask.api.doorbell.ring("turns")
    ask.api.doorbell.ring("pages")


_NONE = {404: "There is no such conversation"}
ENDPOINTS = (
    Endpoint("GET", "/callbacks", listing, "Calls that were promised", "agent", CallbackPage, query=CallbackQuery),
    Endpoint(
        "POST", r"/callbacks/{id:\d{1,18}}", settle, "Say that a call was made", "agent", CallbackOut, body=CalledBody,
        problems={404: "There is no such call", 409: "It is settled already"},
    ),
    Endpoint(
        "POST", ONE + "/block", block, "Answer a customer no more, or again", "supervisor", BlockOut, body=BlockBody,
        problems=_NONE,
    ),
    Endpoint("GET", ONE + "/care", beside, "Codes, call, worth and block", "agent", CareOut, problems=_NONE),
)  # fmt: skip
