"""Promises are looked after on both databases: the desk warned, one honest renewal, a broken one owned up to, and each once."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from prometheus_client import REGISTRY

from bot import keeper as keeping
from bot.channels.messenger import Messenger
from bot.channels.port import Inbound, Press
from bot.channels.webchat import WebChat
from bot.doorbell import LocalDoorbell
from bot.keeper import Keeper
from bot.store.database import Database, connect
from bot.store.floor import Claim, answer, release, take
from bot.store.mailbox import Mailbox
from bot.store.model import Holder, Lease, NewPromise, NewTicket, Outcome
from bot.store.promises import make
from config.settings import CHECKOUT
from flows.library import load_flows
from flows.shop.calls import CALLS
from handoff.calendars import parse_calendar
from handoff.hours import Calendar
from handoff.promises import Policy, promise
from handoff.teams import Team

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)  # noon in Riga
NOW = round(MONDAY.timestamp() * 1000)
MINUTE = 60_000
WEEK = {"week": {"mon-fri": "9:00-18:00", "sat": "10:00-16:00"}}
SHOP = Team("shop", parse_calendar(WEEK), Policy())
NEVER = Team("never", Calendar(SHOP.calendar.zone, ((), (), (), (), (), (), ())), Policy())
WORDING = load_flows(CHECKOUT / "flows", CALLS).wording
PAGE = Messenger("page", page_id="1", page_token="t", app_secret="s", app_id="2", verify_token="v")


class Floor:
    """A shop's conversations that wait for people, and its keepers."""

    def __init__(self, database: Database) -> None:
        self.database, self.now = database, NOW
        self.mailbox, self.bell = Mailbox(database, burst=0), LocalDoorbell()
        self._count = 0

    def keeper(self, *teams: Team) -> Keeper:
        """One who looks after them; several are the workers of several processes."""
        return Keeper(
            self.database, self.bell, lambda: self.now, teams={team.name: team for team in (SHOP, *teams)}, team="shop",
            channels={"web": WebChat("web"), "page": PAGE}, languages=("lv", "pl"), default_language="lv", wording=WORDING,
        )  # fmt: skip

    async def wants_a_person(
        self, minutes: float = 10, *, language: str = "lv", team: str = "shop", channel: str = "web", what: str = "reply",
        owner: Holder | None = "queue",
    ) -> int:  # fmt: skip
        """Somebody asks for a person, who is promised within so many minutes; the conversation's id."""
        self._count += 1
        for other in await self.mailbox.lease(100, self.now):  # turns that agents have brought about
            await self.mailbox.commit(Outcome(other, "", language, {}, "{}"), self.now)
        await self.mailbox.post([Inbound(channel, str(self._count), str(self._count), Press("x"))], self.now)
        lease = await self._lease(str(self._count))
        made = promise(what, "bot", at(self.now), at(self.now) + timedelta(minutes=minutes), SHOP.calendar)
        due, warn, renew = (round(mark.timestamp() * 1000) for mark in (made.due_at, made.warn_at, made.renew_at))
        said: dict[str, Any] = {"tickets": [NewTicket(team, "asked", "", due, "drīz", warn, renew)]}
        if what != "reply":
            said = {"promises": [NewPromise(what, "drīz", due, warn, renew)]}
        outcome = Outcome(lease, "", language, {}, "{}", owner=owner, team=team, due_at=due, **said)
        assert await self.mailbox.commit(outcome, self.now)
        return lease.conversation.id

    async def _lease(self, address: str) -> Lease:
        """The turn of this one; what others have heard meanwhile changes nothing for them."""
        leases = {lease.conversation.address: lease for lease in await self.mailbox.lease(64, self.now)}
        lease = leases.pop(address)
        for other in leases.values():
            assert await self.mailbox.commit(Outcome(other, "", other.conversation.language, {}, "{}"), self.now)
        return lease

    async def pass_(self, minutes: float, *keepers: Keeper) -> None:
        """Time passes, and then they look until nothing is due."""
        self.now += round(minutes * MINUTE)
        for keeper in keepers:
            while await keeper.look():
                pass

    async def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database says."""
        return await self.database.read(lambda c: [tuple(row) for row in c.execute(sa.text(statement))])

    async def states(self) -> list[str]:
        """Of all promises, oldest first."""
        return [state for (state,) in await self.ask("SELECT state FROM promises ORDER BY id")]

    async def told(self) -> list[tuple[str, str]]:
        """What the dialogues were told, and with what words."""
        bodies = [json.loads(body) for (body,) in await self.ask("SELECT body FROM inbox WHERE kind = 'fact' ORDER BY id")]
        return [(body["fact"], body["values"].get("due", "")) for body in bodies]

    async def said(self) -> list[str]:
        """What was written to customers by ourselves."""
        return [json.loads(body)["text"] for (body,) in await self.ask("SELECT body FROM outbox WHERE kind = 'fact' ORDER BY id")]

    async def promises(self, minutes: float) -> None:
        """An agent takes somebody's conversation, answers, and promises to come back."""
        conversation = await self.wants_a_person(10)
        await self.take(conversation)
        await self.answer(conversation)
        made = promise("reply", "zane@shop.example", at(self.now), at(self.now) + timedelta(minutes=minutes), SHOP.calendar)
        due, warn, renew = (round(mark.timestamp() * 1000) for mark in (made.due_at, made.warn_at, made.renew_at))
        new = NewPromise("reply", "drīz", due, warn, renew, made_by=made.made_by, agent_id=1)
        await self.database.write(lambda connection: make(connection, conversation, new, self.now))

    async def release(self, conversation: int = 1) -> None:
        """The agent gives it back."""
        await self.database.write(partial(release, claim=Claim(conversation, 1, self.now)))

    async def take(self, conversation: int = 1) -> None:
        """An agent takes it."""
        await self.database.write(partial(take, claim=Claim(conversation, 1, self.now)))

    async def answer(self, conversation: int = 1) -> None:
        """The agent writes."""
        await self.database.write(partial(answer, claim=Claim(conversation, 1, self.now), text="a", key=str(self.now)))


