"""Effects at the shop as flows order them."""

from datetime import UTC, datetime

import pytest

from bot.books.at_shop import AtShop
from bot.books.effects import FailedError, NotDoneError
from bot.store.calls import Errand
from flows.shop.builtin import BuiltinShop
from flows.shop.port import Receipt, Shop, ShopUnavailableError
from flows.shop.records import MemoryOrders
from tests.flows.shop.orders import order

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def errand(key: str = "1:c:1", number: str = "10023") -> Errand:
    return Errand(key, 1, "cancel_order", {"order_number": number}, 1, tried=False, token="t")


async def act(shop: Shop, errand: Errand) -> Receipt:
    return await shop.cancel(str(errand.arguments["order_number"]), errand.key)


def cancelling(shop: Shop) -> AtShop:
    return AtShop(shop, "cancel", lambda errand: str(errand.arguments["order_number"]), act)


async def test_what_was_done_is_found_by_its_key() -> None:
    effect = cancelling(BuiltinShop(MemoryOrders([order(state="paid")])))
    assert await effect.look_up(errand(), NOW) is None
    done = await effect.perform(errand(), NOW)
    assert done["number"] == "10023"
    assert await effect.look_up(errand(), NOW) == done
    assert await effect.look_up(errand("1:c:2"), NOW) is None


async def test_a_refusal_says_why() -> None:
    effect = cancelling(BuiltinShop(MemoryOrders([order(state="shipped")])))
    with pytest.raises(FailedError, match="too_late"):
        await effect.perform(errand(), NOW)


async def test_a_shop_that_does_not_answer_is_asked_again() -> None:
    class Closed(BuiltinShop):
        async def cancel(self, number: str, key: str) -> Receipt:
            raise ShopUnavailableError(f"{number} {key}")

    with pytest.raises(NotDoneError):
        await cancelling(Closed(MemoryOrders())).perform(errand(), NOW)
