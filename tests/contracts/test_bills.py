"""What every shelf of invoices must answer to a payment, in memory and in both databases."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest

from bot.store.bills import SqlBills
from bot.store.database import connect
from flows.shop.bank import Transaction
from flows.shop.model import Money
from flows.shop.payments import Bill, Bills, BillState, Match, MemoryBills, match
from tests.books.bills import RULES, House

T = Callable[[Bills], object]
ISSUED = date(2026, 11, 25)
_MADE: tuple[tuple[int, str, str, BillState, str], ...] = (
    (1, "50.00", "0.00", "open", "10001"), (2, "50.00", "0.00", "open", ""), (3, "70.00", "20.00", "part_paid", "10001"),
    (4, "50.00", "50.00", "paid", "10002"), (5, "50.00", "0.00", "expired", "10002"), (6, "10.00", "0.00", "void", ""),
)  # fmt: skip
SHELF: tuple[Bill, ...] = tuple(
    Bill(f"20261{place:05d}", f"RF4620261{place:05d}", state, Money(Decimal(total), "EUR"), Money(Decimal(paid), "EUR"), ISSUED,
         order, "Anna Bērziņa")
    for place, total, paid, state, order in _MADE
)  # fmt: skip


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def ask(request: pytest.FixtureRequest) -> Iterator[Callable[[T], object]]:
    if request.param == "memory":
        yield lambda question: question(MemoryBills(SHELF))
        return
    database = connect(request.getfixturevalue(f"{request.param}_url"))
    house = House(database)
    for bill in SHELF:
        house.issue(
            bill.number,
            str(bill.total.amount),
            paid=int(bill.paid.amount * 100),
            state=bill.state,
            order_number=bill.order_number,
        )
    yield lambda question: database.submit(lambda connection: question(SqlBills(connection))).result()
    database.close()


def numbers(bills: object) -> set[str]:
    return {bill.number[-1] for bill in bills}  # type: ignore[attr-defined]  # bills


def test_by_reference_and_number_whatever_the_state(ask: Callable[[T], object]) -> None:
    assert numbers(ask(lambda bills: bills.referenced({"RF462026100001", "RF462026100006", "RF18"}))) == {"1", "6"}
    assert numbers(ask(lambda bills: bills.numbered({"2026100004", "2026199999", ""}))) == {"4"}
    assert ask(lambda bills: list(bills.numbered({"2026100003"}))) == [SHELF[2]]


def test_by_order_only_what_is_owed(ask: Callable[[T], object]) -> None:
    assert numbers(ask(lambda bills: bills.of_orders({"10001", "10002"}))) == {"1", "3"}


def test_by_what_is_owed_exactly_also_the_rest_of_one(ask: Callable[[T], object]) -> None:
    assert numbers(ask(lambda bills: bills.owing(Money(Decimal("50.00"), "EUR")))) == {"1", "2", "3"}
    assert numbers(ask(lambda bills: bills.owing(Money(Decimal("70.00"), "EUR")))) == set()
    assert numbers(ask(lambda bills: bills.owing(Money(Decimal("50.00"), "PLN")))) == set()


@pytest.mark.parametrize(("text", "amount", "verdict"), [
    ("2026100001", "50.00", "paid"), ("RF46 2026 1000 03", "50.00", "paid"), ("10001", "50.00", "suggested"),
    ("2026100004", "50.00", "doubt"), ("2026100009", "50.00", "suggested"), ("", "10.00", "unknown"),
])  # fmt: skip
def test_the_rules_hold_over_it(ask: Callable[[T], object], text: str, amount: str, verdict: str) -> None:
    payment = Transaction("LV1", date(2026, 11, 26), Money(Decimal(amount), "EUR"), text=text)
    found = ask(lambda bills: match(payment, bills, RULES))
    assert isinstance(found, Match)
    assert found.verdict == verdict