def at(moment: int) -> datetime:
    return datetime.fromtimestamp(moment / 1000, UTC)


@pytest.fixture
async def floor(database: Database) -> AsyncIterator[Floor]:
    opened = Floor(database)
    yield opened
    await opened.mailbox.close()


class TestInTime:
    async def test_nothing_is_done_before_it_is_time(self, floor: Floor) -> None:
        await floor.wants_a_person(10)
        await floor.pass_(7.4, floor.keeper())
        assert await floor.ask("SELECT state, warned_at FROM promises") == [("open", None)]

    async def test_the_desk_is_warned_once_and_sees_it(self, floor: Floor) -> None:
        await floor.wants_a_person(10)
        ((before,),) = await floor.ask("SELECT changed_at FROM conversations")
        await floor.pass_(7.6, floor.keeper())
        warned_at = floor.now
        ((after,),) = await floor.ask("SELECT changed_at FROM conversations")
        assert after > before
        await floor.pass_(1, floor.keeper())
        assert await floor.ask("SELECT state, warned_at FROM promises") == [("open", warned_at)]
        assert await floor.ask("SELECT changed_at FROM conversations") == [(after,)]
        assert await floor.told() == []

    async def test_before_it_breaks_an_honest_moment_is_promised_instead(self, floor: Floor) -> None:
        await floor.wants_a_person(10)
        await floor.pass_(9, floor.keeper())
        one_o_clock = NOW + 60 * MINUTE
        assert await floor.ask("SELECT state, successor_id, renewal, due_at, text FROM promises ORDER BY id") == [
            ("renewed", 2, False, NOW + 10 * MINUTE, "drīz"),
            ("open", None, True, one_o_clock, "šodien līdz plkst. 13.00"),
        ]
        assert await floor.ask("SELECT owner, due_at FROM conversations") == [("queue", one_o_clock)], "the queue is sorted by it"
        assert await floor.told() == [("overdue", "šodien līdz plkst. 13.00")]

    async def test_the_customer_hears_of_it_in_their_language(self, floor: Floor) -> None:
        await floor.wants_a_person(10, language="pl")
        await floor.wants_a_person(10, language="")
        await floor.pass_(9, floor.keeper())
        assert sorted(await floor.told()) == [("overdue", "dzisiaj do 13:00"), ("overdue", "šodien līdz plkst. 13.00")]

    async def test_a_renewal_is_not_later_than_the_channel_lets_anybody_write(self, floor: Floor) -> None:
        await floor.wants_a_person(23 * 60 + 40, channel="page")
        await floor.pass_(23 * 60 + 35, floor.keeper())
        ((due,),) = await floor.ask("SELECT due_at FROM promises WHERE renewal")
        assert due == NOW + 24 * 60 * MINUTE

    async def test_a_renewed_promise_is_not_renewed_again_and_its_breach_is_owned_up_to(self, floor: Floor) -> None:
        await floor.wants_a_person(10)
        await floor.pass_(9, floor.keeper())
        await floor.pass_(50, floor.keeper())
        assert await floor.states() == ["renewed", "open"]
        await floor.pass_(1, floor.keeper())
        assert await floor.states() == ["renewed", "broken"]
        assert [fact for fact, _ in await floor.told()] == ["overdue", "broken"]
        await floor.pass_(600, floor.keeper())
        assert len(await floor.told()) == 2

    async def test_an_answer_to_a_renewed_promise_keeps_it(self, floor: Floor) -> None:
        await floor.wants_a_person(10)
        await floor.pass_(9, floor.keeper())
        await floor.take()
        await floor.answer()
        await floor.pass_(600, floor.keeper())
        assert await floor.states() == ["renewed", "kept"]

    async def test_what_was_answered_in_time_is_asked_of_nobody(self, floor: Floor) -> None:
        await floor.wants_a_person(10)
        await floor.take()
        await floor.answer()
        await floor.pass_(600, floor.keeper())
        assert await floor.states() == ["kept"]
        assert [fact for fact, _ in await floor.told()] == ["taken", "agent_wrote"]


