"""The way out: what is judged before a send, what a channel's answer makes of it, and that nothing stops it for good."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, Literal

import msgspec
import pytest
import sqlalchemy as sa

from bot import deliver, outlast
from bot.channels.port import File, Inbound, Limits, Message, NotSent, Refused, Text, Unknown
from bot.deliver import RETRY_ACCOUNT, STALE, Deliverer
from bot.doorbell import LocalDoorbell
from bot.store import files
from bot.store.database import Database
from bot.store.mailbox import Mailbox
from bot.store.model import Draft, Outcome
from bot.store.outbox import DECIDE, LEASE
from tests.bot.scripted import Scripted
from tests.platforms.clock import Clock

STATES = "SELECT state FROM outbox ORDER BY id"


class Office:
    """An outbox to fill, and the part that empties it."""

    def __init__(self, database: Database, clock: Clock, bell: LocalDoorbell, *channels: Scripted) -> None:
        self.database, self.clock, self.bell = database, clock, bell
        self.deliverer = Deliverer(database, {channel.name: channel for channel in channels}, bell, self.now, ticks=clock.now)
        self.mailbox, self._count = Mailbox(database, burst=0), 0
        self._task: asyncio.Task[None] | None = None

    def now(self) -> int:
        """Ms since the epoch."""
        return int(self.clock.now() * 1000)

    async def say(
        self, *texts: str, kind: Literal["talk", "fact"] = "talk", to: str = "7", channel: str = "telegram", **message: Any
    ) -> None:
        """A turn of this customer's says this."""
        self._count += 1
        await self.mailbox.post([Inbound(channel, to, str(self._count), Text("?"))], self.now())
        (lease,) = await self.mailbox.lease(10, self.now())
        drafts = [Draft(kind, msgspec.json.encode(Message(text, **message)).decode(), asks="1") for text in texts]
        await self.mailbox.commit(Outcome(lease, "{}", "lv", {}, "{}", drafts), self.now())
        self.bell.ring("sends")

    def open(self) -> None:
        """Begin to deliver."""
        self._task = asyncio.create_task(self.deliverer.run())

    async def close(self) -> None:
        """Finish what is under way."""
        self.deliverer.stop()
        if self._task is not None:
            await self._task

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(seconds)
        self.bell.ring("sends")

    async def ask(self, statement: str) -> list[Any]:
        """The first column of what the database says."""
        return await self.database.write(lambda connection: _column(connection, statement))

    async def until(self, come: Callable[[], bool], passing: float = 0) -> None:
        """Return when it has come about, while so many seconds pass at each look."""
        async with asyncio.timeout(60):
            while not come():
                self.forward(passing)
                await self.bell.wait("pages", 0.02)

    async def becomes(self, *states: str) -> None:
        """Return when the messages are in these states."""
        seen: list[Any] = []
        try:
            async with asyncio.timeout(60):
                while (seen := await self.ask(STATES)) != list(states):
                    await self.bell.wait("pages", 0.02)
        except TimeoutError:
            raise AssertionError(f"the messages are {seen}, not {list(states)}") from None


def _column(connection: sa.Connection, statement: str) -> list[Any]:
    result = connection.execute(sa.text(statement))
    return list(result.scalars()) if result.returns_rows else []


@pytest.fixture
def channel() -> Scripted:
    return Scripted()


@pytest.fixture
async def office(sqlite: Database, clock: Clock, bell: LocalDoorbell, channel: Scripted) -> AsyncIterator[Office]:
    made = Office(sqlite, clock, bell, channel)
    yield made
    await made.close()


@pytest.fixture
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "SWEEP", 0.02)


class TestOthers:
    """What one bot's platform does, another's customers do not feel."""

    async def test_platforms_that_hang_hold_up_no_other_bot(self, sqlite: Database, clock: Clock, bell: LocalDoorbell) -> None:
        hanging, well = [Scripted("telegram"), Scripted("second")], Scripted("messenger")
        office = Office(sqlite, clock, bell, *hanging, well)
        for bot in hanging:
            bot.hung = asyncio.Event()
            for number in range(deliver.LOW + 1):
                await office.say("one", to=str(number), channel=bot.name)
        office.open()
        share = deliver.LOW // 3
        await office.until(lambda: [len(bot.asked) for bot in hanging] == [share, share])
        await office.say("well", to="9", channel="messenger")
        await office.until(lambda: well.texts == ["well"])
        for bot in hanging:
            assert len(bot.asked) == share
            assert bot.hung is not None
            bot.hung.set()
        await office.until(lambda: sum(len(bot.asked) for bot in hanging) == 2 * (deliver.LOW + 1), passing=1)
        await office.close()

    async def test_waiting_for_a_turn_is_no_try(self, sqlite: Database, clock: Clock, bell: LocalDoorbell) -> None:
        slow = Scripted(limits=Limits(account_rate=1, conversation_rate=0))
        office = Office(sqlite, clock, bell, slow)
        for number in range(3):
            await office.say("one", to=str(number))
        office.open()
        await office.until(lambda: len(slow.asked) == 3, passing=0.3)
        await office.becomes("sent", "sent", "sent")
        assert await office.ask("SELECT attempts FROM outbox") == [1, 1, 1]
        await office.close()


