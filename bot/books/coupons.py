"""Coupons: told when they do not work, given after our own mistakes and to customers who come back.

What is given stands in our own books first, within the budget; then the shop's software is told, and only when it knows the code
does the customer hear it, as a fact. So nobody holds a code that the shop does not know.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal

import sqlalchemy as sa

from bot.books.department import Department, Office
from bot.books.effects import NotDoneError, Outside, once
from bot.books.giving import Giver, hashes, money, refund_of
from bot.books.returns import settled
from bot.epoch import from_ms, to_ms
from bot.store import changes, coupons, deeds, refunds, wrote
from bot.store.arrivals import post_fact
from bot.store.calls import Errand
from bot.store.coupons import Given
from bot.store.letters import Fact
from bot.store.refunds import Proof
from flows.dialogue import unpack
from flows.model import Call
from flows.shop.coupons import code_in, judge, mistake_in, normal_code
from flows.shop.lookups import Asked, Lookup, text
from flows.shop.model import Money, Order
from flows.shop.order_lookups import is_late
from flows.shop.port import ShopError, ShopRefusedError, ShopUnavailableError
from flows.shop.proof import normal_number
from flows.shop.returns import AUTO

ROOM = 32
LOOK_BACK = 30 * 86_400_000  # ms: older mistakes are not made good by themselves
AGAIN = 60_000  # ms until a shop that did not answer is told again
UNPAID = frozenset({"unpaid", "cancelled", "returned"})
Refused = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Coupons(Department):
    """Everything about codes."""

    office: Office

    @property
    def giver(self) -> Giver:
        """Who makes codes."""
        return Giver(self.office.settings, self.office.secret)

    @property
    def lookups(self) -> Mapping[str, Lookup]:
        """See Department."""
        return {"find_code": self._find, "check_code": self._check, "loyalty_rule": self._rule}

    @property
    def outside(self) -> Mapping[str, Outside]:
        """See Department."""
        return {"give_goodwill": ByRule(self, "goodwill"), "give_loyalty": ByRule(self, "loyalty")}

    @property
    def events(self) -> Mapping[str, Callable[[Mapping[str, str]], Awaitable[None]]]:
        """See Department: `coupon: {code, amount, minimum, state, days}` puts a code there that runs out in so many days."""
        return {"coupon": self._a_coupon}

    async def look(self) -> int:
        """See Department."""
        now, database = self.office.clock(), self.office.database
        done = await database.write(lambda connection: coupons.expire(connection, now, ROOM))
        done += await database.write(self._made_good)
        done += await database.write(self._decided)
        for given in await database.read(lambda connection: coupons.new(connection, now, ROOM)):
            done += await self._tell(given)
        return done

    async def next_due(self) -> int | None:
        """See Department."""
        return await self.office.database.read(coupons.next_due)

    # --- codes that do not work ----------------------------------------------------------------------------------

    async def _find(self, _call: Call, asked: Asked) -> Mapping[str, Any]:
        words = await self.office.database.read(lambda connection: wrote.lately(connection, int(asked.chat), 1))
        code = code_in(words[0]) if words else ""
        return await self._told(code, None, asked.now) if code else {"code": None, "verdict": None}

    async def _check(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        total = call.arguments.get("total")
        written = text(call, "code")
        code = code_in(written) or normal_code(written)
        return await self._told(code, total if isinstance(total, Money) else None, asked.now)

    async def _told(self, code: str, total: Money | None, now: datetime) -> Mapping[str, Any]:
        given = await self.office.database.read(lambda connection: coupons.by_code(connection, code))
        coupon, zone = given.coupon if given is not None else None, self.office.settings.time_zone
        verdict = judge(coupon, now, total)
        if coupon is None or verdict == "unknown":
            return {"code": code, "verdict": "unknown"}
        return {
            "code": coupon.code, "verdict": verdict, "amount": coupon.amount,
            "minimum": coupon.minimum if coupon.minimum.amount else None,
            "from": coupon.starts_at.astimezone(zone).date(), "until": last_day(coupon.expires_at, zone),
        }  # fmt: skip

    async def _rule(self, _call: Call, _asked: Asked) -> Mapping[str, Any]:
        rule = self.office.settings.care.coupons.loyalty
        on = rule.from_order > 0 and rule.amount[0] > 0
        return {"on": on, "from": rule.from_order, "amount": money(rule.amount)}

    # --- by the clock --------------------------------------------------------------------------------------------

    def _made_good(self, connection: sa.Connection) -> int:
        """Promises we broke, once the customer has had the answer: each looked at once."""
        now, rule = self.office.clock(), self.office.settings.care.coupons.goodwill.promise
        broken = coupons.broken_promises(connection, now - LOOK_BACK, ROOM) if rule[0] else ()
        for row in broken:
            case = f"promise:{row.id}"
            given = self.giver.give(connection, row.conversation_id, case, money(rule), now, why="promise")
            deeds.note(connection, f"goodwill:{case}", _outcome(given), from_ms(now))
        return len(broken)

    def _decided(self, connection: sa.Connection) -> int:
        """What an agent asked a supervisor for, and got."""
        now = self.office.clock()
        rows = coupons.decided(connection, now - LOOK_BACK, ROOM)
        for row in rows:
            fields = unpack(deeds.read(row.decided_fields))
            given = self.giver.give(
                connection, row.conversation_id, f"approval:{row.id}", fields["amount"], now, kind="agent",
                why=str(fields.get("reason") or "other"), made_by=str(row.decided_by), bounded=False,
            )  # fmt: skip
            deeds.note(connection, f"goodwill:approval:{row.id}", _outcome(given), from_ms(now))
        return len(rows)

    async def _tell(self, given: Given) -> int:
        """Have the shop's software know a code, then the customer."""
        office, shop, coupon = self.office, self.office.shop, given.coupon
        try:
            if "issue_coupon" in shop.can:
                until = last_day(coupon.expires_at, office.settings.time_zone)
                await shop.issue_coupon(coupon.code, coupon.amount, until, f"coupon:{given.id}")
        except ShopRefusedError as error:
            if error.why != "cannot":
                await office.database.write(partial(_refused, given=given, why=str(error)))
                return 1
        except ShopError:
            later = office.clock() + AGAIN
            await office.database.write(lambda connection: coupons.later(connection, given.id, later))
            return 0
        return await office.database.write(lambda connection: self._known(connection, given))

    def _known(self, connection: sa.Connection, given: Given) -> int:
        if not coupons.known(connection, given.id):
            return 0
        if (refund := refund_of(given)) is not None:
            return self._refunded(connection, given, refund)
        if given.conversation_id is not None:
            until = last_day(given.coupon.expires_at, self.office.settings.time_zone)
            minimum = given.coupon.minimum if given.coupon.minimum.amount else None
            said = {
                "code": given.coupon.code, "amount": given.coupon.amount, "minimum": minimum, "until": until, "why": given.why,
            }  # fmt: skip
            now = self.office.clock()
            post_fact(connection, given.conversation_id, Fact("goodwill", said), f"goodwill:{given.id}", now)
            changes.touch(connection, [given.conversation_id], now)
        return 1

    def _refunded(self, connection: sa.Connection, given: Given, refund: int) -> int:
        """The money of a return is out as this code; the customer is told so, once. A person was quicker: it is worth nothing."""
        until = last_day(given.coupon.expires_at, self.office.settings.time_zone)
        proof = Proof(AUTO, code=given.coupon.code, until=until)
        if not refunds.settle(connection, refund, proof, self.office.clock(), settled):
            coupons.void(connection, given.id)
        return 1

    async def _a_coupon(self, values: Mapping[str, str]) -> None:
        now, days = self.office.clock(), int(values.get("days", "30"))
        row = {
            "code": values["code"], "amount": coupons.cents(Money.parse(values.get("amount", "5 EUR"))),
            "minimum": coupons.cents(Money.parse(values.get("minimum", "0 EUR"))), "state": values.get("state", "active"),
            "now": now, "starts_at": now + 86_400_000 * int(values.get("starts", "0")), "expires_at": now + 86_400_000 * days,
        }  # fmt: skip
        await self.office.database.write(lambda connection: coupons.put(connection, **row))


