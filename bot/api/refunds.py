"""Returns and the money that goes back, over HTTP.

What was decided and why, the worklist of payouts, how the year's reserve goes.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Literal

import sqlalchemy as sa
from pydantic import Field

from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.records import AmountOut
from bot.api.shape import Shape
from bot.api.shapes import read_cursor, when, write_cursor
from bot.books.giving import Giver
from bot.books.opening import goods_came
from bot.books.report import ArmFigures, Figures, Report, report
from bot.books.returns import settled
from bot.epoch import from_ms, to_ms
from bot.store import refunds, returns
from bot.store.refunds import Proof, Refund
from bot.store.sealed import KeysError
from flows.shop.experiment import Difference
from flows.shop.model import Money
from flows.shop.reserve import OverspentError
from flows.shop.returns import Basis, Return, State


class RefundOut(Shape):
    """Money on its way back: one attempt. `account` is masked; the payout's file has it whole."""

    id: int
    return_number: str
    attempt: int
    state: refunds.State
    way: refunds.Way
    amount: AmountOut
    account: str
    name: str
    due_at: datetime
    paid_at: datetime | None
    settled_by: str
    bank_reference: str
    reason: str


class PayoutAccountOut(Shape):
    """Where a refund goes, whole, for who sends it by hand."""

    account: str
    name: str


class EventOut(Shape):
    """One line of a return's history."""

    at: datetime
    who: str
    event: str
    state: str


class ReturnOut(Shape):
    """A return: what the customer wanted, on which basis, what was decided by whom and why."""

    number: str
    state: State
    legal_basis: Basis
    reason: str
    amount: AmountOut
    claimed: AmountOut | None
    order_number: str
    title: str
    details: str
    decision: Literal["auto", "person"]
    decided_by: str
    why: str
    signals: dict[str, int]
    remedy: str
    refund_to: str
    goods: str
    proof: str
    photo: str | None
    from_reserve: bool
    arm: str
    made_at: datetime
    refund_by: datetime
    refunded_at: datetime | None
    credit_note: str
    conversation_id: int | None
    refund: RefundOut | None
    history: list[EventOut]


class ReturnPage(Shape):
    """Returns, and `next` to go on with."""

    items: list[ReturnOut]
    next: str | None


class RefundPage(Shape):
    """Refunds, and `next` to go on with."""

    items: list[RefundOut]
    next: str | None


class ReturnQuery(Strict):
    """Of which state, how many, after which page."""

    state: Literal["", State] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: str = ""


class RefundQuery(Strict):
    """Of which state (`open`: whatever is not at its end), how many, after which page."""

    state: Literal["", "open", refunds.State] = "open"
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: str = ""


class RefundBody(Strict):
    """What a person says of a payout.

    It went out (`paid`), did not (`failed`), or may go, because the goods are here (`pending`). `goods_back`: what the reserve
    has paid for is here again and can be sold for `worth` (`12.50 EUR`; all that was paid where it is left out).
    """

    state: Literal["paid", "failed", "pending", "goods_back"]
    worth: Annotated[str, Field(max_length=40)] = ""
    bank_reference: Annotated[str, Field(max_length=140)] = ""


class ReserveOut(Shape):
    """A year's reserve, and how it goes: `pace` is 1 where it is spent as planned; `alerts` the marks passed, in per cent."""

    year: int
    budget: AmountOut
    held: AmountOut
    captured: AmountOut
    recovered: AmountOut
    available: AmountOut
    used_percent: float
    planned: AmountOut
    pace: float
    forecast: AmountOut
    runs_out: str | None
    alerts: list[int]


class DifferenceOut(Shape):
    """Trust less control, with the interval it lies in (95 %); null where nothing can be said yet."""

    value: float
    low: float | None
    high: float | None
    p: float | None


class ArmOut(Shape):
    """One arm of the experiment, by person."""

    arm: str
    persons: int
    claims: int
    repeat_purchases: int
    cost: AmountOut
    margin_per_person: float


class ExperimentOut(Shape):
    """What is known of the experiment. `needed` persons an arm would show five points more of repeat purchases.

    `stop` says why to.
    """

    name: str
    arms: list[ArmOut]
    repeat_purchases: DifferenceOut
    margin: DifferenceOut
    needed: int
    stop: str


class ReturnsReportOut(Shape):
    """How returns went in a year. Sums are of what was given, statutory ones apart: the reserve does not pay them."""

    year: int
    by_state: dict[str, int]
    by_basis: dict[str, int]
    at_once: int
    by_people: int
    by_law: AmountOut
    by_trust: AmountOut
    refunds_open: int
    refunds_late: int
    reserve: ReserveOut
    experiment: ExperimentOut | None


class ReportQuery(Strict):
    """Of which year; this one where it is not said."""

    year: Annotated[int, Field(ge=2000, le=2999)] | None = None