class TestBeforeTheSend:
    async def test_a_conversations_messages_leave_in_order(self, office: Office, channel: Scripted) -> None:
        await office.say("one", "two", "three")
        office.open()
        await office.becomes("sent", "sent", "sent")
        assert channel.texts == ["one", "two", "three"]

    async def test_the_bots_talk_is_dropped_when_a_person_has_the_floor_and_facts_are_sent(
        self, office: Office, channel: Scripted
    ) -> None:
        await office.say("talk")
        await office.say("fact", kind="fact")
        await office.ask("UPDATE conversations SET owner = 'agent', floor = floor + 1")
        office.open()
        await office.becomes("dropped", "sent")
        assert channel.texts == ["fact"]

    async def test_talk_of_an_older_floor_is_dropped_although_the_bot_has_it_again(self, office: Office) -> None:
        await office.say("talk")
        await office.ask("UPDATE conversations SET floor = floor + 2")
        office.open()
        await office.becomes("dropped")

    async def test_what_a_closed_window_forbids_is_owed_and_mere_talk_dropped(self, office: Office, channel: Scripted) -> None:
        channel.closed = "24 hours are over"
        await office.say("talk")
        await office.say("fact", kind="fact")
        office.open()
        await office.becomes("dropped", "owed")
        assert channel.asked == []
        assert await office.ask("SELECT DISTINCT reason FROM outbox") == ["24 hours are over"]

    async def test_who_cannot_be_reached_is_owed_without_a_try(self, office: Office, channel: Scripted) -> None:
        await office.say("one")
        await office.ask("UPDATE conversations SET reachable = 0")
        office.open()
        await office.becomes("owed")
        assert channel.asked == []

    async def test_a_channel_that_is_no_longer_set_up_owes_and_holds_up_nobody(self, office: Office) -> None:
        await office.say("one", channel="vanished")
        await office.say("two")
        office.open()
        await office.becomes("owed", "sent")

    async def test_a_file_goes_with_its_content(self, office: Office, channel: Scripted) -> None:
        await office.say("one")
        save = {"conversation_id": 1, "name": "a.pdf", "mime": "application/pdf", "content": b"%PDF", "now": 0, "file_id": "f1"}
        await office.database.write(lambda connection: files.save(connection, **save))  # type: ignore[arg-type]  # as it is
        await office.say("two", file=File("f1", "a.pdf", "application/pdf"))
        office.open()
        await office.becomes("sent", "sent")
        assert channel.contents == [None, b"%PDF"]

    async def test_one_conversation_is_sent_to_no_faster_than_its_platform_allows(
        self, sqlite: Database, clock: Clock, bell: LocalDoorbell
    ) -> None:
        slow = Scripted(limits=Limits(account_rate=0, conversation_rate=0.001, conversation_burst=2))
        office = Office(sqlite, clock, bell, slow)
        await office.say("one", "two", "three")
        office.open()
        await office.becomes("sent", "sent", "queued")
        office.forward(1000)
        await office.becomes("sent", "sent", "sent")
        await office.close()


