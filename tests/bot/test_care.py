"""Codes, calls and worth as departments keep them: a shop that is away, a supervisor's yes, a time that is gone."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from bot.app import Shopfloor
from bot.books.callbacks import Callbacks
from bot.books.coupons import Coupons
from bot.books.customers import Customers
from bot.books.effects import NotDoneError
from bot.channels.port import Inbound, Text
from bot.epoch import from_ms, to_ms
from bot.store import approvals
from bot.store.approvals import Verdict
from bot.store.calls import Errand
from bot.store.model import NewApproval
from bot.theatre import Theatre
from bot.tryout import Clock
from config.settings import CHECKOUT, read_environment
from config.shop import Shop, read_shop
from flows.model import Call
from flows.shop.lookups import Asked
from flows.shop.model import Money, Order
from flows.shop.port import ReadOnlyShop, Receipt, ShopUnavailableError

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


@dataclass
class Away(ReadOnlyShop):
    """A shop that keeps codes, and does not answer until it is back."""

    back: bool = False
    codes: dict[str, Money] = field(default_factory=dict)
    can: Any = frozenset({"issue_coupon"})

    async def find_order(self, number: str) -> Order | None:
        raise ShopUnavailableError

    async def issue_coupon(self, code: str, amount: Money, expires: date, key: str) -> Receipt:
        if not self.back:
            raise ShopUnavailableError
        self.codes[code] = amount
        return Receipt("issue_coupon", code)


@pytest.fixture
def clock() -> Clock:
    return Clock(MONDAY)


@pytest.fixture
async def floor(clock: Clock) -> AsyncIterator[Shopfloor]:
    """The whole program, with two customers who have written."""
    async with Theatre(read_environment({}), read_shop(CHECKOUT)).stage(clock) as made:
        for name in ("anna", "boris"):
            await made.mailbox.post([Inbound("web", name, name, Text("labdien"))], clock())
        yield made


async def rows(floor: Shopfloor, statement: str) -> list[Any]:
    return await floor.database.read(lambda connection: [tuple(row) for row in connection.exec_driver_sql(statement)])


async def give(coupons: Coupons, clock: Clock, case: str = "promise:1") -> Any:
    work = partial(coupons.giver.give, conversation_id=1, case=case, amount=Money(Decimal(5), "EUR"), now=clock())
    return await coupons.office.database.write(work)


async def test_the_customer_hears_of_a_code_when_the_shop_knows_it(floor: Shopfloor, clock: Clock) -> None:
    shop = Away()
    coupons = Coupons(replace(floor.office, shop=shop))
    given = await give(coupons, clock)
    told = "SELECT COUNT(*) FROM inbox WHERE kind = 'fact'"
    assert await coupons.look() == 0
    assert await rows(floor, told) == [(0,)]
    shop.back = True
    assert await coupons.look() == 0  # it is tried again in a minute
    clock.forward(timedelta(minutes=1))
    assert await coupons.look() == 1
    assert await coupons.look() == 0
    assert (list(shop.codes), await rows(floor, told)) == ([given.coupon.code], [(1,)])


async def test_a_rule_waits_for_a_shop_that_is_away(floor: Shopfloor) -> None:
    coupons = Coupons(replace(floor.office, shop=Away()))
    errand = Errand("1:k", 1, "give_goodwill", {"order_number": "10013"}, 1, tried=False, token="t")
    with pytest.raises(NotDoneError):
        await coupons.outside["give_goodwill"].perform(errand, MONDAY)


async def test_who_has_proved_nothing_is_given_nothing(floor: Shopfloor) -> None:
    errand = Errand("1:k", 1, "give_goodwill", {"order_number": "10013"}, 1, tried=False, token="t")
    for name in ("give_goodwill", "give_loyalty"):
        found = await Coupons(floor.office).outside[name].perform(errand, MONDAY)
        assert found == {"given": False, "why": "not_proved"}
    assert await rows(floor, "SELECT COUNT(*) FROM coupons") == [(0,)]


async def test_a_shop_without_a_rule_for_coming_back_says_so(floor: Shopfloor) -> None:
    data = {"loyalty": {"from_order": 0}}
    care = floor.shop.care.model_copy(update={"coupons": type(floor.shop.care.coupons).model_validate(data)})
    settings: Shop = floor.shop.model_copy(update={"care": care})
    rule = Coupons(replace(floor.office, settings=settings)).lookups["loyalty_rule"]
    assert not (await rule(Call("loyalty_rule", {}, "k"), Asked("1", MONDAY)))["on"]


async def test_what_a_supervisor_approves_is_given_once_and_as_they_changed_it(floor: Shopfloor, clock: Clock) -> None:
    coupons = Coupons(floor.office)
    fields = {"amount": Money(Decimal(150), "EUR"), "reason": "lost"}

    def decide(connection: sa.Connection) -> None:
        approvals.make(connection, 1, NewApproval("agent:1:1:k", "goodwill", "shop", "", fields, clock() + 1000), clock())
        verdict = Verdict("approved", {**fields, "amount": Money(Decimal(120), "EUR")}, 1)
        assert approvals.decide(connection, 1, verdict, clock())

    await floor.database.write(decide)
    assert await coupons.look()
    assert await coupons.look() == 0
    assert await rows(floor, "SELECT amount, why, state, made_by FROM coupons") == [(12_000, "lost", "active", "1")]


async def test_two_cannot_have_the_last_call_of_a_time(floor: Shopfloor) -> None:
    care = floor.shop.care.model_copy(update={"callbacks": floor.shop.care.callbacks.model_copy(update={"at_once": 1})})
    calls = Callbacks(replace(floor.office, settings=floor.shop.model_copy(update={"care": care})))
    at = datetime(2026, 11, 24, 7, tzinfo=UTC)
    book = calls.books["book_callback"]
    errands = [
        Errand(f"{id_}:k", id_, "book_callback", {"phone": "+37120000808", "at": at}, 1, tried=False, token="t") for id_ in (1, 2)
    ]

    def booking(errand: Errand) -> Callable[[sa.Connection], Mapping[str, Any]]:
        return lambda connection: book(connection, errand, MONDAY)

    made = [await floor.database.write(booking(errand)) for errand in errands]
    assert [one["booked"] for one in made] == [True, False]
    assert [promise for (promise,) in await rows(floor, "SELECT due_at FROM promises")] == [to_ms(at + timedelta(minutes=10))]
    night = Errand("2:n", 2, "book_callback", {"phone": "+37120000808", "at": at - timedelta(hours=5)}, 1, tried=False, token="t")
    assert not (await floor.database.write(booking(night)))["booked"]


async def test_who_waits_is_looked_up_by_what_was_proved(floor: Shopfloor, clock: Clock) -> None:
    waiting = """UPDATE conversations SET owner = 'queue', due_at = 1,
      email = CASE WHEN id = 1 THEN 'emily.carter@example.com' ELSE '' END"""
    await floor.database.write(lambda connection: connection.exec_driver_sql(waiting).close())
    customers = Customers(floor.office)
    assert await customers.look() == 2
    assert await customers.look() == 0
    found = await rows(floor, "SELECT orders, value > 0 FROM customer_values ORDER BY conversation_id")
    assert found == [(3, 1), (0, 0)]
    ranks = await rows(floor, "SELECT rank FROM conversations ORDER BY id")
    assert ranks[0] < ranks[1]
    clock.forward(timedelta(days=2))
    assert await Customers(replace(floor.office, shop=Away())).look() == 2
    assert from_ms(clock()) > MONDAY
