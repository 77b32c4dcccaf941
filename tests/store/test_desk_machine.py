"""Anything may happen to the desk in any order, on the real store: customers, a bot, agents and clocks at random.

What must hold whatever happens stands in the invariants; that nobody waits for ever is tried at the end of each run, when
everybody has gone home and only the clocks go on.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.channels.port import Inbound, Text
from bot.doorbell import LocalDoorbell
from bot.epoch import from_ms, to_ms
from bot.keeper import Keeper
from bot.rota import Rota
from bot.store import arrivals, floor, held, outbox, people, presence, rota, snoozes, turns
from bot.store.database import Database, connect
from bot.store.floor import Claim, Conflict, Written
from bot.store.model import Draft, NewTicket, Outcome
from bot.store.outbox import Mark
from bot.store.presence import Place
from bot.store.snoozes import FOR_GOOD
from config.desk import Desk
from config.settings import CHECKOUT
from flows.library import load_flows
from flows.shop.calls import CALLS
from handoff import desk as rules
from handoff.calendars import parse_calendar
from handoff.promises import Policy
from handoff.teams import Team

MINUTE = 60_000
WORDING = load_flows(CHECKOUT / "flows", CALLS).wording
BEGIN = to_ms(datetime(2026, 11, 23, 8, tzinfo=UTC))  # a Monday, ten in the morning in Riga
CALENDAR = parse_calendar({"week": {"mon-fri": "9:00-18:00"}})
TEAMS = {name: Team(name, CALENDAR, Policy()) for name in ("shop", "returns")}
SETTINGS = Desk(assign=("last_agent", "least_busy"), capacity=2)
ADDRESSES = ("a", "b", "c", "d")
AGENTS = (1, 2, 3)
customers = st.sampled_from(ADDRESSES)
conversations = st.sampled_from((1, 2, 3, 4))
agents = st.sampled_from(AGENTS)
spans = st.sampled_from([1, 3, 6, 16, 61, 9 * 60, 24 * 60])


class DeskMachine(RuleBasedStateMachine):
    """Four customers, three agents, two teams."""

    def __init__(self, fresh: Callable[[], Database]) -> None:
        super().__init__()
        self.database, self.now = fresh(), BEGIN
        self.loop = asyncio.new_event_loop()
        self.numbers, self.owners = count(1), dict[tuple[int, int], tuple[str, int | None]]()
        clock = lambda: self.now  # noqa: E731 - the clock of all
        bell = LocalDoorbell()
        known: dict[str, Any] = {"teams": TEAMS, "team": "shop", "channels": {}, "default_language": "lv"}
        known["languages"] = ("lv", "ru")
        self.rota = Rota(self.database, bell, clock, settings=SETTINGS, **known)
        self.keeper = Keeper(self.database, bell, clock, wording=WORDING, **known)
        for agent, languages in zip(AGENTS, (("lv",), ("ru",), ()), strict=True):
            add = partial(people.add, email=f"{agent}@b.lv", name=str(agent), role="agent", password="", now=self.now)
            assert self.do(partial(add, languages=languages)) == agent
        self.do(partial(presence.set_place, user_id=3, place=Place(("returns",), (), 1)))

    def do(self, work: Callable[..., Any]) -> Any:
        self.now += 1
        done = self.database.submit(work).result()
        self._learn()
        return done

    def claim(self, conversation: int, agent: int) -> Claim:
        return Claim(conversation, agent, self.now)

    def rows(self) -> list[Any]:
        asked = """SELECT id, owner, agent_id, floor, waits_since, snoozed_until, look_at, closed_at, team FROM conversations
          ORDER BY id"""
        return self.database.query(lambda c: c.exec_driver_sql(asked).all()).result()

    def _learn(self) -> None:
        """Which owner stood behind each number of a floor; a number has one."""
        for row in self.rows():
            before = self.owners.setdefault((row.id, row.floor), (row.owner, row.agent_id))
            assert before == (row.owner, row.agent_id), "a floor changed hands without its number"

    # --- customers and the bot ---------------------------------------------------------------------------------

    @rule(address=customers)
    def a_customer_writes(self, address: str) -> None:
        inbound = Inbound("telegram", address, str(next(self.numbers)), Text("labdien"))
        self.do(partial(arrivals.post, batch=[([inbound], self.now)], burst=0, known={}))

    @rule(mode=st.sampled_from(["say", "hand_over", "leave"]))
    def the_bot_takes_its_turns(self, mode: str) -> None:
        self.turns(mode)

    def turns(self, mode: str) -> None:
        leases = self.do(partial(turns.take, lanes=(0, 1, 2), room=9, now=self.now, until=self.now + 30_000))
        for lease in leases:
            self.do(partial(turns.settle, outcomes=[self.outcome(lease, mode)], now=self.now))

    def outcome(self, lease: Any, mode: str) -> Outcome:
        owner = lease.conversation.owner
        values: dict[str, Any] = {"state": "", "language": "lv", "timers": {}, "record": "{}"}
        values["messages"] = [Draft("talk", '{"text":"?"}')] if owner != "agent" else []
        if mode == "hand_over" and owner == "bot":
            over = rules.hand_over(from_ms(self.now), "shop", "asked", calendar=CALENDAR, policy=Policy())
            due, promise = to_ms(over.due), over.promise
            ticket = NewTicket("shop", "asked", "", due, "drīz", to_ms(promise.warn_at), to_ms(promise.renew_at))
            values |= {"owner": "queue", "team": "shop", "due_at": due, "tickets": [ticket]}
        elif mode == "leave" and owner == "queue":
            values |= {"owner": "bot"}
        return Outcome(lease, **values)

    # --- people ------------------------------------------------------------------------------------------------

    @rule(conversation=conversations, agent=agents, act=st.sampled_from(["take", "release", "close", "reopen", "wake"]))
    def an_agent_acts(self, conversation: int, agent: int, act: str) -> None:
        works: dict[str, Callable[..., Any]] = {
            "take": floor.take, "release": floor.release, "reopen": floor.reopen, "wake": snoozes.wake,
            "close": partial(floor.close, reopen_within=30 * MINUTE),
        }  # fmt: skip
        self.do(partial(works[act], claim=self.claim(conversation, agent)))

    @rule(conversation=conversations, agent=agents, to=st.sampled_from(["shop", "returns", 1, 2, 3]))
    def an_agent_hands_on(self, conversation: int, agent: int, to: str | int) -> None:
        where: dict[str, Any] = {"team": to} if isinstance(to, str) else {"to_agent": to}
        self.do(partial(floor.transfer, claim=self.claim(conversation, agent), **where))

    @rule(conversation=conversations, agent=agents, wait=st.sampled_from([0, 5000]))
    def an_agent_answers(self, conversation: int, agent: int, wait: int) -> None:
        key = str(next(self.numbers))
        written = self.do(partial(floor.answer, claim=self.claim(conversation, agent), text="Klausos", key=key, wait=wait))
        assert isinstance(written, Written | Conflict | None)

    @rule(conversation=conversations, agent=agents, after=st.none() | spans, anyway=st.booleans())
    def an_agent_puts_aside(self, conversation: int, agent: int, after: int | None, anyway: bool) -> None:
        until = self.now + after * MINUTE if after is not None else None
        self.do(partial(snoozes.snooze, claim=self.claim(conversation, agent), until=until, anyway=anyway))

    @rule(agent=agents, chosen=st.sampled_from([None, "here", "away", "off"]), idle=st.sampled_from([0, 11 * MINUTE]))
    def an_agent_shows_up(self, agent: int, chosen: Any, idle: int) -> None:
        self.do(partial(presence.tell, user_id=agent, now=self.now, limits=SETTINGS, chosen=chosen, idle=idle))

    # --- clocks ------------------------------------------------------------------------------------------------

    @rule(minutes=spans)
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE
        self.look()
        self.all_that_was_due_is_done()

    def look(self) -> None:
        loads = self.loads()
        while self.loop.run_until_complete(self.rota.look()) + self.loop.run_until_complete(self.keeper.look()):
            self._learn()
            self.now += 2  # what is due next is looked at a moment later
        self._learn()
        for agent, (load, capacity) in self.loads().items():
            assert load <= max(capacity, loads[agent][0]), "more was given than there is room for"

    def loads(self) -> dict[int, tuple[int, int]]:
        found = self.database.query(partial(presence.colleagues, capacity=SETTINGS.capacity)).result()
        return {one.id: (one.load, one.capacity) for one in found}

    def all_that_was_due_is_done(self) -> None:
        everybody = self.database.query(partial(presence.colleagues, capacity=SETTINGS.capacity)).result()
        for row in self.rows():
            assert not 0 < row.snoozed_until <= self.now, "what was put aside comes back"
            if row.owner == "agent" and row.waits_since and not row.snoozed_until:
                assert self.now - row.waits_since < 15 * MINUTE, "nobody waits longer for somebody who is quiet"
            free = [one for one in everybody if one.has_room and one.serves(row.team)]
            if row.owner == "queue" and row.waits_since and free:
                assert self.now - row.waits_since < 2 * MINUTE, "nobody waits where somebody has room"

    @rule()
    def messages_go_out(self) -> None:
        for envelope in self.do(partial(held.claim, room=20, now=self.now, token="t")):
            stale = envelope.is_stale
            assert stale or envelope.kind != "talk" or envelope.owner != "agent", "the bot talks over an agent"
            mark = Mark(envelope.id, "t", "dropped" if stale else "sent")
            self.do(partial(outbox.mark, marks=[(mark, envelope.conversation_id)], now=self.now))

    # --- what holds --------------------------------------------------------------------------------------------

    @invariant()
    def nobody_shares_a_floor(self) -> None:
        for row in self.rows():
            assert (row.owner == "agent") == (row.agent_id is not None)
            assert row.snoozed_until == 0 or row.owner == "agent"
            assert row.closed_at is None or row.owner == "bot"

    @invariant()
    def every_state_has_a_way_out(self) -> None:
        """A moment at which the clock looks again; or it is the customer's or an agent's move."""
        for row in self.rows():
            if 0 < row.snoozed_until < FOR_GOOD:
                assert row.look_at == row.snoozed_until
            elif row.owner != "bot" and row.waits_since and not row.snoozed_until:
                assert row.look_at > 0
            assert row.owner != "queue" or row.waits_since > 0

    @invariant()
    def words_are_said_by_who_has_the_floor(self) -> None:
        asked = "SELECT conversation_id, floor, agent_id FROM outbox WHERE kind = 'agent'"
        for row in self.database.query(lambda c: c.exec_driver_sql(asked).all()).result():
            assert self.owners[row.conversation_id, row.floor] == ("agent", row.agent_id)

    @invariant()
    def no_promise_is_without_an_end(self) -> None:
        asked = """SELECT p.review_at, c.owner FROM promises p JOIN conversations c ON c.id = p.conversation_id
          WHERE p.state = 'open'"""
        for row in self.database.query(lambda c: c.exec_driver_sql(asked).all()).result():
            assert row.review_at is not None
            assert row.owner != "bot", "a promise that nobody would keep"

    def teardown(self) -> None:
        """Everybody goes home, the bot and the clocks go on: in the end nobody waits, and nothing stands promised."""
        for _ in range(60):
            self.turns("say")
            self.look()
            soon = self.database.query(rota.next_due).result()
            if soon is None:
                break
            self.now = max(self.now + MINUTE, soon)
        waiting = [row for row in self.rows() if row.owner == "queue" or (row.waits_since and not row.snoozed_until)]
        assert waiting == [], "somebody waits for ever"
        self.now += timedelta(days=30) // timedelta(milliseconds=1)
        self.look()
        still = "SELECT 1 FROM promises WHERE state = 'open'"
        assert self.database.query(lambda c: c.exec_driver_sql(still).all()).result() == []
        self.database.close()
        self.loop.close()


def run(fresh: Callable[[], Database], examples: int, steps: int) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    how = settings(max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=checks)
    run_state_machine_as_test(lambda: DeskMachine(fresh), settings=how)  # type: ignore[no-untyped-call]


def test_whatever_happens_on_sqlite(sqlite_shape: Path, tmp_path: Path) -> None:
    numbers = count()

    def fresh() -> Database:
        path = tmp_path / f"{next(numbers)}.db"
        path.write_bytes(sqlite_shape.read_bytes())
        return connect(f"sqlite:///{path}")

    run(fresh, 40, 40)


@pytest.mark.postgres
def test_whatever_happens_on_postgres(postgres_url: str) -> None:
    def fresh() -> Database:
        database = connect(postgres_url, pool=2)
        database.submit(
            lambda c: c.exec_driver_sql("TRUNCATE conversations, users RESTART IDENTITY CASCADE").close()
        ).result()
        return database

    run(fresh, 8, 30)


