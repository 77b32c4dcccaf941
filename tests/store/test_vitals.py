"""What waits, as counted for operators, on both databases; and that a long history costs nothing."""

from functools import partial

import pytest
import sqlalchemy as sa

from bot.channels.port import Inbound, Press, Text
from bot.store import promises, vitals
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from bot.store.model import NewPromise
from tests.store.test_unsent import NOW, Shelf

MINUTE = 60_000


@pytest.fixture
async def shelf(database: Database) -> Shelf:
    return Shelf(database, Mailbox(database, burst=0))


async def look(database: Database, now: int) -> vitals.Vitals:
    return await database.read(partial(vitals.look, now=now))


async def test_an_empty_shop_waits_for_nothing(database: Database) -> None:
    found = await look(database, NOW)
    assert (found.due, found.due_age, found.unsent, found.unsent_age, found.queue_age) == (0, 0, 0, 0, 0)
    assert found.promises == {"in_time": 0, "at_risk": 0, "late": 0}
    assert found.unsettled == {"pending": 0, "unknown": 0, "failed": 0}
    assert (found.calls, found.heard) == ({"waiting": 0, "started": 0}, {})


async def test_what_customers_wait_for_is_counted_from_when_it_was_due(database: Database, shelf: Shelf) -> None:
    for number in range(3):
        await shelf.mailbox.post([Inbound("page", str(number), str(number), Text("Sveiki"))], NOW + number)
    found = await look(database, NOW + MINUTE)
    assert (found.due, found.due_age) == (3, MINUTE)
    assert found.heard == {"page": NOW + 2}
    assert await database.read(partial(vitals.last_in, channel="page")) == NOW + 2
    assert await database.read(partial(vitals.last_in, channel="other")) is None
    await shelf.mailbox.lease(2, NOW + MINUTE)
    assert (await look(database, NOW + MINUTE)).due == 1  # what somebody thinks about does not wait


async def test_sends_are_told_apart_by_who_has_to_do_something(database: Database, shelf: Shelf) -> None:
    for state in ("unknown", "unknown", "failed", "sent", "dropped"):
        await shelf.put(state)  # type: ignore[arg-type]
    await shelf.put("unknown", kind="talk")  # words of the moment are said after nobody
    assert (await look(database, NOW)).unsettled == {"pending": 0, "unknown": 2, "failed": 1}
    await database.write(lambda connection: connection.exec_driver_sql("UPDATE outbox SET open = true WHERE state = 'unknown'"))
    assert (await look(database, NOW)).unsettled == {"pending": 3, "unknown": 0, "failed": 1}
    reset = f"UPDATE outbox SET state = 'queued', open = true, send_at = {NOW - MINUTE}"
    await database.write(lambda connection: connection.exec_driver_sql(reset))
    found = await look(database, NOW)
    assert (found.unsent, found.unsent_age) == (6, MINUTE)


async def test_promises_are_in_time_at_risk_or_late(database: Database, shelf: Shelf) -> None:
    await shelf.mailbox.post([Inbound("web", "1", "1", Press("x"))], NOW)
    for due in (10, 20, 30):
        promise = NewPromise("reply", "līdz", NOW + due * MINUTE, warn_at=NOW + (due - 5) * MINUTE)
        await database.write(lambda connection, one=promise: promises.make(connection, 1, one, NOW))
    told = {minutes: (await look(database, NOW + minutes * MINUTE)).promises for minutes in (0, 16, 31)}
    assert told[0] == {"in_time": 3, "at_risk": 0, "late": 0}
    assert told[16] == {"in_time": 1, "at_risk": 1, "late": 1}
    assert told[31] == {"in_time": 0, "at_risk": 0, "late": 3}


async def test_the_customer_who_waits_longest_is_found(database: Database, shelf: Shelf) -> None:
    for number in range(2):
        await shelf.mailbox.post([Inbound("web", str(number), str(number), Press("x"))], NOW)
    queue = f"UPDATE conversations SET owner = 'queue', waits_since = {NOW} - id * 1000"
    await database.write(lambda connection: connection.exec_driver_sql(queue))
    assert (await look(database, NOW)).queue_age == 2000


@pytest.mark.parametrize("name", ["_due", "_queued", "_queue", "_promises", "_pending", "_stuck", "_calls"])
def test_every_figure_is_read_from_an_index_of_what_is_open(name: str, sqlite_url: str) -> None:
    statement = getattr(vitals, name)
    with sa.create_engine(sqlite_url).connect() as connection:
        values = {"now": NOW, "enough": vitals.ENOUGH}
        text = statement.text("sqlite")
        wanted = {key: value for key, value in values.items() if f":{key}" in text}
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", wanted)]
        connection.engine.dispose()
    scans = [step for step in plan if step.startswith(("SCAN", "SEARCH")) and not step.startswith("SCAN due")]
    assert scans
    assert all("INDEX ix_" in step for step in scans), plan
