"""Money on its way back: out exactly once, whoever says so first, and told exactly once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from bot.books.coupons import Coupons
from bot.books.returns import settled
from bot.store import coupons, invoice_rows, invoices, promises, refunds, reserve, returns
from bot.store.database import Database
from bot.store.invoices import Whose
from bot.store.letters import Fact, decode
from bot.store.model import NewPromise
from bot.store.refunds import Proof, Refund
from flows.shop.bank.model import Transaction
from flows.shop.invoices import Account, Invoice, Item, Party, Seller
from flows.shop.model import Money, Order
from flows.shop.port import Ability, ReadOnlyShop, Receipt, ShopRefusedError, ShopUnavailableError, ShopUnclearError
from flows.shop.reserve import OverspentError
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


async def test_what_the_shop_is_just_sending_cannot_be_said_to_have_failed(desk: Desk) -> None:
    await desk.do("open_return", **TRUST)
    id_ = (await refund(desk)).id
    on_its_way = "UPDATE refunds SET way = 'shop', state = 'sending'"
    await desk.database.write(lambda connection: connection.exec_driver_sql(on_its_way).close())
    assert not await desk.database.write(partial(refunds.fail, id_=id_, who="7", reason="", now=desk.clock.now))
    await desk.database.write(partial(refunds.to_a_person, id_=id_, reason="no answer", unclear=True))
    assert await desk.database.write(partial(refunds.fail, id_=id_, who="7", reason="", now=desk.clock.now))


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
    confirm = partial(refunds.confirm_debit, now=desk.clock.now, ring=desk.office.ring)
    wrong = (a_debit(iban="LV80BANK0000435195001", amount="18.01"), a_debit(iban="LV97HABA0012345678910"), a_debit("nekas"))
    for debit in wrong:
        assert not await desk.database.write(partial(confirm, transaction=debit))
    assert await desk.database.write(partial(confirm, transaction=a_debit(iban="LV80 BANK 0000 4351 9500 1")))


@pytest.mark.parametrize("said_before", [False, True])
async def test_a_second_debit_for_one_refund_is_none_of_it(desk: Desk, said_before: bool) -> None:
    number = str((await desk.do("open_return", **TRUST))["number"])
    if said_before:
        settle = partial(refunds.settle, id_=(await refund(desk)).id, proof=Proof("7"), now=desk.clock.now)
        assert await desk.database.write(settle)
    confirm = partial(refunds.confirm_debit, transaction=a_debit(number), now=desk.clock.now)
    told_of = [await desk.database.write(partial(confirm, transaction_id=id_)) for id_ in (101, 101, 102)]
    assert told_of == [True, True, False]
    assert len(await told(desk)) == 1


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


async def test_what_came_back_and_is_owed_still_is_promised_again_and_paid_once_more(desk: Desk) -> None:
    number = str((await desk.do("open_return", **TRUST))["number"])
    await desk.pays()
    back = Transaction("LV1", date(2026, 11, 25), eur(18), text=number, reversal=True)
    await desk.database.write(partial(refunds.confirm_debit, transaction=back, now=desk.clock.now))
    spent = await desk.database.read(partial(reserve.view, year=2026, budget=eur(5000)))
    assert (spent.held, spent.spent) == (eur(18), eur(0))
    record = await desk.record(number)

    def again(connection: sa.Connection) -> None:
        id_ = refunds.order(connection, record, "person", now=desk.clock.now)
        assert id_ is not None
        assert returns.move(connection, record, record.move("pay"), "pay", who="auto", now=desk.now)
        assert refunds.settle(connection, id_, Proof("1"), desk.clock.now)

    await desk.database.write(again)
    spent = await desk.database.read(partial(reserve.view, year=2026, budget=eur(5000)))
    assert (spent.held, spent.spent) == (eur(0), eur(18))


async def test_goods_that_can_be_sold_again_give_the_reserve_back_what_they_are_worth_once(desk: Desk) -> None:
    number = str((await desk.do("open_return", **TRUST))["number"])
    id_ = (await refund(desk)).id
    back = partial(refunds.recovered, id_=id_, who="7", now=desk.clock.now)
    assert not await desk.database.write(partial(back, worth=eur(10)))  # nothing was paid yet
    await desk.pays()
    for wrong in (eur("18.01"), Money(eur(1).amount, "PLN")):
        with pytest.raises(OverspentError):
            await desk.database.write(partial(back, worth=wrong))
    done = await asyncio.gather(*(desk.database.write(partial(back, worth=eur(10))) for _ in range(4)))
    assert sum(done) == 1
    spent = await desk.database.read(partial(reserve.view, year=2026, budget=eur(5000)))
    assert (spent.captured, spent.recovered, spent.spent) == (eur(18), eur(10), eur(8))
    assert [entry.event for entry in await desk.database.read(partial(returns.history, number=number))][-1] == "goods_back"
    returned = Transaction("LV1", date(2026, 11, 25), eur(18), text=number, reversal=True)
    assert await desk.database.write(partial(refunds.confirm_debit, transaction=returned, now=desk.clock.now))
    spent = await desk.database.read(partial(reserve.view, year=2026, budget=eur(5000)))
    assert (spent.held, spent.spent) == (eur(18), eur(0))


# --- with an invoice proper ----------------------------------------------------------------------------------------

COMPANY = Party("SIA Bērzs", "Rīga", "LV", "40003000002", "LV40003000002", is_company=True)


async def invoiced(desk: Desk, order: Order) -> str:
    """A company's order, its proforma paid and followed by the invoice proper; that one's number."""
    seller = Seller("SIA Rīta veikals", "Rīga", registration="40003000002", accounts=(Account("LV80BANK0000435195001", "EUR"),))
    gross = order.total.amount
    item = Item(order.lines[0].title, Decimal(1), gross, Decimal(21))
    draft = Invoice(
        "proforma", "", date(2026, 11, 16), date(2026, 11, 23), "lv", seller, COMPANY, (item,), "EUR", "",
        order_number=order.number,
    )  # fmt: skip

    def work(connection: sa.Connection) -> str:
        row = invoices.issue(connection, draft, Whose(desk.chat, "Europe/Riga", "invoice"), desk.clock.now)
        number = invoices.settle_paid(connection, row.number, desk.clock.now)
        assert number is not None
        return number

    return await desk.database.write(work)


async def test_a_company_that_paid_by_invoice_gets_a_credit_note_in_the_refunds_own_transaction(desk: Desk) -> None:
    numbers, opened = [], []
    for place in range(2):
        order = an_order(f"1002{place}", 5, "120.00")
        await desk.sell(order)
        await desk.prove(order)
        numbers.append(await invoiced(desk, order))
        opened.append(await desk.do("open_return", order_number=order.number, reason="changed_mind", refund_to="as_paid"))
        await desk.department.events["goods"]({})
    first, second = await desk.database.read(partial(refunds.page, state="pending", after=(0, 0), room=9))

    def broken(connection: sa.Connection) -> None:
        assert refunds.settle(connection, first.id, Proof("1"), desk.clock.now, settled)
        raise RuntimeError("the connection is gone")

    with pytest.raises(RuntimeError):
        await desk.database.write(broken)
    assert (await desk.record(first.number)).credit_note == ""
    for one in (first, second, first):  # the last is settled already, and makes no other
        await desk.database.write(
            partial(refunds.settle, id_=one.id, proof=Proof("1"), now=desk.clock.now, settled=settled)
        )
    notes = [(await desk.record(one.number)).credit_note for one in (first, second)]
    assert notes == ["2026300001", "2026300002"]  # no number is lost with the transaction that failed
    for place, note in enumerate(notes):
        row = await desk.database.read(partial(invoice_rows.one, number=note))
        assert row is not None
        assert (row.kind, row.follows, row.total) == ("credit_note", numbers[place], 12_000)
    assert [fact.values["credit_note"] for fact in await told(desk) if fact.fact == "refund_sent"] == notes


# --- as store credit ----------------------------------------------------------------------------------------------

CREDIT: dict[str, Any] = {**TRUST, "iban": "", "refund_to": "credit"}


@dataclass
class CodeShop(ReadOnlyShop):
    """A shop whose software wants to know codes. `trouble` is what comes first."""

    trouble: list[Exception] = field(default_factory=list)
    codes: dict[str, Money] = field(default_factory=dict)

    @property
    def can(self) -> frozenset[Ability]:
        return frozenset({"issue_coupon"})

    async def find_order(self, number: str) -> Order | None:
        return None

    async def issue_coupon(self, code: str, amount: Money, expires: date, key: str) -> Receipt:
        if self.trouble:
            raise self.trouble.pop(0)
        self.codes[code] = amount
        return Receipt("issue_coupon", code, key)


async def given(desk: Desk) -> list[Any]:
    return list(await desk.database.read(partial(coupons.page, before=2**31, room=9)))


async def test_store_credit_is_a_code_at_once_outside_every_budget(database: Database) -> None:
    shop = CodeShop([ShopUnavailableError("down")])
    desk = Desk(database, shop=shop, values={"care": {"coupons": {"budget": "0 EUR", "per_person": 1}}})
    await desk.greet()
    number = str((await desk.do("open_return", **CREDIT))["number"])
    promise = NewPromise(refunds.PROMISE, "14 dienas", desk.clock.now + 1_200_000_000)
    await desk.database.write(partial(promises.make, conversation_id=desk.chat, new=promise, now=desk.clock.now))
    books = Coupons(desk.office)
    (coupon,) = await given(desk)
    assert (coupon.kind, coupon.coupon.amount, coupon.coupon.minimum.amount) == ("credit", eur(18), 0)
    assert not (await desk.do("cancel_return", return_number=number))["cancelled"]
    assert await books.look() == 0  # nobody holds a code that the shop does not know
    assert await told(desk) == []
    desk.clock.forward(minutes=2)
    assert await books.look() == 1
    assert await books.look() == 0
    assert shop.codes == {coupon.coupon.code: eur(18)}
    (fact,) = await told(desk)
    assert (fact.fact, fact.values["code"], fact.values["amount"]) == ("refund_sent", coupon.coupon.code, eur(18))
    assert fact.values["until"] == date(2029, 11, 22)
    assert (await desk.record(number)).state == "refunded"
    paid = await refund(desk)
    assert (paid.way, paid.state) == ("credit", "paid")
    states = await database.read(lambda c: c.exec_driver_sql("SELECT state FROM promises").scalars().all())
    assert states == ["kept"]
    assert not await database.write(partial(refunds.fail, id_=paid.id, who="1", reason="x", now=desk.clock.now))
    spent = await database.read(partial(reserve.view, year=2026, budget=eur(5000)))
    assert (spent.held, spent.captured) == (eur(0), eur(18))


async def test_a_code_that_the_shop_will_not_have_leaves_the_credit_to_a_person(database: Database) -> None:
    desk = Desk(database, shop=CodeShop([ShopRefusedError("refused", "no such currency")]))
    await desk.greet()
    await desk.do("open_return", **CREDIT)
    assert await Coupons(desk.office).look() == 1
    found = await refund(desk)
    assert (found.way, found.state, found.reason) == ("person", "pending", "no such currency")
    assert [one.coupon.state for one in await given(desk)] == ["void"]
    assert await told(desk) == []


async def test_credit_that_waits_for_the_goods_comes_with_them_and_not_twice_where_a_person_was_quicker(desk: Desk) -> None:
    order = an_order("10020", 5, "480.00")
    await desk.sell(order)
    await desk.strong(order)
    await desk.do("open_return", order_number="10020", reason="changed_mind", refund_to="credit", remedy="credit", consent=True)
    assert await given(desk) == []
    await desk.department.events["goods"]({})
    (coupon,) = await given(desk)
    waiting = await refund(desk)
    assert await desk.database.write(partial(refunds.settle, id_=waiting.id, proof=Proof("1"), now=desk.clock.now))
    assert await Coupons(desk.office).look() == 1
    assert [one.coupon.state for one in await given(desk)] == ["void"]
    assert [fact.values["code"] for fact in await told(desk)] == [None]
    assert coupon.coupon.amount == eur(480)


async def test_an_account_is_forgotten_once_its_payout_is_long_over_and_never_before(desk: Desk) -> None:
    await desk.do("open_return", **TRUST)
    desk.clock.forward(days=20)
    await desk.department.look()
    assert (await refund(desk)).whole(desk.office.ring) == TRUST["iban"]  # still to be paid
    await desk.pays()
    await desk.department.look()
    assert (await refund(desk)).whole(desk.office.ring) == TRUST["iban"]
    desk.clock.forward(days=15)
    await desk.department.look()
    assert ((await refund(desk)).account, (await refund(desk)).shown) == ("", "LV** **** 5001")
    assert await desk.database.write(partial(refunds.forget_accounts, before=desk.clock.now)) == 0


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