@dataclass(frozen=True, slots=True)
class Case:
    """What is made good, under a key of its own, why, and with how much."""

    key: str
    why: str
    amount: Money


@dataclass(frozen=True, slots=True)
class ByRule:
    """A code by a rule, about an order the chat has proved: see Outside."""

    coupons: Coupons
    rule: Literal["goodwill", "loyalty"]

    async def perform(self, errand: Errand, now: datetime) -> Mapping[str, Any]:
        """See Outside. While the shop does not answer, it is tried again."""
        try:
            return await self._decide(errand, now)
        except ShopUnavailableError as error:
            raise NotDoneError(str(error)) from None

    async def _decide(self, errand: Errand, now: datetime) -> Mapping[str, Any]:
        office = self.coupons.office
        order = await office.shop.find_order(normal_number(str(errand.arguments.get("order_number") or "")))
        if order is None or not await office.proof.holds(str(errand.conversation_id), order, now):
            return {"given": False, "why": "not_proved"}
        if self.rule == "loyalty":
            return await self._loyal(errand, order, now)
        return await self._made_good(errand, order, now)

    async def look_up(self, errand: Errand, now: datetime) -> Mapping[str, Any] | None:
        """See Outside."""
        return await self.coupons.office.database.read(lambda connection: deeds.find(connection, errand.key))

    async def _made_good(self, errand: Errand, order: Order, now: datetime) -> Mapping[str, Any]:
        office = self.coupons.office
        mistake = mistake_in(order, late=is_late(order, now.astimezone(office.settings.time_zone).date()))
        if mistake is None:
            return {"given": False, "why": "no_mistake"}
        rules = office.settings.care.coupons.goodwill
        amount = money(rules.lost if mistake == "lost" else rules.late)
        return await self._give(errand, order, Case(f"order:{order.number}:{mistake}", mistake, amount), now)

    async def _loyal(self, errand: Errand, order: Order, now: datetime) -> Mapping[str, Any]:
        office = self.coupons.office
        rule = office.settings.care.coupons.loyalty
        if not rule.from_order or not rule.amount[0]:
            return {"given": False, "why": "off"}
        paid = await paid_orders(office, order)
        if len(paid) < rule.from_order:
            return {"given": False, "why": "few", "left": rule.from_order - len(paid)}
        persons = _of_order(office, order)
        since = to_ms(now - rule.every)
        last = await office.database.read(
            lambda connection: coupons.last_loyalty(connection, errand.conversation_id, persons, since)
        )
        if last is not None:
            again = from_ms(last) + rule.every
            return {"given": False, "why": "had", "next": again.astimezone(office.settings.time_zone).date()}
        return await self._give(errand, order, Case(f"loyalty:{errand.key}", "loyalty", money(rule.amount)), now)

    async def _give(self, errand: Errand, order: Order, case: Case, now: datetime) -> Mapping[str, Any]:
        if case.amount.amount <= 0:
            return {"given": False, "why": "off"}
        giver, persons = self.coupons.giver, _of_order(self.coupons.office, order)
        kind: Literal["goodwill", "loyalty"] = self.rule

        def book(connection: sa.Connection, errand: Errand, now: datetime) -> Mapping[str, Any]:
            given = giver.give(
                connection, errand.conversation_id, case.key, case.amount, to_ms(now), kind=kind, why=case.why, persons=persons
            )
            return _outcome(given)

        return await self.coupons.office.database.write(lambda connection: once(connection, book, errand, now))


async def paid_orders(office: Office, order: Order) -> Sequence[Order]:
    """What whoever placed this order has paid for."""
    contact = order.customer.email or order.customer.phone
    orders = await office.shop.orders_of(contact) if contact else (order,)
    return [found for found in orders if found.state not in UNPAID]


def _of_order(office: Office, order: Order) -> Sequence[str]:
    return hashes(office.secret, email=order.customer.email, phone=order.customer.phone)


def _refused(connection: sa.Connection, given: Given, why: str) -> None:
    """The shop will not have this code. The money of a return is given by a person then."""
    coupons.void(connection, given.id)
    if (refund := refund_of(given)) is not None:
        refunds.to_a_person(connection, refund, why, unclear=False)


def _outcome(given: Given | str) -> Mapping[str, Any]:
    if isinstance(given, Given):
        return {"given": True, "why": "", "amount": given.coupon.amount}
    return {"given": False, "why": given or "refused"}


def last_day(expires_at: datetime, zone: Any) -> Any:
    """The last day on which a code works, in the shop's zone."""
    return (expires_at - timedelta(milliseconds=1)).astimezone(zone).date()
