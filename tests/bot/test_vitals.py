"""What Prometheus is told: of the whole shop only what has been looked up, of this process what it is."""

import asyncio
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from prometheus_client import REGISTRY, generate_latest

from bot import metrics, vitals
from bot.channels.port import Inbound, Text
from bot.store import facts
from bot.store.database import Database, connect
from bot.store.mailbox import Mailbox
from bot.vitals import SHARED, Pulse, Vitals

NOW = 1_800_000_000_000


def told(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(f"dezura_{name}", labels)


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    Vitals.forget(Vitals.__new__(Vitals))
    metrics.LAST_EVENT.clear()
    yield
    Vitals.forget(Vitals.__new__(Vitals))


def looker(database: Database, stopped: dict[str, str] | None = None, opened: bool = True) -> Vitals:
    return Vitals(
        database, lambda: NOW, watched=["page", "bot"], stopped=lambda: stopped or {}, is_open=lambda _now: opened
    )  # fmt: skip


async def test_nothing_is_told_by_who_does_not_look() -> None:
    text = generate_latest().decode()
    for shared in SHARED:
        assert f"\n{shared._name} " not in text, shared
    assert "dezura_promises_open{" not in text


async def test_the_shop_is_told_as_it_stands(sqlite: Database) -> None:
    mailbox = Mailbox(sqlite, burst=0)
    await mailbox.post([Inbound("page", "1", "1", Text("Sveiki"))], NOW - 5000)
    await looker(sqlite, {"bot": "Unauthorized"}).look()
    assert (told("inbox_waiting"), told("inbox_oldest_seconds"), told("desk_open")) == (1, 5, 1)
    assert (told("channel_stopped", channel="bot"), told("channel_stopped", channel="page")) == (1, 0)
    assert told("last_event_timestamp_seconds", channel="page") == (NOW - 5000) / 1000
    assert told("last_event_timestamp_seconds", channel="bot") is None  # it has never heard anything
    assert told("promises_open", state="late") == 0


async def test_the_newest_backup_is_told_once_there_is_one(sqlite: Database) -> None:
    await looker(sqlite).look()
    assert told("backup_timestamp_seconds") is None
    made = json.dumps({"at": NOW - 5000, "bytes": 1})
    await sqlite.write(partial(facts.replace, name=facts.LAST_BACKUP, value=made))
    await looker(sqlite).look()
    assert told("backup_timestamp_seconds") == (NOW - 5000) / 1000


async def test_a_channel_long_silent_is_found_at_the_first_look(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = Mailbox(sqlite, burst=0)
    await mailbox.post([Inbound("bot", "1", "1", Text("Sveiki"))], NOW - 9000)
    monkeypatch.setattr("bot.store.alarms.SEARCHED", 1)
    await mailbox.post([Inbound("page", "1", "2", Text("Sveiki"))], NOW)
    await looker(sqlite).look()
    assert told("last_event_timestamp_seconds", channel="bot") == (NOW - 9000) / 1000


async def test_while_the_database_cannot_be_read_nothing_old_is_told(sqlite: Database) -> None:
    vital = looker(sqlite)
    await vital.look()
    assert told("outbox_waiting") == 0
    await sqlite.write(lambda connection: connection.exec_driver_sql("ALTER TABLE outbox RENAME TO elsewhere"))
    await vital.look()
    assert told("outbox_waiting") is None
    assert told("promises_open", state="late") is None


async def test_it_looks_until_it_is_stopped_and_then_tells_nothing(sqlite: Database) -> None:
    vital = looker(sqlite)
    task = asyncio.create_task(vital.run())
    while told("inbox_waiting") is None:
        await asyncio.sleep(0)
    vital.stop()
    await asyncio.wait_for(task, 60)
    assert told("inbox_waiting") is None


async def test_a_loop_that_is_held_up_shows(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vitals, "BEAT", 0.01)
    pulse = Pulse(sqlite, tmp_path / "var", "1.2.3", "worker")
    before = told("event_loop_lag_seconds_count") or 0
    late = told("event_loop_lag_seconds_sum") or 0
    task = asyncio.create_task(pulse.run())
    await asyncio.sleep(0)
    end = asyncio.get_running_loop().time() + 0.3
    while asyncio.get_running_loop().time() < end:
        pass  # a piece of work that does not let go
    while (told("event_loop_lag_seconds_count") or 0) == before:
        await asyncio.sleep(0.005)
    pulse.stop()
    await task
    assert (told("event_loop_lag_seconds_sum") or 0) - late > 0.25
    assert told("info", version="1.2.3", role="worker") == 1
    assert 0 < (told("disk_free_ratio") or 0) < 1


async def test_the_pool_tells_how_much_of_it_is_in_use(postgres_url: str, tmp_path: Path) -> None:
    database = connect(postgres_url, pool=2)
    try:
        pulse = Pulse(database, tmp_path, "1", "web")
        held, gate = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def hold(_connection: object) -> None:
            loop.call_soon_threadsafe(held.set)
            asyncio.run_coroutine_threadsafe(gate.wait(), loop).result()

        works = [asyncio.create_task(database.write(hold)) for _ in range(3)]
        await held.wait()
        while database.usage.in_use < 2 or database.usage.waiting < 1:
            await asyncio.sleep(0.005)
        pulse.look()
        assert (told("database_connections", state="in_use"), told("database_connections", state="limit")) == (2, 2)
        assert told("database_jobs_waiting") == 1
        gate.set()
        await asyncio.gather(*works)
        pulse.look()
        assert told("database_connections", state="in_use") == 0
    finally:
        database.close()
