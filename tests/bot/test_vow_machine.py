"""Promises of every kind as a state machine: each ends, is renewed once at most, warned of, and never broken silently."""

import asyncio
from functools import partial
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.store.database import connect
from bot.store.floor import Claim, close, release
from bot.store.model import NewPromise
from bot.store.promises import make
from handoff.calendars import parse_calendar
from handoff.promises import Policy, promise
from handoff.teams import Team
from tests.bot.test_keeper import SHOP, WEEK, Floor, at

SHUT = Team("shop", parse_calendar({**WEEK, "special": {"2026-11-23": "closed", "2026-11-24": "closed"}}), Policy())


class Vows(RuleBasedStateMachine):
    """People ask, agents answer, promise, leave or do nothing; money is promised; hours change; time passes; keepers look."""

    shape: Path

    @initialize()
    def opens(self) -> None:
        """A shop with one customer who waits."""
        self.file = self.shape.with_name("vows.db")
        self.file.write_bytes(self.shape.read_bytes())
        self.floor = Floor(connect(f"sqlite:///{self.file}"))
        self.keeper = self.floor.keeper()
        self.acts: set[int] = set()
        self.looks: list[int] = []
        asyncio.run(self.floor.wants_a_person(30))

    def teardown(self) -> None:
        """It closes."""
        self.floor.database.close()
        for file in self.file.parent.glob("vows.db*"):
            file.unlink()

    @rule(minutes=st.integers(5, 3000), by_name=st.booleans())
    def something_is_promised(self, minutes: int, by_name: bool) -> None:
        """By an agent that they write again, or money by the bot."""
        calendar = SHOP.calendar if by_name else None
        due_at = at(self.floor.now + minutes * 60_000)
        made = promise("reply" if by_name else "refund-sent", "x", at(self.floor.now), due_at, calendar)
        due, warn, renew = (round(mark.timestamp() * 1000) for mark in (made.due_at, made.warn_at, made.renew_at))
        new = NewPromise(made.what, "drīz", due, warn, renew, agent_id=1 if by_name else None)
        asyncio.run(self.floor.database.write(lambda connection: make(connection, 1, new, self.floor.now)))

    @rule(what=st.sampled_from(["take", "answer", "release", "close"]))
    def an_agent_acts(self, what: str) -> None:
        """Or tries to."""
        self.acts.add(self.floor.now)
        claim = Claim(1, 1, self.floor.now)
        match what:
            case "take":
                asyncio.run(self.floor.take(1))
            case "answer":
                asyncio.run(self.floor.answer(1))
            case "release":
                asyncio.run(self.floor.database.write(partial(release, claim=claim)))
            case _:
                asyncio.run(self.floor.database.write(partial(close, claim=claim)))
        self.floor.now += 1

    @rule(minutes=st.integers(1, 2000))
    def time_passes(self, minutes: int) -> None:
        """Nobody looks."""
        self.floor.now += minutes * 60_000

    @rule()
    def the_hours_change(self) -> None:
        """Two days are closed."""
        self.keeper = self.floor.keeper(SHUT)
        asyncio.run(self.keeper.check_calendars())

    @rule()
    def the_keeper_looks(self) -> None:
        """Until nothing is due; then nothing is overdue."""
        asyncio.run(self.floor.pass_(0, self.keeper))
        self.looks.append(self.floor.now)
        overdue = f"SELECT COUNT(*) FROM promises WHERE state = 'open' AND due_at <= {self.floor.now}"
        assert asyncio.run(self.floor.ask(overdue)) == [(0,)]

    @invariant()
    def promises_are_honest(self) -> None:
        """None without an end, none renewed twice, none broken in silence or without a warning."""
        if not hasattr(self, "floor"):
            return
        ask = partial(self.floor.ask)
        told = {key for (key,) in asyncio.run(ask("SELECT key FROM inbox WHERE kind = 'fact' UNION SELECT key FROM outbox"))}
        fields = "id, state, renewal, successor_id, due_at, warn_at, warned_at, review_at, settled_at"
        for id_, state, renewal, successor, due_at, warn_at, warned_at, review_at, settled_at in asyncio.run(
            ask(f"SELECT {fields} FROM promises")
        ):
            assert (successor is not None) == (state == "renewed")
            assert not (renewal and state == "renewed")
            match state:
                case "open":
                    assert review_at is not None
                    assert review_at <= due_at
                case "broken":
                    assert f"broken:{id_}" in told or settled_at in self.acts
                    looked = any(warn_at <= look < due_at for look in self.looks)
                    assert warned_at is not None or not looked
                case "renewed":
                    assert f"overdue:{id_}" in told
                case _:
                    assert settled_at <= due_at


def test_promises_are_honest_whatever_happens(sqlite_shape: Path) -> None:
    machine = type("Shaped", (Vows,), {"shape": sqlite_shape})
    run_state_machine_as_test(machine, settings=settings(max_examples=12, stateful_step_count=15, deadline=None))
