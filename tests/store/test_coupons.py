"""Codes within a budget: whatever comes at once, no more is given than there is, and a case is made good once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import coupons
from bot.store.coupons import Gift, Given, Limits, Refusal
from bot.store.database import Database
from flows.shop.model import Money

NOW, DAY = 1_800_000_000_000, 86_400_000
FIVE = Money(Decimal(5), "EUR")
_numbers = count(1)


def gift(case: str = "", person: str = "anna", amount: Money = FIVE, **more: Any) -> Gift:
    number = next(_numbers)
    made = Gift(
        None, case or f"case {number}", (person,), "goodwill", "late", amount, Money(Decimal(0), "EUR"), f"CODE-{number}", "rule",
        timedelta(days=30), 2027,
    )  # fmt: skip
    return replace(made, **more)


def give(database: Database, new: Gift, limits: Limits, now: int = NOW) -> Given | Refusal:
    return database.submit(partial(coupons.give, gift=new, limits=limits, now=now)).result()


def drawn(database: Database) -> int:
    return database.query(partial(coupons.drawn, year=2027, purse="goodwill")).result()


def test_ten_at_once_never_overspend(database: Database) -> None:
    gifts = [gift(person=f"person {number}") for number in range(10)]
    with ThreadPoolExecutor(10) as pool:
        results = list(pool.map(lambda new: give(database, new, Limits(budget=1_700)), gifts))
    assert sum(isinstance(result, Given) for result in results) == 3
    assert results.count("budget") == 7
    assert drawn(database) == 1_500


def test_one_person_ten_times_at_once_gets_one(database: Database) -> None:
    gifts = [gift() for _ in range(10)]
    limits = Limits(budget=100_000, per_person=2, cool_down=60 * DAY)
    with ThreadPoolExecutor(10) as pool:
        results = list(pool.map(lambda new: give(database, new, limits), gifts))
    assert sum(isinstance(result, Given) for result in results) == 1
    assert results.count("cool_down") == 9
    assert drawn(database) == 500


def test_one_case_ten_times_at_once_is_made_good_once(database: Database) -> None:
    gifts = [gift("order:10013:lost", f"person {number}") for number in range(10)]
    with ThreadPoolExecutor(10) as pool:
        results = list(pool.map(lambda new: give(database, new, Limits(budget=100_000)), gifts))
    assert sum(isinstance(result, Given) for result in results) == 1
    assert results.count("again") == 9
    assert drawn(database) == 500


def test_a_person_gets_so_many_a_year_and_not_too_soon(database: Database) -> None:
    limits = Limits(budget=100_000, per_person=2, cool_down=60 * DAY)
    assert isinstance(give(database, gift(), limits), Given)
    assert give(database, gift(), limits, NOW + 59 * DAY) == "cool_down"
    assert isinstance(give(database, gift(), limits, NOW + 61 * DAY), Given)
    assert give(database, gift(), limits, NOW + 200 * DAY) == "person"
    assert isinstance(give(database, gift(person="boris"), limits, NOW + 200 * DAY), Given)
    assert isinstance(give(database, gift(), limits, NOW + 400 * DAY), Given)


def test_who_is_known_by_another_key_is_the_same_person(database: Database) -> None:
    limits = Limits(budget=100_000, cool_down=60 * DAY)
    keys = """INSERT INTO person_keys (kind, hash, person_id, seen_at) VALUES ('email', 'mail', 1, 0), ('chat', 'chat', 1, 0)"""

    def one_person(connection: sa.Connection) -> None:
        connection.exec_driver_sql("INSERT INTO persons (id, made_at) VALUES (1, 0)")
        connection.exec_driver_sql(keys)

    database.submit(one_person).result()
    assert isinstance(give(database, gift(person="mail"), limits), Given)
    assert give(database, gift(person="chat"), limits) == "cool_down"


def test_an_agent_gives_so_much_in_a_month(database: Database) -> None:
    limits, by = Limits(budget=100_000, month=1_200, month_since=NOW - DAY), dict[str, Any](kind="agent", made_by="7")
    assert isinstance(give(database, gift(**by), limits), Given)
    assert isinstance(give(database, gift(**by), limits), Given)
    assert give(database, gift(**by), limits) == "month"
    assert isinstance(give(database, gift(kind="agent", made_by="8"), limits), Given)


def test_a_code_is_used_once_and_only_while_it_is_good(database: Database) -> None:
    made = give(database, gift(), Limits(budget=500))
    assert isinstance(made, Given)
    use = partial(coupons.use, code=made.coupon.code, order="10023")
    assert not database.submit(partial(use, now=NOW)).result()  # the shop does not know it yet
    assert database.submit(partial(coupons.known, id_=made.id)).result()
    assert not database.submit(partial(use, now=NOW + 31 * DAY)).result()
    with ThreadPoolExecutor(10) as pool:
        took = list(pool.map(lambda _: database.submit(partial(use, now=NOW + DAY)).result(), range(10)))
    assert took.count(True) == 1


def test_what_runs_out_or_is_taken_back_goes_back_into_the_budget(database: Database) -> None:
    first, second = (give(database, gift(person=name), Limits(budget=1_000)) for name in "ab")
    assert isinstance(first, Given)
    assert isinstance(second, Given)
    assert give(database, gift(person="c"), Limits(budget=1_000)) == "budget"
    database.submit(partial(coupons.known, id_=first.id)).result()
    assert database.submit(partial(coupons.expire, now=NOW + 31 * DAY, room=10)).result() == 1
    assert database.submit(partial(coupons.void, id_=second.id)).result()
    assert not database.submit(partial(coupons.void, id_=second.id)).result()
    assert drawn(database) == 0


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(1, 900), st.integers(0, 100), st.sampled_from(["give", "expire", "void"])),
        max_size=12,
    ),
    st.integers(0, 3_000),
)
def test_the_budget_is_what_stands_for_codes_still_good(
    sqlite: Database, doings: Sequence[tuple[str, int, int, str]], budget: int
) -> None:
    sqlite.submit(_forget).result()
    now, made = NOW, list[Given]()
    for person, cents, days, what in doings:
        now += days * DAY
        if what == "give":
            amount = Money(Decimal(cents) / 100, "EUR")
            result = give(sqlite, gift(person=person, amount=amount), Limits(budget, 5, 10 * DAY), now)
            if isinstance(result, Given):
                made.append(result)
                sqlite.submit(partial(coupons.known, id_=result.id)).result()
        elif what == "expire":
            sqlite.submit(partial(coupons.expire, now=now, room=100)).result()
        elif made:
            sqlite.submit(partial(coupons.void, id_=made[cents % len(made)].id)).result()
        assert drawn(sqlite) == sqlite.query(_good).result() <= budget


def _forget(connection: sa.Connection) -> None:
    connection.exec_driver_sql("DELETE FROM coupons")
    connection.exec_driver_sql("DELETE FROM coupon_years")


def _good(connection: sa.Connection) -> int:
    return int(connection.exec_driver_sql("SELECT COALESCE(SUM(amount), 0) FROM coupons WHERE state = 'active'").scalar() or 0)
