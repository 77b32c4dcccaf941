"""Interleavings that a test has to force: on PostgreSQL, where transactions really run side by side."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from bot.channels.port import Inbound, Press, Text
from bot.store import arrivals, turns
from bot.store.database import Database, Postgres, connect
from bot.store.model import Draft, Lease, Outcome

pytestmark = pytest.mark.postgres
NOW = 1_800_000_000_000
BURST = 400


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Postgres]:
    database = connect(postgres_url, pool=6)
    assert isinstance(database, Postgres)
    yield database
    database.close()


class Held:
    """A transaction that has done its work and waits for leave to commit."""

    def __init__(self, database: Postgres, work: Callable[[sa.Connection], object]) -> None:
        self._done, self._leave = threading.Event(), threading.Event()
        self._threads = ThreadPoolExecutor(1)
        self._future = self._threads.submit(self._run, database, work)
        assert self._done.wait(20)

    def _run(self, database: Postgres, work: Callable[[sa.Connection], object]) -> None:
        with database.engine.begin() as connection:
            work(connection)
            self._done.set()
            assert self._leave.wait(20)

    def commit(self) -> None:
        self._leave.set()
        self._future.result(20)
        self._threads.shutdown()


def post(*inbounds: Inbound, known: arrivals.Known | None = None) -> Callable[[sa.Connection], object]:
    return lambda connection: arrivals.post(connection, [(inbounds, NOW)], BURST, known or {})


def text(key: str, address: str = "7") -> Inbound:
    return Inbound("telegram", address, key, Text("labdien"))


def lease(database: Database, now: int = NOW + BURST) -> list[Lease]:
    return database.submit(lambda connection: turns.take(connection, (0, 1, 2), 10, now, now + 30_000)).result()


def settle(database: Database, leased: Lease, now: int = NOW + 500) -> "Future[list[bool]]":
    outcome = Outcome(leased, "{}", "lv", {}, "{}", [Draft("talk", "{}")])
    return database.submit(lambda connection: turns.settle(connection, [outcome], now))


def wait_for_a_lock(database: Postgres) -> None:
    """Until some transaction waits for another one's lock."""
    waiting = sa.text("SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
    with database.engine.connect() as connection:
        for _ in range(10_000):
            if connection.execute(waiting).scalar_one():
                return
            connection.rollback()
    raise AssertionError("nobody waits for a lock")


def test_a_message_that_commits_while_a_turn_waits_to_commit_wakes_the_conversation(postgres: Postgres) -> None:
    postgres.submit(post(text("1"))).result()
    (leased,) = lease(postgres)
    arriving = Held(postgres, post(text("2")))
    committing = settle(postgres, leased)
    wait_for_a_lock(postgres)
    arriving.commit()
    assert committing.result(20) == [True]
    (again,) = lease(postgres, NOW + 500)
    assert [letter.key for letter in again.letters] == ["2"]


def test_a_lease_passes_over_a_conversation_that_is_being_written_to(postgres: Postgres) -> None:
    postgres.submit(post(text("1"))).result()
    arriving = Held(postgres, post(text("2")))
    assert lease(postgres) == []
    arriving.commit()
    (leased,) = lease(postgres)
    assert [letter.key for letter in leased.letters] == ["1", "2"]


def test_the_same_update_in_two_transactions_at_once_is_stored_once(postgres: Postgres) -> None:
    postgres.submit(post(text("0"))).result()
    first = Held(postgres, post(text("1")))
    second = postgres.submit(post(text("1")))
    wait_for_a_lock(postgres)
    first.commit()
    second.result(20)
    (leased,) = lease(postgres)
    assert [letter.key for letter in leased.letters] == ["0", "1"]


def test_a_first_message_in_two_transactions_at_once_opens_one_conversation(postgres: Postgres) -> None:
    first = Held(postgres, post(text("1")))
    second = postgres.submit(post(text("2")))
    wait_for_a_lock(postgres)
    first.commit()
    second.result(20)
    (leased,) = lease(postgres)
    assert [letter.key for letter in leased.letters] == ["1", "2"]


def test_batches_that_touch_the_same_conversations_in_other_orders_all_commit(postgres: Postgres) -> None:
    addresses = [str(number) for number in range(12)]
    postgres.submit(post(*(Inbound("telegram", a, f"open{a}", Press("x")) for a in addresses))).result()
    batches = [
        [text(f"{round_}:{address}", address) for address in (addresses if round_ % 2 else reversed(addresses))]
        for round_ in range(24)
    ]
    futures = [postgres.submit(post(*batch)) for batch in batches]
    for future in futures:
        future.result(60)
    leased = [one for _ in range(2) for one in postgres.submit(
        lambda connection: turns.take(connection, (0, 1, 2), 10, NOW + BURST, NOW + 60_000)
    ).result()]  # fmt: skip
    assert sorted(len(one.letters) for one in leased) == [25] * 12


def test_two_workers_lease_different_conversations(postgres: Postgres) -> None:
    postgres.submit(post(*(text(str(number), str(number)) for number in range(20)))).result()
    take = lambda connection: turns.take(connection, (0,), 10, NOW + BURST, NOW + 60_000)  # noqa: E731 - used twice, at once
    first, second = postgres.submit(take), postgres.submit(take)
    ids = [one.conversation.id for future in (first, second) for one in future.result(20)]
    assert len(ids) == len(set(ids))