class TestTooLate:
    async def test_after_a_standstill_it_is_owned_up_to_and_no_longer_renewed(self, floor: Floor) -> None:
        await floor.wants_a_person(10)
        await floor.pass_(11, floor.keeper())
        assert await floor.states() == ["broken"]
        assert await floor.told() == [("broken", "")]

    async def test_a_person_who_has_it_is_warned_and_then_it_is_theirs_to_explain(self, floor: Floor) -> None:
        await floor.wants_a_person(10)
        await floor.take()
        await floor.pass_(8, floor.keeper())
        assert await floor.ask("SELECT warned_at IS NOT NULL FROM promises") == [(True,)]
        await floor.pass_(1.5, floor.keeper())
        assert await floor.states() == ["open"], "no renewal that nobody hears of"
        await floor.pass_(1, floor.keeper())
        assert await floor.states() == ["broken"]

    async def test_what_its_own_part_of_the_shop_ends_is_left_to_it(self, floor: Floor) -> None:
        await floor.wants_a_person(10, what="approval")
        await floor.pass_(60, floor.keeper())
        assert await floor.states() == ["open"]
        await floor.pass_(11, floor.keeper())
        assert await floor.states() == ["broken"], "but nothing stays open for ever"
        assert await floor.said() == []


class TestDeeds:
    """What was promised that is no answer: money back within 14 days."""

    async def test_somebody_is_warned_and_then_it_waits_for_people(self, floor: Floor) -> None:
        await floor.wants_a_person(10, what="refund-sent", owner=None)
        await floor.pass_(7.6, floor.keeper())
        assert await floor.ask("SELECT warned_at IS NOT NULL, state FROM promises") == [(True, "open")]
        assert await floor.ask("SELECT owner FROM conversations") == [("bot",)]
        await floor.pass_(1.5, floor.keeper())
        assert await floor.ask("SELECT owner FROM conversations") == [("queue",)]
        assert await floor.ask("SELECT reason FROM tickets") == [("promise",)]
        assert await floor.said() == []

    async def test_it_is_apologised_for_whoever_has_the_floor(self, floor: Floor) -> None:
        await floor.wants_a_person(10, what="refund-sent")
        await floor.take()
        await floor.answer()
        await floor.pass_(11, floor.keeper())
        assert await floor.states() == ["broken"]
        (words,) = await floor.said()
        assert words.startswith("Mums kas bija jāizdara šodien līdz plkst. 12.10")

    async def test_it_is_not_bound_to_opening_hours(self, floor: Floor) -> None:
        await floor.wants_a_person(120, what="refund-sent")
        shut = Team("shop", parse_calendar({**WEEK, "special": {"2026-11-23": "closed"}}), Policy())
        keeper = floor.keeper(shut)
        await keeper.check_calendars()
        await floor.pass_(1, keeper)
        assert await floor.states() == ["open"]


