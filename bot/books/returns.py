"""Returns, and the money that goes back: what a customer may ask, what is entered into the books, what falls due."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from bot.books.cases import Cases
from bot.books.department import Department, Office
from bot.books.effects import Book, FailedError, Outside
from bot.books.giving import Giver
from bot.books.identity import CodeSender, ProofLookups
from bot.books.opening import CUSTOMER, Opening, goods_came
from bot.books.paying import Paying
from bot.books.return_lookups import ReturnLookups
from bot.epoch import from_ms, length_ms, to_ms
from bot.store import approvals, codes, persons, refunds, reserve, returns, sealing
from bot.store.calls import Errand
from bot.store.invoices import credit
from bot.store.refunds import Proof
from flows.shop.invoices import InvoiceError
from flows.shop.lookups import Lookup
from flows.shop.returns import AUTO, SETTLED, Return

ROOM = 64
DAY, TIDY = 86_400_000, 3_600_000  # ms
CANNOT_STOP = frozenset({"sending", "exported", "unclear", "paid"})


@dataclass(frozen=True)
class Returns(Department):
    """Everything of flows/shop/return_calls.py."""

    office: Office
    _tidied: list[int] = field(default_factory=lambda: [0])  # when it was last done

    @cached_property
    def cases(self) -> Cases:
        """What is known about a return. Raises Problems where the shop's country has no rules."""
        return Cases.of(self.office, self.office.folder.country)

    @cached_property
    def _paying(self) -> Paying:
        return Paying(self.office, settled)

    @property
    def lookups(self) -> Mapping[str, Lookup]:
        """See Department."""
        proof = ProofLookups(self.office, self.cases.identity, self.office.mailer is not None)
        return {**ReturnLookups(self.cases).handlers, **proof.handlers}

    @property
    def books(self) -> Mapping[str, Book]:
        """See Department."""
        return {"cancel_return": cancel, "decide_return": decide}

    @property
    def outside(self) -> Mapping[str, Outside]:
        """See Department."""
        return {
            "open_return": Opening(self.cases),
            "withdraw_contract": Opening(self.cases, statutory=True),
            "send_code": CodeSender(self.office, self.cases.identity, self.office.mailer),
        }

    @property
    def events(self) -> Mapping[str, Callable[[Mapping[str, str]], Awaitable[None]]]:
        """See Department: `refund: {reference}` pays the oldest open one, `goods: {}` lets the goods arrive, `proved.

        {order}`.
        """
        return {"refund": self._a_refund, "goods": self._goods, "proved": self._proved}

    async def look(self) -> int:
        """See Department."""
        done = await self._paying.look()
        if (now := self.office.clock()) - self._tidied[0] < TIDY:
            return done
        self._tidied[0] = now
        return done + await self.office.database.write(self._tidy)

    async def next_due(self) -> int | None:
        """See Department."""
        return await self._paying.next_due()

    def _tidy(self, connection: sa.Connection) -> int:
        """Close what was paid long enough ago, and forget codes and keys that nobody needs any more."""
        now, policy = self.office.clock(), self.office.settings.returns
        ended = returns.ended(connection, now - length_ms(policy.close_after), ROOM)
        for number in ended:
            record = returns.hold(connection, number)
            assert record is not None
            after = record.move("close", closed_at=from_ms(now))
            returns.move(connection, record, after, "close", who=AUTO, now=from_ms(now))
        refunds.forget_accounts(connection, now - length_ms(policy.close_after))
        sealing.seal_plain(connection, self.office.ring)
        codes.forget(connection, now - 30 * DAY)
        persons.forget(connection, now - length_ms(policy.remember))
        return len(ended)

    # --- for conversations written as tests ----------------------------------------------------------------------

    async def _a_refund(self, values: Mapping[str, str]) -> None:
        now = self.office.clock()

        def work(connection: sa.Connection) -> None:
            waiting = refunds.page(connection, "open", (0, 0), 1)
            if not waiting:
                raise RuntimeError("no refund is open")
            proof = Proof("bank", values.get("reference", "TEST"))
            refunds.settle(connection, waiting[0].id, proof, now, settled)

        await self.office.database.write(work)

    async def _goods(self, _values: Mapping[str, str]) -> None:
        now, giver = self.office.clock(), Giver(self.office.settings, self.office.secret)

        def work(connection: sa.Connection) -> None:
            waiting = refunds.page(connection, "waiting", (0, 0), 1)
            if not waiting or not goods_came(connection, giver, waiting[0].id, "1", now):
                raise RuntimeError("no goods are waited for")

        await self.office.database.write(work)

    async def _proved(self, values: Mapping[str, str]) -> None:
        order = await self.office.shop.find_order(values["order"])
        if order is None:
            raise RuntimeError(f"there is no order {values['order']}")
        await self.cases.identity.strengthen(values.get("chat", "1"), order, "email", from_ms(self.office.clock()))


def cancel(connection: sa.Connection, errand: Errand, now: datetime) -> Mapping[str, Any]:
    """The customer takes their return back, as long as no money is on its way. Raises FailedError for one that is not theirs."""
    record = _own(connection, errand)
    refund = refunds.of_return(connection, record.number)
    if refund is not None and (refund.state in CANNOT_STOP or not refunds.cancel(connection, refund.id, CUSTOMER)):
        return {"cancelled": False, "state": record.state}
    if record.state in SETTLED:
        return {"cancelled": record.state == "withdrawn", "state": record.state}
    if record.drawn:
        reserve.release(connection, record.number, to_ms(now))
    after = record.move("withdraw", CUSTOMER, closed_at=now)
    if not returns.move(connection, record, after, "withdraw", who=CUSTOMER, now=now):
        raise RuntimeError("moved meanwhile")  # tried again
    return {"cancelled": True, "state": after.state}


def decide(connection: sa.Connection, errand: Errand, now: datetime) -> Mapping[str, Any]:
    """A person's no to a return under review. Without a person's own decision in this conversation nothing is rejected."""
    record = _own(connection, errand)
    if errand.arguments.get("decision") == "rejected" and record.state == "review":
        decided = [
            approval
            for approval in approvals.of_conversation(connection, errand.conversation_id)
            if approval.state == "rejected" and approval.decided_by is not None
        ]
        if not decided:
            raise FailedError("nobody has decided so")
        who = str(decided[-1].decided_by)
        after = record.move("reject", who, decision="person", decided_by=who, decided_at=now, closed_at=now)
        returns.move(connection, record, after, "reject", who=who, now=now)
        record = after
    return {"number": record.number, "state": record.state}


def _own(connection: sa.Connection, errand: Errand) -> Return:
    record = returns.hold(connection, str(errand.arguments.get("return_number") or ""))
    if record is None or record.conversation_id != errand.conversation_id:
        raise FailedError("not_found")
    return record


def settled(connection: sa.Connection, record: Return, now: int) -> str:
    """A credit note for what the law gives back of an order that was invoiced; its number.

    Money out of goodwill is an expense of the shop's, and lowers no tax (2006/112, article 90). What cannot be credited, because
    more was before, holds no refund up: the history says so, and a person looks.
    """
    if record.proof != "order" or record.basis == "goodwill":
        return ""
    try:
        return credit(connection, record.order_number, record.amount, record.number, now) or ""
    except InvoiceError as error:
        returns.note(connection, record.number, "no_credit_note", AUTO, {"why": str(error)}, now=from_ms(now))
        return ""
