"""The built-in shop compares numbers itself, whatever its records do."""

from flows.shop.builtin import BuiltinShop
from flows.shop.model import Order
from flows.shop.records import MemoryOrders
from tests.flows.shop.orders import order


class GenerousOrders(MemoryOrders):
    """Records like a web shop's search: a filter they do not understand gives the first order there is."""

    async def get(self, number: str) -> Order | None:
        """Any order."""
        return next(iter(self.orders.values()), None)


async def test_an_order_is_found_by_its_number() -> None:
    assert await BuiltinShop(MemoryOrders([order()])).find_order("10023") == order()
    assert await BuiltinShop(MemoryOrders([order()])).find_order("1002") is None


async def test_records_that_answer_with_another_order_are_not_believed() -> None:
    assert await BuiltinShop(GenerousOrders([order("10024")])).find_order("10023") is None