class TestAfterTheSend:
    async def test_what_was_not_sent_is_tried_again_and_the_next_waits(self, office: Office, channel: Scripted) -> None:
        channel.results = [NotSent("no connection"), NotSent("no connection")]
        await office.say("one", "two")
        office.open()
        while len(channel.asked) < 3:
            office.forward(1)
            await office.bell.wait("pages", 0.02)
        await office.becomes("sent", "sent")
        assert channel.texts == ["one", "one", "one", "two"]

    async def test_an_answer_that_could_not_leave_for_an_hour_has_failed_and_the_next_goes(
        self, office: Office, channel: Scripted
    ) -> None:
        channel.results = [NotSent("no connection")] * 2
        await office.say("one", "two")
        office.open()
        while len(channel.asked) < 1:
            await office.bell.wait("pages", 0.02)
        office.forward(STALE / 1000 + 1)
        while len(channel.asked) < 3:
            await office.bell.wait("pages", 0.02)
        await office.becomes("failed", "sent")

    async def test_told_to_wait_it_waits_so_long_and_never_gives_up(self, office: Office, channel: Scripted) -> None:
        channel.results = [NotSent("too many", retry_after=3600)] * 13
        await office.say("one")
        office.open()
        while len(channel.asked) < 13:
            before = len(channel.asked)
            office.forward(3601)
            await office.bell.wait("pages", 0.02)
            assert len(channel.asked) <= before + 1
        office.forward(3601)
        await office.becomes("sent")

    @pytest.mark.parametrize(
        ("blame", "of_talk", "of_fact"),
        [("message", "failed", "failed"), ("unreachable", "owed", "owed"), ("window", "dropped", "owed")],
    )
    async def test_a_refusal_is_final(
        self, office: Office, channel: Scripted, blame: Any, of_talk: str, of_fact: str
    ) -> None:
        channel.results = [Refused("no", blame), Refused("no", blame)]
        await office.say("talk")
        await office.say("fact", kind="fact")
        office.open()
        await office.becomes(of_talk, of_fact)
        assert len(channel.asked) == 2

    async def test_a_bad_token_stops_the_channel_for_a_minute(self, office: Office, channel: Scripted) -> None:
        channel.results = [Refused("Unauthorized", "account")]
        await office.say("one")
        office.open()
        while not office.deliverer.stopped:
            await office.bell.wait("pages", 0.02)
        await office.say("two", to="8")
        await office.becomes("queued", "queued")
        while await office.ask("SELECT COUNT(*) FROM outbox WHERE reason = ''") != [0]:
            await office.bell.wait("pages", 0.02)
        assert (office.deliverer.stopped, channel.texts) == ({"telegram": "Unauthorized"}, ["one"])
        office.forward(2 * RETRY_ACCOUNT + 1)
        await office.becomes("sent", "sent")
        assert office.deliverer.stopped == {}

    async def test_nobody_knows_what_became_of_it_until_it_is_decided(
        self, office: Office, channel: Scripted, looks_often: None
    ) -> None:
        channel.results = [Unknown("the answer was lost")]
        await office.say("one", "two")
        office.open()
        await office.becomes("unknown", "queued")
        office.forward(DECIDE / 1000 + 1)
        await office.becomes("unknown", "sent")
        assert channel.texts == ["one", "two"]
        facts = await office.ask("SELECT body FROM inbox WHERE kind = 'fact'")
        assert [msgspec.json.decode(fact)["fact"] for fact in facts] == ["unsettled"]

    async def test_no_answer_in_time_is_unknown(self, office: Office, channel: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(deliver, "TIMEOUT", 0.05)
        channel.hung = asyncio.Event()
        await office.say("one")
        office.open()
        await office.becomes("unknown")


class TestWhatGoesWrongHere:
    async def test_a_channel_that_raises_harms_only_its_message(
        self, office: Office, channel: Scripted, looks_often: None
    ) -> None:
        channel.results = [RuntimeError("a fault of ours")]
        await office.say("one")
        office.open()
        await office.becomes("sending")
        await office.say("two", to="8")
        await office.becomes("sending", "sent")
        office.forward(LEASE / 1000 + 1)
        await office.becomes("unknown", "sent")

    async def test_the_look_after_unfinished_sends_outlives_a_database_in_trouble(
        self, office: Office, channel: Scripted, looks_often: None
    ) -> None:
        channel.results = [Unknown("the answer was lost")]
        await office.say("one")
        office.open()
        await office.becomes("unknown")
        await office.ask("ALTER TABLE inbox RENAME TO elsewhere")
        office.forward(DECIDE / 1000 + 1)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await office.bell.wait("turns", 60)
        await office.ask("ALTER TABLE elsewhere RENAME TO inbox")
        while await office.ask("SELECT COUNT(*) FROM outbox WHERE open") != [0]:
            await office.bell.wait("pages", 0.02)

    async def test_stopping_finishes_what_is_under_way(self, office: Office, channel: Scripted) -> None:
        channel.hung = asyncio.Event()
        await office.say("one", "two")
        office.open()
        await office.becomes("sending", "queued")
        closing = asyncio.create_task(office.close())
        await asyncio.sleep(0)
        channel.hung.set()
        await closing
        assert await office.ask(STATES) == ["sent", "queued"]
        assert channel.texts == ["one"]


async def test_what_became_of_a_send_is_remembered_while_the_database_is_away(
    sqlite: Database, clock: Clock, bell: LocalDoorbell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a message that everybody has read would count as unknown."""
    monkeypatch.setattr(outlast, "PAUSES", (0, 0, 0))
    telegram, mark, left = Scripted("telegram"), deliver.outbox.mark, [2]

    def away(*arguments: Any) -> list[bool]:
        if left[0]:
            left[0] -= 1
            raise sa.exc.OperationalError("UPDATE", {}, Exception("the disk is full"))
        return mark(*arguments)

    monkeypatch.setattr(deliver.outbox, "mark", away)
    office = Office(sqlite, clock, bell, telegram)
    await office.say("labdien")
    office.open()
    await office.becomes("sent")
    await office.close()
    assert left == [0]
