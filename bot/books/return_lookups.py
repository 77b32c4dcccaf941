"""Answers what a flow asks about a return before anything is written: which purchase, what can be done, where the money is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from bot.books.cases import Cases, Facts, chat_of, wish_of
from bot.epoch import from_ms, to_ms
from bot.store import arms, persons, refunds, returns
from bot.store.refunds import Refund
from flows.model import Call
from flows.shop.assessing import Assessment, Case, assess
from flows.shop.evidence import Known, find
from flows.shop.experiment import arm_of
from flows.shop.identity import Level
from flows.shop.lookups import Asked, Lookup, text
from flows.shop.model import Order
from flows.shop.proof import Guess, normal_number
from flows.shop.returns import SETTLED, Return
from flows.shop.rights import end_of

NOBODYS = "-"  # a guess at no order in particular: it counts against the chat and the shop all the same


@dataclass(frozen=True, slots=True)
class ReturnLookups:
    """The reading calls of flows/shop/return_calls.py, but for those about proof."""

    cases: Cases

    @property
    def handlers(self) -> Mapping[str, Lookup]:
        """By the name of the call."""
        return {"find_purchase": self._purchase, "assess_return": self._assess, "find_refund": self._refund}

    # --- which purchase ----------------------------------------------------------------------------------------------

    async def _purchase(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        known = wish_of(call.arguments).known
        candidates, several, locked = await self._candidates(call, asked, known)
        found = find(candidates, known, self.cases.rules.zone)
        if found.match is None:
            return {"found": False, "proved": False, "several": several or found.several, "locked": locked, "level": 0}
        order, line = found.match.order, found.match.line
        level = await self.cases.identity.level(asked.chat, order, asked.now)
        told: dict[str, Any] = {"found": True, "proved": level > 0, "several": False, "locked": locked, "level": level}
        if level or known.order_number:
            told["order_number"] = order.number
        return {**told, **(self._told(order, line.title if line else "", level, asked.now) if level else {})}

    async def _candidates(self, call: Call, asked: Asked, known: Known) -> tuple[Sequence[Order], bool, bool]:
        """Orders this chat may be told about at all: one that is named, or those of a contact; a contact is a guess, and counts.

        Without a number or a contact nothing is searched: that somebody bought such a thing on such a day is nobody else's
        business.
        """
        shop, contact = self.cases.office.shop, known.contact
        if known.order_number:
            order = await shop.find_order(normal_number(known.order_number))
            verdict = await self.cases.office.proof.judge(Guess(call.key, asked.chat, known.order_number, contact), asked.now)
            return ([order] if order is not None and verdict.proved else []), False, bool(verdict.locked)
        orders = await self._proved_before(asked)
        if orders or not contact:
            return orders, False, False
        theirs = await shop.orders_of(contact)
        found = find(theirs, known, self.cases.rules.zone)
        number = found.match.order.number if found.match is not None and len(found.match.marks) > 1 else NOBODYS
        verdict = await self.cases.office.proof.judge(Guess(call.key, asked.chat, number, contact), asked.now)
        return (theirs if verdict.proved else []), found.several or bool(theirs and found.match is None), bool(verdict.locked)

    async def _proved_before(self, asked: Asked) -> Sequence[Order]:
        """Orders of the contact this chat has proved: by the numbers it has returned, and by the address kept with it."""
        chat = await self.cases.office.database.read(lambda connection: chat_of(connection, asked.chat))
        orders = await self.cases.office.shop.orders_of(chat.email) if chat.email else ()
        return [order for order in orders if await self.cases.identity.level(asked.chat, order, asked.now)]

    def _told(self, order: Order, title: str, level: Level, now: datetime) -> Mapping[str, Any]:
        since = order.delivered_at or order.placed_at
        told: dict[str, Any] = {
            "state": order.state,
            "bought_at": order.placed_at,
            "delivered_at": order.delivered_at,
            "days": Decimal((self._day(now) - self._day(since)).days),
        }
        if level >= self.cases.rules.policy.sums_from:
            told |= {"title": title or ", ".join(line.title for line in order.lines), "paid": order.total}
        return told

    def _day(self, moment: datetime) -> Any:
        return moment.astimezone(self.cases.rules.zone).date()

    # --- what can be done --------------------------------------------------------------------------------------------

    async def _assess(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        database = self.cases.office.database
        chat = await database.read(lambda connection: chat_of(connection, asked.chat))
        facts = await self.cases.gather(call.arguments, chat, asked.now)
        if self.cases.office.settings.experiment.on:
            case = await database.write(lambda connection: self._drawn(connection, facts, asked.now))
        else:
            case = await database.read(lambda connection: self._case(connection, facts, asked.now))
        return self._answer(assess(case, self.cases.rules, asked.now), case)

    def _case(self, connection: sa.Connection, facts: Facts, now: datetime) -> Case:
        """A return under review for the same thing is the one that is asked about."""
        spare = next(
            (
                record.number
                for record in returns.of_conversation(connection, facts.chat.id)
                if record.state == "review"
                and record.order_number == (facts.order.number if facts.order else record.order_number)
            ),
            "",
        )
        return self.cases.case(connection, facts, now, people=self.cases.people(connection, facts), spare=spare)

    def _drawn(self, connection: sa.Connection, facts: Facts, now: datetime) -> Case:
        """Somebody's arm is drawn when they first ask, not when something comes of it."""
        experiment = self.cases.office.settings.experiment
        person = persons.recognise(connection, facts.keys, to_ms(now))
        arm = arms.arm(connection, experiment.name, [person]) or arm_of(experiment.name, person, experiment.trust_percent)
        contact = next((key.hash for key in facts.keys if key.kind == "email"), "")
        arms.put(connection, experiment.name, arms.Member(person, arm, to_ms(now), contact))
        return self._case(connection, facts, now)

    def _answer(self, found: Assessment, case: Case) -> Mapping[str, Any]:
        rules, right = self.cases.rules, found.right
        tells = case.order is None or case.level >= rules.policy.sums_from
        return {
            "basis": right.basis,
            "decision": found.decision,
            "needs": found.needs,
            "amount": found.amount if tells else None,
            "keep": found.keep,
            "refund_by": found.refund_by,
            "consent": found.consent,
            "replacement": "replacement" in right.remedies,
            "repair": "repair" in right.remedies,
            "remedies": " ".join(right.remedies),
            "statutory": right.statutory and case.order is not None,
            "proven": case.order is not None,
            "several": case.order is not None and len(case.order.lines) > 1 and not case.known.item.strip(),
            "level": Decimal(case.level),
            "exempt": right.exemption is not None,
            "exempt_reason": right.exemption,
            "withdraw_by": end_of(right.withdraw_by, rules.zone) if right.withdraw_by else None,
            "days": Decimal(rules.country.withdrawal),
            "why": " ".join(found.why),
        }

    # --- where the money is ------------------------------------------------------------------------------------------

    async def _refund(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        number, order_number = text(call, "return_number"), normal_number(text(call, "order_number"))
        order = await self.cases.office.shop.find_order(order_number) if order_number else None
        proved = await self.cases.identity.level(asked.chat, order, asked.now) > 0

        def read(connection: sa.Connection) -> tuple[Return | None, Refund | None]:
            own = returns.of_conversation(connection, int(asked.chat))
            theirs = [*own, *(reversed(returns.of_order(connection, order.number)) if order is not None and proved else ())]
            if number:
                wanted = returns.normal(number)
                theirs = [record for record in theirs if record.number == wanted]
            elif order_number:
                theirs = [record for record in theirs if record.order_number == order_number]
            record = theirs[0] if theirs else None
            return record, refunds.of_return(connection, record.number) if record else None

        record, refund = await self.cases.office.database.read(read)
        return _money_of(record, refund, asked.now) if record is not None else {"found": False}


def _money_of(record: Return, refund: Refund | None, now: datetime) -> Mapping[str, Any]:
    paid_at = from_ms(refund.paid_at) if refund is not None and refund.state == "paid" and refund.paid_at else None
    open_ = record.state not in SETTLED and record.remedy in {"money", "credit"}
    waits = refund is not None and refund.state == "waiting"
    return {
        "found": True,
        "number": record.number,
        "state": record.state,
        "amount": record.amount if record.amount.amount else None,
        "to": record.refund_to,
        "remedy": record.remedy,
        "refund_by": record.refund_by,
        "paid_at": paid_at,
        "late": open_ and not waits and now > record.refund_by,
        "goods_awaited": waits,
    }
