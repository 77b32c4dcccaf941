"""The clock of the program: one for all processes, which never steps back, and never stands still for long either."""

import asyncio
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import timekeeper
from bot.channels.port import Inbound, Text
from bot.store.database import Database, connect
from bot.store.mailbox import Mailbox
from bot.timekeeper import FURTHEST, Timekeeper, keeping_time

HOUR = 3600_000


class Ticks:
    """A steady clock as a knob."""

    def __init__(self) -> None:
        self.seconds = 50.0

    def __call__(self) -> float:
        return self.seconds


def test_between_two_looks_it_goes_by_the_steady_clock() -> None:
    ticks = Ticks()
    keeper = Timekeeper(1_000, ticks=ticks)
    ticks.seconds += 2
    assert keeper.now() == 3_000


def test_a_step_forwards_is_taken_at_once() -> None:
    ticks = Ticks()
    keeper = Timekeeper(1_000, ticks=ticks)
    assert keeper.hear(HOUR) == HOUR - 1_000
    assert keeper.now() == HOUR


def test_a_step_back_is_made_up_for_at_half_speed() -> None:
    ticks = Ticks()
    keeper = Timekeeper(HOUR, ticks=ticks)
    assert keeper.hear(HOUR - 10_000) == -10_000
    assert keeper.now() == HOUR
    ticks.seconds += 4
    assert keeper.now() == HOUR + 2_000
    assert keeper.hear(HOUR - 6_000) == 0, "nothing has stepped since"
    ticks.seconds += 60
    assert keeper.now() == HOUR + 54_000, "and then they agree"


def test_who_was_wrong_by_years_steps_back_after_all() -> None:
    keeper = Timekeeper(10 * FURTHEST)
    keeper.hear(HOUR)
    assert keeper.now() < HOUR + 1_000


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(-HOUR, HOUR)), max_size=20))
def test_it_never_goes_back_whatever_it_hears(story: list[tuple[float, int]]) -> None:
    ticks, base = Ticks(), 20 * HOUR
    keeper = Timekeeper(base, ticks=ticks)
    before = keeper.now()
    for seconds, wrong in story:
        ticks.seconds += seconds
        assert keeper.now() >= before
        before = keeper.now()
        keeper.hear(base + wrong)
        assert keeper.now() >= before
        assert keeper.now() >= base + wrong
        before = keeper.now()


@pytest.mark.postgres
async def test_processes_of_one_postgresql_go_by_its_clock(postgres_url: str) -> None:
    with closing(connect(postgres_url, pool=2)) as postgres:
        async with keeping_time(postgres, lambda: 0) as one, keeping_time(postgres, lambda: 10 * HOUR) as other:
            assert abs(one() - other()) < 1_000
            assert one() > HOUR


async def test_it_begins_no_earlier_than_what_was_stored(database: Database) -> None:
    async with keeping_time(database, lambda: HOUR) as clock:
        then = clock()
    mailbox = Mailbox(database)
    await mailbox.post([Inbound("web", "7", "1", Text("labdien"), position=1)], then + HOUR)
    async with keeping_time(database, lambda: HOUR) as clock:
        assert then + HOUR <= clock() < then + HOUR + 60_000
    await mailbox.close()


async def test_it_follows_the_machines_clock(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timekeeper, "LOOK", 0.001)
    shown = HOUR
    async with keeping_time(sqlite, lambda: shown) as clock, asyncio.timeout(60):
        shown = 5 * HOUR
        while clock() < 5 * HOUR:
            await asyncio.sleep(0.001)
