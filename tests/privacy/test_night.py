"""The night's purge: each kind goes when its time is over, not a day before, and never what is held."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from bot.doorbell import LocalDoorbell
from bot.epoch import from_ms, to_ms
from bot.privacy.custody import Custody
from bot.privacy.night import Night
from bot.store import holds, invoice_rows, invoices, orders, persons, privacy_requests, returns
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from bot.store.model import Outcome
from flows.shop.persons import chat_key
from tests.bot.returns_desk import NOW, Clock, an_order
from tests.flows.shop.test_lawful import an_invoice
from tests.privacy.conftest import ANNA, Counted, written
from tests.store.returns import a_return


@pytest.fixture
def night(custody: Custody) -> Night:
    return Night(custody, LocalDoorbell())


async def has_written(mailbox: Mailbox, clock: Clock, key: str = "1") -> None:
    """A conversation that has come to rest."""
    await mailbox.post([written(key)], clock())
    for lease in await mailbox.lease(1, clock()):
        assert await mailbox.commit(Outcome(lease, "{}", "lv", {}, '{"events": []}'), clock())


async def test_a_conversation_goes_when_it_has_rested_long_enough(
    night: Night, mailbox: Mailbox, clock: Clock, count: Counted
) -> None:
    await has_written(mailbox, clock)
    clock.forward(days=179)
    assert (await night.purge())["conversations"] == 0
    clock.forward(days=2)
    assert {one.kind: one.rows for one in await night.plan() if one.rows} == {"conversations": 1}
    assert count("conversations") == 1, "a plan changes nothing"
    assert (await night.purge())["conversations"] == 1
    assert (count("conversations"), count("inbox"), count("turns")) == (0, 0, 0)


async def test_who_has_written_again_stays(night: Night, mailbox: Mailbox, clock: Clock, count: Counted) -> None:
    await has_written(mailbox, clock)
    clock.forward(days=179)
    await has_written(mailbox, clock, "2")
    clock.forward(days=2)
    assert (await night.purge())["conversations"] == 0
    assert count("inbox") == 2


async def test_a_hold_or_an_open_return_stops_it(
    night: Night, mailbox: Mailbox, clock: Clock, database: Database, custody: Custody
) -> None:
    await has_written(mailbox, clock)
    hold = partial(holds.put, about="conversation:1", why="strīds", who=None)
    await database.write(partial(hold, now=clock()))
    clock.forward(days=200)
    assert (await night.purge())["conversations"] == 0
    await database.write(partial(holds.lift, about="conversation:1", who=None, now=clock()))

    def open_return(connection: sa.Connection) -> None:
        person = persons.recognise(connection, [chat_key(custody.secret, "telegram", ANNA)], clock())
        a_return(connection, person, conversation_id=1)

    await database.write(open_return)
    assert (await night.purge())["conversations"] == 0


async def test_many_go_in_pieces_and_nobody_who_writes_meanwhile_waits(
    custody: Custody, mailbox: Mailbox, clock: Clock, count: Counted
) -> None:
    for number in range(25):
        await mailbox.post([written(str(number), address=str(number))], clock())
    for lease in [lease for _ in range(5) for lease in await mailbox.lease(10, clock())]:
        assert await mailbox.commit(Outcome(lease, "{}", "lv", {}, "{}"), clock())
    clock.forward(days=200)
    small = custody.retention.model_copy(update={"batch": 4})
    custody = Custody(
        custody.database, custody.shop.model_copy(update={"retention": small}), custody.secret, custody.var, custody.clock
    )  # fmt: skip
    await mailbox.post([written("99", address="somebody")], clock())
    assert (await Night(custody, LocalDoorbell()).purge())["conversations"] == 25
    assert (count("conversations"), count("inbox")) == (1, 1)


async def test_an_invoice_stays_for_its_years_and_keeps_its_number_afterwards(
    night: Night, clock: Clock, database: Database
) -> None:
    day = from_ms(clock()).date()
    number = (await database.write(partial(_issue, day=day, now=clock()))).number
    before = await database.read(partial(invoice_rows.one, number=number))
    clock.now = to_ms(NOW.replace(year=2031, month=12, day=31))
    assert (await night.purge())["invoices"] == 0
    clock.now = to_ms(NOW.replace(year=2032, month=1, day=1))
    held = partial(holds.put, about=f"invoice:{number}", why="revīzija", who=None, now=clock())
    assert await database.write(held)
    assert (await night.purge())["invoices"] == 0
    await database.write(partial(holds.lift, about=f"invoice:{number}", who=None, now=clock()))
    assert (await night.purge())["invoices"] == 1
    after = await database.read(partial(invoice_rows.one, number=number))
    assert before is not None
    assert after is not None
    assert (before.buyer_name, after.buyer_name) == ("Anna", "")
    assert (after.number, after.total, after.issued_at) == (before.number, before.total, before.issued_at)
    assert "Anna" not in after.snapshot
    assert (await night.purge())["invoices"] == 0


def _issue(connection: sa.Connection, day: object, now: int) -> invoice_rows.Row:
    return invoices.issue(connection, an_invoice(day), invoices.Whose(None), now)  # type: ignore[arg-type]  # a date


async def test_who_ordered_is_forgotten_and_what_was_sold_is_not(night: Night, clock: Clock, database: Database) -> None:
    await database.write(partial(orders.save, orders=[an_order("10020", 5), an_order("10021", 400)]))
    clock.forward(days=1095 - 100)
    assert (await night.purge())["orders"] == 1
    old, new = await database.read(orders.everything)
    assert (old.number, old.customer.email, old.total.amount > 0) == ("10021", "", True)
    assert new.customer.email == "ilze@example.com"


async def test_a_returns_words_and_picture_go_in_their_time(night: Night, clock: Clock, database: Database) -> None:
    def make(connection: sa.Connection) -> str:
        person = persons.recognise(connection, [chat_key(b"k", "telegram", ANNA)], clock())
        return a_return(connection, person, state="closed", details="ametista vāze", refunded_at=NOW, closed_at=NOW).number

    number = await database.write(make)
    clock.forward(days=729)
    assert (await night.purge())["returns"] == 0
    clock.forward(days=2)
    assert (await night.purge())["returns"] == 1
    record = await database.read(partial(returns.one, number=number))
    assert record is not None
    assert (record.details, record.amount.amount) == ("", 30)


async def test_it_begins_at_its_hour_and_once_a_night(custody: Custody, clock: Clock) -> None:
    one, other = Night(custody, LocalDoorbell()), Night(custody, LocalDoorbell())
    assert [await one.is_time(), await other.is_time(), await one.is_time()] == [True, False, False]
    clock.now = to_ms(NOW + timedelta(days=1)) - 7 * 3_600_000  # three at night in Riga
    assert not await one.is_time()
    clock.forward(minutes=31)
    assert [await other.is_time(), await one.is_time()] == [True, False]


async def test_a_customers_wish_is_done_when_it_is_due_unless_it_is_withdrawn(
    night: Night, mailbox: Mailbox, clock: Clock, database: Database, count: Counted
) -> None:
    await has_written(mailbox, clock)
    ask = partial(privacy_requests.ask, conversation_id=1, what="erase", by_clock=True)
    asked = await database.write(partial(ask, now=clock(), due_at=clock() + 86_400_000))
    assert asked is not None
    again = await database.write(partial(ask, now=clock(), due_at=clock()))
    assert again == asked, "once at a time"
    assert await database.write(partial(privacy_requests.withdraw, conversation_id=1, what="erase", now=clock()))
    clock.forward(days=2)
    assert await night.wishes() == 0
    await database.write(partial(ask, now=clock(), due_at=clock() + 86_400_000))
    assert await night.wishes() == 0
    clock.forward(days=1)
    assert await night.wishes() == 1
    assert (count("conversations"), count("privacy_requests"), count("erasures")) == (0, 0, 1)


async def test_a_wish_that_waits_for_a_person_is_done_once_they_say_so(
    night: Night, mailbox: Mailbox, clock: Clock, database: Database, count: Counted
) -> None:
    await has_written(mailbox, clock)
    request = await database.write(
        partial(privacy_requests.ask, conversation_id=1, what="erase", now=clock(), due_at=clock(), by_clock=False)
    )
    assert request is not None
    assert await night.wishes() == 0
    decided = partial(privacy_requests.decide, id_=request.id, approved=True, who=7, now=clock())
    assert await database.write(decided) is not None
    assert await database.write(decided) is None, "once"
    assert await night.wishes() == 1
    assert count("conversations") == 0


async def test_a_wish_that_a_hold_stands_against_is_left_to_people(
    night: Night, mailbox: Mailbox, clock: Clock, database: Database, count: Counted
) -> None:
    await has_written(mailbox, clock)
    await database.write(partial(holds.put, about="conversation:1", why="strīds", who=None, now=clock()))
    await database.write(
        partial(privacy_requests.ask, conversation_id=1, what="erase", now=clock(), due_at=clock(), by_clock=True)
    )
    assert await night.wishes() == 0
    (request,) = await database.read(partial(privacy_requests.page, before=2**62, room=5))
    assert (request.state, request.look_at, request.why) == ("waiting", None, "held: conversation:1")
    assert count("conversations") == 1
