"""A promise through the whole line: who was promised an answer hears in time that it takes longer, and is told when it broke."""

import pytest

from bot import keeper
from tests.line.house import Customer, House

PROMISES = "SELECT COUNT(*) FROM promises WHERE state = '{}'"


@pytest.fixture(autouse=True)
def keeper_looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that only the clock decides."""
    monkeypatch.setattr(keeper, "LOOK", 0.05)


async def test_who_waits_hears_of_it_before_and_not_after(house: House, anna: Customer) -> None:
    await house.hold(anna, "gribu runāt ar cilvēku")
    before = len(anna.seen)
    house.forward(230)
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