async def listing(ask: Ask[ReturnQuery, Nothing]) -> ReturnPage:
    """Returns, newest first."""
    query = ask.query
    moment, number = _after(query.after)

    def read(connection: sa.Connection) -> tuple[list[ReturnOut], list[Return]]:
        found = list(returns.page(connection, query.state, (moment, number), query.limit + 1))
        return [return_out(connection, record) for record in found[: query.limit]], found

    shown, found = await ask.api.database.read(read)
    last = found[query.limit - 1] if len(found) > query.limit else None
    return ReturnPage(items=shown, next=f"{to_ms(last.made_at)}~{last.number}" if last else None)


async def worklist(ask: Ask[RefundQuery, Nothing]) -> RefundPage:
    """Payouts, first due first."""
    query = ask.query
    moment, id_ = read_cursor(query.after, "after") if query.after else (0, 0)
    read = partial(refunds.page, state=query.state, after=(moment or 0, id_), room=query.limit + 1)
    found = await ask.api.database.read(read)
    shown = found[: query.limit]
    more = len(found) > query.limit
    return RefundPage(
        items=[refund_out(one) for one in shown], next=write_cursor(shown[-1].due_at, shown[-1].id) if more else None
    )


async def mark(ask: Ask[Nothing, RefundBody]) -> RefundOut:
    """A person says what became of a payout: once. The customer is told, the promise kept, the reserve charged."""
    body, now = ask.body, ask.api.now()
    worth = _worth(body)

    def work(connection: sa.Connection) -> tuple[Refund | None, bool]:
        before = refunds.one(connection, ask.id)
        if before is None:
            return None, False
        done = _marked(connection, ask, worth, now)
        after = refunds.one(connection, ask.id)
        if done:
            told = {"number": before.number, "amount": worth or before.amount}
            ask.record(connection, f"refund.{body.state}", f"refund:{ask.id}", **told)
        return after, done or before.state == body.state

    try:
        refund, done = await ask.api.database.write(work)
    except OverspentError:
        raise Problem(422, "That is more than was paid.") from None
    if refund is None:
        raise Problem(404, "There is no such refund.")
    if not done and body.state == "goods_back":
        raise Problem(409, "The reserve has paid nothing here that could come back, or it is written down already.")
    if not done:
        raise Problem(409, f"This refund is {refund.state} already.")
    for bell in ("turns", "sends", "pages"):
        ask.api.doorbell.ring(bell)
    return refund_out(refund)


async def account(ask: Ask[Nothing, Nothing]) -> PayoutAccountOut:
    """The whole account of a payout that is not over; that somebody has looked at it stands in the record."""

    def work(connection: sa.Connection) -> PayoutAccountOut | None:
        refund = refunds.one(connection, ask.id)
        if refund is None or not (whole := refund.whole(ask.api.ring)):
            return None
        ask.record(connection, "refund.account_seen", f"refund:{ask.id}", number=refund.number)
        return PayoutAccountOut(account=whole, name=refund.name)

    try:
        found = await ask.api.database.write(work)
    except KeysError as error:
        raise Problem(503, str(error)) from None
    if found is None:
        raise Problem(404, "There is no such refund, or its account is not kept any more.")
    return found


def _marked(connection: sa.Connection, ask: Ask[Nothing, RefundBody], worth: Money | None, now: int) -> bool:
    body, who = ask.body, str(ask.agent.id)
    match body.state:
        case "paid":
            return refunds.settle(connection, ask.id, Proof(who, body.bank_reference), now, settled)
        case "failed":
            return refunds.fail(connection, ask.id, who, body.bank_reference or "said by a person", now)
        case "pending":
            return goods_came(connection, Giver(ask.api.shop, ask.api.secret), ask.id, who, now)
        case "goods_back":
            return refunds.recovered(connection, ask.id, who, worth, now)


def _worth(body: RefundBody) -> Money | None:
    """What the goods are worth. Raises Problem for what is no sum."""
    if not body.worth:
        return None
    try:
        worth = Money.parse(body.worth)
    except ValueError:
        worth = None
    if worth is None or worth.amount <= 0 or body.state != "goods_back":
        raise Problem(422, "worth is a sum like 12.50 EUR, for goods_back alone.")
    return worth


async def figures(ask: Ask[ReportQuery, Nothing]) -> ReturnsReportOut:
    """Returns, the reserve and the experiment."""
    now = from_ms(ask.api.now())
    year = ask.query.year or now.astimezone(ask.api.shop.time_zone).year
    found = await ask.api.database.read(partial(report, settings=ask.api.shop, secret=ask.api.secret, year=year, now=now))
    return _report_out(found)