class TestPeoplesWord:
    """What a person has promised by name."""

    async def test_giving_it_back_does_not_keep_it_and_it_waits_for_people_in_time(self, floor: Floor) -> None:
        await floor.promises(60)
        await floor.release()
        assert await floor.states() == ["kept", "open"]
        await floor.pass_(46, floor.keeper())
        assert await floor.ask("SELECT owner FROM conversations") == [("queue",)]
        await floor.pass_(9, floor.keeper())
        assert await floor.states() == ["kept", "renewed", "open"]

    async def test_the_next_answer_keeps_it(self, floor: Floor) -> None:
        await floor.promises(60)
        await floor.pass_(20)
        await floor.answer()
        assert await floor.states() == ["kept", "kept"]

    async def test_when_it_breaks_in_a_persons_hands_the_customer_is_told_by_us(self, floor: Floor) -> None:
        await floor.promises(60)
        await floor.pass_(61, floor.keeper())
        assert await floor.states() == ["kept", "broken"]
        (words,) = await floor.said()
        assert words.startswith("Apsolījām Jums atrakstīt šodien līdz plkst. 13.00 un solījumu neturējām.")

    async def test_when_its_hours_are_taken_away_the_person_is_warned_at_once(self, floor: Floor) -> None:
        await floor.promises(120)
        shut = Team("shop", parse_calendar({**WEEK, "special": {"2026-11-23": "closed"}}), Policy())
        keeper = floor.keeper(shut)
        await keeper.check_calendars()
        await floor.pass_(0, keeper)
        assert await floor.ask("SELECT warned_at IS NOT NULL FROM promises WHERE agent_id = 1") == [(True,)]


class TestStrangers:
    async def test_a_team_that_never_works_keeps_nobody_from_keeping_promises(self, floor: Floor) -> None:
        await floor.wants_a_person(10, team="never")
        await floor.wants_a_person(10)
        keeper = floor.keeper(NEVER)
        await floor.pass_(9.1, keeper)
        await floor.pass_(0, keeper)
        assert await floor.states() == ["open", "renewed", "open"]
        await floor.pass_(2, keeper)
        assert await floor.states() == ["broken", "renewed", "open"]

    async def test_a_team_that_is_no_more_is_stood_in_for(self, floor: Floor) -> None:
        await floor.wants_a_person(10, team="night")
        await floor.pass_(9, floor.keeper())
        assert await floor.states() == ["renewed", "open"]


class TestManyAtOnce:
    async def test_of_several_keepers_one_does_it(self, floor: Floor) -> None:
        for _ in range(10):
            await floor.wants_a_person(10)
        floor.now += 9 * MINUTE
        done = await asyncio.gather(*(floor.keeper().look() for _ in range(4)))
        await floor.pass_(0, floor.keeper())
        assert sum(done) <= 10
        assert await floor.states() == ["renewed"] * 10 + ["open"] * 10
        assert len(await floor.told()) == 10

    async def test_an_answer_at_the_same_moment_is_before_or_after_it(self, floor: Floor) -> None:
        conversations = [await floor.wants_a_person(10) for _ in range(8)]
        for conversation in conversations:
            await floor.take(conversation)
        floor.now += 10 * MINUTE
        await asyncio.gather(*map(floor.answer, conversations), *(floor.keeper().look() for _ in range(3)))
        states = await floor.states()
        facts = [fact for fact, _ in await floor.told()]
        assert set(states) <= {"kept", "broken"}
        assert states.count("broken") == facts.count("broken")

    @pytest.mark.postgres
    async def test_one_that_somebody_holds_is_passed_over(self, postgres_url: str) -> None:
        database = connect(postgres_url, pool=2)
        other = sa.create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
        try:
            floor = Floor(database)
            await floor.wants_a_person(10)
            floor.now += 9 * MINUTE
            with other.begin() as connection:
                connection.execute(sa.text("SELECT id FROM conversations FOR NO KEY UPDATE"))
                assert await floor.keeper().look() == 0
            assert await floor.keeper().look() == 1
            await floor.mailbox.close()
        finally:
            other.dispose()
            database.close()


