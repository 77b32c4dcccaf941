"""The calls that flows make, from the call to its answer."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flows.model import Answered, Call
from flows.shop.builtin import BuiltinShop
from flows.shop.calls import Shop, ShopUnavailableError
from flows.shop.carriers import CARRIERS
from flows.shop.guesses import MemoryBindings, MemoryGuesses
from flows.shop.lookups import Asked, Lookups
from flows.shop.model import Order, OrderState
from flows.shop.order_lookups import OrderLookups, is_late
from flows.shop.port import ReadOnlyShop
from flows.shop.proof import Proof
from flows.shop.records import MemoryOrders
from tests.flows.shop.orders import NOW, order


class ClosedShop(ReadOnlyShop):
    """A shop whose software does not answer."""

    async def find_order(self, number: str) -> Order | None:
        """Nothing."""
        raise ShopUnavailableError(number)


def lookups(shop: Shop) -> Lookups:
    proof = Proof(shop, MemoryGuesses(), MemoryBindings(), b"secret")
    return Lookups(OrderLookups(shop, proof, ZoneInfo("Europe/Riga"), CARRIERS).handlers)


@pytest.fixture
def shop() -> Lookups:
    return lookups(BuiltinShop(MemoryOrders([order()])))


async def ask(shop: Lookups, name: str, now: datetime = NOW, **arguments: Any) -> Answered:
    return await shop.answer(Call(name, arguments, key="7"), Asked("chat", now))


async def test_proving_and_then_finding_an_order(shop: Lookups) -> None:
    proved = await ask(shop, "prove_ownership", order_number="10023", contact="0101")
    assert proved == Answered("7", {"proved": True, "locked": False})
    found = await ask(shop, "find_order", order_number="10023")
    assert found.value is not None
    assert (found.value["state"], found.value["late"], found.value["expected_at"]) == ("shipped", False, date(2026, 11, 24))
    assert found.value["carrier"] == "Omniva"
    assert found.value["tracking_url"] == "https://www.omniva.lv/private/track-and-trace?barcode=CE123456789LV"


async def test_a_flow_that_forgot_the_proof_gives_nothing_away(shop: Lookups) -> None:
    existing = await ask(shop, "find_order", order_number="10023")
    missing = await ask(shop, "find_order", order_number="99999")
    assert existing == missing == Answered("7", failure="not_proved")


async def test_a_wrong_contact_and_a_slot_not_filled_prove_nothing(shop: Lookups) -> None:
    for contact in ("9999", None):
        answer = await ask(shop, "prove_ownership", order_number="10023", contact=contact)
        assert answer == Answered("7", {"proved": False, "locked": False})
    assert (await ask(shop, "prove_ownership", order_number=None)).value == {"proved": False, "locked": False}


async def test_a_lock_is_told_but_not_which(shop: Lookups) -> None:
    for wrong in range(6):
        answer = await ask(shop, "prove_ownership", order_number="10023", contact=f"900{wrong}")
    assert answer.value == {"proved": False, "locked": True}


async def test_a_shop_that_does_not_answer_is_a_failure_and_no_verdict() -> None:
    for name in ("prove_ownership", "find_order"):
        answer = await ask(lookups(ClosedShop()), name, order_number="10023", contact="0101")
        assert answer == Answered("7", failure="unavailable")


async def test_a_call_nobody_knows_fails(shop: Lookups) -> None:
    assert await ask(shop, "give_me_everything") == Answered("7", failure="unknown_call")


@pytest.mark.parametrize(
    ("state", "expected", "late"),
    [
        ("shipped", date(2026, 11, 24), False),
        ("shipped", date(2026, 11, 23), False),
        ("shipped", date(2026, 11, 22), True),
        ("paid", date(2026, 11, 22), True),
        ("delayed", date(2026, 11, 30), True),
        ("delivered", date(2026, 11, 20), False),
        ("cancelled", date(2026, 11, 20), False),
    ],
)
def test_late_is_what_the_shop_says_is_or_whose_day_is_over(state: OrderState, expected: date, late: bool) -> None:
    assert is_late(order(state=state, expected=expected), date(2026, 11, 23)) is late


async def test_the_day_is_over_at_midnight_in_the_shops_zone(shop: Lookups) -> None:
    await ask(shop, "prove_ownership", order_number="10023", contact="0101")
    riga = ZoneInfo("Europe/Riga")
    for now, late in ((datetime(2026, 11, 24, 23, 59, tzinfo=riga), False), (datetime(2026, 11, 25, 0, 1, tzinfo=riga), True)):
        found = await ask(shop, "find_order", now, order_number="10023")
        assert found.value is not None
        assert found.value["late"] is late
