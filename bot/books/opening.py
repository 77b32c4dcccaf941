"""Opens returns and moves them: one transaction each, once by the call's key, judged again by the facts of that moment.

Rows are taken in one order: the series of numbers, the year's reserve, the person, the return. What trust gives is held in
the reserve before it is promised; where it is not there, a person decides. What the law gives never asks the reserve.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
import structlog

from bot.books.cases import Cases, Facts, chat_of
from bot.books.effects import FailedError, NotDoneError, once
from bot.books.giving import Giver
from bot.epoch import to_ms
from bot.shutter import Shutter
from bot.store import approvals, arms, deeds, persons, refunds, reserve, returns, sealing
from bot.store.calls import Errand
from bot.store.coupons import Given
from flows.shop.assessing import Assessment, assess
from flows.shop.builtin import BuiltinShop
from flows.shop.evidence import match_of
from flows.shop.experiment import arm_of
from flows.shop.model import Money
from flows.shop.port import ShopUnavailableError
from flows.shop.reserve import OverspentError, alerts
from flows.shop.returns import AUTO, MoveError, RefundTo, Return

CUSTOMER = "customer"
LATELY = timedelta(hours=1)  # a yes before the return was written down is of now, or of something else
_log = structlog.get_logger()
OPEN = frozenset({"submitted", "needs_info", "review"})
STILL_OURS = frozenset({"draft", "submitted", "needs_info", "review", "approved", "refund_pending"})


@dataclass(frozen=True, slots=True)
class Opening:
    """The effects of flows/shop/return_calls.py. `perform` of each reads the shop first, then writes in one transaction."""

    cases: Cases
    statutory: bool = False  # the function of CRD article 11a: the reason is always a change of mind

    async def perform(self, errand: Errand, now: datetime) -> Mapping[str, Any]:
        """See Outside."""
        database = self.cases.office.database
        arguments = {**errand.arguments, "reason": "changed_mind"} if self.statutory else errand.arguments
        try:
            chat = await database.read(lambda connection: chat_of(connection, errand.conversation_id))
            facts = await self.cases.gather(arguments, chat, now)
        except ShopUnavailableError as error:
            raise NotDoneError(str(error)) from None
        except LookupError as error:
            raise FailedError(str(error)) from None

        def book(connection: sa.Connection, errand: Errand, now: datetime) -> Mapping[str, Any]:
            return _Entry(connection, self.cases, facts, errand, now).made(statutory=self.statutory)

        return await database.write(lambda connection: once(connection, book, errand, now))

    async def look_up(self, errand: Errand, now: datetime) -> Mapping[str, Any] | None:
        """See Outside."""
        return await self.cases.office.database.read(lambda connection: deeds.find(connection, errand.key))


@dataclass(slots=True)
class _Entry:
    """One return on its way into the books."""

    connection: sa.Connection
    cases: Cases
    facts: Facts
    errand: Errand
    now: datetime
    named: bool = False  # a person has set another sum than that of the books

    def made(self, *, statutory: bool) -> Mapping[str, Any]:
        """The answer to the call."""
        arguments = self.errand.arguments
        known = self._standing_open()
        if known is not None and (statutory or not arguments.get("approved")):
            return self._answer(known, changed=False)
        number = known.number if known else returns.new_number(self.connection, self._year % 10000)
        self._stand()
        person = persons.recognise(self.connection, self.facts.keys, to_ms(self.now))
        arm = self._arm(person)
        case = self.cases.case(self.connection, self.facts, self.now, people=[person], spare=number)
        assessment = assess(replace(case, arm=arm), self.cases.rules, self.now)
        record = known or self._written(number, person, assessment, arm)
        if arguments.get("approved"):
            record, changed = self._by_a_person(record, assessment)
        else:
            record, changed = self._at_once(record, assessment, statutory=statutory)
        return self._answer(record, changed=changed)

    def _answer(self, record: Return, *, changed: bool) -> Mapping[str, Any]:
        return answer(record, self.cases.office.settings.returns.place, changed=changed, tells=self._tells(record))

    def _tells(self, record: Return) -> bool:
        """Whether the sum may be told.

        To who has proved enough; where it is no order's; the customer's own figure, and one that a person has named instead.
        """
        if self.facts.level >= self.cases.rules.policy.sums_from or (self.facts.order is None and self.facts.claimed is None):
            return True
        return record.amount in {record.claimed, self.facts.wish.known.amount} or self.named

    # --- what is there ---------------------------------------------------------------------------------------------

    @property
    def _year(self) -> int:
        return self.now.astimezone(self.cases.rules.zone).year

    def _standing_open(self) -> Return | None:
        """The same thing asked for again in this chat: under review, or a withdrawal that was acknowledged."""
        wish = self.facts.wish
        for record in returns.of_conversation(self.connection, self.facts.chat.id):
            same = record.order_number == self._order_number and record.reason == wish.reason
            item = not wish.known.item or not record.title or record.title in {self._title, wish.known.item}
            if same and item and (record.state in OPEN or (record.basis == "withdrawal" and record.state in STILL_OURS)):
                return record
        return None

    @property
    def _order_number(self) -> str:
        return self.facts.order.number if self.facts.order else self.facts.wish.known.order_number

    @property
    def _title(self) -> str:
        order = self.facts.order
        if order is None:
            return self.facts.wish.known.item
        line = match_of(order, self.facts.wish.known, self.cases.rules.zone).line
        return line.title if line is not None and len(order.lines) > 1 else ""

    def _stand(self) -> None:
        """Hold the year's reserve, with the budget of today's settings."""
        reserve.stand(self.connection, self._year, Money(*self.cases.office.settings.reserve.budget))

    def _arm(self, person: int) -> str:
        experiment = self.cases.office.settings.experiment
        if not experiment.on:
            return ""
        arm = arms.arm(self.connection, experiment.name, [person]) or arm_of(experiment.name, person, experiment.trust_percent)
        contact = next((key.hash for key in self.facts.keys if key.kind == "email"), "")
        arms.put(self.connection, experiment.name, arms.Member(person, arm, to_ms(self.now), contact))
        return arm

    # --- what is written -------------------------------------------------------------------------------------------

    def _written(self, number: str, person: int, assessment: Assessment, arm: str) -> Return:
        facts, wish, policy = self.facts, self.facts.wish, self.cases.rules.policy
        assert assessment.refund_by is not None
        amount = assessment.amount or wish.known.amount or Money.parse(f"0 {self.cases.office.settings.reserve.budget[1]}")
        record = Return(
            number=number, conversation_id=facts.chat.id, person_id=person, order_number=self._order_number,
            title=self._title, basis=assessment.basis, reason=wish.reason, state="submitted", amount=amount,
            made_at=self.now, refund_by=assessment.refund_by, details=wish.details, language=facts.chat.language or "en",
            claimed=wish.known.amount, bought_on=wish.known.bought_on.isoformat() if wish.known.bought_on else "",
            remedy=wish.remedy, refund_to=self._way(assessment), consent=wish.consent,
            goods="keep" if assessment.keep else "bring", proof=self._proof(), level=facts.level, photo=facts.photo, arm=arm,
            policy=hashlib.sha256(policy.model_dump_json().encode()).hexdigest()[:12],
            points=sum((assessment.points or {}).values()), signals=assessment.points or {}, why=" ".join(assessment.why),
            drawn=assessment.drawn,
        )  # fmt: skip
        returns.add(self.connection, record, CUSTOMER, self._shown_to_the_desk(assessment))
        return record

    def _way(self, assessment: Assessment) -> RefundTo:
        """What the law gives goes back as it came, unless the customer has expressly agreed to something else."""
        wanted = self.facts.wish.refund_to or ("credit" if self.facts.wish.remedy == "credit" else "as_paid")
        return "as_paid" if assessment.consent else wanted

    def _proof(self) -> Literal["order", "evidence", "photo", "none"]:
        if self.facts.order is not None:
            return "order"
        if self.facts.claimed is not None:
            return "evidence"
        return "photo" if self.facts.photo is not None else "none"

    def _shown_to_the_desk(self, assessment: Assessment) -> Mapping[str, Any]:
        """How well what was said fits an order that was named but not proved, and why a person looks."""
        told: dict[str, Any] = {"decision": assessment.decision, "why": list(assessment.why)}
        if self.facts.order is None and self.facts.claimed is not None:
            match = match_of(self.facts.claimed, self.facts.wish.known, self.cases.rules.zone)
            told |= {"evidence": match.points, "marks": list(match.marks)}
        return told

    # --- who decides -----------------------------------------------------------------------------------------------

    def _at_once(self, record: Return, assessment: Assessment, *, statutory: bool) -> tuple[Return, bool]:
        shown, shown_amount = self.errand.arguments.get("shown"), self.errand.arguments.get("shown_amount")
        changed = shown == "approved" and assessment.decision != "approved"
        changed |= isinstance(shown_amount, Money) and assessment.amount is not None and shown_amount != assessment.amount
        if changed or assessment.decision != "approved":
            return self._moved(record, "review", AUTO, {"changed": changed}), changed
        try:
            return self._granted(record, AUTO, record.amount), False
        except OverspentError:  # others were quicker
            return self._moved(record, "review", AUTO, {"changed": True, "why": "reserve"}), True

    def _by_a_person(self, record: Return, assessment: Assessment) -> tuple[Return, bool]:
        """A person has allowed an amount; what has become impossible meanwhile is shown to them again, not paid."""
        wanted = self.errand.arguments.get("amount")
        amount = wanted if isinstance(wanted, Money) else record.amount
        who, self.named = self._who_approved(record, amount), amount != record.amount
        if record.state == "submitted":
            record = self._moved(record, "review", AUTO, {})
        if who is None or not self._still_holds(record, assessment, amount):
            returns.note(self.connection, record.number, "changed", AUTO, {"amount": amount}, now=self.now)
            return record, True
        try:
            return self._granted(record, who, amount), False
        except OverspentError:  # a person may give what the year's reserve does not have: it is theirs to decide
            returns.note(self.connection, record.number, "beyond_reserve", who, {"amount": amount}, now=self.now)
            return self._granted(replace(record, drawn=False), who, amount), False

    def _who_approved(self, record: Return, amount: Money) -> str | None:
        """Who has said yes to this return, and to so much; a flow alone cannot say so for them."""
        for approval in reversed(approvals.of_conversation(self.connection, self.facts.chat.id)):
            if approval.state == "approved" and approval.decided_by is not None and approval.decided_at is not None:
                allowed = approval.decided_fields.get("amount")
                enough = not isinstance(allowed, Money) or (allowed.currency == amount.currency and amount <= allowed)
                since = to_ms(self.now - LATELY if record.state == "submitted" else record.made_at)
                return str(approval.decided_by) if enough and approval.decided_at >= since else None
        return None

    def _still_holds(self, record: Return, assessment: Assessment, amount: Money) -> bool:
        order = self.facts.order
        if amount.amount <= 0 or amount.currency != record.amount.currency:
            return False
        if order is None:
            return True
        given = returns.given_for(returns.of_order(self.connection, order.number))
        left = order.total - reserve.of_cents(given, order.total.currency)
        return amount <= left and not {"unpaid", "given_before"} & set(assessment.why)

    def _granted(self, record: Return, who: str, amount: Money) -> Return:
        """Approved, with the money promised out of the reserve where trust gives it, and ordered where money is the remedy."""
        now = to_ms(self.now)
        if record.drawn and record.remedy in {"money", "credit"}:
            reserve.hold(self.connection, self._year, record.number, amount, now)
            self._note_alerts()
        by: dict[str, Any] = {"decision": "auto" if who == AUTO else "person", "decided_by": who, "decided_at": self.now}
        approved = self._moved(record, "approve", who, {"amount": amount}, amount=amount, drawn=record.drawn, **by)
        return order_money(self.connection, self.cases, self.facts, approved, self.now)

    def _note_alerts(self) -> None:
        settings = self.cases.office.settings.reserve
        standing = reserve.view(self.connection, self._year, Money(*settings.budget))
        for mark in alerts(standing.used, settings):
            if reserve.note_alert(self.connection, self._year, mark, to_ms(self.now)):
                _log.warning("reserve_mark_passed", year=self._year, percent=mark, left=str(standing.available))

    def _moved(self, record: Return, event: Any, who: str, told: Mapping[str, Any], **changes: Any) -> Return:
        after = record.move(event, who, **changes)
        if not returns.move(self.connection, record, after, event, who=who, now=self.now, facts=told):
            raise MoveError(f"{record.number} was moved by somebody else")
        return after


def order_money(connection: sa.Connection, cases: Cases, facts: Facts, record: Return, now: datetime) -> Return:
    """Have an approved return's money sent; a replacement or a repair is for people to see to."""
    if record.remedy not in {"money", "credit"} or record.amount.amount <= 0:
        return record
    customer = facts.order.customer if facts.order else None
    name = (customer.name if customer else "") or facts.chat.name
    way = way_of(cases, record)
    iban = facts.wish.iban if record.refund_to == "iban" else ""
    wait = record.goods == "bring" and record.basis != "goodwill"
    account = sealing.account(connection, cases.office.ring, iban, record.number)
    if refunds.order(connection, record, way, account=account, name=name, wait=wait, now=to_ms(now)) is None:
        return record
    after = record.move("pay")
    if not returns.move(connection, record, after, "pay", who=AUTO, now=now, facts={"way": way, "waits": wait}):
        raise MoveError(f"{record.number} was moved by somebody else")
    if way == "credit" and not wait:
        credit_out(connection, Giver(cases.office.settings, cases.office.secret), record.number, to_ms(now))
    return after


