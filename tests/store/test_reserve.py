"""The reserve is never overspent, whoever comes at once; its row and its entries say the same whatever happens to it."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from bot.store import persons, reserve, returns
from bot.store.database import Database
from flows.shop.persons import Key
from flows.shop.reserve import OverspentError, Reserve
from tests.bot.returns_desk import NOW, eur
from tests.store.returns import a_return

YEAR, BUDGET = 2026, eur(100)


def a_number(connection: sa.Connection, amount: str = "30") -> str:
    """A return that may draw on the reserve."""
    person = persons.recognise(connection, [Key("chat", "a")], 0)
    record = a_return(connection, person, amount=eur(amount))
    return record.number


def held(connection: sa.Connection) -> Reserve:
    return reserve.view(connection, YEAR, BUDGET)


def try_to_hold(connection: sa.Connection, amount: str) -> bool:
    """What a chat does: a number, the year's row, the sum."""
    number = a_number(connection, amount)
    reserve.stand(connection, YEAR, BUDGET)
    try:
        reserve.hold(connection, YEAR, number, eur(amount), 0)
    except OverspentError:
        return False
    return True


def test_ten_chats_at_once_never_overspend(database: Database) -> None:
    """Three times thirty fit into a hundred, whoever comes first; each try is a transaction of its own."""
    with ThreadPoolExecutor(10) as chats:
        done = list(chats.map(lambda _: database.submit(partial(try_to_hold, amount="30")).result(), range(10)))
    assert sum(done) == 3
    standing = database.query(held).result()
    assert (standing.held, standing.available) == (eur(90), eur(10))
    assert database.query(partial(reserve.sums, year=YEAR)).result() == {"hold": 9000}


def test_without_the_conditional_update_they_would(database: Database) -> None:
    """The row says no by itself, also to who has not looked."""

    def blind(connection: sa.Connection) -> None:
        number = a_number(connection, "101")
        reserve.stand(connection, YEAR, BUDGET)
        reserve.hold(connection, YEAR, number, eur(101), 0)

    with pytest.raises(OverspentError):
        database.submit(blind).result()
    assert database.query(held).result().held == eur(0)


def test_less_may_be_paid_than_was_held_and_the_rest_is_free_again(database: Database) -> None:
    def work(connection: sa.Connection) -> None:
        number = a_number(connection, "60")
        reserve.stand(connection, YEAR, BUDGET)
        reserve.hold(connection, YEAR, number, eur(60), 0)
        reserve.capture(connection, number, eur(40), 1)
        with pytest.raises(OverspentError):
            reserve.capture(connection, number, eur(1), 2)

    database.submit(work).result()
    standing = database.query(held).result()
    assert (standing.held, standing.captured, standing.available) == (eur(0), eur(40), eur(60))


def test_a_budget_that_is_cut_below_what_was_promised_lets_nothing_more_through(database: Database) -> None:
    assert database.submit(partial(try_to_hold, amount="90")).result()
    database.submit(partial(reserve.stand, year=YEAR, budget=eur(50))).result()

    def late(connection: sa.Connection) -> bool:
        number = a_number(connection, "1")
        try:
            reserve.hold(connection, YEAR, number, eur(1), 0)
        except OverspentError:
            return False
        return True

    assert not database.submit(late).result()
    assert database.query(held).result().available == eur(-40)


def test_the_ledger_is_what_its_arithmetic_says(database: Database) -> None:  # noqa: C901 - one machine with its rules
    """Any sequence of moves: the row, the entries and the pure reserve agree, and nothing goes below zero or above the budget."""

    class Ledger(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.model, self.held, self.paid = Reserve.of(BUDGET), dict[str, int](), dict[str, int]()

        @initialize()
        def begin(self) -> None:
            def clear(connection: sa.Connection) -> None:
                for table in ("reserve_entries", "reserves"):
                    connection.exec_driver_sql(f"DELETE FROM {table}")
                reserve.stand(connection, YEAR, BUDGET)

            database.submit(clear).result()

        @rule(cents=st.integers(1, 7000))
        def hold(self, cents: int) -> None:
            amount = reserve.of_cents(cents, "EUR")

            def work(connection: sa.Connection) -> str | None:
                number = a_number(connection)
                try:
                    reserve.hold(connection, YEAR, number, amount, 0)
                except OverspentError:
                    return None
                return number

            number = database.submit(work).result()
            assert (number is not None) == (amount <= self.model.available)
            if number is not None:
                self.model, self.held[number] = self.model.hold(amount), cents

        @precondition(lambda self: self.held)
        @rule(data=st.data())
        def release(self, data: st.DataObject) -> None:
            number = data.draw(st.sampled_from(sorted(self.held)))
            database.submit(partial(reserve.release, number=number, now=1)).result()
            self.model = self.model.release(reserve.of_cents(self.held.pop(number), "EUR"))

        @precondition(lambda self: self.held)
        @rule(data=st.data())
        def capture(self, data: st.DataObject) -> None:
            number = data.draw(st.sampled_from(sorted(self.held)))
            cents = self.held.pop(number)
            paid = data.draw(st.integers(1, cents))
            amount = reserve.of_cents(paid, "EUR")
            database.submit(partial(reserve.capture, number=number, paid=amount, now=1)).result()
            self.model, self.paid[number] = self.model.capture(reserve.of_cents(cents, "EUR"), amount), paid

        @precondition(lambda self: self.paid)
        @rule(data=st.data())
        def recover(self, data: st.DataObject) -> None:
            number = data.draw(st.sampled_from(sorted(self.paid)))
            cents = data.draw(st.integers(1, self.paid[number]))
            amount = reserve.of_cents(cents, "EUR")
            database.submit(partial(reserve.recover, number=number, amount=amount, now=1)).result()
            self.model = self.model.recover(amount)
            self.paid[number] -= cents
            if not self.paid[number]:
                del self.paid[number]

        @precondition(lambda self: self.paid)
        @rule(data=st.data())
        def comes_back_and_is_owed_still(self, data: st.DataObject) -> None:
            """What goods have brought meanwhile stays; the rest is promised again, and all of it can be paid."""
            number = data.draw(st.sampled_from(sorted(self.paid)))
            cents = self.paid.pop(number)
            amount = reserve.of_cents(cents, "EUR")
            database.submit(partial(reserve.hold_again, number=number, amount=amount, now=2)).result()
            self.model = self.model.recover(amount).hold(amount)
            self.held[number] = cents

        @invariant()
        def agree(self) -> None:
            standing = database.query(held).result()
            assert standing == self.model
            assert standing.available.amount >= 0
            assert min(standing.held.amount, standing.captured.amount, standing.recovered.amount, standing.spent.amount) >= 0
            sums = {
                kind: Decimal(cents) / 100 for kind, cents in database.query(partial(reserve.sums, year=YEAR)).result().items()
            }
            assert sums.get("hold", 0) - sums.get("release", 0) - sums.get("capture", 0) == standing.held.amount
            assert sums.get("capture", 0) == standing.captured.amount

    few = settings(max_examples=15, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Ledger, settings=few)


def test_numbers_are_in_order_and_their_end_cannot_be_guessed(database: Database) -> None:
    with ThreadPoolExecutor(8) as chats:
        numbers = list(chats.map(lambda _: database.submit(partial(returns.new_number, year=2026)).result(), range(20)))
    assert sorted(number[:11] for number in numbers) == [f"R-26-{place:06d}" for place in range(1, 21)]
    assert len({number[-4:] for number in numbers}) > 15
    assert returns.normal(" r-26-000001-КАЕТ ".replace("К", "К")) == "R-26-000001-KAET"
    assert NOW.year == YEAR
