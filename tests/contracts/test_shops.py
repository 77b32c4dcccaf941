"""What every shop's software must do behind the Shop port."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Protocol

import pytest

from bot.store.database import connect
from bot.store.orders import SqlOrders
from flows.shop.builtin import BuiltinShop
from flows.shop.http import Timing
from flows.shop.model import Address, Customer, Order
from flows.shop.port import ABILITIES, Receipt, Shop, ShopRefusedError
from flows.shop.records import MemoryOrders
from flows.shop.shopify import Shopify, shopify_http
from flows.shop.woocommerce import WooCommerce, woocommerce_http
from tests.flows.shop.orders import ILZE, eur, order
from tests.platforms.shopify import TOKEN, ShopifyEmulator
from tests.platforms.woocommerce import KEY, SECRET, WooEmulator

OKSANA = Customer("Оксана Коваленко", "oksana@example.com", "+380500000202", "uk")
RIGA = Address("Brīvības iela 1-2", "Rīga", "LV-1010", "LV")


class Stock(Protocol):
    """A shop with orders in it."""

    @property
    def shop(self) -> Shop:
        """The shop."""
        ...

    async def put(self, *orders: Order) -> None:
        """Have these orders there."""
        ...


@dataclass
class Builtin:
    """The built-in shop."""

    shop: BuiltinShop

    async def put(self, *orders: Order) -> None:
        await self.shop.records.save(orders)


def at_once() -> Timing:
    """Pauses that take no time."""

    async def pause(_seconds: float) -> None:
        await asyncio.sleep(0)

    return Timing(patience=2.0, pause=pause)


@dataclass
class Woo:
    """WooCommerce, emulated."""

    shop: WooCommerce
    emulator: WooEmulator

    async def put(self, *orders: Order) -> None:
        for one in orders:
            self.emulator.put(one)


@asynccontextmanager
async def woo(*, sequential: bool) -> AsyncIterator[Woo]:
    async with WooEmulator(sequential=sequential) as emulator:
        http = woocommerce_http(emulator.url, KEY, SECRET, at_once())
        shop = WooCommerce(http, ABILITIES, numbers="search" if sequential else "id")
        yield Woo(shop, emulator)
        await shop.close()


@dataclass
class ShopifyStock:
    """Shopify, emulated."""

    shop: Shopify
    emulator: ShopifyEmulator

    async def put(self, *orders: Order) -> None:
        for one in orders:
            self.emulator.put(one)


@asynccontextmanager
async def shopify() -> AsyncIterator[ShopifyStock]:
    async with ShopifyEmulator() as emulator:
        shop = Shopify(shopify_http(emulator.url, TOKEN, at_once()), UTC, ABILITIES)
        yield ShopifyStock(shop, emulator)
        await shop.close()


KINDS = ["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres), "woocommerce", "woocommerce-plugin", "shopify"]


@pytest.fixture(params=KINDS)
async def stock(request: pytest.FixtureRequest) -> AsyncIterator[Stock]:
    match request.param:
        case "memory":
            yield Builtin(BuiltinShop(MemoryOrders()))
        case "woocommerce" | "woocommerce-plugin" as kind:
            async with woo(sequential=kind.endswith("plugin")) as made:
                yield made
        case "shopify":
            async with shopify() as made_there:
                yield made_there
        case _:
            database = connect(request.getfixturevalue(f"{request.param}_url"))
            yield Builtin(BuiltinShop(SqlOrders(database)))
            database.close()


async def test_an_order_is_found_by_exactly_its_number(stock: Stock) -> None:
    await stock.put(order("10023"), order("10024", OKSANA))
    found = await stock.shop.find_order("10023")
    assert found is not None
    assert (found.number, found.state, found.total) == ("10023", "shipped", eur("38.20"))
    assert found.customer.email.casefold() == ILZE.email.casefold()
    for number in ("1002", "100230", "", "0202", "oksana", "%", "\0", "99999"):
        assert await stock.shop.find_order(number) is None, number


async def test_a_person_s_orders_are_those_with_exactly_that_e_mail(stock: Stock) -> None:
    await stock.put(order("10023"), order("10024", OKSANA))
    assert [found.number for found in await stock.shop.orders_of("OKSANA@example.com")] == ["10024"]
    for contact in ("oksana@example.co", "ksana@example.com", "", "@", "oksana"):
        assert not await stock.shop.orders_of(contact), contact


async def refused(doing: Awaitable[object]) -> str:
    with pytest.raises(ShopRefusedError) as error:
        await doing
    return error.value.why


async def test_an_order_is_cancelled_while_nobody_has_packed_it(stock: Stock) -> None:
    await stock.put(order("10023", state="paid"), order("10024", state="shipped"))
    receipt = await stock.shop.cancel("10023", "k1")
    assert (receipt.ability, receipt.about) == ("cancel", "10023")
    cancelled = await stock.shop.find_order("10023")
    assert cancelled is not None
    assert cancelled.state == "cancelled"
    assert await refused(stock.shop.cancel("10024", "k2")) == "too_late"
    assert await refused(stock.shop.cancel("99999", "k3")) == "not_found"


async def test_money_is_given_back_once_by_its_key_and_never_more_than_was_paid(stock: Stock) -> None:
    await stock.put(order("10023"))
    assert await stock.shop.done("refund", "10023", "k1") is None
    first = await stock.shop.refund("10023", eur("30.00"), "k1")
    assert await stock.shop.refund("10023", eur("30.00"), "k1") == first
    assert await stock.shop.done("refund", "10023", "k1") == first
    assert await refused(stock.shop.refund("10023", eur("8.21"), "k2")) == "too_much"
    assert await stock.shop.done("refund", "10023", "k2") is None
    await stock.shop.refund("10023", eur("8.20"), "k3")
    assert await refused(stock.shop.refund("99999", eur("1.00"), "k4")) == "not_found"
    assert await refused(stock.shop.refund("10023", eur("0.00"), "k5")) in {"refused", "too_much"}


async def test_an_address_is_changed_while_nobody_has_packed_it(stock: Stock) -> None:
    await stock.put(order("10023", state="paid"), order("10024"))
    await stock.shop.change_address("10023", RIGA, "k1")
    changed = await stock.shop.find_order("10023")
    assert changed is not None
    assert changed.address == RIGA
    assert await stock.shop.done("change_address", "10023", "k1") is not None
    assert await refused(stock.shop.change_address("10024", RIGA, "k2")) == "too_late"
    assert await refused(stock.shop.change_address("10023", Address(""), "k3")) == "incomplete"


async def test_a_note_is_left_once(stock: Stock) -> None:
    await stock.put(order("10023"))
    first = await stock.shop.add_note("10023", "Call before coming", "k1")
    assert await stock.shop.add_note("10023", "Call before coming", "k1") == first
    assert await stock.shop.done("add_note", "10023", "k1") == first
    assert await stock.shop.done("add_note", "10023", "k2") is None
    assert await refused(stock.shop.add_note("99999", "What", "k3")) == "not_found"


async def test_a_coupon_is_issued_once_and_its_code_to_nobody_else(stock: Stock) -> None:
    day = date(2027, 1, 31)
    first = await stock.shop.issue_coupon("SORRY-7F3K", eur("5.00"), day, "k1")
    assert await stock.shop.issue_coupon("SORRY-7F3K", eur("5.00"), day, "k1") == first
    assert await stock.shop.done("issue_coupon", "SORRY-7F3K", "k1") == first
    assert await stock.shop.done("issue_coupon", "SORRY-7F3K", "k2") is None
    assert await refused(stock.shop.issue_coupon("SORRY-7F3K", eur("5.00"), day, "k2")) == "taken"


@pytest.mark.parametrize("effect", ["refund", "add_note", "issue_coupon"])
async def test_one_key_at_once_has_one_effect(stock: Stock, effect: str) -> None:
    await stock.put(order("10023"))
    effects: dict[str, Callable[[], Awaitable[Receipt]]] = {
        "refund": lambda: stock.shop.refund("10023", eur("30.00"), "k1"),
        "add_note": lambda: stock.shop.add_note("10023", "Call", "k1"),
        "issue_coupon": lambda: stock.shop.issue_coupon("CODE-1", eur("5.00"), date(2027, 1, 31), "k1"),
    }
    receipts = await asyncio.gather(*(effects[effect]() for _ in range(5)), return_exceptions=True)
    assert len({receipt for receipt in receipts if isinstance(receipt, Receipt)}) == 1
    assert all(isinstance(receipt, Receipt | ShopRefusedError) for receipt in receipts)


async def test_refunds_at_once_give_back_no_more_than_was_paid(stock: Stock) -> None:
    await stock.put(replace(order("10023"), total=eur("50.00")))
    tries = [stock.shop.refund("10023", eur("20.00"), f"k{number}") for number in range(5)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, Receipt) for one in done) == 2