def credit_out(connection: sa.Connection, giver: Giver, number: str, now: int) -> None:
    """A code for a return whose money goes back as store credit. The books of coupons tell the shop of it, then the customer."""
    refund, record = refunds.of_return(connection, number), returns.one(connection, number)
    assert refund is not None
    assert record is not None
    if isinstance(giver.credit(connection, record.conversation_id, refund, now), Given):
        refunds.credited(connection, refund.id)


def goods_came(connection: sa.Connection, giver: Giver, id_: int, who: str, now: int) -> bool:
    """See bot/store/refunds.py; store credit goes out at that moment."""
    if not refunds.goods_came(connection, id_, who, now):
        return False
    refund = refunds.one(connection, id_)
    if refund is not None and refund.way == "credit":
        credit_out(connection, giver, refund.number, now)
    return True


def way_of(cases: Cases, record: Return) -> refunds.Way:
    """As it was paid: by the shop's software where that moves money. To an account: by a file for the bank.

    Store credit: by a code. Else by a person.
    """
    shop = cases.office.shop
    if record.refund_to == "iban":
        return "transfer"
    if record.refund_to == "credit":
        return "credit"
    real = shop.behind if isinstance(shop, Shutter) else shop
    moves_money = "refund" in shop.can and not isinstance(real, BuiltinShop)
    return "shop" if record.refund_to == "as_paid" and record.proof == "order" and moves_money else "person"


def answer(record: Return, place: str, *, changed: bool, tells: bool) -> Mapping[str, Any]:
    """The fields of `open_return` and of `withdraw_contract`; without the sum where it is not the customer's to know."""
    return {
        "number": record.number,
        "state": record.state,
        "basis": record.basis,
        "amount": record.amount if record.amount.amount and tells else None,
        "desk_amount": record.amount if record.amount.amount else None,
        "decision": "auto"
        if record.state not in {"submitted", "needs_info", "review"} and record.decision == "auto"
        else "person",
        "to": record.refund_to,
        "remedy": record.remedy,
        "refund_by": record.refund_by,
        "kept": record.goods != "bring",
        "place": place or None,
        "changed": changed,
        "acknowledged_at": record.made_at,
        "in_time": record.basis == "withdrawal",
    }
