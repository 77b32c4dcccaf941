"""Codes over HTTP: what an agent gives to put things right, what was given, what an order has used."""

from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from pydantic import Field

from bot.api.conversations import ONE
from bot.api.decisions import ASKED_ABOVE, beyond
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.records import AmountOut
from bot.api.shape import Shape
from bot.api.shapes import Key, read_cursor, write_cursor
from bot.books.giving import Giver
from bot.epoch import from_ms, to_ms
from bot.store import approvals, changes, coupons, overview
from bot.store.coupons import Given
from bot.store.model import NewApproval
from flows.shop.coupons import judge, normal_code
from flows.shop.model import Money

DECIDED_WITHIN = timedelta(days=1)


class CouponOut(Shape):
    """A code that was given. `why` is the mistake it is for; `made_by` is `rule` or the id of who gave it."""

    id: int
    conversation_id: int | None
    code: str
    kind: str
    why: str
    amount: AmountOut
    minimum: AmountOut
    state: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    order_number: str


class CouponPage(Shape):
    """Coupons, and `next` to go on with; what this year has given for mistakes, and its budget."""

    items: list[CouponOut]
    next: str | None
    given: AmountOut
    budget: AmountOut


class CouponQuery(Strict):
    """How many, after which page."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: str = ""


class GoodwillBody(Strict):
    """How much, for which mistake of ours. The same `key` twice gives one code."""

    amount: Annotated[str, Field(max_length=40)]
    reason: Literal["late", "lost", "promise", "wrong_item", "other"] = "other"
    key: Key


class GoodwillOut(Shape):
    """`given`: the customer is told the code. `asked`: it is beyond the allowance, and an approval waits for a supervisor."""

    state: Literal["given", "asked"]
    coupon: CouponOut | None
    approval_id: int | None


class RedeemBody(Strict):
    """An order that uses a code; with `total` the code's minimum is looked at, too."""

    code: Annotated[str, Field(min_length=1, max_length=64)]
    order: Annotated[str, Field(min_length=1, max_length=64)]
    total: Annotated[str, Field(max_length=40)] = ""


class RedeemOut(Shape):
    """Whether the code was taken, and what it is worth; else why not."""

    taken: bool
    verdict: str
    amount: AmountOut | None


async def give(ask: Ask[Nothing, GoodwillBody]) -> GoodwillOut:
    """Make a code and tell the customer; beyond the agent's allowance, ask a supervisor."""
    amount = _sum(ask, ask.body.amount, "amount")
    card = await ask.api.database.read(partial(overview.one, conversation_id=ask.id))
    if card is None:
        raise Problem(404, "There is no such conversation.")
    if card.email and card.email.casefold() == ask.agent.email.casefold():
        raise Problem(403, "This is your own case. Somebody else decides it.")
    result = await ask.api.database.write(partial(_give, ask=ask, amount=amount))
    ask.api.doorbell.ring("rounds")
    ask.api.doorbell.ring("pages")
    return result


def _give(connection: sa.Connection, ask: Ask[Nothing, GoodwillBody], amount: Money) -> GoodwillOut:
    case = f"{ASKED_ABOVE}{ask.agent.id}:{ask.id}:{ask.body.key}"
    if ask.agent.role == "supervisor" and beyond(ask, {"amount": amount}):
        return GoodwillOut(state="asked", coupon=None, approval_id=_ask_above(connection, ask, amount, case))
    given = Giver(ask.api.shop, ask.api.secret).give(
        connection, ask.id, case, amount, ask.api.now(), kind="agent", why=ask.body.reason, made_by=str(ask.agent.id),
        bounded=not ask.agent.is_at_least("supervisor"),
    )  # fmt: skip
    if given == "again":
        given = coupons.by_case(connection, case) or given
    if isinstance(given, Given):
        changes.touch(connection, [ask.id], ask.api.now())
        ask.record(connection, "goodwill.given", f"coupon:{given.id}", conversation=ask.id, amount=amount, why=ask.body.reason)
        return GoodwillOut(state="given", coupon=coupon_out(given), approval_id=None)
    if given == "budget":
        raise Problem(409, "This year's budget for mistakes is used up.")
    return GoodwillOut(state="asked", coupon=None, approval_id=_ask_above(connection, ask, amount, case))