def return_out(connection: sa.Connection, record: Return) -> ReturnOut:
    """A return as the API shows it."""
    refund = refunds.of_return(connection, record.number)
    return ReturnOut(
        number=record.number, state=record.state, legal_basis=record.basis, reason=record.reason, amount=_amount(record.amount),
        claimed=_amount(record.claimed) if record.claimed is not None else None, order_number=record.order_number,
        title=record.title, details=record.details, decision=record.decision, decided_by=record.decided_by, why=record.why,
        signals=dict(record.signals), remedy=record.remedy, refund_to=record.refund_to, goods=record.goods, proof=record.proof,
        photo=record.photo.file if record.photo is not None else None, from_reserve=record.drawn, arm=record.arm,
        made_at=record.made_at, refund_by=record.refund_by, refunded_at=record.refunded_at, credit_note=record.credit_note,
        conversation_id=record.conversation_id, refund=refund_out(refund) if refund is not None else None,
        history=[EventOut(at=e.at, who=e.who, event=e.event, state=e.state) for e in returns.history(connection, record.number)],
    )  # fmt: skip


def refund_out(refund: Refund) -> RefundOut:
    """A refund as the API shows it: never with the whole account."""
    due, paid = when(refund.due_at), when(refund.paid_at)
    assert due is not None
    return RefundOut(
        id=refund.id, return_number=refund.number, attempt=refund.attempt, state=refund.state, way=refund.way,
        amount=_amount(refund.amount), account=refund.shown, name=refund.name, due_at=due, paid_at=paid,
        settled_by=refund.settled_by, bank_reference=refund.bank_reference, reason=refund.reason,
    )  # fmt: skip


def _report_out(found: Report) -> ReturnsReportOut:
    reserve, pace = found.reserve, found.pace
    return ReturnsReportOut(
        year=found.year, by_state=dict(found.by_state), by_basis=dict(found.by_basis), at_once=found.at_once,
        by_people=found.by_people, by_law=_amount(found.by_law), by_trust=_amount(found.by_trust),
        refunds_open=found.refunds_open, refunds_late=found.refunds_late,
        reserve=ReserveOut(
            year=found.year, budget=_amount(reserve.budget), held=_amount(reserve.held), captured=_amount(reserve.captured),
            recovered=_amount(reserve.recovered), available=_amount(reserve.available), used_percent=round(reserve.used, 1),
            planned=_amount(pace.planned), pace=round(pace.share, 3), forecast=_amount(pace.forecast),
            runs_out=pace.runs_out.isoformat() if pace.runs_out else None, alerts=list(found.alerts),
        ),
        experiment=_experiment_out(found.experiment) if found.experiment is not None else None,
    )  # fmt: skip


def _experiment_out(found: Figures) -> ExperimentOut:
    return ExperimentOut(
        name=found.name, arms=[_arm_out(arm) for arm in (found.control, found.trust)],
        repeat_purchases=_difference_out(found.repeat), margin=_difference_out(found.margin), needed=found.needed,
        stop=found.stop,
    )  # fmt: skip


def _arm_out(arm: ArmFigures) -> ArmOut:
    return ArmOut(
        arm=arm.arm, persons=arm.persons, claims=arm.claims, repeat_purchases=arm.repeats, cost=_amount(arm.cost),
        margin_per_person=round(arm.margin_per_person, 2),
    )  # fmt: skip


def _difference_out(found: Difference) -> DifferenceOut:
    return DifferenceOut(value=found.value, low=found.low, high=found.high, p=found.p)


def _amount(money: Money) -> AmountOut:
    return AmountOut(amount=str(money.amount), currency=money.currency)


def _after(cursor: str) -> tuple[int, str]:
    if not cursor:
        return 2**62, ""
    moment, _, number = cursor.partition("~")
    if not moment.isdecimal() or not number:
        raise Problem(422, "after: this is no cursor of ours.", path="after")
    return int(moment), number


_WRONG: Mapping[int, str] = {404: "There is no such refund", 409: "It is settled already", 422: "More than was paid"}

ENDPOINTS = (
    Endpoint("GET", "/returns", listing, "Returns", "agent", ReturnPage, query=ReturnQuery),
    Endpoint("GET", "/refunds", worklist, "Money to go back", "agent", RefundPage, query=RefundQuery),
    Endpoint(
        "POST", r"/refunds/{id:\d{1,18}}", mark, "What became of a payout", "supervisor", RefundOut, body=RefundBody,
        problems=_WRONG,
    ),
    Endpoint(
        "GET", r"/refunds/{id:\d{1,18}}/account", account, "The whole account of a payout", "supervisor", PayoutAccountOut,
        problems={404: "There is none", 503: "The key it is sealed with is not here"},
    ),
    Endpoint(
        "GET", "/reports/returns", figures, "Returns, reserve and experiment", "supervisor", ReturnsReportOut, query=ReportQuery
    ),
)  # fmt: skip
