"""Money on its way back: out exactly once, whoever says so first, and told exactly once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from bot.books.returns import settled
from bot.store import promises, refunds, reserve
from bot.store.database import Database
from bot.store.letters import Fact, decode
from bot.store.model import NewPromise
from bot.store.refunds import Proof, Refund
from flows.shop.bank.model import Transaction
from flows.shop.model import Money, Order
from flows.shop.port import Ability, ReadOnlyShop, Receipt, ShopRefusedError, ShopUnavailableError, ShopUnclearError
from flows.shop.returns import Return
from tests.bot.returns_desk import Desk, an_order, eur

TRUST = {
    "item": "krūze", "reason": "defect", "bought_on": date(2026, 11, 3), "amount": eur("18"), "refund_to": "iban",
    "iban": "LV80BANK0000435195001",
}  # fmt: skip


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database)
    await made.greet()
    return made


async def refund(desk: Desk) -> Refund:
    """The only one there is."""
    (found,) = await desk.database.read(partial(refunds.page, state="", after=(0, 0), room=9))
    return found


async def told(desk: Desk) -> list[Fact]:
    """The facts the conversations were told."""

    def read(connection: sa.Connection) -> list[Any]:
        rows = connection.exec_driver_sql("SELECT kind, body FROM inbox WHERE kind = 'fact' ORDER BY id").all()
        return [decode(row.kind, row.body) for row in rows]

    return await desk.database.read(read)


def a_debit(text: str = "", amount: str = "18.00", **changes: Any) -> Transaction:
    return Transaction("LV1", date(2026, 11, 24), -eur(amount), text=text, **changes)


async def test_a_person_marks_it_paid_once_and_everything_follows_once(desk: Desk) -> None:
    opened = await desk.do("open_return", **TRUST)
    promise = NewPromise(refunds.PROMISE, "14 dienas", desk.clock.now + 1_200_000_000)
    await desk.database.write(partial(promises.make, conversation_id=desk.chat, new=promise, now=desk.clock.now))
    desk.clock.forward(hours=1)
    pay = partial(refunds.settle, id_=(await refund(desk)).id, proof=Proof("7", "REF1"), now=desk.clock.now, settled=settled)
    assert await desk.database.write(pay)
    assert not await desk.database.write(pay)
    record = await desk.record(str(opened["number"]))
    assert (record.state, record.refunded_at) == ("refunded", desk.now)
    spent = await desk.database.read(partial(reserve.view, year=2026, budget=eur(5000)))
    assert (spent.held, spent.captured) == (eur(0), eur("18.00"))
    (fact,) = await told(desk)
    assert (fact.fact, fact.values["number"], fact.values["amount"]) == ("refund_sent", opened["number"], eur("18.00"))
    states = await desk.database.read(lambda c: c.exec_driver_sql("SELECT state FROM promises").scalars().all())
    assert states == ["kept"]
    assert (await desk.ask("find_refund"))["paid_at"] == desk.now


async def test_whoever_says_it_at_the_same_moment_one_is_heard(desk: Desk) -> None:
    await desk.do("open_return", **TRUST)
    id_ = (await refund(desk)).id
    done = await asyncio.gather(
        *(desk.database.write(partial(refunds.settle, id_=id_, proof=Proof(str(n)), now=desk.clock.now)) for n in range(8))
    )
    assert sum(done) == 1
    assert len(await told(desk)) == 1


@pytest.mark.parametrize("text", ["Refund {number} Rīta veikals", "atmaksa {number}", "{small}", "{cyrillic}"])
async def test_a_debit_with_the_number_confirms_it_however_it_is_spelt(desk: Desk, text: str) -> None:
    number = str((await desk.do("open_return", **TRUST))["number"])
    spelt = text.format(number=number, small=number.lower().replace("-", " "), cyrillic="Р" + number[1:])
    assert await desk.database.write(partial(refunds.confirm_debit, transaction=a_debit(spelt), now=desk.clock.now))
    assert (await refund(desk)).settled_by == "bank"
    assert await desk.database.write(partial(refunds.confirm_debit, transaction=a_debit(spelt), now=desk.clock.now))
    assert len(await told(desk)) == 1


async def test_a_debit_without_the_number_confirms_it_by_account_and_sum_where_only_one_has_both(desk: Desk) -> None:
    await desk.do("open_return", **TRUST)
    confirm = partial(refunds.confirm_debit, now=desk.clock.now)
    wrong = (a_debit(iban="LV80BANK0000435195001", amount="18.01"), a_debit(iban="LV97HABA0012345678910"), a_debit("nekas"))
    for debit in wrong:
        assert not await desk.database.write(partial(confirm, transaction=debit))
    assert await desk.database.write(partial(confirm, transaction=a_debit(iban="LV80 BANK 0000 4351 9500 1")))


async def test_money_that_comes_in_confirms_nothing(desk: Desk) -> None:
    number = str((await desk.do("open_return", **TRUST))["number"])
    paid_in = Transaction("LV1", date(2026, 11, 24), eur(18), text=number)
    assert not await desk.database.write(partial(refunds.confirm_debit, transaction=paid_in, now=desk.clock.now))


async def test_a_payment_the_bank_sends_back_stands_open_again_and_can_be_ordered_anew(desk: Desk) -> None:
    number = str((await desk.do("open_return", **TRUST))["number"])
    await desk.pays()
    back = Transaction("LV1", date(2026, 11, 25), eur(18), text=number, reversal=True)
    assert await desk.database.write(partial(refunds.confirm_debit, transaction=back, now=desk.clock.now))
    record = await desk.record(number)
    assert record.state == "approved"
    spent = await desk.database.read(partial(reserve.view, year=2026, budget=eur(5000)))
    assert spent.spent == eur(0)

    def again(connection: sa.Connection) -> tuple[int | None, int | None]:
        order = partial(refunds.order, connection, record, "person", now=desk.clock.now)
        return order(), order()

    first, second = await desk.database.write(again)
    assert first is not None
    assert second is None


async def test_money_by_law_waits_for_the_goods_and_no_longer(desk: Desk) -> None:
    order = an_order("10020", 5, "480.00")
    await desk.sell(order)
    await desk.prove(order)
    await desk.do("open_return", order_number="10020", reason="changed_mind", refund_to="as_paid")
    assert (await refund(desk)).state == "waiting"
    await desk.department.events["goods"]({})
    assert (await refund(desk)).state == "pending"
    desk.clock.forward(days=15)
    assert (await desk.ask("find_refund"))["late"]


async def test_a_file_for_the_bank_takes_each_payout_once(desk: Desk) -> None:
    number = str((await desk.do("open_return", **TRUST))["number"])
    taken = await desk.database.write(partial(refunds.to_export, currency="EUR", now=desk.clock.now))
    assert [one.number for one in taken] == [number]
    assert not await desk.database.write(partial(refunds.to_export, currency="EUR", now=desk.clock.now))
    assert not (await desk.do("cancel_return", return_number=number))["cancelled"]
    assert await desk.database.write(partial(refunds.confirm_debit, transaction=a_debit(end_to_end=number), now=desk.clock.now))


async def test_what_was_paid_long_enough_ago_is_closed_by_itself(desk: Desk) -> None:
    number = str((await desk.do("open_return", **TRUST))["number"])
    await desk.pays()
    await desk.department.look()
    assert (await desk.record(number)).state == "refunded"
    desk.clock.forward(days=15)
    assert await desk.department.look() == 1
    assert (await desk.record(number)).state == "closed"


# --- by the shop's software ---------------------------------------------------------------------------------------


@dataclass
class PayingShop(ReadOnlyShop):
    """A shop whose software moves money, as long as it answers. `trouble` is what comes first."""

    order: Order
    trouble: list[Exception] = field(default_factory=list)
    paid: dict[str, Money] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def can(self) -> frozenset[Ability]:
        return frozenset({"refund"})

    async def find_order(self, number: str) -> Order | None:
        return self.order if number == self.order.number else None

    async def orders_of(self, contact: str) -> Sequence[Order]:
        return [self.order]

    async def refund(self, number: str, amount: Money, key: str) -> Receipt:
        self.asked.append(key)
        if self.trouble:
            error = self.trouble.pop(0)
            if isinstance(error, ShopUnclearError):
                self.paid[key] = amount  # it did reach the shop
            raise error
        assert key not in self.paid, "the same key has an effect once"
        self.paid[key] = amount
        return Receipt("refund", number, "S1")

    async def done(self, ability: Ability, about: str, key: str) -> Receipt | None:
        return Receipt(ability, about, "S1") if key in self.paid else None


async def paying(database: Database, *trouble: Exception) -> tuple[Desk, PayingShop, Return]:
    order = an_order("10020", 5, "15.00")
    shop = PayingShop(order, list(trouble))
    desk = Desk(database, shop=shop)
    await desk.greet()
    await desk.prove(order)
    opened = await desk.do("open_return", order_number="10020", reason="changed_mind", refund_to="as_paid")
    return desk, shop, await desk.record(str(opened["number"]))


async def test_the_shop_sends_it_by_itself(database: Database) -> None:
    desk, shop, record = await paying(database)
    assert await desk.department.look() == 1
    assert list(shop.paid.values()) == [eur(15)]
    assert (await desk.record(record.number)).state == "refunded"
    assert (await refund(desk)).bank_reference == "S1"
    desk.clock.forward(hours=9)
    await desk.department.look()
    assert len(shop.asked) == 1


async def test_a_shop_that_does_not_answer_is_asked_again_later(database: Database) -> None:
    desk, shop, _ = await paying(database, ShopUnavailableError("down"), ShopUnavailableError("down"))
    await desk.department.look()
    due = await desk.department.next_due()
    assert due is not None
    assert due > desk.clock.now
    desk.clock.forward(hours=1)
    await desk.department.look()
    desk.clock.forward(hours=1)
    assert await desk.department.look() == 1
    assert len(shop.paid) == 1


async def test_what_may_have_reached_the_shop_is_looked_up_before_it_is_tried_again(database: Database) -> None:
    desk, shop, record = await paying(database, ShopUnclearError("time-out"))
    assert not await desk.department.look()
    desk.clock.forward(minutes=5)
    assert await desk.department.look() == 1
    assert shop.asked == [f"{record.number}:1"]
    assert (await desk.record(record.number)).state == "refunded"


async def test_what_the_shop_refuses_becomes_a_persons_work(database: Database) -> None:
    desk, _, _ = await paying(database, ShopRefusedError("too_much", "more than was paid"))
    await desk.department.look()
    found = await refund(desk)
    assert (found.way, found.state, found.reason) == ("person", "pending", "more than was paid")
