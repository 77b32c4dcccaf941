"""The shop's records: promises and orders."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from bot.store import orders
from flows.shop.model import Customer, Money, Order, Tracking
from flows.shop.model import Line as OrderLine
from tests.api.conftest import Agent, Clock
from tests.api.conftest import Line as Bot


def an_order(number: str, day: int = 1, name: str = "Anna Bērziņa") -> Order:
    return Order(
        number, "shipped", datetime(2026, 11, day, 10, tzinfo=UTC), Customer(name, "anna@example.com", "+37120000000", "lv"),
        Money(Decimal("25.50"), "EUR"), (OrderLine("Tēja", 2, Money(Decimal("12.75"), "EUR")),), Tracking("omniva", "AB123", "https://t.example/AB123"),
    )  # fmt: skip


async def test_orders_have_the_shape_that_is_documented(anna: Agent, line: Bot) -> None:
    await line.database.write(partial(orders.save, orders=[an_order("10023")]))
    (order,) = (await anna.get("/orders"))["items"]
    assert order["customer"] == {"name": "Anna Bērziņa", "email": "anna@example.com", "phone": "+37120000000"}
    assert order["total"] == {"amount": "25.50", "currency": "EUR"}
    assert order["lines"] == [{"title": "Tēja", "quantity": 2, "unit_price": {"amount": "12.75", "currency": "EUR"}}]
    assert (order["number"], order["state"], order["placed_at"]) == ("10023", "shipped", "2026-11-01T10:00:00Z")
    assert order["tracking"]["url"] == "https://t.example/AB123"


async def test_orders_are_found_by_name_and_come_page_by_page(anna: Agent, line: Bot) -> None:
    await line.database.write(partial(orders.save, orders=[an_order(f"1000{n}", n + 1) for n in range(5)]))
    await line.database.write(partial(orders.save, orders=[an_order("20000", 20, "Jānis")]))
    first = await anna.get("/orders", q="bērziņa", limit=3)
    second = await anna.get("/orders", q="bērziņa", limit=3, after=first["next"])
    assert [order["number"] for order in first["items"] + second["items"]] == ["10004", "10003", "10002", "10001", "10000"]
    assert second["next"] is None


@pytest.fixture
async def promises(line: Bot, anna: Agent, clock: Clock) -> None:
    """Three promises: the second is kept."""
    for address, minutes in (("7", 30), ("8", 3), ("9", 10)):
        await line.hear("cilvēku", address)
        await line.hand_over(f"pēc {minutes}", minutes)
    await anna.post("/conversations/2/take")
    await anna.post("/conversations/2/messages", {"text": "Labdien", "key": "1"})


@pytest.mark.usefixtures("promises")
@pytest.mark.parametrize(
    ("state", "texts"), [("open", ["pēc 10", "pēc 30"]), ("kept", ["pēc 3"]), ("", ["pēc 10", "pēc 3", "pēc 30"]), ("broken", [])]
)
async def test_the_ledger_by_state(anna: Agent, state: str, texts: list[str]) -> None:
    found: list[Any] = []
    after = ""
    while True:
        page = await anna.get("/promises", state=state, limit=1, after=after)
        found += page["items"]
        if (after := page["next"]) is None:
            break
    assert [promise["text"] for promise in found] == texts


@pytest.mark.usefixtures("promises")
async def test_a_promise_tells_who_made_it_and_when_it_was_settled(anna: Agent) -> None:
    (kept,) = (await anna.get("/promises", state="kept"))["items"]
    assert (kept["conversation_id"], kept["made_by"]) == (2, "bot")
    assert kept["made_at"] < kept["settled_at"] < kept["due_at"]


async def test_the_records_are_for_agents(anna: Agent) -> None:
    nobody = Agent(anna.client, 0, "nobody")
    for path in ("/orders", "/promises", "/desk"):
        await nobody.get(path, 401)