def _ask_above(connection: sa.Connection, ask: Ask[Nothing, GoodwillBody], amount: Money, case: str) -> int:
    """An approval with the same fields; who approves it has the code made."""
    due_at, now = to_ms(from_ms(ask.api.now()) + DECIDED_WITHIN), ask.api.now()
    summary = f"{ask.agent.name}: {amount}, {ask.body.reason.replace('_', ' ')}"
    fields = {"amount": amount, "reason": ask.body.reason}
    approvals.make(connection, ask.id, NewApproval(case, "goodwill", ask.api.shop.team, summary, fields, due_at), now)
    changes.touch(connection, [ask.id], now)
    id_ = next(found.id for found in approvals.of_conversation(connection, ask.id) if found.key == case)
    ask.record(connection, "goodwill.asked", f"approval:{id_}", conversation=ask.id, amount=amount, why=ask.body.reason)
    return id_


async def listing(ask: Ask[CouponQuery, Nothing]) -> CouponPage:
    """Codes, newest first."""
    query = ask.query
    before = read_cursor(query.after, "after")[1] if query.after else 2**62
    year = from_ms(ask.api.now()).astimezone(ask.api.shop.time_zone).year
    budget, currency = ask.api.shop.care.coupons.budget
    found, drawn = await ask.api.database.read(
        lambda connection: (coupons.page(connection, before, query.limit + 1), coupons.drawn(connection, year, "goodwill"))
    )
    shown = found[: query.limit]
    return CouponPage(
        items=[coupon_out(given) for given in shown],
        next=write_cursor(None, shown[-1].id) if len(found) > query.limit else None,
        given=AmountOut(amount=f"{drawn // 100}.{drawn % 100:02}", currency=currency),
        budget=AmountOut(amount=f"{budget:.2f}", currency=currency),
    )


async def redeem(ask: Ask[Nothing, RedeemBody]) -> RedeemOut:
    """An order uses a code, once; for shops whose own software does not keep codes."""
    code, now = normal_code(ask.body.code), ask.api.now()
    total = _sum(ask, ask.body.total, "total") if ask.body.total else None

    def work(connection: sa.Connection) -> RedeemOut:
        found = coupons.by_code(connection, code)
        verdict = judge(found.coupon if found is not None else None, from_ms(now), total)
        taken = verdict == "good" and coupons.use(connection, code, ask.body.order, now)
        if taken and found is not None:
            ask.record(connection, "coupon.used", f"coupon:{found.id}", order=ask.body.order)
        amount = found.coupon.amount if found is not None and verdict != "unknown" else None
        shown = AmountOut(amount=str(amount.amount), currency=amount.currency) if amount is not None else None
        return RedeemOut(taken=taken, verdict="used" if verdict == "good" and not taken else verdict, amount=shown)

    return await ask.api.database.write(work)


def _sum(ask: Ask[Any, Any], text: str, field: str) -> Money:
    """A sum above zero in the currency of codes. Raises Problem 422."""
    currency = ask.api.shop.care.coupons.budget[1]
    written = text.strip().replace(",", ".")
    try:
        money = Money.parse(written if written.endswith(currency) else f"{written} {currency}")
    except (ValueError, ArithmeticError):
        raise Problem(422, f"{field}: write a sum such as 20.00 {currency}.", path=field) from None
    if money.amount <= 0:
        raise Problem(422, f"{field}: it must be more than nothing.", path=field)
    return money


def coupon_out(given: Given) -> CouponOut:
    """A coupon as the API shows it."""
    coupon = given.coupon
    return CouponOut(
        id=given.id, conversation_id=given.conversation_id, code=coupon.code, kind=given.kind, why=given.why,
        amount=AmountOut(amount=str(coupon.amount.amount), currency=coupon.amount.currency),
        minimum=AmountOut(amount=str(coupon.minimum.amount), currency=coupon.minimum.currency),
        state=coupon.state, made_by=given.made_by, made_at=from_ms(given.made_at), expires_at=coupon.expires_at,
        order_number=given.order_number,
    )  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "POST", ONE + "/goodwill", give, "Put things right with a code", "agent", GoodwillOut, body=GoodwillBody,
        problems={
            403: "It is your own case", 404: "There is no such conversation", 409: "The year's budget is used up",
        },
    ),
    Endpoint("GET", "/coupons", listing, "Codes that were given", "agent", CouponPage, query=CouponQuery),
    Endpoint("POST", "/coupons/redeem", redeem, "Use a code for an order", "agent", RedeemOut, body=RedeemBody),
)  # fmt: skip
