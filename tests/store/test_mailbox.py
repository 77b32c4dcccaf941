"""The mailbox on both databases: deduplication, order, leases, wake-ups, one commit."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from bot.channels.port import Inbound, Press, Text
from bot.store.arrivals import post_fact
from bot.store.database import Database
from bot.store.letters import Fact
from bot.store.mailbox import Mailbox
from bot.store.model import AGAIN, BURST, Draft, Lease, Outcome

NOW = 1_800_000_000_000


@pytest.fixture
async def mailbox(database: Database) -> AsyncIterator[Mailbox]:
    box = Mailbox(database)
    yield box
    await box.close()


def text(key: str, words: str = "labdien", address: str = "7", position: int = 0, account: str = "telegram") -> Inbound:
    return Inbound(account, address, key, Text(words), position=position)


def done(lease: Lease, *messages: str, **changes: object) -> Outcome:
    drafts = [Draft("talk", body) for body in messages]
    values = {"state": "{}", "language": "lv", "timers": {}, "record": "{}", "messages": drafts, **changes}
    return Outcome(lease, **values)  # type: ignore[arg-type]


def words(lease: Lease) -> list[str]:
    return [letter.body.text for letter in lease.letters if isinstance(letter.body, Text)]


async def lease_one(mailbox: Mailbox, now: int = NOW + BURST) -> Lease:
    (lease,) = await mailbox.lease(10, now)
    return lease


async def test_a_message_is_stored_once_however_often_it_is_delivered(mailbox: Mailbox) -> None:
    first = await mailbox.post([text("1")], NOW)
    again = await asyncio.gather(*(mailbox.post([text("1")], NOW) for _ in range(5)))
    assert first.new == 1
    assert [posted.new for posted in again] == [0] * 5
    assert words(await lease_one(mailbox)) == ["labdien"]


async def test_an_update_with_a_lower_number_than_the_last_is_not_lost(mailbox: Mailbox) -> None:
    await mailbox.post([text("12", "otrais", position=2)], NOW)
    await mailbox.post([text("11", "pirmais", position=1)], NOW)
    assert words(await lease_one(mailbox)) == ["pirmais", "otrais"]


async def test_a_text_waits_for_the_rest_of_the_thought_and_a_button_does_not(mailbox: Mailbox) -> None:
    await mailbox.post([text("1")], NOW)
    assert await mailbox.lease(10, NOW + BURST - 1) == []
    await mailbox.post([Inbound("telegram", "8", "2", Press("x"))], NOW)
    assert (await lease_one(mailbox, NOW)).conversation.address == "8"


async def test_a_conversation_has_one_turn_at_a_time(mailbox: Mailbox) -> None:
    await mailbox.post([text("1")], NOW)
    taken = await asyncio.gather(*(mailbox.lease(10, NOW + BURST) for _ in range(8)))
    assert sum(len(leases) for leases in taken) == 1


async def test_what_arrives_during_a_turn_wakes_the_conversation_again(mailbox: Mailbox) -> None:
    await mailbox.post([text("1")], NOW)
    lease = await lease_one(mailbox)
    await mailbox.post([text("2", "un vēl")], NOW + 500)
    assert await mailbox.lease(10, NOW + 5_000) == [], "the first turn still holds it"
    assert await mailbox.commit(done(lease), NOW + 600)
    assert words(await lease_one(mailbox, NOW + 600)) == ["un vēl"]


async def test_a_turn_whose_lease_was_taken_over_commits_nothing(mailbox: Mailbox, database: Database) -> None:
    await mailbox.post([text("1")], NOW)
    stalled = await lease_one(mailbox)
    later = NOW + BURST + mailbox.lease_time
    second = await lease_one(mailbox, later)
    assert not await mailbox.commit(done(stalled, '"from the dead"'), later)
    assert await mailbox.commit(done(second, '"once"'), later)
    assert await bodies(database) == ['"once"']


async def test_a_repeated_turn_reads_exactly_what_the_first_had_read(mailbox: Mailbox) -> None:
    await mailbox.post([text("1", "viens"), text("2", "divi")], NOW)
    await lease_one(mailbox)
    await mailbox.post([text("3", "trīs")], NOW + 1_000)
    later = NOW + BURST + mailbox.lease_time
    again = await lease_one(mailbox, later)
    assert words(again) == ["viens", "divi"]
    assert again.conversation.turn == 1
    assert await mailbox.commit(done(again), later)
    assert words(await lease_one(mailbox, later)) == ["trīs"]


@pytest.mark.parametrize("room", [1, 2, 7, 64])
async def test_a_bot_with_a_long_queue_does_not_keep_another_waiting(mailbox: Mailbox, room: int) -> None:
    flood = [text(str(n), address=str(n), account="loud") for n in range(200)]
    await mailbox.post(flood, NOW)
    await mailbox.post([text("9", account="quiet"), text("10", account="small")], NOW + 5)
    leased = []
    for _ in range(2):
        leased += await mailbox.lease(room, NOW + BURST + 5)
    bots = [lease.conversation.channel for lease in leased]
    assert len(bots) == len({lease.conversation.id for lease in leased}) <= 2 * room
    assert "quiet" in bots or room == 1
    assert "small" in bots or room < 3


async def test_what_one_bot_does_not_need_another_has(mailbox: Mailbox) -> None:
    await mailbox.post([text("1", account="quiet")], NOW)
    await mailbox.post([text(str(n), address=str(n), account="loud") for n in range(100)], NOW + 5)
    bots = [lease.conversation.channel for lease in await mailbox.lease(64, NOW + BURST + 5)]
    assert (bots.count("quiet"), bots.count("loud")) == (1, 63)


async def test_the_room_is_used_up_by_people_before_notices_have_any(mailbox: Mailbox, database: Database) -> None:
    await mailbox.post([text(str(n), address=str(n), account="loud") for n in range(100)], NOW)
    notices = sa.text("UPDATE conversations SET lane = 2 WHERE id % 4 = 0")
    await database.write(lambda connection: connection.execute(notices).close())
    await mailbox.post([text("1", account="quiet")], NOW + 5)
    leased = await mailbox.lease(64, NOW + BURST + 5)
    bots = [lease.conversation.channel for lease in leased]
    assert (bots.count("quiet"), bots.count("loud")) == (1, 63)
    assert [lease.conversation.id for lease in leased if lease.conversation.id % 4 == 0] == []


async def test_a_turn_that_holds_on_keeps_its_lease(mailbox: Mailbox) -> None:
    await mailbox.post([text("1")], NOW)
    lease = await lease_one(mailbox)
    soon = NOW + BURST + mailbox.lease_time - 1
    assert await mailbox.renew([lease], soon) == {lease.conversation.id}
    assert await mailbox.lease(10, soon + 1) == []
    assert await mailbox.commit(done(lease), soon + 2)
    assert await mailbox.renew([lease], soon + 3) == set()


async def test_a_timer_only_moves_the_next_turn(mailbox: Mailbox) -> None:
    await mailbox.post([text("1")], NOW)
    await mailbox.commit(done(await lease_one(mailbox), timers={"remind": NOW + 9_000}), NOW)
    assert await mailbox.lease(10, NOW + 8_999) == []
    assert await mailbox.next_wake(NOW) == NOW + 9_000
    lease = await lease_one(mailbox, NOW + 9_000)
    assert (lease.letters, lease.conversation.timers) == ([], {"remind": NOW + 9_000})


async def test_a_failing_conversation_is_taken_alone_and_counted(mailbox: Mailbox) -> None:
    await mailbox.post([text("1"), text("2", address="8")], NOW)
    assert len(await mailbox.lease(10, NOW + BURST)) == 2
    later = NOW + BURST + mailbox.lease_time
    first, second = await mailbox.lease(10, later), await mailbox.lease(10, later)
    assert [len(first), len(second)] == [1, 1]
    assert first[0].conversation.attempts == 2


async def test_a_turn_that_failed_is_tried_again_while_others_never_stop_writing(mailbox: Mailbox) -> None:
    await mailbox.post([text("1", address="failing")], NOW)
    failed = await lease_one(mailbox)
    await mailbox.fail(failed, NOW + BURST)
    retry = NOW + BURST + 1000
    for minute in range(3):
        await mailbox.post([text(f"{minute}{i}", address=f"{minute}-{i}") for i in range(50)], retry - BURST + minute * AGAIN)
    taken = [lease.conversation.address for _ in range(101) for lease in await mailbox.lease(1, retry + 3 * AGAIN)]
    assert taken.index("failing") in (50, 51), "those who came at about the same time go first, those who came later wait"


async def test_many_turns_that_fail_keep_nobody_else_waiting(mailbox: Mailbox) -> None:
    await mailbox.post([text(str(i), address=f"failing-{i}", account="broken") for i in range(200)], NOW)
    for lease in await mailbox.lease(200, NOW + BURST):
        await mailbox.fail(lease, NOW + BURST)
    later = NOW + 10 * AGAIN
    await mailbox.post([text(str(i), address=f"fresh-{i}") for i in range(20)], later)
    taken = [[lease.conversation.address for lease in await mailbox.lease(10, later + BURST)] for _ in range(4)]
    assert sorted(map(len, taken)) == [1, 1, 10, 10], "by turns: one that failed, and those who have not"


async def test_turns_that_fail_keep_nobody_waiting_who_has_waited_as_long(mailbox: Mailbox) -> None:
    await mailbox.post([text(str(i), address=f"failing-{i}") for i in range(9)], NOW)
    for lease in await mailbox.lease(9, NOW + BURST):
        await mailbox.fail(lease, NOW + BURST)
    await mailbox.post([text("fresh", address="fresh")], NOW + 1000)
    assert [lease.conversation.address for lease in await mailbox.lease(9, NOW + 3600_000)] == ["fresh"]


async def test_people_come_before_notices_but_notices_are_not_starved(mailbox: Mailbox) -> None:
    await mailbox.post([text("n", address="notice")], NOW)
    await mailbox.commit(done(await lease_one(mailbox), timers={"notice": NOW}), NOW)
    await mailbox.post([text(str(i), address=str(i)) for i in range(8)], NOW)
    taken = [(await lease_round(mailbox)).conversation.address for _ in range(4)]
    assert taken[0] != "notice"
    assert "notice" in taken


async def lease_round(mailbox: Mailbox) -> Lease:
    (lease,) = await mailbox.lease(1, NOW + BURST)
    return lease


async def test_only_the_guilty_row_of_a_batch_fails(mailbox: Mailbox) -> None:
    guilty = text("2", "?")
    object.__setattr__(guilty, "content", object())
    results = await asyncio.gather(
        mailbox.post([text("1")], NOW), mailbox.post([guilty], NOW), mailbox.post([text("3")], NOW), return_exceptions=True
    )
    assert [isinstance(result, Exception) for result in results] == [False, True, False]
    assert len((await lease_one(mailbox)).letters) == 2


@pytest.mark.parametrize("words_", ["a\0b", "\ud83d alone", "😀 ok", ""])
async def test_any_text_can_be_stored(mailbox: Mailbox, words_: str) -> None:
    await mailbox.post([text("1", words_, address="a\0\udfff")], NOW)
    (lease,) = await mailbox.lease(10, NOW + BURST)
    assert "\0" not in words(lease)[0]


async def test_a_fact_told_during_a_turn_is_read_by_the_next(mailbox: Mailbox, database: Database) -> None:
    await mailbox.post([text("1")], NOW)
    lease = await lease_one(mailbox)
    id_ = lease.conversation.id
    for _ in range(2):
        await database.write(lambda connection: post_fact(connection, id_, Fact("paid", {"number": "1"}), "paid:1", NOW))
    await mailbox.commit(done(lease), NOW)
    letters = (await lease_one(mailbox, NOW)).letters
    assert [letter.body for letter in letters] == [Fact("paid", {"number": "1"})]


async def test_the_floor_passes_only_if_it_is_where_the_turn_read_it(mailbox: Mailbox, database: Database) -> None:
    await mailbox.post([text("1")], NOW)
    lease = await lease_one(mailbox)
    await raw(database, f"UPDATE conversations SET owner = 'agent', floor = floor + 1 WHERE id = {lease.conversation.id}")
    assert await mailbox.commit(done(lease, owner="queue"), NOW)
    assert await raw(database, "SELECT owner, floor FROM conversations") == [("agent", 1)]


async def bodies(database: Database) -> list[str]:
    return [str(body) for (body,) in await raw(database, "SELECT body FROM outbox ORDER BY id")]


async def raw(database: Database, statement: str) -> list[tuple[object, ...]]:
    def work(connection: sa.Connection) -> list[tuple[object, ...]]:
        result = connection.exec_driver_sql(statement)
        return [tuple(row) for row in result] if result.returns_rows else []

    return await database.write(work)
