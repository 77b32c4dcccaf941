"""A promise through the whole line: who was promised an answer hears in time that it takes longer, and is told when it broke."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from bot import keeper
from bot.store import vows
from bot.store.floor import Claim
from bot.store.ledger import Promise
from bot.store.model import NewPromise
from tests.line.house import Customer, House

PROMISES = "SELECT COUNT(*) FROM promises WHERE state = '{}'"


@pytest.fixture(autouse=True)
def keeper_looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that only the clock decides."""
    monkeypatch.setattr(keeper, "LOOK", 0.05)


async def test_who_waits_hears_of_it_before_and_not_after(house: House, anna: Customer) -> None:
    await house.hold(anna, "gribu runāt ar cilvēku")
    before = len(anna.seen)
    ((renew_at,),) = await house.ask("SELECT renew_at FROM promises")
    house.forward((renew_at - house.now()) / 1000 + 1)  # however long the machine has taken so far
    house.floor.doorbell.ring("promises")
    await house.until(PROMISES.format("renewed"), 1)
    await house.quiet()
    (renewed,) = (seen.text for seen in anna.seen[before:])
    assert renewed == "Solītajā laikā nepaspējam. Kolēģis Jums šeit atrakstīs šodien līdz plkst. 11.00."
    house.forward(3600)
    await house.until(PROMISES.format("broken"), 1)
    await house.quiet()
    assert "Piedodiet" in anna.seen[-1].text
    assert len(anna.seen) == before + 2


async def test_who_was_answered_hears_nothing_more(house: House, anna: Customer) -> None:
    await house.hold(anna, "gribu runāt ar cilvēku")
    agent = await house.agent()
    await agent.takes()
    await agent.says("Labdien, te Zane")
    await house.quiet()
    said = len(anna.seen)
    house.forward(7200)
    await house.hold(anna, "paldies")
    assert len(anna.seen) == said
    assert await house.ask("SELECT state FROM promises") == [("kept",)]


async def test_what_an_agent_has_promised_by_name_is_apologised_for_when_nobody_wrote(house: House, anna: Customer) -> None:
    await house.hold(anna, "gribu runāt ar cilvēku")
    agent = await house.agent()
    await agent.takes()
    due_at = house.now() + 3_600_000
    new = NewPromise("reply", "drīz", due_at, due_at - 900_000, due_at - 360_000, made_by="zane@shop.example", agent_id=agent.id)
    claim = Claim(1, agent.id, house.now())
    work = partial(vows.promise, claim=claim, new=new, say="Atrakstīšu pēc stundas.", key="1")
    assert isinstance(await house.database.write(work), Promise)
    await house.quiet()
    assert anna.seen[-1].text == "Atrakstīšu pēc stundas."
    house.forward(3700)
    await house.until(PROMISES.format("broken"), 1)
    await house.quiet()
    assert anna.seen[-1].text.startswith("Apsolījām Jums atrakstīt šodien")
    assert await house.ask("SELECT state FROM promises ORDER BY id") == [("kept",), ("broken",)]


async def test_a_promise_that_other_hours_leave_no_time_for_is_renewed_before_it_breaks(house: House, anna: Customer) -> None:
    await house.hold(anna, "gribu runāt ar cilvēku")
    before = len(anna.seen)
    team = house.floor.teams["shop"]
    today = datetime.fromtimestamp(house.now() / 1000, UTC).astimezone(team.calendar.zone).date()
    shut = replace(team.calendar, specials={**team.calendar.specials, today: ()})
    house.floor.teams["shop"] = replace(team, calendar=shut)
    house.floor.doorbell.ring("promises")
    await house.until(PROMISES.format("renewed"), 1)
    await house.quiet()
    assert anna.seen[before].text.startswith("Solītajā laikā nepaspējam. Kolēģis Jums šeit atrakstīs rīt")