class TestAnotherCalendar:
    async def test_what_it_leaves_no_time_for_is_renewed_at_once(self, floor: Floor) -> None:
        await floor.wants_a_person(120)
        shut = Team("shop", parse_calendar({**WEEK, "special": {"2026-11-23": "closed"}}), Policy())
        keeper = floor.keeper(shut)
        await keeper.check_calendars()
        await floor.pass_(1, keeper)
        assert await floor.states() == ["renewed", "open"]
        assert await floor.told() == [("overdue", "rīt līdz plkst. 11.00")]

    async def test_what_still_can_be_kept_stays(self, floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(keeping, "ROOM", 2)
        for _ in range(5):
            await floor.wants_a_person(120)
        keeper = floor.keeper()
        await keeper.check_calendars()
        await floor.pass_(1, keeper)
        assert await floor.states() == ["open"] * 5


async def test_it_looks_by_itself_when_the_next_one_is_due(floor: Floor) -> None:
    keeper = floor.keeper()
    await floor.wants_a_person(10)
    floor.now += 9 * MINUTE
    working = asyncio.create_task(keeper.run())
    async with asyncio.timeout(60):
        while await floor.states() == ["open"]:
            await floor.bell.wait("pages", 0.02)
        keeper.stop()
        await working
    assert await floor.states() == ["renewed", "open"]
    assert REGISTRY.get_sample_value("dezura_queue_waiting") == 1


class Ledger(RuleBasedStateMachine):
    """People ask, agents answer or do not, time passes, and keepers look, early or late."""

    shape: Path

    @initialize()
    def opens(self) -> None:
        """An empty shop."""
        self.file = self.shape.with_name("ledger.db")
        self.file.write_bytes(self.shape.read_bytes())
        self.floor = Floor(connect(f"sqlite:///{self.file}"))
        self.keeper = self.floor.keeper()
        self.waiting: list[int] = []

    def teardown(self) -> None:
        """It closes."""
        self.floor.database.close()
        for file in self.file.parent.glob("ledger.db*"):
            file.unlink()

    @rule(minutes=st.integers(3, 600))
    def somebody_asks(self, minutes: int) -> None:
        """For a person."""
        self.waiting.append(asyncio.run(self.floor.wants_a_person(minutes)))

    @rule(seconds=st.integers(1, 40_000))
    def time_passes(self, seconds: int) -> None:
        """Nobody looks."""
        self.floor.now += seconds * 1000

    @rule()
    def the_keeper_looks(self) -> None:
        """Until nothing is due."""
        asyncio.run(self.floor.pass_(0, self.keeper))

    @rule(number=st.integers(0, 5), answering=st.booleans())
    def an_agent_takes_one(self, number: int, answering: bool) -> None:
        """And perhaps answers."""
        if number < len(self.waiting):
            asyncio.run(self.floor.take(self.waiting[number]))
            if answering:
                asyncio.run(self.floor.answer(self.waiting[number]))

    @invariant()
    def the_ledger_is_honest(self) -> None:
        """One open promise a conversation, each renewed once, and nothing told that is not in it."""
        if not hasattr(self, "floor"):
            return
        rows = asyncio.run(self.floor.ask("SELECT id, conversation_id, state, renewal, successor_id, due_at FROM promises"))
        by_id = {row[0]: row for row in rows}
        for _, _, state, renewal, successor, due_at in rows:
            assert (successor is not None) == (state == "renewed")
            if successor is not None:
                assert by_id[successor][5] > due_at
                assert not renewal
        still = [row[1] for row in rows if row[2] == "open"]
        assert len(still) == len(set(still))
        facts = [fact for fact, _ in asyncio.run(self.floor.told())]
        assert facts.count("overdue") == sum(row[2] == "renewed" for row in rows)
        assert facts.count("broken") <= sum(row[2] == "broken" for row in rows)


def test_the_ledger_is_honest_whatever_happens(sqlite_shape: Path) -> None:
    machine = type("Shaped", (Ledger,), {"shape": sqlite_shape})
    run_state_machine_as_test(machine, settings=settings(max_examples=25, stateful_step_count=15, deadline=None))
